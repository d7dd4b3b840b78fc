"""The straight lines that a PDF page draws: strokes, thin filled rectangles, rings, thin pictures, inside forms too."""

import ctypes
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

__all__ = ["Line", "Strokes"]

# left, bottom, right, top in the page's own space; flat True for a horizontal line, False for a vertical, None for a dot
Line = tuple[float, float, float, float, bool | None]

_Matrix = tuple[float, float, float, float, float, float]

_THIN = 4.0  # points; thicker borders are not drawn, lower rows do not exist
_PALE = 250  # of 255 in all three colours: white on white is no line
_DEEP = 8  # forms inside forms
_SEGMENTS = 4000  # a path with more is a picture
_RING = 6.0


class Strokes:
    """Collects ``lines``; ``count`` objects were looked at, collecting stops above ``limit``."""

    def __init__(self, *, limit: int) -> None:
        self.lines: list[Line] = []
        self.count = 0
        self.limit = limit
        self._numbers = [ctypes.c_float() for _ in range(4)]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()

    def collect(self, page: Any) -> None:
        """Add the lines of a page."""
        for i in range(pdfium.FPDFPage_CountObjects(page)):
            self._object(pdfium.FPDFPage_GetObject(page, i), None, 0)

    def _object(self, thing: Any, outer: _Matrix | None, depth: int) -> None:
        self.count += 1
        if self.count > self.limit:
            return
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(thing, outer)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = self._bounds(thing, outer)
            self._thin(x0, y0, x1, y1)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEP:
            inner = _times(_matrix(thing), outer)
            for i in range(pdfium.FPDFFormObj_CountObjects(thing)):
                self._object(pdfium.FPDFFormObj_GetObject(thing, i), inner, depth + 1)

    def _bounds(self, thing: Any, outer: _Matrix | None) -> tuple[float, float, float, float]:
        left, bottom, right, top = self._numbers
        pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
        x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
        return (x0, y0, x1, y1) if outer is None else _box(outer, x0, y0, x1, y1)

    def _path(self, thing: Any, outer: _Matrix | None) -> None:
        x0, y0, x1, y1 = self._bounds(thing, outer)
        if x1 - x0 <= _THIN or y1 - y0 <= _THIN:
            if not self._pale(thing):
                self._thin(x0, y0, x1, y1)
            return
        if not pdfium.FPDFPath_GetDrawMode(thing, self._fill, self._stroke):
            return
        count = pdfium.FPDFPath_CountSegments(thing)
        if count > _SEGMENTS or (not self._stroke.value and count <= 5) or self._pale(thing):
            return
        outlines = self._outlines(thing, count, _times(_matrix(thing), outer))
        if self._stroke.value:
            for points in outlines:
                self._sides(points)
        else:
            self._filled(outlines)

    def _pale(self, thing: Any) -> bool:
        """True when what is drawn cannot be seen."""
        pdfium.FPDFPath_GetDrawMode(thing, self._fill, self._stroke)
        red, green, blue, alpha = self._colour
        colour_of = pdfium.FPDFPageObj_GetStrokeColor if self._stroke.value else pdfium.FPDFPageObj_GetFillColor
        if not self._stroke.value and not self._fill.value:
            return True
        if not colour_of(thing, red, green, blue, alpha):
            return False
        return alpha.value == 0 or (red.value >= _PALE and green.value >= _PALE and blue.value >= _PALE)

    def _thin(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        wide, high = x1 - x0, y1 - y0
        if wide <= _THIN and high <= _THIN:
            self.lines.append((x0, y0, x1, y1, None))  # a dot of a dotted line, of either direction
        elif high <= _THIN:
            self.lines.append((x0, y0, x1, y1, True))
        elif wide <= _THIN:
            self.lines.append((x0, y0, x1, y1, False))
        else:
            return False
        return True

    def _outlines(self, thing: Any, count: int, matrix: _Matrix) -> list[list[tuple[float, float]]]:
        """The path as chains of corners; a curve ends a chain."""
        a, b, c, d, e, f = matrix
        x, y = self._numbers[:2]
        chains: list[list[tuple[float, float]]] = []
        chain: list[tuple[float, float]] = []
        for i in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(thing, i)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            if kind == pdfium.FPDF_SEGMENT_LINETO:
                chain.append(point)
                if pdfium.FPDFPathSegment_GetClose(segment):
                    chain.append(chain[0])
            else:
                if len(chain) > 1:
                    chains.append(chain)
                chain = [point]
        if len(chain) > 1:
            chains.append(chain)
        return chains

    def _sides(self, points: list[tuple[float, float]]) -> None:
        for (ax, ay), (bx, by) in pairwise(points):
            if abs(ay - by) < 1 and abs(ax - bx) > 1:
                self.lines.append((min(ax, bx), ay, max(ax, bx), ay, True))
            elif abs(ax - bx) < 1 and abs(ay - by) > 1:
                self.lines.append((ax, min(ay, by), ax, max(ay, by), False))

    def _filled(self, outlines: list[list[tuple[float, float]]]) -> None:
        """Several outlines filled at once: thin ones are lines, one closely around another is a border."""
        before: tuple[float, float, float, float] | None = None
        for points in outlines:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            box = (min(xs), min(ys), max(xs), max(ys))
            if self._thin(*box):
                continue
            if before is not None and all(abs(m - n) <= _RING for m, n in zip(before, box, strict=True)):
                self._sides(points)
                before = None
            else:
                before = box


def _matrix(thing: Any) -> _Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(inner: _Matrix, outer: _Matrix | None) -> _Matrix:
    """First ``inner``, then ``outer``."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _box(m: _Matrix, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    xs = [m[0] * x + m[2] * y + m[4] for x in (x0, x1) for y in (y0, y1)]
    ys = [m[1] * x + m[3] * y + m[5] for x in (x0, x1) for y in (y0, y1)]
    return min(xs), min(ys), max(xs), max(ys)
