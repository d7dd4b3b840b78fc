"""The only reader of people: who holds which roles where, and so what they may see and do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from ziping_web.people.models import Account, Node, Role
from ziping_web.permissions import Allowed, allowed, site_allowed
from ziping_web.prepared import Slot, fetch

__all__ = [
    "Shape", "accounts", "covering", "known_nodes", "may", "may_site", "nodes", "roles", "roles_over", "scope", "shape_of", "shaped", "tree", "where_of",
]  # fmt: skip

Shape = tuple[tuple[str, bool], ...]  # the roles of an account without their nodes: (kind, below)


def _roles() -> QuerySet[Role]:
    return Role.objects.filter(account_id=Slot("account")).select_related("node")


def roles(account: Account) -> list[Role]:
    """All roles of an account with their nodes, read once per request."""
    known = getattr(account, "_roles", None)
    if known is None:
        known = fetch(_roles, account=account.pk) if account.pk and account.is_active else []
        account._roles = known
    return known


def _covers(role: Role, node: Node) -> bool:
    return node.path.startswith(role.node.path) if role.below else node.pk == role.node_id


def roles_over(account: Account, node: Node) -> set[str]:
    """The kinds of role this account holds over a node."""
    return {role.kind for role in roles(account) if _covers(role, node)}


def may(account: Account, action: str, filing) -> Allowed:
    """May this account do this with this form, in the phase it is in? The answer carries the reason of a no."""
    if filing.round.closed and action != "view":
        return Allowed(False, "这个批次已经结束，表只能查看")
    return allowed(action, filing.phase, roles_over(account, filing.node))


def may_site(account: Account, action: str) -> Allowed:
    """May this account do what concerns no single form?"""
    return site_allowed(action, {role.kind for role in roles(account)})


def scope(account: Account, prefix: str = "node__", kinds: Iterable[str] | None = None) -> Q:
    """The condition that keeps a query within an account's nodes. ``prefix`` leads to the node, ``kinds`` narrows the roles that count."""
    return covering(roles(account), prefix, kinds)


@dataclass(frozen=True, slots=True)
class _Somewhere:
    """A node, or a role at one, that is known only when the query runs."""

    kind: str
    below: bool
    node_id: Slot

    @property
    def node(self) -> "_Somewhere":
        return self

    @property
    def path(self) -> Slot:
        return self.node_id


def shape_of(account: Account) -> Shape:
    """What of an account's roles changes the SQL of a query, to build one that is prepared."""
    return tuple((role.kind, role.below) for role in roles(account))


def where_of(account: Account) -> Mapping[str, Any]:
    """The values of such a query: where each role hangs."""
    return {f"role{number}": role.node.path if role.below else role.node_id for number, role in enumerate(roles(account))}


def shaped(shape: Shape) -> list[Any]:
    """Roles of this shape whose nodes are the values of ``where_of``."""
    return [_Somewhere(kind, below, Slot(f"role{number}")) for number, (kind, below) in enumerate(shape)]


def covering(held: Sequence[Any], prefix: str = "node__", kinds: Iterable[str] | None = None) -> Q:
    """``scope`` of these roles."""
    wanted = set(kinds) if kinds is not None else None
    condition = Q()
    for role in held:
        if wanted is None or role.kind in wanted:
            condition |= Q(**{f"{prefix}path__startswith": role.node.path}) if role.below else Q(**{f"{prefix}pk": role.node_id})
    return condition or Q(pk__in=[])  # no role: nothing, not everything


def nodes(account: Account) -> QuerySet[Node]:
    """The organisations an account may see."""
    return Node.objects.filter(scope(account, ""))


def tree() -> list[Node]:
    """All organisations, parents before children, with how many accounts and forms hang on each."""
    return list(Node.objects.annotate(people=Count("roles__account", distinct=True)).order_by("path"))


def accounts(text: str = "", node: Node | None = None) -> QuerySet[Account]:
    """Accounts with their roles, by a piece of login or name, or by an organisation and what is below."""
    found = Account.objects.prefetch_related("roles__node").order_by("login")
    if text:
        found = found.filter(Q(login__icontains=text) | Q(name__icontains=text) | Q(roles__node__name__icontains=text)).distinct()
    if node is not None:
        found = found.filter(roles__node__path__startswith=node.path).distinct()
    return found


def known_nodes() -> dict[str, tuple[str, str | None]]:
    """Code → (kind, parent's code) of every organisation, for imports."""
    return {code: (kind, parent) for code, kind, parent in Node.objects.values_list("code", "kind", "parent__code")}
