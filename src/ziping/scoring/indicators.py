"""The lines of the indicators: met → full points, else the scheme's curve for the target's direction; levels by bands.

A row the scheme cannot score is ``not_evaluable`` with the reason in its steps; nothing is skipped silently.
"""

from decimal import Decimal

from ziping.exact import HUNDRED, ONE, ZERO, half_up, show
from ziping.form import Form
from ziping.frozen import dataclass, maker
from ziping.schemes import OverFulfilment, Rule, Scheme
from ziping.scoring import adjust, curves
from ziping.scoring.facts import Facts, Row
from ziping.scoring.lines import Line, bounded, cannot, settle
from ziping.values import Blank, Comparison, Grade, Interval, Level, State, Trend, Unread, YesNo

__all__ = ["inapplicable", "indicator_line", "unweighted"]

_WORDS = {"inverse": "目标值 ÷ 完成值：", "ratio_capped": "完成值 ÷ 目标值："}


def inapplicable(row: Row, scheme: Scheme | None) -> bool:
    """True if the row says 不适用 and the scheme drops such rows."""
    if scheme is None or scheme.inapplicable is None:
        return False
    return any(isinstance(value, Blank) and value.kind == "not_applicable" for value in (row.target, row.actual))


def unweighted(form: Form, facts: Facts) -> str:
    """Why a row without points cannot be scored: it was left blank, or the paper has no such cell."""
    if any(row.indicator.weight is not None for row in facts.rows):
        return "分值没有填写"
    if any(goal.weight is not None for goal in form.goals):
        return "表上只有各目标的分值，没有各指标的分值，不能逐项核算"
    return "表上没有各指标的分值，不能核算"


def indicator_line(row: Row, scheme: Scheme | None, *, kind: str = "project", unweighted: str = "分值没有填写") -> Line:
    """What one row should have scored. ``unweighted``: what to say of a row without points."""
    path, written = f"{row.path}.score", row.indicator.score
    target, actual, points, found = row.target, row.actual, row.weight, row.comparison
    if points is None:
        return cannot(path, written, unweighted if row.indicator.weight is None else f"分值「{row.indicator.weight}」不是数")
    if not points:
        return Line(path=path, written=written, steps=("分值为 0，不计分",), status="not_scored")
    if points < ZERO:
        return cannot(path, written, f"分值 {show(points)} 为负")
    if scheme is None:
        return cannot(path, written, "没有适用的计分方案")
    if type(target) is type(actual) is Interval and found is not None and found.kind == "number":
        return _quantity(row, found, scheme, path, points)  # most rows
    if inapplicable(row, scheme):
        return Line(path=path, written=written, steps=("不适用，不考核；总分按其余指标折算",), status="not_scored")
    if isinstance(actual, Level):
        return _banded(row, scheme, path, points, actual)
    if isinstance(target, Blank):
        if scheme.skips_empty_target and target.kind == "empty":
            return Line(path=path, written=written, steps=("目标值空着，按方案跳过，不计分",), status="not_scored")
        return cannot(path, written, "评分表没有目标值，这一项按评分细则给分，不能核算" if kind == "rubric" else "目标值没有填写")
    if isinstance(actual, Blank):
        return cannot(path, written, "完成值没有填写")
    for value, word in ((target, "目标值"), (actual, "完成值")):
        if isinstance(value, Unread):
            return cannot(path, written, f"{word}「{value.text}」没有读懂：{value.why}")
    if isinstance(target, Trend) and target.amount is None:
        return cannot(path, written, f"目标「{target.text}」没有基数，也没有幅度，无法核对是否达到")
    if found is not None and found.kind == "number":
        return _quantity(row, found, scheme, path, points)
    if found is not None and found.kind in ("date", "yes_no", "grade", "trend") and found.met is not None:
        return _answer(row, found, scheme, path, points)
    if isinstance(actual, (State, Trend, YesNo, Grade)) or isinstance(target, (State, Trend)):
        return cannot(path, written, f"完成「{actual.text}」是文字描述，没有写明达成、部分达成或未达成，得分无从核对")
    return cannot(path, written, found.why if found is not None else "目标值与完成值无法比较")


def _answer(row: Row, found: Comparison, scheme: Scheme, path: str, points: Decimal) -> Line:
    """Dates, yes and no, grades, trends: met is full; unmet is nothing where the scheme says so, else it cannot be said."""
    said = f"完成「{row.actual.text}」，{'达到' if found.met else '未达到'}目标「{row.target.text}」"
    if found.met:
        return settle(path, row.indicator.score, points, "met", (f"{said}，得满分 {show(points)}",))
    rules = scheme.quantitative
    if found.kind == "yes_no" and rules is not None and rules.yes_no is not None:
        return settle(path, row.indicator.score, ZERO, rules.yes_no.curve, (f"{said}，得 0 分",))
    return cannot(path, row.indicator.score, said.replace("，未", "未") + "，方案没有规定如何扣分")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a measured row compares: numbers in the target's unit, the words for the reader."""

    wanted: Decimal | None
    got: Decimal
    unit: str
    target: str


