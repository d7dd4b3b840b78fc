"""Excel workbooks (.xlsx, .xlsm): one Grid per sheet, each cell with the text that Excel displays.

Only what is stored is walked, so a workbook with one cell at its far corner costs nothing: cells outside any form's bounds are
refused by name, empty ones there are ignored. Formulas are read by the value that was calculated when the file was saved.
"""

import re
from collections.abc import Iterator
from dataclasses import field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from ziping.errors import FileRefused
from ziping.formats.datefmt import serial
from ziping.formats.numfmt import BUILT_IN, show, show_text
from ziping.formats.symbols import SYMBOL_FONTS, symbols
from ziping.formats.xlsx_sheets import ref_of
from ziping.formats.zipped import MAX_CELLS, MAX_TEXT, Parts, open_parts
from ziping.frozen import dataclass
from ziping.grid import Cell, Grid, Place

__all__ = ["Book", "book_of", "read", "rich_parts", "shown"]

_MAX_ROWS = 20_000
_MAX_COLS = 200
_MAX_MERGED = 1_000_000  # rows of all merged areas together
_MARGIN = 40  # bordered blank rows or columns this near to the written ones still belong to the table
_NS = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
_REL = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Style(NamedTuple):
    """What matters of a cell's style here: the number format's code, whether the cell has a border, its font if that is one of signs."""

    code: str
    bordered: bool
    font: str = ""


_PLAIN = _Style("", False)


class _Area(NamedTuple):
    """A rectangle of cells, all ends included, counted from 0."""

    row: int
    col: int
    last_row: int
    last_col: int


@dataclass(frozen=True, slots=True)
class Book:
    """What the sheets share. ``strings`` are by index, ``styles`` by index as a cell writes it."""

    parts: Parts
    strings: list[str]
    styles: dict[str | None, _Style]
    since_1904: bool


