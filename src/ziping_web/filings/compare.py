"""Two forms beside each other: which row of one is which row of the other, and where their texts differ. Plain data in, plain data out."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ziping.form import Form
from ziping_web.filings import cells

__all__ = ["Difference", "beside", "differences", "pair"]

_ALIKE = 0.75  # a renamed indicator still has this share of its name
_MOST_GUESSES = 60  # rows left over on either side that are compared by likeness
_PLAIN = ("functions", "total_weight", "total_score", "grade")
_SPACE = str.maketrans("", "", " 　\t\n:：")


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that a file would change: address, the cell in words, the text now and in the file; ``clears`` where the file has none."""

    cell: str
    label: str
    now: str | None
    new: str | None

    @property
    def clears(self) -> bool:
        return self.new is None


def _name(section: str, row: dict[str, Any], number: int) -> tuple[str, str]:
    """What a row is called: (within which group, its own name); a row without a name is known by its number."""
    if section == "indicators":
        own = row.get("content") or row.get("level3") or ""
        return (row.get("level2") or "").translate(_SPACE), own.translate(_SPACE)
    if section == "funds":
        return "", "total" if row.get("total") else (row.get("source") or "").translate(_SPACE).removeprefix("其中")
    if section == "base_data":
        return "", (row.get("name") or "").translate(_SPACE)
    return "", str(number)


def pair(old: list[dict[str, Any]], new: list[dict[str, Any]], section: str) -> dict[int, int]:
    """Number of a row in ``new`` → its number in ``old``: by group and name, then by name, then by likeness of the name."""
    found: dict[int, int] = {}
    names_old = [_name(section, row, number) for number, row in enumerate(old)]
    names_new = [_name(section, row, number) for number, row in enumerate(new)]
    for whole in (True, False):
        waiting: dict[Any, list[int]] = {}
        for number, name in enumerate(names_old):
            if number not in found.values() and name[1]:
                waiting.setdefault(name if whole else name[1], []).append(number)
        for number, name in enumerate(names_new):
            candidates = waiting.get(name if whole else name[1])
            if number not in found and candidates:
                found[number] = candidates.pop(0)
    taken = set(found.values())
    rest = [number for number, name in enumerate(names_old) if number not in taken and name[1]][:_MOST_GUESSES]
    for number in [number for number, name in enumerate(names_new) if number not in found and name[1]][:_MOST_GUESSES]:
        likeness = [(_likeness(names_old[other][1], names_new[number][1]), -other) for other in rest]
        best, other = max(likeness, default=(0.0, 0))
        if best >= _ALIKE:
            found[number] = -other
            rest.remove(-other)
    return found


def _likeness(one: str, other: str) -> float:
    """0 to 1; a name to which something was added or from which something was cut is alike enough."""
    if min(len(one), len(other)) >= 4 and (one in other or other in one):
        return max(_ALIKE, SequenceMatcher(None, one, other).ratio())
    return SequenceMatcher(None, one, other).ratio()


def beside(old: dict[str, Any], form: dict[str, Any], rows: cells.Rows) -> dict[str, str]:
    """What another form (last year's) says in the cells of this one: address → text."""
    out: dict[str, str] = {}
    for section, model in cells.SECTIONS.items():
        before = old.get(section) or []
        for number, other in pair(before, form.get(section) or [], section).items():
            for field in model.field_names():
                text = before[other].get(field)
                if isinstance(text, str) and field not in ("level1", "level2", "term"):
                    out[f"{section}.{rows[section][number]}.{field}"] = text
    out.update({name: old[name] for name in _PLAIN if isinstance(old.get(name), str)})
    return out


def differences(
    form: dict[str, Any], rows: cells.Rows, locked: list[str], file: dict[str, Any]
) -> tuple[list[Difference], list[dict[str, Any]], list[str]]:
    """What a filled file would change: the cells; rows of the file that the form has not; names of the form's rows that the file has not."""
    whole = Form.model_validate(form)
    out: list[Difference] = []
    new_rows: list[dict[str, Any]] = []
    lost: list[str] = []
    for section, model in cells.SECTIONS.items():
        mine, theirs = form.get(section) or [], file.get(section) or []
        pairs = pair(mine, theirs, section)
        for number, row in enumerate(theirs):
            if number not in pairs:
                if section == "indicators" and _name(section, row, number)[1]:
                    new_rows.append(row)
                continue
            at = pairs[number]
            for field in model.field_names():
                _differ(out, whole, rows, locked, f"{section}.{rows[section][at]}.{field}", mine[at].get(field), row.get(field))
        if section == "indicators":
            lost = [_name(section, row, at)[1] for at, row in enumerate(mine) if at not in pairs.values() and _name(section, row, at)[1]]
    for name in _PLAIN:
        _differ(out, whole, rows, locked, name, form.get(name), file.get(name))
    for name in {**form.get("signatures", {}), **file.get("signatures", {})}:
        _differ(out, whole, rows, locked, f"signatures.{name}", form.get("signatures", {}).get(name), file.get("signatures", {}).get(name))
    return out, new_rows, lost


def _differ(out: list[Difference], whole: Form, rows: cells.Rows, locked: list[str], cell: str, now: Any, new: Any) -> None:
    """Texts differ when more than white space does; what may not be changed here is left out."""
    if not cells.editable(cell) or cell in locked or not isinstance(now, str | None) or not isinstance(new, str | None):
        return
    new = cells.clean(new)
    if (now or "").split() != (new or "").split():
        out.append(Difference(cell, cells.label(whole, cell, rows), now, new))
