"""The only writer of people: sign-in that slows guessing down, passwords, accounts and roles."""

from datetime import timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone

from ziping_web.people.models import Account, Attempt

__all__ = ["LOCK_AFTER", "LOCK_MINUTES", "check_sign_in", "set_password"]

LOCK_AFTER, LOCK_MINUTES = 5, 10
_ADDRESS_AFTER = 50  # an office may share one address


def check_sign_in(login: str, password: str, address: str) -> tuple[Account | None, str]:
    """The account, or None and the sentence. Five wrong passwords lock a login for ten minutes; the sentence never tells which part was wrong."""
    login = login.strip()[:40]
    since = timezone.now() - timedelta(minutes=LOCK_MINUTES)
    recent = Attempt.objects.filter(at__gt=since)
    if recent.filter(login=login).count() >= LOCK_AFTER or recent.filter(address=address).count() >= _ADDRESS_AFTER:
        make_password(password)  # as slow as a real try
        return None, f"连续输错次数过多，请 {LOCK_MINUTES} 分钟后再试，或请管理员重置密码"
    account = authenticate(username=login, password=password)
    if account is None:
        Attempt.objects.create(login=login, address=address[:60])
        left = LOCK_AFTER - recent.filter(login=login).count()
        return None, f"登录名或密码不对{f'，还可以再试 {left} 次' if 0 < left < 3 else ''}；忘记密码请联系管理员重置"
    Attempt.objects.filter(Q(login=login) | Q(at__lt=since)).delete()
    return account, ""


def set_password(account: Account, password: str, *, must_change: bool = False) -> None:
    """Store a new password (already checked against the rules) and lift a lock."""
    account.set_password(password)
    account.must_change = must_change
    account.save(update_fields=("password", "must_change"))
    Attempt.objects.filter(login=account.login).delete()
