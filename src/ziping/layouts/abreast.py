"""What stands side by side, taken apart: whole forms on one sheet, two indicator tables on one header (实施期 and 年度 of older
绩效目标申报表), two tables of money on one header (income and expenditure of a department)."""

from dataclasses import replace

from ziping.exact import number
from ziping.grid import Cell, Grid
from ziping.layouts.columns import MONEY, Columns
from ziping.layouts.lexicon import lookup
from ziping.layouts.stream import Row
from ziping.text import bare, written

__all__ = ["forms", "money", "part", "split"]

_NAMES = frozenset({"level1", "level2", "level3"})
_NARROWEST = 12  # columns of two forms
_LONGEST = 20  # characters of a label
_NEAR = 3  # rows: one form may begin a little lower than the other


def forms(grid: Grid) -> list[Grid]:
    """The grids of the forms that stand side by side in one, from left to right; the grid itself where there is one form only."""
    seam = _seam(grid)
    if seam is None:
        return [grid]
    left = tuple(cell for cell in grid.cells if cell.col < seam)
    right = tuple(replace(cell, col=cell.col - seam) for cell in grid.cells if cell.col >= seam)
    return [replace(grid, cells=left, below=()), *forms(replace(grid, cells=right, above=(), skipped=()))]


def _seam(grid: Grid) -> int | None:
    """The grid column at which the second form begins: there a label of a form's head stands again behind another text, in its row or in
    one near it, no cell lies across, and both sides have a table of indicators."""
    if max([cell.col + cell.cols for cell in grid.cells], default=0) < _NARROWEST:
        return None
    first: dict[str, tuple[int, int]] = {}
    last: dict[int, str] = {}
    tried: set[int] = set()
    for cell in grid.cells:
        text = cell.text
        if not text or len(text) > _LONGEST or text.isspace():
            if bare(text):
                last[cell.row] = text
            continue
        before = first.setdefault(text, (cell.row, cell.col))
        if abs(cell.row - before[0]) > _NEAR:
            before = first[text] = cell.row, cell.col
        there = max(cell.col, before[1])
        again = cell.col != before[1] and (cell.col < before[1] or last.get(cell.row) != text)
        last[cell.row] = text
        if again and there not in tried and lookup(text, "head") is not None:
            tried.add(there)
            if _parts(grid, there):
                return there
    return None


def _parts(grid: Grid, seam: int) -> bool:
    if any(cell.col < seam < cell.col + cell.cols for cell in grid.cells):
        return False
    known = [(cell.col < seam, hit.field) for cell in grid.cells if (hit := lookup(cell.text, "indicators")) is not None]
    return all({"level1", "level3", "target"} <= {field for left, field in known if left is side} for side in (True, False))


def split(columns: Columns) -> tuple[Columns, Columns] | None:
    """Left and right table where names and target both stand twice; what stands before the first name that is repeated belongs to
    both. None for a single table."""
    roles = columns.roles
    if roles.count("target") != 2 or roles.count("level3") != 2:
        return None
    first_target = roles.index("target")
    start = next((i for i in range(first_target + 1, len(roles)) if roles[i] in _NAMES), None)
    if start is None or "target" not in roles[start:]:
        return None
    shared = roles.index(roles[start])
    all_ = columns.columns
    left = Columns(all_[:start], columns.grid, columns.width)
    right = Columns((*all_[:shared], *all_[start:]), columns.grid, columns.width)
    return left, right


def money(columns: Columns, below: Row | None) -> tuple[Columns, Columns] | None:
    """Left and right table of money where the same columns of money stand twice, each time behind one that holds names below; None for a
    single table."""
    roles = columns.roles
    at = [i for i, role in enumerate(roles) if role in MONEY]
    half = len(at) // 2
    if not half or len(at) % 2 or [roles[i] for i in at[:half]] != [roles[i] for i in at[half:]] or below is None:
        return None
    start = at[half - 1] + 1
    if not start < at[half] or len({roles[i] for i in at}) < half or any(roles[i] not in ("", "source") for i in range(start, at[half])):
        return None
    names = [cell for i, cell in columns.under(below) if start <= i < at[half] and bare(cell.text)]
    if not names or any(number(cell.text) is not None for cell in names):
        return None
    all_ = columns.columns
    return Columns(all_[:start], columns.grid, columns.width), Columns(all_[start:], columns.grid, columns.width)


def part(row: Row, columns: Columns) -> Row:
    """The row with only the cells that stand under these columns."""

    def under(cell: Cell) -> bool:
        return columns.index(cell.col) is not None

    cells, every, filled, labels = (tuple(filter(under, some)) for some in (row.cells, row.all, row.filled, row.labels))
    texts = tuple([text for cell in cells if (text := written(cell.text)) is not None])
    return replace(row, cells=cells, all=every, texts=texts, filled=filled, labels=labels)
