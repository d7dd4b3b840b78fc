from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import show

check = Check(
    code="SC110",
    covers=("E10",),
    severity="error",
    basis="form",
    message="总分写作 {found}，各项得分相加得 {expected}，相差 {gap}。",
    remedy="请核对各项得分，或把总分改为 {expected}。",
)


@check
def total_not_sum(exam: Exam) -> Iterator[Hit]:
    """总分不等于各项得分之和。

    查什么  总分 = 预算执行率得分 + 各指标得分，精确到 0.01，不设容差。
    为何    总分用于评级并公开，一分之差可以跨过「良」与「优」。
    不查    总分没有填写；有得分没有填写或不是数（另有检查）。
    """
    total = exam.sheet.total
    if total.status != "differs" or total.computed is None or exam.facts.total_score is None:
        return
    gap = abs(exam.facts.total_score - total.computed)
    yield check.at("total_score", found=total.written, expected=show(total.computed), gap=show(gap))
