from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.exact import number

check = Check(
    code="MN107",
    covers=("B07",),
    waits=Sign.AMOUNT_ODD,
    severity="error",
    basis="form",
    message="{at}写作 {found}，金额不能是负数。",
    remedy="请核对{at}；收回、退回的资金请在说明里写，不要填负数。",
)


@check
def amount_negative(exam: Exam) -> Iterator[Hit]:
    """金额是负数。

    查什么  资金表每一行的年初预算数、全年预算数、全年执行数、上级财政转移支付，监控表的 1–7月执行数。
    为何    负数会让合计和执行率都失真，多半是冲账数直接抄进了表。
    不查    负的执行率和得分；表示没有的横线。
    """
    for money in exam.facts.funds:
        for field in ("initial_budget", "budget", "execution", "transfer"):
            value = getattr(money, field)
            if value is not None and value < 0:
                yield check.at(f"{money.path}.{field}", found=getattr(money.fund, field))
        interim = number(money.fund.interim_execution)
        if interim is not None and interim < 0:
            yield check.at(f"{money.path}.interim_execution", found=money.fund.interim_execution)
