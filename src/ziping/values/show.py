"""A value in its normal form: the shortest spelling that ``parse`` reads back to the same meaning.

≥50次 · >5% · 约30个 · 80~90分 · [80,90)分 · 10±2次 · ≤42万元/年 · 培训人数：30人 · 2023年6月30日前 · 同比上升10% · 部分达成预期指标 · a；b
"""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ziping.exact import show as digits
from ziping.values.model import Blank, Compound, Day, Grade, Interval, Level, Moment, State, Trend, Unread, Value, YesNo

__all__ = ["means_same", "show"]

_BLANKS = {"empty": "", "none": "无", "not_applicable": "不适用", "placeholder": "……"}
_LEVELS = {"achieved": "达成预期指标", "partly": "部分达成预期指标并具有一定效果", "not_achieved": "未达成预期指标且效果较差"}
_GRADES = {"excellent": "优", "good": "良", "fair": "中", "poor": "差"}
_VERBS = {"up": "上升", "down": "下降", "flat": "持平"}


@lru_cache(maxsize=65536)
def show(value: Value) -> str:
    """The normal form. ``means_same(parse(show(value)), value)`` holds for every value that ``parse`` made.

    >>> from ziping.values.parse import parse
    >>> show(parse("50 次以上")), show(parse("２％－５％")), show(parse("12月底前"))
    ('≥50次', '2~5%', '12月31日前')
    """
    match value:
        case Interval():
            return _named(value.name, _interval(value))
        case Moment():
            return _named(value.name, _moment(value))
        case Trend():
            amount = _interval(value.amount) if value.amount else ""
            base = "" if value.base == "目标" else value.base or ""
            verb = "超额" if value.base == "目标" else _VERBS[value.direction]
            return _named(value.name, base + verb + amount)
        case Level():
            return _LEVELS[value.level]
        case Grade():
            return _GRADES[value.grade]
        case YesNo():
            return "是" if value.answer else "否"
        case Blank():
            return _BLANKS[value.kind]
        case Compound():
            return "；".join(show(part.value) for part in value.parts)
        case State() | Unread():
            return value.text


def means_same(one: Value, two: Value) -> bool:
    """Equal in everything but the text and the word that was used."""
    same: bool = _meaning(one) == _meaning(two)
    return same


def _meaning(value: Any) -> Any:
    if isinstance(value, State | Unread):
        return type(value).__name__, "".join(value.text.split())
    if isinstance(value, tuple):
        return tuple(map(_meaning, value))
    if is_dataclass(value) and not isinstance(value, type):
        skipped = {"text", "word"}
        return type(value).__name__, *(_meaning(getattr(value, f.name)) for f in fields(value) if f.name not in skipped)
    return value


def _named(name: str | None, body: str) -> str:
    return f"{name}：{body}" if name else body


def _interval(value: Interval) -> str:
    unit = (value.unit or "") + (f"/{value.per}" if value.per else "")
    low, high = value.low, value.high
    if low is None and high is None:
        return ""
    if value.operator == "±" and low is not None and high is not None:
        middle = (low + high) / 2
        return f"{digits(middle)}{'%' if value.unit == '%' else ''}±{digits(high - middle)}{unit}"
    if value.operator == "~" and low is not None and high is not None:
        if value.low_open or value.high_open:
            return f"{'(' if value.low_open else '['}{digits(low)},{digits(high)}{')' if value.high_open else ']'}{unit}"
        return f"{digits(low)}~{digits(high)}{unit}"
    bound = low if low is not None else high
    return f"{value.operator}{digits(bound if bound is not None else Decimal(0))}{unit}"


def _moment(value: Moment) -> str:
    first, last = value.first, value.last
    if value.operator == "≤" and last:
        return f"{_day(last)}前"
    if value.operator == "≥" and first:
        return f"{_day(first)}起"
    if first is None or last is None or first == last:
        return _day(first or last or Day(None, None, None))
    if (first.year, first.month, first.day, last.month, last.day) == (last.year, 1, 1, 12, 31):
        return f"{first.year}年全年" if first.year else "全年"
    return f"{_day(first)}至{_day(last)}"


def _day(day: Day) -> str:
    if day.year is None and day.month is None:
        return f"每月{day.day}日"
    written = (f"{day.year}年" if day.year else "") + (f"{day.month}月" if day.month else "")
    return written + (f"{day.day}日" if day.day else "")
