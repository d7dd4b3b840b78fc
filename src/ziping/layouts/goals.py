"""Reading goals: expected and actual side by side, those of the whole time and of the year, goals with points and tables of their own."""

import re

from ziping.grid import Cell
from ziping.layouts.columns import Columns
from ziping.layouts.draft import Draft
from ziping.layouts.lexicon import is_block, is_other_head, lookup, may_be_label, own_goal_points
from ziping.layouts.stream import Row
from ziping.text import bare, written

__all__ = ["TERMS", "begin_own_goal", "read_goal", "read_own_goal", "read_paired_goal", "read_rest_of_goal"]

TERMS = ("long", "annual")
_ROLES = frozenset({"expected", "actual", *TERMS})
_NUMBERED = re.compile(r"目标[\d一二三四五六七八九十]")
_SENTENCE = 8  # characters that no label of this block has
_ENDS_SENTENCE = re.compile(r"[。！？；：.!?;:>]\s*$")


def read_own_goal(draft: Draft, row: Row) -> bool:
    """``年度绩效目标1（40分） | 文字``: a goal with points and an indicator table of its own. True if the row was one."""
    if own_goal_points(row.texts[0]) is None:
        return False
    if len(row.texts) > 2 and bare(row.texts[0]) == draft.goal_label:
        return False  # the label again beside the rest of its table
    begin_own_goal(draft, row)
    texts = [cell for cell in row.cells if bare(cell.text)][1:]
    if texts:
        draft.put_in(draft.goals, "goals", "expected", texts[0])
    return True


def begin_own_goal(draft: Draft, row: Row) -> bool:
    """The label of such a goal begins it, also beside the header of its table. True if the row begins with one."""
    label = next((cell for cell in row.cells if bare(cell.text)), None)
    points = own_goal_points(label.text) if label is not None else None
    if label is None or points is None:
        return False
    draft.use(label)
    if bare(label.text) == draft.goal_label and _NUMBERED.search(draft.goal_label):
        return True
    draft.goals.append({})
    draft.goal_label = bare(label.text)
    draft.put_in(draft.goals, "goals", "weight", label, points)
    draft.columns.setdefault("goals.weight", label.text)
    return True


def read_goal(draft: Draft, row: Row, columns: Columns) -> bool | None:
    """Goal texts under 预期目标 | 实际完成情况; a lone text under a filled column is the rest of one cut by a page break.
    None if the row belongs to another block, False if it holds no goal."""
    if row.line or lookup(row.texts[0], "head") is not None or is_other_head(row.texts[0]):
        return None
    found: dict[str, Cell] = {}
    for at, cell in columns.under(row):
        if at < len(columns.roles) and columns.roles[at] in _ROLES and bare(cell.text) and cell.row == row.number:
            found[columns.roles[at]] = cell  # 年初绩效目标 beside 全年（调整）绩效目标: the adjusted one counts
    if slipped := _slipped(row, columns):
        found = slipped
        text = "年度总体目标这一行左移了 1 格（上方合并单元格缺失），已按栏目移回，请核对"
        draft.problem("realigned", text, next(iter(found.values())).where)
    if not found:
        return False
    if {"long", "annual"} <= set(columns.roles):
        if len(found) == 1 and len(row.texts) == 1 and not row.spans and _rest_of(draft, *next(iter(found.items()))):
            return True
        for term in TERMS:
            if term in found:
                draft.goals.append({"term": term})
                draft.put_in(draft.goals, "goals", "expected", found[term])
        return True
    last = draft.goals[-1] if draft.goals else None
    if last is not None and len(found) == 1 and len(row.texts) == 1:
        field, cell = next(iter(found.items()))
        if last.get(field) is not None and _cut_before(draft, row, field, str(last[field]), cell):
            _stitch(draft, f"goals[{len(draft.goals) - 1}].{field}", last, field, cell)
            return True
    draft.goals.append({})
    for field, cell in found.items():
        draft.put_in(draft.goals, "goals", field, cell)
        if "stitched" in cell.notes:
            draft.problem("stitched", "年度总体目标的单元格被分页切开，已接上，请核对", cell.where)
    return True


