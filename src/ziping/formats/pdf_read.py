"""Born-digital PDF: ruled lines and characters by PDFium, cells by ``ruled``, text by ``runs``, pages joined by ``stitch``.

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
from ziping.formats.pdf_strokes import Strokes
from ziping.formats.pdf_text import Turn, direction, gathered, turned
from ziping.formats.ruled import frames
from ziping.formats.stitch import Page, Spot, laid_out, stitched
from ziping.grid import Grid

__all__ = ["opened", "placed", "read"]

_PAGES = 2000
_CHARS = 200_000  # of one page; a page full of small type has 5,000
_OBJECTS = 200_000  # of one page


def read(data: bytes) -> list[Grid]:
    """The tables of a PDF in reading order, with the lines of text around them; tables that go on over a page are joined.

    Raises FileRefused: encrypted, damaged, without any text (a scan), or beyond all measure.
    """
    return stitched(_pages(data))


def placed(data: bytes) -> tuple[list[Spot], dict[int, Turn]]:
    """Where every cell and line stands on its page, and how each page with text lies in the file. Raises FileRefused as ``read``."""
    pages = _pages(data)
    spots: list[Spot] = []
    stitched(pages, spots)
    return spots, {page.number: page.turn for page in pages}


def _pages(data: bytes) -> list[Page]:
    """The pages that have text."""
    with opened(data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count > _PAGES:
            raise FileRefused(f"PDF 有 {count} 页，超过 {_PAGES} 页的上限，请拆成小文件后再读", code="too_large")
        spaces = "Skia" not in _producer(document)
        pages = [page for number in range(1, count + 1) if (page := _page(document, number, spaces)) is not None]
    if not pages:
        raise FileRefused("这是扫描件或图片，PDF 里没有文字；请用原来的电子文件（.docx、.xlsx 或直接导出的 PDF），或先做文字识别（OCR）")
    return pages


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


def _page(document: Any, number: int, spaces: bool) -> Page | None:
    """One page set into tables and lines; None when nothing is written on it."""
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
        return replace(laid_out(number, width, height, found, runs), turn=turn)
