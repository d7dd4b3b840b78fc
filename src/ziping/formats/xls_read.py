"""Excel 97-2003 workbooks (.xls, and the .et files that share the container), by xlrd: the same Grids as from an .xlsx.

xlrd brings the stored value, its format and the merged areas; what a cell shows comes from ``numfmt``, as in ``xlsx``.
Formulas are read by the value that was calculated when the file was saved.
"""

import io
from struct import error as StructError
from typing import Any

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT, error_text_from_code
from xlrd.compdoc import CompDocError

from ziping.errors import FileRefused
from ziping.formats.numfmt import BUILT_IN, show, show_text
from ziping.formats.symbols import SYMBOL_FONTS, symbols
from ziping.formats.xlsx_read import _MAX_COLS, _MAX_ROWS, _Area, _cells, _Sheet
from ziping.formats.xlsx_sheets import ref_of
from ziping.formats.zipped import MAX_CELLS, MAX_TEXT
from ziping.frozen import dataclass
from ziping.grid import Grid

__all__ = ["read"]

LARGEST = 64 << 20  # bytes of a whole file; forms are far below 1 MB

_DAMAGED = "这个 Excel 工作簿已损坏或不完整，不能读取；请用 Excel 或 WPS 打开后另存为 .xlsx 再试"
# What xlrd meets damage with; it checks little and trusts the file.
_BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    StructError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class _Style:
    """The number format's code, whether the cell has a border, its font if that is one of signs."""

    code: str = ""
    bordered: bool = False
    font: str = ""


def read(data: bytes) -> list[Grid]:
    """A Grid for every sheet that holds anything: visible sheets in the workbook's order, then hidden ones.

    Place: ``sheet`` and the sheet's own ``row`` and ``col`` from 1. Raises FileRefused with a sentence for the user.
    """
    if len(data) > LARGEST:
        raise FileRefused(f"这个 Excel 工作簿超过 {LARGEST >> 20} MB，不像自评表，没有读取；请删去图片后再试", code="too_large")
    try:
        return _grids(data)
    except _BROKEN as error:
        if "encrypted" in str(error):
            raise FileRefused("这个 Excel 工作簿设有打开密码，不能读取；请在 Excel 或 WPS 中取消密码后再试", code="encrypted") from None
        raise FileRefused(_DAMAGED) from None


def _grids(data: bytes) -> list[Grid]:
    # Sheets are loaded one by one, so that the limits below speak before a large workbook stands in memory as a whole.
    book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO())
    styles = _styles(book)
    grids: list[tuple[bool, Grid]] = []
    cells = size = 0
    for index in range(book.nsheets):
        source = book.sheet_by_index(index)
        sheet = _sheet(source, styles, book.datemode == 1)
        book.unload_sheet(index)
        size += sum(map(len, sheet.texts.values()))
        if size > MAX_TEXT:
            raise FileRefused(
                f"这个 Excel 工作簿到工作表“{source.name}”为止已超过 2000 万字，不能读取，请拆成几个文件后再试", code="too_large"
            )
        found = tuple(_cells(sheet, source.name, MAX_CELLS - cells))
        cells += len(found)
        if found:
            grids.append((source.visibility != 0, Grid(found, name=source.name)))
    return [grid for _, grid in sorted(grids, key=lambda entry: entry[0])]


def _styles(book: Any) -> list[_Style]:
    """By the index a cell carries. A format named by number only is shown as a Chinese Excel shows it, not as xlrd guesses."""
    own = {entry.format_key: entry.format_str or "" for entry in book.format_list}
    styles = []
    for xf in book.xf_list:
        code = own[xf.format_key] if xf.format_key in own else BUILT_IN.get(xf.format_key, "")
        border = xf.border
        lines = (border.left_line_style, border.right_line_style, border.top_line_style, border.bottom_line_style) if border else ()
        font = book.font_list[xf.font_index].name if xf.font_index < len(book.font_list) else ""
        styles.append(_Style("" if code == "General" else code, any(lines), font if font.startswith(SYMBOL_FONTS) else ""))
    return styles


def _sheet(source: Any, styles: list[_Style], since_1904: bool) -> _Sheet:
    sheet = _Sheet()
    for row in range(source.nrows):
        for col, cell in enumerate(source.row(row)):
            style = styles[cell.xf_index] if 0 <= (cell.xf_index or 0) < len(styles) else _Style()
            text = _text(cell, style.code, since_1904)
            if style.font and cell.ctype == XL_CELL_TEXT:
                text = symbols(text, style.font)
            if text:
                if row >= _MAX_ROWS or col >= _MAX_COLS:
                    raise FileRefused(
                        f"工作表“{source.name}”的单元格 {ref_of(row, col)} 有内容，超出可读范围（{_MAX_ROWS} 行、{_MAX_COLS} 列），"
                        "请删去表外的内容后再试",
                        code="too_large",
                    )
                sheet.texts[row, col] = text
            elif style.bordered and row < _MAX_ROWS and col < _MAX_COLS:
                sheet.bordered.append((row, col))
        if source.row_len(row) and row < _MAX_ROWS:
            sheet.rows.add(row)
    sheet.hidden = source.visibility != 0
    sheet.hidden_rows.update(row for row, info in source.rowinfo_map.items() if info.hidden)
    sheet.hidden_cols.update(col for col, info in source.colinfo_map.items() if info.hidden)
    for top, bottom, left, right in source.merged_cells:  # bottom and right: one past the end
        if top < bottom and left < right:
            sheet.merges.append(_Area(top, left, bottom - 1, right - 1))
    return sheet


def _text(cell: Any, code: str, since_1904: bool) -> str:
    """What the cell shows."""
    if cell.ctype == XL_CELL_TEXT:
        return show_text(cell.value.replace("\r\n", "\n").replace("\r", "\n"), code)
    if cell.ctype in (XL_CELL_NUMBER, XL_CELL_DATE):
        return show(repr(cell.value), code, since_1904=since_1904)
    if cell.ctype == XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == XL_CELL_ERROR:
        return str(error_text_from_code.get(cell.value, "#N/A"))
    return ""
