"""The id of a finding: the same on every run, after rows were added above it, when other findings vanish, in any carrier.

A row is named by what it says, never by its number, and rows that say the same are told apart by their order among themselves.
Goals are long texts that get edited, so they go by their order. A finding about a level name belongs to the level, not to the row
that happens to stand first under it.
"""

from collections.abc import Iterable
from hashlib import sha1

from ziping.form import BaseDatum, Form, Fund, Indicator, split
from ziping.text import bare

__all__ = ["Identities"]


class Identities:
    """The ids of one form's findings; names of rows are worked out once, when they are first needed."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._rows: dict[str, list[str]] = {}
        self._given: dict[str, int] = {}

    def give(self, code: str, where: str, apart: object = None) -> str:
        """The id of a finding of check ``code`` at a path; ``apart`` tells several of one check at one path apart, else their order."""
        key = f"{code}|{self._spot(where)}" + ("" if apart is None else f"|{bare(str(apart))}")
        count = self._given[key] = self._given.get(key, 0) + 1
        if count > 1:
            key += f"|{count}"
        return sha1(key.encode(), usedforsecurity=False).hexdigest()[:12]

    def _spot(self, path: str) -> str:
        steps = split(path)
        if len(steps) < 2 or not isinstance(steps[1], int) or steps[0] == "goals":
            return path
        section, number, field = str(steps[0]), steps[1], ".".join(map(str, steps[2:]))
        rows = getattr(self._form, section, ())
        if number >= len(rows):
            return path
        row = rows[number]
        if field in ("level1", "level2") and getattr(row, field) is not None:
            return f"{section}:{_plain(row.level1, *((row.level2,) if field == 'level2' else ()))}:{field}"
        if section not in self._rows:
            self._rows[section] = list(_numbered([_named(row) for row in rows]))
        return f"{section}:{self._rows[section][number]}:{field}"


def _plain(*parts: str | None) -> str:
    return "|".join([bare(part) if part else "" for part in parts])


def _named(row: Fund | Indicator | BaseDatum) -> str:
    """Source, three levels, content, name: what a row of any section is told by; what it does not have stays empty."""
    if isinstance(row, Indicator):
        last, content = row.level3 and bare(row.level3) or "", row.content and bare(row.content) or ""
        levels = f"{row.level1 and bare(row.level1) or ''}|{row.level2 and bare(row.level2) or ''}"
        return f"|{levels}|{last}|{content}|{content if row.content else last}"
    return f"{_plain(row.source)}|||||" if isinstance(row, Fund) else f"|||||{_plain(row.name)}"


def _numbered(names: Iterable[str]) -> Iterable[str]:
    """Names as they are; the second of the same name gets ``#2``, and so on."""
    seen: dict[str, int] = {}
    for name in names:
        count = seen[name] = seen.get(name, 0) + 1
        yield name if count == 1 else f"{name}#{count}"
