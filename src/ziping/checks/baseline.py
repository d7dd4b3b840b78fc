"""A former run beside this one: which findings are new, which are still there, which are mended. Findings meet by their ids."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ziping.checks.base import Check, Finding
from ziping.errors import FileRefused, UserError
from ziping.form import Form, load, split
from ziping.frozen import dataclass
from ziping.text import bare

__all__ = ["Former", "compare", "load_baseline", "pair"]


@dataclass(frozen=True, slots=True)
class Former:
    """A form and its findings as a former run printed them."""

    form: Form
    findings: tuple[Finding, ...]


def load_baseline(text: str, name: str) -> tuple[Former, ...]:
    """The forms in what ``check --json`` printed, for one file or several. UserError if it is something else; ``name`` for messages."""
    wrong = f"--baseline 指的 {name} 不是 ziping check --json 的结果，请用它上一次的输出（ziping check 文件 --json > 上次.json）"
    try:
        data = json.loads(text.removeprefix("\ufeff"))
        reports = data if isinstance(data, list) else [data]
        return tuple(_former(result) for report in reports for result in report["forms"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, FileRefused):
        raise UserError(wrong) from None


def _former(result: Any) -> Former:
    form, _ = load(result["form"])
    return Former(form, tuple(Finding.model_validate(finding) for finding in result["findings"]))


def _key(form: Form) -> tuple[object, ...]:
    project = form.project
    names = (form.unit.code or form.unit.name, project.code or project.name if project else None)
    return (form.kind, form.year, *(bare(name) if name else None for name in names))


def pair(forms: Sequence[Form], former: Sequence[Former]) -> tuple[list[Former | None], list[Former]]:
    """For each form the former one of the same kind, year, unit and project; where one of a kind is left over on either side, these two,
    since a name may be what was mended. And the former forms that were not met."""
    left = list(former)
    found: list[Former | None] = []
    for form in forms:
        match = next((each for each in left if _key(each.form) == _key(form)), None)
        found.append(match)
        if match is not None:
            left.remove(match)
    for kind in {form.kind for form in forms}:
        here = [at for at, form in enumerate(forms) if form.kind == kind and found[at] is None]
        there = [each for each in left if each.form.kind == kind]
        if len(here) == len(there) == 1:
            found[here[0]] = there[0]
            left.remove(there[0])
    return found, left


def compare(
    form: Form, findings: Iterable[Finding], former: Former, ran: Iterable[Check]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(the findings with their status, the former findings that are mended). What ``ran`` did not ask is not called mended.

    A finding without a namesake meets one of the same check at the same path, as long as that path means the same row.
    """
    now = list(findings)
    old = {finding.id: finding for finding in former.findings}
    met = {finding.id: finding.id for finding in now if finding.id in old}
    loose = {(finding.code, finding.where): finding.id for finding in former.findings if finding.id not in met}
    for finding in now:
        if finding.id not in met and _steady(form, former.form, finding.where):
            namesake = loose.pop((finding.code, finding.where), None)
            if namesake is not None:
                met[finding.id] = namesake
    stay = set(met.values())
    codes = {check.code for check in ran}
    mended = [each for each in former.findings if each.id not in stay and each.code in codes]
    marked = [
        finding if finding.explained is not None else finding.model_copy(update={"status": "still" if finding.id in met else "new"})
        for finding in now
    ]
    return tuple(marked), tuple(each.model_copy(update={"status": "mended", "explained": None}) for each in mended)


def _steady(form: Form, former: Form, path: str) -> bool:
    """Whether a path means the same in both: it names no row, or no row was added or taken away."""
    steps = split(path)
    section = str(steps[0])
    return len(steps) < 2 or not isinstance(steps[1], int) or len(getattr(form, section, ())) == len(getattr(former, section, ()))
