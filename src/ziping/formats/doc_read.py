"""Word 97-2003 documents (.doc, and the .wps files that share the container), read without Word.

Four steps, each a plain function over the one before: stretches of text → paragraphs → tables and lines → Grids. A table knows
its columns only row by row, as distances in twips from the margin; rows are laid over each other by gathering equal distances.
Headers, footnotes and comments are other stories of the file and are not read; nor is text in text boxes outside tables, which is named.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field, replace
from itertools import accumulate, chain, pairwise
from struct import error as StructError
from struct import unpack_from

from ziping.errors import FileRefused
from ziping.formats import office
from ziping.formats.doc_parts import Look, Parts, form_field, open_parts, paragraph_changes, stretches, u16, u32
from ziping.formats.slivers import snapped
from ziping.formats.symbols import symbol, symbols
from ziping.frozen import dataclass
from ziping.grid import Cell, Grid, Line, Place

__all__ = ["read"]

DEEPEST = 16  # tables inside tables
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 200, 400_000

_DAMAGED = "这份 Word 文档已损坏或不完整，不能读取；请用 Word 或 WPS 打开后另存为 .docx 再试"
_LARGE = "这份 Word 文档里的表格过大，不像一张自评表，没有读取"

_MOST_NAMED = 20
_DAMAGES = (IndexError, KeyError, ValueError, OSError, StructError, OverflowError, RecursionError, MemoryError)

# sprms of paragraphs and of table rows
_IN_TABLE, _ROW_END, _DEPTH, _DEEPER, _INNER_CELL_END, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x664A, 0x244B, 0x244C
_DEFINITION, _VERTICAL, _MERGE, _SPLIT, _INSERT, _DELETE, _WIDTH = 0xD608, 0xD62B, 0x5624, 0x5625, 0x7621, 0x5622, 0x7623

_CONTROL = re.compile("([\x00-\x08\x0a-\x1f])")
_SHOWN = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-"}  # line, page and column break; hyphen that does not break
_CODE, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_CELL_MARK, _FORM_MARK = "\x07", "\x01"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's own definition: edges in twips (one more than cells) and per cell the merge flags across and down."""

    edges: tuple[int, ...] = ()
    across: tuple[int, ...] = ()
    down: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    depth: int  # 0: outside tables
    ends: str  # "paragraph", "cell" or "row"
    deleted: bool
    row: _Row


