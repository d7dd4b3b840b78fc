"""Form → Paper, in an official layout: the same data file that reads the paper draws it.

Nothing is left out silently: a value that the layout has no place for is named and nothing is drawn.
"""

from typing import Any

from ziping.errors import UserError
from ziping.form import BaseDatum, Form, Fund, Goal, Indicator, describe
from ziping.form.model import Project
from ziping.layouts.desk import Desk, named, scalar
from ziping.layouts.formulas import with_formulas
from ziping.layouts.head import year_in
from ziping.layouts.homeless import homeless, in_cells
from ziping.layouts.lexicon import is_fund_total
from ziping.layouts.records import Block, Layout, PairCell
from ziping.layouts.tables import (
    draw_base_data,
    draw_fund_pairs,
    draw_funds,
    draw_goals,
    draw_indicators,
    draw_own_goals,
    draw_total,
)
from ziping.paper import Paper
from ziping.text import bare

__all__ = ["blank", "draw", "homeless", "write"]

_DRAW = {
    "funds": draw_funds,
    "fund_pairs": draw_fund_pairs,
    "goals": draw_goals,
    "own_goals": draw_own_goals,
    "indicators": draw_indicators,
    "total": draw_total,
    "base_data": draw_base_data,
}
_ROOM = "　" * 6  # where somebody will sign
_KINDS = {
    "department": "部门整体自评表",
    "project": "项目支出自评表",
    "targets": "绩效目标申报表",
    "monitoring": "绩效运行监控表",
    "rubric": "评分表",
}


def _shown(form: Form, row: tuple[PairCell, ...]) -> list[PairCell]:
    """A row of labels and values without the signatures that this form does not have: what stands before them takes their room."""
    out: list[PairCell] = []
    label: PairCell | None = None
    for cell in row:
        if cell.field is None and label is None:
            label = cell
            continue
        head, _, name = (cell.field or "").partition(".")
        cells = [each for each in (label, cell) if each is not None]
        label = None
        if head == "signatures" and named(form.signatures, name) is None and out:
            wider = sum(each.cols for each in cells)
            out[-1] = PairCell(out[-1].label, out[-1].field, out[-1].cols + wider)
        else:
            out += cells
    return out + ([label] if label is not None else [])


def _pairs(desk: Desk, block: Block) -> None:
    form = desk.form
    for row in block.pairs:
        cells = _shown(form, row)
        fields = iter([cell.field for cell in cells if cell.field])
        col = 0
        for cell in cells:
            if cell.field is None:
                field = next(fields, None) or ""
                head, _, name = field.partition(".")
                own = named(getattr(form, head), name) if head in ("signatures", "others") else None
                desk.box(col, cell.cols, own or desk.label(field, desk.with_unit(cell.label)), role="label")
            else:
                text = scalar(form, cell.field) or ""
                desk.box(col, cell.cols, text, role="narrative" if "\n" in text else "value", path=cell.field)
            col += cell.cols
        desk.row += 1


def _narrative(desk: Desk, block: Block, width: int) -> None:
    assert block.field is not None
    head, _, name = block.field.partition(".")
    own = named(getattr(desk.form, head), name) if head in ("others", "signatures") else None
    if head == "signatures" and own is None:
        return
    desk.box(0, block.label_cols, own or desk.label(block.field, block.label), role="label")
    path = "goals[0].expected" if block.field == "goals.expected" else block.field
    desk.box(block.label_cols, width - block.label_cols, scalar(desk.form, block.field) or "", role="narrative", path=path)
    desk.row += 1


def _in_cells(form: Form, layout: Layout) -> set[str]:
    """The labels of signatures that have cells of their own in this paper."""
    return {own for label in layout.signed_cells if (own := named(form.signatures, label))}


