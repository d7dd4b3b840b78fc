"""Sessions in the database as Django keeps them, and whose they are: the two questions of every request, asked by prepared queries."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField, QuerySet
from django.utils import timezone

from ziping_web.people.models import Account
from ziping_web.prepared import Slot, fetch

__all__ = ["Accounts", "SessionStore"]


def _session() -> QuerySet[Session]:
    return Session.objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now", DateTimeField()))


def _account() -> QuerySet[Account]:
    return Account.objects.filter(pk=Slot("pk")).order_by()


class SessionStore(db.SessionStore):
    """The same table and the same content."""

    def _get_session_from_db(self):
        found = fetch(_session, key=self.session_key, now=timezone.now()) if self.session_key else []
        if not found:
            self._session_key = None
        return found[0] if found else None


class Accounts(ModelBackend):
    """Signs in by login and password."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session; None where it is closed or gone."""
        found = fetch(_account, pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
