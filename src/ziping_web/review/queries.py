"""The only reader of the way of a form: queues, to-do lists, log, comments, reasons."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from ziping_web.asked import number
from ziping_web.filings.models import Filing
from ziping_web.filings.queries import filings_for
from ziping_web.people.models import Account, Node
from ziping_web.people.queries import may, roles, scope
from ziping_web.phases import PHASES
from ziping_web.review.models import Comment, Log, Mark, Reason
from ziping_web.rounds.models import Round

__all__ = ["DUE", "actions", "comments", "filtered", "history", "marks", "query_of", "queue", "reasons", "returned", "rounds"]

DUE = Coalesce("due_on", "round__end_on")  # to sort by the day a form is due


def queue(account: Account) -> QuerySet[Filing]:
    """The forms that wait for this account: in a phase whose actor it is, over that unit, in a round that is open."""
    held = {role.kind for role in roles(account)}
    condition = Q(pk__in=[])
    for each in PHASES:
        if each.actor in held:
            condition |= Q(phase=each.id) & scope(account, kinds=(each.actor,))
    return filings_for(account).filter(condition, round__closed=False)


def history(filing: Filing) -> QuerySet[Log]:
    """Every step, oldest first."""
    return Log.objects.filter(filing=filing).select_related("by").prefetch_related("reasons")


def comments(filing: Filing) -> QuerySet[Comment]:
    """Comments, oldest first."""
    return Comment.objects.filter(filing=filing).select_related("by")


def reasons(filing: Filing) -> QuerySet[Reason]:
    """The reasons that still stand."""
    return Reason.objects.filter(filing=filing, settled=False).select_related("log", "log__by")


def marks(filing: Filing) -> dict[str, dict[str, Mark]]:
    """Reviewed scores: cell → phase → mark."""
    out: dict[str, dict[str, Mark]] = {}
    for each in Mark.objects.filter(filing=filing).select_related("by"):
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
    waiting = queue(account).filter(phase="draft").values("pk")
    return list(Reason.objects.filter(filing__in=waiting, settled=False).select_related("filing", "log", "log__by")[:50])


def rounds(account: Account) -> QuerySet[Round]:
    """The rounds in which this account may see forms."""
    return Round.objects.filter(filings__in=Filing.objects.filter(scope(account)).values("pk")).distinct()


_SORTS = {
    "unit": ("node__path", "kind", "id"),
    "due": (DUE, "id"),
    "risk": ("-verdict__errors", "-verdict__warnings", "id"),
    "score": ("verdict__written", "id"),
    "since": ("phase_since", "id"),
}


def filtered(account: Account, wanted: Mapping[str, str]) -> tuple[QuerySet[Filing], dict[str, str]]:
    """The forms behind a figure: round, phase, node (and below), check code, errors, grade, late, text in the name. Unknown values are ignored."""
    forms = filings_for(account)
    chosen = {
        key: wanted[key].strip()
        for key in ("round", "phase", "node", "code", "grade", "q", "sort", "late", "state", "rate", "points")
        if wanted.get(key, "").strip()
    }
    if (of := number(chosen.get("round"))) is not None:
        forms = forms.filter(round_id=of)
    if chosen.get("phase") in {each.id for each in PHASES}:
        forms = forms.filter(phase=chosen["phase"])
    if (at := number(chosen.get("node"))) is not None:
        node = Node.objects.filter(pk=at).first()
        forms = forms.filter(node__path__startswith=node.path) if node else forms.none()
    if code := chosen.get("code"):
        forms = forms.filter(verdict__codes__contains=f"|{code}.")
    if grade := chosen.get("grade"):
        forms = forms.filter(verdict__grade="" if grade == "未定" else grade)
    for name, column, unit in (("rate", "verdict__rate", Decimal("0.01")), ("points", "verdict__written", Decimal(1))):
        low, dash, high = chosen.get(name, "").partition("-")
        if dash and number(low) is not None and number(high) is not None:
            forms = forms.filter(**{f"{column}__gte": int(low) * unit, f"{column}__lt": int(high) * unit})
    if "late" in chosen:
        today = localdate()
        forms = forms.filter(phase__in=("draft", "head")).filter(Q(due_on__lt=today) | Q(due_on=None, round__end_on__lt=today))
    state = chosen.get("state")
    if state == "untouched":
        forms = forms.filter(phase="draft", touched_at=None)
    elif state == "errors":
        forms = forms.filter(verdict__errors__gt=0)
    if text := chosen.get("q"):
        forms = forms.filter(Q(project_name__icontains=text) | Q(node__name__icontains=text) | Q(project_code__icontains=text))
    return forms.order_by(*_SORTS.get(chosen.get("sort", ""), _SORTS["unit"])), chosen


def query_of(wanted: Mapping[str, str]) -> str:
    """The filters as a query string without the page, for links."""
    return urlencode({key: value for key, value in wanted.items() if key != "page" and value})
