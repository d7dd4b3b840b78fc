"""What of a form has no place on a layout: every value is named before anything is drawn."""

from itertools import pairwise

from ziping.form import Form, walk
from ziping.layouts.desk import named, unit_text
from ziping.layouts.head import year_in
from ziping.layouts.lexicon import is_other_head, lookup
from ziping.layouts.records import Layout

__all__ = ["homeless", "in_cells"]

_HEADING = frozenset({"title", "kind"})
_TOTALS = {"total_weight": "indicators.weight", "total_score": "indicators.score", "total_review_score": "indicators.review_score"}


def homeless(form: Form, layout: Layout) -> list[str]:
    """The paths of every value that this layout has no place for."""
    known = set(layout.fields | _HEADING)
    if layout.prints_money_unit:
        known.add("money_unit")
    if layout.block("total") is not None:
        known |= {path for path, column in _TOTALS.items() if column in known}
    if layout.block("fund_pairs"):
        known |= {"funds.source", "funds.budget"}
    out = [path for path, _ in walk(form, known) if not _has_place(form, layout, path, known)]
    if form.year is not None and not any("{year}" in line for line in layout.subtitle) and year_in(form.title or "") != form.year:
        out.append("year")
    return out + _goals(form, layout) + _rows(form, layout)


def in_cells(layout: Layout, label: str) -> bool:
    """True if a label of ``others`` stands on this paper."""
    own = [field.partition(".")[2] for field in layout.fields if field.startswith("others.")]
    return any(named({label: None}, each) for each in own)


def _stands_below(label: str) -> bool:
    """True for what a form may print beyond its own layout (存在问题 below a table that ends with 总分): it stands in a row at the end."""
    return is_other_head(label) or lookup(label, "tail") is not None


def _has_place(form: Form, layout: Layout, path: str, known: set[str]) -> bool:
    head, _, rest = path.partition(".")
    if head == "signatures":
        return True  # what has no cell stands in the line below the table
    if head == "others":
        return in_cells(layout, rest) or (form.layout == layout.id and _stands_below(rest))
    if head == "labels":
        return rest in known
    if path == "unit.code":
        return bool({"unit.name", "unit.code", "project.implementing_unit"} & known)
    if path == "unit.name" and path not in known:
        project = form.project
        same = project is not None and project.implementing_unit in (form.unit.name, unit_text(form.unit))
        return same and "project.implementing_unit" in known
    field = f"{path.partition('[')[0]}.{path.rpartition('.')[2]}" if "[" in path else path
    return field in known


def _goals(form: Form, layout: Layout) -> list[str]:
    """Goals of the wrong term, or more of them than there are columns."""
    block = layout.block("goals")
    terms = [column.role for column in block.columns if column.role in ("long", "annual")] if block else []
    if terms:
        left = list(terms)
        out = []
        for i, goal in enumerate(form.goals):
            if goal.term in left:
                left = left[left.index(goal.term) + 1 :]
            else:
                out.append(f"goals[{i}].expected")
        return out
    single = any(block.field == "goals.expected" for block in layout.blocks)
    more = [f"goals[{i}].expected" for i in range(1, len(form.goals))] if single else []
    return more + [f"goals[{i}].term" for i, goal in enumerate(form.goals) if goal.term != "annual"]


def _rows(form: Form, layout: Layout) -> list[str]:
    """Indicators of a goal or a term for which there is no table, or out of the order in which the tables stand."""
    terms = [block.term for block in layout.tables]
    out = []
    for i, row in enumerate(form.indicators):
        if row.term not in terms:
            out.append(f"indicators[{i}].term")
        apart = layout.block("own_goals") is not None
        if (apart and (row.goal is None or row.goal >= len(form.goals))) or (not apart and row.goal is not None):
            out.append(f"indicators[{i}].goal")
    for i, (one, two) in enumerate(pairwise(form.indicators), 1):
        if one.goal is not None and two.goal is not None and two.goal < one.goal:
            out.append(f"indicators[{i}].goal")
        if one.term in terms and two.term in terms and terms.index(two.term) < terms.index(one.term):
            out.append(f"indicators[{i}].term")
    return list(dict.fromkeys(out))
