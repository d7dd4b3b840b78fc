"""Scores side by side for a review: what the unit gave itself, what the scheme gives, what reviewers decided; and what changed since a return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ziping_web.filings import cells
from ziping_web.filings.models import Verdict
from ziping_web.filings.queries import Opened, since
from ziping_web.phases import phase
from ziping_web.review.models import Log, Mark

__all__ = ["Changed", "ScoreRow", "changed_since_return", "row_names", "score_rows"]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One line of the comparison. ``cell`` is the address of its score; ``mine`` the mark of the phase the form is in."""

    cell: str
    label: str
    weight: str
    written: str
    computed: str
    status: str
    steps: tuple[str, ...]
    mine: str
    others: tuple[tuple[str, Mark], ...]
    findings: tuple[dict[str, Any], ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell whose text is another than when the form was last returned."""

    cell: str
    label: str
    then: str | None
    now: str | None


def score_rows(opened: Opened, marks: Mapping[str, Mapping[str, Mark]], findings: tuple[dict[str, Any], ...]) -> list[ScoreRow]:
    """Every scored line in the paper's order, the total last; findings stand at the line of their row. A row without a word is left out."""
    form, rows, here = opened.draft.form, opened.draft.rows, opened.filing.phase
    by_row: dict[str, list[dict[str, Any]]] = {}
    for one in findings:
        by_row.setdefault(_row(one["cell"]), []).append(one)
    out = []
    for cell, line in opened.lines.items():
        where = cells.path(cell, rows)
        if where is None or line["status"] == "not_scored":
            continue
        total = cell == "total_score"
        weight = cells.read(form, "total_weight" if total else where.rpartition(".")[0] + ".weight")
        decided = marks.get(cell, {})
        if not (weight or line["written"] or decided or _row(cell) in by_row or total) and _blank(form, where):
            continue
        label = opened.label(cell)
        out.append(
            ScoreRow(
                cell=cell,
                label="总分" if total else label.removesuffix("得分"),
                weight=weight or "",
                written=line["written"] or "",
                computed=line["computed"] or "–".join(line["range"] or ()) or (total and _whole(opened.verdict)) or "不能核算",
                status=line["status"],
                steps=tuple(line["steps"]),
                mine=str(decided[here].value) if here in decided else "",
                others=tuple((phase(name).staff, mark) for name, mark in decided.items() if name != here),
                findings=tuple(by_row.get(_row(cell), ())),
                differs=line["status"] in ("differs", "out_of_range"),
            )  # fmt: skip
        )
    return out


def _blank(form: Mapping[str, Any], where: str) -> bool:
    row = where.rpartition(".")[0]
    return not any(cells.read(form, f"{row}.{field}") for field in ("level3", "content", "target", "actual"))


def _whole(verdict: Verdict) -> str:
    """What the whole form may come to, where its total cannot be told exactly."""
    low, high = verdict.computed_low, verdict.computed_high
    return "" if low is None else f"{low}" if low == high else f"{low}–{high}"


def _row(cell: str) -> str:
    return ".".join(cell.split(".")[:2]) if cell.partition(".")[0] in cells.SECTIONS else cell


def changed_since_return(opened: Opened, steps: Sequence[Log]) -> list[Changed]:
    """What the unit changed since the form was last returned, cell by cell; nothing where it never was."""
    last = next((step for step in reversed(steps) if step.act == "return" and not step.undone), None)
    if last is None or last.revision is None:
        return []
    return [Changed(cell, opened.label(cell), then, now) for cell, (then, now) in since(opened.filing, last.revision).items()]


def row_names(opened: Opened) -> list[tuple[str, str]]:
    """The rows somebody may remark on or prove: (address, name)."""
    form, rows = opened.draft.form, opened.draft.rows
    out = []
    for key, row in zip(rows["indicators"], form["indicators"], strict=True):
        out.append((f"indicators.{key}", row.get("content") or row.get("level3") or f"指标 {len(out) + 1}"))
    return out
