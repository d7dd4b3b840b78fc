"""Word documents (.docx): tables and the lines around them.

Word's table model is rows of cells with ``gridSpan`` and ``vMerge``; it becomes cells with spans here. What counts as text on
the page is decided in ``wordml``. List numbers are not text in Word and are not read; headers and footers neither.
"""

from collections import deque
from itertools import accumulate

from lxml import etree

from ziping.errors import FileRefused
from ziping.formats.slivers import REACH, snapped
from ziping.formats.wordml import Paragraph, blocks
from ziping.formats.wordtable import NAMESPACES, Entry, Table
from ziping.formats.zipped import MAX_CELLS, Parts, open_parts
from ziping.grid import Cell, Grid, Line, Place

__all__ = ["Spots", "located", "opened", "read"]

Spots = dict[Place, etree._Element]  # the paragraph or cell behind a place


def read(data: bytes) -> list[Grid]:
    """Tables in document order, an inner table after the one it stands in; a document without tables is one Grid without cells.

    Place: ``table``, ``row``, ``col`` from 1 (columns of the table's own grid); lines by ``line``, the number of the paragraph.
    Raises FileRefused with a sentence for the user.
    """
    return located(opened(data)[2])


def opened(data: bytes) -> tuple[Parts, str, etree._Element]:
    """The container of a document, the name of its main part, and that part's root."""
    parts = open_parts(data, "Word 文档")
    main = parts.main("word/document.xml")
    return parts, main, parts.tree(main)


def located(root: etree._Element, spots: Spots | None = None) -> list[Grid]:
    """The Grids of a document; ``spots``, where given, is filled with what stands behind each Place of cells and lines."""
    body = next((child for child in root for ns in NAMESPACES if child.tag == f"{{{ns}}}body"), None)
    if body is None:
        raise FileRefused("这个文件里没有 Word 正文，不能读取，请用 Word 或 WPS 打开后另存为 .docx 再试")
    grids: list[Grid] = []
    lines: list[Line] = []
    outer = 0  # the last table that stands in the body itself: the lines at the end are below it, not below a table inside it
    for block in blocks(body):
        if isinstance(block, Paragraph):
            lines += _lines(block)
            if spots is not None and block.element is not None:
                spots[Place(1, 1, line=block.number)] = block.element
            found = _tables(deque(block.tables), lines, len(grids), spots)
        else:
            outer = len(grids)
            found = _tables(deque([block]), lines, len(grids), spots)
        if found:
            grids += found
            lines = []
    if not grids:
        return [Grid((), above=tuple(lines))]
    outer = min(outer, len(grids) - 1)
    grids[outer] = grids[outer].with_lines(above=grids[outer].above, below=lines)
    return grids


def _lines(paragraph: Paragraph) -> list[Line]:
    where = Place(1, 1, line=paragraph.number)
    return [Line(line, where) for text in paragraph.texts for line in text.split("\n") if line.strip()]


def _tables(waiting: "deque[Table | etree._Element]", lines: list[Line], before: int, spots: Spots | None) -> list[Grid]:
    """Tables and those inside their cells, in document order; ``lines`` stand above the first, ``before`` tables came earlier."""
    grids: list[Grid] = []
    while waiting:
        table = waiting.popleft()
        if not isinstance(table, Table):
            waiting.extendleft(reversed([block for block in blocks(table) if isinstance(block, Table)]))
            continue
        areas, inner = _areas(table)
        if areas:  # a table whose rows were all deleted is no table
            number = before + len(grids) + 1
            cells = tuple([Cell(a.row, a.col, a.rows, a.span, a.text, Place(a.row + 1, a.col + 1, None, number)) for a in areas])
            grids.append(Grid(cells, above=() if grids else tuple(lines)))
            if spots is not None:
                spots.update((cell.where, a.element) for cell, a in zip(cells, areas, strict=True) if a.element is not None)
        waiting.extendleft(reversed(inner))
    return grids


def _areas(table: Table) -> tuple[list[Entry], list[etree._Element]]:
    """Cells in reading order, their row and rows set, and the tables that stand inside them."""
    areas: list[Entry] = []
    inner: list[etree._Element] = []
    open_: list[Entry] = []  # merged areas that reach the row before
    work = 0  # merged areas × rows: few wide cells under many narrow ones cost much and say nothing
    _snap(table)
    for row, entries in enumerate(table.rows):
        work += len(open_)
        if work > MAX_CELLS:
            raise FileRefused("这个 Word 文档里有一个表格的合并单元格多得不像自评表，没有读取；请删去后再试", code="too_large")
        absorbed, going = _absorbed(open_, [entry for entry in entries if entry.continues])
        for entry in entries:
            if entry.continues and entry.col in absorbed:
                continue
            entry.row = row
            areas.append(entry)
            if entry.tables:
                inner += entry.tables
            if entry.continues or entry.restarts:
                going.append(entry)
        open_ = going
    return areas, inner


def _snap(table: Table) -> None:
    """Take the slivers of columns out that dragged edges leave behind."""
    if len(table.widths) < 2 or min(table.widths) > REACH:
        return
    edges = [0, *accumulate(table.widths)]
    if max((row[-1].col + row[-1].span for row in table.rows if row), default=0) >= len(edges):
        return  # the grid does not tell all columns
    column = snapped(edges, ((*(e.col for e in row), row[-1].col + row[-1].span) for row in table.rows if row))
    for row in table.rows:
        for entry in row:
            stop = column[entry.col + entry.span]
            entry.col = column[entry.col]
            entry.span = stop - entry.col


def _absorbed(above: list[Entry], continuing: list[Entry]) -> tuple[set[int], list[Entry]]:
    """Let merged areas grow into a row: (first columns of the cells that went into them, areas that the next row may continue).

    An area goes on if continuing cells stand under its whole width, however they are cut: WPS writes one wide cell under two
    narrow ones and the other way round. A continuing cell under no such area is a cell of its own.
    """
    absorbed: set[int] = set()
    going: list[Entry] = []
    for area in above if continuing else ():
        reach = area.col
        under: list[int] = []
        for entry in continuing:
            if entry.col <= reach < entry.col + entry.span:
                reach = entry.col + entry.span
                under.append(entry.col)
        if reach >= area.col + area.span:
            area.rows += 1
            going.append(area)
            absorbed.update(under)
    return absorbed, going
