"""The pages of the way of a form: what waits for me, one form with everything about it, and the acts."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from ziping_web.asked import number
from ziping_web.drawn import csrf_field, drawn
from ziping_web.filings import queries as filings
from ziping_web.filings.carried import unconfirmed
from ziping_web.filings.compare import beside
from ziping_web.filings.models import Attachment
from ziping_web.filings.page import draw, listed, numbered
from ziping_web.filings.rules import compared
from ziping_web.filings.services import Refused
from ziping_web.filings.views import visible
from ziping_web.people.queries import may, may_site, shape_of, where_of
from ziping_web.phases import PHASES, after, phase
from ziping_web.review import lists, queries, services
from ziping_web.review.bulk import MOST_AT_ONCE
from ziping_web.review.models import Comment
from ziping_web.review.reminders import my_reminders
from ziping_web.review.scores import changed_since_return, row_names, score_rows

__all__ = ["act", "comment", "due", "filing_list", "filing_page", "home", "mark", "settle"]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    page = lists.paged(queries.waiting, (shape_of(request.user),), where_of(request.user), request.GET.get("page"))
    passing = bool(lists.phases(page) - {"draft"})
    passable = 0
    if passing and page.paginator.num_pages > 1:
        passable = min(MOST_AT_ONCE, queries.queue(request.user).exclude(phase="draft").count())
    body = drawn(
        "home.html",
        csrf=csrf_field(request),
        page=page,
        table=lists.draw(page, pick=passing, empty="没有需要您处理的表。"),
        passing=passing,
        passable=passable,
        returned=queries.returned(request.user),
        reminders=my_reminders(request.user),
        boards=may_site(request.user, "boards"),
        people=may_site(request.user, "people"),
    )
    return render(request, "review/home.html", {"page": page, "passing": passing, "body": body})


@require_GET
def filing_list(request: HttpRequest) -> HttpResponse:
    """All forms within my nodes, by filters that each figure of the overview links to."""
    chosen, shape = queries.chosen_of(request.GET)
    page = lists.paged(queries.listed, (shape_of(request.user), shape), where_of(request.user), request.GET.get("page"))
    body = drawn(
        "filings.html",
        page=page,
        table=lists.draw(page),
        chosen=chosen,
        phases=PHASES,
        rounds=queries.my_rounds(request.user),
        query=queries.query_of(request.GET),
    )
    return render(request, "review/filings.html", {"page": page, "body": body})


@require_GET
@partial(visible, also=("draft", "verdict"))
def filing_page(request: HttpRequest, filing) -> HttpResponse:
    """The form on its paper: to be filled, reviewed or read, as the account may."""
    history = queries.history(filing)
    can = queries.actions(request.user, filing, history)
    opened = filings.open_filing(filing)
    marks = queries.marks(filing)
    standing = [each for step in history for each in step.reasons.all() if not each.settled]
    reasons = [{"reason": each, "label": opened.label(each.cell)} for each in standing]
    comments = [{"comment": each, "label": opened.label(each.cell)} for each in queries.comments(filing)]
    clashes = [{**clash, "label": opened.label(clash["cell"])} for clash in request.session.pop(f"clash-{filing.pk}", [])]
    following = phase(after(filing.phase, filing.round.switched_off)) if filing.phase != "done" else None
    changed = changed_since_return(opened, history)
    source, waiting = unconfirmed(filing, opened.draft)
    findings = numbered(opened)
    paper = draw(
        opened,
        findings,
        edit=can["edit"],
        carried=frozenset(waiting),
        marks={cell: list(each.values())[-1] for cell, each in marks.items()},
        was={each.cell: each.then or "" for each in changed},
        talks=frozenset(
            [each["reason"].cell for each in reasons] + [each["comment"].cell for each in comments if not each["comment"].settled]
        ),
    )
    before = filings.last_year(filing)
    old = before.draft.form if before is not None else {}
    proofs, former = queries.proofs(filing), opened.verdict.former
    page_data = {
        "account": request.user.pk,
        "form": filing.pk,
        "serial": opened.draft.serial,
        "acts": can["edit"] or can["pass"],
        "judged": {
            "lines": opened.lines,
            "findings": opened.findings,
            "answers": {finding: each.text for finding, each in opened.answers.items()},
            "last": beside(old, opened.draft.form, opened.draft.rows) if old else {},
            "proofs": _by_row(filing, proofs),
        },
    }
    body = drawn(
        "filing.html",
        csrf=csrf_field(request),
        today=f"{localdate():%Y%m%d}",
        filing=filing,
        before=before,
        changed=changed,
        scores=score_rows(opened, marks, findings) if not can["edit"] else (),
        mark_too=can["mark"],
        return_too=can["return"],
        proofs=[{"proof": each, "label": opened.label(each.cell)} for each in proofs],
        proof_kinds=Attachment.Kind.choices,
        row_options=drawn("row_options.html", row_names=row_names(opened)) if can["edit"] or can["comment"] else "",
        opened=opened,
        scored=bool(opened.verdict.scheme) or filing.kind not in ("targets", "monitoring"),
        finding_list=listed(findings, edit=can["edit"]),
        paper=paper,
        can=can,
        why_not=may(request.user, "edit", filing).why,
        following=following,
        phases=[each for each in PHASES if each.id not in filing.round.switched_off],
        history=history,
        reasons=reasons,
        comments=comments,
        clashes=clashes,
        former=former,
        differences=compared(former, opened.verdict, opened.label) if former else (),
        carried={"source": source, "count": len(waiting)},
        obstacles=services.obstacles(opened.findings, opened.answers) if can["submit"] else [],
    )
    return render(request, "review/filing.html", {"filing": filing, "page_data": page_data, "can": can, "body": body})


def _by_row(filing, proofs: list[Attachment]) -> dict[str, list[dict[str, str]]]:
    """Row address → its proofs, for the panel beside the row."""
    out: dict[str, list[dict[str, str]]] = {}
    for each in proofs:
        address = reverse("filing-proof", args=(filing.pk, each.pk))
        out.setdefault(each.cell, []).append({"name": each.name, "kind": each.get_kind_display(), "url": address})
    return out


@require_POST
@visible
def act(request: HttpRequest, filing) -> HttpResponse:
    """submit, pass, return, undo. Fields: act, note, reason (on the whole form), ``r:<cell>`` reasons at cells, seen."""
    name = request.POST.get("act", "")
    reasons = [(field[2:], text) for field, text in request.POST.items() if field.startswith("r:") and text.strip()]
    if request.POST.get("reason", "").strip():
        reasons.append(("", request.POST["reason"]))
    seen = request.POST.get("seen", "")
    try:
        done = services.advance(filing, name, by=request.user, note=request.POST.get("note", ""), reasons=reasons, seen=number(seen))
        messages.success(request, f"「{filing.title}」已{services.ACTS[name]}，现在处于「{phase(done.phase).staff}」")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("filing", pk=filing.pk)
    return redirect(filing_url(filing))


def filing_url(filing) -> str:
    """The page of one form."""
    return f"/filings/{filing.pk}/"


@require_POST
@visible
def due(request: HttpRequest, filing) -> HttpResponse:
    """A deadline for this form alone. Fields: due_on (empty: the round's again), why, whole (the unit's other forms of the round too)."""
    text = request.POST.get("due_on", "").strip()
    try:
        wanted = date.fromisoformat(text) if text else None
        changed = services.postpone(filing, wanted, request.POST.get("why", ""), request.user, whole_unit="whole" in request.POST)
        messages.success(request, f"已改截止日期：{len(changed)} 份表" if changed else "截止日期与原来相同，没有改动")
    except ValueError:
        messages.error(request, "截止日期写成 2026-04-10 这样的年月日")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(filing_url(filing))


@require_POST
@visible
def comment(request: HttpRequest, filing) -> HttpResponse:
    """A word at a cell."""
    try:
        services.comment(filing, request.POST.get("cell", ""), request.POST.get("text", ""), request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(filing_url(filing) + "#remarks")


@require_POST
@visible
def settle(request: HttpRequest, filing, comment: int) -> HttpResponse:
    """A comment is dealt with."""
    found = Comment.objects.filter(pk=comment, filing=filing).select_related("filing", "filing__round", "filing__node").first()
    if found is not None:
        try:
            services.settle(found, request.user)
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect(filing_url(filing) + "#remarks")


@require_POST
@visible
def mark(request: HttpRequest, filing) -> HttpResponse:
    """Reviewed scores: fields ``m:<cell>``."""
    count = 0
    try:
        for field, text in request.POST.items():
            if field.startswith("m:"):
                count += services.mark(filing, field[2:], text, request.user) is not None
        messages.success(request, f"已保存审定得分 {count} 处")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(filing_url(filing))
