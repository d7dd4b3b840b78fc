"""One walk over WordprocessingML: the paragraphs and tables of a document body as they stand on the page.

What the page shows is read: content controls, tracked insertions, text boxes. Left out are tracked deletions, hidden text, field
codes, the second of two alternatives, and prompts in content controls that nobody has filled in. A table inside a cell or a
text box is handed over unread, in ``tables``; ``blocks`` reads it in turn.

The walk looks only at the tags listed here; all others are looked through, so wrappers never hide text.
"""

import re
from collections.abc import Iterator
from dataclasses import field

from lxml import etree

from ziping.errors import FileRefused
from ziping.formats.symbols import SYMBOL_FONTS, symbol, symbols
from ziping.formats.wordtable import MAX_COLS, NAMESPACES, Entry, Table, number, plain_table, width
from ziping.formats.zipped import MAX_CELLS, MAX_TEXT
from ziping.frozen import dataclass

__all__ = ["Paragraph", "blocks"]

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = ("{http://schemas.openxmlformats.org/officeDocument/2006/math}", "{http://purl.oclc.org/ooxml/officeDocument/math}")
_PROMPT = re.compile("单击|点击|轻触|请?(?:输入|选择)|[Cc]lick|[Tt]ap|[Cc]hoose|[Ee]nter")
_NO = ("0", "false", "off", "none")

_NAMES = {
    "text": "t", "run": "r", "paragraph": "p", "cell": "tc", "row": "tr", "table": "tbl",
    "width": "gridCol", "span": "gridSpan", "down": "vMerge", "across": "hMerge", "before": "gridBefore", "cell gone": "cellDel",
    "tab": "tab ptab", "line": "br cr", "hyphen": "noBreakHyphen", "symbol": "sym", "field": "checkBox ddList",
    "fonts": "rFonts", "hidden": "vanish", "control": "sdt", "box": "txbxContent", "gone": "del moveFrom", 
    "skip": "tabs rt rPrChange pPrChange tcPrChange trPrChange tblPrExChange tblGridChange",  # tab stops, reading aids, how it was before
}  # fmt: skip
_CODES = {
    ns: {
        **{f"{{{ns}}}{name}": code for code, names in _NAMES.items() for name in names.split()},
        **{math + "t": "text" for math in _MATH},
        **{_MC + name: "choice" for name in ("Choice", "Fallback")},
    }
    for ns in NAMESPACES
}
# What only the walk can read; tab stops, which are common, are told from tabs in the quick reading as well.
_UNUSUAL = {
    ns: tuple(
        tag for tag, code in codes.items()
        if code in {"across", "cell gone", "symbol", "field", "hidden", "control", "box", "gone", "skip", "choice"} or tag.startswith(_MATH)
        if not tag.endswith("}tabs")
    )
    for ns, codes in _CODES.items()
}  # fmt: skip
_OF_CELL = frozenset({"span", "down", "across", "cell gone"})
_ENDING = frozenset({"paragraph", "table", "cell", "row", "box", "control"})  # what is closed at its end


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside tables: its number from 1 in the body, its text and that of its text boxes, tables in those boxes.
    ``element`` is the paragraph itself; None for text that stands in none."""

    number: int
    texts: tuple[str, ...]
    tables: tuple[etree._Element, ...]
    element: etree._Element | None = None


@dataclass(slots=True)
class _Flow:
    """Text that flows: the body, a cell or a text box. ``pieces`` belong to the paragraph that is open."""

    texts: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    tables: list[etree._Element] = field(default_factory=list)
    joins: bool = False  # the end of the paragraph before was deleted: this one goes on in its line
    ends: bool = True  # the end of the open paragraph stands

    def close(self) -> None:
        text = "".join(self.pieces)
        self.pieces = []
        if self.joins:
            self.texts[-1] += text
        else:
            self.texts.append(text)
        self.joins, self.ends = not self.ends, True


@dataclass(slots=True)
class _Page:
    """Where the walk stands."""

    space: str  # namespace in braces
    flows: list[_Flow] = field(default_factory=lambda: [_Flow()])
    rows: list[list[Entry]] | None = None  # of the open table
    widths: list[int] = field(default_factory=list)
    row_gone: bool = False
    col: int = 0
    cell: Entry | None = None
    font: str | None = None  # symbol font of the open run
    hidden: bool = False
    muted: list[bool] = field(default_factory=list)  # content controls that are open: whether they show a prompt only
    paragraphs: int = 0
    cells: int = 0
    size: int = 0

    def value(self, element: etree._Element, name: str = "val") -> str | None:
        return element.get(self.space + name)


def blocks(root: etree._Element) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables below ``root`` (a body, or one table) in document order. Raises FileRefused where there are too many."""
    space = etree.QName(root).namespace or ""
    codes, unusual = _CODES[space], _UNUSUAL[space]
    page = _Page(f"{{{space}}}")
    base = page.flows[0]
    opened: etree._Element | None = None
    walk = etree.iterwalk(root, events=("start", "end"), tag=tuple(codes))
    for event, element in walk:
        code = codes[element.tag]
        if event == "end":
            if code not in _ENDING:
                continue
            if code == "paragraph" and page.flows[-1] is base and page.rows is None:
                base.close()
                page.paragraphs += 1
                if not base.joins:
                    yield _paragraph(page, element)
            elif code == "table" and element is opened and page.rows is not None:
                yield Table(page.rows, page.widths)
                page.rows = opened = None
            else:
                _end(code, page)
        elif code == "text":
            if not page.hidden and True not in page.muted:
                text = element.text or ""
                page.flows[-1].pieces.append(symbols(text, page.font) if page.font else text)
        elif code == "run":
            page.font, page.hidden = None, False
        elif code == "paragraph":
            continue
        elif code == "table":
            if page.rows is None and page.flows[-1] is base:
                if base.texts:
                    yield _paragraph(page)
                quick = None if page.hidden or page.font or True in page.muted else plain_table(element, unusual)
                if quick is not None:
                    for number_, row in enumerate(quick.rows, 1):
                        page.cells += len(row)
                        _weigh(page, sum(len(entry.text) for entry in row), f"表格第 {number_} 行")
                    yield quick
                    walk.skip_subtree()
                    continue
                page.rows, page.widths, opened = [], [], element
            else:
                page.flows[-1].tables.append(element)
                walk.skip_subtree()
        elif not _start(code, element, page):
            walk.skip_subtree()
    if base.texts:
        yield _paragraph(page)


