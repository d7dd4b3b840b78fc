from collections.abc import Iterator
from itertools import islice

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import core_name
from ziping.checks.vocabulary import vocabulary
from ziping.text import bare, is_cjk

check = Check(
    code="VX112",
    covers=("D12",),
    severity="info",
    basis="practice",
    message="产出指标共 {count} 项，没有一项与年度总体目标、项目名称或部门职能有相同的字眼。",
    remedy="请核对总体目标和指标是否说的是同一个项目。",
)

_LEAST_ROWS = 3
_LEAST_WORDS = 10  # characters; a shorter goal says too little to compare with


@check
def outputs_outside_goals(exam: Exam) -> Iterator[Hit]:
    """产出指标与总体目标说的不是一件事。

    查什么  产出指标三项以上，名称与总体目标、项目名称、部门职能没有任何两个相连的字相同（不计「数量」「情况」等套话）。
    为何    目标写采购、指标写培训，多半是从别的项目抄来的。
    不查    总体目标太短或没有填写；只要有一项对得上就不说；分值为 0 的行。
    """
    form = exam.form
    rows = [row for row in exam.declared if row.level1 == "output" and core_name(row.name)]
    if len(rows) < _LEAST_ROWS:
        return
    goals = "".join(bare(goal.expected) for goal in form.goals if goal.expected)
    if len(list(islice(filter(is_cjk, goals), _LEAST_WORDS))) < _LEAST_WORDS:
        return
    names = [part for part in (form.project.name if form.project else None, form.functions, form.unit.name) if part]
    known = "\n".join([goals, *map(bare, names)])
    for row in rows:
        if any(_shares(core_name(name), known) for name in {row.name, row.indicator.level3}):
            return
    yield check.at(
        "goals",
        also=[*(f"goals[{i}].expected" for i, goal in enumerate(form.goals) if goal.expected), *(row.path for row in rows)],
        count=len(rows),
    )


def _shares(name: str, known: str) -> bool:
    """True if two neighbouring characters of a name stand in ``known``, and are not of the words that every form has."""
    pairs = (name[i : i + 2] for i in range(len(name) - 1))
    return any(pair in known and all(map(is_cjk, pair)) and pair not in vocabulary("naming", "stock") for pair in pairs)
