"""The grid: what every carrier becomes before anything is interpreted.

A carrier is read into Grids in document order. A Grid is one table (or sheet, or the tables of a PDF joined over pages) with
cells that know their spans, plus the lines of text that stand above and below it. Rows and columns count from 0 here;
a Place counts from 1, as people do.
"""

from collections.abc import Iterable
from dataclasses import replace

from ziping.frozen import dataclass
from ziping.published import Published

__all__ = ["Cell", "Grid", "Line", "Place", "rows_of"]


# A file has thousands of these two. The __init__ that dataclasses write for frozen classes is two to three times as slow as setting the
# slots themselves, and making cells was a fifth of reading a Word document; they are as frozen as the others.
@dataclass(frozen=True, slots=True, init=False, kw_only=True)
class Place(Published):
    """Where something stands in its file: one of sheet, table, page or line; row and col counted from 1.
    ``confidence`` (0 … 1, two decimals as text) only for scans."""

    sheet: str | None = None
    table: int | None = None
    page: int | None = None
    line: int | None = None
    row: int
    col: int
    confidence: str | None = None

    def __init__(
        self, row: int, col: int, sheet: str | None = None, table: int | None = None, page: int | None = None,
        line: int | None = None, confidence: str | None = None,
    ) -> None:  # fmt: skip
        _row(self, row)
        _col(self, col)
        _sheet(self, sheet)
        _table(self, table)
        _page(self, page)
        _line(self, line)
        _confidence(self, confidence)


_row, _col, _sheet, _table, _page, _line, _confidence = (
    getattr(Place, name).__set__ for name in ("row", "col", "sheet", "table", "page", "line", "confidence")
)


@dataclass(frozen=True, slots=True, init=False)
class Cell:
    """One cell: anchor (row, col from 0), span (rows × cols ≥ 1), text exactly as the carrier shows it.

    ``notes`` are marks of the carrier about this cell: ``stitched`` (joined over a page break), ``doubtful``; ``hidden``, followed by what of
    a workbook is hidden (``第 5 行``); ``masked``, followed by the number that a format shows without its minus sign or not at all.
    """

    row: int
    col: int
    rows: int
    cols: int
    text: str
    where: Place
    notes: tuple[str, ...] = ()

    def __init__(self, row: int, col: int, rows: int, cols: int, text: str, where: Place, notes: tuple[str, ...] = ()) -> None:
        _cell_row(self, row)
        _cell_col(self, col)
        _cell_rows(self, rows)
        _cell_cols(self, cols)
        _cell_text(self, text)
        _cell_where(self, where)
        _cell_notes(self, notes)


_cell_row, _cell_col, _cell_rows, _cell_cols, _cell_text, _cell_where, _cell_notes = (
    getattr(Cell, name).__set__ for name in ("row", "col", "rows", "cols", "text", "where", "notes")
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of running text outside any table."""

    text: str
    where: Place


@dataclass(frozen=True, slots=True)
class Grid:
    """One table.

    ``cells`` in reading order, one per merged area; cells that are absent from the carrier (vanished merges, short rows) are
    simply not there. ``spans`` is False for carriers that cannot say what was merged (tab-separated text, csv, Markdown):
    there an empty cell may be the rest of a merged one. ``above`` are the lines between the previous table and this one,
    ``below`` those after the last table of the document. ``skipped``: a sentence for each part of the carrier that was not read,
    with its place; it may stand at any of a file's grids.
    """

    cells: tuple[Cell, ...]
    spans: bool = True
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    name: str | None = None
    skipped: tuple[Line, ...] = ()

    def with_lines(self, *, above: Iterable[Line] = (), below: Iterable[Line] = ()) -> "Grid":
        """The same table with other lines around it."""
        return replace(self, above=tuple(above), below=tuple(below))


def rows_of(grid: Grid) -> list[list[Cell]]:
    """Cells by the row they are anchored in, each row in order of column. Rows without an anchor are empty lists.

    >>> [len(r) for r in rows_of(Grid((Cell(0, 0, 2, 1, "a", Place(1, 1)), Cell(1, 1, 1, 1, "b", Place(2, 2)))))]
    [1, 1]
    """
    count = max((cell.row + 1 for cell in grid.cells), default=0)
    rows: list[list[Cell]] = [[] for _ in range(count)]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    for row in rows:
        row.sort(key=lambda cell: cell.col)
    return rows
