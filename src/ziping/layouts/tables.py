"""The blocks of a paper that are tables: money, goals, indicators, their total, base data."""

from ziping.form import BaseDatum, Form, Goal, Indicator
from ziping.layouts.desk import Desk, split_target
from ziping.layouts.records import Block, ColumnSpec

__all__ = ["draw_base_data", "draw_fund_pairs", "draw_funds", "draw_goals", "draw_indicators", "draw_own_goals", "draw_total"]

_NUMBERS = frozenset(
    {"initial_budget", "budget", "execution", "transfer", "weight", "rate", "score", "review_score", "interim_execution", "interim_rate"}
)
_NARRATIVE = frozenset({"reason", "measure"})
_DASH = "—"
_SPLIT = frozenset({"operator", "unit"})
_TOTALS = {"weight": "total_weight", "score": "total_score", "review_score": "total_review_score"}


def _head(desk: Desk, section: str, columns: tuple[ColumnSpec, ...], start: int) -> int:
    """The row of column labels (two rows where some stand under a wide label); returns how many rows it takes."""
    deep = 2 if any(column.over for column in columns) else 1
    col = start
    over: str | None = None
    for i, column in enumerate(columns):
        text = desk.label(f"{section}.{column.role}", column.label)
        if column.over is None:
            desk.box(col, column.cols, text, rows=deep, role="label")
        else:
            if column.over != over:
                under = [each.cols for each in columns[i:] if each.over == column.over]
                desk.box(col, sum(under), column.over, role="label")
            desk.box(col, column.cols, text, role="label", row=desk.row + 1)
        over = column.over
        col += column.cols
    desk.row += deep
    return deep


def draw_funds(desk: Desk, block: Block) -> None:
    """资金情况: a label beside it all, column labels, one row for each source."""
    form = desk.form
    deep = 2 if any(column.over for column in block.columns) else 1
    desk.box(
        0,
        block.label_cols,
        desk.with_unit(block.label).replace("（", "\n（").replace(" (", "\n("),
        rows=deep + len(form.funds),
        role="label",
    )
    _head(desk, "funds", block.columns, block.label_cols)
    for i, fund in enumerate(form.funds):
        col = block.label_cols
        for column in block.columns:
            value = getattr(fund, column.role)
            text = value if value is not None else _DASH if column.role in ("weight", "score", "review_score") and not fund.total else ""
            role = "label" if column.role == "source" else "narrative" if column.role in _NARRATIVE else "number"
            desk.box(col, column.cols, text, role=role, path=f"funds[{i}].{column.role}")
            col += column.cols
        desk.row += 1


def draw_fund_pairs(desk: Desk, block: Block) -> None:
    """Money as label and amount: one column of pairs, or several side by side, each beginning with a total."""
    form = desk.form
    spots: list[tuple[int, int, int]] = []
    col = block.label_cols
    for source, amount in zip(block.columns[::2], block.columns[1::2], strict=True):
        spots.append((col, source.cols, amount.cols))
        col += source.cols + amount.cols
    groups = _groups(form, len(spots))
    height = max(1, *(len(group) for group in groups))
    desk.box(0, block.label_cols, desk.with_unit(block.label).replace("（", "\n（").replace(" (", "\n("), rows=height, role="label")
    for (left, wide, rest), group in zip(spots, groups, strict=True):
        for down in range(height):
            i = group[down] if down < len(group) else None
            fund = form.funds[i] if i is not None else None
            at = desk.row + down
            desk.box(left, wide, (fund.source if fund else None) or "", role="label", path=f"funds[{i}].source" if fund else None, row=at)
            desk.box(
                left + wide, rest, (fund.budget if fund else None) or "", role="number", path=f"funds[{i}].budget" if fund else None, row=at
            )
    desk.row += height


def _groups(form: Form, count: int) -> list[list[int]]:
    """The rows of money by columns of pairs: each total begins one, where there are as many totals as columns."""
    starts = [i for i, fund in enumerate(form.funds) if fund.total]
    whole = list(range(len(form.funds)))
    if count == 1 or len(starts) != count or starts[0] != 0:
        return [whole, *([] for _ in range(count - 1))]
    return [whole[start:stop] for start, stop in zip(starts, [*starts[1:], len(whole)], strict=True)]


def draw_goals(desk: Desk, block: Block) -> None:
    """年度总体目标: expected and actual side by side, a row for each goal; or the goals of the whole time and of the year side by side."""
    form = desk.form
    by_term = any(column.role in ("long", "annual") for column in block.columns)
    goals = form.goals or (Goal(),)
    count = 1 if by_term else len(goals)
    desk.box(0, block.label_cols, block.label, rows=1 + count, role="label")
    _head(desk, "goals", block.columns, block.label_cols)
    col = block.label_cols
    for column in block.columns:
        for n in range(count):
            if by_term:
                i = next((k for k, goal in enumerate(form.goals) if goal.term == column.role), None)
                text, path = (form.goals[i].expected if i is not None else None), (f"goals[{i}].expected" if i is not None else None)
            else:
                text, path = getattr(goals[n], column.role), f"goals[{n}].{column.role}"
            desk.box(col, column.cols, text or "", role="narrative", path=path, row=desk.row + n)
        col += column.cols
    desk.row += count


