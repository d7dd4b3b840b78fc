"""The engine's judgement of a draft, as plain data for pages: nothing is scored or checked here."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from ziping import __version__
from ziping.form import Form
from ziping.pipeline import Result, Settings, examine
from ziping_web.filings import cells
from ziping_web.filings.rules import digest

__all__ = ["Judged", "judge", "settings_of"]


@dataclass(frozen=True, slots=True)
class Judged:
    """Result, and the values of the Verdict's columns."""

    result: Result
    columns: dict[str, Any]


def settings_of(round_, kind: str) -> Settings:
    """How a round judges a kind of form: its region, its scheme (None: by kind, region and day), its own severities."""
    return Settings(scheme=(round_.kinds.get(kind) or {}).get("scheme"), region=round_.region, severities=round_.severities)


def judge(form: dict[str, Any], rows: cells.Rows, round_) -> Judged:
    """Examine a draft's data under its round."""
    whole = cells.whole(form)
    result = examine(whole, settings_of(round_, whole.kind))
    findings = [_finding(finding, rows) for finding in result.findings]
    counts = Counter(one["severity"] for one in findings)
    spoken = Counter((one["code"], one["severity"]) for one in findings)
    sheet = result.sheet
    lines = {}
    for line in (*((sheet.execution,) if sheet.execution else ()), *sheet.indicators, sheet.total):
        lines[cells.address(line.path, rows)] = line.model_dump(exclude={"path", "flags"})
    low, high = sheet.total.recomputed or (None, None)
    columns = {
        "scheme": result.scheme,
        "engine": __version__,
        "rules": digest(result.scheme, round_.region, round_.severities),
        "written": _points(sheet.total.written),
        "computed_low": low,
        "computed_high": high,
        "grade": (sheet.grade or whole.grade or "")[:12],
        "rate": sheet.rate if sheet.rate is not None and abs(sheet.rate) < 10**5 else None,
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
        "filled": _filled(whole),
        "codes": "|" + "".join(f"{code}.{severity}.{count}|" for (code, severity), count in sorted(spoken.items())),
        "detail": {
            "lines": lines,
            "findings": findings,
            "scheme_title": result.scheme_title,
            "scheme_why": result.scheme_why,
            "coverage": result.coverage.model_dump(),
        },
    }
    return Judged(result, columns)


def _finding(finding, rows: cells.Rows) -> dict[str, Any]:
    return {
        "id": finding.id,
        "code": finding.code,
        "severity": finding.severity,
        "cell": cells.address(finding.where, rows),
        "also": [cells.address(where, rows) for where in finding.also],
        "message": finding.message,
        "basis": finding.basis,
        "remedy": finding.remedy,
        "found": finding.found,
        "expected": finding.expected,
    }


def _points(text: str | None):
    from decimal import Decimal

    from ziping.exact import number

    value = number(text) if text else None
    return value if value is not None and abs(value) < Decimal(100000) else None


def _filled(form: Form) -> int:
    """How much of what a unit fills in is filled: actual and score of rows that weigh, execution, goals reached. Percent."""
    wanted = [row.actual for row in form.indicators if row.name] + [row.score for row in form.indicators if row.name]
    wanted += [goal.actual for goal in form.goals] + [fund.execution for fund in form.funds if fund.total] + [form.total_score]
    return 100 * sum(text is not None for text in wanted) // len(wanted) if wanted else 0
