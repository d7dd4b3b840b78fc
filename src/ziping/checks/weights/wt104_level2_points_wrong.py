from collections.abc import Iterator
from itertools import groupby

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.exact import ZERO, show
from ziping.form.levels import bare_points_in, heads_points, points_in
from ziping.text import bare

check = Check(
    code="WT104",
    covers=("C04",),
    waits=Sign.POINTS_IN_HEADING,
    severity="error",
    basis="form",
    message="二级指标「{heading}」写明 {expected} 分，其下各指标的分值相加得 {found}（{sum}）。",
    remedy="请核对「{heading}」其下各指标的分值，或改正所写的分数。",
)


@check
def level2_points_wrong(exam: Exam) -> Iterator[Hit]:
    """二级指标写的分数与其下各行不合。

    查什么  二级指标名称里带的分数，如「数量指标（20分）」，与其下相连各指标的分值之和比较。
    为何    同一张表上的两个数互相矛盾，必有一个是错的。
    不查    名称没有写分数；没有「分」字而小于 5 的数（多半是序号）；其下有分值空着或不是数；一级指标的分数（WT103）。只有数没有「分」字的，作警告。
    """
    rows = exam.facts.rows
    if not any(heads_points(row.indicator.level2) for row in rows):
        return  # nearly every form
    for (_, heading, _), group in groupby(
        rows, key=lambda row: (row.indicator.level1, bare(row.indicator.level2 or ""), row.indicator.goal)
    ):
        points, bare_points = points_in(heading or None), bare_points_in(heading or None)
        points = bare_points if points is None else points
        members = list(group)
        weights = [row.weight for row in members if row.weight is not None]
        if points is None or len(weights) < len(members) or not any(weights):
            continue
        added = sum(weights, ZERO)
        if added != points:
            yield check.at(
                f"{members[0].path}.level2",
                also=[f"{row.path}.weight" for row in members],
                found=show(added),
                expected=show(points),
                heading=members[0].indicator.level2,
                sum=" + ".join(map(show, weights)),
                severity="error" if bare_points is None else "warning",
            )
