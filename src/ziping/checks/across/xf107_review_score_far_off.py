from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import points, show

check = Check(
    code="XF107",
    covers=("I07",),
    severity="warning",
    basis="practice",
    message="自评总分 {found}，审定总分 {expected}，相差 {gap} 分。",
    remedy="请逐项对照两列得分，弄清分歧在哪里，写进反馈意见。",
)

_GAP = Decimal(5)  # 分；审核惯例


@check
def review_score_far_off(exam: Exam) -> Iterator[Hit]:
    """自评总分与审定总分相差很大。

    查什么  表上有审定（复核）总分的，与自评总分相差超过 5 分。
    为何    差得多，要么自评失真，要么审定的口径没有讲清，都要反馈。
    不查    没有审定总分的表；正好相差 5 分；逐项的差别。
    """
    review, total = points(exam.form.total_review_score), exam.facts.total_score
    if review is not None and total is not None and abs(total - review) > _GAP:
        yield check.at("total_review_score", also=("total_score",), found=show(total), expected=show(review), gap=show(abs(total - review)))
