"""Put the cells of one row under their columns, also when merged cells vanished and the row slipped to the left.

纵向合并的「一级指标」在文本里整格消失，其后各列左移一格: for every set of leading columns whose cell may be missing, the row is read as if
an empty cell of that width stood there, and rated by how well the texts suit their columns and whether the row then ends where the
table ends. The plain reading wins unless another is clearly better.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, combinations, takewhile

from ziping.exact import number
from ziping.form.levels import level1_class, level2_class
from ziping.frozen import dataclass
from ziping.grid import Cell
from ziping.layouts.columns import LEVELS, MONEY, Columns
from ziping.layouts.lexicon import is_block_piece, key
from ziping.layouts.stream import Row
from ziping.text import written
from ziping.values import Interval, Moment, Trend, parse

__all__ = ["Placed", "is_money", "place_alone", "place_row"]

_MARGIN = 3
_ENDS, _HINTS = 6, 1  # for a row that ends exactly where the table does once its missing cells are thought back: see _end
_LEADING = frozenset({"block", "number", "level1", "level2", "level3", "source"})
_POINTS = frozenset({"weight", "score", "review_score"})
_SAYING = frozenset({"target", "actual", "initial_target", "adjusted_target", "interim", "forecast"})
_ANYTHING = frozenset(
    {"", "blank", "target", "actual", "initial_target", "adjusted_target", "operator", "unit", "core", "number"}
)  # no text is wrong there
_WORST = -99
_NAMED = re.compile(r"[★☆*]|指标\s*[\dNn一二三四五六七八九十]+|其中|\d+[.、]")
_NUMBERED = re.compile(r"指标\s*[\dNn]+\s*[:：]")
_MOST_LEADING = 8  # columns tried; a table with hundreds of blank ones would take minutes


@dataclass(frozen=True, slots=True)
class Placed:
    """Cells by column number (index into the header's columns), the texts of those columns that have any (on one line), and how many
    cells were found missing (0 = as written)."""

    columns: dict[int, list[Cell]]
    texts: dict[int, str]
    shift: int


def _is_amount(text: str) -> bool:
    """``55%``, ``≥3公里``, ``2023年12月底前``: what a target or an actual says, and no name."""
    return len(text) < 16 and not _NAMED.match(text) and isinstance(parse(text), (Interval, Moment))


def is_money(text: str) -> bool:
    """``320.00万元``, ``¥9.8万``: an amount with its unit, and no name."""
    return text.rstrip().endswith(("元", "万")) and text[:1] in "0123456789-.¥￥（(" and isinstance(parse(text), Interval)


@lru_cache(maxsize=65536)
def _suits(role: str, text: str) -> int:
    """How well a text suits a column: positive if it is what the column holds, negative if it cannot be."""
    figure = number(text) is not None
    if role in _POINTS:
        return 3 if figure or number(text.rstrip("分%％ ")) is not None else -4  # 20分 and 20% are points too
    if role in MONEY:
        return 2 if figure or is_money(text) or (role == "rate" and text.endswith(("%", "％"))) else -3
    if role == "source":
        return -3 if figure or text.endswith(("%", "％")) or is_money(text) else 1
    if role in ("level1", "level2") and _NUMBERED.match(text):
        return -4
    if role == "level1":
        return 3 if level1_class(text) else -4 if level2_class(text) else -2 if figure or _is_amount(text) else -1
    if role == "level2":
        return 3 if level2_class(text) else -3 if level1_class(text) else -2 if figure or _is_amount(text) else -1
    if role in ("level3", "content"):
        if figure or level1_class(text):
            return -3
        if _NUMBERED.match(text):
            return 3
        return -2 if _is_amount(text) or len(text) < 12 and not _NAMED.match(text) and isinstance(parse(text), Trend) else 1
    if role in _SAYING:
        return 1 if figure else 2 if isinstance(parse(text), (Interval, Trend, Moment)) else 0
    if role in ("reason", "measure"):
        return -3 if figure else 0
    if role == "blank":
        return -1
    if role == "block":
        return 1 if is_block_piece(text) else -3
    if role.startswith("block:"):
        return 1 if key(text) == role[6:] else -3
    return 0


def _is_strange(level: str, text: str) -> bool:
    """True for a text that is no known name of a level, nor speaks like one."""
    return not text.endswith("指标") and (level1_class if level == "level1" else level2_class)(text) is None


def _clean(texts: dict[int, str], columns: Columns, points_only: bool) -> bool:
    """True if the plain reading leaves nothing to doubt: weight and score are numbers, nothing is misplaced."""
    roles = columns.asked
    for col, text in texts.items():
        role = roles[col] if col < len(roles) else ""
        if (role not in _ANYTHING and _suits(role, text) < 0) or (points_only and role not in _POINTS and number(text) is not None):
            return False
    return texts.keys() >= columns.points


def _rate(cells: dict[int, list[Cell]], texts: dict[int, str], roles: list[str], points_only: bool, closed: frozenset[str]) -> int:
    total = 0
    for at, text in texts.items():
        if at >= len(roles):
            return _WORST
        if points_only and number(text) is not None and roles[at] not in _POINTS:
            total -= 3
        else:
            total += _suits(roles[at], text)
            if roles[at] in closed and _is_strange(roles[at], text):
                total -= 3
        if roles[at] in LEVELS and len(cells[at]) > 1 and sum(not cell.text.isspace() for cell in cells[at] if cell.text) > 1:
            total -= 4  # a name is one text
    names = [at for at, role in enumerate(roles) if role in ("level3", "content")]
    if names and not points_only and not any(at in texts for at in names):
        total -= 2  # a row of the table names its indicator
    return total


def _gaps(columns: Columns, row: Row, missing: frozenset[str]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every set of leading columns (of the roles ``missing``) whose cell may be missing from this row, as (grid column, width)."""
    covered = {cell.col for cell in row.all if cell.row < row.number}
    leading: list[tuple[int, int]] = []
    for column in columns.columns:
        if not column.role and leading and not row.spans and not column.cell.text.strip() and "level1" in missing:
            start, width = leading[-1]  # in text the rest of a wide label is an empty field
            leading[-1] = start, width + column.stop - column.start
        elif column.role not in missing:
            break
        elif column.start not in covered and len(leading) < _MOST_LEADING:
            leading.append((column.start, column.stop - column.start))
    starts = {column.role: column.start for column in columns.columns if column.role in ("level2", "level3")}
    for count in range(1, min(len(leading), 4) + 1):
        for gaps in combinations(leading, count):
            gone = {start for start, _ in gaps}
            if starts.get("level3") not in gone or "level2" not in starts or starts["level2"] in gone:
                yield gaps  # a third-level name is merged over rows of one second-level name only
    if leading and "level1" not in missing and not row.spans:  # a wide label, or the wide column without a label beside it
        after = [column for column in columns.columns if column.start > leading[0][0]]
        blank = takewhile(lambda column: not column.cell.text.strip(), after[:_MOST_LEADING])
        yield from (((leading[0][0], column.stop - leading[0][0]),) for column in blank)


def _end(row: Row) -> tuple[int, int]:
    """Where a row ends (grid column) and how much it says if that is the table's end once missing cells are thought back.

    Sheets have no end of their own, and text files may drop the empty cells there: a row that ends with a text may have been longer.
    A row that ends with an empty cell, or stands in a web page, in Word or on paper, has all its cells.
    """
    if row.cells[-1].where.sheet is not None:
        return max((cell.col + cell.cols for cell in row.cells if cell.text.strip()), default=0), _HINTS
    last = row.all[-1]  # a cell from above may end the row
    return last.col + last.cols, _ENDS if row.spans or not last.text.strip() else _HINTS


def _torn(gaps: tuple[tuple[int, int], ...], row: Row, columns: Columns, moved: dict[int, list[Cell]]) -> bool:
    """True if a level would be missing right of a name that the row prints itself: a new name is never merged with the old ones."""
    gone = {start for start, _ in gaps}
    named = False
    for at, column in enumerate(columns.columns):
        if column.role in LEVELS:
            if named and column.start in gone:
                return True
            named = named or any(cell.row == row.number and cell.text.strip() for cell in moved.get(at, []))
    return False


def _after(label: Cell | None, short: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """A label that spanned several columns may be one field of text: what follows it then stands too far left."""
    if label is not None:
        for width in range(short, 0, -1):
            yield ((label.col + label.cols, width),)


def place_row(
    row: Row,
    columns: Columns,
    *,
    without: Cell | None = None,
    points_only: bool = False,
    missing: frozenset[str] = _LEADING,
    closed: frozenset[str] = frozenset(),
) -> Placed:
    """A row's cells by column, pushed right where the row has slipped.

    ``points_only``: the row holds weights and scores only (the 总分 row), so a number elsewhere is out of place.
    ``without``: a cell that is not to be placed (the label of that row). ``missing``: the roles whose cell may have vanished.
    ``closed``: the levels whose names are all known ones in this table.
    """
    roles = columns.asked
    plain, texts = _grouped(columns.under(row), without)
    end, bonus = _end(row)
    stop = columns.columns[-1].stop if columns.columns else 0
    if not texts or (end == stop or bonus == _HINTS or not row.spans) and _clean(texts, columns, points_only):
        return Placed(plain, texts, 0)
    if len(texts) == 1 == len(row.texts) and not points_only and bonus == _HINTS:
        return Placed(plain, texts, 0)  # a lone text says nothing about where it stands
    filled = max((cell.col + cell.cols for cell in row.cells if cell.text.strip()), default=0)  # text may be padded at its end
    whole = row.cells[0].where.page is not None or any(cell.row < row.number for cell in row.all)  # no room to be padded
    # Where no column of points tells how far a row slipped, its first empty cell is taken for one that is there; so it is beside money,
    # where a source stands in the place of a label that is gone.
    told = "level1" in missing and (end != stop or not _POINTS.isdisjoint(roles))
    empty = stop if told else next((cell.col for cell in row.cells if not cell.text.strip()), stop)
    best, best_rate = Placed(plain, texts, 0), (_rate(plain, texts, roles, points_only, closed) + _MARGIN - 1, True)
    for gaps in chain(_gaps(columns, row, missing), _after(without, stop - end)):
        gone = sum(width for _, width in gaps)
        wide = end + gone
        if empty <= gaps[0][0] or wide > stop and (whole or filled + gone > stop):
            continue
        moved, there = _grouped(columns.under(row, gaps), without)
        rate = _rate(moved, there, roles, points_only, closed) + (bonus if wide == stop else 0) - len(gaps) + 1
        if (rate, wide == stop) > best_rate and not _torn(gaps, row, columns, moved):
            best, best_rate = Placed(moved, there, len(gaps)), (rate, wide == stop)
    return best


def place_alone(row: Row, columns: Columns) -> Placed | None:
    """A row of one text, put under the names of the third level; None where it stands there or there is no such column."""
    at = next((i for i, role in enumerate(columns.roles) if role == "level3"), None)
    cell = row.filled[0]
    if at is None or cell.row != row.number or cell.col >= columns.columns[at].start:
        return None
    above = {i: [there] for i, there in columns.under(row) if there.row < row.number}
    return Placed({**above, at: [cell]}, {at: row.texts[0]}, sum(column.start >= cell.col for column in columns.columns[:at]))


def _grouped(cells: list[tuple[int, Cell]], without: Cell | None) -> tuple[dict[int, list[Cell]], dict[int, str]]:
    """Cells by column, and the texts of those columns that have any."""
    columns: dict[int, list[Cell]] = {}
    texts: dict[int, str] = {}
    for at, cell in cells:
        if cell is without:
            continue
        if at in columns:
            columns[at].append(cell)
        else:
            columns[at] = [cell]
        text = written(cell.text) if cell.text else None
        if text is not None:
            texts[at] = texts[at] + text if at in texts else text
    return columns, texts
