"""Small PDFs drawn by ReportLab, and what is read from them: lattices, words, pages."""

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ziping.errors import FileRefused
from ziping.formats.carriers import pdf
from ziping.grid import Grid

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842
Drawing = Callable[[Canvas], None]
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def printed(*pages: Drawing, size: tuple[float, float] = (WIDTH, HEIGHT), password: str | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, encrypt=StandardEncryption(password) if password else None)
    for draw in pages:
        canvas.setFont(FONT, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lattice(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """Full rules; ys fall from top to bottom, as PDF counts."""
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])


def table(rows: list[list[str]], *, top: float = 800, left: float = 50, width: float = 100, height: float = 20) -> Drawing:
    """Equal cells; a text with ``\\n`` is set in lines."""

    def draw(canvas: Canvas) -> None:
        lattice(canvas, [left + width * k for k in range(len(rows[0]) + 1)], [top - height * k for k in range(len(rows) + 1)])
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                for k, line in enumerate(text.split("\n")):
                    canvas.drawString(left + width * c + 4, top - height * r - 13 - 11 * k, line)

    return draw


def both(*drawings: Drawing) -> Drawing:
    def draw(canvas: Canvas) -> None:
        for one in drawings:
            one(canvas)

    return draw


def words(x: float, y: float, text: str) -> Drawing:
    return lambda canvas: canvas.drawString(x, y, text)


def read_one(*pages: Drawing) -> Grid:
    (grid,) = pdf.read(printed(*pages))
    return grid


def cells(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rows, c.cols, c.text) for c in grid.cells]


def texts(grid: Grid) -> list[str]:
    return [cell.text for cell in grid.cells]


def refusal(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        pdf.read(data)
    return caught.value
