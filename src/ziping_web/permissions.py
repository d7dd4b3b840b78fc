"""Who may do what, in one table: action × phase × role; the role's scope (its node and below) is asked beside it.

``allowed`` answers with the reason, in words, when the answer is no.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ziping_web.phases import PHASES, phase

__all__ = ["ACTIONS", "ROLES", "SITE_ACTIONS", "WHOLE_SITE", "Allowed", "allowed", "site_allowed"]

ROLES = {
    "filler": "填报人",
    "head": "单位负责人",
    "department": "主管部门审核",
    "office": "业务股室",
    "performance": "绩效股",
    "admin": "管理员",
    "reader": "只读/审计",
}
_EVERYBODY = tuple(ROLES)
_REVIEWERS = ("head", "department", "office", "performance")
_EVER = tuple(each.id for each in PHASES)

# action: {phase: roles}. What is not here is not allowed.
ACTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "view": dict.fromkeys(_EVER, _EVERYBODY),
    "edit": {"draft": ("filler",)},
    "submit": {"draft": ("filler",)},
    "pass": {each.id: (each.actor,) for each in PHASES if "pass" in each.acts and each.actor},
    "return": {each.id: (each.actor,) for each in PHASES if "return" in each.acts and each.actor},
    "mark": {"department": ("department",), "office": ("office",), "final": ("performance",)},
    "comment": {"draft": ("filler", *_REVIEWERS), **{name: ("filler", *_REVIEWERS) for name in _EVER if name not in ("draft", "done")}},
    "undo": dict.fromkeys(_EVER, ("filler", *_REVIEWERS)),
    "postpone": dict.fromkeys((name for name in _EVER if name != "done"), ("admin", "performance")),
}
_WORDS = {
    "view": "查看", "edit": "修改", "submit": "提交", "pass": "审核通过", "return": "退回", "mark": "填写审定得分", "comment": "批注",
    "undo": "撤销上一步", "postpone": "改截止日期",
}  # fmt: skip

WHOLE_SITE = ("admin", "performance")  # roles whose actions know no unit: they hang on the bureau only
SITE_ACTIONS: dict[str, tuple[str, ...]] = {
    "people": ("admin",),
    "rounds": ("admin", "performance"),
    "boards": ("department", "office", "performance", "admin", "reader"),
}
_SITE_WORDS = {"people": "管理单位和账号", "rounds": "管理批次", "boards": "查看总览"}


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, or no and why."""

    ok: bool
    why: str = ""

    def __bool__(self) -> bool:
        return self.ok


def allowed(action: str, at: str, roles: Iterable[str]) -> Allowed:
    """May one who holds these roles over the form's unit do this in this phase?"""
    held = set(roles)
    if not held:
        return Allowed(False, "这份表不在您的管理范围内")
    able = ACTIONS[action].get(at, ())
    if held & set(able):
        return Allowed(True)
    here = phase(at)
    if not able:
        when = [phase(name).staff for name in ACTIONS[action]]
        return Allowed(False, f"现在处于「{here.staff}」，只有在「{'」「'.join(when)}」时才能{_WORDS[action]}")
    return Allowed(
        False,
        f"「{here.staff}」时由{'、'.join(ROLES[name] for name in able)}{_WORDS[action]}；您是{'、'.join(ROLES[name] for name in ROLES if name in held)}",
    )


def site_allowed(action: str, roles: Iterable[str]) -> Allowed:
    """The same for what concerns no single form."""
    able = SITE_ACTIONS[action]
    if set(roles) & set(able):
        return Allowed(True)
    return Allowed(False, f"{'、'.join(ROLES[name] for name in able)}才能{_SITE_WORDS[action]}")
