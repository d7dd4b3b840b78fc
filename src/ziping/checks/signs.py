"""What a form shows at a glance. A check may wait for a sign, and is not asked where the form does not show it.

Most checks are quiet on most forms: nobody asks whether a share passes 100% where no percentage does. Signs are looked for once per form
and may show too often (the check then looks for itself), but never too seldom: ``tests/test_signs.py`` asks the checks that were spared.
"""

import re
from enum import IntFlag, auto
from functools import lru_cache

from ziping.errors import DataError
from ziping.exact import HUNDRED, ZERO
from ziping.form import Form
from ziping.form.levels import heads_points
from ziping.records import DATA, Record, load
from ziping.scoring import Facts, Row, Sheet
from ziping.text import bare
from ziping.values import Blank, Compound, Grade, Interval, Level, Moment, State, Trend, Unread, Value, YesNo

__all__ = ["Sign", "miswritten", "of_points", "of_sheet", "of_values", "slip"]


class Sign(IntFlag):
    """Signs of a form. Those of targets and of units are of rows that carry weight, those of actuals of rows that are judged."""

    TARGET_IN_WORDS = auto()  # a state, a trend, a level, a grade, yes or no
    TARGET_BLANK = auto()
    TARGET_DATE = auto()
    TARGET_WITHOUT_UNIT = auto()
    TARGET_WITHOUT_SIGN = auto()
    TARGET_ABOVE_WHOLE = auto()  # more than 100%
    TARGET_RANGE = auto()  # anything but one number
    TARGET_NEGATIVE = auto()
    UNIT_MISWRITTEN = auto()
    ACTUAL_IN_WORDS = auto()
    ACTUAL_BLANK = auto()
    ACTUAL_DATE = auto()
    ACTUAL_WITHOUT_UNIT = auto()
    ACTUAL_WITHOUT_SIGN = auto()
    ACTUAL_ABOVE_WHOLE = auto()
    ACTUAL_RANGE = auto()
    ACTUAL_NEGATIVE = auto()
    UNITS_DIFFER = auto()  # target and actual are numbers of two units, or of units that do not fit
    POINTS_ODD = (
        auto()
    )  # a weight or score that is blank, no number, not above 0, above its weight; a second score; points of goals; no total
    POINTS_LOST = auto()
    POINTS_IN_HEADING = auto()  # 产出指标（50分）, 产出指标（50）, or goals with points of their own
    REASON = auto()
    FINE_DECIMALS = auto()  # a number with more than two decimals
    AMOUNT_ODD = auto()  # an amount below 0 or no number; money up to July
    LINE_DIFFERS = auto()
    LINE_OUT_OF_RANGE = auto()


@lru_cache(maxsize=1)
def miswritten() -> dict[str, str]:
    """Units as they should not be written (百分比), and as they should."""
    record = load(DATA / "words" / "unit_slips.yml")
    if not isinstance(record, Record):
        raise DataError("words/unit_slips.yml：应是「误写: 规范写法」")
    return {bare(str(wrong)): str(right) for wrong, right in record.items()}


def slip(unit: str, per: str | None) -> str | None:
    """A unit and its denominator in the spelling of ``miswritten`` if it is one of those; None else."""
    spelled = bare(unit if per is None else f"{unit}/{per}")
    return spelled if spelled in miswritten() else None


class _Units(dict[tuple[str | None, str | None], int]):
    """The signs of a unit and its denominator."""

    def __missing__(self, key: tuple[str | None, str | None]) -> int:
        unit, per = key
        sign = _WITHOUT_UNIT if unit is None else _MISWRITTEN if slip(unit, per) is not None else 0
        if len(self) >= 4096:
            self.clear()
        self[key] = sign
        return sign


