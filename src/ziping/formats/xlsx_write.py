"""Papers as an Excel workbook, a sheet each: title and subtitle rows, the table, foot rows; the same bytes for the same papers.

Texts are written as text (``=1+1`` stays what it is) so that they read back as written. Only where a formula of the paper counts
on a cell is its figure written as a number, in a format that shows exactly the same characters.
Row heights are estimated: Excel does not fit merged cells by itself. Lengths are pixels at 96 dpi, heights points.
"""

import math
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ziping.errors import UserError
from ziping.frozen import dataclass
from ziping.paper import SEVERITY_WORDS, Box, Paper

__all__ = ["write"]

_FONT = "宋体"
_MADE = datetime(2020, 1, 1)  # a fixed day, so that the same papers give the same bytes
_MAX_HEIGHT = 409.0  # points; Excel's own limit for a row
_MAX_TEXT = 32_767  # characters; Excel's own limit for a cell
_LONG_TEXT = 255  # characters; a longer one in a cell of text format is shown as #### by older Excel, so it goes into a general one
_IMPOSSIBLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CELL = re.compile(r"\{r(\d+)c(\d+)\}")
_RANGE = re.compile(r"\{r(\d+)c(\d+)\}:\{r(\d+)c(\d+)\}")
_FIGURE = re.compile(r"-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class _Pen:
    """Where one paper is drawn: its sheet, the first row of its table, type size in points, column widths in pixels."""

    book: Workbook
    sheet: Worksheet
    top: int
    size: float
    widths: tuple[int, ...]


def write(papers: Sequence[Paper]) -> bytes:
    """The papers as one .xlsx. Raises UserError for a text that is longer than a cell of Excel can hold."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"created": _MADE})
    taken: set[str] = set()
    for paper in papers:
        _draw(book, paper, _sheet_name(paper.name, taken))
    if not papers:
        book.add_worksheet("Sheet1")
    book.close()
    return out.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel allows: no ``[]:*?/\\``, at most 31 characters, no two alike without regard to case."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", _IMPOSSIBLE.sub("", name)).strip().strip("'").strip() or "自评表"
    plain = plain if plain.lower() != "history" else "自评表"
    number, tail = 1, ""
    while (full := plain[: 31 - len(tail)].rstrip(" '") + tail).lower() in taken:
        number += 1
        tail = f"({number})"
    taken.add(full.lower())
    return full


def _draw(book: Workbook, paper: Paper, name: str) -> None:
    sheet = book.add_worksheet(name)
    widths = tuple(round(mm / 25.4 * 96) for mm in paper.widths_mm)
    pen = _Pen(book, sheet, 1 + len(paper.subtitle), 9 if len(widths) > 9 else 10.5, widths)
    for col, width in enumerate(widths):
        sheet.set_column_pixels(col, col, width)
    sheet.set_paper(9)
    if paper.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    _banner(pen, 0, paper.title, 18, bold=True, centred=True)
    for i, line in enumerate(paper.subtitle):
        _banner(pen, 1 + i, line, 11, centred=True)
    counted = _counted(paper)
    for box in paper.boxes:
        _box(pen, box, counted)
    for row, height in enumerate(_heights(pen, paper)):
        sheet.set_row(pen.top + row, height)
    for i, line in enumerate(paper.foot):
        _banner(pen, pen.top + paper.rows + i, line, 10.5)
    _notes(pen, paper)


def _banner(pen: _Pen, row: int, text: str, size: float, *, bold: bool = False, centred: bool = False) -> None:
    """A line over the whole width, without borders."""
    text = _clean(text, f"第 {row + 1} 行")
    style = pen.book.add_format({"font_name": _FONT, "font_size": size, "bold": bold, "text_wrap": True, "valign": "vcenter"})
    style.set_align("center" if centred else "left")
    if len(pen.widths) > 1:
        pen.sheet.merge_range(row, 0, row, len(pen.widths) - 1, "", style)
    _text(pen.sheet, row, 0, text, style)
    pen.sheet.set_row(row, min(_MAX_HEIGHT, _lines(text, sum(pen.widths), size) * size * 1.4 + 6))


def _box(pen: _Pen, box: Box, counted: set[tuple[int, int]]) -> None:
    row, col = pen.top + box.row, box.col
    text = _clean(box.text, f"第 {row + 1} 行第 {col + 1} 列")
    figure = _figure(text) if box.formula is not None or (box.row, box.col) in counted else None
    code = "@" if len(text) <= _LONG_TEXT else "General"
    if figure is not None:
        code = figure[1]
    elif box.formula is not None or (not text and (box.row, box.col) in counted):
        code = "General"  # a figure typed into a text cell would not be added up
    style = _style(pen, box, code)
    if box.rows > 1 or box.cols > 1:
        pen.sheet.merge_range(row, col, row + box.rows - 1, col + box.cols - 1, "", style)
    if box.formula is not None:
        formula = _CELL.sub(lambda match: xl_rowcol_to_cell(pen.top + int(match[1]), int(match[2])), box.formula)
        pen.sheet.write_formula(row, col, formula, style, figure[0] if figure else text)
    elif figure is not None:
        pen.sheet.write_number(row, col, figure[0], style)
    else:
        _text(pen.sheet, row, col, text, style)


def _style(pen: _Pen, box: Box, code: str) -> Format:
    style = pen.book.add_format({"font_name": _FONT, "font_size": pen.size, "border": 1, "text_wrap": True, "valign": "vcenter"})
    style.set_align("left" if box.role == "narrative" else "center")
    style.set_num_format(code)
    if box.vertical:
        style.set_rotation(270)  # the library's number for upright characters, one below the other
    return style


def _text(sheet: Worksheet, row: int, col: int, text: str, style: Format) -> None:
    if text:
        sheet.write_string(row, col, text, style)
    else:
        sheet.write_blank(row, col, "", style)


def _clean(text: str, where: str) -> str:
    text = _IMPOSSIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > _MAX_TEXT:
        raise UserError(f"{where}的文字有 {len(text)} 字，超过 Excel 单元格的上限 {_MAX_TEXT} 字，请缩短文字，或改为写成 .docx")
    return text


def _figure(text: str) -> tuple[Decimal, str] | None:
    """(number, format) that shows exactly ``text``; None where no number does (``≥50``, ``007``, 16 digits)."""
    if not _FIGURE.fullmatch(text) or len(re.sub(r"\D", "", text)) > 15:
        return None
    number = Decimal(text.rstrip("%").replace(",", ""))
    if text.startswith("-") and not number:
        return None
    digits = text.rstrip("%").partition(".")[2]
    grouped = "," in text
    code = ("#,##0" if grouped else "0") + ("." + "0" * len(digits) if digits else "")
    return (number / 100, code + "%") if text.endswith("%") else (number, code)


def _counted(paper: Paper) -> set[tuple[int, int]]:
    """Positions (in the paper) that some formula counts on."""
    found: set[tuple[int, int]] = set()
    for box in paper.boxes:
        for match in _RANGE.finditer(box.formula or ""):
            r0, c0, r1, c1 = map(int, match.groups())
            found |= {(r, c) for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)}
        found |= {(int(match[1]), int(match[2])) for match in _CELL.finditer(box.formula or "")}
    return found


def _lines(text: str, width: float, size: float) -> int:
    """How many lines a text takes in ``width`` pixels: Chinese characters as wide as high, others half of that."""
    wide, room = size * 96 / 72, max(width - 8, size * 96 / 72)
    total = 0
    for line in text.split("\n"):
        length = sum(wide if ord(char) > 0x2E7F or char in "“”‘’…—·" else wide * 0.55 for char in line)
        total += max(1, math.ceil(length / room))
    return total


def _heights(pen: _Pen, paper: Paper) -> list[float]:
    """Row heights in points: tall enough for every box; what a merged box needs more is spread over its rows."""
    step = pen.size * 1.35
    heights = [step + 6] * paper.rows
    for box in sorted(paper.boxes, key=lambda box: box.rows):
        if box.vertical:
            need = len(box.text) * step + 6
        else:
            need = _lines(box.text, sum(pen.widths[box.col : box.col + box.cols]), pen.size) * step + 6
        lacking = need - sum(heights[box.row : box.row + box.rows])
        if lacking > 0:
            for row in range(box.row, box.row + box.rows):
                heights[row] += lacking / box.rows
    return [min(_MAX_HEIGHT, round(height, 1)) for height in heights]


def _notes(pen: _Pen, paper: Paper) -> None:
    """A comment for each box that is spoken of; notes that fall into no box stand at the title."""
    found: dict[tuple[int, int], list[str]] = {}
    for note in paper.notes:
        inside = (box for box in paper.boxes if box.row <= note.row < box.row + box.rows and box.col <= note.col < box.col + box.cols)
        box = next(inside, None)
        place = (0, 0) if box is None else (pen.top + box.row, box.col)
        found.setdefault(place, []).append(f"【{SEVERITY_WORDS.get(note.severity, note.severity)}】{_IMPOSSIBLE.sub('', note.text)}")
    for (row, col), texts in found.items():
        text = "\n".join(texts)
        options = {"author": "绩效自评核对", "font_name": _FONT, "width": 260, "height": 18 * _lines(text, 260, 9) + 12}
        pen.sheet.write_comment(row, col, text[:_MAX_TEXT], options)
