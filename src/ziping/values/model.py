"""What a written target or actual can mean. Immutable; made by ``values.parse``; nothing here raises on bad input.

Every value keeps ``text``, the string as it was written. Numbers are exact; a percentage is held in percent points with unit
``%`` (95% → 95 %). Units are held as written in ``unit`` and, where the unit table knows them, as a canonical unit with an exact
factor in ``measure`` (1.2 公里 → 1200 米).
"""

from decimal import Decimal

from ziping.frozen import dataclass

__all__ = [
    "Blank",
    "Compound",
    "Day",
    "Grade",
    "Interval",
    "Level",
    "Moment",
    "Part",
    "State",
    "Trend",
    "Unread",
    "Value",
    "YesNo",
]


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between ``low`` and ``high`` (None = unbounded), each end open or closed, in one unit.

    ``operator`` is how it was written: ``"≥" "≤" ">" "<" "="``, ``"~"`` for a range a–b, ``"±"`` for a value with a tolerance,
    ``"约"`` for an approximate one, ``""`` for a bare number without any sign or bound word.
    ``word`` is the sign or word that said so (``以上``, ``不少于``, ``≧`` …), None for a bare number.
    ``unit`` as written (None if there is none); ``per`` the denominator of a rate (元/人·月 → unit 元, per 人·月).
    ``name`` is a label written in front of or around the number (``手册3000张`` → 手册), None mostly.
    """

    text: str
    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    operator: str = ""
    word: str | None = None
    unit: str | None = None
    per: str | None = None
    name: str | None = None

    @property
    def exact(self) -> Decimal | None:
        """The one number this stands for, if it is a single number without a bound (``=`` and 约 included); else None."""
        low, high = self.low, self.high
        return low if low is not None and high is not None and low == high else None

    @property
    def bound(self) -> Decimal | None:
        """The number that was written: the only finite end, or the exact number; None for a two-sided range."""
        low, high = self.low, self.high
        if low is None:
            return high
        return low if high is None or low == high else None

    def holds(self, number: Decimal) -> bool:
        """True if ``number`` (same unit) lies inside."""
        if self.low is not None and (number < self.low or (self.low_open and number == self.low)):
            return False
        return not (self.high is not None and (number > self.high or (self.high_open and number == self.high)))


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day with unknown parts left None: 12月底 → Day(None, 12, 31); 2023年 → Day(2023, None, None)."""

    year: int | None
    month: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a span of dates: ``first`` … ``last`` (None = open). ``operator`` ``"≤"`` for a deadline (12月底前), ``"="`` for a
    date or a span, ``"≥"`` for a start (3月起). Both ends are included. ``name`` is what else the cell says (完成发放), if anything."""

    text: str
    first: Day | None
    last: Day | None
    operator: str = "="
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A movement: ``direction`` is ``"up"``, ``"down"`` or ``"flat"``. ``base`` is what it is measured against as written (同比,
    较上年, 逐年; None if none). ``amount`` is how far, if a number is given; without it the trend cannot be evaluated. ``name`` is
    what moves (事故率), if the cell says it."""

    text: str
    direction: str
    base: str | None = None
    amount: Interval | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One of the three levels of achievement: ``"achieved"``, ``"partly"``, ``"not_achieved"``."""

    text: str
    level: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade word: ``"excellent"`` 优, ``"good"`` 良, ``"fair"`` 中, ``"poor"`` 差."""

    text: str
    grade: str


@dataclass(frozen=True, slots=True)
class YesNo:
    """是 / 否, 有 / 无 (as an answer), 通过 / 未通过."""

    text: str
    answer: bool


@dataclass(frozen=True, slots=True)
class State:
    """A quality in words without a number or level (机制建成, 效果明显). Comparable only by a person."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing was said: ``kind`` is ``"empty"`` (null, dashes), ``"none"`` (无), ``"not_applicable"`` (不适用) or
    ``"placeholder"`` (template text such as XX, ……, ≥ without a number)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """One limb of a compound value: its label (景点; None if none) and its value."""

    name: str | None
    value: "Value"


@dataclass(frozen=True, slots=True)
class Compound:
    """Several values in one cell: 手册3000张；景点10处."""

    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """Something with a number or a sign in it that the grammar does not cover: ``at`` is the offset in ``text`` where it stopped,
    ``why`` a Chinese phrase saying what was expected or found."""

    text: str
    at: int
    why: str


Value = Interval | Moment | Trend | Level | Grade | YesNo | State | Blank | Compound | Unread
