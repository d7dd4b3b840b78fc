"""Papers as PDF, drawn by typst with the shipped font: the same sheet on every computer, and the same bytes every time.

Text reaches typst only as strings in one JSON document, never as markup; the drawing itself is ``data/paper/form.typ``.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from ziping.errors import UserError
from ziping.formats.fonts import SHIPPED, folders_for, missing_glyphs, printable
from ziping.formats.marks import by_box, marks
from ziping.paper import Box, Paper
from ziping.records import DATA

__all__ = ["missing_glyphs", "write"]

_FACE = "Noto Serif SC"
_LOCK = Lock()  # a compiler draws one document at a time
_PORTRAIT_MM, _LANDSCAPE_MM = 186, 267  # width of the text on an A4 sheet, as form.typ sets its margins
_PT_PER_MM = 72 / 25.4
_INSET_PT = 5.0  # left and right padding of a cell and its border
_LARGE, _MIDDLE, _SMALL, _LEAST = 10.5, 9.5, 9.0, 7.5  # sizes of cell text, pt; _LEAST only saves a number from being broken
_ROOMY = 60  # pt per column from which the large size is used
_FITTING = 8.0  # pt; columns are widened until their numbers fit at this size …
_WIDEST_NUMBER = 80.0  # … but not beyond this width, pt: longer runs (addresses of web pages) may be broken
_SHORT = 8  # lines; a page break does not tear apart a row whose cells are all that short
_UNBROKEN = re.compile(r"[!-~\u00a1-\u024f]{2,}")
_WIDE, _NARROW = 0.95, 0.37  # em; widths of Latin characters, rounded up
_WIDE_ONES, _NARROW_ONES = frozenset("MWmw%@HNU&"), frozenset("'!j|,.:;il[]-/\\()t{}\"")
_STACKED = re.compile(r"\n|[(（〔\[]?[^\n][)）〕\]]?")  # a bracket stays beside its character
_BREAK_HERE = "\u200b"  # what form.typ takes for a place where a line may end


def write(papers: Sequence[Paper]) -> bytes:
    """One PDF; each paper begins a page and counts its own pages.

    Raises UserError naming the characters for which neither the shipped font nor a font of this computer has a glyph.
    """
    drawn = [_paper(paper) for paper in papers]
    data = json.dumps(drawn, ensure_ascii=False)
    folders = _folders(missing_glyphs(data))
    with _LOCK:
        pdf: bytes = _compiler(folders).compile(format="pdf", sys_inputs={"papers": data, "face": _FACE}, pdf_tags=False)
    return pdf


def _folders(missing: str) -> tuple[Path, ...]:
    if not missing:
        return ()
    folders, left = folders_for(missing)
    if left:
        named = "、".join(f"「{char}」(U+{ord(char):04X})" for char in left[:20])
        raise UserError(f"打印字体里没有这些字：{named}{' 等' if len(left) > 20 else ''}；请改用通行的字，或在本机安装思源宋体后再试")
    return folders


@lru_cache(maxsize=4)
def _compiler(folders: tuple[Path, ...]) -> Any:
    """A typst compiler that sees our font and ``folders``, nothing else; kept, because reading fonts takes most of the time."""
    import typst

    template = DATA / "paper" / "form.typ"
    return typst.Compiler(str(template), root=str(template.parent), font_paths=[str(SHIPPED), *map(str, folders)], ignore_system_fonts=True)


def _paper(paper: Paper) -> dict[str, Any]:
    """The paper as form.typ wants it."""
    widths = _widths_pt(paper)
    largest = _LARGE if sum(widths) >= _ROOMY * len(widths) else _MIDDLE
    notes = marks(paper)
    of_box = by_box(notes)
    cells = []
    torn: set[int] = set()  # rows that a page break may tear apart: those that may be too tall to move as a whole
    for box in paper.boxes:
        room = sum(widths[box.col : box.col + box.cols]) - _INSET_PT
        cells.append(_cell(box, room, largest, [mark.number for mark in of_box.get((box.row, box.col), ())]))
        if _height(box.text, room / largest) > _SHORT * box.rows:
            torn.update(range(box.row, box.row + box.rows))
    for cell in cells:
        cell["whole"] = cell["h"] == 1 and cell["y"] not in torn
    return {
        "title": printable(paper.title),
        "subtitle": [printable(line) for line in paper.subtitle],
        "widths": widths,
        "foot": [printable(line) for line in paper.foot],
        "landscape": paper.landscape,
        "notes": [{"word": mark.word, "text": printable(mark.text)} for mark in notes],
        "cells": cells,
    }


def _widths_pt(paper: Paper) -> list[float]:
    """Columns in pt: the table takes the whole width of the sheet, in the proportions asked for; but a column whose numbers
    would not fit is widened at the cost of those with room to spare."""
    whole = (_LANDSCAPE_MM if paper.landscape else _PORTRAIT_MM) * _PT_PER_MM
    asked = [width * whole / sum(paper.widths_mm) for width in paper.widths_mm]
    needed = [_INSET_PT + _LARGE] * len(asked)
    for box in paper.boxes:
        if box.cols == 1:
            longest = max((_ems(run) for run in _UNBROKEN.findall(box.text)), default=0.0)
            needed[box.col] = max(needed[box.col], min(longest * _FITTING + _INSET_PT, _WIDEST_NUMBER))
    lacking = sum(max(need - width, 0.0) for need, width in zip(needed, asked, strict=True))
    spare = sum(max(width - need, 0.0) for need, width in zip(needed, asked, strict=True))
    give = min(lacking / spare, 1.0) if spare else 0.0
    take = min(spare / lacking, 1.0) if lacking else 0.0
    return [round(width + (need - width) * (take if need > width else give), 2) for need, width in zip(needed, asked, strict=True)]


def _cell(box: Box, room: float, largest: float, numbers: Sequence[int]) -> dict[str, Any]:
    """One cell; ``room`` is what its columns leave for text, pt."""
    text = printable(box.text)
    size = _size(text, room, largest) if box.role != "narrative" else largest
    if box.vertical:
        text = "\n".join(piece for piece in _STACKED.findall(text) if piece.strip())
    return {
        "x": box.col,
        "y": box.row,
        "w": box.cols,
        "h": box.rows,
        "text": text if box.vertical else _UNBROKEN.sub(lambda run: _loosened(run[0], room / size), text),
        "align": "left" if box.role == "narrative" else "center",
        "vertical": box.vertical,
        "size": size,
        "marks": ",".join(map(str, numbers)),
    }


def _size(text: str, room: float, largest: float) -> float:
    """The largest size at which no number or Latin word is wider than its cell; ``_SMALL`` if it has to be broken anyway."""
    longest = max((_ems(run) for run in _UNBROKEN.findall(text)), default=0.0)
    size = largest
    while size >= _LEAST:
        if longest * size <= room:
            return size
        size -= 0.5
    return _SMALL


def _loosened(run: str, room_ems: float) -> str:
    return run if _ems(run) <= room_ems else _BREAK_HERE.join(run)


def _height(text: str, room_ems: float) -> int:
    """Lines the text takes, about: every character counted as a Chinese one."""
    return sum(1 + int(len(line) / max(room_ems, 1.0)) for line in text.split("\n"))


def _ems(run: str) -> float:
    """Width of a run of Latin characters in em, not less than it is."""
    return sum(_WIDE if char in _WIDE_ONES else _NARROW if char in _NARROW_ONES else 0.77 if char.isupper() else 0.6 for char in run)