_new_seen = maker(_Seen)


def _quantity(row: Row, found: Comparison, scheme: Scheme, path: str, points: Decimal) -> Line:
    """A measured indicator."""
    written = row.indicator.score
    if found.unit_problem or found.wanted is None and found.low is None and found.high is None or found.got is None:
        return cannot(path, written, found.unit_problem or found.why)
    unit = row.target.unit or "" if isinstance(row.target, Interval) else ""
    seen = _new_seen(found.wanted, found.got, unit, row.indicator.target or "")
    first = (f"完成值是范围「{row.indicator.actual}」，按界值 {show(seen.got)}{unit} 计",) if found.got_is_bound else ()
    rules = scheme.quantitative
    if rules is not None and rules.satisfaction is not None and unit == "%" and _asks_people(row):
        return _satisfaction(seen, rules.satisfaction, path, written, points, first)
    if found.met:
        step = f"完成 {show(seen.got)}{unit}，达到目标 {seen.target}，得满分 {show(points)}"
        return _full(seen, found, scheme.over, path, written, points, (*first, step))
    if rules is None:
        return cannot(path, written, "方案没有规定定量指标未达到目标时如何计分")
    if found.direction == "range":
        if rules.interval is None or found.low is None or found.high is None:
            why = f"目标是区间 {seen.target}，完成 {show(seen.got)}{unit} 在区间之外，方案没有规定如何扣分"
            return cannot(path, written, why)
        return _off_interval(seen, found.low, found.high, rules.interval, path, written, points, first)
    if seen.wanted is None:
        return cannot(path, written, found.why)
    reverse, forward = found.direction == "reverse", found.direction == "forward"
    rule = rules.zero_target if seen.wanted == 0 else rules.reverse if reverse else rules.forward if forward else rules.equal
    if found.direction == "equal" and seen.got > seen.wanted and rule.curve in ("ratio_capped", "ratio_above_floor", "steps_below"):
        step = f"完成 {show(seen.got)}{unit}，超过目标 {seen.target}，按满分计"
        return _full(seen, found, scheme.over, path, written, points, (*first, step), rule.curve)
    value = curves.CURVES[rule.curve](points, seen.wanted, seen.got, *(each.value for each in rule.numbers.values()))
    flags = ("reverse_above",) if reverse and scheme.over is not None and scheme.over.reverse_above else ()
    if not reverse and not forward and scheme.over is not None and scheme.over.equal_differs:
        flags = ("equal_differs",)
    return settle(path, written, value, rule.curve, (*first, _how(rule, points, seen.wanted, seen.got, half_up(value))), flags)


def _how(rule: Rule, points: Decimal, wanted: Decimal, got: Decimal, value: Decimal) -> str:
    """The derivation of an unmet target in words."""
    numbers = {key: each.value for key, each in rule.numbers.items()}
    match rule.curve:
        case "linear_to_double":
            return f"{show(points)} × (1－({show(got)}－{show(wanted)}) ÷ {show(wanted)}) = {value}"
        case "all_or_nothing":
            return f"目标为 {show(wanted)}，完成 {show(got)}，未达到，得 {value}"
        case "ratio_above_floor":
            floor = show(numbers["floor"])
            return f"{show(points)} × ({show(got)} ÷ {show(wanted)}－{floor}) ÷ (1－{floor})，低于 {floor} 为 0 = {value}"
        case "steps_below" | "steps_above":
            way = "低" if rule.curve == "steps_below" else "高"
            return (
                f"完成 {show(got)}，每比目标 {show(wanted)} {way} {show(numbers['per'] * HUNDRED)}% 扣 {show(numbers['deduct'])} 分，"
                f"不足一档按一档计，{show(points)} 分扣到 {value}"
            )
    top, bottom = (wanted, got) if rule.curve == "inverse" else (got, wanted)
    return f"{_WORDS.get(rule.curve, '')}{show(points)} × {show(top)} ÷ {show(bottom)} = {value}"


