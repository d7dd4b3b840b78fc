from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.exact import ZERO, number, show
from ziping.form.levels import bare_points_in, heads_points, points_in
from ziping.scoring import Row
from ziping.text import bare

check = Check(
    code="WT103",
    covers=("C03",),
    waits=Sign.POINTS_IN_HEADING,
    severity="error",
    basis="form",
    message="{what}写明 {expected} 分，其下各指标的分值相加得 {found}（{sum}）。",
    remedy="请核对「{heading}」其下各指标的分值，或改正所写的分数。",
)


def _added(rows: list[Row]) -> Decimal | None:
    weights = [row.weight for row in rows]
    return None if not any(weights) or None in weights else sum((weight for weight in weights if weight is not None), ZERO)


def _sum(rows: list[Row]) -> str:
    return " + ".join(show(row.weight or ZERO) for row in rows)


def _heading(row: Row) -> tuple[str, int | None, str]:
    return bare(row.indicator.level1 or ""), row.indicator.goal, row.indicator.term


@check
def heading_points_wrong(exam: Exam) -> Iterator[Hit]:
    """标题上写的分数与其下各行不合。

    查什么  一级指标名称里带的分数，如「产出指标（50分）」；目标自带的分值：与其下各指标的分值之和比较。
    为何    同一张表上的两个数互相矛盾，必有一个是错的。
    不查    标题没有写分数；其下有分值空着或不是数；目标的指标表各按 100 分编；没有「分」字而小于 5 的数（多半是序号）。只有数没有「分」字的，作警告。
    """
    rows = exam.facts.rows
    pointed = any(heads_points(row.indicator.level1) for row in rows)  # nearly never
    for (heading, _, _), group in groupby(rows, key=_heading) if pointed else ():
        members = list(group)
        points, bare_points = points_in(heading or None), bare_points_in(heading or None)
        added, points = _added(members), bare_points if points is None else points
        if points is not None and added is not None and added != points:
            yield check.at(
                f"{members[0].path}.level1",
                also=[f"{row.path}.weight" for row in members],
                found=show(added),
                expected=show(points),
                what=f"一级指标「{members[0].indicator.level1}」",
                heading=members[0].indicator.level1,
                sum=_sum(members),
                severity="error" if bare_points is None else "warning",
            )
    if not any(goal.weight for goal in exam.form.goals):
        return
    tables: dict[int, list[Row]] = {}
    for row in rows:
        if row.indicator.goal is not None:
            tables.setdefault(row.indicator.goal, []).append(row)
    for i, goal in enumerate(exam.form.goals):
        points, added = number(goal.weight), _added(tables.get(i, []))
        if points and added is not None and added not in (points, 100):
            yield check.at(
                f"goals[{i}].weight",
                also=[f"{row.path}.weight" for row in tables[i]],
                found=show(added),
                expected=show(points),
                what=f"年度总体目标 {i + 1} ",
                heading=f"年度总体目标 {i + 1}",
                sum=_sum(tables[i]),
            )
