"""Who gets which reminder when: looked at before it is sent, and what was sent."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from ziping_web.people.access import needs
from ziping_web.review.models import Reminder
from ziping_web.review.reminders import days_of, letters_of, when
from ziping_web.rounds.models import Round

__all__ = ["reminders"]


@require_GET
@needs("rounds")
def reminders(request: HttpRequest, pk: int) -> HttpResponse:
    """The days on which letters go out, the letters of one day (``?day=2026-12-14``, else the next), and those that went out."""
    own = get_object_or_404(Round, pk=pk)
    today = localdate()
    planned = days_of(own)
    coming = [day for day, _, _ in planned if day >= today]
    day = _asked(request.GET.get("day")) or (coming[0] if coming else None)
    days = [{"day": each, "due": due, "words": when(left), "past": each < today, "chosen": each == day} for each, due, left in planned]
    letters = letters_of(own, day) if day and day >= today and not own.closed else []
    sent = Paginator(Reminder.objects.filter(round=own).select_related("account"), 50).get_page(request.GET.get("page"))
    context = {"round": own, "days": days, "day": day, "today": today, "letters": letters, "sent": sent}
    return render(request, "review/reminders.html", context)


def _asked(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
