"""Grids → forms as written. Labels, not positions, say what a cell is; the layout is recognised afterwards (``match``)."""

from ziping.form import Form, Problem
from ziping.grid import Grid
from ziping.layouts.draft import Draft
from ziping.layouts.match import match
from ziping.layouts.reader import Reader
from ziping.layouts.remerge import remerge
from ziping.layouts.stream import stream
from ziping.layouts.unroll import unroll
from ziping.text import bare

__all__ = ["read"]


def _kind(draft: Draft) -> str:
    title = bare(draft.values.get("title") or "")
    if draft.title_kind in ("targets", "monitoring"):
        return draft.title_kind
    if any(word in title for word in ("评价指标表", "评分表", "评价表")) and "自评表" not in title:
        return "rubric"
    if any(word in title for word in ("部门整体", "整体支出", "整体绩效", "单位整体")):
        return "department"
    if any(path.startswith("project.") for path in (*draft.values, *draft.heads)):
        return "project"
    if draft.heads & {"functions", "unit.accounting_units"}:
        return "department"
    return "project"


def read(grids: list[Grid]) -> tuple[list[Form], list[Problem]]:
    """Every form in the grids of one file, and what could not be read as it stands. No form at all is a Problem ``no_form``."""
    grids = [remerge(unroll(grid) or grid) for grid in grids]
    drafts = Reader(list(stream(grids))).run()
    forms, problems = [], []
    for draft in drafts:
        kind = _kind(draft)
        layout = match(draft, kind)
        forms.append(draft.finish(kind=kind, layout=layout))
        problems += draft.problems
    if not forms:
        where = next((row.cells[0].where for row in stream(grids) if row.texts and row.cells), None)
        text = "没有找到自评表：文件里没有「三级指标、目标值、完成值、分值、得分」这样的表头"
        draft = Draft()
        draft.problem("no_form", text, where)
        problems = draft.problems
    return forms, problems
