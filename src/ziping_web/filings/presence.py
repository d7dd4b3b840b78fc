"""Who else has a form open, so that two people do not fill or review it at cross purposes. A page says every so often that it is still
there; nothing depends on it: what two people write in one cell is told apart by versions, with or without this.
"""

import re
from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ziping_web.filings.models import Filing, Presence
from ziping_web.filings.services import Refused
from ziping_web.filings.views import body, told, visible
from ziping_web.people.models import Account
from ziping_web.people.queries import may
from ziping_web.prepared import Slot, change, fetch

__all__ = ["AWAY", "beside", "here", "say"]

AWAY = timedelta(seconds=100)  # a page says that it is there every thirty seconds; browsers slow down those that nobody looks at
_PAGE = re.compile("[a-z0-9]{6,16}")


def _own() -> QuerySet[Presence]:
    return Presence.objects.filter(filing=Slot("filing"), account=Slot("account"), page=Slot("page"))


def _others() -> QuerySet[Presence]:
    return Presence.objects.filter(filing=Slot("filing")).select_related("account").order_by("at", "id")


def say(filing: Filing, by: Account, page: str, *, gone: bool = False) -> None:
    """This page of this account is open, or is closed now. Only those who may fill or pass the form are noted."""
    if gone:
        Presence.objects.filter(filing=filing, account=by, page=page).delete()
        return
    if not (may(by, "edit", filing) or may(by, "pass", filing)):
        return
    now = timezone.now()
    if not change(_own, (), {"at": now}, filing=filing.pk, account=by.pk, page=page):
        Presence.objects.filter(filing=filing, at__lt=now - AWAY).delete()
        Presence.objects.bulk_create([Presence(filing=filing, account=by, page=page, at=now)], ignore_conflicts=True)


def beside(filing: Filing, by: Account, page: str) -> list[str]:
    """The others who have this form open now, in words; somebody's own second window is one of them."""
    since = timezone.now() - AWAY
    out = []
    for each in fetch(_others, filing=filing.pk):
        if each.at >= since and (each.account_id, each.page) != (by.pk, page):
            out.append("您这个账号的另一个窗口" if each.account_id == by.pk else each.account.name)
    return list(dict.fromkeys(out))


@require_POST
@told
@visible
def here(request: HttpRequest, filing) -> JsonResponse:
    """``{"page": …, "gone": false}`` → ``{"others": [names]}``."""
    data = body(request)
    page = data.get("page")
    if not isinstance(page, str) or not _PAGE.fullmatch(page):
        raise Refused("要有 page")
    say(filing, request.user, page, gone=data.get("gone") is True)
    return JsonResponse({"ok": True, "others": beside(filing, request.user, page)})