def _full(
    seen: _Seen, found: Comparison, over: OverFulfilment | None, path: str, written: str | None, points: Decimal, steps: tuple[str, ...],
    rule: str = "met",
) -> Line:  # fmt: skip
    """Full points; over-fulfilment beyond the scheme's threshold is said, and cut only where the scheme says by how much."""
    ratio = _times_over(seen, found, over)
    if over is None or ratio is None:
        differs = over is not None and over.equal_differs and found.direction == "equal" and seen.got != seen.wanted
        return settle(path, written, points, rule, steps, ("equal_differs",) if differs else ())
    at = f"{show(over.at.value * HUNDRED)}%"
    if seen.wanted == 0:
        return settle(path, written, points, rule, (*steps, f"目标为 0，完成 {show(seen.got)}，超额较多，应说明原因"), ("over_fulfilled",))
    said = f"完成值是目标值的 {show(half_up(ratio * HUNDRED))}%，达到方案所定的 {at}"
    if over.deduct is None:
        ask = "应说明原因" if over.then == "reason" else "请核对目标是否定低了"
        return settle(path, written, points, rule, (*steps, f"{said}，{ask}"), ("over_fulfilled",))
    fixed = over.then == "deduct_fixed"
    value = (adjust.over_fixed if fixed else adjust.over_share)(points, ratio, over.at.value, over.deduct.value)
    cut = f"扣 {show(over.deduct.value)} 分" if fixed else f"超出部分每一倍扣分值的 {show(over.deduct.value * HUNDRED)}%"
    return settle(path, written, value, over.then, (*steps, f"{said}，{cut}，得 {half_up(value)}"), ("over_fulfilled",))


def _times_over(seen: _Seen, found: Comparison, over: OverFulfilment | None) -> Decimal | None:
    """Actual ÷ target where it passes the scheme's threshold; a share that cannot pass 100% is never far over."""
    if over is None or found.direction not in ("forward", "equal") or found.got_is_bound or seen.wanted is None or seen.wanted < 0:
        return None
    if seen.unit == "%" and seen.got <= HUNDRED:
        return None
    if seen.wanted == 0:
        return seen.got if over.zero_target_at is not None and seen.got >= over.zero_target_at.value else None
    ratio = seen.got / seen.wanted
    return ratio if ratio >= over.at.value else None


def _off_interval(
    seen: _Seen, low: Decimal, high: Decimal, rule: Rule, path: str, written: str | None, points: Decimal, first: tuple[str, ...]
) -> Line:
    """Outside a two-sided target: by the distance from the nearer end."""
    end = low if seen.got < low else high
    away = abs(seen.got - end) / abs(end) if end else ONE
    said = f"完成 {show(seen.got)}{seen.unit}，在区间 {seen.target} 之外，离较近一端 {show(end)} 差 {show(half_up(away * HUNDRED))}%"
    if rule.curve == "by_distance":
        value = curves.by_distance(points, low, high, seen.got)
    else:
        value = curves.staircase(points, away, [(stair.up_to, stair.floor, stair.gives.value) for stair in rule.stairs])
    return settle(path, written, value, rule.curve, (*first, f"{said}，满分 {show(points)}，得 {half_up(value)}"))


def _asks_people(row: Row) -> bool:
    return row.level1 == "satisfaction" or row.level2 == "satisfaction"


def _satisfaction(seen: _Seen, rule: Rule, path: str, written: str | None, points: Decimal, first: tuple[str, ...]) -> Line:
    """How content people were: full, nothing, or somewhere between."""
    full, zero = rule.numbers["full_at"].value, rule.numbers["zero_below"].value
    low, high = curves.BOUNDED[rule.curve](points, seen.got / HUNDRED, full, zero)
    said = f"满意度 {show(seen.got)}%：不低于 {show(full * HUNDRED)}% 满分，低于 {show(zero * HUNDRED)}% 为 0 分"
    if low == high:
        return settle(path, written, low, rule.curve, (*first, f"{said}，得 {half_up(low)}"))
    return bounded(path, written, low, high, rule.curve, (*first, f"{said}，其间按区间给分，在 0 至 {show(points)} 分"), closed=True)


def _banded(row: Row, scheme: Scheme, path: str, points: Decimal, level: Level) -> Line:
    """A qualitative indicator: the scheme bounds the score, it does not name one."""
    written = row.indicator.score
    band = next((each for each in scheme.bands if each.level == level.level), None)
    if band is None:
        return cannot(path, written, "方案没有规定定性指标的分档，得分无从核对")
    low, high = curves.bands(points, band.low.value, band.high.value)
    closed = band.high.value == 1
    end = "（含）" if closed else "（不含）"
    percent_low, percent_high = show(band.low.value * HUNDRED), show(band.high.value * HUNDRED)
    step = f"「{level.text}」对应分值的 {percent_low}%（含）至 {percent_high}%{end}，即 {half_up(low)} 至 {half_up(high)} 分"
    return bounded(path, written, low, high, "bands", (step,), closed=closed)
