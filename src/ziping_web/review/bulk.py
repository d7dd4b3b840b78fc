"""Many forms in one act, with a summary first and one undo."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ziping_web.asked import number
from ziping_web.filings import queries as filings
from ziping_web.filings.models import Draft, Filing
from ziping_web.people.queries import may
from ziping_web.phases import after, phase
from ziping_web.review import queries, services
from ziping_web.review.models import Log

__all__ = ["MOST_AT_ONCE", "many", "undo"]

MOST_AT_ONCE = 500


def _chosen(request: HttpRequest) -> list[Filing]:
    if "all" in request.POST:
        return list(queries.queue(request.user).exclude(phase="draft").order_by("node__path", "id")[:MOST_AT_ONCE])
    ids = [pk for text in request.POST.getlist("form")[:MOST_AT_ONCE] if (pk := number(text)) is not None]
    return list(filings.filings_for(request.user).filter(pk__in=ids).order_by("node__path", "id"))


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Pass many forms, those chosen or with ``all`` whatever waits: at first a summary of what would happen, with ``sure`` the act itself."""
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, "没有选中任何一份表")
        return redirect("home")
    if "sure" not in request.POST:
        serials = dict(Draft.objects.filter(filing__in=chosen).values_list("filing_id", "serial"))
        lines = []
        for each in chosen:
            allowed = may(request.user, "pass", each)
            to = phase(after(each.phase, each.round.switched_off)).staff if allowed else ""
            lines.append({"filing": each, "ok": bool(allowed), "why": allowed.why, "to": to, "serial": serials[each.pk]})
        able = sum(line["ok"] for line in lines)
        return render(request, "review/many.html", {"lines": lines, "able": able})
    seen = {each.pk: serial for each in chosen if (serial := number(request.POST.get(f"seen:{each.pk}"))) is not None}
    batch = uuid4().hex
    outcomes = services.advance_many(chosen, "pass", by=request.user, note=request.POST.get("note", ""), seen=seen, batch=batch)
    return render(request, "review/many_done.html", {"outcomes": outcomes, "batch": batch, "done": sum(each.ok for each in outcomes)})


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take a whole act on many forms back, form by form, as far as nobody has acted since."""
    ids = Log.objects.filter(batch=request.POST.get("batch", "")[:32], by=request.user, undone=False).exclude(batch="").values("filing")
    outcomes = services.advance_many(filings.filings_for(request.user).filter(pk__in=ids), "undo", by=request.user)
    return render(request, "review/many_done.html", {"outcomes": outcomes, "undone": True, "done": sum(each.ok for each in outcomes)})
