from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import show

check = Check(
    code="MN105",
    covers=("B05",),
    severity="warning",
    basis="practice",
    message="全年预算数是 0，{how}。",
    remedy="请核对全年预算数；确实没有预算的，请在说明里写清资金来源，执行率按不适用处理。",
)


@check
def budget_zero(exam: Exam) -> Iterator[Hit]:
    """全年预算数为 0。

    查什么  资金总额一行的全年预算数是 0：有执行数的提醒，没有执行数的只作提示。
    为何    没有预算却有支出，要么预算数漏填，要么资金没有来由；执行率也无从计算。
    不查    总额为 0 而来源有数（MN102）；预算数没有填写；来源行的 0。
    """
    total = exam.facts.total
    if total is None or total.budget != 0:
        return
    if any(money.budget for money in exam.facts.funds if money is not total):
        return
    spent = total.execution
    yield check.at(
        f"{total.path}.budget",
        also=[f"{total.path}.execution"] if total.fund.execution else [],
        found=total.fund.budget,
        severity=None if spent else "info",
        how=f"却执行了 {show(spent)}，执行率无法计算" if spent else "执行率不适用，不宜计分",
    )
