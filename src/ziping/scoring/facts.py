"""What a form's strings mean, worked out once per examination: decimals of the money table, values of every indicator.

Scoring and checks read these; the strings themselves stay in the Form.
"""

from decimal import Decimal

from ziping.exact import number, percent, points
from ziping.form import Form, Fund, Indicator, texts
from ziping.form.levels import level1_class, level2_class
from ziping.frozen import dataclass, maker
from ziping.text import bare, together
from ziping.values import Blank, Comparison, Value, compare, parse

__all__ = ["Facts", "Money", "Row", "understand"]


@dataclass(frozen=True, slots=True)
class Money:
    """One row of 资金情况 in decimals (the form's own unit of money); None where nothing or no number is written.
    ``rate`` is the printed rate as a ratio, ``path`` is ``funds[1]``."""

    index: int
    path: str
    fund: Fund
    initial_budget: Decimal | None
    budget: Decimal | None
    execution: Decimal | None
    transfer: Decimal | None
    weight: Decimal | None
    rate: Decimal | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator understood: values, decimals, how actual compares with target (None where either is blank).

    ``path`` is ``indicators[6]``, ``name`` the indicator's; ``level1`` and ``level2`` are classes (``output``, ``quality``), None if
    unknown. ``scored``: the row carries weight; a row of weight 0 is kept but not judged. ``lost`` are points (weight − score), None where
    either is unknown.
    """

    index: int
    path: str
    indicator: Indicator
    name: str | None
    target: Value
    actual: Value
    weight: Decimal | None
    score: Decimal | None
    review_score: Decimal | None
    level1: str | None
    level2: str | None
    comparison: Comparison | None
    scored: bool
    lost: Decimal | None

    @property
    def name_path(self) -> str:
        """The path of the cell that ``name`` stands in."""
        return f"{self.path}.{'content' if self.indicator.content else 'level3'}"


@dataclass(frozen=True, slots=True)
class Facts:
    """The whole form understood. ``total`` is the money row of 年度资金总额 (the only row, if there is one only).

    ``whole`` is all that is written on the form in one spelling, one value under the other, ``solid`` the same without white space and
    invisible characters: what is not in there is in none of them, and one look tells."""

    rows: tuple[Row, ...]
    funds: tuple[Money, ...]
    total: Money | None
    total_score: Decimal | None
    total_weight: Decimal | None
    whole: str
    solid: str


_new_row, _new_money = maker(Row), maker(Money)


def _row(index: int, indicator: Indicator) -> Row:
    target, actual = parse(indicator.target), parse(indicator.actual)
    weight, score = points(indicator.weight), points(indicator.score)
    return _new_row(
        index,
        f"indicators[{index}]",
        indicator,
        indicator.content or indicator.level3,
        target,
        actual,
        weight,
        score,
        points(indicator.review_score),
        level1_class(indicator.level1),
        level2_class(indicator.level2),
        None if isinstance(target, Blank) or isinstance(actual, Blank) else compare(target, actual),
        weight is None or weight != 0,
        None if weight is None or score is None else weight - score,
    )


def _amount(text: str | None, unit: str | None) -> Decimal | None:
    """An amount in the form's unit of money: a bare number, or one with that very unit behind it (320.00万元)."""
    found = number(text)
    if found is None and text is not None and text.rstrip().endswith("元"):
        bare_text = bare(text).removeprefix("¥")
        own = unit or "万元"
        return number(bare_text.removesuffix(own)) if bare_text.endswith(own) else None
    return found


def _money(index: int, fund: Fund, unit: str | None) -> Money:
    return _new_money(
        index,
        f"funds[{index}]",
        fund,
        _amount(fund.initial_budget, unit),
        _amount(fund.budget, unit),
        _amount(fund.execution, unit),
        _amount(fund.transfer, unit),
        points(fund.weight),
        percent(fund.rate),
        points(fund.score),
    )


def understand(form: Form) -> Facts:
    """A form as written → what its strings mean. Never raises on a bad form."""
    whole, solid = together(texts(form))  # first: from then on each of the texts is known bare
    funds = tuple(_money(i, fund, form.money_unit) for i, fund in enumerate(form.funds))
    totals = [money for money in funds if money.fund.total]
    total = totals[0] if totals else (funds[0] if len(funds) == 1 else None)
    return Facts(
        rows=tuple(_row(i, indicator) for i, indicator in enumerate(form.indicators)),
        funds=funds,
        total=total,
        total_score=points(form.total_score),
        total_weight=points(form.total_weight),
        whole=whole,
        solid=solid,
    )
