"""Workbooks with openpyxl. Values are text unless the wish ``numbers`` asks for numbers under a format that shows the same."""

import io
import re
import zipfile
from datetime import date
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from corpus.paper import Break, Document, Line, Table

__all__ = ["draw_xlsx"]

_SIGNED = re.compile(r"([≥≤＝=>]?)(\d+)(\.\d+)?(%|[一-鿿]{1,3})?")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%)?")


def _number(text: str) -> tuple[float | int | date, str] | None:
    """A number and the format under which Excel shows exactly this text; None if there is none."""
    if day := _DAY.fullmatch(text):
        return date(int(day[1]), int(day[2]), int(day[3])), 'yyyy"年"m"月"d"日"'
    signed = _SIGNED.fullmatch(text)
    if signed is not None and (signed[1] or signed[4]) and text[-1] != "%" and not (signed[2][0] == "0" and len(signed[2]) > 1):
        shape = f'"{signed[1]}"0' + ("." + "0" * (len(signed[3]) - 1) if signed[3] else "") + (f'"{signed[4]}"' if signed[4] else "")
        return float(signed[2] + (signed[3] or "")), shape
    match = _NUMBER.fullmatch(text)
    if match is None or (text.startswith("0") and len(match[1]) > 1):
        return None
    places = len(match[2] or "")
    plain = float(text.rstrip("%").replace(",", ""))
    shape = ("#,##0" if "," in match[1] or (places and len(match[1]) < 4) else "0") + ("." + "0" * places if places else "")
    if match[3]:
        return round(plain / 100, 10), shape.replace("#,##0", "0") + "%"
    return (int(plain) if not places else plain), shape


class _Sheet:
    def __init__(self, sheet: Any, document: Document, rng: Random) -> None:
        self.sheet, self.wishes, self.rng, self.row = sheet, document.wishes, rng, 1
        self.cached: dict[str, str] = {}

    def put(self, row: int, col: int, text: str, *, number: bool = False) -> None:
        if not text:
            return
        cell = self.sheet.cell(row, col)
        shown = _number(text) if number and "numbers" in self.wishes and self.rng.random() < 0.8 else None
        if shown is None:
            cell.value = text
            cell.data_type = "s"
        else:
            cell.value, cell.number_format = shown
            if "formulas" in self.wishes and not isinstance(shown[0], date) and self.rng.random() < 0.4:
                self.cached[f"={shown[0]!r}*1"] = repr(shown[0])
                cell.value = f"={shown[0]!r}*1"
        cell.alignment = Alignment(wrap_text=True, horizontal="center")

    def line(self, text: str, width: int) -> None:
        self.put(self.row, 1, text)
        if "merge_lines" in self.wishes and width > 1:
            self.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=width)
        self.row += 1

    def table(self, table: Table) -> None:
        for boxes in table.rows():
            for box in boxes:
                r, c = self.row + box.row, 1 + box.col
                self.put(r, c, box.text, number=box.kind == "number" or box.tag.endswith((".target", ".actual", "units")))
                if box.rows > 1 or box.cols > 1:
                    self.sheet.merge_cells(start_row=r, start_column=c, end_row=r + box.rows - 1, end_column=c + box.cols - 1)
        self.row += table.height

    def hide(self) -> None:
        """Hide a column beyond the form and a row below it that hold scratch work."""
        self.row += 1
        self.put(self.row, 1, "草稿：勿印")
        self.sheet.row_dimensions[self.row].hidden = True
        self.row += 1


def _with_cached(data: bytes, cached: dict[str, str]) -> bytes:
    """openpyxl writes formulas without their last result, as no spreadsheet program does; put it there."""
    source, sink = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                text = part.decode()
                for formula, value in cached.items():
                    text = re.sub(rf"<f>{re.escape(formula[1:])}</f><v ?(?:/>|></v>)", f"<f>{formula[1:]}</f><v>{value}</v>", text)
                part = text.encode()
            target.writestr(name, part)
    return sink.getvalue()


def draw_xlsx(document: Document, rng: Random) -> bytes:
    """The workbook's bytes. Wishes: numbers, formulas (with their results), merge_lines, hidden, guide_sheet (a sheet of explanations before the form)."""
    book = Workbook()
    if "guide_sheet" in document.wishes:
        guide = book.active
        guide.title = "填表说明"
        guide["A1"] = "一、请各单位如实填报绩效自评情况。"
        guide["A2"] = "二、得分不得超过分值。"
        sheet = _Sheet(book.create_sheet("自评"), document, rng)
    else:
        sheet = _Sheet(book.active, document, rng)
    cached = sheet.cached
    width = max((table.width for table in document.tables()), default=1)
    count = 1
    for item in document.items:
        if isinstance(item, Line):
            sheet.line(item.text, width)
        elif isinstance(item, Break):
            if item.kind == "sheet":
                count += 1
                sheet = _Sheet(book.create_sheet(f"表{count}"), document, rng)
                sheet.cached = cached
            else:
                sheet.row += 1
        else:
            sheet.table(item)
    if "hidden" in document.wishes:
        sheet.hide()
        sheet.sheet.column_dimensions[get_column_letter(width + 3)].hidden = True
    sink = io.BytesIO()
    book.save(sink)
    return _with_cached(sink.getvalue(), cached)
