from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import ZERO, show
from ziping.scoring import Row

check = Check(
    code="WT102",
    covers=("C02",),
    severity="warning",
    basis="practice",
    message="{words}的分值合计 {found}，方案为 {expected}。{note}",
    remedy="请按方案调整{words}的分值；批复绩效目标时已经调整过的，请注明依据。",
)

_WORDS = {
    "output": "产出指标",
    "benefit": "效益指标",
    "satisfaction": "满意度指标",
    "cost": "成本指标",
    "decision": "决策指标",
    "management": "管理指标",
}


def _class(row: Row, costs_apart: bool) -> str | None:
    if row.level2 == "satisfaction":
        return "satisfaction"  # 满意度列在效益之下的表
    return "output" if row.level1 == "cost" and not costs_apart else row.level1


@check
def heads_off_scheme(exam: Exam) -> Iterator[Hit]:
    """一级指标的分值与方案不同。

    查什么  产出、效益、满意度等各类指标的分值合计与方案比较。方案规定不得调整的提醒，可以调整的只作提示。
            方案没有单列成本的，成本并入产出；满意度列在效益之下的，仍算满意度。
    为何    各类指标的轻重由办法定，擅自挪动会让得分失去可比性。
    不查    方案听凭自定的（policy: free）；有分值空着或不是数；有认不出的一级指标；目标各有指标表的；缺少整类指标（WT109）。
    """
    scheme, rows = exam.scheme, exam.facts.rows
    if scheme is None or scheme.policy == "free" or any(goal.weight for goal in exam.form.goals):
        return
    if exam.several_tables:
        return
    parts: dict[tuple[str | None, str | None], str] = {}
    members: dict[str, list[Row]] = {}
    for row in rows:
        if row.weight is None or row.indicator.term != "annual":
            return
        levels = row.level1, row.level2
        if levels not in parts:
            name = _class(row, "cost" in scheme.weights)
            if name is None:
                return
            parts[levels] = scheme.part_of(name)  # 满意度的分值含在效益里的方案
        members.setdefault(parts[levels], []).append(row)
    sums = {name: sum([row.weight or ZERO for row in each], ZERO) for name, each in members.items()}
    if not any(sums.values()) and not any(row.weight for row in rows):
        return
    outer, money = scheme.part_of("execution"), exam.facts.total
    if outer in sums and money is not None and money.weight and sums[outer] != scheme.weight(outer):
        sums[outer] += money.weight  # 预算执行率的分值含在管理里的方案，而它不在指标表里
    for name, added in sums.items():
        wanted = scheme.weights.get(name)
        if wanted is None or added == wanted.value:
            continue
        first = members[name][0]
        yield check.at(
            f"{first.path}.level1",
            also=[f"{row.path}.weight" for row in members[name]],
            found=show(added),
            expected=show(wanted.value),
            authority=wanted.authority,
            severity="info" if scheme.policy == "adjustable" else None,
            words=_WORDS.get(name, first.indicator.level1 or name),
            note="方案允许调整，请确认是批复时定的。" if scheme.policy == "adjustable" else "方案没有说可以调整。",
        )
