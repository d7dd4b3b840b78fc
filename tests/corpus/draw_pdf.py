"""PDF with reportlab: ruled tables, Chinese text in a standard font, rows and tables broken over pages where they do not fit."""

import io
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Drawn

from corpus.paper import Document, Line, Table

__all__ = ["draw_pdf"]

_FONT = "STSong-Light"


def _style(size: int) -> ParagraphStyle:
    return ParagraphStyle("cell", fontName=_FONT, fontSize=size, leading=size * 1.3, wordWrap="CJK")


def _paragraph(text: str, size: int) -> Any:
    return Paragraph(escape(text).replace("\n", "<br/>"), _style(size))


def _table(table: Table, width: float, size: int) -> Any:
    data: list[list[Any]] = [["" for _ in range(table.width)] for _ in range(table.height)]
    commands: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    for box in table.boxes:
        data[box.row][box.col] = _paragraph(box.text, size) if box.text else ""
        if box.rows > 1 or box.cols > 1:
            commands.append(("SPAN", (box.col, box.row), (box.col + box.cols - 1, box.row + box.rows - 1)))
    return Drawn(data, colWidths=[width / table.width] * table.width, style=commands)


def _each_page(document: Document, rng: Random, width: float, height: float) -> Any:
    """What happens to every page before it is drawn: it is turned, or gets a running head and its number."""
    wishes, foot = document.wishes, rng.choice(["- {} -", "第 {} 页", "{}", "第 {} 页 共 9 页"])
    way = rng.choice([90, 180, 270])
    typed = rng.random() < 0.5

    def draw(canvas: Any, made: Any) -> None:
        if "furniture" in wishes:
            canvas.setFont(_FONT, 8)
            canvas.drawString(50, height - 25, "青禾县2023年度部门决算公开")
            canvas.drawCentredString(width / 2, 18, foot.format(canvas.getPageNumber()))
        if "turned" in wishes and typed:  # the sheet lies on its side and so does the type
            canvas.setPageSize((height, width))
            canvas.translate(height, 0)
            canvas.rotate(90)
        elif "turned" in wishes:  # the type is upright, the page is said to lie on its side
            canvas.setPageRotation(way)

    return draw


def draw_pdf(document: Document, rng: Random) -> bytes:
    """The document's bytes, A3 landscape; taller sheets where a table is long, since reportlab cannot break a cell that is merged over
    more than a page (the distortion ``pages`` breaks tables itself, as Word does). Wishes: narrow (columns so narrow that numbers
    break), turned, furniture (running heads and page numbers)."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    width, height = landscape(A3)
    if any(table.height > 18 for table in document.tables()):
        height *= 4
    size = 9
    if "narrow" in document.wishes:
        width, height, size = rng.choice([420.0, 560.0]), height * 6, rng.choice([7, 9])
    story: list[Any] = []
    for item in document.items:
        if isinstance(item, Line):
            story.append(_paragraph(item.text, 14 if item.kind == "title" else 10))
        elif isinstance(item, Table):
            story += [Spacer(1, 6), _table(item, width - 110, size), Spacer(1, 6)]
        else:
            story.append(PageBreak() if item.kind == "page" else Spacer(1, 40))
    sink = io.BytesIO()
    page = _each_page(document, rng, width, height)
    made = SimpleDocTemplate(sink, pagesize=(width, height), leftMargin=50, rightMargin=50, topMargin=40, bottomMargin=40, invariant=1)
    made.build(story, onFirstPage=page, onLaterPages=page)
    return sink.getvalue()
