"""The characters of a PDF page gathered into runs, each inside one cell or outside all tables.

PDFium gives one character at a time, in the order of writing; a page has thousands. Boxes are fetched in one sweep into one
buffer and everything else happens in a single loop.
"""

import ctypes
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from ziping.formats.radicals import ordinary
from ziping.formats.ruled import Frame
from ziping.formats.runs import Run
from ziping.text import is_cjk

__all__ = ["Owner", "Turn", "cut_sides", "direction", "gathered", "turned"]

# (number of the frame, number of its slot); None outside all tables
Owner = tuple[int, int] | None
Gap = tuple[int, float, float]  # a gap within a run: its place in the text, from where to where it reaches
# (quarter turns of the type to the left, then left, bottom, right, top of the page in its own space)
Turn = tuple[int, float, float, float, float]

_STRAYS = 200  # spaces of a page that are looked after
_OVER = 4.0  # points beyond the page's edge: less is the width of a border or a rounding
_ADJACENT = 0.3  # of the size of the type: nearer characters belong to one word
_SPACE = (0.42, 0.6)  # gaps that stand for a space the producer did not write: in one script; between two, which are set apart anyway
_TIGHT = 0.15  # … when the characters before it stand close; letters spread over a cell have gaps everywhere
_LOST = frozenset({0xFFFD, 0xFFFE, 0xFFFF, 0xFEFF})
_NOT_AFTER_SPACE, _NOT_BEFORE_SPACE = frozenset("，。、；：？！）》」』】〕”’"), frozenset("（《「『【〔“‘，。、；：？！")

# The same functions with plain addresses: half the time for each call
_box_of = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


