"""The file as one stream of rows, top to bottom: table rows with every cell that covers them, and running lines between tables."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import attrgetter

from ziping.frozen import dataclass
from ziping.grid import Cell, Grid, Line
from ziping.layouts.lexicon import may_be_label
from ziping.text import bare, written

__all__ = ["Row", "stream"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of paper. ``cells`` are those anchored in it, ``all`` those plus the merged cells from above that cover it, both in
    order of column. A running line is a row of one cell (``grid`` is None). ``texts`` are the non-empty texts anchored in it,
    ``filled`` the cells anchored in it that hold any character, ``labels`` those of ``all`` that may be labels: a row without them is
    one of values, and is not asked what it heads."""

    grid: int | None
    number: int
    cells: tuple[Cell, ...]
    all: tuple[Cell, ...]
    spans: bool
    width: int
    texts: tuple[str, ...]
    filled: tuple[Cell, ...]
    labels: tuple[Cell, ...]

    @property
    def line(self) -> bool:
        """True for running text outside tables."""
        return self.grid is None


def _line(line: Line) -> Row:
    cells = (Cell(0, 0, 1, 1, line.text, line.where),)
    return Row(None, 0, cells, cells, True, 1, *_told(cells))


def _sense(text: str) -> tuple[str | None, bool, bool]:
    """A cell's text as written, whether it holds any character, whether it may be a label."""
    value, filled = written(text), bool(bare(text))
    return value, filled, filled and len(value or text) <= _LONGEST and may_be_label(value or text)


_by_col = attrgetter("col")
_LONGEST, _SHORT = 400, 200  # characters: no label is as long; what is remembered, for values repeat endlessly
_short_sense = lru_cache(maxsize=65536)(_sense)


def _told(cells: Iterable[Cell]) -> tuple[tuple[str, ...], tuple[Cell, ...], tuple[Cell, ...]]:
    """The texts of cells, those that are filled, those that may be labels."""
    texts, filled, labels = [], [], []
    for cell in cells:
        text = cell.text
        if not text:
            continue
        value, is_filled, is_label = _short_sense(text) if len(text) <= _SHORT else _sense(text)
        if value is not None:
            texts.append(value)
        if is_filled:
            filled.append(cell)
        if is_label:
            labels.append(cell)
    return tuple(texts), tuple(filled), tuple(labels)


def _rows(grid: Grid, index: int) -> Iterator[Row]:
    count = max([cell.row + cell.rows for cell in grid.cells], default=0)
    width = max([cell.col + cell.cols for cell in grid.cells], default=0)
    anchored: list[list[Cell]] = [[] for _ in range(count)]
    for cell in grid.cells:
        anchored[cell.row].append(cell)
    open_: list[Cell] = []  # merged cells still running down
    above: list[Cell] = []  # those of them that may be labels
    for number, cells in enumerate(anchored):
        if open_:
            open_ = [cell for cell in open_ if cell.row + cell.rows > number]
            above = [cell for cell in above if cell.row + cell.rows > number]
        cells.sort(key=_by_col)
        every = sorted([*open_, *cells], key=_by_col) if open_ else cells
        texts, filled, own = _told(cells)
        labels = tuple(sorted([*above, *own], key=_by_col)) if above else own
        yield Row(index, number, tuple(cells), tuple(every), grid.spans, width, texts, filled, labels)
        open_ += [cell for cell in cells if cell.rows > 1]
        above += [cell for cell in own if cell.rows > 1]


def stream(grids: list[Grid]) -> Iterator[Row]:
    """Every row of every grid in document order, with the lines around them."""
    for index, grid in enumerate(grids):
        for line in grid.above:
            yield _line(line)
        yield from _rows(grid, index)
        for line in grid.below:
            yield _line(line)