def _paragraph(page: _Page, element: etree._Element | None = None) -> Paragraph:
    flow = page.flows[0]
    done = Paragraph(page.paragraphs, (*flow.texts, *flow.boxes), tuple(flow.tables), element)
    _weigh(page, sum(map(len, done.texts)), f"第 {page.paragraphs} 段")
    flow.texts, flow.boxes, flow.tables, flow.joins = [], [], [], False
    return done


def _start(code: str, element: etree._Element, page: _Page) -> bool:
    """Enter an element; False if what is inside is not to be read."""
    flow = page.flows[-1]
    if code == "cell" and page.rows:
        if page.row_gone:
            return False
        page.cell = Entry(page.col, element=element)
        page.flows.append(_Flow())
    elif code == "row":
        page.row_gone, page.col = False, 0
        if page.rows is not None:
            page.rows.append([])
    elif code in _OF_CELL:
        _cell_property(code, element, page)
    elif code == "width":
        page.widths.append(width(page.value(element, "w")))
    elif code == "before":
        page.col = number(page.value(element), 0)
    elif code in ("tab", "line", "hyphen", "symbol", "field"):
        if not page.hidden and True not in page.muted:
            flow.pieces.append(_sign(code, element, page))
    elif code == "fonts":
        name = page.value(element, "ascii") or ""
        page.font = name if name.startswith(SYMBOL_FONTS) else None
    elif code == "hidden":
        page.hidden = page.value(element) not in _NO
    elif code == "control":
        page.muted.append(_is_prompt(element, page))
    elif code == "box":
        page.flows.append(_Flow())
    elif code == "gone":
        return _gone(element, page)
    elif code == "choice":
        return element.getprevious() is None  # both alternatives say the same: the first is read
    return code != "skip"


