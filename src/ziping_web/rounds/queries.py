"""The only reader of rounds."""

from django.db.models import Count, Q, QuerySet

from ziping import layouts
from ziping.checks import every
from ziping.schemes import every as schemes
from ziping_web.people.models import Node
from ziping_web.rounds.models import KINDS, Round, Task

__all__ = ["choices", "listed", "tasks"]


def listed() -> QuerySet[Round]:
    """All rounds, the newest first, with how many forms each has and how many are through."""
    return Round.objects.annotate(
        forms=Count("filings", distinct=True), through=Count("filings", filter=Q(filings__phase="done"), distinct=True)
    ).order_by("-year", "-id")


def choices(own: Round | None) -> dict[str, object]:
    """What a round's page offers: kinds with their layouts and schemes, units by department, checks with the level the round gives them."""
    kinds = [
        {
            "id": kind,
            "words": words,
            "layouts": _papers(kind),
            "schemes": [scheme for scheme in schemes().values() if scheme.kind == kind],
            "own": (own.kinds.get(kind) if own else {"layout": None, "scheme": None} if kind in ("project", "department") else None),
        }
        for kind, words in KINDS.items()
    ]
    levels = own.severities if own else {}
    checks = [{"code": check.code, "title": check.title, "level": levels.get(check.code, "")} for check in every()]
    chosen = set(own.units.values_list("pk", flat=True)) if own else None
    units = [
        {"node": node, "chosen": chosen is None or node.pk in chosen} for node in Node.objects.filter(active=True).exclude(kind="bureau")
    ]
    return {"kinds": kinds, "checks": checks, "units": units}


def _papers(kind: str) -> list[layouts.Layout]:
    """The layouts of a kind: the national ones first, then those that a scheme is made for, the newest of each before the rest."""
    own = sorted((layout for layout in layouts.every().values() if layout.kind == kind), key=lambda layout: layout.id, reverse=True)
    return sorted(own, key=lambda layout: (not layout.id.startswith("mof-"), layout.scheme is None))


def tasks(round_: Round) -> QuerySet[Task]:
    """The objects of a round."""
    return Task.objects.filter(round=round_).select_related("node")
