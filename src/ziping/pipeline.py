"""The seven steps, by name: bytes → grids → form → values → score sheet → findings → result. No logic of its own."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ziping import layouts
from ziping.checks import Check, Exam, Finding, every, run
from ziping.checks.against import Companions, beside
from ziping.checks.base import NEEDS, Need, given
from ziping.checks.explained import Explained, Outdated, answer
from ziping.checks.severities import Level
from ziping.form import Form, dump, dump_place
from ziping.form.levels import level1_classes, level1_points
from ziping.form.register import Register
from ziping.frozen import dataclass
from ziping.published import Published
from ziping.reading import Reading, read, read_list
from ziping.schemes import NATIONAL, Choice, choose
from ziping.scoring import Sheet, make_sheet, understand

__all__ = ["Coverage", "Gap", "Reading", "Result", "Settings", "Unasked", "examine", "read", "read_list"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to examine: ``scheme`` id or None, ``region`` six digits, the day (None: from the form), checks (None: all), own data folder.

    ``severities`` are a bureau's own, by code; ``explained`` findings do not count, and ``today`` tells which of them are out of date.
    ``against`` are other forms (approved targets, monitoring, former years), ``register`` the list of approved projects.
    """

    scheme: str | None = None
    region: str = NATIONAL
    on: date | None = None
    checks: tuple[Check, ...] | None = None
    data: Path | None = None
    severities: Mapping[str, Level] = field(default_factory=dict)
    explained: tuple[Explained, ...] = ()
    today: date | None = None
    against: Companions | None = None
    register: Register | None = None

    @property
    def asked(self) -> tuple[Check, ...]:
        """The checks that will be put: those chosen, without those that the bureau has turned off."""
        checks = every() if self.checks is None else self.checks
        return tuple(check for check in checks if self.severities.get(check.code) != "off") if self.severities else checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Published):
    """A line that could not be evaluated, and why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked(Published):
    """Checks that could not be asked because an input beside the form was not given; ``words`` names the input."""

    needs: Need
    words: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Published):
    """What was looked at: checks run, those not asked for want of an input, those the bureau has turned off, indicator rows, rows evaluated, and every row that was not."""

    checks_run: int
    rows: int
    rows_evaluated: int
    not_evaluable: tuple[Gap, ...]
    off: tuple[str, ...] = ()
    unasked: tuple[Unasked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Published):
    """One form examined. ``scheme`` is its id (None if none answers), ``scheme_why`` says in Chinese how it was chosen.

    ``outdated``: explanations that no longer hold. ``mended``: findings of a former run that are gone; None without a former run.
    """

    form: Form
    scheme: str | None
    scheme_why: str
    scheme_title: str | None = None
    sheet: Sheet
    findings: tuple[Finding, ...]
    coverage: Coverage
    outdated: tuple[Outdated, ...] = ()
    mended: tuple[Finding, ...] | None = None

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """The findings that count: nobody has explained them yet."""
        return tuple(finding for finding in self.findings if finding.explained is None)

    def dump(self) -> dict[str, Any]:
        """Plain JSON data, as contract.md §2 has it."""
        data = self.model_dump(exclude={"form", "findings", "mended"})
        mended = None if self.mended is None else [_plain(finding) for finding in self.mended]
        return {"form": dump(self.form), **data, "findings": [_plain(finding) for finding in self.findings], "mended": mended}


def _plain(finding: Finding) -> dict[str, Any]:
    return {**finding.model_dump(exclude={"place"}), "place": dump_place(finding.place)}


def _layout(form: Form) -> layouts.Layout | None:
    return layouts.every().get(form.layout or "")


def _choice(form: Form, settings: Settings) -> Choice:
    own = _layout(form)
    return choose(
        form.kind, year=form.year, layout_scheme=own.scheme if own else None, named=settings.scheme, region=settings.region, on=settings.on,
        extra=settings.data, heads=level1_classes(form), about="department" if form.project is None else "project",
        layout_region=own.region if own else None, points=level1_points(form) if own and own.region else None,
    )  # fmt: skip


def _columns(form: Form, choice: Choice) -> frozenset[str]:
    """The cells that the form's paper has: its layout's, else those of the paper that its scheme was printed on."""
    own = _layout(form)
    if own is not None:
        return own.fields
    return _printed_for(choice.scheme.id) if choice.scheme is not None else frozenset()


@lru_cache(maxsize=256)
def _printed_for(scheme: str) -> frozenset[str]:
    return next((paper.fields for paper in layouts.every().values() if paper.scheme == scheme), frozenset())


@lru_cache(maxsize=64)
def _asked(checks: tuple[Check, ...], missing: frozenset[Need]) -> tuple[tuple[Check, ...], tuple[Unasked, ...]]:
    """The checks that can be asked where some inputs are missing, and those that cannot."""
    waiting = {need: tuple(check.code for check in checks if check.needs == need) for need in NEEDS if need in missing}
    unasked = tuple(Unasked(needs=need, words=NEEDS[need], codes=codes) for need, codes in waiting.items() if codes)
    return tuple(check for check in checks if check.needs not in missing), unasked


def examine(form: Form, settings: Settings = Settings()) -> Result:
    """Steps 4–7: values, score sheet, findings, result. Never raises on a bad form."""
    choice = _choice(form, settings)
    facts = understand(form)
    sheet = make_sheet(form, facts, choice.scheme)
    exam = Exam(form, facts, sheet, choice.scheme, _columns(form, choice), beside(form, settings.against), settings.register)
    asked, unasked = _asked(settings.asked, frozenset(need for need in NEEDS if not given(exam, need)))
    findings = run(exam, asked, settings.severities)
    outdated: tuple[Outdated, ...] = ()
    if settings.explained:
        findings, outdated = answer(form, findings, settings.explained, today=settings.today, ran=asked)
    lines = ([sheet.execution] if sheet.execution is not None else []) + list(sheet.indicators)
    gaps = tuple(Gap(path=line.path, why="；".join(line.steps)) for line in lines if line.status == "not_evaluable")
    rows = sum(line.status != "not_scored" for line in sheet.indicators)
    unread = sum(line.status == "not_evaluable" for line in sheet.indicators)
    off = tuple(code for code, level in settings.severities.items() if level == "off")
    return Result(
        form=form,
        scheme=choice.answer,
        scheme_why=choice.why,
        scheme_title=choice.title,
        sheet=sheet,
        findings=findings,
        coverage=Coverage(
            checks_run=len(asked),
            rows=len(facts.rows),
            rows_evaluated=rows - unread,
            not_evaluable=gaps,
            off=off,
            unasked=unasked,
        ),
        outdated=outdated,
    )
