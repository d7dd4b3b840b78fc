"""Form → Paper, in an official layout: the same data file that reads the paper draws it.

Nothing is left out silently: a value that the layout has no place for is named and nothing is drawn.
"""

from ziping.errors import UserError
from ziping.form import Form, Fund, Goal, Indicator, Unit, describe, walk
from ziping.form.model import Project
from ziping.layouts.records import Block, Layout
from ziping.paper import Box, Paper
from ziping.text import bare

__all__ = ["blank", "homeless", "write"]

_NUMBERS = frozenset(
    {"initial_budget", "budget", "execution", "transfer", "weight", "rate", "score", "review_score", "interim_execution", "interim_rate"}
)
_NARRATIVE = frozenset({"expected", "reason", "measure", "functions"})
_DASH = "—"


class _Desk:
    """Where the paper is put together: the next free row, boxes so far, box by path."""

    def __init__(self, form: Form, layout: Layout) -> None:
        self.form, self.layout = form, layout
        self.row = 0
        self.boxes: list[Box] = []
        self.spot: dict[str, tuple[int, int]] = {}

    def box(self, col: int, cols: int, text: str, *, rows: int = 1, role: str = "value", path: str | None = None, row: int | None = None,
            formula: str | None = None) -> None:  # fmt: skip
        at = self.row if row is None else row
        self.boxes.append(Box(at, col, rows, cols, text, role, formula, path))
        if path is not None:
            self.spot[path] = (at, col)

    def label(self, path: str, printed: str) -> str:
        """A label as this form printed it, where that differs from the layout's own."""
        return self.form.labels.get(path, printed)


def _money(layout_label: str, form: Form) -> str:
    return layout_label.replace("{money_unit}", form.money_unit or "　　")


def _unit_text(unit: Unit) -> str | None:
    return f"{unit.code}-{unit.name}" if unit.code and unit.name else unit.name or unit.code


def _scalar(form: Form, field: str) -> str | None:
    if field == "unit.name":
        return _unit_text(form.unit)
    head, _, rest = field.partition(".")
    value = getattr(form, head)
    if rest:
        value = getattr(value, rest) if value is not None else None
    return None if value is None else str(value)


def homeless(form: Form, layout: Layout) -> list[str]:
    """The paths of every value that this layout has no place for."""
    fields = layout.fields
    heading = {"title", "year", "kind", "money_unit", "total_weight", "total_score"}
    if layout.block("funds") is None:
        heading.discard("money_unit")
    indicators = layout.block("indicators")
    roles = {column.role for column in indicators.columns} if indicators else set()
    if "weight" not in roles:
        heading.discard("total_weight")
    if "score" not in roles:
        heading.discard("total_score")
    known = fields | heading
    out = []
    for path, _ in walk(form):
        head = path.partition("[")[0]
        field = f"{head}.{path.rpartition('.')[2]}" if "[" in path and not path.startswith(("labels.", "signatures.")) else path
        if field in known or path.startswith("signatures."):
            continue
        if path.startswith("labels."):
            if path.partition(".")[2] in known:
                continue
        elif (
            path == "unit.code"
            and ("unit.name" in fields or "project.implementing_unit" in fields)
            or (
                path == "unit.name"
                and form.project is not None
                and "project.implementing_unit" in fields
                and form.project.implementing_unit in (form.unit.name, _unit_text(form.unit))
            )
        ):
            continue
        out.append(path)
    if form.goals and any(goal.term != "annual" for goal in form.goals):
        out += [f"goals[{i}].term" for i, goal in enumerate(form.goals) if goal.term != "annual"]
    out += [f"indicators[{i}].goal" for i, row in enumerate(form.indicators) if row.goal is not None]
    out += [f"indicators[{i}].term" for i, row in enumerate(form.indicators) if row.term != "annual"]
    return out


def _pairs(desk: _Desk, block: Block) -> None:
    for row in block.pairs:
        col = 0
        field: str | None = None
        fields = [cell.field for cell in row if cell.field]
        waiting = iter(fields)
        for cell in row:
            if cell.field is None:
                field = next(waiting, None)
                desk.box(col, cell.cols, desk.label(field or "", cell.label), role="label")
            else:
                desk.box(col, cell.cols, _scalar(desk.form, cell.field) or "", path=cell.field)
            col += cell.cols
        desk.row += 1


