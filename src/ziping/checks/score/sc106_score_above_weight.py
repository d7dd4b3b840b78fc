from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import number, show

check = Check(
    code="SC106",
    covers=("E06",),
    severity="error",
    basis="form",
    message="{at}写作 {found}，高于分值 {expected}，多 {gap} 分。",
    remedy="请把得分改到不高于 {expected}，或核对分值。",
)


@check
def score_above_weight(exam: Exam) -> Iterator[Hit]:
    """得分高于分值。

    查什么  每项指标和预算执行率的得分（含审定得分）不高于本行的分值；分值为 0 的行不应有分。
    为何    分值是满分，得分不能比满分还多。
    不查    分值或得分没有填写、不是数；分值为负（另有检查）。
    """
    for row in exam.facts.rows:
        yield from _above(row.path, row.weight, row.score, row.review_score)
    for money in exam.facts.funds:
        yield from _above(money.path, money.weight, money.score, number(money.fund.review_score))


def _above(path: str, weight: Decimal | None, score: Decimal | None, review: Decimal | None) -> Iterator[Hit]:
    if weight is None or weight < 0:
        return
    for value, name in ((score, "score"), (review, "review_score")):
        if value is not None and value > weight:
            yield check.at(f"{path}.{name}", also=(f"{path}.weight",), found=show(value), expected=show(weight), gap=show(value - weight))
