from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.frozen import replace
from ziping.text import bare
from ziping.values import Blank, Interval, Moment, Trend, Value, measure, show

_CLOSING = " 。.；;，,、"

check = Check(
    code="XF106",
    covers=("I06",),
    needs="targets",
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，批复的绩效目标里（{there}）是「{expected}」。",
    remedy="请改回批复的目标值；经批准调整过的，请注明。",
)


@check
def target_changed_since_approval(exam: Exam) -> Iterator[Hit]:
    """目标值与批复的绩效目标不同。

    查什么  同一指标在批复的绩效目标申报表里的目标值，按意思比较：≥50次 与 50次以上 相同。
    为何    目标没有经过批准就改低，完成就成了空话。
    不查    没有给出申报表；有一边空着；表上另有年初、调整两栏而年初值与批复相同的；对应不上的指标（WT115）；分值为 0 的行。
    """
    peer = exam.against.targets if exam.against is not None else None
    if peer is None:
        return
    for row, other in peer.both(row for row in exam.facts.rows if row.scored):
        approved, first = other.indicator.target, row.indicator.initial_target
        if isinstance(row.target, Blank) or isinstance(other.target, Blank) or _alike(row.target, other.target, exam.form.year):
            continue
        if first is not None and approved is not None and bare(first) == bare(approved):
            continue
        yield check.at(f"{row.path}.target", found=row.indicator.target, expected=approved, there=peer.says(f"{other.path}.target"))


def _alike(one: Value, two: Value, year: int | None) -> bool:
    """True if two targets mean the same, however they are written; a sign or a unit that one of them leaves out is no change."""
    if bare(one.text).strip(_CLOSING) == bare(two.text).strip(_CLOSING):
        return True
    if isinstance(one, Interval) and isinstance(two, Interval):
        if one.unit != two.unit and one.unit and two.unit:  # ≤10万元, ≤100000元
            one, two = _in_base(one), _in_base(two)
        units = one.unit == two.unit or one.unit is None or two.unit is None
        if units and one.per == two.per and one.bound is not None and one.bound == two.bound and "" in (one.operator, two.operator):
            return True
        return units and (one.low, one.high, one.low_open, one.high_open, one.per) == (
            two.low,
            two.high,
            two.low_open,
            two.high_open,
            two.per,
        )
    if isinstance(one, Moment) and isinstance(two, Moment):
        return show(_dated(one, year)) == show(_dated(two, year))
    if isinstance(one, Trend) and type(one) is type(two):
        return show(one) == show(two)
    return False


def _in_base(value: Interval) -> Interval:
    """The same numbers in the base unit of their kind: 10万元 → 100000元."""
    ends = [None if end is None else measure(end, value.unit) for end in (value.low, value.high)]
    unit = next((end.unit for end in ends if end is not None), value.unit)
    low, high = (None if end is None else end.number for end in ends)
    return replace(value, low=low, high=high, unit=unit)


def _dated(value: Moment, year: int | None) -> Moment:
    """The same moment with the form's year where none is written: 11月底前 means this year's."""
    first, last = (day if day is None or day.year is not None else replace(day, year=year) for day in (value.first, value.last))
    return replace(value, first=first, last=last, name=None)
