"""Form + scheme → score sheet: what every line should have scored, each with its derivation in words and numbers."""

from decimal import Decimal

from ziping.exact import half_up
from ziping.form import Form
from ziping.schemes import Scheme
from ziping.scoring.execution import execution_line, execution_rate, execution_row, execution_row_line, possible_rates
from ziping.scoring.facts import Facts
from ziping.scoring.indicators import indicator_line, unweighted
from ziping.scoring.lines import Line, Sheet, TotalLine, cannot
from ziping.scoring.rubric import base_values, rubric_line
from ziping.scoring.total import grade_of, review_line, total_line

__all__ = ["Line", "Sheet", "TotalLine", "execution_rate", "make_sheet", "possible_rates"]


_UNSCORED = {"targets": "绩效目标申报表只定目标，不评分", "monitoring": "绩效运行监控表不评分"}


def make_sheet(form: Form, facts: Facts, scheme: Scheme | None) -> Sheet:
    """Score every line of a form under a scheme (None: only sums are formed). Never raises on a bad form."""
    if form.kind in _UNSCORED and form.total_score is None and not any(row.indicator.score for row in facts.rows):
        return _unscored(form, facts, scheme, _UNSCORED[form.kind])
    base, why, own = base_values(form, scheme), unweighted(form, facts), execution_row(facts)
    execution = execution_line(facts, scheme) if own is None else None
    ruled = scheme is not None and bool(scheme.items)
    lines = tuple(
        (execution_row_line(row, facts, scheme) if row is own else None)
        or (rubric_line(row, scheme, base) if ruled else None)
        or indicator_line(row, scheme, kind=form.kind, unweighted=why)
        for row in facts.rows
    )
    total = total_line(form, facts, scheme, execution, lines)
    grade = grade_of(total.computed, facts, scheme) if total.computed is not None else None
    return Sheet(
        rate=_rate(facts, scheme), execution=execution, indicators=lines, total=total, grade=grade, review=review_line(form)
    )  # fmt: skip


def _unscored(form: Form, facts: Facts, scheme: Scheme | None, why: str) -> Sheet:
    """The sheet of a form that gives no points: every row is named, and why it has no score."""
    lines = tuple(cannot(f"{row.path}.score", None, why) for row in facts.rows)
    total = TotalLine(path="total_score", written=None, steps=(why,), status="not_evaluable")
    return Sheet(rate=_rate(facts, scheme), execution=None, indicators=lines, total=total)


def _rate(facts: Facts, scheme: Scheme | None) -> Decimal | None:
    formula = scheme.execution.rate if scheme is not None and scheme.execution is not None else "budget_ratio"
    rate = execution_rate(facts.total, formula) if facts.total is not None else None
    return None if rate is None else half_up(rate, 8)
