"""Which indicator rows a self-evaluation is judged on, and small questions that several checks put to a row."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ziping.checks.base import Exam
from ziping.checks.naming import lower_is_better
from ziping.checks.vocabulary import vocabulary
from ziping.exact import ZERO, number
from ziping.scoring import Row
from ziping.text import bare
from ziping.values import Compound, Interval, Trend, Value

__all__ = [
    "asks_fund_reason",
    "declared",
    "full",
    "goals_full",
    "has_reason",
    "has_reason_cell",
    "is_range",
    "judged",
    "limbs",
    "missed_without_sign",
    "said_unfinished",
    "same_range",
    "says_nothing",
    "self_evaluated",
]

_PHRASE = 40  # characters; a longer reason says something
_SIGNS = ("≥", "≤", ">", "<", "~")
_ENDS = " ,.;:!?、，。；：！？…—-/\\·()（）[]"


def self_evaluated(exam: Exam) -> bool:
    """True for forms that state what was achieved; targets and monitoring forms have no actual values yet."""
    return exam.form.kind in ("department", "project", "rubric")


def declared(exam: Exam) -> Iterator[Row]:
    """Rows with weight whose target may be judged: any form; a row of weight 0 is kept but not judged."""
    return iter(exam.declared)


def judged(exam: Exam) -> Iterator[Row]:
    """Rows with weight whose result may be judged: annual rows of forms that state results."""
    return iter(exam.judged)


def full(row: Row) -> bool:
    """True if the row has its full points."""
    return row.weight is not None and row.weight > 0 and row.score == row.weight


def goals_full(exam: Exam) -> frozenset[int]:
    """The goals with points of their own, whose rows have none and together score all of them: each row has all it could have."""
    found = set()
    for index, goal in enumerate(exam.form.goals):
        points = number(goal.weight) if goal.weight is not None else None
        if points is None or points <= 0:
            continue
        rows = [row for row in exam.facts.rows if row.indicator.goal == index]
        scores = [row.score for row in rows if row.score is not None]
        if scores and all(row.weight is None for row in rows) and sum(scores, ZERO) == points:
            found.add(index)
    return frozenset(found)


def missed_without_sign(row: Row) -> bool:
    """True if the target is a bare number and the actual lies on the worse side of it: below, or above where less is better by nature."""
    found, target = row.comparison, row.target
    if found is None or found.kind != "number" or found.unit_problem or found.got is None or found.wanted is None or found.got_is_bound:
        return False
    if not isinstance(target, Interval) or target.operator not in ("", "="):
        return False
    return found.got > found.wanted if lower_is_better(row.name) else found.got < found.wanted


def limbs(value: Value) -> tuple[Value, ...]:
    """The single values in a cell: the parts of a compound one, else the value itself."""
    return tuple(part.value for part in value.parts) if isinstance(value, Compound) else (value,)


def is_range(value: Value) -> bool:
    """True for a number that is only bounded (98%以上, 50-60); a bare, an approximate or a tolerated number is not."""
    if not isinstance(value, Interval) or value.operator not in _SIGNS or value.exact is not None:
        return False
    return value.word not in vocabulary("naming", "measured")


def same_range(a: Value, b: Value) -> bool:
    """True if both say the same range or the same movement without a number, however it is written."""
    if isinstance(a, Interval) and isinstance(b, Interval):
        return is_range(b) and _bounds(a) == _bounds(b)
    if isinstance(a, Trend) and isinstance(b, Trend):
        if a.amount is None or b.amount is None:
            return a.amount is b.amount and a.direction == b.direction
        return (
            a.direction == b.direction and (is_range(b.amount) or bare(a.text) == bare(b.text)) and _bounds(a.amount) == _bounds(b.amount)
        )
    return False


def _bounds(value: Interval) -> tuple[Decimal | None, Decimal | None, bool, bool, str | None]:
    return value.low, value.high, value.low_open, value.high_open, value.unit


def says_nothing(text: str | None) -> bool:
    """True for an empty reason or measure and for phrases such as 无 or 客观原因."""
    if text is None:
        return True
    plain = bare(text).strip(_ENDS) if len(text) < _PHRASE else None
    return plain is not None and (plain == "" or plain in vocabulary("reasons", "empty") or _hollow(plain))


@lru_cache(maxsize=4096)
def _hollow(text: str) -> bool:
    """True if a phrase names no cause: 因客观原因导致, 受客观因素影响."""
    known = vocabulary("reasons", "hollow")
    lead = next((word for word in vocabulary("reasons", "hollow_lead") if text.startswith(word) and text not in known), "")
    rest = text.removeprefix(lead)
    while rest not in known:
        tail = next((word for word in vocabulary("reasons", "hollow_tail") if rest.endswith(word)), None)
        if not tail:
            return False
        rest = rest.removesuffix(tail)
    return True


def has_reason(row: Row) -> bool:
    """True if the cells of reason and measure hold anything at all."""
    return row.indicator.reason is not None or row.indicator.measure is not None


def has_reason_cell(exam: Exam) -> bool:
    """False where the form seems to have no cell for a row's reason: rubrics, tables that stand under goals of their own, papers that
    we do not know and that explain below the table."""
    rows = exam.facts.rows
    if "indicators.reason" in exam.columns or any(has_reason(row) for row in rows):
        return True
    if not exam.columns and any(word in label for label in exam.form.others for word in ("原因", "说明", "偏差", "存在问题", "存在的问题")):
        return False
    return exam.form.kind != "rubric" and all(row.indicator.goal is None for row in rows)


def asks_fund_reason(exam: Exam) -> bool:
    """True where the money table has a cell for a reason: one is filled, the paper has it, or the scheme asks for what stands there."""
    rule = exam.scheme.execution if exam.scheme is not None else None
    if rule is not None and (rule.explain_below is not None or rule.explain_adjustment):
        return True
    return "funds.reason" in exam.columns or any(fund.reason for fund in exam.form.funds)


@lru_cache(maxsize=8)
def _longest_first(key: str) -> tuple[str, ...]:
    return tuple(sorted(vocabulary("reasons", key), key=len, reverse=True))


def said_unfinished(text: str | None, key: str) -> str | None:
    """The first phrase of ``words/reasons.yml`` under ``key`` by which a text owns that something was not done; None if there is none
    or it is denied close by (无未完成事项) or said of another year (上年未完成)."""
    if text is None:
        return None
    plain = bare(text)
    for word in filter(plain.__contains__, _longest_first(key)):
        at = plain.find(word)
        while at >= 0:
            before = plain[max(0, at - 6) : at]
            clause = before[max(before.rfind(mark) for mark in "，。；：,;:!") + 1 :]
            if not any(denial in clause for denial in vocabulary("reasons", "denied")):
                return word
            at = plain.find(word, at + 1)
    return None
