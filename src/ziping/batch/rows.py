"""A Result → rows of the tables, as plain JSON data without the column ``file``; decimals travel as their text."""

import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from ziping import __version__
from ziping.batch.schema import names
from ziping.exact import half_up, number
from ziping.form import Form, Fund, Place, Problem, dump_place
from ziping.form.levels import level1_class, level2_class
from ziping.pipeline import Result
from ziping.scoring import Line

__all__ = ["Rows", "problem_rows", "rows_of"]

Rows = dict[str, list[list[Any]]]

_MOST = Decimal(10) ** 12  # 万元, points; what is larger is a slip of the pen and stays text only
_TO_WAN = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000), "千元": Decimal("0.1"), "百万元": Decimal(100)}


def _text(value: Decimal | None, digits: int) -> str | None:
    if value is None or abs(value) >= _MOST:
        return None
    return format(half_up(value, digits), "f")


def _points(written: str | None) -> str | None:
    return _text(number(written), 4)


def _factor(money_unit: str | None) -> Decimal:
    """What turns the form's amounts into 万元; a form that does not say counts in 万元, as the official paper does."""
    if money_unit is None:
        return _TO_WAN["万元"]
    bare = money_unit.replace("人民币", "").strip("：:（）() 单位")
    return _TO_WAN.get(bare, _TO_WAN["万元"])


def _money(written: str | None, factor: Decimal) -> str | None:
    amount = number(written)
    return None if amount is None else _text(amount * factor, 6)


def _row(table: str, **values: Any) -> list[Any]:
    """A row in the order of the schema. KeyError where a column was forgotten, ValueError where one is too many."""
    row = [values.pop(name) for name in names_of(table)]
    if values:
        raise ValueError(f"{table}: no column {', '.join(values)}")
    return row


@cache
def names_of(table: str) -> tuple[str, ...]:
    """The columns that this module fills: all but ``file``."""
    return tuple(name for name in names(table) if name != "file")


def _whole(form: Form) -> Fund:
    """The row of 年度资金总额; the only row, if there is one only; else an empty one."""
    totals = [fund for fund in form.funds if fund.total]
    return totals[0] if totals else form.funds[0] if len(form.funds) == 1 else Fund()


def _place(place: Place | None) -> str | None:
    return None if place is None else json.dumps(dump_place(place), ensure_ascii=False)


def _counts(result: Result) -> dict[str, int]:
    severities = [finding.severity for finding in result.unexplained]
    return {"errors": severities.count("error"), "warnings": severities.count("warning"), "infos": severities.count("info")}


def _form(index: int, result: Result, scheme_version: str | None) -> list[Any]:
    form, sheet = result.form, result.sheet
    whole, factor = _whole(form), _factor(form.money_unit)
    project = form.project
    unit = (project.implementing_unit if project is not None else None) or form.unit.name
    low, high = sheet.total.recomputed or (None, None)
    return _row(
        "forms",
        form=index,
        kind=form.kind,
        title=form.title,
        year=form.year,
        unit=unit,
        unit_code=form.unit.code,
        department=(project.supervising_department if project is not None else None) or unit,
        project=project.name if project is not None else None,
        project_code=project.code if project is not None else None,
        accounting_units=form.unit.accounting_units,
        money_unit=form.money_unit,
        budget=_money(whole.budget, factor),
        execution=_money(whole.execution, factor),
        rate=_text(sheet.rate, 8),
        rate_written=whole.rate,
        total=_points(form.total_score),
        total_written=form.total_score,
        total_computed=_text(sheet.total.computed, 4),
        total_low=_text(low, 4),
        total_high=_text(high, 4),
        total_status=sheet.total.status,
        review=_points(form.total_review_score),
        grade=form.grade or sheet.grade,
        grade_written=form.grade,
        layout=form.layout,
        scheme=result.scheme,
        scheme_version=scheme_version,
        scheme_why=result.scheme_why,
        rows=result.coverage.rows,
        rows_evaluated=result.coverage.rows_evaluated,
        checks_run=result.coverage.checks_run,
        engine=__version__,
        **_counts(result),
    )


