"""Form + scheme → score sheet: what every line should have scored, each with its derivation in words and numbers.

Each line is rounded half up to 0.01 and the rounded lines are added; a sum of unrounded lines would not add up on paper.
A line the scheme cannot score is ``not_evaluable`` with the reason in its steps; nothing is skipped silently.
"""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ziping.exact import HUNDRED, ZERO, half_up, number, show
from ziping.form import Form
from ziping.schemes import Scheme
from ziping.scoring import curves
from ziping.scoring.facts import Facts, Money, Row
from ziping.values import Blank, Grade, Interval, Level, State, Trend, Unread, YesNo

__all__ = ["Line", "Sheet", "TotalLine", "execution_rate", "make_sheet"]

Status = Literal["agrees", "differs", "in_range", "out_of_range", "not_scored", "not_evaluable"]
Steps = tuple[str, ...]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Line(_Frozen):
    """One line of the sheet. ``computed`` points with two decimals, None if only bounded (``range`` low … high) or not evaluable."""

    path: str
    written: str | None
    computed: Decimal | None = None
    range: tuple[Decimal, Decimal] | None = None
    rule: str | None = None
    steps: Steps = ()
    status: Status


class TotalLine(Line):
    """The total: ``computed`` is the sum of the written scores; ``recomputed`` the range that the computed scores give."""

    recomputed: tuple[Decimal, Decimal] | None = None


class Sheet(_Frozen):
    """The score sheet of one form under one scheme."""

    execution: Line | None
    indicators: tuple[Line, ...]
    total: TotalLine
    grade: str | None = None

    def line(self, path: str) -> Line | None:
        """The line that judges this path (``indicators[3].score``)."""
        if self.execution is not None and self.execution.path == path:
            return self.execution
        for line in self.indicators:
            if line.path == path:
                return line
        return self.total if path == self.total.path else None


def execution_rate(money: Money, formula: str) -> Decimal | None:
    """The exact rate of a money row as a ratio: ``budget_ratio`` B÷A, ``net_ratio`` (B−C)÷A with an empty C as 0.
    None where A or B is missing or A is 0."""
    if money.budget is None or money.execution is None or money.budget == 0:
        return None
    spent = money.execution - (money.transfer or ZERO) if formula == "net_ratio" else money.execution
    return spent / money.budget


def _rate_words(money: Money, formula: str, rate: Decimal) -> str:
    top = show(money.execution or ZERO)
    if formula == "net_ratio":
        top = f"({top}－{show(money.transfer or ZERO)})"
    return f"执行率 = {top} ÷ {show(money.budget or ZERO)} = {show(half_up(rate * HUNDRED, 4))}%"


def _settle(path: str, written: str | None, computed: Decimal, rule: str, steps: Steps) -> Line:
    computed = half_up(computed)
    score = number(written)
    status: Status = "agrees" if score is not None and score == computed else "differs"
    return Line(path=path, written=written, computed=computed, rule=rule, steps=steps, status=status)


def _cannot(path: str, written: str | None, why: str) -> Line:
    return Line(path=path, written=written, steps=(why,), status="not_evaluable")


def _execution(facts: Facts, scheme: Scheme | None) -> Line | None:
    money = facts.total
    if money is None:
        return None
    path, written = f"{money.path}.score", money.fund.score
    if scheme is None or scheme.execution is None:
        return _cannot(path, written, "没有方案规定预算执行率如何计分") if written is not None else None
    rule = scheme.execution
    points = money.weight if money.weight is not None else scheme.weight("execution")
    if points is None:
        return _cannot(path, written, "预算执行率的分值没有写，也没有方案规定")
    if points == 0:
        return Line(path=path, written=written, steps=("分值为 0，不计分",), status="not_scored")
    if money.budget == 0 and rule.zero_budget == "not_applicable":
        return _cannot(path, written, "全年预算数为 0，执行率不适用")
    rate = execution_rate(money, rule.rate)
    if rate is None:
        missing = "全年预算数" if money.budget is None else "全年执行数"
        return _cannot(path, written, f"{missing}没有填写或不是数，执行率无法计算")
    steps: Steps = (_rate_words(money, rule.rate, rate),)
    if rule.curve == "deviation":
        value = curves.deviation(points, rate)
        steps += (f"{show(points)} × (1－|{show(half_up(rate, 6))}－1|) = {show(half_up(value, 4))} → {half_up(value)}",)
    else:
        value = curves.capped(points, rate)
        cap = "（超过 100%，按满分）" if rate > 1 else ""
        steps += (
            f"{show(points)} × {show(half_up(min(max(rate, ZERO), Decimal(1)), 6))} = {show(half_up(value, 4))} → {half_up(value)}{cap}",
        )
    return _settle(path, written, value, rule.curve, steps)


