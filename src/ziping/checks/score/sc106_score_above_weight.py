from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.exact import ZERO, points, show

check = Check(
    code="SC106",
    covers=("E06",),
    waits=Sign.POINTS_ODD,
    severity="error",
    basis="form",
    message="{at}{verb} {found}，高于分值 {expected}，多 {gap} 分。",
    remedy="请把得分改到不高于 {expected}，或核对分值。",
)


@check
def score_above_weight(exam: Exam) -> Iterator[Hit]:
    """得分高于分值。

    查什么  每项指标和预算执行率的得分（含审定得分）不高于本行的分值；分值为 0 的行不应有分。
    为何    分值是满分，得分不能比满分还多。
    不查    分值或得分没有填写、不是数；分值为负（另有检查）。指标没有分值、只有目标有分值的表，看目标之下各项得分之和。
    """
    for row in exam.facts.rows:
        if row.lost is None or row.lost < 0 or row.review_score is not None:
            yield from _above(row.path, row.weight, row.score, row.review_score)
    for money in exam.facts.funds:
        yield from _above(money.path, money.weight, money.score, points(money.fund.review_score))
    yield from _goals(exam)


def _goals(exam: Exam) -> Iterator[Hit]:
    """Goals with points of their own, whose indicators have none."""
    for index, goal in enumerate(exam.form.goals):
        weight = points(goal.weight)
        rows = [row for row in exam.facts.rows if row.indicator.goal == index] if weight is not None else []
        if weight is None or any(row.weight is not None for row in rows):
            continue
        added = sum((row.score for row in rows if row.score is not None), ZERO)
        if added > weight:
            yield check.at(
                f"goals[{index}].weight",
                also=tuple(f"{row.path}.score" for row in rows if row.score is not None),
                found=show(added),
                expected=show(weight),
                gap=show(added - weight),
                verb="下各项得分之和是",
                at=f"年度绩效目标 {index + 1} ",
            )


def _above(path: str, weight: Decimal | None, score: Decimal | None, review: Decimal | None) -> Iterator[Hit]:
    if weight is None or weight < 0:
        return
    for value, name in ((score, "score"), (review, "review_score")):
        if value is not None and value > weight:
            yield check.at(
                f"{path}.{name}", also=(f"{path}.weight",), verb="写作", found=show(value), expected=show(weight), gap=show(value - weight)
            )
