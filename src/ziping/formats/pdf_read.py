"""PDF: ruled lines and characters by PDFium, cells by ``ruled``, text by ``runs``, pages joined by ``stitch``.
A page that is only a picture of paper is drawn and read as a scan; a file may hold both kinds.

Everything is measured with the origin in the upper left corner of the page as a person reads it: the direction of the type
decides, not the page's /Rotate, which some producers set on an upright page and others leave out of a turned one.
PDFium is not thread-safe: one process reads one file at a time.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pypdfium2  # noqa: F401 - starts the library
import pypdfium2.raw as pdfium

from ziping.errors import FileRefused
from ziping.formats import scan_chars
from ziping.formats.pdf_strokes import Strokes
from ziping.formats.pdf_text import Turn, cut_sides, direction, gathered, turned
from ziping.formats.ruled import frames
from ziping.formats.stitch import Page, Spot, laid_out, stitched
from ziping.grid import Grid, Line, Place

__all__ = ["opened", "pictures", "placed", "read"]

_PAGES = 2000
_CHARS = 200_000  # of one page; a page full of small type has 5,000
_OBJECTS = 200_000  # of one page
_FEW = 20_000  # objects of a page that is a picture: strips or tiles of it, and unseen words behind them
_COVERED = 0.4  # of the page: less is a logo, a seal or a drawing
_SHARP = 200 / 72  # pixels per point at which a picture of paper is drawn
_WIDEST = 4700  # pixels of the longer side: A3 at 200 dpi and more


def read(data: bytes) -> list[Grid]:
    """The tables of a PDF in reading order, with the lines of text around them; tables that go on over a page are joined.

    Raises FileRefused: encrypted, damaged, beyond all measure, or only pictures where scans cannot be read here. In a file that has
    other pages too, such a page is named in ``Grid.skipped``.
    """
    pages, skipped = _pages(data)
    grids = stitched(pages)
    return grids[:-1] + [replace(grids[-1], skipped=skipped)] if skipped else grids


def pictures(data: bytes) -> int:
    """How many pages are only pictures; 0 for a file that cannot be opened."""
    try:
        with opened(data) as document:
            count = min(_PAGES, pdfium.FPDF_GetPageCount(document))
            return sum(_is_picture(document, number) for number in range(1, count + 1))
    except FileRefused:
        return 0


def placed(data: bytes) -> tuple[list[Spot], dict[int, Turn]]:
    """Where every cell and line stands on its page, and how each page with text lies in the file. Raises FileRefused as ``read``."""
    pages, _ = _pages(data)
    spots: list[Spot] = []
    stitched(pages, spots)
    return spots, {page.number: page.turn for page in pages}


def _pages(data: bytes) -> tuple[list[Page], tuple[Line, ...]]:
    """The pages that have something to read, and a line for each one that was left out."""
    with opened(data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count > _PAGES:
            raise FileRefused(f"PDF 有 {count} 页，超过 {_PAGES} 页的上限，请拆成小文件后再读", code="too_large")
        spaces = "Skia" not in _producer(document)
        pages, left = [], []
        cut: list[Line] = []
        for number in range(1, count + 1):
            if _is_picture(document, number):
                left.append(number)
            elif (page := _page(document, number, spaces, cut)) is not None:
                pages.append(page)
        if not left:
            if not pages:
                raise FileRefused("PDF 里没有文字，也没有图片；请确认文件内容，重新导出后再读")
            return pages, tuple(cut)
        try:
            scan_chars.require()
        except FileRefused as refused:
            if not pages:
                raise
            unread = [Line(f"第 {number} 页是扫描图片，没有读入：{refused}", Place(1, 1, page=number)) for number in left]
            return pages, (*cut, *unread)
        return sorted([*pages, *_scanned(document, left)], key=lambda page: page.number), tuple(cut)


def _scanned(document: Any, numbers: list[int]) -> list[Page]:
    """Pages that are pictures, drawn and read one after the other."""
    from ziping.formats.scan_read import MOST_PAGES, page_of

    if len(numbers) > MOST_PAGES:
        raise FileRefused(f"PDF 里有 {len(numbers)} 页扫描图片，超过 {MOST_PAGES} 页的上限，请拆成小文件后再读", code="too_large")
    pages = []
    for number in numbers:
        page = pdfium.FPDF_LoadPage(document, number - 1)
        try:
            box = pdfium.FS_RECTF()
            pdfium.FPDF_GetPageBoundingBox(page, box)
            points = (pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
            turn = (pdfium.FPDFPage_GetRotation(page), box.left, box.bottom, box.right, box.top)
            pages.append(replace(page_of(_drawn(page, points), number, points), turn=turn))
        finally:
            pdfium.FPDF_ClosePage(page)
    return pages


def _drawn(page: Any, points: tuple[float, float]) -> Any:
    """A page of so many points as a picture, no finer than is of use."""
    from PIL import Image

    scale = min(_SHARP, _WIDEST / max(points))
    width, height = max(1, round(points[0] * scale)), max(1, round(points[1] * scale))
    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
        return Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", stride, 1)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _is_picture(document: Any, number: int) -> bool:
    """True for a page that pictures cover and that has no text of its own, or only such as a program laid behind them unseen."""
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        return False
    try:
        objects = pdfium.FPDFPage_CountObjects(page)
        if not 0 < objects <= _FEW:
            return False
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        sheet = (box.right - box.left) * (box.top - box.bottom)
        covered, seen = 0.0, False
        for thing in _things(page, objects):
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                covered += _area(thing)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT and pdfium.FPDFTextObj_GetTextRenderMode(thing) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                seen = True
        return covered > _COVERED * sheet and not seen
    finally:
        pdfium.FPDF_ClosePage(page)


def _things(page: Any, count: int) -> Iterator[Any]:
    """The objects of a page and those of the forms (groups) on it."""
    for i in range(count):
        thing = pdfium.FPDFPage_GetObject(page, i)
        if pdfium.FPDFPageObj_GetType(thing) == pdfium.FPDF_PAGEOBJ_FORM:
            for k in range(min(_FEW, max(0, pdfium.FPDFFormObj_CountObjects(thing)))):
                yield pdfium.FPDFFormObj_GetObject(thing, k)
        else:
            yield thing


def _area(thing: Any) -> float:
    """Square points of an object's bounds."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(thing, *sides):
        return 0.0
    left, bottom, right, top = (side.value for side in sides)
    return float((right - left) * (top - bottom))


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """PDFium's document of these bytes, closed afterwards. Raises FileRefused: encrypted or damaged."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise FileRefused("PDF 设有打开密码，无法读取；请去掉密码后再读", code="encrypted")
        raise FileRefused("PDF 文件已损坏，打不开；请重新导出后再读")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _producer(document: Any) -> str:
    """The program that wrote the file. Skia (Chrome, Edge) leaves spaces out and only moves on."""
    size = pdfium.FPDF_GetMetaText(document, b"Producer", None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, b"Producer", buffer, size)
    return buffer.raw.decode("utf-16-le", "replace")


@contextmanager
def _loaded(document: Any, number: int) -> Iterator[tuple[Any, Any, int, int]]:
    """A page, its text, the count of characters and the direction of the type; what was filled into fields or typed over the
    page in notes is made part of it."""
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if page and pdfium.FPDFPage_GetAnnotCount(page) and pdfium.FPDFPage_Flatten(page, 0) == pdfium.FLATTEN_SUCCESS:
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        raise FileRefused(f"PDF 第 {number} 页已损坏，读不出来；请重新导出后再读")
    text = pdfium.FPDFText_LoadPage(page)
    try:
        count = max(0, pdfium.FPDFText_CountChars(text)) if text else 0
        way = direction(text, count)
        if count and pdfium.FPDFPage_GetRotation(page) != way:
            # PDFium finds words along the lines of the page as it is shown: show it so that the type stands upright
            pdfium.FPDFText_ClosePage(text)
            pdfium.FPDFPage_SetRotation(page, way)
            text = pdfium.FPDFText_LoadPage(page)
            count = max(0, pdfium.FPDFText_CountChars(text)) if text else 0
        yield page, text, count, way
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)


def _page(document: Any, number: int, spaces: bool, cut: list[Line]) -> Page | None:
    """One page set into tables and lines; None when nothing is written on it. A table that runs over the page's edge is told in ``cut``."""
    with _loaded(document, number) as (page, text, count, way):
        if not count:
            return None
        if count > _CHARS or pdfium.FPDFPage_CountObjects(page) > _OBJECTS:
            raise FileRefused(f"PDF 第 {number} 页的内容多得不像一张表，没有读取；请只导出表格所在的页", code="too_large")
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        turn = (way, box.left, box.bottom, box.right, box.top)
        width, height = box.right - box.left, box.top - box.bottom
        if way % 2:
            width, height = height, width
        strokes = Strokes(limit=_OBJECTS)
        strokes.collect(page)
        if strokes.count > _OBJECTS:
            raise FileRefused(f"PDF 第 {number} 页的图形多得不像一张表，没有读取；请只导出表格所在的页", code="too_large")
        across, down = [], []
        for x0, y0, x1, y1, flat in strokes.lines:
            a, b, c, d = turned(turn, x0, y0, x1, y1)
            if flat is None or flat != bool(way % 2):
                across.append(((b + d) / 2, a, c))
            if flat is None or flat == bool(way % 2):
                down.append(((a + c) / 2, b, d))
        found = frames(across, down)
        runs = gathered(text, count, turn, found, spaces=spaces)
        if not runs:
            return None
        if sides := cut_sides(found, width, height):
            told = f"第 {number} 页的表格伸出了页面{sides}边缘：页面外读得到的文字照样读入，可能还有读不到的，请对照原件核对"
            cut.append(Line(told, Place(1, 1, page=number)))
        return replace(laid_out(number, width, height, found, runs), turn=turn)
