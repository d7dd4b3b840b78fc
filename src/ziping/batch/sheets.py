"""Plain tables as an Excel workbook: heading, column titles, rows; written row by row, so that memory stays flat.

Text is text: nothing that a form says can become a formula or a link. Figures are numbers that show the digits they have.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ziping.errors import UserError, reason
from ziping.frozen import dataclass

__all__ = ["Column", "Link", "Sheet", "write_book"]

_IMPOSSIBLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_TEXT = 32_000  # characters; Excel allows 32,767
_MADE = datetime(2020, 1, 1)  # a fixed day, so that the same tables give the same bytes
_FORMATS = {"count": "#,##0", "points": "0.00", "money": "#,##0.00####", "percent": "0.00%", "text": "General"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what stands in it (``text``, ``count``, ``points``, ``money``, ``percent``), its width in characters."""

    title: str
    kind: str = "text"
    width: int = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of another kind than its column."""

    value: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """A text or figure that leads to a cell of the same workbook: sheet and row (from 1)."""

    shown: str | int
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, a line above the table for each of ``notes``, the columns, the rows; ``printed`` is how many of the columns go on
    paper, if not all."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default=())
    printed: int | None = None

    @property
    def first(self) -> int:
        """The row (from 1) in which the first of ``rows`` stands."""
        return len(self.notes) + 2


def write_book(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write the workbook, whole or not at all. UserError where it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        book = Workbook(str(part), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": _MADE})
        pens = {
            kind: book.add_format({"num_format": shown, "valign": "top", "indent": int(kind == "text")}) for kind, shown in _FORMATS.items()
        }
        pens["plain"] = book.add_format({"valign": "top", "quote_prefix": True, "indent": 1})
        pens["head"] = book.add_format({"bold": True, "bg_color": "#EDEDE6", "border": 1, "text_wrap": True, "valign": "vcenter"})
        pens["note"] = book.add_format({"font_color": "#555555"})
        pens["link"] = book.add_format({"font_color": "#0B4F8A", "underline": 1, "valign": "top"})
        for sheet in sheets:
            _draw(book.add_worksheet(sheet.name), sheet, pens)
        book.close()
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(f"写不了 {path}：{reason(error)}；请看磁盘是否已满、文件是否正在 Excel 里打开") from None


def _draw(page: Worksheet, sheet: Sheet, pens: dict[str, Format]) -> None:
    for col, column in enumerate(sheet.columns):
        page.set_column(col, col, column.width)
    for row, note in enumerate(sheet.notes):
        page.write_string(row, 0, _clean(note), pens["note"])
    top = sheet.first - 2
    for col, column in enumerate(sheet.columns):
        page.write_string(top, col, column.title, pens["head"])
    page.freeze_panes(top + 1, 0)
    last = top
    for last, values in enumerate(sheet.rows, top + 1):
        for col, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            _cell(page, last, col, column, value, pens)
    if last > top:
        page.autofilter(top, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.repeat_rows(top)
    if sheet.printed is not None:
        page.print_area(0, 0, last, sheet.printed - 1)


def _clean(text: str) -> str:
    plain = _IMPOSSIBLE.sub("", text)
    return plain if len(plain) <= _MOST_TEXT else plain[:_MOST_TEXT] + "……（后略）"


def _cell(page: Worksheet, row: int, col: int, column: Column, value: Any, pens: dict[str, Format]) -> None:
    if value is None:
        return
    if isinstance(value, Link):
        page.write_url(row, col, f"internal:'{value.sheet}'!A{value.row}", pens["link"], str(value.shown))
    elif isinstance(value, Figure):
        page.write_number(row, col, value.value, pens[value.kind])
    elif isinstance(value, int | Decimal):
        page.write_number(row, col, value, pens["count" if isinstance(value, int) else column.kind])
    else:
        text = _clean(str(value))
        page.write_string(row, col, text, pens["plain"] if text[:1] in "=+-@\t\r" and text else pens["text"])