def write(form: Form, layout: Layout, *, formulas: bool = False) -> Paper:
    """A form on the official paper. UserError names every value without a place; nothing is drawn then."""
    if form.kind != layout.kind:
        raise UserError(f"这份表是{_KINDS[form.kind]}，版式「{layout.title}」（{layout.id}）是{_KINDS[layout.kind]}的，不能互相套用")
    lost = homeless(form, layout)
    if lost:
        shown = "；".join(f"{describe(form, path)}（{path}）" for path in lost)
        raise UserError(
            f"版式「{layout.title}」（{layout.id}）没有地方放这 {len(lost)} 处内容：{shown}。没有写出文件；请换一种版式（--layout）"
        )
    return draw(form, layout, formulas=formulas)


def draw(form: Form, layout: Layout, *, formulas: bool = False) -> Paper:
    """What of a form has a place on the official paper; what has none (``homeless``) is the caller's to show."""
    desk = Desk(form, layout)
    width = len(layout.widths_mm)
    for block in layout.blocks:
        if block.kind == "pairs":
            _pairs(desk, block)
        elif block.kind == "narrative":
            _narrative(desk, block, width)
        else:
            _DRAW[block.kind](desk, block)
    for label, text in form.others.items():
        if not in_cells(layout, label):  # this form's own row, on its own paper
            desk.box(0, 2, label, role="label")
            desk.box(2, width - 2, text, role="narrative", path=f"others.{label}")
            desk.row += 1
    year = "　　　　" if form.year is None else str(form.year)
    named_year = form.year is not None and year_in(form.title or "") == form.year
    placed = _in_cells(form, layout)
    signed = "　　".join(f"{label}：{text or _ROOM}" for label, text in form.signatures.items() if label not in placed)
    return Paper(
        title=form.title if form.title is not None else "",
        subtitle=tuple(desk.with_unit(line).replace("{year}", year) for line in layout.subtitle if not (named_year and "{year}" in line)),
        boxes=tuple(with_formulas(desk) if formulas else desk.boxes),
        rows=desk.row,
        widths_mm=layout.widths_mm,
        foot=((signed,) if signed else ()) + layout.notes,
        landscape=layout.landscape,
        name=bare(layout.title)[:28],
    )


def _printed_rows(block: Block, goal: int | None) -> list[Indicator]:
    """What an indicator table prints in its rows: names of the levels from the left, or fields by name."""
    names = [column.role for column in block.columns]
    out = []
    for row in block.rows:
        fields = dict(row) if isinstance(row, dict) else dict(zip(names, row, strict=False))
        out.append(Indicator(**fields, goal=goal, term=block.term))  # type: ignore[arg-type]
    return out


def blank(layout: Layout) -> Form:
    """The empty form of a layout: its printed money rows, level names and points."""
    funds_block, total = layout.block("funds", "fund_pairs"), layout.block("total")
    funds = []
    for name in funds_block.rows if funds_block else ():
        is_sum = is_fund_total(name) or (layout.block("fund_pairs") is not None and bare(name).endswith("总额"))
        funds.append(Fund(source=name, total=is_sum, weight=funds_block.points if funds_block and is_sum else None))
    own = layout.block("own_goals")
    goals = (Goal(weight=own.points),) if own is not None else ()
    rows = [row for block in layout.tables for row in _printed_rows(block, 0 if block.kind == "own_goals" else None)]
    base = layout.block("base_data")
    data: dict[str, Any] = {
        "kind": layout.kind,
        "title": layout.title,
        "money_unit": (layout.money_unit or "万元") if layout.prints_money_unit else None,
        "funds": tuple(funds),
        "goals": goals,
        "indicators": tuple(rows),
        "project": Project() if layout.kind != "department" else None,
        "total_weight": total.points if total else None,
        "base_data": tuple(BaseDatum(name=row[0], unit=row[1] if len(row) > 1 else None) for row in base.rows) if base else (),
        "signatures": dict.fromkeys([*layout.signed_cells, *layout.signatures]),
    }
    return Form(**data)
