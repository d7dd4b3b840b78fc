"""Draws the samples that README.md lists under "made by make.py", with libraries that are not ours, so that a reader and our own
writers cannot share a mistake. Needs LibreOffice. The samples are kept; this shows how they came about.

    PYTHONPATH=src python tests/samples/make.py
"""

import csv
import io
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Border, Side
from xlsxwriter.utility import xl_rowcol_to_cell

from ziping import formats, layouts
from ziping.form import dump, load
from ziping.paper import Paper

HERE = Path(__file__).parent
LINE = Side(style="thin")
ROAD = {
    "kind": "project",
    "title": "项目支出绩效自评表",
    "year": 2023,
    "unit": {"name": "青禾县公路养护所", "code": None, "accounting_units": None},
    "project": {"name": "农村公路养护", "code": None, "supervising_department": "青禾县交通运输局", "implementing_unit": "青禾县公路养护所"},
    "money_unit": "万元",
    "funds": [
        {"source": "年度资金总额", "initial_budget": "320", "budget": "350", "execution": "343", "weight": "10", "rate": "98.00%",
         "score": "9.80", "total": True},
        {"source": "其中：当年财政拨款", "initial_budget": "300", "budget": "330", "execution": "323", "rate": "97.88%"},
        {"source": "上年结转资金", "initial_budget": "20", "budget": "20", "execution": "20", "rate": "100.00%"},
    ],
    "goals": [{"expected": "养护县乡公路120公里，路面技术状况达到良等以上。", "actual": "养护县乡公路126公里，路面技术状况均达到良等以上。"}],
    "indicators": [
        dict(zip(("level1", "level2", "level3", "target", "actual", "weight", "score", "reason"), row, strict=True))
        for row in (
            ("产出指标", "数量指标", "养护里程", "≥120公里", "126公里", "15", "15", None),
            ("产出指标", "质量指标", "验收合格率", "100%", "100%", "15", "15", None),
            ("产出指标", "时效指标", "完工及时率", "≥95%", "92%", "10", "9.68", "雨季停工，两处路段顺延；明年提前备料。"),
            ("产出指标", "成本指标", "每公里养护成本", "≤2.8万元", "2.72万元", "10", "10", None),
            ("效益指标", "社会效益指标", "群众出行条件", "明显改善", "明显改善", "30", "30", None),
            ("满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥90%", "94%", "10", "10", None),
        )
    ],
    "total_weight": "100",
    "total_score": "99.48",
    "signatures": {"填表人": "周文静", "填报日期": "2024年3月15日"},
}  # fmt: skip


def road(**changes: object) -> Paper:
    form, _ = load(ROAD | changes)
    return layouts.write(form, layouts.by_id("mof-2020-project"))


# --- a paper as rows of text, Word, Excel, a web page


def rows(paper: Paper) -> list[list[str]]:
    """Rows as a spreadsheet copies them: a merged area has its text in its first cell, the rest are empty."""
    table = [[""] * len(paper.widths_mm) for _ in range(paper.rows)]
    for box in paper.boxes:
        table[box.row][box.col] = box.text
    return table


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' if text else "<w:p/>"


def word_table(paper: Paper, special: dict[str, str]) -> str:
    """A Word table; a cell whose text is a key of ``special`` holds that XML instead."""
    out = []
    for row in range(paper.rows):
        cells = []
        for box in sorted((b for b in paper.boxes if b.row <= row < b.row + b.rows), key=lambda b: b.col):
            down = f"<w:vMerge{' w:val=' + chr(34) + 'restart' + chr(34) if row == box.row else ''}/>" if box.rows > 1 else ""
            width = sum(paper.widths_mm[box.col : box.col + box.cols]) * 57
            text = box.text if row == box.row else ""
            properties = f'<w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{box.cols}"/>{down}'
            cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{special.get(text) or paragraph(text)}</w:tc>")
        out.append(f"<w:tr>{''.join(cells)}</w:tr>")
    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{width * 57}"/>' for width in paper.widths_mm)
    return f"<w:tbl><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(out)}</w:tbl>"


