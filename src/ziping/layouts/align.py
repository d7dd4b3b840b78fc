"""Put the cells of one indicator row under their columns, also when a vanished merged cell let the row slip to the left.

纵向合并的「一级指标」在文本里整格消失，其后各列左移一格: every way to push the cells back (from which cell on, by how many columns) is
rated by how well the texts suit their columns; the plain reading wins unless another is clearly better.
"""

from dataclasses import dataclass
from functools import lru_cache

from ziping.exact import number
from ziping.form.levels import level1_class, level2_class
from ziping.grid import Cell
from ziping.layouts.lexicon import is_block
from ziping.text import written
from ziping.values import Interval, Moment, Trend, parse

__all__ = ["Placed", "place_cells"]

_MARGIN = 3
_FARTHEST = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """Cells by column number (index into the header's columns), and by how many columns they were pushed (0 = as written)."""

    columns: dict[int, list[Cell]]
    shift: int


@lru_cache(maxsize=65536)
def _suits(role: str, text: str) -> int:
    """How well a text suits a column: positive if it is what the column holds, negative if it cannot be."""
    if role in ("weight", "score", "review_score"):
        return 3 if number(text) is not None else -4
    if role == "level1":
        return 3 if level1_class(text) else -4 if level2_class(text) else -2 if number(text) is not None else 0
    if role == "level2":
        return 3 if level2_class(text) else -3 if level1_class(text) else -2 if number(text) is not None else 0
    if role in ("level3", "content"):
        if number(text) is not None or level1_class(text):
            return -3
        value = parse(text)
        return -2 if isinstance(value, (Interval, Trend, Moment)) and len(text) < 12 else 1
    if role in ("target", "actual", "initial_target"):
        value = parse(text)
        return 2 if isinstance(value, (Interval, Trend, Moment)) and number(text) is None else 1 if number(text) is not None else 0
    if role in ("reason", "measure"):
        return -3 if number(text) is not None else 0
    if role == "block":
        return 1 if is_block(text) else -3
    return 0


def _clean(texts: dict[int, str], roles: list[str]) -> bool:
    """True if the plain reading leaves nothing to doubt: weight and score are numbers or both blank, levels are not misplaced."""
    numbers = 0
    for col, text in texts.items():
        role = roles[col] if col < len(roles) else ""
        suits = _suits(role, text)
        if suits < 0:
            return False
        if role in ("weight", "score"):
            numbers += 1
    wanted = sum(role in ("weight", "score") for role in roles)
    return numbers == wanted or (wanted == 0)


def _rate(texts: dict[int, str], roles: list[str], start: int, shift: int, points_only: bool) -> int | None:
    total = 0
    for col, text in texts.items():
        to = col + shift if col >= start else col
        if to >= len(roles):
            return None
        if points_only and number(text) is not None and roles[to] not in ("weight", "score", "review_score"):
            total -= 3
        else:
            total += _suits(roles[to], text)
    return total


def place_cells(cells: list[tuple[int, Cell]], roles: list[str], *, points_only: bool = False) -> Placed:
    """Cells with the column each stands under → cells by column, pushed right where the row has slipped.

    ``roles`` are the header's columns from left to right (``block``, ``level1`` … ``measure``, or "").
    ``points_only``: the row holds weights and scores only (the 总分 row), so a number elsewhere is out of place.
    """
    columns: dict[int, list[Cell]] = {}
    texts: dict[int, str] = {}
    for col, cell in cells:
        columns.setdefault(col, []).append(cell)
        text = written(cell.text)
        if text is not None:
            texts[col] = texts[col] + text if col in texts else text
    if not texts or _clean(texts, roles):
        return Placed(columns, 0)
    plain = _rate(texts, roles, 0, 0, points_only)
    best, best_rate = (0, 0), plain if plain is not None else -99
    levels = sum(role in ("block", "level1", "level2", "level3", "number") for role in roles)
    for start in range(levels + 1):
        for shift in range(1, _FARTHEST + 1):
            rate = _rate(texts, roles, start, shift, points_only)
            if rate is not None and rate - shift + 1 >= (plain if plain is not None else -99) + _MARGIN and rate - shift + 1 > best_rate:
                best, best_rate = (start, shift), rate - shift + 1
    start, shift = best
    if not shift:
        return Placed(columns, 0)
    return Placed({(col + shift if col >= start else col): there for col, there in columns.items()}, shift)
