"""The drawing behind the comments of a sheet: VML, the old language in which Excel keeps their boxes. Lengths are pixels at 96 dpi.

Excel's own VML is not always well-formed XML, so it is added to as text.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from ziping.frozen import dataclass

__all__ = ["Ruler", "Sticker", "identity", "new_drawing", "with_stickers"]

_FILL = {"error": "#ffe4e1", "warning": "#fff3d6", "info": "#e8f1fa"}
_WIDTH = 300
_LINE = 17  # height of a line
_PER_LINE = 22  # Chinese characters in it
_LEAST, _MOST = 60, 620  # height of a box
_TEXTBOX = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DECLARED = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
_SHAPE_NUMBER = re.compile(r"_x0000_s(\d{1,9})\b")
_BLOCK = re.compile(r"""<\w+:idmap[^>]*\bdata\s*=\s*["']([\d,\s]+)""")
_END = re.compile(r"</xml\s*>\s*$")


@dataclass(frozen=True, slots=True)
class Ruler:
    """Sizes of the columns or rows of a sheet: the first ones one by one, all others the usual one."""

    sizes: tuple[int, ...]
    usual: int

    def spot(self, distance: int) -> tuple[int, int]:
        """(number from 0, pixels into it) of what stands this far from the edge of the sheet."""
        ends = list(accumulate(self.sizes))
        total = ends[-1] if ends else 0
        if distance >= total:
            more, rest = divmod(distance - total, self.usual)
            return len(ends) + more, rest
        at = bisect_right(ends, distance)
        return at, distance - (ends[at - 1] if at else 0)

    def start(self, number: int) -> int:
        """Distance of a column or row from the edge of the sheet."""
        return sum(self.sizes[:number]) + max(0, number - len(self.sizes)) * self.usual


@dataclass(frozen=True, slots=True)
class Sticker:
    """The box of one comment: the cell it belongs to (from 0), how many columns that cell covers, severity, the text it must hold."""

    row: int
    col: int
    cols: int
    severity: str
    text: str


def identity(drawing: str) -> list[int]:
    """The blocks of shape numbers that a drawing uses; no two drawings of a workbook may share one."""
    return [int(number) for blocks in _BLOCK.findall(drawing) for number in blocks.split(",") if number.strip().isdigit()]


def new_drawing(stickers: Sequence[Sticker], block: int, columns: Ruler, rows: Ruler) -> str:
    """A drawing with these boxes, its shapes numbered in ``block``."""
    layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
    return f"<xml{_DECLARED}>{layout}{_TEXTBOX}{_shapes(stickers, block * 1024 + 1, columns, rows)}</xml>"


def with_stickers(drawing: str, stickers: Sequence[Sticker], columns: Ruler, rows: Ruler) -> str | None:
    """A drawing with boxes added behind those it has; None where it does not end as a drawing does."""
    end = _END.search(drawing)
    if end is None:
        return None
    numbers = [int(number) for number in _SHAPE_NUMBER.findall(drawing)]
    first = max([*numbers, 1024 * min(identity(drawing) or [1])]) + 1
    kind = "" if 'id="_x0000_t202"' in drawing else _TEXTBOX
    added = kind + _shapes(stickers, first, columns, rows)
    if not all(f'xmlns:{prefix}="{space}"' in drawing[:1000].partition(">")[0] for prefix, space in _SPACES.items()):
        added = re.sub(r"(<v:shape(?:type)?) ", rf"\1{_DECLARED} ", added)  # written by a program with prefixes of its own
    return drawing[: end.start()] + added + drawing[end.start() :]


def _shapes(stickers: Sequence[Sticker], first: int, columns: Ruler, rows: Ruler) -> str:
    return "".join(_shape(sticker, first + at, columns, rows) for at, sticker in enumerate(stickers))


def _shape(sticker: Sticker, number: int, columns: Ruler, rows: Ruler) -> str:
    """A hidden note to the right of its cell, as high as its text needs."""
    lines = sum(max(1, math.ceil(_width(line) / _PER_LINE)) for line in sticker.text.split("\n"))
    height = min(_MOST, max(_LEAST, lines * _LINE + 14))
    left = columns.start(sticker.col + sticker.cols) + 12
    top = max(0, rows.start(sticker.row) - 8)
    begin, end = columns.spot(left), columns.spot(left + _WIDTH)
    above, below = rows.spot(top), rows.spot(top + height)
    anchor = ", ".join(map(str, (*begin, *above, *end, *below)))
    fill = _FILL.get(sticker.severity, "#ffffe1")
    place = f"margin-left:{left * 0.75:g}pt;margin-top:{top * 0.75:g}pt;width:{_WIDTH * 0.75:g}pt;height:{height * 0.75:g}pt"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;{place};z-index:1;visibility:hidden" '
        f'fillcolor="{fill}" o:insetmode="auto"><v:fill color2="{fill}"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{sticker.row}</x:Row><x:Column>{sticker.col}</x:Column>"
        "</x:ClientData></v:shape>"
    )


def _width(line: str) -> float:
    """In Chinese characters; others are about half as wide."""
    return sum(1 if ord(char) > 0x2E7F or char in "“”‘’…—·" else 0.55 for char in line)