_WORDS = {"forward": "完成值 ÷ 目标值", "reverse": "目标值 ÷ 完成值", "equal": "完成值 ÷ 目标值"}


def _quantity(row: Row, scheme: Scheme, path: str, points: Decimal) -> Line:
    """A measured indicator: met → full points, else the scheme's curve for its direction."""
    found, written = row.comparison, row.indicator.score
    assert found is not None
    if found.unit_problem or found.wanted is None and found.low is None and found.high is None or found.got is None:
        return _cannot(path, written, found.unit_problem or found.why)
    unit = row.target.unit or "" if isinstance(row.target, Interval) else ""
    got = found.got
    first = (f"完成值是范围「{row.indicator.actual}」，按界值 {show(got)}{unit} 计",) if found.got_is_bound else ()
    if found.met:
        step = f"完成 {show(got)}{unit}，达到目标 {row.indicator.target}，得满分 {show(points)}"
        return _settle(path, written, points, "met", (*first, step))
    rules = scheme.quantitative
    if rules is None:
        return _cannot(path, written, "方案没有规定定量指标未达到目标时如何计分")
    if found.direction == "range":
        return _cannot(path, written, f"目标是区间 {row.indicator.target}，完成 {show(got)}{unit} 在区间之外，方案没有规定如何扣分")
    wanted = found.wanted
    if wanted is None:
        return _cannot(path, written, found.why)
    reverse = found.direction == "reverse"
    name = (
        rules.zero_target if wanted == 0 else rules.reverse if reverse else rules.forward if found.direction == "forward" else rules.equal
    )
    if found.direction == "equal" and got > wanted and name == "ratio_capped":
        step = f"完成 {show(got)}{unit}，超过目标 {row.indicator.target}，按满分计"
    else:
        top, bottom = (wanted, got) if name == "inverse" else (got, wanted)
        if name == "linear_to_double":
            how = f"{show(points)} × (1－({show(got)}－{show(wanted)}) ÷ {show(wanted)})"
        elif name == "all_or_nothing":
            how = f"目标为 {show(wanted)}，完成 {show(got)}，未达到，得"
        else:
            how = f"{show(points)} × {show(top)} ÷ {show(bottom)}"
        value = half_up(curves.CURVES[name](points, wanted, got))
        words = _WORDS["reverse" if name == "inverse" else "forward"] if name in ("inverse", "ratio_capped") else ""
        step = f"{words + '：' if words else ''}{how} = {value}".replace("得 = ", "得 ")
    return _settle(path, written, curves.CURVES[name](points, wanted, got), name, (*first, step))


def _banded(row: Row, scheme: Scheme, path: str, points: Decimal, level: Level) -> Line:
    """A qualitative indicator: the scheme bounds the score, it does not name one."""
    written = row.indicator.score
    band = next((b for b in scheme.bands if b.level == level.level), None)
    if band is None:
        return _cannot(path, written, "方案没有规定定性指标的分档，得分无从核对")
    low, high = curves.bands(points, band.low.value, band.high.value)
    low, high = half_up(low), half_up(high)
    closed = band.high.value == 1
    end = "（含）" if closed else "（不含）"
    percent_low, percent_high = show(band.low.value * HUNDRED), show(band.high.value * HUNDRED)
    step = f"「{level.text}」对应分值的 {percent_low}%（含）至 {percent_high}%{end}，即 {low} 至 {high} 分"
    score = row.score
    if score is None:
        status: Status = "not_evaluable"
        step += "；得分没有填写"
    else:
        inside = low <= score and (score <= high if closed else score < high)
        status = "in_range" if inside else "out_of_range"
    return Line(path=path, written=written, range=(low, high), rule="bands", steps=(step,), status=status)