def _funds(desk: _Desk, block: Block) -> None:
    form, top = desk.form, desk.row
    desk.box(0, block.label_cols, _money(block.label, form), rows=1 + len(form.funds), role="label")
    col = block.label_cols
    for column in block.columns:
        desk.box(col, column.cols, desk.label(f"funds.{column.role}", column.label), role="label")
        col += column.cols
    desk.row += 1
    for i, fund in enumerate(form.funds):
        col = block.label_cols
        for column in block.columns:
            value = getattr(fund, column.role)
            path = f"funds[{i}].{column.role}"
            text = value if value is not None else ""
            if value is None and column.role in ("weight", "score") and not fund.total:
                text = _DASH
            desk.box(col, column.cols, text, role="label" if column.role == "source" else "number", path=path)
            col += column.cols
        desk.row += 1
    assert desk.row == top + 1 + len(form.funds)


def _narrative(desk: _Desk, block: Block, width: int) -> None:
    assert block.field is not None
    desk.box(0, 1, desk.label(block.field, block.label), role="label")
    desk.box(1, width - 1, _scalar(desk.form, block.field) or "", role="narrative", path=block.field)
    desk.row += 1


def _goals(desk: _Desk, block: Block) -> None:
    goals = desk.form.goals or (Goal(),)
    desk.box(0, block.label_cols, block.label, rows=1 + len(goals), role="label")
    col = block.label_cols
    for column in block.columns:
        desk.box(col, column.cols, desk.label(f"goals.{column.role}", column.label), role="label")
        col += column.cols
    desk.row += 1
    for i, goal in enumerate(goals):
        col = block.label_cols
        for column in block.columns:
            desk.box(col, column.cols, getattr(goal, column.role) or "", role="narrative", path=f"goals[{i}].{column.role}")
            col += column.cols
        desk.row += 1


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


def _indicators(desk: _Desk, block: Block) -> None:
    rows = desk.form.indicators
    total = 1 if desk.layout.block("total") else 0
    desk.box(0, block.label_cols, block.label, rows=1 + len(rows) + total, role="label")
    col = block.label_cols
    for column in block.columns:
        desk.box(col, column.cols, desk.label(f"indicators.{column.role}", column.label), role="label")
        col += column.cols
    desk.row += 1
    covered: dict[str, int] = {"level1": 0, "level2": 0}
    for i, row in enumerate(rows):
        col = block.label_cols
        for column in block.columns:
            role = column.role
            at, path = desk.row + i, f"indicators[{i}].{role}"
            if role in covered:
                if i >= covered[role]:
                    span = _run(rows, i, role)
                    covered[role] = i + span
                    text = getattr(row, role) or (_DASH if _marks_blank(rows, i, role) else "")
                    desk.box(col, column.cols, text, rows=span, role="label", path=path, row=at)
                desk.spot.setdefault(path, (at, col))
            else:
                kind = "number" if role in _NUMBERS else "narrative" if role in _NARRATIVE else "value"
                desk.box(col, column.cols, getattr(row, role) or "", role=kind, path=path, row=at)
            col += column.cols
    desk.row += len(rows)


def _total(desk: _Desk, block: Block) -> None:
    form = desk.form
    indicators = desk.layout.block("indicators")
    assert indicators is not None
    col, spare = indicators.label_cols, 0
    start = col
    drawn = False
    for column in indicators.columns:
        path = {"weight": "total_weight", "score": "total_score", "review_score": "total_review_score"}.get(column.role)
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


