"""What a page break did to the rows beside it: cut one in two, or fell between two.

On paper both look alike where the program closes the border above the break. Told apart by the text: a cell that is full in
mid-sentence goes on, one with room left for the next word has ended. Where that does not decide, the rows stay apart and are marked.
"""

from collections.abc import Mapping
from dataclasses import replace

from ziping.exact import number
from ziping.form.levels import level1_class, level2_class
from ziping.formats.runs import ENDS, SLACK, Setting, carried_on, is_list_item, is_number_only, is_rest, runs_on
from ziping.frozen import dataclass

__all__ = ["Box", "Part", "doubted_at", "is_one_name", "merged_over", "row_is_cut"]

_LEADING = 4  # number, two levels, name: more than these no row leaves blank at its head

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A cell as it stands on one page: row, col from 0 in its piece, spans, its text as set. ``page`` is where it begins.
    ``torn`` (above, below): no border is drawn there, a page break goes through the cell. ``box``: left, top, right, bottom in points
    where it stands on the page on which it begins. ``sure``: of the least certain of its runs (scans only)."""

    row: int
    col: int
    rows: int
    cols: int
    set: Setting
    page: int = 0
    torn: tuple[bool, bool] = (False, False)
    notes: tuple[str, ...] = ()
    box: Box = (0.0, 0.0, 0.0, 0.0)
    sure: float | None = None


def row_is_cut(pairs: list[tuple[int, Part, Part]]) -> bool:
    """True when the first row after the break is the rest of the last row before it, not a row of its own."""
    if all(a.torn[1] and b.torn[0] for _, a, b in pairs):
        return True
    both = [(a, b) for _, a, b in pairs if a.set.text and b.set.text]
    if not both or _is_closed(pairs):
        return False
    if any(is_rest(a.set.text, b.set.text) for a, b in both) or _is_half_a_name(pairs):
        return True
    filled = sum(bool(a.set.text) for _, a, b in pairs if a.rows == b.rows == 1)
    if _is_nameless(pairs) or filled > 1 and any(is_number_only(a.set.text) for a, _ in both):
        return True
    if _ended(both):
        return False
    most = max((a.set.lines for _, a, _ in pairs if a.rows == 1), default=0)
    if any(a.rows == 1 and a.set.lines < (most - 1 if a.set.lines > 1 else most) for a, _ in both):
        return False  # beside a longer neighbour there was room for the next line: nothing was cut off here
    running = [a for a, b in both if runs_on(a.set, b.set)]
    alone = [(a, b) for _, a, b in pairs if bool(a.set.text) != bool(b.set.text) and a.rows == b.rows == 1]
    if any(b.set.text for _, b in alone) and all(a.set.lines == 1 for a in running):
        return False  # a cell whose text only begins below the break, while what would go on is one line that happens to be full
    return bool(running) or (bool(alone) and any(a.set.text[-1] in ENDS or is_list_item(b.set.text) for a, b in both))


def _is_closed(pairs: list[tuple[int, Part, Part]]) -> bool:
    """True where only merged cells are left open by the break: a program that does so (a browser) closes the row that ends there."""
    return any(a.torn[1] for _, a, _ in pairs) and not any(a.torn[1] for _, a, b in pairs if a.rows == b.rows == 1 and b.set.text)


def _is_nameless(pairs: list[tuple[int, Part, Part]]) -> bool:
    """True when the row below the break is blank under so many cells that it can have neither names nor values of its own: what it
    holds is the next paragraph of a text far right."""
    blank = 0
    for _, a, b in pairs:  # from left to right
        if b.set.text:
            break
        blank += bool(a.set.text) and a.rows == b.rows == 1
    return blank >= _LEADING


def _is_half_a_name(pairs: list[tuple[int, Part, Part]]) -> bool:
    """True when the row below begins with the rest of a level's name, 可持 | 续影响指标, and has no figure of its own: with one, the name's
    cell may be merged over two rows."""
    if any(number(b.set.text) is not None for _, _, b in pairs):
        return False
    return any(a.rows == b.rows == 1 and a.set.text and b.set.text and is_one_name(a.set, b.set) for _, a, b in pairs)


def is_one_name(before: Setting, after: Setting) -> bool:
    """True for the name of a level cut in two, 服务对象满意 | 度指标: the whole is a known one, its rest is none."""
    if not runs_on(before, after) or any(class_of(after.text) for class_of in (level1_class, level2_class)):
        return False
    whole = carried_on(before, after)
    return any(class_of(whole) is not None for class_of in (level1_class, level2_class))


def _ended(both: list[tuple[Part, Part]]) -> int:
    """Cells above the break, of those with text on both sides, whose one paragraph has room for the next word: they said all they say."""
    return sum(
        not runs_on(a.set, b.set, SLACK) and a.set.text[-1] not in ENDS and "\n" not in a.set.text and not is_list_item(b.set.text)
        for a, b in both
    )


def doubted_at(pairs: list[tuple[int, Part, Part]], joined: Mapping[int, int]) -> tuple[int, Part] | None:
    """A cell of each of two rows that were left apart at a break though they may be one: a text above it is full in mid-sentence, and at
    most one other has clearly ended. ``joined`` are the ids of cells that go on all the same."""
    both = [(index, a, b) for index, a, b in pairs if a.set.text and b.set.text]
    if _is_closed(pairs) or not any(runs_on(a.set, b.set) for _, a, b in both) or _ended([(a, b) for _, a, b in both]) > 1:
        return None
    return next(((index, b) for index, a, b in reversed(both) if a.rows == b.rows == 1 and id(b) not in joined), None)


def merged_over(before: Part, after: Part) -> Part:
    """The cell that stands on both sides of a break, marked ``stitched``; the rows it spans are those of the first."""
    a, b = before.set, after.set
    if not a.text or not b.text or (a.text == b.text and before.torn[1] and after.torn[0]):
        kept = a if a.text else b  # equal ones: a line sliced by the break, printed on both pages
    else:
        text = carried_on(a, b)
        kept = Setting(text, b.room, a.head, a.lines + b.lines)
    sure = before.sure if after.sure is None else after.sure if before.sure is None else min(before.sure, after.sure)
    return replace(before, set=kept, torn=(before.torn[0], after.torn[1]), notes=("stitched",), sure=sure)
