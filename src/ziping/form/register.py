"""A register: the list of approved projects or units that finance keeps beside the forms, as written, and how a form is found in it."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal
from functools import cached_property
from typing import Any

from ziping.exact import number
from ziping.form.model import Form
from ziping.frozen import dataclass
from ziping.text import bare

__all__ = ["Entry", "Register", "plain_name", "same_name"]

_YEAR = re.compile(r"^(?:19|20)\d\d年?度?")
_TAIL = re.compile(r"[(（][^()（）]*[)）]$")


def plain_name(text: str | None) -> str:
    """A name of a project or a unit without the year before it and a bracket behind it: 2023年农田管护（二期） → 农田管护."""
    return "" if text is None else _TAIL.sub("", _YEAR.sub("", bare(text)))


def same_name(one: str | None, two: str | None) -> bool:
    """True if two names agree, or one is missing, or one holds the other (青禾县农业农村局 and 农业农村局)."""
    a, b = plain_name(one), plain_name(two)
    return not a or not b or a in b or b in a


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a register; None where the list has no such column or the cell is empty. ``row`` counts from 1, as in the file."""

    row: int
    project: str | None = None
    code: str | None = None
    unit: str | None = None
    unit_code: str | None = None
    department: str | None = None
    budget: str | None = None
    year: str | None = None

    @property
    def amount(self) -> Decimal | None:
        """The budget as a decimal, in the register's unit of money."""
        return number(self.budget)


@dataclass(frozen=True)
class Register:
    """The whole list. ``columns`` are the fields it has; ``money_unit`` 万元 or 元 as its heads say, else None."""

    entries: tuple[Entry, ...]
    columns: frozenset[str]
    money_unit: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, as a reader process hands it over."""
        return {"entries": [asdict(entry) for entry in self.entries], "columns": sorted(self.columns), "money_unit": self.money_unit}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Register":
        """What ``to_json`` gave."""
        return cls(tuple(Entry(**entry) for entry in data["entries"]), frozenset(data["columns"]), data["money_unit"])

    @cached_property
    def _projects(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for key in {bare(entry.code or ""), bare(entry.project or ""), plain_name(entry.project)} - {""}:
                found.setdefault(key, []).append(entry)
        return found

    @cached_property
    def units(self) -> dict[str, list[Entry]]:
        """Entries by every name and code of a unit or department."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for key in {bare(part or "") for part in (entry.unit, entry.unit_code, entry.department)} - {""}:
                found.setdefault(key, []).append(entry)
        return found

    def project(self, form: Form) -> Entry | None:
        """The line of a form's project: by its code, else by its name (and unit, where several have it); None if there is none."""
        project = form.project
        if project is None:
            return None
        return self.entry(project.name, project.code, (form.unit.name, project.implementing_unit, project.supervising_department))

    def entry(self, name: str | None, code: str | None, units: Iterable[str | None]) -> Entry | None:
        """The line of a project of that name and code, of any of those units and departments; None if there is none."""
        if code and (found := self._projects.get(bare(code))):
            return found[0]
        ours = [unit for unit in units if unit]
        for key in (bare(name or ""), plain_name(name)):
            near = [each for each in self._projects.get(key, ()) if key and _same_unit(each, ours)]
            if near:
                return near[0]
        return None

    def without(self, rows: Container[int]) -> tuple[Entry, ...]:
        """The listed projects whose line is not among ``rows``."""
        return tuple(each for each in self.entries if (each.project or each.code) and each.row not in rows)


def _same_unit(entry: Entry, ours: Sequence[str]) -> bool:
    if entry.unit is None and entry.department is None:
        return True
    return not ours or any(same_name(theirs, name) for theirs in (entry.unit, entry.department) if theirs for name in ours)
