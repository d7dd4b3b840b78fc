"""A value changed in somebody's own file: which characters of a cell go, which come. What ``docx_edit`` and ``xlsx_edit`` share.

A cell holds pieces of text, each with its own looks. Only the characters that differ are changed, each inside its piece, so that a
mended cell looks as it did.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ziping.frozen import dataclass
from ziping.grid import Place

__all__ = ["Edit", "Refusal", "respelled", "spread"]

_LONGEST = 20_000  # characters of a cell; comparing longer ones takes too long
_BREAKS = "\n\r\v"


@dataclass(frozen=True, slots=True)
class Edit:
    """The value at a place, as it was read, and what it shall be; ``where`` None: no place is known."""

    where: Place | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An edit that was not made, and why, in Chinese."""

    edit: Edit
    why: str


def spread(text: str, edit: Edit) -> list[tuple[int, int, str]] | None:
    """(start, end, new) in the cell's text, in order, that turn the value into what it shall be. None where the value does not stand
    there just once. Line breaks of the cell that the value does not have stay."""
    changes = SequenceMatcher(None, edit.before, edit.after, autojunk=False).get_opcodes()
    at = _standing(text, edit.before) or _beginning(
        text, edit.before, max((change[2] for change in changes if change[0] != "equal"), default=0)
    )
    if at is None:
        return None
    found = []
    for kind, i1, i2, j1, j2 in changes:
        if kind == "insert":
            spot = at[i1] if i1 < len(at) else at[-1] + 1
            found.append((spot, spot, edit.after[j1:j2]))
        elif kind != "equal":
            new = edit.after[j1:j2]
            for start, end in _runs(at[i1:i2]):
                found.append((start, end, new))
                new = ""
    return found


def _beginning(text: str, value: str, reach: int) -> list[int] | None:
    """Positions in a cell that holds only the beginning of a value (a target in three cells: sign, number, unit), where all that
    changes, up to ``reach``, stands in it."""
    own = text.strip()
    if not own or not value.startswith(own) or len(own) < reach:
        return None
    lead = len(text) - len(text.lstrip())
    return list(range(lead, lead + len(own)))


def respelled(pieces: Sequence[tuple[int, str]], changes: Sequence[tuple[int, int, str]]) -> dict[int, str] | None:
    """Pieces (where each begins, its text) with the changes: new texts by number, of those that change. None where a change lies outside
    all pieces (a break between two paragraphs cannot go)."""
    fresh: dict[int, str] = {}
    for start, end, new in sorted(changes, reverse=True):
        homes = [number for number, (begin, text) in enumerate(pieces) if begin < end and start < begin + len(text)]
        if start == end:
            homes = [number for number, (begin, text) in enumerate(pieces) if begin <= start <= begin + len(text)][:1]
        if not homes or sum(min(end, pieces[n][0] + len(pieces[n][1])) - max(start, pieces[n][0]) for n in homes) < end - start:
            return None
        for number in reversed(homes):
            begin, text = pieces[number]
            current = fresh.get(number, text)
            low, high = max(start - begin, 0), min(end - begin, len(text))
            fresh[number] = current[:low] + (new if number == homes[0] else "") + current[high:]
    return fresh


def _runs(spots: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring positions as (start, end)."""
    start = 0
    for n in range(1, len(spots) + 1):
        if n == len(spots) or spots[n] != spots[n - 1] + 1:
            yield spots[start], spots[n - 1] + 1
            start = n


def _standing(text: str, value: str) -> list[int] | None:
    """Where each character of a value stands in a cell's text: the whole of it, else the one spot where it occurs."""
    if not value or len(text) > _LONGEST:
        return None
    lead = len(text) - len(text.lstrip())
    whole = _aligned(text, value, lead)
    if whole is not None and not text[whole[-1] + 1 :].strip():
        return whole
    found = [spots for start, char in enumerate(text) if char == value[0] and (spots := _aligned(text, value, start)) is not None]
    return found[0] if len(found) == 1 else None


def _aligned(text: str, value: str, start: int) -> list[int] | None:
    """Positions of a value's characters from ``start`` on, over line breaks and the white space around them."""
    spots: list[int] = []
    at = start
    for char in value:
        if at < len(text) and text[at] != char and spots:
            end = at
            while end < len(text) and text[end].isspace():
                end += 1
            if any(mark in text[at:end] for mark in _BREAKS):
                if char == " " or char == "\n":
                    spots.append(at)
                    at = end
                    continue
                at = end
        if at >= len(text) or text[at] != char:
            return None
        spots.append(at)
        at += 1
    return spots
