"""Rule-scored rubrics: a line whose score follows from base data (编制数, 在职人数 …) by a quotient and a rule of the scheme."""

from decimal import Decimal

from ziping.exact import HUNDRED, half_up, number, show
from ziping.form import Form
from ziping.schemes import Item, Scheme
from ziping.scoring import curves
from ziping.scoring.facts import Row
from ziping.scoring.lines import Line, cannot, settle
from ziping.text import bare
from ziping.values import Interval

__all__ = ["base_values", "rubric_line"]

Base = dict[str, tuple[Decimal, str]]


def base_values(form: Form, scheme: Scheme | None) -> Base:
    """The form's base data by the scheme's keys: number and unit as written. A name that stands twice with two numbers is left out."""
    found: Base = {}
    if scheme is None or not scheme.base_names:
        return found
    keys = {bare(word): key for key, words in scheme.base_names.items() for word in words}
    twice: set[str] = set()
    for datum in form.base_data:
        key, value = keys.get(bare(datum.name or "")), number(datum.value)
        if key is None or value is None:
            continue
        if key in found and found[key][0] != value:
            twice.add(key)
        found[key] = value, bare(datum.unit or "")
    return {key: value for key, value in found.items() if key not in twice}


def rubric_line(row: Row, scheme: Scheme | None, base: Base) -> Line | None:
    """The line of a rubric's rule-scored item; None if the row is no such item."""
    if scheme is None or not scheme.items or row.weight is None or row.weight <= 0:
        return None
    names = {bare(text) for text in (row.indicator.content, row.indicator.level3) if text}
    items = [item for item in scheme.items if names & {bare(name) for name in item.names}]
    if not items:
        return None
    path, written = f"{row.path}.score", row.indicator.score
    item = next((each for each in items if each.points.value == row.weight), None)
    if item is None:
        seen = "、".join(show(each.points.value) for each in items)
        return cannot(path, written, f"「{items[0].name}」方案只有 {seen} 分的算法，表上分值是 {show(row.weight)}")
    quotient, how = _quotient(item, base, scheme, row)
    if quotient is None:
        return cannot(path, written, how)
    value, said = _points(item, row.weight, quotient)
    return settle(path, written, value, item.rule.curve, (how, f"{said}，{show(row.weight)} 分得 {half_up(value)}"), ("by_data",))


def _quotient(item: Item, base: Base, scheme: Scheme, row: Row) -> tuple[Decimal | None, str]:
    """The quotient of the base data, else the rate the row itself states; or None and why not."""
    term = item.of
    keys = (*term.add, *term.less, *term.over)
    missing = [scheme.base_names[key][0] for key in keys if key not in base]
    if missing:
        actual = row.actual
        if len(missing) == len(keys) and isinstance(actual, Interval) and actual.exact is not None and actual.unit == "%":
            return actual.exact / HUNDRED, f"{item.name}：基础数据没有填写，按完成值 {row.indicator.actual} 计"
        return None, f"基础数据里没有{'、'.join(dict.fromkeys(missing))}，「{item.name}」无法计算"
    if len({base[key][1] for key in keys if base[key][1]}) > 1:
        return None, f"「{item.name}」所用基础数据的单位不同，无法计算"
    over = sum((base[key][0] for key in term.over), Decimal(0))
    if over <= 0:
        return None, f"「{item.name}」的分母（{'、'.join(scheme.base_names[key][0] for key in term.over)}）是 {show(over)}，无法计算"
    top = sum((base[key][0] for key in term.add), Decimal(0)) - sum((base[key][0] for key in term.less), Decimal(0))
    words = " + ".join(show(base[key][0]) for key in term.add) + "".join(f" － {show(base[key][0])}" for key in term.less)
    bottom = " + ".join(show(base[key][0]) for key in term.over)
    return top / over, f"{item.name} = ({words}) ÷ ({bottom}) = {show(half_up(top / over * HUNDRED, 4))}%"


def _points(item: Item, points: Decimal, quotient: Decimal) -> tuple[Decimal, str]:
    rule, best = item.rule, item.best.value
    if rule.curve == "staircase":
        return curves.staircase(
            points, quotient, [(s.up_to, s.floor, s.gives.value / item.points.value) for s in rule.stairs]
        ), "按方案的分档"
    per, deduct = rule.numbers["per"].value, rule.numbers["deduct"].value
    below = rule.curve == "steps_below"
    value = curves.steps(points, best - quotient if below else quotient - best, per, deduct)
    way = "低" if below else "高"
    return value, f"每比 {show(best * HUNDRED)}% {way} {show(per * HUNDRED)} 个百分点扣 {show(deduct)} 分，不足一档按一档计"
