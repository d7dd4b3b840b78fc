"""Two indicator tables side by side on one header (实施期 and 年度 of older 绩效目标申报表), taken apart into two tables."""

from dataclasses import replace

from ziping.grid import Cell
from ziping.layouts.columns import Columns
from ziping.layouts.stream import Row

__all__ = ["part", "split"]

_NAMES = frozenset({"level1", "level2", "level3"})


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


def part(row: Row, columns: Columns) -> Row:
    """The row with only the cells that stand under these columns."""

    def under(cell: Cell) -> bool:
        return columns.index(cell.col) is not None

    cells, every, filled, labels = (tuple(filter(under, some)) for some in (row.cells, row.all, row.filled, row.labels))
    return replace(row, cells=cells, all=every, filled=filled, labels=labels)
