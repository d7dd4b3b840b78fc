"""Values changed in somebody's own workbook: the very cells, every other byte of every part as it was.

A number stays a number where the cell's format shows it as wanted; other text is put into the cell itself, with the looks of its
runs, and the shared texts stay as they are. A cell with a formula is left alone: what it says has to be mended where it is worked out.
"""

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from lxml import etree

from ziping.formats.cell_edits import Edit, Refusal, respelled, spread
from ziping.formats.comments import clean
from ziping.formats.markup import Markup
from ziping.formats.numfmt import show
from ziping.formats.package import Package
from ziping.formats.xlsx_read import Book, book_of, rich_parts, shown
from ziping.formats.xlsx_sheets import Sheet, position, sheets_of
from ziping.formats.zipped import open_parts
from ziping.frozen import dataclass

__all__ = ["edit"]

_STRANGE = "原件里这一格的写法特殊，或同样的文字不止一处，请自己改"
_FORMULA = "原件里这一格是公式，请改公式或它用到的数"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A stored cell: its element, what it shows, the style that shows it."""

    element: etree._Element
    text: str
    code: str


def edit(data: bytes, edits: Sequence[Edit]) -> tuple[bytes, tuple[Refusal, ...]]:
    """The workbook with the edits made, and those that could not be. Raises FileRefused as the reader does."""
    parts = open_parts(data, "Excel 工作簿")
    book, sheets = book_of(parts), sheets_of(parts)
    refused: list[Refusal] = []
    wanted: dict[str, dict[tuple[int, int], list[Edit]]] = {}
    for each in edits:
        sheet = sheets.get(each.where.sheet or "") if each.where is not None else None
        if sheet is None or each.where is None:
            refused.append(Refusal(each, "在原件里找不到这一格"))
        else:
            spot = sheet.anchor(each.where.row - 1, each.where.col - 1)[:2]
            wanted.setdefault(sheet.name, {}).setdefault(spot, []).append(each)
    package = Package(parts)
    made = False
    for name, spots in wanted.items():
        sheet = sheets[name]
        markup = package.markup(sheet.part)
        cells = _cells(Sheet(name, sheet.part, markup.root, sheet.ns, sheet.merges), book, set(spots))
        changed = False
        for spot, here in spots.items():
            why = _change(markup, cells[spot], here, book, sheet.ns) if spot in cells else "在原件里找不到这一格"
            refused += [Refusal(one, why) for one in here] if why is not None else []
            changed = changed or why is None
        if changed:
            package.write(sheet.part, markup.bytes())
            made = True
    return (package.bytes() if made else data), tuple(refused)


def _cells(sheet: Sheet, book: Book, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], _Cell]:
    """The stored cells at the wanted positions (from 0), counted as the reader counts where references are left out."""
    found: dict[tuple[int, int], _Cell] = {}
    row = -1
    for line in sheet.root.iterfind(f"{sheet.ns}sheetData/{sheet.ns}row"):
        written = line.get("r") or ""
        row = int(written) - 1 if written.isdecimal() else row + 1
        col = -1
        for cell in line.iterfind(sheet.ns + "c"):
            here, col = position(cell.get("r") or "") or (row, col + 1)
            if (here, col) in wanted and len(cell):
                style = book.styles.get(cell.get("s"), book.styles.get(None))
                text = shown(cell, book, style, sheet.ns) if style is not None else ""
                found[here, col] = _Cell(cell, text, style.code if style is not None else "")
    return found


def _change(markup: Markup, cell: _Cell, edits: Sequence[Edit], book: Book, ns: str) -> str | None:
    """Make the edits of one cell, all or none; the reason if none."""
    element = cell.element
    if element.find(ns + "f") is not None:
        return _FORMULA
    changes: set[tuple[int, int, str]] = set()
    for each in edits:
        spots = spread(cell.text, each)
        if spots is None:
            return _STRANGE
        changes.update(spots)
    whole = respelled([(0, cell.text)], sorted(changes))
    if whole is None:
        return _STRANGE
    new = whole.get(0, cell.text)
    tag = f"{element.prefix}:" if element.prefix else ""
    if element.get("t", "n") == "n" and (number := _number(new, cell.code, book.since_1904)) is not None:
        markup.instead(element, _cell(element, tag, f"<{tag}v>{number}</{tag}v>", None))
        return None
    inline = _inline(cell, sorted(changes), new, tag, book, ns)
    markup.instead(element, _cell(element, tag, f"<{tag}is>{inline}</{tag}is>", "inlineStr"))
    return None


def _cell(element: etree._Element, tag: str, inside: str, kind: str | None) -> str:
    """A cell with new content: its reference, style and other marks kept."""
    kept = {str(key): str(value) for key, value in element.attrib.items() if key != "t" and not str(key).startswith("{")}
    marks = "".join(f' {key}="{escape(value, {chr(34): "&quot;"})}"' for key, value in {**kept, **({"t": kind} if kind else {})}.items())
    return f"<{tag}c{marks}>{inside}</{tag}c>"


def _number(text: str, code: str, since_1904: bool) -> str | None:
    """The number that this format shows as that text; None if there is none."""
    bare = text.strip().replace(",", "")
    percent = bare.endswith("%")
    try:
        value = Decimal(bare.removesuffix("%"))
    except ArithmeticError:
        return None
    if not value.is_finite():
        return None
    written = format(value / 100 if percent else value, "f")
    return written if show(written, code, since_1904=since_1904) == text else None


def _inline(cell: _Cell, changes: Sequence[tuple[int, int, str]], new: str, tag: str, book: Book, ns: str) -> str:
    """The new text as runs that look as the old ones did, where the old text was made of runs."""
    source = cell.element.find(ns + "is")
    index = (cell.element.findtext(ns + "v") or "").strip()
    if cell.element.get("t") == "s" and index.isdecimal():
        source = rich_parts(book.parts, int(index))
    runs = [] if source is None else source.findall(ns + "r")
    texts = [run.findtext(ns + "t") or "" for run in runs]
    if not runs or "".join(texts) != cell.text:
        return _plain(new, tag)
    begins = [sum(map(len, texts[:number])) for number in range(len(texts))]
    fresh = respelled(list(zip(begins, texts, strict=True)), changes)
    if fresh is None:
        return _plain(new, tag)
    out = ""
    for number, run in enumerate(runs):
        looks = run.find(ns + "rPr")
        text = fresh.get(number, texts[number])
        if text:
            out += f"<{tag}r>{'' if looks is None else _looks(looks, tag)}{_plain(text, tag)}</{tag}r>"
    return out


def _looks(properties: etree._Element, tag: str) -> str:
    """A run's properties, written without name space declarations of their own."""
    inside = ""
    for each in properties:
        marks = "".join(f' {str(key)}="{escape(str(value), {chr(34): "&quot;"})}"' for key, value in each.attrib.items())
        inside += f"<{tag}{etree.QName(each).localname}{marks}/>"
    return f"<{tag}rPr>{inside}</{tag}rPr>"


def _plain(text: str, tag: str) -> str:
    return f'<{tag}t xml:space="preserve">{escape(clean(text))}</{tag}t>'
