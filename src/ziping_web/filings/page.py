"""A form as a page draws it: cells, each with its address, what may be typed there, and what the engine says of it.

A cell is drawn once for all that it shows and kept: from one opening of a form to the next, and from form to form, hardly any differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from ziping.form import describe
from ziping.paper import SEVERITY_WORDS, Box
from ziping_web.drawn import drawn
from ziping_web.filings import cells
from ziping_web.filings.queries import Opened

__all__ = ["draw", "listed", "numbered"]

_MM_PER_CHARACTER = 3.6  # of a Chinese character at the size of the page's paper
_CELLS_KEPT = 20_000  # about a kilobyte each
_SHOWN = ("number", "words", "severity", "id", "cell", "code", "message", "remedy", "basis")  # of a finding
_kept: dict[tuple[Any, ...], str] = {}  # all that a cell shows → the cell


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
            "words": SEVERITY_WORDS[one["severity"]],
            "answer": opened.answers.get(one["id"]),
            "label": opened.label(one["cell"]),
        }
        for number, one in enumerate(opened.findings, 1)
    )


def listed(findings: tuple[dict[str, Any], ...], *, edit: bool) -> list[str]:
    """Each finding as it stands beside the paper; ``edit``: with room for the unit's word on a warning."""
    return [_finding(*(one[name] for name in _SHOWN), one["answer"].text if one["answer"] else "", edit) for one in findings]


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
    form, paper = opened.draft.form, opened.paper
    locked, lines = set(opened.draft.locked), opened.lines
    found: dict[str, tuple[_Found, ...]] = {}
    for one in findings:
        here = _Found(one["severity"], one["id"], one["words"], one["message"], one["number"])
        found[one["cell"]] = (*found.get(one["cell"], ()), here)
    known = _rows(opened)
    whole_mm = sum(paper.widths_mm)
    wide = {span: _millimetres(paper.widths_mm, whole_mm, *span) for span in {(box.col, box.cols) for box in paper.boxes}}

    def cell(box: Box) -> str:
        where = box.path
        if where is None:
            return _label(box.text, box.cols, box.rows)
        at, _, name = where.rpartition(".")
        if at in known:
            values, key, called = known[at]
            address, text = f"{key}.{name}", values.get(name) or ""
        else:
            address, text, called = where, cells.read(form, where) or "", ""
        line, mark, fixed = lines.get(address), marks.get(address), address in locked
        shown = (
            address, text, "" if text else box.text, box.role, box.cols, box.rows, edit and not fixed and cells.editable(address), fixed,
            wide[box.col, box.cols], where, called, found.get(address, ()),
            None if line is None or not (line["computed"] or line["range"] or line["written"]) else _Line(line["status"], line["computed"], tuple(line["range"] or ()), tuple(line["steps"])),
            None if mark is None else _Mark(str(mark.value), mark.note),
            was.get(address), address in talks, address in carried, edit,
        )  # fmt: skip
        done = _kept.get(shown)
        if done is None:
            if len(_kept) >= _CELLS_KEPT:
                _kept.clear()
            done = _kept[shown] = _cell(describe(opened.form, where), *shown)
        return done

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


_place = attrgetter("row", "col")


def _rows(opened: Opened) -> dict[str, tuple[dict[str, Any], str, str]]:
    """``indicators[6]`` → its row, the row's address, and what the row is called: that and a cell's path say what the cell is called."""
    out = {}
    for section in cells.SECTIONS:
        for number, (row, key) in enumerate(zip(opened.draft.form.get(section) or (), opened.draft.rows[section], strict=True)):
            out[f"{section}[{number}]"] = row, f"{section}.{key}", describe(opened.form, f"{section}[{number}]")
    return out


def _millimetres(widths: tuple[int, ...], whole: int, col: int, cols: int) -> float:
    return sum(widths[col : col + cols]) * 277 / whole if whole else 50


@lru_cache(maxsize=5000)
def _finding(*shown: Any) -> str:
    return drawn("finding.html", **dict(zip((*_SHOWN, "answer", "edit"), shown, strict=True)))


@lru_cache(maxsize=2000)
def _label(text: str, cols: int, rows: int) -> str:
    return drawn("label.html", text=text, cols=cols, rows=rows)


def _cell(
    label: str, address: str, text: str, shown: str, role: str, cols: int, rows: int, editable: bool, locked: bool, wide: float, where: str, called: str,
    findings: tuple[_Found, ...], line: _Line | None, mark: _Mark | None, was: str | None, talk: bool, carried: bool, edit: bool,
) -> str:  # fmt: skip
    """One cell of the paper. ``wide`` in millimetres of a page; ``shown`` what stands on the paper where the form has no text;
    ``where`` and ``called`` are what ``label`` was made of."""
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
