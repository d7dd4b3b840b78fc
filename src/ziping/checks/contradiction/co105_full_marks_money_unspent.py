from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import says_nothing
from ziping.exact import HUNDRED, half_up, show

check = Check(
    code="CO105",
    covers=("G05",),
    severity="warning",
    basis="practice",
    message="执行率只有 {found}%，{count} 项指标却全部满分，表里也没有说明。",
    remedy="请说明为什么少花钱也办成了全部的事，或核对得分。",
)

_LOW = Decimal("0.8")  # reviewers ask when more than a fifth is unspent; a habit, no rule


@check
def full_marks_money_unspent(exam: Exam) -> Iterator[Hit]:
    """钱剩下许多，各项却全部满分而不作说明。

    查什么  预算执行率不到 80%，有分值的指标全部满分，全表没有一处原因或措施。
    为何    钱没有花而事全部办成，或者预算编多了，或者得分给高了，都应说明。
    不查    执行率在 80% 以上；有一项扣分；表里写了原因；资金表缺数。
    """
    money = exam.facts.total
    rate = exam.rate
    if money is None or rate is None or rate >= _LOW or rate < 0:
        return
    rows = [row for row in exam.judged if row.weight is not None]
    if len(rows) < 2 or len(exam.full) < len(rows):
        return
    texts = [text for row in exam.form.indicators for text in (row.reason, row.measure)] + [fund.reason for fund in exam.form.funds]
    if all(says_nothing(text) for text in texts):
        yield check.at(
            "indicators",
            also=(f"{money.path}.execution", f"{money.path}.rate", *(f"{row.path}.score" for row in rows)),
            found=show(half_up(rate * HUNDRED)),
            count=len(rows),
        )
