"""A form as a page draws it: cells, each with its address, what may be typed there, and what the engine says of it.

A cell is drawn once for all that it shows and kept: from one opening of a form to the next, and from form to form, hardly any differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from ziping.form import describe
from ziping.paper import Box
from ziping_web.drawn import drawn
from ziping_web.filings import cells
from ziping_web.filings.queries import Opened

__all__ = ["draw", "numbered"]

_MM_PER_CHARACTER = 3.6  # of a Chinese character at the size of the page's paper
_WORDS = {"error": "错误", "warning": "警告", "info": "提示"}
_CELLS_KEPT = 20_000  # about a kilobyte each


class _Found(NamedTuple):
    """A finding at a cell."""

    severity: str
    id: str
    words: str
    message: str
    number: int


class _Line(NamedTuple):
    """The score line at a cell."""

    status: str
    computed: str | None
    range: tuple[str, ...]
    steps: tuple[str, ...]


class _Mark(NamedTuple):
    """The reviewed score at a cell."""

    value: str
    note: str


@dataclass(frozen=True, slots=True)
class _Signature:
    name: str
    address: str
    text: str
    editable: bool
    label: str
    classes: str


def numbered(opened: Opened) -> tuple[dict[str, Any], ...]:
    """The findings with a number, the words of their severity, the unit's answer, and where they stand in words."""
    return tuple(
        {
            **one,
            "number": number,
            "words": _WORDS[one["severity"]],
            "answer": opened.answers.get(one["id"]),
            "label": opened.label(one["cell"]),
        }
        for number, one in enumerate(opened.findings, 1)
    )


def draw(
    opened: Opened,
    findings: tuple[dict[str, Any], ...],
    *,
    edit: bool,
    marks: Mapping[str, Any],
    was: Mapping[str, str],
    talks: frozenset[str],
    carried: frozenset[str],
) -> SafeString:
    """The paper as HTML; every text in it is escaped. ``findings`` as ``numbered`` gives them. By cell address: ``marks`` reviewed scores,
    ``was`` what stood there before the last return, ``talks`` cells somebody has remarked on, ``carried`` texts taken over that nobody has
    confirmed."""
    form, rows, paper = opened.draft.form, opened.draft.rows, opened.paper
    locked, lines = set(opened.draft.locked), opened.lines
    found: dict[str, tuple[_Found, ...]] = {}
    for one in findings:
        here = _Found(one["severity"], one["id"], one["words"], one["message"], one["number"])
        found[one["cell"]] = (*found.get(one["cell"], ()), here)
    whole_mm = sum(paper.widths_mm)

    def cell(box: Box) -> str:
        where = box.path
        if where is None:
            return _label(box.text, box.cols, box.rows)
        address = cells.address(where, rows)
        text = cells.read(form, where) or ""
        line, mark = lines.get(address), marks.get(address)
        return _cell(
            address, text, "" if text else box.text, box.role, box.cols, box.rows,
            edit and cells.editable(address) and address not in locked, address in locked,
            sum(paper.widths_mm[box.col : box.col + box.cols]) * 277 / whole_mm if whole_mm else 50,
            describe(opened.form, where), found.get(address, ()),
            None if line is None or not (line["computed"] or line["range"] or line["written"]) else _Line(line["status"], line["computed"], tuple(line["range"] or ()), tuple(line["steps"])),
            None if mark is None else _Mark(str(mark.value), mark.note),
            was.get(address), address in talks, address in carried, edit,
        )  # fmt: skip

    grid: list[list[str]] = [[] for _ in range(paper.rows)]
    for box in sorted(paper.boxes, key=_place):
        grid[box.row].append(cell(box))
    signatures = []
    for name, text in form["signatures"].items():
        address = f"signatures.{name}"
        can = edit and cells.editable(address) and address not in locked
        here = found.get(address, ())
        classes = _classes("value", here, address in locked, can, was.get(address))
        signatures.append(_Signature(name, address, text or "", can, describe(opened.form, address), classes))
    return drawn(
        "paper.html", title=paper.title, subtitle=paper.subtitle, serial=opened.draft.serial, signatures=signatures,
        shares=[f"{100 * width / whole_mm:.2f}%" for width in paper.widths_mm], rows=[mark_safe("".join(f"{each}\n" for each in row)) for row in grid],
    )  # fmt: skip


def _place(box: Box) -> tuple[int, int]:
    return box.row, box.col


@lru_cache(maxsize=2000)
def _label(text: str, cols: int, rows: int) -> str:
    return drawn("label.html", text=text, cols=cols, rows=rows)


@lru_cache(maxsize=_CELLS_KEPT)
def _cell(
    address: str, text: str, shown: str, role: str, cols: int, rows: int, editable: bool, locked: bool, wide: float, label: str,
    findings: tuple[_Found, ...], line: _Line | None, mark: _Mark | None, was: str | None, talk: bool, carried: bool, edit: bool,
) -> str:  # fmt: skip
    """One cell of the paper. ``wide`` in millimetres of a page; ``shown`` what stands on the paper where the form has no text."""
    per_line = max(2, int(wide / _MM_PER_CHARACTER) - 1)
    high = sum(max(1, ceil(_width(part) / per_line)) for part in text.split("\n")) if text else 1
    names = edit and address.startswith("indicators.") and address.endswith((".level3", ".content"))  # where a row's own buttons stand
    return drawn(
        "cell.html", address=address, text=text, shown=shown, cols=cols, rows=rows, editable=editable, locked=locked, lines=min(high, 40),
        label=label, findings=findings, line=line, mark=mark, was=was, talk=talk, carried=carried, classes=_classes(role, findings, locked, editable, was),
        tools=":".join(address.split(".")[:2]) if names else "",
    )  # fmt: skip


def _classes(role: str, findings: tuple[_Found, ...], locked: bool, editable: bool, was: str | None) -> str:
    severity = findings[0].severity if findings else ""
    names = [role, severity, "locked" if locked else "", "editable" if editable else "", "changed" if was is not None else ""]
    return " ".join(name for name in names if name)


def _width(text: str) -> int:
    """Characters, a Latin letter or digit counting half: Chinese characters take three bytes, the others one."""
    wide = (len(text.encode()) - len(text)) // 2
    return ceil(wide + 0.55 * (len(text) - wide))
