"""Scoring: Form + Scheme → Sheet, every line with its derivation."""

from ziping.scoring.facts import Facts, Money, Row, understand
from ziping.scoring.sheet import Line, Sheet, TotalLine, execution_rate, make_sheet, possible_rates

__all__ = ["Facts", "Line", "Money", "Row", "Sheet", "TotalLine", "execution_rate", "make_sheet", "possible_rates", "understand"]
