"""A picture of a page made ready: seals taken off, set straight, its ruled lines found, what is left in black on white.

Pixels are numpy arrays, rows × columns. ``unit`` is pixels per point, so that the same measures hold for every resolution.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image

from ziping.formats.ruled import Rule
from ziping.frozen import dataclass

__all__ = ["Sheet", "prepared"]

_LONG_SIDE = 842.0  # points of an A4 sheet, where the picture does not say how large it is
_FINEST = 2.8  # pixels per point that are looked at, about 200 dpi; what is finer is made smaller first
_STEEPEST = 4.0  # degrees
_ACROSS, _DOWN = 15.0, 9.0  # points: a shorter dark run is no ruled line; verticals are as short as one row
_WHOLE, _BUSY = 0.95, 0.4  # of the length of a rule: dark itself; dark in the strips beside it, where a line of print is
_THICK = 2.4  # points: no ruled line is thicker
_HOLE = 1.6  # points: a hole in a line that the scanner tore
_LIFT = 0.8  # of its redness: red ink comes out nearly white; JPEG smears the red over the print under it, which must stay dark
_SEAL = 40.0  # points: a stamp is no smaller


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page set straight: ``grey`` 0 … 255 without rules and seals, ``ink`` where it is dark, rules as ``ruled`` wants them."""

    grey: Any
    ink: Any
    across: list[Rule]
    down: list[Rule]
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.grey.shape[1] / self.unit, self.grey.shape[0] / self.unit


def prepared(picture: Image.Image, points: tuple[float, float] | None = None, turn: int = 0) -> Sheet:
    """``points``: width and height of the page where they are known. ``turn``: quarter turns to the left before anything else."""
    unit = _unit(picture, points)
    if unit > _FINEST:
        picture = picture.resize((round(picture.width * _FINEST / unit), round(picture.height * _FINEST / unit)), Image.Resampling.BOX)
        unit = _FINEST
    if turn:
        picture = picture.transpose((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)[turn - 1])
    grey = _evened(_unsealed(picture, unit))
    angle = _slope(grey, unit)
    if abs(angle) > 0.02:
        grey = np.array(Image.fromarray(grey).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255))
    dark = grey < 190
    across = _rules(dark, _ACROSS, unit)
    down = _rules(np.ascontiguousarray(dark.T), _DOWN, unit)
    ink = grey < 150
    return Sheet(grey, ink, across, down, unit)


def _unit(picture: Image.Image, points: tuple[float, float] | None) -> float:
    if points is not None:
        return float(max(picture.size)) / max(points)
    told = picture.info.get("dpi", (0, 0))[0]
    longest = max(picture.size)
    if told and 400 < longest * 72 / float(told) < 2600:  # A5 … A1; anything else is a number that nobody set
        return float(told) / 72
    return longest / _LONG_SIDE


def _unsealed(picture: Image.Image, unit: float) -> Any:
    """Grey, with the ink of stamps taken off: in a large red patch what is red is made light, black print under it stays dark."""
    grey = np.array(picture.convert("L"))
    if picture.mode in ("1", "L", "LA", "I", "I;16", "F"):
        return grey
    colours = np.asarray(picture.convert("RGB"))
    red = colours[..., 0].astype(np.int16) - np.maximum(colours[..., 1], colours[..., 2])
    step = max(4, round(4 * unit))
    rows, cols = red.shape[0] // step, red.shape[1] // step
    if not rows or not cols:
        return grey
    coarse = (red[: rows * step, : cols * step] > 40).reshape(rows, step, cols, step).mean(axis=(1, 3)) > 0.04
    for top, left, bottom, right in _patches(coarse):
        if min(bottom - top, right - left) * step >= _SEAL * unit:
            area = np.s_[max(0, top - 1) * step : (bottom + 1) * step, max(0, left - 1) * step : (right + 1) * step]
            lifted = grey[area] + _LIFT * np.maximum(red[area], 0)
            grey[area] = np.minimum(lifted, 255).astype(np.uint8)
    return grey


