"""A form as a page draws it: rows of cells, each with its address, what may be typed there, and what the engine says of it."""

from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from ziping.form import describe
from ziping.paper import Box
from ziping_web.drawn import drawn
from ziping_web.filings import cells
from ziping_web.filings.queries import Opened

__all__ = ["Cell", "Sheet", "draw", "sheet"]

_MM_PER_CHARACTER = 3.6  # of a Chinese character at the size of the page's paper
_WORDS = {"error": "错误", "warning": "警告", "info": "提示"}


class Cell(NamedTuple):
    """One box. ``address`` None for printed labels; ``lines`` how high a text field must be; ``line`` the score line that judges it."""

    box: Box
    address: str | None
    text: str
    editable: bool
    locked: bool
    lines: int
    severity: str
    findings: list[dict[str, Any]]
    line: dict[str, Any] | None
    row_key: str | None
    section: str | None
    label: str
    mark: Any = None
    was: str | None = None
    talk: bool = False

    @property
    def classes(self) -> str:
        """Class names of the table cell."""
        names = [
            self.box.role,
            self.severity,
            "locked" if self.locked else "",
            "editable" if self.editable else "",
            "changed" if self.was is not None else "",
        ]
        return " ".join(name for name in names if name)

    @property
    def names(self) -> bool:
        """Whether the row's own buttons stand here: at the name of the row."""
        return self.address is not None and self.address.endswith((".level3", ".content"))

    @property
    def name(self) -> str:
        """Of a signature: its label."""
        return (self.address or "").partition(".")[2]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole paper: shares of the columns in percent, rows of cells, findings with the words of their severity."""

    title: str
    subtitle: tuple[str, ...]
    shares: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    signatures: tuple[Cell, ...]
    findings: tuple[dict[str, Any], ...]


def sheet(
    opened: Opened,
    *,
    edit: bool,
    marks: dict[str, Any] | None = None,
    was: dict[str, str] | None = None,
    talks: frozenset[str] = frozenset(),
) -> Sheet:
    """What a page draws. By cell address: ``marks`` reviewed scores, ``was`` what stood there before the last return, ``talks`` cells
    somebody has remarked on."""
    form, rows, paper = opened.draft.form, opened.draft.rows, opened.paper
    locked, was, marks = set(opened.draft.locked), was or {}, marks or {}
    by_cell: dict[str, list[dict[str, Any]]] = {}
    numbered = []
    for number, one in enumerate(opened.findings, 1):
        finding = {
            **one,
            "number": number,
            "words": _WORDS[one["severity"]],
            "answer": opened.answers.get(one["id"]),
            "label": opened.label(one["cell"]),
        }
        numbered.append(finding)
        by_cell.setdefault(one["cell"], []).append(finding)
    whole_mm = sum(paper.widths_mm)

    def cell(box: Box) -> Cell:
        if box.path is None:
            return Cell(box, None, box.text, False, False, 1, "", [], None, None, None, "")
        address = cells.address(box.path, rows)
        text = cells.read(form, box.path) or ""
        can = edit and cells.editable(address) and address not in locked
        wide = sum(paper.widths_mm[box.col : box.col + box.cols]) * 277 / whole_mm if whole_mm else 50
        per_line = max(2, int(wide / _MM_PER_CHARACTER) - 1)
        lines = sum(max(1, ceil(_width(part) / per_line)) for part in text.split("\n")) if text else 1
        found = by_cell.get(address, [])
        section, _, rest = address.partition(".")
        inside = section in cells.SECTIONS
        return Cell(
            box=box, address=address, text=text, editable=can, locked=address in locked, lines=min(lines, 40),
            severity=found[0]["severity"] if found else "", findings=found, line=opened.lines.get(address),
            row_key=rest.partition(".")[0] if inside else None, section=section if inside else None,
            label=describe(opened.form, box.path), mark=marks.get(address), was=was.get(address), talk=address in talks,
        )  # fmt: skip

    grid: list[list[Cell]] = [[] for _ in range(paper.rows)]
    for box in sorted(paper.boxes, key=lambda each: (each.row, each.col)):
        grid[box.row].append(cell(box))
    shares = tuple(f"{100 * width / whole_mm:.2f}%" for width in paper.widths_mm)
    signatures = tuple(cell(Box(0, 0, 1, 1, text or "", "value", path=f"signatures.{name}")) for name, text in form["signatures"].items())
    return Sheet(paper.title, paper.subtitle, shares, tuple(tuple(row) for row in grid), signatures, tuple(numbered))


def _width(text: str) -> int:
    """Characters, a Latin letter or digit counting half: Chinese characters take three bytes, the others one."""
    wide = (len(text.encode()) - len(text)) // 2
    return ceil(wide + 0.55 * (len(text) - wide))


def draw(paper: Sheet, *, serial: int, edit: bool) -> SafeString:
    """The paper as HTML; every text in it is escaped."""
    return drawn("paper.html", sheet=paper, serial=serial, edit=edit)