def _indicator(row: Row, scheme: Scheme | None) -> Line:
    path, written = f"{row.path}.score", row.indicator.score
    if row.weight is None:
        return _cannot(path, written, "分值没有填写" if row.indicator.weight is None else f"分值「{row.indicator.weight}」不是数")
    if row.weight == 0:
        return Line(path=path, written=written, steps=("分值为 0，不计分",), status="not_scored")
    if row.weight < 0:
        return _cannot(path, written, f"分值 {show(row.weight)} 为负")
    if scheme is None:
        return _cannot(path, written, "没有适用的计分方案")
    target, actual, points = row.target, row.actual, row.weight
    if isinstance(actual, Level):
        return _banded(row, scheme, path, points, actual)
    if isinstance(target, Blank):
        return _cannot(path, written, "目标值没有填写")
    if isinstance(actual, Blank):
        return _cannot(path, written, "完成值没有填写")
    for value, word in ((target, "目标值"), (actual, "完成值")):
        if isinstance(value, Unread):
            return _cannot(path, written, f"{word}「{value.text}」没有读懂：{value.why}")
    if isinstance(target, Trend) and target.amount is None:
        return _cannot(path, written, f"目标「{target.text}」没有基数，也没有幅度，无法核对是否达到")
    found = row.comparison
    if found is not None and found.kind == "number":
        return _quantity(row, scheme, path, points)
    if found is not None and found.kind in ("date", "yes_no", "grade", "trend") and found.met:
        return _settle(path, written, points, "met", (f"完成「{actual.text}」，达到目标「{target.text}」，得满分 {show(points)}",))
    if found is not None and found.kind in ("date", "yes_no", "grade", "trend") and found.met is False:
        return _cannot(path, written, f"完成「{actual.text}」未达到目标「{target.text}」，方案没有规定如何扣分")
    if isinstance(actual, (State, Trend, YesNo, Grade)) or isinstance(target, (State, Trend)):
        return _cannot(path, written, f"完成「{actual.text}」是文字描述，没有写明达成、部分达成或未达成，得分无从核对")
    return _cannot(path, written, found.why if found is not None else "目标值与完成值无法比较")


def _total(form: Form, facts: Facts, execution: Line | None, lines: tuple[Line, ...]) -> TotalLine:
    """Sum of the written scores; the recomputed range beside it."""
    parts: list[Decimal] = []
    missing: list[str] = []
    low = high = ZERO
    every = ([execution] if execution is not None else []) + list(lines)
    for line in every:
        score = number(line.written)
        if score is not None:
            parts.append(score)
        elif line.status != "not_scored" and not (line is execution and line.written is None and line.computed is None):
            missing.append(line.path)
        if line.computed is not None:
            low, high = low + line.computed, high + line.computed
        elif line.range is not None:
            low, high = low + line.range[0], high + line.range[1]
        elif score is not None:
            low, high = low + score, high + score
    if not every or (not parts and missing):
        return TotalLine(path="total_score", written=form.total_score, steps=("各项得分都没有填写，无法求和",), status="not_evaluable")
    total = sum(parts, ZERO)
    step = f"{' + '.join(show(part) for part in parts) or '0'} = {show(total)}"
    recomputed = (half_up(low), half_up(high))
    if missing:
        steps = (step, f"另有 {len(missing)} 项得分没有填写或不是数，总分无法核对")
        return TotalLine(path="total_score", written=form.total_score, steps=steps, status="not_evaluable", recomputed=recomputed)
    if facts.total_score is None:
        why = "总分没有填写" if form.total_score is None else f"总分「{form.total_score}」不是数"
        return TotalLine(
            path="total_score", written=form.total_score, computed=half_up(total), rule="sum", steps=(step, why), status="not_evaluable",
            recomputed=recomputed,
        )  # fmt: skip
    status: Status = "agrees" if facts.total_score == total else "differs"
    return TotalLine(
        path="total_score",
        written=form.total_score,
        computed=half_up(total),
        rule="sum",
        steps=(step,),
        status=status,
        recomputed=recomputed,
    )


def make_sheet(form: Form, facts: Facts, scheme: Scheme | None) -> Sheet:
    """Score every line of a form under a scheme (None: only sums are formed). Never raises on a bad form."""
    execution = _execution(facts, scheme)
    lines = tuple(_indicator(row, scheme) for row in facts.rows)
    total = _total(form, facts, execution, lines)
    grade = None
    if scheme is not None and scheme.grades and total.computed is not None:
        grade = next((g.grade for g in scheme.grades if half_up(total.computed) >= g.floor.value), None)
    return Sheet(execution=execution, indicators=lines, total=total, grade=grade)
