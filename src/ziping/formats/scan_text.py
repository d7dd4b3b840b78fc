"""Where print stands inside a box: dark rows gathered into lines, cut out with a little paper around them."""

from typing import Any, NamedTuple

import numpy as np

__all__ = ["Strip", "em_of", "strips"]

_SPECK = 0.6  # points: what is smaller in both directions is dirt
_COLUMN = 2.2  # em: print further apart along a line belongs to different columns


class Strip(NamedTuple):
    """A line of print: left, top, right, bottom in pixels of the page."""

    x0: int
    y0: int
    x1: int
    y1: int


def em_of(heights: list[int], unit: float) -> float:
    """The size of the type of a page in pixels, from the heights of its lines: most are Chinese, lines of digits are lower."""
    good = [h for h in heights if 5 * unit <= h <= 30 * unit]
    return float(np.percentile(good, 65)) if good else 10 * unit


def strips(ink: Any, box: tuple[int, int, int, int], em: float, unit: float, *, columns: bool = False) -> list[Strip]:
    """The lines of print in a box (left, top, right, bottom), from top to bottom. ``columns``: a line with a wide gap is several."""
    x0, y0, x1, y1 = box
    area = ink[y0:y1, x0:x1]
    if not area.size:
        return []
    out: list[Strip] = []
    for top, bottom in _bands(area.sum(axis=1), em, unit):
        dark = np.nonzero(area[top:bottom].any(axis=0))[0]
        if not len(dark):
            continue
        pieces = np.split(dark, np.nonzero(np.diff(dark) > _COLUMN * em)[0] + 1) if columns else [dark]
        for piece in pieces:
            left, right = int(piece[0]), int(piece[-1]) + 1
            rows = np.nonzero(area[top:bottom, left:right].any(axis=1))[0]
            if right - left <= _SPECK * unit * 2 and rows[-1] - rows[0] < _SPECK * unit * 2:
                continue
            out.append(Strip(x0 + left, y0 + top + int(rows[0]), x0 + right, y0 + top + int(rows[-1]) + 1))
    return out


def _bands(profile: Any, em: float, unit: float) -> list[tuple[int, int]]:
    """Rows with ink → lines: the parts of one character (二, 三, a dot) joined, lines that touch cut apart."""
    dark = np.nonzero(profile)[0]
    if not len(dark):
        return []
    groups = [(int(g[0]), int(g[-1]) + 1) for g in np.split(dark, np.nonzero(np.diff(dark) > 1)[0] + 1)]
    merged: list[tuple[int, int]] = []
    for top, bottom in groups:
        if merged and bottom - merged[-1][0] <= 1.12 * em and top - merged[-1][1] <= 0.6 * em:
            merged[-1] = (merged[-1][0], bottom)
        else:
            merged.append((top, bottom))
    merged = _specks_away(merged, profile, em, unit)
    out: list[tuple[int, int]] = []
    for top, bottom in merged:
        out += _cut(profile, top, bottom, em)
    return out


def _specks_away(bands: list[tuple[int, int]], profile: Any, em: float, unit: float) -> list[tuple[int, int]]:
    """Without thin remains of a rule or of the line above, and without dirt."""
    return [(a, b) for a, b in bands if profile[a:b].sum() > 1.2 * unit * unit and (b - a > 1 or profile[a:b].sum() > 0.3 * em)]


def _cut(profile: Any, top: int, bottom: int, em: float) -> list[tuple[int, int]]:
    """A band that is as high as several lines, cut at its lightest rows. Large type has no light rows: it is one line."""
    count = round((bottom - top) / (1.2 * em))
    if count < 2 or bottom - top < 1.7 * em:
        return [(top, bottom)]
    edges = [top]
    pitch = (bottom - top) / count
    light = 0.25 * float(np.median(profile[top:bottom]))
    for k in range(1, count):
        middle = top + k * pitch
        low, high = max(edges[-1] + 2, int(middle - 0.35 * pitch)), min(bottom - 1, int(middle + 0.35 * pitch))
        at = low + int(np.argmin(profile[low:high])) if high > low else int(middle)
        if profile[at] > light:
            return [(top, bottom)]
        edges.append(at)
    edges.append(bottom)
    return list(zip(edges, edges[1:], strict=False))
