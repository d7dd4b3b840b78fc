"""The only writer of rounds: what is asked, of whom, until when, by which rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from ziping import layouts
from ziping.checks import every
from ziping.errors import UserError
from ziping.paper import SEVERITY_WORDS
from ziping.schemes import by_id
from ziping_web.asked import number
from ziping_web.people.models import Account, Node
from ziping_web.phases import SWITCHABLE
from ziping_web.rounds.models import KINDS, OF_PROJECTS, Round, Task

__all__ = ["LEVELS", "Asked", "close", "read_asked", "save_round", "set_secret"]

LEVELS = {**SEVERITY_WORDS, "off": "不查"}


@dataclass(slots=True)
class Asked:
    """A round as a page sends it, and what is wrong with it: field → sentence."""

    values: dict[str, Any] = field(default_factory=dict)
    units: list[int] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)


def read_asked(posted: Mapping[str, str], units: Iterable[str], switched_off: Iterable[str], own: Round | None) -> Asked:
    """What a page sent → a round's values, every fault in words."""
    asked = Asked()
    faults, values = asked.faults, asked.values
    values["name"] = posted.get("name", "").strip()[:120]
    if not values["name"]:
        faults["name"] = "请填写批次名称，如 2025年度绩效自评"
    elif Round.objects.filter(name=values["name"]).exclude(pk=own.pk if own else None).exists():
        faults["name"] = "已有同名的批次"
    year = posted.get("year", "").strip()
    values["year"] = number(year) or 0
    if not 2000 <= values["year"] <= 2999:
        faults["year"] = "年度应是四位数字，如 2025"
    for name, words in (("start_on", "开始日期"), ("end_on", "截止日期")):
        try:
            values[name] = date.fromisoformat(posted.get(name, "").strip())
        except ValueError:
            faults[name] = f"请填写{words}，如 2026-03-01"
    if "start_on" in values and "end_on" in values and values["end_on"] < values["start_on"]:
        faults["end_on"] = "截止日期早于开始日期"
    days = posted.get("warning_days", "").replace("，", ",").replace("、", ",")
    try:
        values["warning_days"] = sorted({int(day) for day in days.split(",") if day.strip()}, reverse=True)
    except ValueError:
        faults["warning_days"] = "提醒日写成用逗号隔开的天数，如 10,3,0,-1,-5（负数是截止以后）"
    region = posted.get("region", "").strip() or "000000"
    values["region"] = region
    if len(region) != 6 or number(region) is None:
        faults["region"] = "区划代码应是六位数字；不知道就填 000000"
    values["kinds"] = _kinds(posted, faults)
    values["switched_off"] = [name for name in SWITCHABLE if name in set(switched_off)]
    known = {check.code for check in every()}
    values["severities"] = {
        key[2:]: level for key, level in posted.items() if key.startswith("s:") and key[2:] in known and level in LEVELS
    }  # fmt: skip
    asked.units = [pk for unit in units if (pk := number(unit)) is not None]
    if not asked.units:
        faults["units"] = "请至少选一个单位"
    return asked


def _kinds(posted: Mapping[str, str], faults: dict[str, str]) -> dict[str, Any]:
    kinds: dict[str, Any] = {}
    for kind in KINDS:
        if f"kind:{kind}" not in posted:
            continue
        layout, scheme = posted.get(f"layout:{kind}", ""), posted.get(f"scheme:{kind}", "").strip() or None
        try:
            if layouts.by_id(layout).kind != kind:
                faults[f"layout:{kind}"] = "这个版式不是这种表的"
            if scheme is not None:
                by_id(scheme)
        except UserError as error:
            faults[f"scheme:{kind}"] = str(error)
        kinds[kind] = {"layout": layout, "scheme": scheme}
    if not kinds:
        faults["kinds"] = "请至少选一种表"
    return kinds


def save_round(asked: Asked, by: Account, own: Round | None = None) -> Round:
    """Store a round without faults; the departments among the chosen units become objects of its department forms."""
    with transaction.atomic():
        if own is None:
            own = Round.objects.create(**asked.values, created_by=by)
        else:
            for name, value in asked.values.items():
                setattr(own, name, value)
            own.save()
        own.units.set(Node.objects.filter(pk__in=asked.units))
        for kind in [each for each in own.kinds if each not in OF_PROJECTS]:
            for node in own.units.filter(kind="department"):
                Task.objects.get_or_create(round=own, node=node, kind=kind, project_name="")
    return own


def close(round_: Round, closed: bool) -> None:
    """A closed round can only be read."""
    round_.closed = closed
    round_.save(update_fields=("closed",))


def set_secret(task: Task, secret: bool) -> None:
    """A 涉密 object gets no form."""
    task.secret = secret
    task.save(update_fields=("secret",))
