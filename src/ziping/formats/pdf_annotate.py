"""Notes onto the pages of somebody's own PDF: the file grows at its end (an incremental update), not one of its bytes changes.

A finding is a coloured highlight over its cell with the words as its note; several at one cell share the cell from left to right.
What has no cell is one sticky note in the corner of the first page. PDFium writes the update; of that only the objects that
really differ are kept (``pdf_update``), because it also writes those again that it had merely looked at.
"""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2  # noqa: F401 - starts the library
import pypdfium2.raw as pdfium

from ziping.errors import FileRefused
from ziping.formats.comments import Comment, by_place, clean, gathered
from ziping.formats.pdf_read import opened, placed
from ziping.formats.pdf_text import unturned
from ziping.formats.pdf_update import shortened
from ziping.formats.stitch import Box, Spot
from ziping.grid import Place

__all__ = ["annotate"]

_COLOURS = {"error": (255, 140, 130), "warning": (255, 205, 90), "info": (140, 190, 255)}
_OPACITY = 90  # of 255: the text below stays readable
_INSET = 1.0  # points; the rules of the table stay free
_NARROWEST = 6.0  # points; a cell that is shared by more notes than it has room for lets them overlap
_PRINT, _STICKY = 4, 4 | 8 | 16  # flags of an annotation: printed; sticky notes neither grow nor turn with the page
_ICON = 20.0  # points

_Marks = dict[int, list[tuple[Box | None, Comment]]]  # by page from 1; a box of the page's own space, None: sticky note in the corner


def annotate(data: bytes, comments: Sequence[Comment]) -> tuple[bytes, tuple[Comment, ...]]:
    """The PDF with a note for each comment, and those that found no cell (joined on the first page). ``data`` is a prefix of the result.

    Raises FileRefused as the reader does, and where the file cannot be added to.
    """
    spots, turns = placed(data)
    homeless: list[Comment] = []
    marks: _Marks = {}
    for where, each in by_place(comments).items():
        spot = _spot(spots, where, each[0].quote)
        if spot is None:
            homeless += each
            continue
        boxes = _strips(spot.box, len(each))
        marks.setdefault(spot.page, []).extend((unturned(turns[spot.page], *box), c) for box, c in zip(boxes, each, strict=True))
    if homeless:
        marks.setdefault(1, []).insert(0, (None, gathered(homeless)))
    if not marks:
        return data, ()
    done = shortened(data, _saved(data, {number: [] for number in marks}), _saved(data, marks))
    if done is None:
        raise _refused()
    return done, tuple(homeless)


def _spot(spots: Sequence[Spot], where: Place | None, quote: str | None) -> Spot | None:
    """Where a place is on its page. Two tables of a page may have the same address in them: then the text decides, not luck."""
    found = [spot for spot in spots if spot.where == where]
    said = _bare(quote)
    alike = [spot for spot in found if _bare(spot.text) == said] if quote is not None else []
    partly = [spot for spot in found if said and said in _bare(spot.text)]
    for choice in (alike, partly, found):
        if len(choice) == 1:
            return choice[0]
    return None


def _bare(text: str | None) -> str:
    return "".join((text or "").split())


def _strips(box: Box, count: int) -> list[Box]:
    """``count`` boxes side by side in a cell."""
    left, top, right, bottom = box
    if right - left > 3 * _INSET and bottom - top > 3 * _INSET:
        left, top, right, bottom = left + _INSET, top + _INSET, right - _INSET, bottom - _INSET
    step = (right - left) / count
    width = max(step, min(_NARROWEST, right - left))
    starts = [min(left + at * step, right - width) for at in range(count)]
    return [(start, top, start + width, bottom) for start in starts]


def _saved(data: bytes, marks: _Marks) -> bytes:
    """The file with these notes, as PDFium writes its update."""
    with opened(data) as document:
        for number, each in marks.items():
            with _page(document, number) as page:
                for box, comment in each:
                    _add(page, box, comment)
        out = bytearray()
        sink = pdfium.FPDF_FILEWRITE(version=1)

        def take(_: Any, block: Any, size: int) -> int:
            out.extend(ctypes.string_at(block, size))
            return 1

        sink.WriteBlock = dict(pdfium.FPDF_FILEWRITE._fields_)["WriteBlock"](take)
        done = pdfium.FPDF_SaveAsCopy(document, ctypes.byref(sink), pdfium.FPDF_INCREMENTAL)
    if not done or not out.startswith(data):
        raise _refused()
    return bytes(out)


@contextmanager
def _page(document: Any, number: int) -> Iterator[Any]:
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        raise _refused()
    try:
        yield page
    finally:
        pdfium.FPDF_ClosePage(page)


def _add(page: Any, box: Box | None, comment: Comment) -> None:
    sticky = box is None
    if box is None:
        whole = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, whole)
        box = whole.left + _ICON, whole.top - 2 * _ICON, whole.left + 2 * _ICON, whole.top - _ICON
    left, bottom, right, top = box
    note = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_TEXT if sticky else pdfium.FPDF_ANNOT_HIGHLIGHT)
    if not note:
        raise _refused()
    try:
        pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(left=left, bottom=bottom, right=right, top=top))
        if not sticky:
            pdfium.FPDFAnnot_AppendAttachmentPoints(note, pdfium.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom))
        colour = _COLOURS.get(comment.severity, _COLOURS["info"])
        pdfium.FPDFAnnot_SetColor(note, pdfium.FPDFANNOT_COLORTYPE_Color, *colour, 255 if sticky else _OPACITY)
        pdfium.FPDFAnnot_SetFlags(note, _STICKY if sticky else _PRINT)
        done = _set(pdfium.FPDFAnnot_SetStringValue, note, b"Contents", comment.text)
        done = done and _set(pdfium.FPDFAnnot_SetStringValue, note, b"T", comment.author)
        if not sticky:  # programs draw highlights each in its own way, some with bulging ends: this one brings its looks along
            fill = " ".join(f"{part / 255:.3f}" for part in colour)
            look = f"/GS gs {fill} rg {left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re f"
            done = done and _set(pdfium.FPDFAnnot_SetAP, note, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, look)
        if not done:
            raise _refused()
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _set(act: Any, note: Any, key: Any, text: str) -> bool:
    """Hand a text to PDFium, which takes UTF-16."""
    written = ctypes.create_string_buffer(clean(text).encode("utf-16-le", "replace") + b"\0\0")
    return bool(act(note, key, ctypes.cast(written, ctypes.POINTER(ctypes.c_ushort))))


def _refused() -> FileRefused:
    return FileRefused("这份 PDF 不能在原件上加批注（可能有保护或内部损坏）；请把批注写到 .docx、.xlsx 或 .html 文件里")
