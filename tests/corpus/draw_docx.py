"""Word documents with python-docx: paragraphs by its API, tables as the elements Word itself would save."""

import io
from random import Random
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from corpus.paper import Box, Break, Document, Line, Table

__all__ = ["draw_docx"]


def _element(name: str, parent: Any = None, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    if parent is not None:
        parent.append(made)
    return made


def _run(parent: Any, text: str, *, tag: str = "w:t") -> None:
    run = _element("w:r", parent)
    whole = _element(tag, run)
    whole.text = text
    whole.set(qn("xml:space"), "preserve")


def _paragraph(parent: Any, text: str, wishes: set[str], rng: Random) -> None:
    paragraph = _element("w:p", parent)
    if "tracked" in wishes and text and rng.random() < 0.4:
        cut = rng.randint(0, len(text))
        _run(paragraph, text[:cut])
        gone = _element("w:del", paragraph, id=str(rng.randint(1, 9999)), author="甲", date="2024-03-01T00:00:00Z")
        _run(gone, rng.choice(["旧稿", "80%", "12"]), tag="w:delText")
        new = _element("w:ins", paragraph, id=str(rng.randint(1, 9999)), author="甲", date="2024-03-01T00:00:00Z")
        _run(new, text[cut:])
    elif "pieces" in wishes and len(text) > 1:
        for char in text:
            _run(paragraph, char)
    elif "controls" in wishes and text and rng.random() < 0.5:
        control = _element("w:sdt", paragraph)
        _element("w:sdtPr", control)
        _run(_element("w:sdtContent", control), text)
    elif text:
        _run(paragraph, text)


def _fill(cell: Any, text: str, wishes: set[str], rng: Random) -> None:
    if "line_breaks" in wishes and "\n" in text:
        run = _element("w:r", _element("w:p", cell))
        for i, part in enumerate(text.split("\n")):
            if i:
                _element("w:br", run)
            _element("w:t", run).text = part
        return
    for part in text.split("\n"):
        _paragraph(cell, part, wishes, rng)


class _Grid:
    """The columns of a Word table. ``jagged``: edges were dragged by hand, so that rows end their cells a hair left or right of each
    other and the grid has slivers of columns in between."""

    def __init__(self, table: Table, rng: Random, *, jagged: bool) -> None:
        each = 8640 // table.width  # the table fits the page
        slivers = {k for k in range(1, table.width) if jagged and rng.random() < 0.5}
        self.widths: list[int] = []
        self.first = []  # of each edge, the grid column it stands at, when it was not dragged
        for k in range(table.width + 1):
            self.first.append(len(self.widths))
            if k in slivers:
                self.widths.append(40)
            if k < table.width:
                self.widths.append(each - 40 if k in slivers else each)
        fixed = {(r, k) for b in table.boxes if b.rows > 1 for r in range(b.row, b.row + b.rows) for k in (b.col, b.col + b.cols)}
        self.dragged = {(r, k) for r in range(table.height) for k in slivers if (r, k) not in fixed and rng.random() < 0.5}

    def edges(self, row: int, box: Box) -> tuple[int, int]:
        """The grid columns at which a box begins and ends in a row."""
        start, stop = (self.first[k] + ((row, k) in self.dragged) for k in (box.col, box.col + box.cols))
        return start, stop


def _cell(row: Any, span: int, width: int, *, below: bool, rows: int = 1) -> Any:
    cell = _element("w:tc", row)
    properties = _element("w:tcPr", cell)
    _element("w:tcW", properties, w=str(width), type="dxa")
    if span > 1:
        _element("w:gridSpan", properties, val=str(span))
    if below:
        _element("w:vMerge", properties)
    elif rows > 1:
        _element("w:vMerge", properties, val="restart")
    return cell


def _table(table: Table, wishes: set[str], rng: Random) -> Any:
    whole = _element("w:tbl")
    properties = _element("w:tblPr", whole)
    _element("w:tblStyle", properties, val="TableGrid")
    _element("w:tblW", properties, w="0", type="auto")
    grid = _element("w:tblGrid", whole)
    shape = _Grid(table, rng, jagged="jagged" in wishes)
    for width in shape.widths:
        _element("w:gridCol", grid, w=str(width))
    open_: list[Box] = []
    for r, boxes in enumerate(table.rows()):
        if "tracked" in wishes and rng.random() < 0.1:
            _deleted_row(whole, table.width, rng)
        row = _element("w:tr", whole)
        if "controls" in wishes and rng.random() < 0.1 and not any(box.rows > 1 for box in [*open_, *boxes]):
            control = _element("w:sdt", whole)
            _element("w:sdtPr", control)
            _element("w:sdtContent", control).append(row)
        open_ = [box for box in open_ if box.row + box.rows > r]
        for box in sorted([*open_, *boxes], key=lambda box: box.col):
            below = box.row < r
            place = row
            if "controls" in wishes and not below and rng.random() < 0.1:
                control = _element("w:sdt", row)
                _element("w:sdtPr", control)
                place = _element("w:sdtContent", control)
            start, stop = shape.edges(r, box)
            cell = _cell(place, stop - start, sum(shape.widths[start:stop]), below=below, rows=box.rows)
            _fill(cell, "" if below else box.text, wishes, rng)
        open_ += [box for box in boxes if box.rows > 1]
    return whole


def _deleted_row(whole: Any, width: int, rng: Random) -> None:
    """A row that somebody deleted while changes were tracked."""
    row = _element("w:tr", whole)
    _element("w:del", _element("w:trPr", row), id=str(rng.randint(1, 9999)), author="甲", date="2024-03-01T00:00:00Z")
    for _ in range(width):
        cell = _cell(row, 1, 900, below=False)
        _run(_element("w:del", _element("w:p", cell), id=str(rng.randint(1, 9999)), author="甲"), "旧行", tag="w:delText")


def _in_drawing(text: str) -> Any:
    """A paragraph whose text stands in a text box as Word 2010 and later write it: a drawing, and the same again for old programs."""
    space = {
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }
    paragraph = _element("w:p")
    run = _element("w:r", paragraph)
    both = etree.SubElement(run, f"{{{space['mc']}}}AlternateContent")
    shape = etree.SubElement(etree.SubElement(both, f"{{{space['mc']}}}Choice", Requires="wps"), f"{{{space['wps']}}}txbx")
    _run(_element("w:p", _element("w:txbxContent", shape)), text)
    old = _in_box(text)[0]
    etree.SubElement(both, f"{{{space['mc']}}}Fallback").append(old[0])
    return paragraph


def _in_box(text: str) -> Any:
    """A paragraph whose text stands in a text box (VML, as old documents have it)."""
    paragraph = _element("w:p")
    picture = _element("w:pict", _element("w:r", paragraph))
    shape = picture.makeelement("{urn:schemas-microsoft-com:vml}shape", {"style": "width:200pt;height:20pt"})
    picture.append(shape)
    box = shape.makeelement("{urn:schemas-microsoft-com:vml}textbox", {})
    shape.append(box)
    _run(_element("w:p", _element("w:txbxContent", box)), text)
    return paragraph


def draw_docx(document: Document, rng: Random) -> bytes:
    """The document's bytes. Wishes: nested, controls, tracked, pieces, line_breaks, boxes (the heading in a text box)."""
    made = docx.Document()
    body = made.element.body
    wishes = document.wishes
    for item in document.items:
        if isinstance(item, Line) and item.kind == "title" and "boxes" in wishes:
            body.insert(len(body) - 1, rng.choice([_in_box, _in_drawing])(item.text))
        elif isinstance(item, Line):
            made.add_paragraph(item.text)
        elif isinstance(item, Break):
            made.add_page_break() if item.kind != "gap" else made.add_paragraph("")
        else:
            table = _table(item, wishes, rng)
            if "nested" in wishes:
                outer = _element("w:tbl")
                _element("w:tblPr", outer)
                _element("w:gridCol", _element("w:tblGrid", outer), w="9000")
                cell = _cell(_element("w:tr", outer), 1, 9000, below=False)
                cell.append(table)
                _element("w:p", cell)
                table = outer
            body.insert(len(body) - 1, table)
    sink = io.BytesIO()
    made.save(sink)
    return sink.getvalue()
