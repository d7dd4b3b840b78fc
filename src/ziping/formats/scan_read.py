"""Scans and pictures → Grids: ruled lines give the cells, the print in each cell is read by itself, pages are joined as in a PDF.

picture → straight and clean (scan_page) → rules → frames (ruled) → lines of print (scan_text) → characters (scan_chars)
→ cells with their confidence → stitch
"""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ziping.errors import FileRefused
from ziping.formats.ruled import Frame, frames
from ziping.formats.runs import Run
from ziping.formats.scan_chars import Char, characters
from ziping.formats.scan_page import Sheet, prepared
from ziping.formats.scan_text import Strip, em_of, strips
from ziping.formats.stitch import Page, laid_out, stitched
from ziping.grid import Grid

__all__ = ["MOST_PAGES", "count", "page_of", "read"]

MOST_PAGES = 60
_BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError)
_PIXELS = 50_000_000  # A4 at 600 dpi has 35 million
_NARROWEST = 60.0  # points: what is smaller is a letter of the title
_UPRIGHT = frozenset("1lI|丨丿ノ7")  # what a slash alone in a cell is taken for
_ROOM = 1.25  # em between the middles of two digits: a hyphen takes 0.8 with them, a long dash 1.5
_WIDE = 0.25  # em that a Chinese character's middle stands further off than a digit's
_PAD = 0.12  # em of paper left around a line


def read(data: bytes) -> list[Grid]:
    """The tables of a picture file, several pages (TIFF) joined. Raises FileRefused: damaged, too large."""
    return stitched([page_of(picture, number) for number, picture in enumerate(_pictures(data), 1)])


def count(data: bytes) -> int:
    """How many pages a picture file has; 0 for one that cannot be opened."""
    try:
        with Image.open(io.BytesIO(data)) as whole:
            return min(MOST_PAGES, getattr(whole, "n_frames", 1))
    except _BROKEN:
        return 0


def _pictures(data: bytes) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None  # our own limit speaks Chinese
    try:
        with Image.open(io.BytesIO(data)) as whole:
            for number in range(getattr(whole, "n_frames", 1)):
                if number == MOST_PAGES:
                    raise FileRefused(f"图片有 {MOST_PAGES} 页以上，请拆成小文件后再读", code="too_large")
                whole.seek(number)
                if whole.format == "JPEG":
                    whole.draft(None, (3300, 3300))  # one much finer is made smaller while it is unpacked
                if whole.width * whole.height > _PIXELS:
                    raise FileRefused(f"图片太大（{whole.width}×{whole.height}），请按 200 dpi 重新扫描后再读", code="too_large")
                yield ImageOps.exif_transpose(whole)
    except _BROKEN:
        raise FileRefused("图片已损坏或没有传完整，打不开；请重新扫描或另存后再读") from None


def page_of(picture: Image.Image, number: int, points: tuple[float, float] | None = None) -> Page:
    """One page set into tables and lines; ``points``: its width and height where they are known."""
    sheet = prepared(picture, points)
    unit = sheet.unit
    across, down = ([(at / unit, a / unit, b / unit) for at, a, b in rules] for rules in (sheet.across, sheet.down))
    found = [frame for frame in frames(across, down) if frame.xs[-1] - frame.xs[0] >= _NARROWEST]
    for frame in found:
        _clear(sheet, frame)
    inside = {(k, i): _pixels(frame.box(slot), unit) for k, frame in enumerate(found) for i, slot in enumerate(frame.slots)}
    em = em_of([s.y1 - s.y0 for box in inside.values() for s in strips(sheet.ink, box, 12 * unit, unit)], unit)
    runs: dict[tuple[int, int] | None, list[Run]] = {
        key: kept for key, box in inside.items() if (kept := [_run(sheet, strip, em) for strip in strips(sheet.ink, box, em, unit)])
    }
    for frame in found:
        left, top, right, bottom = _pixels((frame.xs[0], frame.ys[0], frame.xs[-1], frame.ys[-1]), unit)
        sheet.ink[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = False
    whole = (0, 0, sheet.ink.shape[1], sheet.ink.shape[0])
    runs[None] = [run for strip in strips(sheet.ink, whole, em, unit, columns=True) if (run := _run(sheet, strip, em)).text]
    width, height = sheet.size
    return laid_out(number, width, height, found, runs)


def _pixels(box: tuple[float, float, float, float], unit: float) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(side * unit) for side in box)
    return left, top, right, bottom


