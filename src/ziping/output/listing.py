"""``ziping explain --list``: every check, and every id of the catalogue with the checks that answer it or the input it still needs."""

from ziping.checks import Check, every
from ziping.checks.base import NEEDS
from ziping.checks.catalogue import GROUPS, catalogue
from ziping.output.console import Console, Text
from ziping.output.terminal import COLOURS, pairs
from ziping.paper import SEVERITY_WORDS

__all__ = ["needed_words", "show_list"]


def needed_words(check: Check) -> str:
    """What a check needs beside the form, in Chinese; empty if the form alone decides."""
    return f"另需{NEEDS[check.needs]}" if check.needs is not None else ""


def show_list(out: Console) -> None:
    """All checks by code, then the catalogue."""
    entries = catalogue()
    out.print(Text(f"检查 {len(every())} 项", style="bold"))
    for check in every():
        severity = check.spoken(check.at(""))
        needs = needed_words(check)
        line = Text(
            f"{check.code}  {SEVERITY_WORDS[severity]}  {'、'.join(check.covers) or '—':<4} {check.title}{f'（{needs}）' if needs else ''}"
        )
        line.mark(len(check.code), COLOURS[severity])
        out.print(line, whole=True)
    answered = [entry for entry in entries if entry.checks]
    out.print()
    out.print(Text(f"审核目录 {len(entries)} 项：{len(answered)} 项有检查回答，{len(entries) - len(answered)} 项还缺材料", style="bold"))
    for letter, (title, _) in GROUPS.items():
        group = [entry for entry in entries if entry.id[0] == letter]
        out.print(Text(f"{letter}  {title}", style="bold"))
        rows = [(e.id, "、".join(check.code for check in e.checks) if e.checks else f"{e.asks}？还要：{e.needs}") for e in group]
        done = [f"{ref}({words})" for (ref, words), e in zip(rows, group, strict=True) if e.checks]
        if done:
            pairs(out, [("有检查", "　".join(done))], indent=2)
        missing = [row for row, e in zip(rows, group, strict=True) if not e.checks]
        if missing:
            pairs(out, missing, indent=2)