_UNITS = _Units()
_WITHOUT_UNIT, _WITHOUT_SIGN, _ABOVE_WHOLE = map(int, (Sign.TARGET_WITHOUT_UNIT, Sign.TARGET_WITHOUT_SIGN, Sign.TARGET_ABOVE_WHOLE))
_RANGE, _NEGATIVE, _MISWRITTEN = map(int, (Sign.TARGET_RANGE, Sign.TARGET_NEGATIVE, Sign.UNIT_MISWRITTEN))
_DIFFER, _TO_ACTUAL = int(Sign.UNITS_DIFFER), int(Sign.ACTUAL_IN_WORDS // Sign.TARGET_IN_WORDS).bit_length() - 1
_WORDS = int(Sign.TARGET_IN_WORDS)
_KINDS: dict[type[Value], int] = {
    State: _WORDS, Trend: _WORDS, Level: _WORDS, Grade: _WORDS, YesNo: _WORDS, Blank: int(Sign.TARGET_BLANK), Moment: int(Sign.TARGET_DATE), Unread: 0,
}  # fmt: skip
_LINE_DIFFERS, _LINE_OUT_OF_RANGE = int(Sign.LINE_DIFFERS), int(Sign.LINE_OUT_OF_RANGE)
_ODD, _HEADING, _AMOUNT, _FINE = map(int, (Sign.POINTS_ODD, Sign.POINTS_IN_HEADING, Sign.AMOUNT_ODD, Sign.FINE_DECIMALS))
_THIRD_DECIMAL = re.compile(r"\.[0-9][0-9][0-9]")


def _of_value(value: Value) -> int:
    """The signs of a value, as those of a target."""
    if isinstance(value, Interval):
        low, high, unit = value.low, value.high, value.unit
        signs = _UNITS[unit, value.per]
        if low is None or high is None or low is not high and low != high:
            signs |= _RANGE
        if not value.operator:
            signs |= _WITHOUT_SIGN
        if low is not None and low < ZERO or high is not None and high < ZERO:
            signs |= _NEGATIVE
        elif unit == "%" and (high is not None and high > HUNDRED or low is not None and low > HUNDRED):
            signs |= _ABOVE_WHOLE
        return signs
    if isinstance(value, Compound):
        signs = 0
        for part in value.parts:
            signs |= _of_value(part.value)
        return signs
    return _KINDS[type(value)]


def of_values(row: Row, judged: bool) -> int:
    """The signs of a row's target and actual."""
    target, actual = row.target, row.actual
    signs, more = _of_value(target), _of_value(actual)
    if not judged:
        return signs | more & _MISWRITTEN
    found = row.comparison
    if found is not None and (found.unit_problem or type(target) is type(actual) is Interval and target.unit != actual.unit):
        signs |= _DIFFER
    return signs | (more & ~_MISWRITTEN) << _TO_ACTUAL | more & _MISWRITTEN


def of_points(form: Form, facts: Facts) -> int:
    """The signs of weights, scores and amounts."""
    signs = _FINE if _THIRD_DECIMAL.search(facts.solid) is not None else 0
    points_marked = "分" in facts.solid
    for row in facts.rows:
        score, weight, indicator = row.score, row.weight, row.indicator
        if score is None or weight is None or score < ZERO or weight <= ZERO or score > weight or indicator.review_score is not None:
            signs |= _ODD
        if points_marked and "分" in f"{indicator.weight}{indicator.score}":
            signs |= _ODD
        if heads_points(indicator.level1) or heads_points(indicator.level2):
            signs |= _HEADING
    for money in facts.funds:
        fund, weight, score = money.fund, money.weight, money.score
        if (
            score is not None
            and (score < ZERO or weight is not None and score > weight)
            or score is None
            and (fund.score or weight is not None or money is facts.total)
        ):
            signs |= _ODD
        if fund.review_score is not None:
            signs |= _ODD
        amounts = (money.initial_budget, money.budget, money.execution, money.transfer)
        written = (fund.initial_budget, fund.budget, fund.execution, fund.transfer)
        if fund.interim_execution is not None or fund.rate is not None and money.rate is None:
            signs |= _AMOUNT
        for amount, text in zip(amounts, written, strict=True):
            if text is not None and (amount is None or amount < ZERO or text.rstrip().endswith("元")):
                signs |= _AMOUNT
    for goal in form.goals:
        if goal.weight:
            signs |= _ODD | _HEADING
    total = facts.total_score
    return signs | _ODD if total is None or total < ZERO else signs


def of_sheet(sheet: Sheet) -> int:
    """The signs of the score sheet."""
    statuses = {line.status for line in sheet.indicators}
    return ("differs" in statuses and _LINE_DIFFERS) | ("out_of_range" in statuses and _LINE_OUT_OF_RANGE)