def draw_indicators(desk: Desk, block: Block) -> None:
    """The indicator table; its label runs down beside the 总分 row too, where that follows."""
    rows = [i for i, row in enumerate(desk.form.indicators) if row.term == block.term]
    if block.term != "annual" and not rows:
        return
    after = desk.layout.blocks[desk.layout.blocks.index(block) + 1 :]
    total = 1 if after and after[0].kind == "total" else 0
    top = desk.row
    deep = 2 if any(column.over for column in block.columns) else 1
    desk.box(0, block.label_cols, block.label, rows=deep + len(rows) + total, role="label", row=top)
    _table(desk, block, rows)


def draw_own_goals(desk: Desk, block: Block) -> None:
    """Each goal with its points, its text and a table of its own: ``年度绩效目标1（40分） | 文字`` over the indicators."""
    form = desk.form
    width = sum(column.cols for column in block.columns)
    for g, goal in enumerate(form.goals or (Goal(),)):
        rows = [i for i, row in enumerate(form.indicators) if row.goal == g]
        label = block.label.replace("{n}", str(g + 1)).replace("{points}", goal.weight or "　　")
        deep = 2 if any(column.over for column in block.columns) else 1
        desk.box(0, block.label_cols, label, rows=1 + deep + len(rows), role="label", path=f"goals[{g}].weight")
        desk.box(block.label_cols, width, goal.expected or "", role="narrative", path=f"goals[{g}].expected")
        desk.row += 1
        _table(desk, block, rows)


def _table(desk: Desk, block: Block, numbers: list[int]) -> None:
    """Column labels and the indicators with these numbers."""
    _head(desk, "indicators", block.columns, block.label_cols)
    rows = tuple(desk.form.indicators[i] for i in numbers)
    split = any(column.role in _SPLIT for column in block.columns)
    covered: dict[str, int] = {"level1": 0, "level2": 0}
    for k, row in enumerate(rows):
        col = block.label_cols
        parts = split_target(row.target) if split else {}
        for column in block.columns:
            role = column.role
            at, path = desk.row + k, f"indicators[{numbers[k]}].{role}"
            if role in covered:
                if k >= covered[role]:
                    span = _run(rows, k, role)
                    covered[role] = k + span
                    text = getattr(row, role) or (_DASH if _marks_blank(rows, k, role) else "")
                    desk.box(col, column.cols, text, rows=span, role="label", path=path, row=at)
                desk.spot.setdefault(path, (at, col))
            elif role in _SPLIT:
                desk.box(col, column.cols, parts.get(role, ""), row=at)
            else:
                kind = "number" if role in _NUMBERS else "narrative" if role in _NARRATIVE else "value"
                value = parts.get("target") if split and role == "target" else getattr(row, role)
                desk.box(col, column.cols, value or "", role=kind, path=path, row=at)
            col += column.cols
    desk.row += len(rows)


def _run(rows: tuple[Indicator, ...], start: int, role: str) -> int:
    """How many rows one merged level cell covers: equal names, and for the second level an equal first level."""
    here, count = rows[start], 1
    value = getattr(here, role)
    if value is None or role not in ("level1", "level2"):
        return 1
    while start + count < len(rows):
        after = rows[start + count]
        if getattr(after, role) != value or (role == "level2" and after.level1 != here.level1):
            break
        count += 1
    return count


def _marks_blank(rows: tuple[Indicator, ...], index: int, role: str) -> bool:
    """True where an empty name would be read as the rest of the name above it: then the paper says — instead."""
    row = rows[index]
    if getattr(row, role) is not None or not index:
        return False
    above = rows[index - 1]
    if role == "level1":
        return any(before.level1 is not None for before in rows[:index])
    if role != "level2":
        return False
    merged = any(_run(rows, i, "level2") > 1 for i in range(len(rows)))
    return not merged and above.level2 is not None and above.level1 == row.level1


def draw_total(desk: Desk, block: Block) -> None:
    """The 总分 row: its label as far as the first column of points, then what stands under each column; the grade under its own."""
    form = desk.form
    table = desk.layout.tables[-1]
    known = {column.role for column in table.columns}
    beside = desk.layout.blocks[desk.layout.blocks.index(block) - 1].kind == "indicators"
    start = table.label_cols if beside else 0
    col, spare, drawn = table.label_cols, table.label_cols - start, False
    for column in table.columns:
        path = _TOTALS.get(column.role) if column.role in known else None
        path = "grade" if block.grade == column.role else path
        if path is None and not drawn:
            spare += column.cols
        else:
            if not drawn:
                desk.box(start, spare, block.label, role="label")
                drawn = True
            value = getattr(form, path) if path else None
            desk.box(col, column.cols, value or "", role="number" if path else "value", path=path)
        col += column.cols
    if not drawn:
        desk.box(start, spare, block.label, role="label")
    desk.row += 1


def draw_base_data(desk: Desk, block: Block) -> None:
    """基础数据: name, value and unit; two or more of them side by side where the columns are repeated."""
    data = desk.form.base_data or (BaseDatum(),)
    fields = [column.role for column in block.columns]
    abreast = fields.count("name")
    height = -(-len(data) // abreast)
    desk.box(0, block.label_cols, block.label, rows=1 + height, role="label")
    _head(desk, "base_data", block.columns, block.label_cols)
    for down in range(height):
        col, i = block.label_cols, down * abreast - 1
        for column in block.columns:
            i += column.role == "name"
            there = data[i] if i < len(data) else BaseDatum()
            role = "label" if column.role == "name" else "value"
            path = f"base_data[{i}].{column.role}" if i < len(data) else None
            desk.box(col, column.cols, getattr(there, column.role) or "", role=role, path=path, row=desk.row + down)
            col += column.cols
    desk.row += height
