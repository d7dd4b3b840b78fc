"""Word and Excel files for tests, drawn as raw XML so that reader and writer cannot share a mistake."""

import io
import zipfile

import openpyxl

from ziping.formats.carriers import docx, xlsx
from ziping.grid import Grid
from ziping.paper import Box, Paper

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(body: str, *, ns: str = W) -> bytes:
    more = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return zipped(**{"word/document.xml": f'<w:document xmlns:w="{ns}" {more}><w:body>{body}</w:body></w:document>'})


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def boxes(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rows, c.cols, c.text) for c in grid.cells]


def texts(data: bytes) -> list[str]:
    return [cell.text for grid in docx.read(data) for cell in grid.cells]


def cell_of(inner: str) -> str:
    """The text of one Word cell with this inside."""
    return texts(word(tbl(tr(tc(inner)))))[0]


def run(inner: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr>{inner}</w:r></w:p>"


def book(sheet: str, *, strings: str = "", styles: str = "", workbook: str = "", more: dict[str, str] | None = None) -> bytes:
    """A workbook of one sheet named 表 out of raw XML; ``sheet`` is what stands in its worksheet element."""
    return zipped(
        **{
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}">{workbook}<sheets><sheet name="表" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{sheet}</worksheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
            **(more or {}),
        }
    )


def rows(*lines: str) -> str:
    return f"<sheetData>{''.join(f'<row>{line}</row>' for line in lines)}</sheetData>"


def shown(data: bytes) -> list[str]:
    return [cell.text for grid in xlsx.read(data) for cell in grid.cells]


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def paper(*drawn: Box, rows: int = 2, widths: tuple[int, ...] = (20, 30, 40), **more: object) -> Paper:
    return Paper("部门整体支出绩效自评表", ("（2020年度）",), drawn, rows, widths, **more)  # type: ignore[arg-type]
