"""Where a paper is put together: the next free row, the boxes so far, which box shows which path; and what goes into a box."""

import re
from collections.abc import Mapping

from ziping.form import Form, Unit
from ziping.frozen import maker
from ziping.layouts.lexicon import key
from ziping.layouts.records import Layout
from ziping.paper import Box

__all__ = ["Desk", "named", "scalar", "split_target", "unit_text"]

_SIGN = "≥|≤|＝|=|≧|≦|═|>=|<=|＞|＜|>|<|大于等于|小于等于|等于|大于|小于"
_MEASURE = re.compile(rf"({_SIGN})?\s*(-?\d[\d,.]*)([^\s\d=<>≥≤.,，。；;、]{{0,8}})")


_new_box = maker(Box)


class Desk:
    """A paper in the making."""

    def __init__(self, form: Form, layout: Layout) -> None:
        self.form, self.layout = form, layout
        self.row = 0
        self.boxes: list[Box] = []
        self.spot: dict[str, tuple[int, int]] = {}

    def box(self, col: int, cols: int, text: str, *, rows: int = 1, role: str = "value", path: str | None = None,
            row: int | None = None) -> None:  # fmt: skip
        """One box at the next free row, or at ``row``."""
        at = self.row if row is None else row
        self.boxes.append(_new_box(at, col, rows, cols, text, role, None, path))
        if path is not None:
            self.spot[path] = (at, col)

    def label(self, path: str, printed: str) -> str:
        """A label as this form printed it, where that differs from the layout's own."""
        return self.form.labels.get(path, printed)

    def with_unit(self, printed: str) -> str:
        """A printed text with 万元 or 元 in its place."""
        return printed.replace("{money_unit}", self.form.money_unit or "　　")


def unit_text(unit: Unit) -> str | None:
    """``219001-某单位``: code and name as one text."""
    return f"{unit.code}-{unit.name}" if unit.code and unit.name else unit.name or unit.code


def named(texts: Mapping[str, str | None], label: str) -> str | None:
    """The label of ``texts`` that is this one, however it is spaced and marked; None if there is none."""
    wanted = key(label)
    return next((each for each in texts if key(each) == wanted), None)


def scalar(form: Form, field: str) -> str | None:
    """The text at a scalar path; for ``signatures`` and ``others`` under that label, however it is spaced."""
    head, _, rest = field.partition(".")
    if head in ("signatures", "others"):
        texts: Mapping[str, str | None] = getattr(form, head)
        own = named(texts, rest)
        return None if own is None else texts[own]
    if field == "goals.expected":
        return form.goals[0].expected if form.goals else None
    if field == "unit.name":
        return unit_text(form.unit)
    value = getattr(form, head)
    if rest:
        value = getattr(value, rest) if value is not None else None
    return None if value is None else str(value)


def split_target(target: str | None) -> dict[str, str]:
    """A target for paper with sign, number and unit in columns of their own: ``'≥95%'`` → operator ≥, target 95, unit %.
    What is not sign, number and unit in that order stands under the number whole. Joined in that order it is the text again."""
    if target is None:
        return {}
    match = _MEASURE.fullmatch(target)
    if match is None or "".join(part or "" for part in match.groups()) != target:
        return {"target": target}
    sign, number, unit = match.groups()
    return {"operator": sign or "", "target": number, "unit": unit}
