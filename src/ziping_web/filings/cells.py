"""Addresses of cells that stay when rows move: ``indicators.7.score`` is the score of the row whose key is 7, wherever it now stands.

A plain value keeps its path (``unit.name``, ``functions``, ``total_score``, ``signatures.填表人``). Row keys stand in ``Draft.rows``.
Pure functions over plain data: {"form": …, "rows": …}.
"""

import re
from functools import lru_cache
from typing import Any

from ziping.form import Form, build, describe, split
from ziping.form.model import BaseDatum, Fund, Goal, Indicator, Project, Unit

__all__ = [
    "MOST_ROWS", "SECTIONS", "address", "clean", "copy", "covered", "editable", "keys_for", "label", "path", "read", "stands", "storable", "too_long", "whole", "write",
]  # fmt: skip

SECTIONS = {"funds": Fund, "goals": Goal, "indicators": Indicator, "base_data": BaseDatum}
_SCALARS = frozenset({"functions", "total_weight", "total_score", "grade", "money_unit"})
_PARTS = {"unit": frozenset(Unit.field_names()), "project": frozenset(Project.field_names())}
_NOT_THE_UNITS = frozenset({"review_score", "total", "goal", "term"})  # reviewers' column; structure, not text
_NOTHING = frozenset({"-", "--", "—", "——", "－", "/", "／"})
_SIGNATURE = re.compile(r"(?:signatures|others)\.[^\x00-\x1f\ud800-\udfff]{1,40}")
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")  # no character of any text, and no database takes them all
MOST_ROWS = 2000  # of one form: more is no form, and judging it would hold everybody up
_MOST = 20_000  # characters of a cell

Rows = dict[str, list[str]]


def keys_for(form: dict[str, Any], start: int = 1) -> tuple[Rows, int]:
    """A key for every row of a form; the second value is the next free one."""
    rows: Rows = {}
    for section in SECTIONS:
        count = len(form.get(section) or ())
        rows[section] = [str(start + i) for i in range(count)]
        start += count
    return rows, start


def path(cell: str, rows: Rows) -> str | None:
    """Address → path in the form as it stands; None where its row is gone."""
    section, _, rest = cell.partition(".")
    if section not in SECTIONS:
        return cell
    key, _, field = rest.partition(".")
    if key not in rows.get(section, ()):
        return None
    at = f"{section}[{rows[section].index(key)}]"
    return f"{at}.{field}" if field else at


def address(where: str, rows: Rows) -> str:
    """Path → address; a path without such a row stays as it is."""
    steps = split(where)
    if len(steps) < 2 or steps[0] not in SECTIONS or not isinstance(steps[1], int):
        return where
    keys = rows.get(str(steps[0]), [])
    if steps[1] >= len(keys):
        return where
    return ".".join([str(steps[0]), keys[steps[1]], *(str(step) for step in steps[2:])])


@lru_cache(maxsize=20_000)
def editable(cell: str) -> bool:
    """Whether such a cell is the unit's to fill: no reviewer's column, nothing the round has fixed."""
    section, _, rest = cell.partition(".")
    if section in SECTIONS:
        key, _, field = rest.partition(".")
        return key.isdecimal() and field in SECTIONS[section].field_names() and field not in _NOT_THE_UNITS
    if section in _PARTS:
        return rest in _PARTS[section]
    return cell in _SCALARS or _SIGNATURE.fullmatch(cell) is not None


def clean(value: str | None) -> str | None:
    """A cell's text as the contract has it: trimmed, one kind of line break; a lone dash or nothing is None."""
    if value is None:
        return None
    text = _UNSTORABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()[:_MOST]
    return None if not text or text in _NOTHING else text


def read(form: dict[str, Any], where: str) -> str | None:
    """The text at a path; None where there is none."""
    here: Any = form
    for step in split(where):
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
        else:
            here = here.get(step) if isinstance(here, dict) else None
        if here is None:
            return None
    return here if isinstance(here, str) else str(here)


def write(form: dict[str, Any], where: str, value: str | None) -> None:
    """Put a text at a path of a form's plain data, in place."""
    steps = split(where)
    here: Any = form
    for step in steps[:-1]:
        if isinstance(step, int):
            here = here[step]
        else:
            if here.get(step) is None:
                here[step] = {}
            here = here[step]
    if steps[0] == "others" and value is None:
        here.pop(steps[-1], None)
        return
    here[steps[-1]] = value


def covered(form: dict[str, Any], where: str) -> list[str]:
    """The paths one drawn cell stands for: a merged level name stands for its whole run of rows, any other cell for itself."""
    steps = split(where)
    if len(steps) != 3 or steps[0] != "indicators" or steps[2] not in ("level1", "level2"):
        return [where]
    rows, first, field = form["indicators"], int(steps[1]), str(steps[2])
    value, head = rows[first].get(field), rows[first].get("level1")
    out = [where]
    if value is None:
        return out
    for number in range(first + 1, len(rows)):
        if rows[number].get(field) != value or (field == "level2" and rows[number].get("level1") != head):
            break
        out.append(f"indicators[{number}].{field}")
    return out


def stands(cell: str, rows: Rows) -> bool:
    """Whether this is an address in a form with these rows; a row's own, without a field, too."""
    where = path(cell, rows)
    try:
        return where is not None and bool(split(where))
    except ValueError:
        return False


def label(form: Form, cell: str, rows: Rows) -> str:
    """The cell in the form's own words, for people."""
    where = path(cell, rows)
    if where is None:
        return "已删除的行"
    try:
        return describe(form, where)
    except ValueError:
        return cell


def copy(form: dict[str, Any]) -> dict[str, Any]:
    """A form's data to work on: its parts, its tables and their rows are new, the texts in them are texts."""
    out = dict(form)
    for name, value in form.items():
        if isinstance(value, dict):
            out[name] = dict(value)
        elif isinstance(value, list):
            out[name] = [dict(each) for each in value]
    return out


def whole(form: dict[str, Any]) -> Form:
    """A form's data as a Form. What is stored was checked when it came; it is checked again where another version of ours wrote it."""
    try:
        return build(form)
    except (AttributeError, KeyError, TypeError):
        return Form.model_validate(form)


def too_long(form: dict[str, Any]) -> bool:
    """Whether this is more than any form has: rows of all tables together."""
    return sum(len(form.get(section) or ()) for section in SECTIONS) > MOST_ROWS


def storable(form: dict[str, Any]) -> dict[str, Any]:
    """The same without the characters that no database takes."""
    return {name: _storable(value) for name, value in form.items()}


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_UNSTORABLE.sub("", name): _storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return _UNSTORABLE.sub("", value) if isinstance(value, str) else value
