from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import number
from ziping.values import Interval, Value, convert, parse

check = Check(
    code="XF104",
    covers=("I04",),
    needs="monitoring",
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，比监控表上（{there}）的「{expected}」还少。",
    remedy="请核对两处的数；监控以后核减的，请写明原因。",
)


@check
def actual_below_monitoring(exam: Exam) -> Iterator[Hit]:
    """全年的数比 1–7 月的还少。

    查什么  累计的数量（人、次、亩、公里等，不是百分比）：完成值小于绩效运行监控表上 1–7 月的完成值；
            资金总额一行的全年执行数小于监控表上 1–7 月的执行数。
    为何    年中已经做到的数，年底不会变少，两处必有一处不真。
    不查    没有给出监控表；百分比、日期和文字；成本和越少越好的指标；全年预计（预计可以不准）；对应不上的指标；分值为 0 的行。
    """
    peer = exam.against.monitoring if exam.against is not None else None
    if peer is None:
        return
    total, theirs = exam.facts.total, peer.facts.total
    if total is not None and theirs is not None and total.execution is not None and exam.form.money_unit == peer.form.money_unit:
        spent = number(theirs.fund.interim_execution)
        if spent is not None and total.execution < spent:
            path, there = f"{total.path}.execution", peer.says(f"{theirs.path}.interim_execution")
            yield check.at(path, found=total.fund.execution, expected=theirs.fund.interim_execution, there=there)
    for row, other in peer.both(exam.judged):
        actual, interim = row.actual, parse(other.indicator.interim)
        if not isinstance(actual, Interval) or actual.exact is None or actual.unit in ("%", "百分点") or actual.per is not None:
            continue
        if row.comparison is not None and row.comparison.direction == "reverse":
            continue
        already = _amount(interim, actual)
        if already is not None and actual.exact < already:
            path = f"{other.path}.interim"
            yield check.at(f"{row.path}.actual", found=actual.text, expected=other.indicator.interim, there=peer.says(path))


def _amount(value: Value, like: Interval) -> Decimal | None:
    """What had been done by July, in the unit of the actual; None where it is no plain number."""
    if not isinstance(value, Interval) or value.exact is None or value.per is not None:
        return None
    return convert(value.exact, value.unit, like.unit)
