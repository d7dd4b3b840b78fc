"""Scans: a PDF drawn as pictures, then treated as a scanner does: a leaning sheet, noise, blur, JPEG, a red seal, no colours."""

import io
from random import Random
from typing import Any

__all__ = ["pictures", "scanned", "seal"]


def pictures(pdf: bytes, dpi: int) -> list[Any]:
    """The pages of a PDF as RGB pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def seal(page: Any, at: tuple[int, int], dpi: int) -> Any:
    """A round red seal of 40 mm: ring, star, and its ink lets the print show through."""
    from PIL import Image, ImageChops, ImageDraw

    r = round(20 / 25.4 * dpi)
    layer = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(layer)
    ink = (214, 40, 44)
    x, y = at
    pen.ellipse((x - r, y - r, x + r, y + r), outline=ink, width=max(2, r // 14))
    star = [
        (x + (r * 0.36 if k % 2 == 0 else r * 0.15) * c, y - (r * 0.36 if k % 2 == 0 else r * 0.15) * s) for k, (c, s) in enumerate(_TEN)
    ]
    pen.polygon(star, fill=ink)
    for k in range(9):  # in place of the letters around the ring
        c, s = _TEN[k]
        px, py = x + 0.72 * r * c, y - 0.72 * r * s
        pen.rectangle((px - r * 0.1, py - r * 0.1, px + r * 0.1, py + r * 0.1), outline=ink, width=max(2, r // 20))
    return ImageChops.multiply(page, layer)


_TEN = [
    (0.0, 1.0), (0.588, 0.809), (0.951, 0.309), (0.951, -0.309), (0.588, -0.809),
    (0.0, -1.0), (-0.588, -0.809), (-0.951, -0.309), (-0.951, 0.309), (-0.588, 0.809),
]  # fmt: skip


def scanned(page: Any, rng: Random, dpi: int, *, sealed: bool, colour: bool) -> Any:
    """One page as it comes out of a scanner."""
    from PIL import Image, ImageChops, ImageFilter

    if sealed:
        page = seal(page, (round(page.width * rng.uniform(0.25, 0.75)), round(page.height * rng.uniform(0.3, 0.8))), dpi)
    page = page.rotate(rng.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.7) * dpi / 150))
    noise = Image.effect_noise(page.size, rng.uniform(6, 16))
    page = ImageChops.subtract(page, Image.merge("RGB", [noise.point(lambda v: max(0, v - 128))] * 3))
    page = page.point([round(255 - (255 - v) * 0.94) if v > 128 else v + 18 for v in range(256)] * 3)
    if not colour:
        page = page.convert("L")
    sink = io.BytesIO()
    page.save(sink, "JPEG", quality=rng.randint(45, 75), dpi=(dpi, dpi))
    sink.seek(0)
    out = Image.open(sink)
    out.load()
    return out
