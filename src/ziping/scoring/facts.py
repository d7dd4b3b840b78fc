"""What a form's strings mean, worked out once per examination: decimals of the money table, values of every indicator.

Scoring and checks read these; the strings themselves stay in the Form.
"""

from decimal import Decimal

from ziping.exact import number, percent
from ziping.form import Form, Fund, Indicator
from ziping.form.levels import level1_class
from ziping.frozen import dataclass
from ziping.values import Blank, Comparison, Value, compare, parse

__all__ = ["Facts", "Money", "Row", "understand"]


@dataclass(frozen=True, slots=True)
class Money:
    """One row of 资金情况 in decimals (the form's own unit of money); None where nothing or no number is written.
    ``rate`` is the printed rate as a ratio."""

    index: int
    fund: Fund
    initial_budget: Decimal | None
    budget: Decimal | None
    execution: Decimal | None
    transfer: Decimal | None
    weight: Decimal | None
    rate: Decimal | None
    score: Decimal | None

    @property
    def path(self) -> str:
        """``funds[1]``"""
        return f"funds[{self.index}]"


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator understood: values, decimals, how actual compares with target (None where either is blank)."""

    index: int
    indicator: Indicator
    target: Value
    actual: Value
    weight: Decimal | None
    score: Decimal | None
    review_score: Decimal | None
    level1: str | None
    comparison: Comparison | None

    @property
    def path(self) -> str:
        """``indicators[6]``"""
        return f"indicators[{self.index}]"

    @property
    def scored(self) -> bool:
        """True if the row carries weight: a row of weight 0 is kept but not judged."""
        return self.weight is None or self.weight != 0

    @property
    def lost(self) -> Decimal | None:
        """Points lost (weight − score); None where either is unknown."""
        return None if self.weight is None or self.score is None else self.weight - self.score


@dataclass(frozen=True, slots=True)
class Facts:
    """The whole form understood. ``total`` is the money row of 年度资金总额 (the only row, if there is one only)."""

    rows: tuple[Row, ...]
    funds: tuple[Money, ...]
    total: Money | None
    total_score: Decimal | None
    total_weight: Decimal | None


def _row(index: int, indicator: Indicator) -> Row:
    target, actual = parse(indicator.target), parse(indicator.actual)
    blank = isinstance(target, Blank) or isinstance(actual, Blank)
    return Row(
        index=index,
        indicator=indicator,
        target=target,
        actual=actual,
        weight=number(indicator.weight),
        score=number(indicator.score),
        review_score=number(indicator.review_score),
        level1=level1_class(indicator.level1),
        comparison=None if blank else compare(target, actual),
    )


def _money(index: int, fund: Fund) -> Money:
    return Money(
        index=index,
        fund=fund,
        initial_budget=number(fund.initial_budget),
        budget=number(fund.budget),
        execution=number(fund.execution),
        transfer=number(fund.transfer),
        weight=number(fund.weight),
        rate=percent(fund.rate),
        score=number(fund.score),
    )


def understand(form: Form) -> Facts:
    """A form as written → what its strings mean. Never raises on a bad form."""
    funds = tuple(_money(i, fund) for i, fund in enumerate(form.funds))
    totals = [money for money in funds if money.fund.total]
    total = totals[0] if totals else (funds[0] if len(funds) == 1 else None)
    return Facts(
        rows=tuple(_row(i, indicator) for i, indicator in enumerate(form.indicators)),
        funds=funds,
        total=total,
        total_score=number(form.total_score),
        total_weight=number(form.total_weight),
    )