def direction(text: Any, count: int) -> int:
    """Which way most of the type runs: quarter turns to the left from the x axis of the page's own space, 0 … 3."""
    votes = [0, 0, 0, 0]
    for i in range(0, count, max(1, count // 40)):
        angle = pdfium.FPDFText_GetCharAngle(text, i)
        if angle >= 0:
            votes[-round(angle / 1.5707963) % 4] += 1  # PDFium counts clockwise
    return votes.index(max(votes))


def turned(turn: Turn, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    """A box of the page's own space (left, bottom, right, top) as left, top, right, bottom on the page as it is read."""
    way, left, bottom, right, top = turn
    if way == 0:
        return x0 - left, top - y1, x1 - left, top - y0
    if way == 1:
        return y0 - bottom, x0 - left, y1 - bottom, x1 - left
    if way == 2:
        return right - x1, y0 - bottom, right - x0, y1 - bottom
    return top - y1, right - x1, top - y0, right - x0


def unturned(turn: Turn, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    """The other way round: left, top, right, bottom on the page as it is read, as a box of the page's own space."""
    way, left, bottom, right, top = turn
    if way == 0:
        return x0 + left, top - y1, x1 + left, top - y0
    if way == 1:
        return y0 + left, x0 + bottom, y1 + left, x1 + bottom
    if way == 2:
        return right - x1, y0 + bottom, right - x0, y1 + bottom
    return right - y1, top - x1, right - y0, top - x0


def gathered(text: Any, count: int, turn: Turn, found: Sequence[Frame], *, spaces: bool = True) -> dict[Owner, list[Run]]:
    """All runs of a page by what owns them. Characters outside the visible page are left out, unless they stand in a table that the
    page's edge cuts or go on in a cell of it.

    ``spaces`` is False for a producer that leaves the spaces out and only moves on: then those that PDFium makes up count.
    """
    codes, boxes = _codes(text, count), _boxes(text, count)
    width, height = (turn[3] - turn[1], turn[4] - turn[2])[:: -1 if turn[0] % 2 else 1]
    whose = _Owners(text, found)
    seen = [_overlaps(frame, width, height) for frame in found]  # a neighbour's half of a sheet is cropped away as a whole
    upright, left, top = turn[0] == 0, turn[1], turn[4]
    runs: dict[Owner, list[Run]] = {}
    gaps: list[tuple[Owner, int, list[Gap]]] = []  # owner, which of its runs, its gaps
    open_gaps: list[Gap] = []  # of the run so far
    strays: list[tuple[float, float]] = []  # where written spaces begin that do not stand behind what was written before them
    chars: list[str] = []
    own: Owner = None
    ax0 = ay0 = ax1 = ay1 = 0.0  # box of the run so far
    px0 = 0.0  # where its last character begins
    before_gap = 1.0  # the gap before its last character, in sizes of the type
    bx0 = by0 = bx1 = by1 = 0.0  # the cell it stands in, while the answer is certain
    space = spaced = 0  # before the next character, before the run: 0 nothing, 1 a space PDFium made up, 2 a written one
    last = -1
    for i, code in enumerate(codes):
        if code <= 32 and code != 2:
            if code == 32 and space < 2:
                space = 1 if spaces and pdfium.FPDFText_IsGenerated(text, i) else 2
                if space == 2 and upright and len(strays) < _STRAYS and abs(boxes[4 * i] - left - ax1) > 1:
                    strays.append((boxes[4 * i] - left, top - (boxes[4 * i + 1] + boxes[4 * i + 3]) / 2))
            continue
        if code >= 0x2E80:
            if code in _LOST:
                continue
            char = ordinary(code) if code < 0x2FE0 else chr(code)
        else:
            char = "-" if code == 2 else chr(code)
        k = 4 * i
        x0, y0, x1, y1 = boxes[k : k + 4]  # as FS_RECTF has them: left, top, right, bottom
        if upright:
            x0, y0, x1, y1 = x0 - left, top - y0, x1 - left, top - y1
        else:
            x0, y0, x1, y1 = turned(turn, x0, y1, x1, y0)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        em = y1 - y0
        if em < x1 - x0:
            em = x1 - x0  # type without measures of its own has boxes as flat as a dash
        gap = x0 - ax1
        goes_on = bool(chars) and -0.6 * em < gap < em and x0 >= px0 - 0.1 * em and (ay0 < y < ay1 or y0 < (ay0 + ay1) / 2 < y1)
        if bx0 <= x < bx1 and by0 <= y < by1:
            mine = own
        else:
            if 0 <= x <= width and 0 <= y <= height:
                mine = whose.at(x, y)
            elif (beyond := whose.at(x, y)) is not None and seen[beyond[0]]:
                mine = beyond  # a column that the edge cuts off is part of the form
            elif goes_on and own is not None and gap < _ADJACENT * em:
                mine = own  # the last cell of a table that is too wide for its page: its numbers would lose digits
            else:
                continue
            if goes_on and mine != own and not space and gap < _ADJACENT * em:
                mine = whose.across_a_wall(own, mine, (px0, ax1), len(chars), last, i)
                if len(chars) == 1:
                    own = mine
        if goes_on and mine == own:
            if char == chars[-1] and x0 - px0 < 0.4 * (x1 - x0):
                last = i
                continue  # printed twice, a little shifted, to look bold
            if space or gap > _SPACE[0] * em:
                open_gaps.append((len(chars), ax1, x0))
                if _is_space(space, gap / em, before_gap, chars[-1], char):
                    chars.append(" ")
            chars.append(char)
            before_gap = gap / em if em else 0.0
            ax1 = x1 if x1 > ax1 else ax1
            if y0 < ay0 or y1 > ay1:
                ay0, ay1 = min(ay0, y0), max(ay1, y1)
        else:
            if chars:
                mates = runs.setdefault(own, [])
                if open_gaps:
                    gaps.append((own, len(mates), open_gaps))
                    open_gaps = []
                mates.append(Run(ax0, ay0, ax1, ay1, "".join(chars), spaced == 2))
            chars, own, spaced, before_gap = [char], mine, space, 1.0
            ax0, ay0, ax1, ay1 = x0, y0, x1, y1
            bx0, by0, bx1, by1 = whose.certain(mine)
        px0, space, last = x0, 0, i
    if chars:
        mates = runs.setdefault(own, [])
        if open_gaps:
            gaps.append((own, len(mates), open_gaps))
        mates.append(Run(ax0, ay0, ax1, ay1, "".join(chars), spaced == 2))
    for owner, k, some in reversed(gaps):
        _fill(runs[owner], k, some)
    for x, y in strays:
        _space_out(runs.get(whose.at(x, y), []), x, y)
    return runs


def _space_out(runs: list[Run], x: float, y: float) -> None:
    """Mark the run that a space at this place stands before: spaces of another font, too, are written after the rest of their line."""
    behind = [(run.x0, k) for k, run in enumerate(runs) if run.y0 < y < run.y1 and x < run.x0 < x + 4 * (run.y1 - run.y0)]
    if behind:
        _, k = min(behind)
        runs[k] = runs[k]._replace(spaced=True)


def _fill(runs: list[Run], k: int, gaps: list[Gap]) -> None:
    """Take run ``k`` apart where others stand in its gaps: signs of another font are often written after the rest of their line."""
    for index, left, right in reversed(gaps):
        run = runs[k]
        if any(o is not run and left <= (o.x0 + o.x1) / 2 <= right and o.y0 < (run.y0 + run.y1) / 2 < o.y1 for o in runs):
            runs[k : k + 1] = [
                Run(run.x0, run.y0, left, run.y1, run.text[:index], run.spaced),
                Run(right, run.y0, run.x1, run.y1, run.text[index:].removeprefix(" ")),
            ]


def _overlaps(frame: Frame, width: float, height: float) -> bool:
    """True for a table that stands on the visible page, be it in part."""
    return frame.xs[0] < width and frame.xs[-1] > 0 and frame.ys[0] < height and frame.ys[-1] > 0


def cut_sides(found: Sequence[Frame], width: float, height: float) -> str:
    """The edges of a page of this size that a table on it runs over: ``"右"``, ``"左、下"``; empty where none does."""
    mine = [frame for frame in found if _overlaps(frame, width, height)]
    over = {
        "左": any(frame.xs[0] < -_OVER for frame in mine),
        "右": any(frame.xs[-1] > width + _OVER for frame in mine),
        "上": any(frame.ys[0] < -_OVER for frame in mine),
        "下": any(frame.ys[-1] > height + _OVER for frame in mine),
    }
    return "、".join(side for side, is_over in over.items() if is_over)


def _is_space(space: int, gap: float, before_gap: float, before: str, char: str) -> bool:
    """True when a space stands between two characters of one run: written, or meant by a ``gap`` in sizes of the type."""
    chinese = is_cjk(before) + is_cjk(char)
    if space and (not chinese or space == 2):
        return not chinese or gap > 0.05
    return gap > _SPACE[chinese == 1] and before_gap < _TIGHT and char not in _NOT_AFTER_SPACE and before not in _NOT_BEFORE_SPACE


def _codes(text: Any, count: int) -> list[int]:
    """The code point of each character, 2 for a hyphen at a line's end."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    length: int = pdfium.FPDFText_GetText(text, 0, count, buffer) - 1
    codes = buffer[:length]
    if length == count and not any(0xD800 <= code < 0xE000 for code in codes):
        return [2 if code == 0xFFFE else code for code in codes] if 0xFFFE in codes else codes
    # characters outside the basic plane count double there: one by one then
    codes = list(map(pdfium.FPDFText_GetUnicode, repeat(text), range(count)))
    for i in range(count - 1):  # where a wide character has only 16 bits, it comes as two halves
        if 0xD800 <= codes[i] < 0xDC00 <= codes[i + 1] < 0xE000:
            codes[i : i + 2] = [0x10000 + (codes[i] - 0xD800) * 0x400 + codes[i + 1] - 0xDC00, 0]
    return [0 if 0xD800 <= code < 0xE000 else code for code in codes]


def _boxes(text: Any, count: int) -> Any:
    buffer = (ctypes.c_float * (4 * count))()
    start = ctypes.addressof(buffer)
    handle = ctypes.cast(text, ctypes.c_void_p).value
    for _ in map(_box_of, repeat(handle), range(count), range(start, start + 16 * count, 16)):
        pass
    return buffer[:]


class _Owners:
    """Which slot of which table owns a point."""

    def __init__(self, text: Any, found: Sequence[Frame]) -> None:
        self.text, self.found = text, found
        # the smallest table first: a table may stand inside a cell of another one
        self.order = sorted(range(len(found)), key=lambda k: (found[k].xs[-1] - found[k].xs[0]) * (found[k].ys[-1] - found[k].ys[0]))

    def at(self, x: float, y: float) -> Owner:
        for k in self.order:
            slot = self.found[k].slot_at(x, y)
            if slot is not None:
                return k, slot
        return None

    def certain(self, owner: Owner) -> tuple[float, float, float, float]:
        """A box in which the answer stays the same; an empty one where tables may stand inside each other."""
        if owner is None or len(self.found) > 1:
            return 0.0, 0.0, 0.0, 0.0
        frame = self.found[owner[0]]
        return frame.box(frame.slots[owner[1]])

    def across_a_wall(self, own: Owner, mine: Owner, before: tuple[float, float], length: int, last: int, i: int) -> Owner:
        """Owner of character ``i``, which touches its forerunner on the other side of a wall: text too long for its cell runs over.

        ``before`` is where the forerunner begins and ends, ``length`` the length of the run it closes.
        """
        if own is not None and mine is not None and own[0] == mine[0]:
            frame = self.found[own[0]]
            wall = frame.box(frame.slots[own[1]])[2]
            if length == 1 and before[1] - wall > 0.2 * (before[1] - before[0]):
                return mine  # the first character leans over from the cell on the right
        one, other = (pdfium.FPDFText_GetTextObject(self.text, k) for k in (last, i))
        same = one and other and ctypes.addressof(one.contents) == ctypes.addressof(other.contents)
        return own if same else mine
