"""The only reader of the way of a form: queues, to-do lists, log, comments, reasons."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from ziping_web.asked import number
from ziping_web.filings.models import Attachment, Filing
from ziping_web.filings.queries import filings_for
from ziping_web.people.models import Account, Node
from ziping_web.people.queries import Shape, covering, may, roles, shape_of, shaped, where_of
from ziping_web.phases import PHASES
from ziping_web.prepared import Slot, fetch
from ziping_web.review.models import Comment, Log, Mark, Reason
from ziping_web.rounds.models import Round

__all__ = [
    "DUE", "actions", "chosen_of", "comments", "filtered", "history", "listed", "marks", "my_rounds", "proofs", "query_of", "queue", "reasons", "returned", "rounds",
    "waiting",
]  # fmt: skip

DUE = Coalesce("due_on", "round__end_on")  # to sort by the day a form is due


def queue(account: Account) -> QuerySet[Filing]:
    """The forms that wait for this account: in a phase whose actor it is, over that unit, in a round that is open."""
    return filings_for(account).filter(_waiting(roles(account)))


def _waiting(held: Sequence[Any]) -> Q:
    condition = Q(pk__in=[])
    for each in PHASES:
        if any(role.kind == each.actor for role in held):
            condition |= Q(phase=each.id) & covering(held, kinds=(each.actor,))
    return condition & Q(round__closed=False)


def waiting(shape: Shape) -> QuerySet[Filing]:
    """``queue`` of such an account, to be asked by ``where_of``; the most urgent first."""
    return Filing.objects.filter(_waiting(shaped(shape))).order_by(DUE, "phase_since", "id")


def _history() -> QuerySet[Log]:
    return Log.objects.filter(filing=Slot("filing")).select_related("by")


def history(filing: Filing) -> list[Log]:
    """Every step with its reasons, oldest first."""
    steps = fetch(_history, filing=filing.pk)
    prefetch_related_objects(steps, "reasons")
    return steps


def _comments() -> QuerySet[Comment]:
    return Comment.objects.filter(filing=Slot("filing")).select_related("by")


def comments(filing: Filing) -> list[Comment]:
    """Comments, oldest first."""
    return fetch(_comments, filing=filing.pk)


def _proofs() -> QuerySet[Attachment]:
    return Attachment.objects.filter(filing=Slot("filing")).select_related("by").order_by("cell", "id")


def proofs(filing: Filing) -> list[Attachment]:
    """Its attachments by the rows they prove."""
    return fetch(_proofs, filing=filing.pk)


def reasons(filing: Filing) -> QuerySet[Reason]:
    """The reasons that still stand."""
    return Reason.objects.filter(filing=filing, settled=False).select_related("log", "log__by")


def _marks() -> QuerySet[Mark]:
    return Mark.objects.filter(filing=Slot("filing")).select_related("by")


def marks(filing: Filing) -> dict[str, dict[str, Mark]]:
    """Reviewed scores: cell → phase → mark."""
    out: dict[str, dict[str, Mark]] = {}
    for each in fetch(_marks, filing=filing.pk):
        out.setdefault(each.cell, {})[each.phase] = each
    return out


def actions(account: Account, filing: Filing, steps: Sequence[Log]) -> dict[str, bool]:
    """What this account may do with the form now, after these steps: for pages to show or hide."""
    out = {name: bool(may(account, name, filing)) for name in ("edit", "submit", "pass", "return", "mark", "comment", "postpone")}
    last = next((step for step in reversed(steps) if step.act != "postpone"), None)
    out["undo"] = bool(last and last.act != "undo" and not last.undone and last.by_id == account.pk and may(account, "undo", filing))
    return out


def returned(account: Account) -> list[Reason]:
    """The reasons of returned forms that wait for this account, for the to-do list."""
    return fetch(_returned, (shape_of(account),), **where_of(account))


def _returned(shape: Shape) -> QuerySet[Reason]:
    own = waiting(shape).filter(phase="draft").order_by().values("pk")
    return Reason.objects.filter(filing__in=own, settled=False).select_related("filing", "filing__node", "log", "log__by")[:50]


def rounds(account: Account) -> QuerySet[Round]:
    """The rounds in which this account may see forms."""
    return _rounds(roles(account))


def my_rounds(account: Account) -> list[Round]:
    """The same, read."""
    return fetch(_rounds_of, (shape_of(account),), **where_of(account))


def _rounds(held: Sequence[Any]) -> QuerySet[Round]:
    return Round.objects.filter(Exists(Filing.objects.filter(covering(held), round=OuterRef("pk"))))


def _rounds_of(shape: Shape) -> QuerySet[Round]:
    return _rounds(shaped(shape))


_SORTS = {
    "unit": ("node__path", "kind", "id"),
    "due": (DUE, "id"),
    "risk": ("-verdict__errors", "-verdict__warnings", "id"),
    "score": ("verdict__written", "id"),
    "since": ("phase_since", "id"),
}


def filtered(account: Account, wanted: Mapping[str, str]) -> tuple[QuerySet[Filing], dict[str, str]]:
    """The forms behind a figure: round, phase, node (and below), check code, errors, grade, late, text in the name. Unknown values are ignored."""
    chosen = _chosen(wanted)
    return _filtered(filings_for(account), _literal(chosen)), chosen


def chosen_of(wanted: Mapping[str, str]) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """What of such wishes is known; and the same as part of the shape of ``listed``."""
    chosen = _chosen(wanted)
    return chosen, tuple(sorted(_literal(chosen).items()))


def listed(shape: Shape, chosen: tuple[tuple[str, str], ...]) -> QuerySet[Filing]:
    """``filtered`` of such an account, to be asked by ``where_of``."""
    return _filtered(Filing.objects.filter(covering(shaped(shape))), dict(chosen))


def _chosen(wanted: Mapping[str, str]) -> dict[str, str]:
    return {
        key: wanted[key].strip()
        for key in ("round", "phase", "node", "code", "grade", "q", "sort", "late", "state", "rate", "points")
        if wanted.get(key, "").strip()
    }


def _literal(chosen: Mapping[str, str]) -> dict[str, str]:
    """The same with what the database or the calendar says of it today: the path of a node, the day."""
    out = dict(chosen)
    if (at := number(chosen.get("node"))) is not None:
        node = Node.objects.filter(pk=at).first()
        out["node"] = node.path if node else ""
    else:
        out.pop("node", None)
    if "late" in out:
        out["late"] = localdate().isoformat()
    return out


def _filtered(forms: QuerySet[Filing], chosen: Mapping[str, str]) -> QuerySet[Filing]:
    if (of := number(chosen.get("round"))) is not None:
        forms = forms.filter(round_id=of)
    if chosen.get("phase") in {each.id for each in PHASES}:
        forms = forms.filter(phase=chosen["phase"])
    if "node" in chosen:
        forms = forms.filter(node__path__startswith=chosen["node"]) if chosen["node"] else forms.none()
    if code := chosen.get("code"):
        forms = forms.filter(verdict__codes__contains=f"|{code}.")
    if grade := chosen.get("grade"):
        forms = forms.filter(verdict__grade="" if grade == "未定" else grade)
    for name, column, unit in (("rate", "verdict__rate", Decimal("0.01")), ("points", "verdict__written", Decimal(1))):
        low, dash, high = chosen.get(name, "").partition("-")
        if dash and number(low) is not None and number(high) is not None:
            forms = forms.filter(**{f"{column}__gte": int(low) * unit, f"{column}__lt": int(high) * unit})
    if "late" in chosen:
        today = date.fromisoformat(chosen["late"])
        forms = forms.filter(phase__in=("draft", "head")).filter(Q(due_on__lt=today) | Q(due_on=None, round__end_on__lt=today))
    state = chosen.get("state")
    if state == "untouched":
        forms = forms.filter(phase="draft", touched_at=None)
    elif state == "errors":
        forms = forms.filter(verdict__errors__gt=0)
    if text := chosen.get("q"):
        forms = forms.filter(Q(project_name__icontains=text) | Q(node__name__icontains=text) | Q(project_code__icontains=text))
    return forms.order_by(*_SORTS.get(chosen.get("sort", ""), _SORTS["unit"]))


def query_of(wanted: Mapping[str, str]) -> str:
    """The filters as a query string without the page, for links."""
    return urlencode({key: value for key, value in wanted.items() if key != "page" and value})
