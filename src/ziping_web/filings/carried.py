"""Texts that were carried over (last year's targets, approved ones) stay 待确认 until the unit has changed or confirmed each of them.

Saving a cell costs nothing extra: a cell whose version is newer than the carrying over has been confirmed by that.
"""

from collections.abc import Sized

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ziping_web.filings import cells
from ziping_web.filings.models import Carried, Draft, Filing
from ziping_web.filings.services import Refused
from ziping_web.filings.views import body, told, visible
from ziping_web.people.models import Account
from ziping_web.people.queries import may
from ziping_web.prepared import Slot, fetch

__all__ = ["confirm", "confirmed", "mark", "obstacle", "unconfirmed"]

_FIELDS = {"goals": ("expected",), "indicators": ("target",)}  # what a year takes over, and must not take over unread


def mark(filing: Filing, source: str) -> None:
    """From now on the goals and targets that stand on the form are taken from ``source`` and wait to be confirmed."""
    draft = Draft.objects.get(filing=filing)
    waiting = [
        f"{section}.{key}.{field}"
        for section, fields in _FIELDS.items()
        for key, row in zip(draft.rows[section], draft.form[section], strict=True)
        for field in fields
        if row.get(field)
    ]
    Carried.objects.update_or_create(filing=filing, defaults={"source": source[:80], "serial": draft.serial, "cells": waiting})


def _carried() -> QuerySet[Carried]:
    return Carried.objects.filter(filing=Slot("filing")).order_by()


def unconfirmed(filing: Filing, draft: Draft) -> tuple[str, list[str]]:
    """Where texts were carried over from, and the cells that still wait."""
    carried = fetch(_carried, filing=filing.pk)
    if not carried:
        return "", []
    found = carried[0]
    waiting = [cell for cell in found.cells if cells.path(cell, draft.rows) and draft.versions.get(cell, 0) <= found.serial]
    return found.source, waiting


def obstacle(source: str, waiting: Sized) -> list[str]:
    """Why a form cannot be submitted yet, as a sentence; empty where nothing waits."""
    return [f"从{source}带出的目标还有 {len(waiting)} 处没有确认：照旧的点「核对无误」，不对的直接改"] if waiting else []


def confirmed(filing: Filing, by: Account, cell: str = "") -> list[str]:
    """The unit has looked at this cell, or with an empty one at all of them. Returned: what still waits."""
    with transaction.atomic():
        held = Filing.objects.select_for_update(of=("self",)).select_related("round", "node").get(pk=filing.pk)
        allowed = may(by, "edit", held)
        if not allowed:
            raise Refused(allowed.why)
        _, waiting = unconfirmed(held, Draft.objects.get(filing=held))
        left = [each for each in waiting if cell and each != cell]
        Carried.objects.filter(filing=held).update(cells=left)
    return left


@require_POST
@told
@visible
def confirm(request: HttpRequest, filing) -> HttpResponse:
    """A script's ``{"cell": address}``; or, from the page's button, all of them."""
    if request.content_type == "application/json":
        return JsonResponse({"ok": True, "left": confirmed(filing, request.user, str(body(request).get("cell", "")))})
    try:
        confirmed(filing, request.user)
        messages.success(request, "带出的目标已全部核对")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"/filings/{filing.pk}/")