@dataclass(slots=True)
class _Table:
    """A table being gathered."""

    outer: bool
    above: list[Line]
    kept: bool = False  # the row being read has a mark that is not deleted
    rows: list[tuple[_Row, tuple[str, ...]]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def read(data: bytes) -> list[Grid]:
    """The tables of a .doc in document order, an inner table after the one it stands in; lines around the outer ones.

    Place: table, row, col from 1; a line's is its paragraph number. What this reader refuses goes to LibreOffice where it is
    installed, except encrypted and oversized files. Raises FileRefused.
    """
    try:
        return _own(data)
    except FileRefused as refusal:
        if refusal.code != "unreadable" or office.find() is None:
            raise
        return office.read(data, "doc")


def _own(data: bytes) -> list[Grid]:
    try:
        parts = open_parts(data)
        grids = _grids(_paragraphs(parts))
    except _DAMAGES:
        raise FileRefused(_DAMAGED) from None
    return _with_boxes(grids, parts) if parts.boxes else grids


def _with_boxes(grids: list[Grid], parts: Parts) -> list[Grid]:
    """The same with the tables that stand in text boxes behind them; the text of boxes without a table is named as not read."""
    try:
        boxes = _grids(_paragraphs(replace(parts, pieces=parts.boxes)), before=sum(bool(grid.cells) for grid in grids))
    except _DAMAGES:
        boxes = []
    if any(grid.cells for grid in boxes):
        return [*grids, *boxes]
    lines = [line for grid in boxes for line in grid.above][:_MOST_NAMED]
    named = tuple(Line(f"文本框里的文字「{_short(line.text)}」没有读入，请把它写进表格后另存再试", line.where) for line in lines)
    return [*grids[:-1], replace(grids[-1], skipped=(*grids[-1].skipped, *named))]


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _paragraphs(parts: Parts) -> Iterator[_Paragraph]:
    """Text cut at its paragraph, cell and row marks; field codes, deleted and hidden text left out."""
    shapes: dict[tuple[bytes, bytes], tuple[int, str, str, _Row]] = {}
    text: list[str] = []
    fields: list[bool] = []  # per open field: are we in its code?
    for stretch in stretches(parts):
        at = stretch.start
        for piece in _CONTROL.split(stretch.text):
            here, at = at, at + len(piece) * stretch.width
            if piece == _CODE:
                fields.append(True)
            elif piece == _RESULT and fields:
                fields[-1] = False
            elif piece == _FIELD_END and fields:
                fields.pop()
            elif piece in ("\r", _CELL_MARK, "\x0c"):
                key = (parts.paragraphs.grpprl(here), stretch.extra)
                if key not in shapes:
                    shapes[key] = _shape(parts, *key)
                depth, plain_end, mark_end, row = shapes[key]
                if piece == "\x0c" and depth:
                    text.append("\n")
                    continue
                depth, ends = (max(depth, 1), mark_end) if piece == _CELL_MARK else (depth, plain_end)
                yield _Paragraph(_joined(text), depth, ends, stretch.look.deleted, row)
                text.clear()
                fields = [code for code in fields if not code]  # a code never runs on over a paragraph's end
            elif piece == _FORM_MARK and stretch.look.form is not None and fields and not (stretch.look.deleted or stretch.look.hidden):
                text.append(form_field(parts, stretch.look.form))
            elif piece and not any(fields):
                text.append(_seen(piece, stretch.look))
    if text:
        yield _Paragraph(_joined(text), 0, "paragraph", False, _Row())


def _seen(piece: str, look: Look) -> str:
    if look.deleted or look.hidden:
        return ""
    if look.symbol:
        font, code = look.symbol
        return symbol(font, f"{code:04X}") * piece.count("(")
    if _CONTROL.match(piece):
        return _SHOWN.get(piece, "")
    return symbols(piece, look.font) if look.font else piece


def _joined(text: list[str]) -> str:
    whole = "".join(text)
    if any("\ud800" <= char <= "\udfff" for char in whole):
        whole = whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole


def _shape(parts: Parts, *grpprls: bytes) -> tuple[int, str, str, _Row]:
    """How deep a paragraph stands, what it ends if its mark is a paragraph mark or a cell mark, and its row's definition."""
    inside, depth, plain_end, mark_end = False, 1, "paragraph", "cell"
    of_the_row: list[tuple[int, bytes]] = []
    for sprm, operand in chain.from_iterable(paragraph_changes(parts, grpprl) for grpprl in grpprls):
        if sprm == _IN_TABLE:
            inside = operand[0] == 1
        elif sprm == _ROW_END:
            mark_end = "row" if operand[0] == 1 else "cell"
        elif sprm == _DEPTH:
            depth = u32(operand, 0)
        elif sprm == _DEEPER:
            depth += unpack_from("<i", operand)[0]
        elif sprm == _INNER_CELL_END and operand[0] == 1 and plain_end != "row":
            plain_end = "cell"
        elif sprm == _INNER_ROW_END and operand[0] == 1:
            plain_end = "row"
        elif sprm >> 10 & 7 == 5:
            of_the_row.append((sprm, operand))
    if not inside:
        return 0, "paragraph", mark_end, _Row()
    if not 0 <= depth <= DEEPEST:
        raise ValueError("depth")
    return max(depth, 1), plain_end, mark_end, _row(of_the_row)


def _row(sprms: list[tuple[int, bytes]]) -> _Row:
    """A row as its definition says, after the changes made to it since."""
    left, widths, across, down = 0, list[int](), list[int](), list[int]()
    for sprm, operand in sprms:
        if sprm == _DEFINITION:
            count = operand[0]
            edges = unpack_from(f"<{count + 1}h", operand, 1)
            flags = [u16(operand, p) if p + 2 <= len(operand) else 0 for p in range(3 + 2 * count, 3 + 22 * count, 20)]
            left, widths = edges[0], [b - a for a, b in pairwise(edges)]
            across, down = [f & 3 for f in flags], [f >> 5 & 3 for f in flags]
        elif sprm == _VERTICAL and operand[0] < len(down):
            down[operand[0]] = operand[1] & 3
        elif sprm in (_MERGE, _SPLIT):
            for i in range(operand[0], min(operand[1], len(across))):
                across[i] = 0 if sprm == _SPLIT else 1 if i == operand[0] else 2
        elif sprm == _INSERT:
            first, new = operand[0], operand[1]
            widths[first:first] = [u16(operand, 2)] * new
            across[first:first], down[first:first] = [0] * new, [0] * new
        elif sprm == _DELETE:
            for kind in (widths, across, down):
                del kind[operand[0] : operand[1]]
        elif sprm == _WIDTH:
            for i in range(operand[0], min(operand[1], len(widths))):
                widths[i] = u16(operand, 2)
    return _Row(tuple(accumulate((max(w, 0) for w in widths), initial=left)), tuple(across), tuple(down)) if widths else _Row()


def _rejoined(paragraphs: Iterator[_Paragraph]) -> Iterator[_Paragraph]:
    """In cells, a paragraph whose mark is deleted goes on in the next one."""
    held: _Paragraph | None = None
    for paragraph in paragraphs:
        if held is not None and held.depth == paragraph.depth:
            paragraph = replace(paragraph, text=held.text + paragraph.text)
        elif held is not None:
            yield held
        held = paragraph if paragraph.deleted and paragraph.depth and paragraph.ends == "paragraph" else None
        if held is None:
            yield paragraph
    if held is not None:
        yield held


def _grids(paragraphs: Iterator[_Paragraph], before: int = 0) -> list[Grid]:
    """Tables in the order in which they begin; lines outside go above the next outer table, the last ones below the last. ``before``: how
    many tables of the file stand before them."""
    tables: list[_Table] = []
    standing: list[_Table] = []  # those not ended yet, the outermost first
    lines: list[Line] = []
    count = 0
    for paragraph in _rejoined(paragraphs):
        del standing[paragraph.depth :]
        while len(standing) < paragraph.depth:
            standing.append(_Table(outer=not standing, above=[] if standing else lines))
            tables.append(standing[-1])
            lines = lines if len(standing) > 1 else []
        if standing:
            _take(standing[-1], paragraph)
        else:
            count += 1
            lines += [Line(line, Place(1, 1, line=count)) for line in paragraph.text.split("\n") if line.strip()]
    grids: list[Grid] = []
    above: list[Line] = []
    last = 0
    for table in tables:
        above += table.above
        cells = _cells(table, before + len(grids) + 1)
        if cells:  # a table whose rows were all deleted is no table
            last = len(grids) if table.outer else last
            grids.append(Grid(cells, above=tuple(above)))
            above = []
    if not grids:
        return [Grid((), above=(*above, *lines))]
    grids[last] = replace(grids[last], below=(*above, *lines))
    return grids


def _take(table: _Table, paragraph: _Paragraph) -> None:
    """Add a paragraph to the innermost table."""
    if paragraph.ends == "row":
        # A tracked deletion of the row marks all its marks; the row mark alone may carry the look of what comes after it.
        if table.kept or not paragraph.deleted:
            table.rows.append((paragraph.row, tuple(table.cells)))
        table.cells, table.lines, table.kept = [], [], False
        if len(table.rows) > MOST_ROWS:
            raise FileRefused(_LARGE, code="too_large")
        return
    table.lines.append(paragraph.text)
    if paragraph.ends == "cell":
        table.cells.append("\n".join(table.lines))
        table.lines = []
        table.kept |= not paragraph.deleted


def _cells(table: _Table, number: int) -> tuple[Cell, ...]:
    """The rows of one table laid over each other; a row that never ended keeps its text."""
    if table.cells or any(table.lines):
        table.rows.append((_Row(), (*table.cells, "\n".join(table.lines))))
    columns = _columns(table.rows)
    if len(columns) > MOST_COLUMNS + 1:
        raise FileRefused(_LARGE, code="too_large")
    cells: list[Cell] = []
    above: list[int] = []  # places in ``cells`` of the areas that may go on in this row
    for r, (row, texts) in enumerate(table.rows):
        spans = list(_spans(row, texts, columns))
        going, absorbed = _going_on([cells[i] for i in above], [(a, b) for a, b, down, _ in spans if down == 1])
        above = [above[i] for i in going]
        for i in above:
            cells[i] = replace(cells[i], rows=cells[i].rows + 1)
        for first, last, down, text in spans:
            if first in absorbed:
                continue
            if down:
                above.append(len(cells))
            cells.append(Cell(r, first, 1, last - first, text, Place(r + 1, first + 1, table=number)))
        if len(cells) > MOST_CELLS:
            raise FileRefused(_LARGE, code="too_large")
    return tuple(cells)


def _going_on(areas: list[Cell], continuing: list[tuple[int, int]]) -> tuple[list[int], set[int]]:
    """Which areas go on in a row, and the first columns of the cells they swallow.

    An area goes on if continuing cells stand under its whole width, however they are cut; else they are cells of their own.
    """
    going: list[int] = []
    absorbed: set[int] = set()
    for i, area in enumerate(areas):
        reach, under = area.col, list[int]()
        for first, last in continuing:
            if first <= reach < last:
                reach = last
                under.append(first)
        if reach >= area.col + area.cols:
            going.append(i)
            absorbed.update(under)
    return going, absorbed


def _columns(rows: list[tuple[_Row, tuple[str, ...]]]) -> list[int]:
    """The edges of the whole table: those of all rows, the near ones as one."""
    edges = sorted({edge for row, _ in rows for edge in row.edges})
    number = {edge: k for k, edge in enumerate(edges)}
    columns: list[int] = []
    for edge, column in zip(edges, snapped(edges, (tuple(number[e] for e in row.edges) for row, _ in rows)), strict=True):
        if column == len(columns):
            columns.append(edge)
    return columns


def _spans(row: _Row, texts: tuple[str, ...], columns: list[int]) -> Iterator[tuple[int, int, int, str]]:
    """(first column, column after the last, vertical flag, text) of each cell of a row, cells merged across already joined.

    Files disagree on which flag begins a run of cells merged across, 1 or 2; the first flag of a run decides for the run.
    """
    at, i = 0, 0
    while i < len(texts):
        ends, begins = i + 1, row.across[i] if i < len(row.across) else 0
        while begins and ends < len(row.across) and row.across[ends] not in (0, begins):
            ends += 1
        if ends < len(row.edges):
            first = max(at, bisect_right(columns, row.edges[i]) - 1)
            at = max(first + 1, bisect_right(columns, row.edges[ends]) - 1)
        else:  # more cells than the row defines
            first, at = at, at + 1
        yield first, at, row.down[i] if i < len(row.down) else 0, texts[i]
        i = ends