def word(paper: Paper, *, special: dict[str, str] | None = None, before: str | None = None, wrap: str = "{table}") -> bytes:
    """A document of one paper. ``before`` replaces the lines above the table, ``wrap`` is drawn around it."""
    lines = "".join(map(paragraph, (paper.title, *paper.subtitle)))
    body = (lines if before is None else before) + wrap.format(table=word_table(paper, special or {})) + "".join(map(paragraph, paper.foot))
    spaces = {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }
    named = " ".join(f'xmlns:{name}="{address}"' for name, address in spaces.items())
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {named}><w:body>{body}<w:sectPr/></w:body></w:document>'
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kinds = (
        f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/>'
    relations = f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>'
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in (("[Content_Types].xml", kinds), ("_rels/.rels", relations), ("word/document.xml", document)):
            archive.writestr(ZipInfo(name), text, ZIP_DEFLATED)
    return out.getvalue()


def sheet(paper: Paper, page: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """One paper on one sheet: title lines, the table with borders and merged areas, foot lines."""
    top = 1
    for line in (paper.title, *paper.subtitle):
        page.cell(top, 1, line)
        page.merge_cells(start_row=top, end_row=top, start_column=1, end_column=len(paper.widths_mm))
        top += 1
    for box in paper.boxes:
        row, col = top + box.row, box.col + 1
        for r in range(row, row + box.rows):
            for c in range(col, col + box.cols):
                page.cell(r, c).border = Border(LINE, LINE, LINE, LINE)
        cell = page.cell(row, col, box.text or None)
        cell.number_format, cell.alignment = "@", Alignment(wrap_text=True, horizontal="center", vertical="center")
        if (box.rows, box.cols) != (1, 1):
            page.merge_cells(start_row=row, end_row=row + box.rows - 1, start_column=col, end_column=col + box.cols - 1)
    for at, line in enumerate(paper.foot):
        page.cell(top + paper.rows + at, 1, line)
    for at, width in enumerate(paper.widths_mm):
        page.column_dimensions[openpyxl.utils.get_column_letter(at + 1)].width = width / 1.5
    for row in range(top, top + paper.rows):  # spreadsheets do not fit the height of merged areas by themselves
        page.row_dimensions[row].height = 48
    page.page_setup.paperSize, page.page_setup.fitToHeight = 9, 0
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(paper: Paper) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    sheet(paper, book.active)
    return saved(book)


def cells(paper: Paper) -> Iterator[str]:
    for row in range(paper.rows):
        yield "<tr>"
        for box in sorted((b for b in paper.boxes if b.row == row), key=lambda b: b.col):
            yield f'<td rowspan="{box.rows}" colspan="{box.cols}">{box.text}</td>'
        yield "</tr>\n"


def web(paper: Paper, charset: str) -> bytes:
    heads = "".join(f"<p align=center>{line}</p>\n" for line in (paper.title, *paper.subtitle))
    feet = "".join(f"<p>{line}</p>\n" for line in paper.foot)
    page = f'<html><head><meta charset="{charset}"><title>{paper.title}</title></head><body>\n{heads}<table border=1>\n{"".join(cells(paper))}</table>\n{feet}</body></html>\n'  # fmt: skip
    return page.encode(charset)


# --- text


def tabs(paper: Paper) -> str:
    return "\n".join([paper.title, *paper.subtitle, "", *("\t".join(row) for row in rows(paper)), "", *paper.foot, ""])


def markdown(paper: Paper) -> str:
    first, *rest = (f"| {' | '.join(row)} |" for row in rows(paper))
    rule = "|" + "---|" * len(paper.widths_mm)
    return "\n".join([f"# {paper.title}", "", *paper.subtitle, "", first, rule, *rest, "", *paper.foot, ""])


def commas(paper: Paper) -> str:
    out = io.StringIO()
    table = [[paper.title], *([line] for line in paper.subtitle), *rows(paper), *([line] for line in paper.foot)]
    csv.writer(out).writerows(table)
    return out.getvalue()


def column(paper: Paper) -> str:
    """What is copied out of a PDF viewer: every filled cell on a line of its own, nothing where a cell is empty."""
    return "\n".join([paper.title, *paper.subtitle, *(text for row in rows(paper) for text in row if text), *paper.foot, ""])


# --- what LibreOffice makes of it


def converted(name: str, data: bytes, *kinds: str) -> None:
    """The file under other endings, named after it. ``kinds`` are LibreOffice's: ``doc``, ``rtf``, ``pdf`` …"""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        source.write_bytes(data)
        for kind in kinds:
            command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
            subprocess.run([*command, "--outdir", str(HERE), str(source)], check=True, capture_output=True)


def plain() -> None:
    """One form, every carrier."""
    paper = road()
    put("road.docx", word(paper))
    put("road.xlsx", workbook(paper))
    put("road.html", web(paper, "utf-8"))
    put("road-gb18030.html", web(paper, "gb18030"))
    put("road.txt", tabs(paper).encode())
    put("road-column.txt", column(paper).encode())
    put("road.md", markdown(paper).encode())
    put("road.csv", commas(paper).encode("gb18030"))
    put("road.json", json.dumps(dump(load(ROAD)[0]), ensure_ascii=False, indent=1).encode())
    put("road.pdf", formats.write([paper], "pdf"))
    converted("road.docx", word(paper), "doc:MS Word 97", "rtf", "odt")
    converted("road.xlsx", workbook(paper), "xls:MS Excel 97", "ods")
    converted("road-writer.docx", word(paper), "pdf")
    converted("road-calc.xlsx", workbook(paper), "pdf")


# --- what each of the others teaches


def control(inner: str, *, prompt: bool = False) -> str:
    return f"<w:sdt><w:sdtPr>{'<w:showingPlcHdr/>' if prompt else ''}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def odd_word() -> None:
    paper = road()
    fields = {
        "青禾县公路养护所": f"<w:p>{control('<w:r><w:t>青禾县公路养护所</w:t></w:r>')}</w:p>",
        "126公里": control(paragraph("126公里")),
        "": f"<w:p>{control('<w:r><w:t>单击此处输入文字。</w:t></w:r>', prompt=True)}</w:p>",
    }
    put("word-content-control.docx", word(paper, special=fields))
    author = 'w:id="1" w:author="周文静" w:date="2024-03-15T09:00:00Z"'
    gone, new = f"<w:del {author}><w:r><w:delText>95%</w:delText></w:r></w:del>", f"<w:ins {author}><w:r><w:t>92%</w:t></w:r></w:ins>"
    put("word-tracked-change.docx", word(paper, special={"92%": f"<w:p>{gone}{new}</w:p>"}))
    lines = "".join(map(paragraph, (paper.title, *paper.subtitle)))
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{lines}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    kind = 'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    drawn = f'<w:drawing><wp:inline><wp:extent cx="4000000" cy="600000"/><a:graphic><a:graphicData {kind}>{shape}</a:graphicData></a:graphic></wp:inline></w:drawing>'  # fmt: skip
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{lines}</w:txbxContent></v:textbox></v:shape></w:pict>"
    both = f'<mc:AlternateContent><mc:Choice Requires="wps">{drawn}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>'
    put("word-text-box.docx", word(paper, before=f"<w:p><w:r>{both}</w:r></w:p>"))
    frame = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr/>{table}<w:p/></w:tc></w:tr></w:tbl>"
    put("word-nested-table.docx", word(paper, wrap=frame))


def odd_excel() -> None:
    """Numbers with formats and formulas with the values they had when the file was saved."""
    paper = road()
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2024, 3, 15)})
    page = book.add_worksheet("自评表")
    look = {code: book.add_format({"num_format": code, "border": 1, "text_wrap": True}) for code in ("@", "0", "0%", "0.00", "0.00%")}
    for at, line in enumerate((paper.title, *paper.subtitle)):
        page.write_string(at, 0, line)
    top = 1 + len(paper.subtitle)
    place = {box.path: xl_rowcol_to_cell(top + box.row, box.col) for box in paper.boxes if box.path}
    for box in paper.boxes:
        row, col, last = top + box.row, box.col, (top + box.row + box.rows - 1, box.col + box.cols - 1)
        if (row, col) != last:
            page.merge_range(row, col, *last, "", look["@"])
        formula, code = FORMULAS.get(box.path or "", ("", "0.00"))
        if formula:
            page.write_formula(row, col, re.sub(r"\{(.+?)\}", lambda match: place[match[1]], formula), look[code], VALUES[box.path or ""])
        elif re.fullmatch(r"\d+(\.\d+)?", box.text):
            page.write_number(row, col, float(box.text), look["0.00" if "." in box.text else "0"])
        elif re.fullmatch(r"\d+%", box.text):
            page.write_number(row, col, int(box.text[:-1]) / 100, look["0%"])
        else:
            page.write_string(row, col, box.text, look["@"])
    hidden = next(top + box.row for box in paper.boxes if box.text == "上年结转资金")
    page.set_row(hidden, None, None, {"hidden": True})
    for at, line in enumerate(paper.foot):
        page.write_string(top + paper.rows + at, 0, line)
    book.close()
    put("excel-displayed.xlsx", out.getvalue())
    sheets = openpyxl.Workbook()
    sheets.active.title = "填表说明"
    sheets.active["A1"], sheets.active["A2"] = "填表说明", "一、金额单位为万元，保留两位小数。"
    sheet(paper, sheets.create_sheet("养护"))
    bridge = {**ROAD["project"], "name": "危桥改造"}  # type: ignore[dict-item]
    sheet(road(project=bridge), sheets.create_sheet("危桥"))
    sheets.create_sheet("空表")
    old = sheets.create_sheet("上年")
    sheet(road(year=2022), old)
    old.sheet_state = "hidden"
    put("excel-sheets.xlsx", saved(sheets))