@dataclass(slots=True)
class _Sheet:
    """What one sheet stores: texts by position, rows that have cells at all, the reach of bordered blank cells."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    bordered: list[tuple[int, int]] = field(default_factory=list)
    merges: list[_Area] = field(default_factory=list)
    hidden: bool = False  # the whole sheet
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    masked: dict[tuple[int, int], str] = field(default_factory=dict)  # numbers whose minus sign, or all of them, the format leaves out

    def notes(self, row: int, col: int, rows: int, cols: int) -> tuple[str, ...]:
        """("hidden", what is hidden) of a cell that nobody sees. What is merged shows while any part of it does."""
        if self.hidden:
            return "hidden", "整张"
        if row in self.hidden_rows and self.hidden_rows.issuperset(range(row, row + rows)):
            return "hidden", f"第 {row + 1} 行"
        closed = col in self.hidden_cols and self.hidden_cols.issuperset(range(col, col + cols))
        return ("hidden", f"{ref_of(0, col)[:-1]} 列") if closed else ()


def read(data: bytes) -> list[Grid]:
    """A Grid for every sheet that holds anything: visible sheets in the workbook's order, then hidden ones.

    Place: ``sheet`` and the sheet's own ``row`` and ``col`` from 1; the Grid's rows and columns are the sheet's, from 0.
    Raises FileRefused with a sentence for the user.
    """
    parts = open_parts(data, "Excel 工作簿")
    book = book_of(parts)
    main = parts.main("xl/workbook.xml")
    root, ns = _parse(parts, main)
    relations = parts.relations(main)
    sheets = []
    for item in root.iterfind(f"{ns}sheets/{ns}sheet"):
        relation = relations.get(item.get(_REL[0]) or item.get(_REL[1]) or "")
        if relation is not None and relation.kind == "worksheet":
            sheets.append((item.get("state", "visible") != "visible", item.get("name") or "", relation.target))
    sheets.sort(key=lambda sheet: sheet[0])  # stable: hidden sheets go last, else the order stays
    grids: list[Grid] = []
    cells = size = 0
    for hidden, name, part in sheets:
        sheet = _sheet(book, part, name)
        sheet.hidden = hidden
        size += sum(map(len, sheet.texts.values()))
        if size > MAX_TEXT:
            raise FileRefused(f"这个 Excel 工作簿到工作表“{name}”为止已超过 2000 万字，不能读取，请拆成几个文件后再试", code="too_large")
        found = tuple(_cells(sheet, name, MAX_CELLS - cells))
        cells += len(found)
        if found:
            grids.append(Grid(found, name=name))
    return grids


def book_of(parts: Parts) -> Book:
    """What the sheets of a workbook share. Raises FileRefused where it is no workbook."""
    main = parts.main("xl/workbook.xml")
    root, ns = _parse(parts, main)
    places = {relation.kind: relation.target for relation in parts.relations(main).values()}
    settings = root.find(ns + "workbookPr")
    return Book(
        parts,
        _strings(parts, places.get("sharedStrings", "xl/sharedStrings.xml")),
        _styles(parts, places.get("styles", "xl/styles.xml")),
        settings is not None and settings.get("date1904") in ("1", "true", "on"),
    )


def _parse(parts: Parts, name: str) -> tuple[etree._Element, str]:
    """Root and namespace in braces; the strict variant of the standard has another namespace."""
    root = parts.tree(name)
    space = etree.QName(root).namespace
    if space not in _NS:
        raise FileRefused("这个文件里没有 Excel 工作表，不能读取，请用 Excel 或 WPS 打开后另存为 .xlsx 再试")
    return root, "{" + space + "}"


def _strings(parts: Parts, name: str) -> list[str]:
    return [_rich(item, ns) for item, ns in _items(parts, name)]


def _items(parts: Parts, name: str) -> list[tuple[etree._Element, str]]:
    if not parts.has(name):
        return []
    root, ns = _parse(parts, name)
    return [(item, ns) for item in root.iterfind(ns + "si")]


def rich_parts(parts: Parts, index: int) -> etree._Element:
    """A shared string as its element, with its runs; the index must be one that a cell names."""
    relations = parts.relations(parts.main("xl/workbook.xml")).values()
    name = next((relation.target for relation in relations if relation.kind == "sharedStrings"), "xl/sharedStrings.xml")
    return _items(parts, name)[index][0]


def _rich(item: etree._Element, ns: str) -> str:
    """The text of a string item: plain, or its runs joined; reading aids (``rPh``) are not part of it."""
    text = ""
    for child in item:
        if child.tag == ns + "t":
            text += child.text or ""
        elif child.tag == ns + "r":
            run = "".join(part.text or "" for part in child.iterfind(ns + "t"))
            font = child.find(f"{ns}rPr/{ns}rFont")
            name = (font.get("val") or "") if font is not None else ""
            text += symbols(run, name) if name.startswith(SYMBOL_FONTS) else run
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _styles(parts: Parts, name: str) -> dict[str | None, _Style]:
    if not parts.has(name):
        return {}
    root, ns = _parse(parts, name)
    own = {_whole(item.get("numFmtId"), -1): item.get("formatCode") or "" for item in root.iterfind(f"{ns}numFmts/{ns}numFmt")}
    borders = [any(side.get("style", "none") != "none" for side in border) for border in root.iterfind(f"{ns}borders/{ns}border")]
    names = [font.find(ns + "name") for font in root.iterfind(f"{ns}fonts/{ns}font")]
    fonts = [(name.get("val") or "") if name is not None else "" for name in names]
    styles: dict[str | None, _Style] = {}
    for index, item in enumerate(root.iterfind(f"{ns}cellXfs/{ns}xf")):
        number, border = _whole(item.get("numFmtId"), 0), _whole(item.get("borderId"), 0)
        code = own[number] if number in own else BUILT_IN.get(number, "")
        font = _whole(item.get("fontId"), 0)
        signs = fonts[font] if font < len(fonts) and fonts[font].startswith(SYMBOL_FONTS) else ""
        styles[str(index)] = _Style("" if code == "General" else code, border < len(borders) and borders[border], signs)
    styles[None] = styles.get("0", _PLAIN)
    return styles


def _whole(written: str | None, usual: int) -> int:
    return int(written) if written is not None and written.isdecimal() and len(written) < 10 else usual


def _sheet(book: Book, part: str, name: str) -> _Sheet:
    root, ns = _parse(book.parts, part)
    sheet = _Sheet()
    cell_tag = ns + "c"
    row = -1
    for item in root.iterfind(f"{ns}cols/{ns}col"):
        if _is_hidden(item, "width"):
            sheet.hidden_cols.update(range(_whole(item.get("min"), 1) - 1, min(_whole(item.get("max"), 1), _MAX_COLS)))
    for line in root.iterfind(f"{ns}sheetData/{ns}row"):
        row = _whole(line.get("r"), row + 2) - 1
        if _is_hidden(line, "ht"):
            sheet.hidden_rows.add(row)
        col = -1
        for cell in line:
            if cell.tag != cell_tag:
                continue
            here, col = _position(cell.get("r") or "") or (row, col + 1)  # some programs leave the reference out
            style = book.styles.get(cell.get("s"), _PLAIN)
            text = shown(cell, book, style, ns) if len(cell) else ""
            if style.font and cell.get("t") in ("s", "str", "inlineStr"):
                text = symbols(text, style.font)
            if style.code and (not text or "-" not in text) and (number := _masked(cell, text, ns)):
                sheet.masked[here, col] = number
            if text:
                if not (0 <= here < _MAX_ROWS and 0 <= col < _MAX_COLS):
                    raise FileRefused(
                        f"工作表“{name}”的单元格 {ref_of(here, col)} 有内容，超出可读范围（{_MAX_ROWS} 行、{_MAX_COLS} 列），请删去表外的内容后再试",
                        code="too_large",
                    )
                sheet.texts[here, col] = text
            elif style.bordered and here < _MAX_ROWS and col < _MAX_COLS:
                sheet.bordered.append((here, col))
            if here < _MAX_ROWS:
                sheet.rows.add(here)
    for item in root.iterfind(f"{ns}mergeCells/{ns}mergeCell"):
        first, _, last = (item.get("ref") or "").partition(":")
        start, end = _position(first), _position(last or first)
        if start and end:
            sheet.merges.append(_Area(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])))
    return sheet


def _masked(cell: etree._Element, text: str, ns: str) -> str:
    """The number in a cell whose format shows it without its minus sign, or not at all; else ``''``."""
    number = (cell.findtext(ns + "v") or "").strip() if cell.get("t", "n") == "n" else ""
    if not number.strip("-0."):
        return ""
    return number if not text or number[0] == "-" and not any(sign in text for sign in "-－(（负▲△") else ""


def _is_hidden(item: etree._Element, size: str) -> bool:
    """True for a row or column that is hidden, or dragged shut."""
    return item.get("hidden") in ("1", "true") or item.get(size) in ("0", "0.0")


@lru_cache(maxsize=65536)
def _position(ref: str) -> tuple[int, int] | None:
    """(row, col) from 0 of a reference as ``B3`` or ``$B$3``."""
    match = _REF.fullmatch(ref)
    if match is None:
        return None
    number = 0
    for letter in match[1].upper():
        number = number * 26 + ord(letter) - 64
    return int(match[2]) - 1, number - 1


def shown(cell: etree._Element, book: Book, style: _Style, ns: str) -> str:
    """What the cell shows."""
    kind = cell.get("t", "n")
    value = ""
    for child in cell:
        if child.tag == ns + "v":
            value = child.text or ""
        elif child.tag == ns + "is" and kind == "inlineStr":
            return show_text(_rich(child, ns), style.code)
    if not value:
        return ""
    match kind:
        case "s":
            index = _whole(value.strip(), -1)
            if not 0 <= index < len(book.strings):
                raise FileRefused("这个 Excel 工作簿的文字表不全，文件可能已损坏，请用 Excel 或 WPS 打开后另存一份再试")
            return show_text(book.strings[index], style.code)
        case "str":
            return show_text(_unescaped(value), style.code)
        case "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        case "e":
            return value
        case "d":
            return _iso(value, style.code)
        case _:
            return show(value, style.code, since_1904=book.since_1904)


def _unescaped(value: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value


def _iso(value: str, code: str) -> str:
    """A date that is stored as ISO text (rare, strict workbooks)."""
    try:
        return show(serial(datetime.fromisoformat(value.rstrip("Zz"))), code or BUILT_IN[14])
    except (ValueError, OverflowError):
        return value


def _cells(sheet: _Sheet, name: str, allowed: int) -> Iterator[Cell]:
    """Cells in reading order: every position inside the used rectangle in rows that store anything, and every merged area.

    ``allowed``: how many cells the file may still have.
    """
    if not sheet.texts:
        return
    box = _used(sheet)
    width = box.last_col - box.col + 1
    rows = {row for row in sheet.rows if box.row <= row <= box.last_row}
    anchors, hidden = _merged(sheet, name, box, width)
    rows.update(row for row, _ in anchors)
    if len(rows) * width > allowed:
        raise FileRefused(
            f"工作表“{name}”到单元格 {ref_of(box.last_row, box.last_col)} 为止共有 {len(rows) * width} 个单元格，超过可读的 {MAX_CELLS} 个，请删去多余的行列后再试",
            code="too_large",
        )
    nothing = bytes(width)
    some_hidden = sheet.hidden or bool(sheet.hidden_rows or sheet.hidden_cols)
    for row in sorted(rows):
        covered = hidden.get(row, nothing)
        for col in range(box.col, box.last_col + 1):
            area = anchors.get((row, col))
            if area is not None:
                height, breadth = area.last_row - row + 1, area.last_col - col + 1
            elif covered[col - box.col]:
                continue
            else:
                height = breadth = 1
            notes = sheet.notes(row, col, height, breadth) if some_hidden else ()
            if sheet.masked and (row, col) in sheet.masked:
                notes = ("masked", sheet.masked[row, col], *notes)
            yield Cell(row, col, height, breadth, sheet.texts.get((row, col), ""), Place(row + 1, col + 1, sheet=name), notes)


def _used(sheet: _Sheet) -> _Area:
    """The rectangle around all texts, merged areas that hold or touch one, and bordered blank cells close by."""
    rows = [row for row, _ in sheet.texts]
    cols = [col for _, col in sheet.texts]
    top, left, bottom, right = min(rows), min(cols), max(rows), max(cols)
    for area in sheet.merges:
        if area.last_row < _MAX_ROWS and area.last_col < _MAX_COLS and _near(area, top, left, bottom, right):
            top, left = min(top, area.row), min(left, area.col)
            bottom, right = max(bottom, area.last_row), max(right, area.last_col)
    near = _Area(top - _MARGIN, left - _MARGIN, bottom + _MARGIN, right + _MARGIN)
    for row, col in sheet.bordered:
        if near.row <= row <= near.last_row and near.col <= col <= near.last_col:
            top, left, bottom, right = min(top, row), min(left, col), max(bottom, row), max(right, col)
    return _Area(top, left, bottom, right)


def _near(area: _Area, top: int, left: int, bottom: int, right: int) -> bool:
    down = area.row <= bottom + _MARGIN and area.last_row >= top - _MARGIN
    return down and area.col <= right + _MARGIN and area.last_col >= left - _MARGIN


def _merged(sheet: _Sheet, name: str, box: _Area, width: int) -> tuple[dict[tuple[int, int], _Area], dict[int, bytearray]]:
    """Merged areas, cut to the box, by their first cell; and which positions of each row they cover.

    An area that overlaps an earlier one is damage and is left out.
    """
    anchors: dict[tuple[int, int], _Area] = {}
    hidden: dict[int, bytearray] = {}
    work = 0  # rows looked at; areas that lie over each other many times would take minutes
    for area in sheet.merges:
        row, col = max(area.row, box.row), max(area.col, box.col)
        last_row, last_col = min(area.last_row, box.last_row), min(area.last_col, box.last_col)
        if row > last_row or col > last_col or (row, col) == (last_row, last_col):
            continue
        work += last_row - row + 1
        if work > _MAX_MERGED:
            raise FileRefused(f"工作表“{name}”的合并单元格互相重叠、数量过多，不能读取，请取消多余的合并后再试", code="too_large")
        start, end = col - box.col, last_col - box.col + 1
        if any(any(hidden[r][start:end]) for r in range(row, last_row + 1) if r in hidden):
            continue
        for r in range(row, last_row + 1):
            hidden.setdefault(r, bytearray(width))[start:end] = b"\x01" * (end - start)
        anchors[row, col] = _Area(row, col, last_row, last_col)
    return anchors, hidden
