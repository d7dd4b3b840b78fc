"""Plain tables that people send: finding the header by its labels, faults by cell; and tables sent back."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from ziping.formats.xlsx_sheets import ref_of

__all__ = ["Fault", "Row", "defused", "header", "rows_of", "workbook", "workbook_response"]

_LOOK = 15  # a header stands within the first rows
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that cannot be taken: where, what stands there, what is wrong and how to mend it."""

    sheet: str
    cell: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line under a header: ``values`` by field, ``number`` as Excel counts."""

    sheet: str
    number: int
    values: dict[str, str]
    columns: dict[str, int]

    def fault(self, field: str, message: str) -> Fault:
        """A fault at this row's cell of that field."""
        return Fault(self.sheet, ref_of(self.number - 1, self.columns.get(field, 0)), self.values.get(field, ""), message)


def _plain(text: str) -> str:
    return "".join(text.split()).replace("（", "(").replace("）", ")").rstrip("*＊")


def header(table: Mapping[str, Any], wanted: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Where the labels stand: row index and column by field; the row with most of them. (-1, {}) where there is none."""
    best: tuple[int, dict[str, int]] = (-1, {})
    for index, row in enumerate(table["rows"][:_LOOK]):
        texts = [_plain(text) for text in row]
        found = {}
        for field, labels in wanted.items():
            for label in labels:
                if _plain(label) in texts:
                    found[field] = texts.index(_plain(label))
                    break
        if len(found) > len(best[1]):
            best = (index, found)
    return best


def rows_of(table: Mapping[str, Any], at: int, columns: Mapping[str, int]) -> list[Row]:
    """The lines under a header that say anything in these columns."""
    out = []
    top = int(table.get("top", 1))
    for index, row in enumerate(table["rows"][at + 1 :], at + 1):
        values = {field: row[column].strip() if column < len(row) else "" for field, column in columns.items()}
        if any(values.values()):
            out.append(Row(table["name"], index + top, values, dict(columns)))
    return out


def defused(text: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers."""
    return "'" + text if isinstance(text, str) and text.startswith(_DANGEROUS) else text


def workbook(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """Sheets of rows, the first one the header. Texts are written as texts, never as formulas."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#ECEAE4", "border": 1})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name[:31])
        widths: dict[int, int] = {}
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                text = defused(value)
                if text is None:
                    continue
                if isinstance(text, str):
                    sheet.write_string(number, column, text[:32000], head if number == 0 else None)
                else:
                    sheet.write_number(number, column, text, head if number == 0 else None)
                shown = sum(2 if ord(c) > 0x2E7F else 1 for c in str(text)[:60])
                widths[column] = max(widths.get(column, 8), shown + 2)
        for column, width in widths.items():
            sheet.set_column(column, column, min(width, 50))
        sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def workbook_response(name: str, sheets: Mapping[str, Iterable[Sequence[object]]]) -> HttpResponse:
    """The same as a download."""
    from urllib.parse import quote

    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(workbook(sheets), content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response
