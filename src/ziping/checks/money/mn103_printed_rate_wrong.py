from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, ZERO, half_up, number, percent, places, rounds_to, show
from ziping.scoring import Money, execution_rate

check = Check(
    code="MN103",
    covers=("B03",),
    severity="error",
    basis="form",
    message="{at}写作 {found}，按表上的数计算是 {expected}：{how}。",
    remedy="请按表上的公式重算，把执行率改为 {expected}。",
)


def _formulas(money: Money, printed: str | None) -> tuple[str, ...]:
    """The formulas that may stand on this form; with C given and no scheme to ask, either is taken."""
    if not money.transfer:
        return ("budget_ratio",)
    return ("net_ratio",) if printed == "net_ratio" else ("budget_ratio", "net_ratio")


def _half(text: str | None, unit: str | None) -> Decimal:
    """Half of the last printed decimal of an amount in 万元: it may have been rounded from 元. 0 for amounts that are exact."""
    decimals = places(text or "")
    return ZERO if unit == "元" or decimals < 2 else Decimal(5).scaleb(-decimals - 1)


def _from_rounded(money: Money, formula: str, printed: Decimal, digits: int, unit: str | None) -> bool:
    """True if amounts that print like these could have this rate."""
    assert money.budget is not None and money.execution is not None
    fund = money.fund
    top = money.execution - (money.transfer or ZERO if formula == "net_ratio" else ZERO)
    slack = _half(fund.execution, unit) + (_half(fund.transfer, unit) if formula == "net_ratio" else ZERO)
    low, high = money.budget - _half(fund.budget, unit), money.budget + _half(fund.budget, unit)
    if low <= 0 or top - slack < 0:
        return False
    return half_up((top - slack) / high * HUNDRED, digits) <= printed <= half_up((top + slack) / low * HUNDRED, digits)


@check
def printed_rate_wrong(exam: Exam) -> Iterator[Hit]:
    """执行率与表上的预算数、执行数对不上。

    查什么  每一行资金：执行率 = 全年执行数 ÷ 全年预算数；设有「上级财政转移支付」的表为（执行数－转移支付）÷ 预算数。
            监控表的 1–7月执行率 = 1–7月执行数 ÷ 全年预算数，没有这一栏的除以年初预算数。
            先按表上写的小数位四舍五入再比：86.2% 写 86% 可以，108.21% 写 108.00% 不可以。
    为何    执行率是唯一可由表内两数算出的比率，算错了得分也难以服人。
    不查    预算数、执行数、执行率有一个没有填写或不是数；预算数为 0（MN105）；金额是万元的尾数进舍所致的差；
            不带 % 而写成比值的（0.95）。
    """
    yield from _interim(exam)
    scheme = exam.scheme
    named = scheme.execution.rate if scheme is not None and scheme.execution is not None else None
    for money in exam.facts.funds:
        text, budget = money.fund.rate, money.budget
        if text is None or money.rate is None or budget is None or budget <= 0 or money.execution is None or money.execution < 0:
            continue
        digits, ratio = places(text), number(text)
        printed = money.rate * HUNDRED
        formulas = _formulas(money, named)
        rates = [rate for formula in formulas if (rate := execution_rate(money, formula)) is not None]
        if not rates or any(rounds_to(rate * HUNDRED, printed, digits) for rate in rates):
            continue
        if ratio is not None and any(rounds_to(rate, ratio, digits) for rate in rates):
            continue
        if any(_from_rounded(money, formula, printed, digits, exam.form.money_unit) for formula in formulas):
            continue
        rate, formula = rates[-1], formulas[-1]
        top = show(money.execution)
        if formula == "net_ratio":
            top = f"({top}－{show(money.transfer or ZERO)})"
        exact = half_up(rate * HUNDRED, max(digits, 2))
        cut = len(text) > 1 and abs(printed - rate * HUNDRED) < Decimal(1).scaleb(-digits) and printed < rate * HUNDRED
        yield check.at(
            f"{money.path}.rate",
            also=[f"{money.path}.budget", f"{money.path}.execution", *([f"{money.path}.transfer"] if formula == "net_ratio" else [])],
            found=text,
            expected=f"{half_up(exact, digits) if digits else half_up(exact, 0)}%",
            severity="warning" if cut else None,
            how=f"{top} ÷ {show(budget)} = {show(exact)}%{'，写的是去尾而不是四舍五入' if cut else ''}",
        )


def _interim(exam: Exam) -> Iterator[Hit]:
    """The rate of a monitoring form, to the day of the report."""
    for money in exam.facts.funds:
        text, spent = money.fund.interim_rate, number(money.fund.interim_execution)
        printed, field = percent(text), "budget" if money.budget is not None else "initial_budget"
        whole = money.budget if money.budget is not None else money.initial_budget
        if text is None or printed is None or spent is None or spent < 0 or not whole or whole < 0:
            continue
        rate, digits = spent / whole, places(text)
        if rounds_to(rate * HUNDRED, printed * HUNDRED, digits) or (plain := number(text)) is not None and rounds_to(rate, plain, digits):
            continue
        exact = half_up(rate * HUNDRED, max(digits, 2))
        yield check.at(
            f"{money.path}.interim_rate",
            also=[f"{money.path}.{field}", f"{money.path}.interim_execution"],
            found=text,
            expected=f"{half_up(exact, digits)}%",
            how=f"{show(spent)} ÷ {show(whole)} = {show(exact)}%",
        )
