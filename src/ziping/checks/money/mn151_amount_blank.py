from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import self_evaluated

check = Check(
    code="MN151",
    severity="warning",
    basis="practice",
    message="{at}没有填写，{how}。",
    remedy="请按账面填写；没有的写 0。",
)


@check
def amount_blank(exam: Exam) -> Iterator[Hit]:
    """资金表里该填的金额空着。

    查什么  有执行数而没有预算数的行；资金总额一行有预算数而没有执行数，或者两个数都没有而有执行率、得分；资金总额一行的执行率空着而别的行填了。
    为何    缺一个数，执行率和合计都无从核对。
    不查    申报表、监控表；别的行也都不填这一栏的；执行数是 0 的；写了字的（MN150）。
    """
    if not self_evaluated(exam):
        return
    funds, total = exam.facts.funds, exam.facts.total
    budgeted = any(money.budget is not None for money in funds)
    for money in funds:
        fund, main = money.fund, money is total
        if fund.budget is None and (money.execution and (budgeted or main) or main and not fund.execution and (fund.rate or money.score)):
            yield check.at(
                f"{money.path}.budget",
                also=(f"{money.path}.execution",),
                how="而这一行有执行数" if fund.execution else "而这一行有执行率或得分",
            )
        if main and fund.execution is None and (money.budget or fund.budget is None and (fund.rate or money.score)):
            yield check.at(f"{money.path}.execution", also=(f"{money.path}.budget",), how="执行率和得分无从核对")
    if (
        total is not None
        and total.fund.rate is None
        and total.budget
        and total.execution is not None
        and any(m.rate is not None for m in funds)
    ):
        yield check.at(f"{total.path}.rate", how="别的行都写了执行率")
