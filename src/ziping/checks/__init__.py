"""Checks: one small file each, in a folder per family; ``run`` puts all of them to one form."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha1

from ziping.checks.base import SEVERITIES, Check, Exam, Finding, Hit, Severity
from ziping.checks.registry import by_code, chosen, every
from ziping.form import Form, Place, describe, split

__all__ = ["SEVERITIES", "Check", "Exam", "Finding", "Hit", "Severity", "by_code", "chosen", "every", "run"]

_MARK = re.compile(r"[.\[]")
_ORDER = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_SECTIONS = {
    name: rank
    for rank, name in enumerate(
        (
            "title",
            "year",
            "unit",
            "project",
            "labels",
            "money_unit",
            "funds",
            "functions",
            "goals",
            "indicators",
            "total_weight",
            "total_score",
        )
    )
}


def _identity(form: Form, path: str) -> str:
    """A path that survives inserted rows: rows are named by what they say, not by their number."""
    steps = split(path)
    if len(steps) > 1 and isinstance(steps[1], int):
        rows = getattr(form, str(steps[0]), ())
        if steps[1] < len(rows):
            row = rows[steps[1]]
            name = "|".join(str(part or "") for part in _names(row))
            return f"{steps[0]}:{name}:{'.'.join(map(str, steps[2:]))}"
    return path


def _names(row: object) -> tuple[object, ...]:
    return tuple(getattr(row, key, None) for key in ("source", "level1", "level2", "level3", "content", "expected", "name"))


def _place(places: Mapping[str, Place], sections: dict[str, Place], hit: Hit) -> Place | None:
    """Where the finding stands: its own cell, else the first cell it is about. ``sections`` is filled when it is first needed."""
    for path in (hit.where, *hit.also):
        if path in places:
            return places[path]
    if not sections:
        for path, place in places.items():
            for mark in _MARK.finditer(path):
                sections.setdefault(path[: mark.start()], place)
    return next((sections[path] for path in (hit.where, *hit.also) if path in sections), None)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    steps = split(finding.where)
    row = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else -1
    return (_ORDER[finding.severity], _SECTIONS.get(str(steps[0]), 99), row, finding.code)


def run(exam: Exam, checks: Iterable[Check] | None = None) -> tuple[Finding, ...]:
    """Put checks (all of them by default) to one examined form; findings by severity, then in paper order."""
    form = exam.form
    sections: dict[str, Place] = {}
    findings = []
    seen: dict[str, int] = {}
    for check in every() if checks is None else checks:
        for hit in check.ask(exam):
            at = describe(form, hit.where)
            facts = {"at": at, "found": hit.found, "expected": hit.expected, **hit.facts}
            key = f"{check.code}|{_identity(form, hit.where)}"
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                key += f"|{seen[key]}"
            findings.append(
                Finding(
                    code=check.code,
                    name=check.name,
                    severity=check.spoken(hit),
                    where=hit.where,
                    also=hit.also,
                    place=_place(form.places, sections, hit),
                    found=hit.found,
                    expected=hit.expected,
                    message=check.message.format_map(facts),
                    basis=hit.authority.words(),
                    remedy=check.remedy.format_map(facts),
                    id=sha1(key.encode(), usedforsecurity=False).hexdigest()[:12],
                )
            )
    findings.sort(key=_order)
    return tuple(findings)