def _clear(sheet: Sheet, frame: Frame) -> None:
    """Take the walls of a table off the page, and nothing else: strokes of letters look like rules too."""
    half = 1.1 * sheet.unit
    for slot in frame.slots:
        left, top, right, bottom = (side * sheet.unit for side in frame.box(slot))
        for y in (top, bottom):
            area = np.s_[max(0, round(y - half)) : round(y + half) + 1, max(0, round(left) - 2) : round(right) + 2]
            sheet.grey[area], sheet.ink[area] = 255, False
        for x in (left, right):
            area = np.s_[max(0, round(top) - 2) : round(bottom) + 2, max(0, round(x - half)) : round(x + half) + 1]
            sheet.grey[area], sheet.ink[area] = 255, False


def _run(sheet: Sheet, strip: Strip, em: float) -> Run:
    """A line of print, read. Its box is as high as its type, as a PDF gives it."""
    height = max(strip.y1 - strip.y0, 0.85 * em)
    pad, middle = _PAD * height, (strip.y0 + strip.y1) / 2
    if max(strip.x1 - strip.x0, strip.y1 - strip.y0) < 0.5 * em and strip.y1 - strip.y0 > 0.12 * em:
        middle = strip.y1 - height / 2  # a full stop alone on its line stands at its foot
    top, bottom = round(middle - height / 2 - pad), round(middle + height / 2 + pad)
    left, right = round(strip.x0 - 0.3 * em), round(strip.x1 + 0.3 * em)
    rows, cols = sheet.grey.shape
    cut = np.full((bottom - top, right - left), 255, np.uint8)
    y0, y1, x0, x1 = max(0, top), min(rows, bottom), max(0, left), min(cols, right)
    cut[y0 - top : y1 - top, x0 - left : x1 - left] = sheet.grey[y0:y1, x0:x1]
    above, below = strip.y0 - top - round(0.1 * em), strip.y1 - top + round(0.1 * em)
    cut[: max(0, above)] = 255  # nothing of the neighbouring lines
    cut[below:] = 255
    text, sure = _text(_dashed(characters(cut), (right - left) / em))
    if text in ("二", "三") and _is_equals(sheet.ink[strip.y0 : strip.y1, strip.x0 : strip.x1]):
        text = "="
    if text in _UPRIGHT and _leans(sheet.ink[strip.y0 : strip.y1, strip.x0 : strip.x1]):
        text = "/"
    unit = sheet.unit
    return Run(strip.x0 / unit, (middle - height / 2) / unit, strip.x1 / unit, (middle + height / 2) / unit, text, sure=sure)


def _dashed(chars: list[Char], length: float) -> list[Char]:
    """The model writes a long dash as a hyphen: what its neighbours leave room for decides. ``length`` of the line in em."""
    out = list(chars)
    for i in range(1, len(chars) - 1):
        beside = chars[i - 1], chars[i + 1]
        room = _ROOM + _WIDE * sum(char.text > "\u2e7f" for char in beside)
        if chars[i].text == "-" and (beside[1].at - beside[0].at) * length > room:
            out[i] = chars[i]._replace(text="—")
    return out


def _is_equals(ink: Any) -> bool:
    """True for two bars of one length: 二 alone in a cell has a shorter one above."""
    bars = _bars(ink)
    return len(bars) == 2 and min(bars) > 0.88 * max(bars)


def _bars(ink: Any) -> list[int]:
    """Widths of the dark bands of a small picture, from top to bottom."""
    rows = np.nonzero(ink.any(axis=1))[0]
    bands = np.split(rows, np.nonzero(np.diff(rows) > 1)[0] + 1) if len(rows) else []
    spans = [np.nonzero(ink[band].any(axis=0))[0] for band in bands]
    return [int(span[-1] - span[0]) + 1 for span in spans]


def _leans(ink: Any) -> bool:
    """True for one straight stroke from the lower left to the upper right."""
    y, x = np.nonzero(ink)
    return len(x) > 3 and x.max() - x.min() >= 0.2 * (y.max() - y.min()) and float(np.corrcoef(x, y)[0, 1]) < -0.9


def _text(chars: list[Char]) -> tuple[str, float]:
    text = "".join(char.text for char in chars).strip()
    sure = min((char.sure for char in chars if not char.text.isspace()), default=0.0)
    return ("—" if text == "一" else text), sure
