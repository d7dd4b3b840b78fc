"""Try and accept: a change stands only if the finding that asked for it is gone and no other one has come."""

from collections.abc import Collection, Sequence

from ziping.checks import Finding
from ziping.form import Form
from ziping.frozen import dataclass
from ziping.output.fixes.proposals import STAGES, Change, changed, frozen
from ziping.pipeline import Result, Settings, examine

__all__ = ["Left", "Mending", "mend"]


@dataclass(frozen=True, slots=True)
class Left:
    """Something that might have been mended and was not: its path, the check, and why, in Chinese."""

    path: str
    code: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Mending:
    """A form before and after, the changes between the two, and what was left alone."""

    before: Form
    after: Form
    changes: tuple[Change, ...]
    left: tuple[Left, ...]


def mend(form: Form, settings: Settings, refused: Collection[tuple[str, str]] = ()) -> Mending:
    """Mend what is certain. ``refused``: (path, why) of values that the file does not let be changed.

    Findings are judged by all checks, whatever ``settings`` chose.
    """
    from dataclasses import replace

    settings = replace(settings, checks=None, explained=())
    barred = dict(refused)
    first = now = examine(form, settings)
    known = _known(first.findings)
    taken: list[Change] = []
    left: list[Left] = []
    for stage in STAGES:
        proposed: list[Change] = []
        for change in stage.propose(now):
            why = barred.get(change.path) or stage.against(now, change)
            if change.path == "total_score" or not frozen(change.path):
                if why:
                    left.append(Left(change.path, change.code, why))
                else:
                    proposed.append(change)
        good, now, bad = _accept(now, tuple(proposed), known, settings)
        taken += good
        left += bad
    return Mending(form, now.form, tuple(taken), tuple(left))


def _known(findings: Sequence[Finding]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for finding in findings for pair in ((finding.code, finding.id), (finding.code, finding.where)))


def _accept(
    now: Result, proposed: tuple[Change, ...], known: frozenset[tuple[str, str]], settings: Settings
) -> tuple[list[Change], Result, list[Left]]:
    """Take all of a stage if that is good, else halve it: (taken, the result with them, left)."""
    if not proposed:
        return [], now, []
    trial = examine(changed(now.form, proposed), settings)
    why = _trouble(trial, proposed, known)
    if why is None:
        return list(proposed), trial, []
    if len(proposed) == 1:
        return [], now, [Left(proposed[0].path, proposed[0].code, why)]
    middle = len(proposed) // 2
    taken, now, left = _accept(now, proposed[:middle], known, settings)
    more, now, rest = _accept(now, proposed[middle:], known, settings)
    return taken + more, now, left + rest


def _trouble(trial: Result, proposed: tuple[Change, ...], known: frozenset[tuple[str, str]]) -> str | None:
    """What is wrong with a trial: a finding that was not there before, or one that should be gone and is not."""
    asked = {(change.code, change.path): change for change in proposed if change.code is not None}
    for finding in trial.findings:
        if (finding.code, finding.id) not in known and (finding.code, finding.where) not in known:
            return f"改了会带出新的问题（{finding.code}），请人工核对"
    for finding in trial.findings:
        if (finding.code, finding.where) in asked:
            return "改了这个问题也还在，请人工核对"
    return None
