"""What a form's verdict was before the rules changed (scheme, region, severities, our own version): kept beside the new one, and how they differ.

A verdict is made anew when the unit changes the form or when those who manage the round ask for it, never by the change of rules itself.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django.utils import timezone

from ziping import __version__
from ziping.paper import SEVERITY_WORDS

__all__ = ["compared", "digest", "kept"]

_COUNTS = {f"{severity}s": words for severity, words in SEVERITY_WORDS.items()}


def digest(scheme: str | None, region: str, severities: Mapping[str, str]) -> str:
    """The rules of a judgement in sixteen characters: equal when nothing in them differs."""
    rules = [scheme, region, sorted(severities.items()), __version__]
    return sha256(json.dumps(rules).encode()).hexdigest()[:16]


def kept(verdict: Any) -> dict[str, Any]:
    """What is kept of a verdict that gives way to one by other rules."""
    detail = verdict.detail
    return {
        "at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "serial": verdict.serial,
        "scheme": detail.get("scheme_title") or "没有适用的方案",
        "engine": verdict.engine,
        "total": _total(verdict),
        "grade": verdict.grade,
        **{name: getattr(verdict, name) for name in _COUNTS},
        "lines": {cell: _due(line) for cell, line in detail.get("lines", {}).items() if line["status"] != "not_scored"},
        "findings": [{name: one[name] for name in ("id", "code", "severity", "cell", "message")} for one in detail.get("findings", [])],
    }


def compared(former: Mapping[str, Any], verdict: Any, label: Callable[[str], str]) -> list[str]:
    """How a verdict differs from what was kept of the one before, in sentences; empty where it does not. ``label``: a cell in words."""
    out, latter = [], kept(verdict)
    for name, words in {"scheme": "方案", "total": "按方案核算", "grade": "等级", **_COUNTS}.items():
        if former[name] != latter[name]:
            out.append(f"{words}：{_filled(former[name])} → {_filled(latter[name])}")
    for cell in dict.fromkeys((*former["lines"], *latter["lines"])):
        old, new = former["lines"].get(cell, "不计分"), latter["lines"].get(cell, "不计分")
        if old != new and cell != "total_score":
            out.append(f"{label(cell)}：应得 {old} → {new}")
    before = {one["id"]: one for one in former["findings"]}
    now = {one["id"]: one for one in latter["findings"]}
    out += [f"新有的{_said(one)}" for key, one in now.items() if key not in before]
    out += [f"不再有的{_said(one)}" for key, one in before.items() if key not in now]
    for key in before.keys() & now.keys():
        old, new = SEVERITY_WORDS[before[key]["severity"]], SEVERITY_WORDS[now[key]["severity"]]
        if old != new:
            out.append(f"{now[key]['code']} 由{old}改为{new}：{now[key]['message']}")
    return out


def _filled(value: Any) -> Any:
    return "—" if value in ("", None) else value


def _said(one: Mapping[str, Any]) -> str:
    return f"{SEVERITY_WORDS[one['severity']]} {one['code']}：{one['message']}"


def _total(verdict: Any) -> str:
    low, high = verdict.computed_low, verdict.computed_high
    return "不能核算" if low is None else f"{low:.2f}" if low == high else f"{low:.2f}–{high:.2f}"


def _due(line: Mapping[str, Any]) -> str:
    return line["computed"] or "–".join(line["range"] or ()) or "不能核算"