def _slipped(row: Row, columns: Columns) -> dict[str, Cell]:
    """The goals of a row whose first text, a whole sentence, stands where the block's label would: that merged cell has vanished, so the
    texts belong under the columns in their order. Empty if the row stands as it should."""
    first = next((column for column in columns.columns if column.role in _ROLES), None)
    named = [column.role for column in columns.columns if column.role in _ROLES]
    cell = row.filled[0]
    if first is None or cell.row != row.number or cell.col >= first.start or any(each.row < row.number for each in row.all):
        return {}
    if len(row.filled) > len(named) or len(bare(cell.text)) < _SENTENCE or is_block(cell.text) or may_be_label(cell.text):
        return {}
    return dict(zip(named, row.filled, strict=False))


def _rest_of(draft: Draft, term: str, cell: Cell) -> bool:
    """A lone text below the goal of the whole time or of the year that stops in mid-sentence is its rest."""
    for i, goal in enumerate(draft.goals):
        before = goal.get("expected")
        if goal.get("term") == term and before is not None and not _ENDS_SENTENCE.search(str(before)):
            _stitch(draft, f"goals[{i}].expected", goal, "expected", cell)
            return True
    return False


def _cut_before(draft: Draft, row: Row, field: str, before: str, cell: Cell) -> bool:
    """True if a lone text can be the rest of the one above: it begins another table, or the carrier hides merges and the text
    above stops in mid-sentence or blank lines stand between."""
    last = draft.goals[-1]
    above = draft.places[f"goals[{len(draft.goals) - 1}].{'expected' if last.get('expected') else 'actual'}"]
    if row.spans:
        cut = field == "actual" and "expected" in last and not _ENDS_SENTENCE.search(before)
        return cut or (above.table, above.page) != (cell.where.table, cell.where.page)
    gap = above.line is not None and cell.where.line is not None and cell.where.line - above.line > 1
    return gap or not _ENDS_SENTENCE.search(before)


def _stitch(draft: Draft, path: str, row: dict[str, object], field: str, cell: Cell) -> None:
    """Join the rest of a narrative to its beginning: nothing between them where the cut is in mid-sentence."""
    text = written(cell.text, long=True)
    draft.use(cell)
    before = str(row[field])
    row[field] = before + ("\n" if _ENDS_SENTENCE.search(before) else "") + (text or "")
    draft.problem("stitched", f"年度总体目标的文字被分页切成两格，已接上（{path}），请核对", cell.where)


def read_rest_of_goal(draft: Draft, row: Row) -> bool:
    """A lone text right below the text of a goal, in the same column and with nothing beside it, is the rest of it: the goal was printed
    as label and text, and its cell was cut. True if the row was one."""
    cell = row.filled[0]
    index = len(draft.goals) - 1
    if len(row.filled) > 1 or index < 0 or may_be_label(cell.text):
        return False
    for field in ("actual", "expected"):
        above = draft.places.get(f"goals[{index}].{field}")
        if above is None or not cell.where.col > 1:
            continue
        here = cell.where
        if (above.sheet, above.table, above.page, above.col, above.row + 1) == (here.sheet, here.table, here.page, here.col, here.row):
            _stitch(draft, f"goals[{index}].{field}", draft.goals[index], field, cell)
            return True
    return False


def read_paired_goal(draft: Draft, row: Row) -> bool:
    """``年度总体目标 | 文字`` and ``预期目标 | 文字`` without a header row of their own."""
    texts = [cell for cell in row.cells if bare(cell.text)]
    if len(texts) < 2:
        return False
    found = False
    at = 0
    while at < len(texts) - 1:
        cell, after = texts[at], texts[at + 1]
        known = lookup(cell.text, "goals")
        field = known.field if known is not None else "expected" if is_block(cell.text, "goals") and len(bare(cell.text)) > 3 else None
        if field is None or lookup(after.text, "goals") is not None or lookup(after.text, "indicators") is not None:
            at += 1
            continue
        if not draft.goals or draft.goals[-1].get(field) is not None:
            draft.goals.append({})
        draft.use(cell)
        draft.put_in(draft.goals, "goals", field, after)
        found, at = True, at + 2
    return found