def _patches(coarse: Any) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, bottom, right of what hangs together, one field apart at most."""
    left = {(int(r), int(c)) for r, c in np.argwhere(coarse)}
    while left:
        edge = [left.pop()]
        seen = list(edge)
        while edge:
            r, c = edge.pop()
            for near in [(r + i, c + k) for i in (-2, -1, 0, 1, 2) for k in (-2, -1, 0, 1, 2)]:
                if near in left:
                    left.discard(near)
                    edge.append(near)
                    seen.append(near)
        rows, cols = [r for r, _ in seen], [c for _, c in seen]
        yield min(rows), min(cols), max(rows) + 1, max(cols) + 1


def _evened(grey: Any) -> Any:
    """The paper made white everywhere: shadows, yellowed paper, grey shading of cells."""
    step = 24
    rows, cols = -(-grey.shape[0] // step), -(-grey.shape[1] // step)
    padded = np.pad(grey, ((0, rows * step - grey.shape[0]), (0, cols * step - grey.shape[1])), mode="edge")
    some = padded.reshape(rows, step, cols, step)[:, 1::4, :, 2::4].transpose(0, 2, 1, 3).reshape(rows, cols, -1)
    at = some.shape[2] * 4 // 5
    paper = np.partition(some, at, axis=2)[:, :, at]
    paper = np.maximum(paper, 90)  # a picture in the page is no paper
    gain = (250.0 / paper).astype(np.float32)
    evened = np.array(Image.fromarray(gain).resize((cols * step, rows * step), Image.Resampling.BILINEAR))
    np.multiply(padded, evened, out=evened)
    np.minimum(evened, 255, out=evened)
    return evened.astype(np.uint8)[: grey.shape[0], : grey.shape[1]]


def _slope(grey: Any, unit: float) -> float:
    """Degrees by which the page leans; its rules and lines of print lie on the fewest rows when it is turned back by them."""
    step = max(1, round(unit))
    small = grey[: grey.shape[0] // step * step, : grey.shape[1] // step * step]
    small = small.reshape(small.shape[0] // step, step, small.shape[1] // step, step).min(axis=(1, 3))
    y, x = np.nonzero(small < 160)
    if len(y) > 120_000:
        y, x = y[:: len(y) // 60_000], x[:: len(x) // 60_000]
    if len(y) < 50:
        return 0.0
    x = x - small.shape[1] / 2
    offset = small.shape[1]

    def sharp(angle: float, every: int = 1) -> float:
        rows = np.bincount((y[::every] - x[::every] * np.tan(np.radians(angle)) + offset).astype(np.intp)).astype(np.float64)
        return float((rows * rows).sum())

    best = max(np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.2), key=lambda angle: sharp(angle, 4))
    best = max(np.arange(best - 0.2, best + 0.201, 0.02), key=sharp)
    return float(best)


def _rules(dark: Any, least: float, unit: float) -> list[Rule]:
    """Horizontal rules of a mask as (y, x, x) in pixels. Verticals come from the mask turned over."""
    wide = dark.copy()
    wide[1:] |= dark[:-1]
    wide[:-1] |= dark[1:]
    rows, starts, ends = _runs(wide, _HOLE * unit, least * unit)
    rules = []
    for y0, y1, x0, x1 in _bars(rows, starts, ends, unit):
        if y1 - y0 > (_THICK + 1) * unit and (x1 - x0) < 12 * (y1 - y0):
            continue
        if not _is_rule(dark, y0, y1, x0, x1, unit):
            continue
        rules.append(((y0 + y1) / 2, float(x0), float(x1)))
    return rules


def _runs(mask: Any, hole: float, least: float) -> tuple[Any, Any, Any]:
    """Dark runs of each row, holes closed: row, start, end (behind the last)."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    padded[:, 1:-1] = mask
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    joins = np.zeros(len(rows), bool)
    joins[1:] = (rows[1:] == rows[:-1]) & (starts[1:] - ends[:-1] <= hole)
    first = np.nonzero(~joins)[0]
    last = np.append(first[1:], len(rows)) - 1
    rows, starts, ends = rows[first], starts[first], ends[last]
    kept = ends - starts >= least
    return rows[kept], starts[kept], ends[kept]


def _bars(rows: Any, starts: Any, ends: Any, unit: float) -> list[tuple[int, int, int, int]]:
    """Runs that lie on each other made one: top, bottom, left, right. A leaning rule steps from row to row; what is dark beside it (a
    stamp, print that touches it) is shorter and does not move it."""
    bars: list[list[tuple[int, int, int]]] = []
    open_: list[list[tuple[int, int, int]]] = []
    row = -1
    for y, a, b in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True):
        if y != row:
            open_ = [bar for bar in open_ if bar[-1][0] >= y - 1]
            row = y
        bar = next((bar for bar in open_ if y - bar[0][0] <= 4 * unit and any(p - 2 <= b and a <= q + 2 for _, p, q in bar[-3:])), None)
        if bar is None:
            bars.append([(y, a, b)])
            open_.append(bars[-1])
        else:
            bar.append((y, a, b))
    return [_core(bar) for bar in bars]


def _core(bar: list[tuple[int, int, int]]) -> tuple[int, int, int, int]:
    longest = max(b - a for _, a, b in bar)
    kept = [(y, a, b) for y, a, b in bar if 2 * (b - a) >= longest]
    return kept[0][0], kept[-1][0] + 1, min(a for _, a, _ in kept), max(b for _, _, b in kept)


def _is_rule(dark: Any, y0: int, y1: int, x0: int, x1: int, unit: float) -> bool:
    """True for a rule, False for the strokes of a line of print: a rule has no holes, and one of its sides is mostly white."""
    gap, deep = max(1, round(0.8 * unit)), max(2, round(2.2 * unit))
    if dark[y0:y1, x0:x1].any(axis=0).mean() < _WHOLE:
        return False
    above = dark[max(0, y0 - gap - deep) : max(0, y0 - gap), x0:x1]
    below = dark[y1 + gap : y1 + gap + deep, x0:x1]
    return any(not strip.size or strip.any(axis=0).mean() < _BUSY for strip in (above, below))