def _formulas(desk: _Desk) -> list[Box]:
    """Sums inside an empty form, for carriers that calculate: rates, the money total, total weight and score."""
    funds = desk.layout.block("funds")
    out = []
    total = next((i for i, fund in enumerate(desk.form.funds) if fund.total), None)
    parts = [i for i in range(len(desk.form.funds)) if i != total]
    count = len(desk.form.indicators)
    for box in desk.boxes:
        formula = None
        path = box.path or ""
        if path.endswith(".rate") and path.startswith("funds[") and funds is not None:
            prefix = path[: -len("rate")]
            a, b, c = (desk.spot.get(prefix + key) for key in ("budget", "execution", "transfer"))
            if a and b:
                top = f"({_ref(b)}-{_ref(c)})" if c and funds.formula == "(B-C)/A" else _ref(b)
                formula = f'=IF(N({_ref(a)})=0,"",ROUND({top}/{_ref(a)},4))'
        elif (
            total is not None
            and parts
            and path.startswith(f"funds[{total}].")
            and path.rpartition(".")[2] in ("initial_budget", "budget", "execution", "transfer")
        ):
            field = path.rpartition(".")[2]
            cells = [desk.spot[f"funds[{i}].{field}"] for i in parts]
            refs = ",".join(_ref(cell) for cell in cells)
            formula = f'=IF(COUNT({refs})=0,"",SUM({refs}))'
        elif path in ("total_weight", "total_score") and count and total is not None:
            field = path.removeprefix("total_")
            first, last = desk.spot[f"indicators[0].{field}"], desk.spot[f"indicators[{count - 1}].{field}"]
            extra = _ref(desk.spot[f"funds[{total}].{field}"])
            formula = f'=IF(COUNT({_ref(first)}:{_ref(last)})=0,"",SUM({_ref(first)}:{_ref(last)})+N({extra}))'
        out.append(box if formula is None else Box(box.row, box.col, box.rows, box.cols, box.text, box.role, formula, box.path))
    return out


def _ref(cell: tuple[int, int]) -> str:
    return f"{{r{cell[0]}c{cell[1]}}}"


def write(form: Form, layout: Layout, *, formulas: bool = False) -> Paper:
    """A form on the official paper. UserError names every value without a place; nothing is drawn then."""
    if form.kind != layout.kind:
        raise UserError(f"这份表是{_KINDS[form.kind]}，版式「{layout.title}」（{layout.id}）是{_KINDS[layout.kind]}的，不能互相套用")
    lost = homeless(form, layout)
    if lost:
        shown = "；".join(f"{describe(form, path)}（{path}）" for path in lost[:12])
        more = f" 等 {len(lost)} 处" if len(lost) > 12 else ""
        raise UserError(f"版式「{layout.title}」（{layout.id}）没有地方放这些内容：{shown}{more}。没有写出文件；请换一种版式（--layout）")
    desk = _Desk(form, layout)
    width = len(layout.widths_mm)
    for block in layout.blocks:
        if block.kind == "pairs":
            _pairs(desk, block)
        elif block.kind == "funds":
            _funds(desk, block)
        elif block.kind == "narrative":
            _narrative(desk, block, width)
        elif block.kind == "goals":
            _goals(desk, block)
        elif block.kind == "indicators":
            _indicators(desk, block)
        else:
            _total(desk, block)
    year = "　　　　" if form.year is None else str(form.year)
    foot = ("　　".join(f"{label}：{text or ''}" for label, text in form.signatures.items()),) if form.signatures else ()
    return Paper(
        title=form.title if form.title is not None else "",
        subtitle=(layout.subtitle.replace("{year}", year),),
        boxes=tuple(_formulas(desk) if formulas else desk.boxes),
        rows=desk.row,
        widths_mm=layout.widths_mm,
        foot=foot,
        landscape=layout.landscape,
        name=bare(layout.title)[:28],
    )


_KINDS = {
    "department": "部门整体自评表",
    "project": "项目支出自评表",
    "targets": "绩效目标申报表",
    "monitoring": "绩效运行监控表",
    "rubric": "评分表",
}


def blank(layout: Layout) -> Form:
    """The empty form of a layout: its printed money rows, level names and points."""
    funds_block, indicators, total = layout.block("funds"), layout.block("indicators"), layout.block("total")
    funds = []
    for name in funds_block.rows if funds_block else ():
        is_sum = name.endswith("总额") or name == "合计"
        funds.append(Fund(source=name, total=is_sum, weight=funds_block.points if funds_block and is_sum else None))
    rows = tuple(Indicator(level1=row[0], level2=row[1]) for row in (indicators.rows if indicators else ()))
    project = Project() if layout.kind != "department" else None
    return Form.model_validate(
        {
            "kind": layout.kind,
            "title": layout.title,
            "money_unit": "万元" if funds_block else None,
            "funds": funds,
            "indicators": rows,
            "project": project,
            "total_weight": total.points if total else None,
        }
    )
