"""The value language: what ``≥95%``, ``50次以上``, ``12月底前`` and ``同比上升`` mean, and how a target compares with an actual."""

from ziping.values.caret import caret
from ziping.values.compare import Comparison, compare
from ziping.values.model import (
    Blank,
    Compound,
    Day,
    Grade,
    Interval,
    Level,
    Moment,
    Part,
    State,
    Trend,
    Unread,
    Value,
    YesNo,
)
from ziping.values.parse import parse
from ziping.values.show import means_same, show
from ziping.values.units import Measure, base_unit, convert, known_unit, measure

__all__ = [
    "Blank",
    "Comparison",
    "Compound",
    "Day",
    "Grade",
    "Interval",
    "Level",
    "Measure",
    "Moment",
    "Part",
    "State",
    "Trend",
    "Unread",
    "Value",
    "YesNo",
    "base_unit",
    "caret",
    "compare",
    "convert",
    "known_unit",
    "means_same",
    "measure",
    "parse",
    "show",
]
