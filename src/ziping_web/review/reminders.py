"""Reminders before and after a deadline: who gets what when follows from where the forms lie, and can be looked at before it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.mail import send_mail
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from ziping_web.filings.models import Filing
from ziping_web.people.models import Account, Role
from ziping_web.phases import phase
from ziping_web.prepared import Slot, fetch
from ziping_web.review.models import Reminder
from ziping_web.rounds.models import Round

__all__ = ["Letter", "days_of", "due_letters", "letters_of", "my_reminders", "send_due", "when"]

_UNIT = ("draft", "head")  # phases in which the unit itself is late


@dataclass(frozen=True, slots=True)
class Letter:
    """One reminder to one person: which forms, and the words."""

    account: Account
    round: Round
    due: date
    days: int
    text: str

    @property
    def first(self) -> str:
        """Its first line, without what it leads to."""
        return self.text.splitlines()[0].rstrip("：")


def due_letters(today: date) -> list[Letter]:
    """What is due today: to whoever holds a form back in its phase; after the deadline also to the department above it."""
    rounds = Round.objects.filter(closed=False, start_on__lte=today)
    return [letter for round_ in rounds for letter in letters_of(round_, today)]


def letters_of(round_: Round, day: date) -> list[Letter]:
    """The letters of one round on a day, as its forms lie now."""
    out: list[Letter] = []
    open_ = Filing.objects.filter(round=round_).exclude(phase="done")
    for due in _deadlines(round_):
        if (due - day).days in round_.warning_days:
            own = Q(due_on=due) | Q(due_on=None) if due == round_.end_on else Q(due_on=due)
            out += _letters(round_, due, (due - day).days, list(open_.filter(own).select_related("node")))
    return out


def _deadlines(round_: Round) -> list[date]:
    own = (
        Filing.objects.filter(round=round_)
        .exclude(phase="done")
        .exclude(due_on=None)
        .values_list("due_on", flat=True)
        .distinct()
        .order_by()
    )
    return sorted({round_.end_on, *own})


def days_of(round_: Round) -> list[tuple[date, date, int]]:
    """When letters of a round go out: (day, deadline, days before it; negative after), in order of the days."""
    found = {(due - timedelta(days=days), due, days) for due in _deadlines(round_) for days in round_.warning_days}
    return sorted(each for each in found if each[0] >= round_.start_on)


def _letters(round_: Round, due: date, days: int, forms: list[Filing]) -> list[Letter]:
    roles = list(Role.objects.filter(account__is_active=True).select_related("account", "node"))
    by_person: dict[int, tuple[Account, list[Filing]]] = {}
    for role in roles:
        own = [filing for filing in forms if _concerns(role, filing, days)]
        if own:
            by_person.setdefault(role.account_id, (role.account, []))[1].extend(own)
    return [Letter(account, round_, due, days, _text(round_, due, days, own)) for account, own in by_person.values()]


def _concerns(role: Role, filing: Filing, days: int) -> bool:
    covers = filing.node.path.startswith(role.node.path) if role.below else filing.node_id == role.node_id
    if not covers:
        return False
    if phase(filing.phase).actor == role.kind:
        return True
    return days < 0 and filing.phase in _UNIT and role.kind == "department"


def when(days: int) -> str:
    """Days before a deadline in words; negative after it."""
    return f"还有 {days} 天截止" if days > 0 else "今天截止" if days == 0 else f"已超期 {-days} 天"


def _text(round_: Round, due: date, days: int, forms: Iterable[Filing]) -> str:
    own = {filing.pk: filing for filing in forms}
    lines = [f"{round_.name}{when(days)}（{due:%Y-%m-%d}），下列 {len(own)} 份表等您处理："]
    lines += [f"· {filing.node.name} {filing.title}（{phase(filing.phase).staff}）" for filing in list(own.values())[:30]]
    if len(own) > 30:
        lines.append(f"…… 等 {len(own)} 份，详见系统待办。")
    return "\n".join(lines)


def send_due(today: date | None = None) -> int:
    """Keep today's reminders for the to-do lists and mail them where there is an address; each only once. Returned: how many were new."""
    count = 0
    for letter in due_letters(today or localdate()):
        kept, fresh = Reminder.objects.get_or_create(
            round=letter.round, account=letter.account, due=letter.due, days=letter.days, defaults={"text": letter.text}
        )
        count += fresh
        if letter.account.email and not kept.mailed:
            send_mail(letter.text.splitlines()[0].split("，")[0], letter.text, None, [letter.account.email])
            Reminder.objects.filter(pk=kept.pk).update(mailed=True)
    return count


def _standing() -> QuerySet[Reminder]:
    own = Filing.objects.filter(round=OuterRef("round"), due_on=OuterRef("due")).exclude(phase="done")
    stands = Reminder.objects.filter(account=Slot("account"), round__closed=False).filter(Q(due=F("round__end_on")) | Exists(own))
    return stands.select_related("round")


def my_reminders(account: Account) -> list[Reminder]:
    """The latest reminder of each deadline that still stands in an open round."""
    out: dict[tuple[int, date], Reminder] = {}
    for each in fetch(_standing, account=account.pk):
        out.setdefault((each.round_id, each.due), each)
    return list(out.values())
