from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, ONE, ZERO, half_up, show

check = Check(
    code="CO102",
    covers=("G02",),
    severity="warning",
    basis="practice",
    message="钱已全部花完（执行率 {rate}%），产出指标却只得 {found} 分，不到 {weight} 分的六成。",
    remedy="请说明钱花在哪里、事为什么没有办成，或核对得分和资金数。",
)

_POOR = Decimal("0.6")  # share of the points; a habit of reviewers, no rule


@check
def money_spent_output_poor(exam: Exam) -> Iterator[Hit]:
    """钱花完了，事没有办成。

    查什么  预算执行率达到 100%，产出指标的得分合计不到分值的六成。
    为何    钱与事差得远，要么进度有问题，要么数不真。
    不查    资金表缺数；产出指标有得分没有填写；产出指标没有分值。
    """
    money = exam.facts.total
    if money is None or exam.rate is None or exam.rate < ONE:
        return
    rows = [row for row in exam.judged if row.level1 == "output" and row.weight is not None]
    if not rows or any(row.score is None for row in rows):
        return
    weight = sum((row.weight for row in rows if row.weight is not None), ZERO)
    score = sum((row.score for row in rows if row.score is not None), ZERO)
    if weight > 0 and score < weight * _POOR:
        yield check.at(
            "indicators",
            also=(f"{money.path}.execution", *(f"{row.path}.score" for row in rows)),
            found=show(score),
            weight=show(weight),
            rate=show(half_up(exam.rate * HUNDRED)),
        )