def _funds(index: int, form: Form) -> Iterable[list[Any]]:
    factor = _factor(form.money_unit)
    for row, fund in enumerate(form.funds):
        amounts = {name: _money(getattr(fund, name), factor) for name in ("budget", "execution", "transfer", "initial_budget")}
        written = {f"{name}_written": getattr(fund, name) for name in amounts}
        yield _row(
            "funds", form=index, row=row, source=fund.source, total=fund.total, rate_written=fund.rate, weight=_points(fund.weight),
            score=_points(fund.score), reason=fund.reason, **amounts, **written,
        )  # fmt: skip


def _goals(index: int, form: Form) -> Iterable[list[Any]]:
    for row, goal in enumerate(form.goals):
        yield _row(
            "goals", form=index, row=row, term=goal.term, expected=goal.expected, actual=goal.actual, weight_written=goal.weight
        )  # fmt: skip


def _share(score: str | None, weight: str | None) -> str | None:
    points, whole = number(score), number(weight)
    return _text(points / whole, 8) if points is not None and whole else None


def _indicators(index: int, form: Form) -> Iterable[list[Any]]:
    same = ("level1", "level2", "level3", "content", "initial_target", "target", "actual", "reason", "measure", "goal", "term", "name")
    for row, each in enumerate(form.indicators):
        yield _row(
            "indicators", form=index, row=row, level1_class=level1_class(each.level1), level2_class=level2_class(each.level2),
            weight=_points(each.weight), score=_points(each.score), review_score=_points(each.review_score),
            score_share=_share(each.score, each.weight), weight_written=each.weight, score_written=each.score,
            **{name: getattr(each, name) for name in same},
        )  # fmt: skip


def _lines(index: int, result: Result) -> Iterable[list[Any]]:
    sheet = result.sheet
    parts: list[tuple[str, Line]] = [("execution", sheet.execution)] if sheet.execution is not None else []
    parts += [("indicator", line) for line in sheet.indicators] + [("total", sheet.total)]
    parts += [("review", sheet.review)] if sheet.review is not None else []
    for row, (part, line) in enumerate(parts):
        low, high = getattr(line, "recomputed", None) or line.range or (None, None)
        yield _row(
            "lines", form=index, row=row, path=line.path, part=part, written=line.written, computed=_text(line.computed, 4),
            low=_text(low, 4), high=_text(high, 4), rule=line.rule, status=line.status, steps="；".join(line.steps),
        )  # fmt: skip


def _findings(index: int, result: Result) -> Iterable[list[Any]]:
    same = ("id", "code", "name", "severity", "found", "expected", "message", "basis", "remedy", "explained")
    for row, each in enumerate(result.findings):
        yield _row(
            "findings", form=index, row=row, path=each.where, also=",".join(each.also), place=_place(each.place),
            **{name: getattr(each, name) for name in same},
        )  # fmt: skip


def rows_of(index: int, result: Result, scheme_version: str | None) -> Rows:
    """The rows of one examined form, ``index`` its number in its file; ``files`` and ``problems`` belong to the file."""
    return {
        "forms": [_form(index, result, scheme_version)],
        "funds": list(_funds(index, result.form)),
        "goals": list(_goals(index, result.form)),
        "indicators": list(_indicators(index, result.form)),
        "lines": list(_lines(index, result)),
        "findings": list(_findings(index, result)),
    }


def problem_rows(problems: Iterable[tuple[int | None, Problem]]) -> list[list[Any]]:
    """Problems with the form they are about (None: the whole file) → rows, counted for each form."""
    rows, seen = [], Counter[int | None]()
    for form, each in problems:
        rows.append(_row("problems", form=form, row=seen[form], code=each.code, message=each.message, place=_place(each.place)))
        seen[form] += 1
    return rows
