"""The only writer of people: sign-in that slows guessing down, passwords, accounts and roles."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ziping_web.people.hashers import initial_password
from ziping_web.people.models import Account, Attempt, Node, Role, Staged

__all__ = [
    "LOCK_AFTER", "LOCK_MINUTES", "apply_plan", "check_sign_in", "first_account", "give_role", "reset_password", "restage", "set_active", "set_password",
    "stage", "take_role", "unstage",
]  # fmt: skip

LOCK_AFTER, LOCK_MINUTES = 5, 10
_ADDRESS_AFTER = 50  # an office may share one address


def check_sign_in(login: str, password: str, address: str) -> tuple[Account | None, str]:
    """The account, or None and the sentence. Five wrong passwords lock a login for ten minutes; the sentence never tells which part was wrong."""
    login = login.strip()[:40]
    since = timezone.now() - timedelta(minutes=LOCK_MINUTES)
    recent = Attempt.objects.filter(at__gt=since)
    with transaction.atomic():  # a try counts before it is made, one after the other: many at once are no way past the lock
        list(Account.objects.select_for_update().filter(login=login))
        locked = recent.filter(login=login).count() >= LOCK_AFTER or recent.filter(address=address).count() >= _ADDRESS_AFTER
        if not locked:
            Attempt.objects.create(login=login, address=address[:60])
    if locked:
        make_password(password)  # as slow as a real try
        return None, f"连续输错次数过多，请 {LOCK_MINUTES} 分钟后再试，或请管理员重置密码"
    account = authenticate(username=login, password=password)
    if account is None:
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


def reset_password(account: Account) -> str:
    """A new initial password, to be told to its owner once; it must be changed at the next sign-in. Tokens of the account end: whoever knew
    the old password may have made them."""
    password = initial_password()
    account.password = make_password(password, hasher="pbkdf2_initial")
    account.must_change = True
    account.save(update_fields=("password", "must_change"))
    account.tokens.all().delete()
    Attempt.objects.filter(login=account.login).delete()
    return password


def set_active(account: Account, active: bool) -> None:
    """Close an account or open it again; its past stays."""
    account.is_active = active
    account.save(update_fields=("is_active",))


def give_role(account: Account, node: Node, kind: str, *, below: bool) -> None:
    """A role at a node; the same again only changes ``below``."""
    Role.objects.update_or_create(account=account, node=node, kind=kind, defaults={"below": below})


def take_role(role: Role) -> str:
    """Take a role away; the sentence where the site would be left without an administrator."""
    if role.kind == "admin" and not Role.objects.filter(kind="admin", account__is_active=True).exclude(pk=role.pk).exists():
        return "这是最后一个管理员，不能取消"
    role.delete()
    return ""


def stage(purpose: str, data: Any, by: Account, *, about: str = "") -> Staged:
    """Keep what was read from a file until its owner says yes; older ones of the same purpose go."""
    Staged.objects.filter(by=by, purpose=purpose).delete()
    Staged.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    return Staged.objects.create(purpose=purpose, data=data, by=by, about=about[:200])


def restage(staged: Staged, data: Any) -> None:
    """The same with what was decided since."""
    staged.data = data
    staged.save(update_fields=("data",))


def unstage(staged: Staged) -> None:
    """It was taken, or thrown away."""
    staged.delete()


def first_account(*, bureau: str, login: str, name: str, password: str) -> Account | None:
    """The first set-up: the bureau and its administrator; None where somebody was quicker."""
    with transaction.atomic():
        if Node.objects.exists() or Account.objects.exists():
            return None
        node = Node.objects.create(code="100", name=bureau.strip()[:120], kind="bureau")
        account = Account.objects.create_user(login=login, password=password, name=name.strip()[:40])
        Role.objects.create(account=account, node=node, kind="admin")
        Role.objects.create(account=account, node=node, kind="performance")
    return account


def apply_plan(
    nodes: Sequence[Mapping[str, Any]], accounts: Sequence[Mapping[str, Any]], roles: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str, str]]:
    """Do what a plan of ``imports`` says, all or nothing. Returned: login, name and initial password of every new account."""
    fresh: list[tuple[str, str, str]] = []
    with transaction.atomic():
        known = {node.code: node for node in Node.objects.all()}
        for each in nodes:
            node = known.get(each["code"])
            if node is None:
                known[each["code"]] = Node.objects.create(
                    code=each["code"], name=each["name"], kind=each["kind"], parent=known.get(each["parent"])
                )
            elif (node.name, node.kind) != (each["name"], each["kind"]):
                node.name, node.kind = each["name"], each["kind"]
                node.save()
        people = {account.login: account for account in Account.objects.filter(login__in=[each["login"] for each in accounts])}
        for each in accounts:
            account = people.get(each["login"])
            if account is None:
                password = initial_password()
                secret = make_password(password, hasher="pbkdf2_initial")
                people[each["login"]] = Account.objects.create(
                    login=each["login"], name=each["name"], phone=each["phone"], email=each["email"], password=secret, must_change=True
                )
                fresh.append((each["login"], each["name"], password))
            else:
                account.name = each["name"]
                account.phone, account.email = each["phone"] or account.phone, each["email"] or account.email
                account.save(update_fields=("name", "phone", "email"))
        for each in roles:
            give_role(people[each["login"]], known[each["node"]], each["kind"], below=each["below"])
    return fresh
