"""Checks: one small file each, in a folder per family; ``run`` puts all of them to one form."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from ziping.checks.base import SEVERITIES, Check, Exam, Finding, Hit, Severity
from ziping.checks.identity import Identities
from ziping.checks.registry import by_code, chosen, every
from ziping.checks.scanned import is_scan, suspects, warned
from ziping.checks.severities import OWN_LEVEL, Level
from ziping.form import BaseDatum, Fund, Goal, Indicator, Place, describe, split
from ziping.frozen import maker

__all__ = ["SEVERITIES", "Check", "Exam", "Finding", "Hit", "Severity", "by_code", "chosen", "every", "run"]

_new_finding = maker(Finding)
_ORDER = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_ROWS = {
    section: kind.field_names() for section, kind in (("funds", Fund), ("goals", Goal), ("indicators", Indicator), ("base_data", BaseDatum))
}
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


def _place(places: Mapping[str, Place], hit: Hit) -> Place | None:
    """Where the finding stands: its own cell, else the first cell of the row or part of the form that it is about (a row begins where its
    own cells stand, not at a merged cell from further up)."""
    paths = (hit.where, *hit.also)
    for path in paths:
        if path in places:
            return places[path]
    for path in paths:
        section, bracket, rest = path.partition("[")
        if rest.endswith("]") and section in _ROWS:
            own = [place for field in _ROWS[section] if (place := places.get(f"{path}.{field}")) is not None]
            if own:
                return max(own, key=_down)
        elif not bracket and "." not in path:
            first = next((place for each, place in places.items() if each.startswith((f"{path}.", f"{path}["))), None)
            if first is not None:
                return first
    return None


def _down(place: Place) -> tuple[int, int]:
    return place.page or 0, place.line or place.row


def _order(finding: Finding) -> tuple[int, int, int, str]:
    steps = split(finding.where)
    row = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else -1
    return (_ORDER[finding.severity], _SECTIONS.get(str(steps[0]), 99), row, finding.code)


@lru_cache(maxsize=1024)
def _put_to(checks: tuple[Check, ...], signs: int) -> tuple[Check, ...]:
    """The checks that wait for nothing, or for a sign that the form shows."""
    return tuple(check for check in checks if not check.spared(signs))


def run(exam: Exam, checks: Iterable[Check] | None = None, levels: Mapping[str, Level] | None = None) -> tuple[Finding, ...]:
    """Put checks (all of them by default) to one examined form; findings by severity, then in paper order. ``levels``: a bureau's own
    severity by code, or ``off``; it says so in the basis of the finding."""
    form = exam.form
    findings = []
    identities = Identities(form)
    levels = levels or {}
    scan = is_scan(form)
    asked: Iterable[Check] = _put_to(every() if checks is None else tuple(checks), exam.signs)
    if levels:
        asked = [check for check in asked if levels.get(check.code) != "off"]
    for check in asked:
        for hit in check.ask(exam):
            own = levels.get(check.code)
            assert own != "off"
            at = describe(form, hit.where)
            facts = {"at": at, "found": hit.found, "expected": hit.expected, **hit.facts}
            spoken = check.spoken(hit)
            unsure = suspects(form, check.code, hit) if scan else ()
            findings.append(
                _new_finding(
                    code=check.code,
                    name=check.name,
                    severity=own or spoken,
                    where=hit.where,
                    also=tuple(dict.fromkeys((*hit.also, *(path for path in unsure if path != hit.where)))),
                    place=_place(form.places, hit),
                    found=hit.found,
                    expected=hit.expected,
                    message=check.message.format_map(facts) + warned(form, unsure),
                    basis=hit.authority.words() + (OWN_LEVEL if own not in (None, spoken) else ""),
                    remedy=check.remedy.format_map(facts),
                    id=identities.give(check.code, hit.where, hit.facts.get("apart")),
                )
            )
    findings.sort(key=_order)
    return tuple(findings)
