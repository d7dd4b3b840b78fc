"""Form + scheme → score sheet: what every line should have scored, each with its derivation in words and numbers."""

from decimal import Decimal

from ziping.exact import half_up
from ziping.form import Form
from ziping.schemes import Scheme
from ziping.scoring.execution import execution_line, execution_rate
from ziping.scoring.facts import Facts
from ziping.scoring.indicators import indicator_line
from ziping.scoring.lines import Line, Sheet, TotalLine
from ziping.scoring.rubric import base_values, rubric_line
from ziping.scoring.total import grade_of, review_line, total_line

__all__ = ["Line", "Sheet", "TotalLine", "execution_rate", "make_sheet"]


def make_sheet(form: Form, facts: Facts, scheme: Scheme | None) -> Sheet:
    """Score every line of a form under a scheme (None: only sums are formed). Never raises on a bad form."""
    execution = execution_line(facts, scheme)
    base = base_values(form, scheme)
    lines = tuple(rubric_line(row, scheme, base) or indicator_line(row, scheme) for row in facts.rows)
    total = total_line(form, facts, scheme, execution, lines)
    grade = grade_of(total.computed, facts, scheme) if total.computed is not None else None
    return Sheet(
        rate=_rate(facts, scheme), execution=execution, indicators=lines, total=total, grade=grade, review=review_line(form)
    )  # fmt: skip


def _rate(facts: Facts, scheme: Scheme | None) -> Decimal | None:
    formula = scheme.execution.rate if scheme is not None and scheme.execution is not None else "budget_ratio"
    rate = execution_rate(facts.total, formula) if facts.total is not None else None
    return None if rate is None else half_up(rate, 8)
