"""The only reader of forms: lists within an account's nodes, one form with what a page needs, what it was."""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from ziping import layouts
from ziping.form import Form, describe
from ziping.paper import Box, Paper
from ziping_web.filings import cells
from ziping_web.filings.models import Answer, Draft, Edit, Filing, Revision, Verdict
from ziping_web.people.models import Account
from ziping_web.people.queries import roles_over, scope
from ziping_web.prepared import Slot, fetch
from ziping_web.rounds.models import OF_PROJECTS

__all__ = ["Opened", "draft_of", "filing_for", "filings_for", "last_year", "open_filing", "paper_of", "revision_form", "since"]

_IN_THE_WAY = re.compile(r"labels\.|others\.|goals\[|.*\.(?:term|goal)$")  # of what has no place: what would be drawn all the same
LIST_FIELDS = ("round", "node", "verdict")


def filings_for(account: Account) -> QuerySet[Filing]:
    """The forms an account may see, with what lists show; heavy columns left out."""
    return Filing.objects.filter(scope(account)).select_related(*LIST_FIELDS).defer("verdict__detail", "verdict__former")


def filing_for(account: Account, pk: int, *also: str) -> Filing | None:
    """One form, or None where there is none that this account may see; ``also`` (draft, verdict) is read with it, in the same query."""
    found = fetch(_one, also, pk=pk) if pk < 1 << 63 else []
    return found[0] if found and roles_over(account, found[0].node) else None


def _one(*also: str) -> QuerySet[Filing]:
    return Filing.objects.filter(pk=Slot("pk")).select_related("round", "node", *also).order_by()


def _answers() -> QuerySet[Answer]:
    return Answer.objects.filter(filing=Slot("filing")).select_related("by")


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as a page needs it. ``lines`` and ``findings`` by cell address; ``answers`` by finding id."""

    filing: Filing
    draft: Draft
    form: Form
    verdict: Verdict
    paper: Paper
    answers: dict[str, Answer]

    @property
    def lines(self) -> dict[str, Any]:
        return self.verdict.detail.get("lines", {})

    @property
    def findings(self) -> list[dict[str, Any]]:
        return self.verdict.detail.get("findings", [])

    def label(self, cell: str) -> str:
        """An address in the form's words; empty is the whole form."""
        return cells.label(self.form, cell, self.draft.rows) if cell else "总体"


def draft_of(filing: Filing) -> Draft:
    """The draft of a form."""
    return Draft.objects.get(filing=filing)


def verdict_of(filing: Filing, draft: Draft) -> Verdict:
    """The verdict on the draft as it stands; rebuilt where it is missing or of another serial."""
    return _current(filing, draft, Verdict.objects.filter(filing=filing).first())


def _current(filing: Filing, draft: Draft, verdict: Verdict | None) -> Verdict:
    from ziping_web.filings.services import reexamine

    if verdict is None or verdict.serial != draft.serial:
        reexamine(filing)
        verdict = Verdict.objects.get(filing=filing)
    return verdict


def open_filing(filing: Filing) -> Opened:
    """Draft, verdict and paper of one form as they were read with it, else as they are now; the paper's boxes carry paths of the draft."""
    draft = filing.draft
    verdict = _current(filing, draft, getattr(filing, "verdict", None))
    answers = {each.finding: each for each in fetch(_answers, filing=filing.pk)}
    form = cells.whole(draft.form)
    return Opened(filing, draft, form, verdict, paper_of(filing, draft.form, form), answers)


def paper_of(filing: Filing, form: dict[str, Any], whole: Form | None = None) -> Paper:
    """The form on its official paper. What the layout has no place for is drawn in rows of its own below: nothing is hidden.
    ``whole`` is ``form`` validated, where somebody has done so."""
    layout = layouts.by_id(filing.round.kinds[filing.kind]["layout"])
    whole = whole or cells.whole(form)
    lost = layouts.homeless(whole, layout)
    paper = layouts.draw(_without(form, lost) if any(map(_IN_THE_WAY.match, lost)) else whole, layout)
    if not lost:
        return paper
    kept = [(where, cells.read(form, where)) for where in lost]
    width = len(paper.widths_mm)
    extra = []
    for number, (where, text) in enumerate(kept):
        extra.append(Box(paper.rows + number, 0, 1, 2, describe(whole, where), "label"))
        extra.append(Box(paper.rows + number, 2, 1, width - 2, text or "", "narrative", path=where))
    return replace(paper, boxes=(*paper.boxes, *extra), rows=paper.rows + len(extra))


def _without(form: dict[str, Any], lost: list[str]) -> Form:
    """The form without these values, which would be drawn where they do not belong."""
    rest = cells.copy(form)
    for where in lost:
        if where.startswith("labels."):
            rest["labels"].pop(where.removeprefix("labels."), None)
        elif where.endswith((".term", ".goal")):
            cells.write(rest, where, "annual" if where.endswith(".term") else None)
        elif where != "kind":
            cells.write(rest, where, None)
    return cells.whole(rest)


def last_year(filing: Filing) -> Filing | None:
    """The same object's form of the newest earlier year, finished or not."""
    found = fetch(
        _earlier, (filing.kind in OF_PROJECTS, bool(filing.project_code)),
        node=filing.node_id, kind=filing.kind, year=filing.round.year, name=filing.project_name, code=filing.project_code,
    )  # fmt: skip
    return found[0] if found else None


def _earlier(by_project: bool, with_code: bool) -> QuerySet[Filing]:
    earlier = Filing.objects.filter(node=Slot("node"), kind=Slot("kind"), round__year__lt=Slot("year"))
    if by_project:
        named = Q(project_name=Slot("name"))
        earlier = earlier.filter(named | Q(project_code=Slot("code")) if with_code else named)
    return earlier.select_related("round", "node", "draft").order_by("-round__year", "-id")[:1]


def revision_form(revision: Revision) -> tuple[dict[str, Any], cells.Rows]:
    """The form and row keys a revision kept."""
    return revision.form["form"], revision.form["rows"]


def since(filing: Filing, revision: Revision) -> dict[str, tuple[str | None, str | None]]:
    """What changed since a revision: address → (then, now), by cell, rows matched by their keys."""
    then, rows = revision_form(revision)
    draft = draft_of(filing)
    changed: dict[str, tuple[str | None, str | None]] = {}
    for edit in Edit.objects.filter(filing=filing, serial__gt=revision.serial).values_list("cell", flat=True).distinct():
        if edit in cells.SECTIONS or edit == "form":
            continue
        old_path, new_path = cells.path(edit, rows), cells.path(edit, draft.rows)
        old = cells.read(then, old_path) if old_path and "." in edit else None
        new = cells.read(draft.form, new_path) if new_path and "." in edit else None
        if edit.count(".") == 1 and edit.partition(".")[0] in cells.SECTIONS:
            old, new = ("原有的行" if old_path else None), ("新的行" if new_path else None)
        if edit.count(".") == 0:
            old, new = cells.read(then, edit), cells.read(draft.form, edit)
        if old != new:
            changed[edit] = (old, new)
    return changed
