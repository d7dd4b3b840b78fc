"""A table of WordprocessingML: its rows as written, and the quick reading of one that holds nothing unusual.

``wordml`` walks from element to element and knows everything that Word can put into a table. Nearly all tables of forms hold only
rows, cells, paragraphs and text; those are read here in one pass over the few elements that matter, which takes a third of the time.
Where anything else is met, tracked deletions, content controls, boxes, signs of symbol fonts, hidden text, tables in cells, nothing is
read here and the walk does it.
"""

from dataclasses import dataclass

from lxml import etree

from ziping.formats.symbols import SYMBOL_FONTS
from ziping.formats.zipped import MAX_CELLS

__all__ = ["MAX_COLS", "NAMESPACES", "Entry", "Table", "number", "plain_table", "width"]

NAMESPACES = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
MAX_COLS = 1000
_WIDEST = 1 << 20  # of a column, in twentieths of a point


@dataclass(slots=True)
class Entry:
    """A written cell in its row: first column from 0, width in columns, text, what ``vMerge`` says, the tables inside it.

    ``row`` and ``rows`` are for those who put entries on a grid: the row from 0, and how many rows a merged one covers."""

    col: int
    span: int = 1
    text: str = ""
    continues: bool = False
    restarts: bool = False
    joins: bool = False  # merged with the cell to its left, the old way (hMerge)
    gone: bool = False
    tables: list[etree._Element] | tuple[()] = ()
    element: etree._Element | None = None  # the cell itself, for those who write into it
    row: int = 0
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table as written: its rows of entries, and the widths of its grid's columns in twentieths of a point, as far as they are
    said; deleted rows and cells are not among them."""

    rows: list[list[Entry]]
    widths: list[int]


def number(written: str | None, usual: int, most: int = MAX_COLS) -> int:
    """A span or width as written, or ``usual`` where there is none or nonsense."""
    if written is None or not written.isdecimal():
        return usual
    value = int(written[:9])
    return value if usual <= value <= most else usual


def width(written: str | None) -> int:
    """The width of a column as written, 0 where there is none or nonsense."""
    return number(written, 0, _WIDEST)


_PLAIN = "t p tc tr gridSpan vMerge gridCol gridBefore tab ptab br cr noBreakHyphen"
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CODES = {ns: {f"{{{ns}}}{name}": name for name in _PLAIN.split()} for ns in NAMESPACES}
_SYMBOLS = {
    ns: etree.XPath(
        f"boolean(descendant::w:rFonts[{' or '.join(f'starts-with(@w:ascii, {name!r})' for name in SYMBOL_FONTS)}])", namespaces={"w": ns}
    )
    for ns in NAMESPACES
}


def plain_table(table: etree._Element, unusual: tuple[str, ...]) -> Table | None:
    """The rows of a ``w:tbl`` below which no table and none of the elements ``unusual`` (tags) stands; None where one does, where a sign is set
    in a symbol font, or where anything is out of its usual place or too large: the walk knows what to make of it."""
    if any(found is not table for found in table.iter(table.tag, *unusual)):
        return None
    ns = etree.QName(table).namespace or ""
    if _SYMBOLS[ns](table):
        return None
    codes, value = _CODES[ns], f"{{{ns}}}val"
    rows: list[list[Entry]] = []
    widths: list[int] = []
    cell: Entry | None = None
    lines: list[str] = []  # the paragraphs of the cell
    col = cells = 0
    for element in table.iter(*codes):
        code = codes[element.tag]
        if code == "t":
            if not lines:
                return None
            lines[-1] += element.text or ""
        elif code == "p":
            if cell is None:
                return None
            lines.append("")
        elif code == "tc":
            if cell is not None:
                cell.text = "\n".join(lines)
                col += cell.span
            if not rows or col > MAX_COLS:
                return None
            cell, lines = Entry(col, element=element), []
            rows[-1].append(cell)
            cells += 1
        elif code == "tr":
            if cell is not None:
                cell.text = "\n".join(lines)
                if col + cell.span > MAX_COLS or cells > MAX_CELLS:
                    return None
            cell, lines, col = None, [], 0
            rows.append([])
        elif code == "gridSpan":
            if cell is not None:
                cell.span = number(element.get(value), 1)
        elif code == "vMerge":
            if cell is not None:
                cell.restarts = element.get(value) == "restart"
                cell.continues = not cell.restarts
        elif code == "gridCol":
            widths.append(width(element.get(f"{{{ns}}}w")))
        elif code == "gridBefore":
            if cell is not None:
                return None
            col = number(element.get(value), 0)
        elif lines and not _is_stop(element):
            lines[-1] += _SIGNS[code]
    if cell is not None:
        cell.text = "\n".join(lines)
        if col + cell.span > MAX_COLS:
            return None
    return Table(rows, widths)


def _is_stop(element: etree._Element) -> bool:
    """True for a tab stop, which is a property of a paragraph and no tab in its text."""
    parent = element.getparent()
    return parent is not None and parent.tag.endswith("}tabs")
