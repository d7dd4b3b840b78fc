"""The line of the execution rate: the exact rate of the total row, and the points a scheme's curve gives for it."""

from decimal import Decimal

from ziping.exact import HUNDRED, ONE, ZERO, half_up, show
from ziping.schemes import Execution, Scheme
from ziping.scoring import curves
from ziping.scoring.facts import Facts, Money, Row
from ziping.scoring.lines import Line, cannot, settle
from ziping.text import bare

__all__ = ["execution_line", "execution_rate", "execution_row", "execution_row_line", "possible_rates"]

_NAMES = ("预算执行率", "资金执行率", "预算执行", "预算执行情况")


def execution_rate(money: Money, formula: str) -> Decimal | None:
    """The exact rate of a money row as a ratio: ``budget_ratio`` B÷A, ``net_ratio`` (B−C)÷A with an empty C as 0.
    None where A or B is missing or A is 0."""
    if money.budget is None or money.execution is None or money.budget == 0:
        return None
    spent = money.execution - (money.transfer or ZERO) if formula == "net_ratio" else money.execution
    return spent / money.budget


def possible_rates(money: Money) -> list[Decimal]:
    """Every rate, as a ratio, that a money row prints or may be meant to give: of the budget, less transfers, of the initial budget."""
    found = [execution_rate(money, "budget_ratio"), execution_rate(money, "net_ratio"), money.rate]
    if money.initial_budget and money.initial_budget > 0 and money.execution is not None:
        found.append(money.execution / money.initial_budget)
    return [rate for rate in found if rate is not None]


def _rate_words(money: Money, rule: Execution, rate: Decimal) -> str:
    top = show(money.execution or ZERO)
    if rule.rate == "net_ratio":
        top = f"({top}－{show(money.transfer or ZERO)})"
    named = f"（A 为{rule.budget_is}）" if rule.budget_is else ""
    return f"执行率 = {top} ÷ {show(money.budget or ZERO)} = {show(half_up(rate * HUNDRED, 4))}%{named}"


def execution_row(facts: Facts) -> Row | None:
    """The indicator that carries the points of the execution rate, where the money table has neither points nor score (管理指标 of
    Yinchuan); None where there is no such row, or more than one."""
    if any(money.fund.weight is not None or money.fund.score is not None for money in facts.funds):
        return None
    found = [row for row in facts.rows if bare(row.name or "") in _NAMES and row.weight is not None and row.weight > 0]
    return found[0] if len(found) == 1 else None


def execution_row_line(row: Row, facts: Facts, scheme: Scheme | None) -> Line | None:
    """What such a row should have scored by the money table; None where that cannot be said and the row is judged like any other."""
    rule, money = scheme.execution if scheme is not None else None, facts.total
    rate = execution_rate(money, rule.rate) if rule is not None and money is not None else None
    if rule is None or money is None or rate is None or row.weight is None:
        return None
    value, how = _points(row.weight, rate, rule)
    return settle(f"{row.path}.score", row.indicator.score, value, rule.curve, (_rate_words(money, rule, rate), how), ("by_data",))


def execution_line(facts: Facts, scheme: Scheme | None) -> Line | None:
    """What the execution rate should have scored; None where the form has no total row, or nothing to judge it by and no score."""
    money = facts.total
    if money is None:
        return None
    path, written = f"{money.path}.score", money.fund.score
    if scheme is None or scheme.execution is None:
        return cannot(path, written, "没有方案规定预算执行率如何计分") if written is not None else None
    rule = scheme.execution
    points = money.weight if money.weight is not None else scheme.weight("execution")
    if points is None:
        return cannot(path, written, "预算执行率的分值没有写，也没有方案规定")
    if points == 0:
        return Line(path=path, written=written, steps=("分值为 0，不计分",), status="not_scored")
    if money.budget == 0:
        if rule.zero_budget == "not_applicable" or money.execution:
            return cannot(path, written, "全年预算数为 0，执行率不适用")
        full = rule.zero_budget == "full"
        return settle(path, written, points if full else ZERO, "zero_budget", (f"全年预算数为 0，按方案得{'满分' if full else ' 0 分'}",))
    rate = execution_rate(money, rule.rate)
    if rate is None:
        missing = "全年预算数" if money.budget is None else "全年执行数"
        return cannot(path, written, f"{missing}没有填写或不是数，执行率无法计算")
    value, how = _points(points, rate, rule)
    return settle(path, written, value, rule.curve, (_rate_words(money, rule, rate), how))


def _points(points: Decimal, rate: Decimal, rule: Execution) -> tuple[Decimal, str]:
    """The points for a rate, and how they come about."""
    if rule.curve == "deviation":
        value = curves.deviation(points, rate)
        return value, f"{show(points)} × (1－|{show(half_up(rate, 6))}－1|) = {show(half_up(value, 4))} → {half_up(value)}"
    if rule.curve == "steps_below":
        per, deduct = rule.rule.numbers["per"].value, rule.rule.numbers["deduct"].value
        value = curves.steps_below(points, ONE, rate, per, deduct)
        return value, f"每比 100% 低 {show(per * HUNDRED)}% 扣 {show(deduct)} 分，不足一档按一档计，{show(points)} 分扣到 {half_up(value)}"
    if rule.curve == "staircase":
        value = curves.staircase(points, rate, [(stair.up_to, stair.floor, stair.gives.value) for stair in rule.rule.stairs])
        return value, f"按方案的分档得 {half_up(value)}（满分 {show(points)}）"
    value = curves.capped(points, rate)
    cap = "（超过 100%，按满分）" if rate > 1 else ""
    share = show(half_up(min(max(rate, ZERO), ONE), 6))
    return value, f"{show(points)} × {share} = {show(half_up(value, 4))} → {half_up(value)}{cap}"
