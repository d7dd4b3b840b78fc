from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import core_name, names_execution
from ziping.checks.vocabulary import mentions
from ziping.exact import HUNDRED, half_up, show
from ziping.scoring import Money, execution_rate, possible_rates
from ziping.values import Interval

check = Check(
    code="CO103",
    covers=("G03",),
    severity="error",
    basis="form",
    message="{row}完成值写作「{found}」，资金情况里的执行率却是 {expected}（{how}），两处不能同时成立。",
    remedy="请核对资金情况和这项指标，改正其中一处。",
)


@check
def execution_contradicts_funds(exam: Exam) -> Iterator[Hit]:
    """预算执行类指标的完成值与资金情况矛盾。

    查什么  名称就是预算执行率、预算执行不超标的指标，完成值与资金表算出的执行率（按印出的小数位）比较。预算完成率有的地方
            另有公式，对不上只作警告。
    为何    同一件事在一张表里写了两个数，至少有一个不真。
    不查    评分表的预算完成率；三公经费等局部的执行率；资金表缺数或预算为 0；与印出的、扣除转移支付的或按年初预算算的执行率相符的。
    """
    money = exam.facts.total
    if money is None:
        return
    rows = [
        row
        for row in exam.stating(Interval)
        if isinstance(row.actual, Interval) and row.actual.unit == "%" and (names_execution(row.name) or _like(exam, row.name))
    ]
    rates = possible_rates(money) if rows and money.budget is not None and money.budget > 0 and money.execution is not None else []
    if not rates:
        return
    shown = _own(exam, money)
    for row in rows:
        name, actual = row.name, row.actual
        if not isinstance(actual, Interval):
            continue
        cap = mentions(core_name(name), "naming", "execution_cap") is not None
        if any(_agrees(actual, rate * HUNDRED, cap) for rate in rates):
            continue
        yield check.at(
            row.path,
            also=(f"{row.path}.actual", f"{money.path}.rate", f"{money.path}.budget", f"{money.path}.execution"),
            found=actual.text,
            severity="warning" if _like(exam, name) else None,
            expected=f"{show(half_up(shown * HUNDRED))}%",
            row=f"指标 {row.index + 1}「{name}」",
            how=f"{show(money.execution or Decimal(0))} ÷ {show(money.budget or Decimal(0))}",
        )


def _like(exam: Exam, name: str | None) -> bool:
    """预算完成率: mostly the execution rate, but not in every place; a rubric has a formula of its own for it."""
    return exam.form.kind != "rubric" and names_execution(name, "execution_like")


def _own(exam: Exam, money: Money) -> Decimal:
    formula = exam.scheme.execution.rate if exam.scheme is not None and exam.scheme.execution is not None else "budget_ratio"
    return execution_rate(money, formula) or Decimal(0)


def _agrees(actual: Interval, rate: Decimal, cap: bool) -> bool:
    bound = actual.exact
    if bound is None or actual.operator == "约":
        ends = [end for end in (actual.low, actual.high) if end is not None]
        digits = max((_digits(end) for end in ends), default=0)
        return actual.holds(rate) or actual.holds(half_up(rate, digits)) or actual.operator == "约"
    return half_up(rate, _digits(bound)) == bound or cap and rate <= bound


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
