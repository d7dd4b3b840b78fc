"""Notes of a Paper as numbered marks, for carriers that have no comments of their own (web page, PDF)."""

from collections.abc import Mapping, Sequence

from ziping.frozen import dataclass
from ziping.paper import SEVERITY_WORDS, Paper

__all__ = ["Mark", "by_box", "marks"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One note: its number on the sheet (from 1), severity in English and Chinese, text, and the anchor of its box."""

    number: int
    severity: str
    word: str
    text: str
    anchor: tuple[int, int]


def marks(paper: Paper) -> tuple[Mark, ...]:
    """The notes of a paper, numbered in their order; each stands at the box that covers its row and column."""
    return tuple(
        Mark(at, note.severity, SEVERITY_WORDS.get(note.severity, "批注"), note.text, _anchor(paper, note.row, note.col))
        for at, note in enumerate(paper.notes, 1)
    )


def by_box(found: Sequence[Mark]) -> Mapping[tuple[int, int], list[Mark]]:
    """Marks by the anchor (row, col) of their box."""
    boxes: dict[tuple[int, int], list[Mark]] = {}
    for mark in found:
        boxes.setdefault(mark.anchor, []).append(mark)
    return boxes


def _anchor(paper: Paper, row: int, col: int) -> tuple[int, int]:
    for box in paper.boxes:
        if box.row <= row < box.row + box.rows and box.col <= col < box.col + box.cols:
            return box.row, box.col
    return row, col