FORMULAS = {
    "funds[0].rate": ("={funds[0].execution}/{funds[0].budget}", "0.00%"),
    "funds[0].score": ("={funds[0].rate}*{funds[0].weight}", "0.00"),
    "funds[1].rate": ("={funds[1].execution}/{funds[1].budget}", "0.00%"),
    "indicators[2].score": ("={indicators[2].actual}/0.95*{indicators[2].weight}", "0.00"),
    "total_score": ("={funds[0].score}+" + "+".join(f"{{indicators[{at}].score}}" for at in range(6)), "0.00"),
}
VALUES = {  # what the formulas came to when the file was saved; more digits than the cells show
    "funds[0].rate": 0.98,
    "funds[0].score": 9.8,
    "funds[1].rate": 323 / 330,
    "indicators[2].score": 0.92 / 0.95 * 10,
    "total_score": 9.8 + 15 + 15 + 0.92 / 0.95 * 10 + 10 + 30 + 10,
}


def odd_text() -> None:
    paper = road()
    upper = max(box.row for box in paper.boxes if box.text.startswith("三级指标"))
    covered = {(r, box.col) for box in paper.boxes if box.row + box.rows > upper + 1 for r in range(box.row + 1, box.row + box.rows)}
    lines = ["\t".join(text for col, text in enumerate(row) if (r, col) not in covered) for r, row in enumerate(rows(paper))]
    put("text-vanished-merge.txt", "\n".join([paper.title, *paper.subtitle, *lines, *paper.foot, ""]).encode())
    breaks = {"全年预算数（A）": "全年<br>预算数<br>（A）", "全年执行数（B）": "全年 执行数<br/>（B）", "实际完成值": "实际<br>\n完成值", "绩效指标": "绩<br>效<br>指<br>标",
              "偏差原因分析及改进措施": "偏差原因分析<br>及<br>改进措施"}  # fmt: skip
    put(
        "web-header-breaks.html",
        web(replace(paper, boxes=tuple(replace(b, text=breaks.get(b.text, b.text)) for b in paper.boxes)), "utf-8"),
    )


def put(name: str, data: bytes) -> None:
    (HERE / name).write_bytes(data)


if __name__ == "__main__":
    plain()
    odd_word()
    odd_excel()
    odd_text()