def _end(code: str, page: _Page) -> None:
    """Leave an element."""
    if code == "paragraph":
        page.flows[-1].close()
    elif code == "cell":
        if page.cell is not None and page.rows is not None:
            _close_cell(page.cell, page.flows.pop(), page)
        page.cell = None
    elif code == "row":
        if page.row_gone and page.rows:
            page.rows.pop()
        page.row_gone = False
    elif code == "box":
        inner = page.flows.pop()
        page.flows[-1].boxes += inner.texts + inner.boxes
        page.flows[-1].tables += inner.tables
        page.font, page.hidden = None, False
    elif code == "control":
        page.muted.pop()


def _close_cell(cell: Entry, flow: _Flow, page: _Page) -> None:
    rows = page.rows or [[]]
    if cell.gone:
        return
    cell.text, cell.tables = "\n".join(flow.texts + flow.boxes), flow.tables
    page.col += cell.span
    if cell.joins and rows[-1]:
        rows[-1][-1].span += cell.span
    else:
        rows[-1].append(cell)
    page.cells += 1
    _weigh(page, len(cell.text), f"表格第 {len(rows)} 行")
    if page.col > MAX_COLS:
        raise FileRefused(f"这个 Word 文档里有一个表格超过 {MAX_COLS} 列，不像自评表，请删去后再试", code="too_large")


def _weigh(page: _Page, size: int, where: str) -> None:
    page.size += size
    if page.cells > MAX_CELLS or page.size > MAX_TEXT:
        raise FileRefused(f"这个 Word 文档过大（读到{where}），请拆成几个文件后再试", code="too_large")


def _cell_property(code: str, element: etree._Element, page: _Page) -> None:
    cell = page.cell
    if cell is None:
        return
    value = page.value(element)
    if code == "span":
        cell.span = number(value, 1)
    elif code == "down":
        cell.restarts = value == "restart"
        cell.continues = not cell.restarts
    elif code == "across":
        cell.joins = value != "restart"
    else:
        cell.gone = True


def _gone(element: etree._Element, page: _Page) -> bool:
    """A tracked deletion: of a row, of a paragraph's end, or of the text inside it."""
    parent = element.getparent()
    if parent is None or parent.tag == page.space + "trPr":
        page.row_gone = True
    elif parent.tag == page.space + "rPr":
        page.flows[-1].ends = False
    return False


def _sign(code: str, element: etree._Element, page: _Page) -> str:
    if code == "symbol":
        return symbol(page.value(element, "font") or "", page.value(element, "char") or "")
    if code == "field":
        return _field(element, page)
    return {"tab": "\t", "line": "\n", "hyphen": "-"}[code]


def _field(element: etree._Element, page: _Page) -> str:
    """What an old form field shows: its box, ticked or not, or the entry that was chosen from its list."""

    def said(name: str) -> str | None:
        found = element.find(page.space + name)
        return None if found is None else page.value(found) or "1"

    if element.tag == page.space + "checkBox":
        state = said("checked")
        return "☐" if (said("default") or "0" if state is None else state) in _NO else "☑"
    entries = [page.value(entry) or "" for entry in element.iterfind(page.space + "listEntry")]
    chosen = number(said("result") or said("default"), 0)
    return entries[chosen] if chosen < len(entries) else ""


def _is_prompt(control: etree._Element, page: _Page) -> bool:
    """True for a content control that still shows its prompt (单击此处输入文字).

    Programs that fill templates forget to clear the mark, so the words must look like a prompt as well.
    """
    mark = control.find(f"{page.space}sdtPr/{page.space}showingPlcHdr")
    if mark is None or page.value(mark) in _NO:
        return False
    return _PROMPT.search("".join(text.text or "" for text in control.iter(page.space + "t"))) is not None
