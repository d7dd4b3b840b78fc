"""The list of what was mended, in the terminal: where, before and after, why; and what was left for a person."""

from difflib import SequenceMatcher

from ziping.form import describe
from ziping.output.console import Console, Text
from ziping.output.fixes.files import Fixed
from ziping.output.fold import hanging
from ziping.output.terminal import heading, place_words, say

__all__ = ["difference", "show_fixes"]

_SHORT = 60  # characters of a value that is shown whole
_MOST = 8  # differing spots of a longer one that are shown


def difference(before: str, after: str) -> str:
    """What has become of a value: ``108.00% → 108.21%``, or of a long one only the spots that differ."""
    if len(before) <= _SHORT and len(after) <= _SHORT:
        return f"{before} → {after}"
    spots = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = before[i1:i2].replace("\n", "↵"), after[j1:j2].replace("\n", "↵")
        if kind == "delete":
            spots.append(f"删去「{gone}」")
        elif kind == "insert":
            spots.append(f"加上「{come}」" if come != "↵" else "另起一行")
        elif kind == "replace":
            spots.append(f"「{gone}」改为「{come}」")
    more = f" 等 {len(spots)} 处" if len(spots) > _MOST else ""
    return "、".join(spots[:_MOST]) + more


def show_fixes(out: Console, done: Fixed) -> None:
    """Every change of every form, then what was left alone."""
    for each in done.forms:
        form = each.before
        out.print(Text(heading(form), style="bold"))
        if each.changes:
            out.print(Text(f"改了 {len(each.changes)} 处", style="green"))
        for number, change in enumerate(each.changes, 1):
            place = form.places.get(change.path)
            spot = f"（{place_words(place)}  {change.path}）" if place is not None else f"（{change.path}）"
            say(out, Text(hanging(f"{number:>3}  ", f"{describe(form, change.path)}{spot}", out.width, 5)))
            say(out, Text(hanging("     改动", difference(change.before, change.after), out.width, 11)))
            code = f"（{change.code}）" if change.code else ""
            say(out, Text(hanging("     理由", f"{change.why}{code}", out.width, 11), style="dim"))
        if each.left:
            out.print(Text(f"没有改 {len(each.left)} 处", style="yellow"))
        for kept in each.left:
            code = f"（{kept.code}）" if kept.code else ""
            say(out, Text(hanging("  ·  ", f"{describe(form, kept.path)}{code}：{kept.why}", out.width, 5)))
        if not each.changes and not each.left:
            out.print("没有可以确定改正的地方。")
        out.print()
