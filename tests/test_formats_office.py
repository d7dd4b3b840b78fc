"""Word and Excel files: what stands on the page is what is read. Inputs are drawn by other programs or as raw XML, so that reader
and writer cannot share a mistake; the round trip at the end is a law over random papers."""

import io
import struct
import zipfile

import docx as python_docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Border, Side

from ziping.errors import FileRefused, UserError
from ziping.formats import docx, xlsx
from ziping.formats.numfmt import BUILT_IN, show, show_text
from ziping.formats.zipped import open_parts
from ziping.grid import Grid
from ziping.paper import Box, Note, Paper

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


class TestWord里什么算文字:
    def test_多个段落以换行相连(self) -> None:
        assert cell_of(p("甲") + p("乙")) == "甲\n乙"

    def test_制表符换行符和不断行连字符(self) -> None:
        assert cell_of(run("<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t>")) == "甲\t乙\n丙-丁"

    def test_内容控件里的文字(self) -> None:
        assert cell_of("<w:p><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt></w:p>") == "控件"

    def test_整格整行都在内容控件里(self) -> None:
        def held(inner: str) -> str:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

        assert texts(word(tbl(tr(tc("甲"), held(tc("乙")), tc("丙")), held(tr(tc("丁")))))) == ["甲", "乙", "丙", "丁"]

    def test_没有填写的内容控件是空的但单元格还在(self) -> None:
        prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{tc('单击或点击此处输入文字。')}</w:sdtContent></w:sdt>"
        assert texts(word(tbl(tr(tc("甲"), prompt, tc("丙"))))) == ["甲", "", "丙"]

    def test_程序填好的控件即使留着提示标记也照读(self) -> None:
        filled = "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>某单位</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        assert cell_of(filled) == "某单位"

    def test_修订插入的读_删除的不读(self) -> None:
        kept = "<w:r><w:t>共</w:t></w:r><w:ins><w:r><w:t>十</w:t></w:r></w:ins>"
        gone = "<w:del><w:r><w:delText>五</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>七</w:t></w:r></w:moveFrom>"
        assert cell_of(f"<w:p>{kept}{gone}<w:moveTo><w:r><w:t>次</w:t></w:r></w:moveTo></w:p>") == "共十次"

    def test_删去段落标记的两段接成一行(self) -> None:
        first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
        assert cell_of(first + p("乙")) == "甲乙"

    def test_修订删除的行和单元格不在表里(self) -> None:
        table = tbl(
            tr(tc("甲"), tc("删", "<w:cellDel/>"), tc("乙")), tr(tc("删行"), properties="<w:del/>"), tr(tc("丙"), properties="<w:ins/>")
        )
        assert boxes(docx.read(word(table))[0]) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙")]

    def test_域代码不是文字_域结果是(self) -> None:
        code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        assert cell_of(f"<w:p>{code}<w:r><w:t>3</w:t></w:r></w:p>") == "3"

    def test_超链接和智能标记里的文字(self) -> None:
        linked = "<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>接</w:t></w:r></w:smartTag>"
        assert cell_of(f"<w:p>{linked}</w:p>") == "链接"

    def test_隐藏文字不读(self) -> None:
        assert cell_of(run("<w:t>藏</w:t>", "<w:vanish/>") + run("<w:t>显</w:t>", '<w:vanish w:val="0"/>')) == "\n显"

    @pytest.mark.parametrize(
        ("written", "sign"),
        [
            ('<w:sym w:font="Wingdings" w:char="F0FE"/>', "☑"),
            ('<w:sym w:font="Wingdings" w:char="F0A8"/>', "□"),
            ('<w:sym w:font="Wingdings 2" w:char="F052"/>', "☑"),
            ('<w:sym w:font="Symbol" w:char="F0B3"/>', "≥"),
        ],
    )
    def test_符号字体(self, written: str, sign: str) -> None:
        assert cell_of(run(written + "<w:t>是</w:t>")) == sign + "是"

    def test_以符号字体写的字母是勾(self) -> None:
        assert cell_of(run("<w:t>R</w:t>", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>')) == "☑"

    def test_普通字体的字母还是字母(self) -> None:
        assert cell_of(run("<w:t>R</w:t>", '<w:rFonts w:ascii="Times New Roman"/>')) == "R"

    def test_单元格里的文本框接在文字后面_只读一次(self) -> None:
        choice = f"<mc:Choice><w:drawing><wps:txbx><w:txbxContent>{p('框')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        fallback = f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{p('框')}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        alternatives = f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"
        assert cell_of(f"<w:p><w:r><w:t>字</w:t>{alternatives}</w:r></w:p>") == "字\n框"

    def test_旧式文本框也读(self) -> None:
        assert cell_of(f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{p('框')}</w:txbxContent></v:textbox></w:pict></w:r></w:p>") == "\n框"

    def test_表外文本框成为一行(self) -> None:
        box = f"<w:p><w:r><w:t>题</w:t><w:pict><v:textbox><w:txbxContent>{p('框')}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
        assert [line.text for line in docx.read(word(box))[0].above] == ["题", "框"]


class TestWord的表格:
    def test_表之间的段落属于下一个表_末尾的属于最后一个(self) -> None:
        first, second = docx.read(word(p("题") + tbl(tr(tc("甲"))) + p("") + p("中") + tbl(tr(tc("乙"))) + p("尾")))
        assert [line.text for line in first.above] == ["题"] and first.below == ()
        assert [(line.text, line.where.line) for line in second.above] == [("中", 3)]
        assert [line.text for line in second.below] == ["尾"]

    def test_没有表格的文档是一个没有单元格的表(self) -> None:
        (grid,) = docx.read(word(p("甲") + p("乙")))
        assert grid.cells == () and [line.text for line in grid.above] == ["甲", "乙"]

    def test_位置从一数起(self) -> None:
        cell = docx.read(word(tbl(tr(tc("甲"))) + tbl(tr(tc("乙")), tr(tc("丙"), tc("丁")))))[1].cells[-1]
        assert (cell.where.table, cell.where.row, cell.where.col) == (2, 2, 2)

    def test_嵌套的表自成一表_文字不在外格里(self) -> None:
        inner = tbl(tr(tc("内", '<w:gridSpan w:val="2"/>')))
        outer, nested, last = docx.read(word(tbl(tr(tc(p("外") + inner + p("后")))) + tbl(tr(tc("三"))) + p("尾")))
        assert boxes(outer) == [(0, 0, 1, 1, "外\n后")]
        assert boxes(nested) == [(0, 0, 1, 2, "内")] and nested.cells[0].where.table == 2
        assert boxes(last) == [(0, 0, 1, 1, "三")] and [line.text for line in last.below] == ["尾"]

    def test_末尾的行属于外面的表而不是里面的(self) -> None:
        outer, nested = docx.read(word(tbl(tr(tc(tbl(tr(tc("内"))) + p("")))) + p("尾")))
        assert [line.text for line in outer.below] == ["尾"] and nested.below == ()

    def test_横向合并与纵向合并(self) -> None:
        down, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
        table = tbl(
            tr(tc("甲", down), tc("乙", '<w:gridSpan w:val="2"/>')), tr(tc("", more), tc("丙"), tc("丁")), tr(tc("戊"), tc("己"), tc("庚"))
        )
        assert boxes(docx.read(word(table))[0])[:3] == [(0, 0, 2, 1, "甲"), (0, 1, 1, 2, "乙"), (1, 1, 1, 1, "丙")]

    def test_两个相邻的纵向合并不连成一片(self) -> None:
        down = '<w:vMerge w:val="restart"/>'
        table = tbl(tr(tc("甲", down)), tr(tc("", "<w:vMerge/>")), tr(tc("乙", down)), tr(tc("", "<w:vMerge/>")))
        assert boxes(docx.read(word(table))[0]) == [(0, 0, 2, 1, "甲"), (2, 0, 2, 1, "乙")]

    def test_一个宽的续格盖住两个窄的合并格(self) -> None:
        down = '<w:vMerge w:val="restart"/>'
        table = tbl(tr(tc("甲", down), tc("乙", down)), tr(tc("", '<w:gridSpan w:val="2"/><w:vMerge/>')), tr(tc("丙"), tc("丁")))
        assert boxes(docx.read(word(table))[0])[:2] == [(0, 0, 2, 1, "甲"), (0, 1, 2, 1, "乙")]

    def test_两个窄的续格接住一个宽的合并格(self) -> None:
        table = tbl(tr(tc("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>')), tr(tc("", "<w:vMerge/>"), tc("", "<w:vMerge/>")))
        assert boxes(docx.read(word(table))[0]) == [(0, 0, 2, 2, "甲")]

    def test_只有一半续接的合并格到此为止(self) -> None:
        table = tbl(tr(tc("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>')), tr(tc("乙", "<w:vMerge/>"), tc("丙")))
        assert boxes(docx.read(word(table))[0]) == [(0, 0, 1, 2, "甲"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "丙")]

    def test_上面没有可续的续格自成一格(self) -> None:
        assert boxes(docx.read(word(tbl(tr(tc("甲", "<w:vMerge/>")), tr(tc("", "<w:vMerge/>")))))[0]) == [(0, 0, 2, 1, "甲")]

    def test_旧式横向合并(self) -> None:
        table = tbl(tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("乙")))
        assert boxes(docx.read(word(table))[0]) == [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "乙")]

    def test_短行缺的格就是缺的_行首空列也不补(self) -> None:
        table = tbl(tr(tc("甲"), tc("乙"), tc("丙")), tr(tc("丁"), properties='<w:gridBefore w:val="1"/>'))
        assert boxes(docx.read(word(table))[0])[3:] == [(1, 1, 1, 1, "丁")]

    def test_严格变体的命名空间也读(self) -> None:
        assert texts(word(tbl(tr(tc("甲"), tc("乙"))), ns="http://purl.oclc.org/ooxml/wordprocessingml/main")) == ["甲", "乙"]

    def test_正文不在通常的位置也找得到(self) -> None:
        rels = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{R}/officeDocument" Target="/doc/Main.xml"/></Relationships>'
        )
        body = f'<w:document xmlns:w="{W}"><w:body>{tbl(tr(tc("甲")))}</w:body></w:document>'
        assert texts(zipped(**{"_rels/.rels": rels, "doc/main.xml": body})) == ["甲"]

    def test_别的程序写的合并格(self) -> None:
        document = python_docx.Document()
        table = document.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(2, 0)).text = "一级指标"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "指标"
        table.cell(2, 2).text = "丙"
        out = io.BytesIO()
        document.save(out)
        found = boxes(docx.read(out.getvalue())[0])
        assert found[:2] == [(0, 0, 3, 1, "一级指标"), (0, 1, 1, 2, "指标")] and found[-1] == (2, 2, 1, 1, "丙") and len(found) == 6


class TestExcel的单元格:
    def test_百分比按显示读(self) -> None:
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = 0.95  # type: ignore[index]
        workbook.active["A1"].number_format = "0.00%"  # type: ignore[index]
        assert shown(saved(workbook)) == ["95.00%"]

    def test_浮点尾巴不读出来(self) -> None:
        assert shown(book(rows('<c r="A1"><v>98.18000000000001</v></c>'))) == ["98.18"]

    def test_公式读保存时的值(self) -> None:
        stored = '<c r="A1"><f>SUM(B1:B2)</f><v>30.5</v></c><c r="B1" t="str"><f>A1&amp;"分"</f><v>30.5分</v></c>'
        assert shown(book(rows(stored))) == ["30.5", "30.5分"]

    def test_布尔值和错误按显示读(self) -> None:
        assert shown(book(rows('<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c>'))) == ["TRUE", "#N/A"]

    def test_共享文字_富文本相连_注音不读(self) -> None:
        strings = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r><rPh><t>拼音</t></rPh></si>"
        assert shown(book(rows('<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c>'), strings=strings)) == ["乙丙", "甲"]

    def test_行内文字(self) -> None:
        assert shown(book(rows('<c r="A1" t="inlineStr"><is><t>甲</t></is></c>'))) == ["甲"]

    def test_转义的控制符还原为换行(self) -> None:
        assert shown(book(rows('<c r="A1" t="s"><v>0</v></c>'), strings="<si><t>甲_x000D_\n乙_x005F_x0041_</t></si>")) == ["甲\n乙_x0041_"]

    def test_没有写坐标的单元格依次排列(self) -> None:
        (grid,) = xlsx.read(book(rows("<c><v>1</v></c><c><v>2</v></c>", "<c><v>3</v></c>")))
        assert boxes(grid) == [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2"), (1, 0, 1, 1, "3"), (1, 1, 1, 1, "")]

    def test_1904日期系统(self) -> None:
        styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs>'
        data = book(rows('<c r="A1" s="1"><v>42369</v></c>'), styles=styles, workbook='<workbookPr date1904="1"/>')
        assert shown(data) == ["2020年1月1日"]

    def test_严格变体的日期文字(self) -> None:
        styles = '<cellXfs><xf numFmtId="31"/></cellXfs>'
        assert shown(book(rows('<c r="A1" s="0" t="d"><v>2020-05-01T00:00:00</v></c>'), styles=styles)) == ["2020年5月1日"]

    def test_别的程序写的日期(self) -> None:
        from datetime import date

        workbook = openpyxl.Workbook()
        workbook.active["A1"] = date(2020, 12, 31)  # type: ignore[index]
        workbook.active["A1"].number_format = 'yyyy"年"m"月"d"日"'  # type: ignore[index]
        assert shown(saved(workbook)) == ["2020年12月31日"]


class TestExcel的工作表:
    def test_合并区域只有一个单元格(self) -> None:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet["A1"], sheet["B2"], sheet["C2"] = "标题", "甲", "乙"
        sheet.merge_cells("A1:C1")
        assert boxes(xlsx.read(saved(workbook))[0]) == [(0, 0, 1, 3, "标题"), (1, 0, 1, 1, ""), (1, 1, 1, 1, "甲"), (1, 2, 1, 1, "乙")]

    def test_位置是工作表自己的行列(self) -> None:
        (cell,) = xlsx.read(book(rows('<c r="C5"><v>1</v></c>')))[0].cells
        assert (cell.row, cell.col, cell.where.sheet, cell.where.row, cell.where.col) == (4, 2, "表", 5, 3)

    def test_没有内容的工作表不成表_隐藏的排在最后(self) -> None:
        workbook = openpyxl.Workbook()
        workbook.active.title = "空"  # type: ignore[union-attr]
        for name, state in (("藏", "hidden"), ("乙", "visible"), ("深藏", "veryHidden"), ("甲", "visible")):
            sheet = workbook.create_sheet(name)
            sheet["A1"], sheet.sheet_state = "有", state
        assert [grid.name for grid in xlsx.read(saved(workbook))] == ["乙", "甲", "藏", "深藏"]

    def test_有边框的空行属于表(self) -> None:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet["A1"] = "指标"
        for row in (1, 2, 3):
            for col in (1, 2):
                sheet.cell(row, col).border = Border(top=Side("thin"))
        assert len(xlsx.read(saved(workbook))[0].cells) == 6

    def test_没有存任何单元格的行里没有单元格(self) -> None:
        (grid,) = xlsx.read(book(rows('<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c>', '<c r="A4"><v>3</v></c>')))
        assert boxes(grid) == [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2"), (3, 0, 1, 1, "3"), (3, 1, 1, 1, "")]

    def test_通到表外的标题合并只算到表宽(self) -> None:
        data = book(rows('<c r="A1"><v>1</v></c>', '<c r="B2"><v>2</v></c>') + '<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>')
        assert boxes(xlsx.read(data)[0])[0] == (0, 0, 1, 2, "1")

    def test_远处有内容的单元格指名拒绝(self) -> None:
        with pytest.raises(FileRefused, match="XFD30") as refused:
            xlsx.read(book(rows('<c r="A1"><v>1</v></c>', '<c r="XFD30"><v>2</v></c>')))
        assert refused.value.code == "too_large"

    def test_远处只有样式的单元格不碍事(self) -> None:
        assert shown(book(rows('<c r="A1"><v>1</v></c>', '<c r="XFD30" s="0"/>', '<c r="A1048576" s="0"/>'))) == ["1"]

    def test_单元格过多时拒绝(self) -> None:
        lines = [f'<c r="A{row}"><v>1</v></c><c r="GR{row}"/>' for row in range(1, 2100)]
        with pytest.raises(FileRefused, match="GR2099") as refused:
            xlsx.read(book(rows('<c r="GR1"><v>2</v></c>', *lines)))
        assert refused.value.code == "too_large"

    def test_互相重叠的合并不使单元格重叠(self) -> None:
        merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>'
        cells = boxes(xlsx.read(book(rows('<c r="A1"><v>1</v></c>', '<c r="C3"><v>2</v></c>') + merges))[0])
        area = [(r, c) for row, col, height, width, _ in cells for r in range(row, row + height) for c in range(col, col + width)]
        assert len(area) == len(set(area))

    def test_文字表缺项时说明文件损坏(self) -> None:
        with pytest.raises(FileRefused, match="损坏"):
            xlsx.read(book(rows('<c r="A1" t="s"><v>7</v></c>')))


@pytest.mark.parametrize(
    ("stored", "code", "displayed"),
    [
        ("0.95", "0.00%", "95.00%"),
        ("1.08", "0%", "108%"),
        ("98.18000000000001", "", "98.18"),
        ("430112000000", "", "430112000000"),
        ("1930.54", "#,##0.00", "1,930.54"),
        ("0", "#,##0", "0"),
        ("0.5", "0", "1"),
        ("1.005", "0.00", "1.01"),
        ("-5", "0.00;(0.00)", "(5.00)"),
        ("-1234.5", "#,##0.00", "-1,234.50"),
        ("0", '0;-0;"零"', "零"),
        ("0", BUILT_IN[43], "-"),
        ("-1234.5", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-1,234.50"),
        ("50", '0"次以上"', "50次以上"),
        ("95", "0\\%", "95%"),
        ("100", 'G/通用格式"人"', "100人"),
        ("12345", '0!.0,"万"', "1.2万"),
        ("1234", "[$¥-804]#,##0.00", "¥1,234.00"),
        ("5", "[Red]0.0", "5.0"),
        ("5", "[DBNum1][$-804]0", "5"),
        ("3", '[>=5]"高";"低"', "低"),
        ("5", '[>=5]"高";"低"', "高"),
        ("8675309", "000-0000", "867-5309"),
        ("5", "0.##", "5."),
        ("12345", "0.00E+00", "1.23E+04"),
        ("0.5", "# ?/?", "1/2"),
        ("2.375", "# ?/8", "2 3/8"),
        ("2", "# ?/?", "2"),
        ("43831", BUILT_IN[14], "2020/1/1"),
        ("43831", BUILT_IN[57], "2020年1月"),
        ("43831", BUILT_IN[58], "1月1日"),
        ("43831", 'yyyy"年"m"月"d"日";@', "2020年1月1日"),
        ("43831", "[$-804]yyyy\\-mm\\-dd", "2020-01-01"),
        ("43831", "m/d/yyyy", "1/1/2020"),
        ("43831", "[$-F800]dddd, mmmm dd, yyyy", "2020年1月1日"),
        ("43831", "aaaa", "星期三"),
        ("43831.6041666667", "yyyy/m/d h:mm", "2020/1/1 14:30"),
        ("0.604166666666667", BUILT_IN[55], "下午2时30分"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("0.000694444444444444", "mm:ss", "01:00"),
        ("60", "yyyy-mm-dd", "1900-02-29"),
        ("-1", "yyyy-mm-dd", "-1"),
        ("5", "@", "5"),
        ("1e999", "0.00", "1e999"),
        ("不是数", "0.00", "不是数"),
        ("7", "0" * 400, "7"),
    ],
)
def test_数字格式(stored: str, code: str, displayed: str) -> None:
    assert show(stored, code) == displayed


@given(
    st.decimals(-(10**12), 10**12, places=2, allow_nan=False),
    st.sampled_from(["0.00", "#,##0.00", "0.00_);(0.00)", "0.00%", "0.0E+0", "# ?/?", "yyyy"]),
)
def test_任何数任何格式都有结果(value: object, code: str) -> None:
    assert show(str(value), code) != ""


@given(st.text(alphabet='0#?.,%;"[]\\_*@yMdhs/E+-<>=A ', max_size=30), st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
def test_写坏的格式代码也不出错(code: str, value: object) -> None:
    assert isinstance(show(str(value), code), str) and show_text("文字", code) is not None


@given(st.integers(0, 10**14), st.integers(0, 3))
def test_定点格式与写法一致(number: int, places: int) -> None:
    written = f"{number // 10**places}.{number % 10**places:0{places}d}" if places else str(number)
    assert show(written, "0." + "0" * places if places else "0") == written


def test_文字格式给文字加后缀() -> None:
    assert show_text("5", '@"个"') == "5个"


def test_数字格式不改文字() -> None:
    assert show_text("95%以上", "0.00;-0.00") == "95%以上"


def refusal(data: bytes, read: object = None) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        (docx if read is None else xlsx).read(data)
    assert all(ord(char) > 0x2E7F for char in str(refused.value)[:2])
    return refused.value


class Test不能读的文件:
    def test_不是压缩包(self) -> None:
        assert refusal(b"PK not a zip").code == "unreadable"

    @pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
    def test_没有传完整的文件(self, share: float) -> None:
        whole = word(tbl(*(tr(tc(f"第{i}行")) for i in range(500))))
        assert refusal(whole[: int(len(whole) * share)]).code == "unreadable"

    def test_正文中间坏掉的文件(self) -> None:
        whole = bytearray(word(tbl(*(tr(tc(f"第{i}行{i * 7919}")) for i in range(500)))))
        whole[200:260] = b"\xff" * 60
        assert refusal(bytes(whole)).code == "unreadable"

    def test_没有正文的压缩包(self) -> None:
        assert "word/document.xml" in str(refusal(zipped(**{"a.txt": "x"})))

    def test_不成形的XML(self) -> None:
        assert refusal(zipped(**{"word/document.xml": "<w:document"})).code == "unreadable"

    def test_带有文档类型声明(self) -> None:
        body = f'<!DOCTYPE a [<!ENTITY x "y">]><w:document xmlns:w="{W}"><w:body/></w:document>'
        assert "DOCTYPE" in str(refusal(zipped(**{"word/document.xml": body})))

    def test_文档类型声明藏在UTF16里(self) -> None:
        body = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><w:document xmlns:w="{W}"><w:body/></w:document>'
        assert "DOCTYPE" in str(refusal(zipped(**{"word/document.xml": body.encode("utf-16")})))

    def test_外部实体读不到别的文件(self) -> None:
        body = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document xmlns:w="{W}"><w:body>&x;</w:body></w:document>'
        assert refusal(zipped(**{"word/document.xml": body})).code == "unreadable"

    def test_压缩炸弹(self) -> None:
        assert refusal(zipped(**{"word/document.xml": b" " * (70 << 20)})).code == "too_large"

    def test_压缩率过高(self) -> None:
        assert refusal(zipped(**{"word/document.xml": b" " * (20 << 20)})).code == "too_large"

    def test_目录里的大小是假的(self) -> None:
        data = bytearray(zipped(**{"word/document.xml": b" " * (20 << 20)}))
        for at in (data.find(b"PK\x03\x04") + 22, data.find(b"PK\x01\x02") + 24):
            data[at : at + 4] = struct.pack("<I", 1000)
        assert refusal(bytes(data)).code == "unreadable"

    def test_条目过多(self) -> None:
        assert refusal(zipped(**{f"{i}.xml": "" for i in range(2001)})).code == "too_large"

    def test_设了密码的条目(self) -> None:
        data = bytearray(zipped(**{"word/document.xml": "<a/>"}))
        for at in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
            data[at] |= 1
        assert refusal(bytes(data)).code == "encrypted"

    def test_不认识的压缩方式(self) -> None:
        data = bytearray(zipped(**{"word/document.xml": "<a/>"}))
        for at in (data.find(b"PK\x03\x04") + 8, data.find(b"PK\x01\x02") + 10):
            data[at : at + 2] = struct.pack("<H", 97)
        assert "压缩方式" in str(refusal(bytes(data)))

    def test_层次过深(self) -> None:
        assert refusal(word("<w:sdt>" * 5000 + "</w:sdt>" * 5000)).code == "too_large"

    def test_不像表的宽行(self) -> None:
        assert refusal(word(tbl(tr(tc("") * 1200)))).code == "too_large"

    def test_是Excel而不是Word(self) -> None:
        assert refusal(book(rows('<c r="A1"><v>1</v></c>'))).code == "unreadable"

    def test_是Word而不是Excel(self) -> None:
        assert refusal(word(tbl(tr(tc("甲")))), xlsx).code == "unreadable"

    def test_两百万字的单元格读得出来(self) -> None:
        assert len(cell_of("字" * 2_000_000)) == 2_000_000

    def test_一段超过一千万字节时说得明白(self) -> None:
        assert "1000 万" in str(refusal(word(tbl(tr(tc("字" * 3_600_000))))))

    def test_条目名不分大小写(self) -> None:
        assert open_parts(zipped(**{"Word\\Document.xml": "<a/>"}), "Word 文档").has("word/document.xml")


def paper(*drawn: Box, rows: int = 2, widths: tuple[int, ...] = (20, 30, 40), **more: object) -> Paper:
    return Paper("部门整体支出绩效自评表", ("（2020年度）",), drawn, rows, widths, **more)  # type: ignore[arg-type]


class Test写成Word:
    def test_别的程序读得出同样的字(self) -> None:
        data = docx.write([paper(Box(0, 0, 1, 3, "甲"), Box(1, 0, 1, 2, " <乙>&"), Box(1, 2, 1, 1, "丙\n丁", "narrative"))])
        document = python_docx.Document(io.BytesIO(data))
        assert [cell.text for cell in document.tables[0].rows[1].cells] == [" <乙>&", " <乙>&", "丙\n丁"]
        assert [paragraph.text for paragraph in document.paragraphs][:2] == ["部门整体支出绩效自评表", "（2020年度）"]

    def test_表后总有一段(self) -> None:
        document = python_docx.Document(io.BytesIO(docx.write([paper(Box(0, 0, 2, 3, "甲"))])))
        assert document.element.body[-2].tag.endswith("}p")

    def test_列宽按比例铺满版心(self) -> None:
        document = python_docx.Document(io.BytesIO(docx.write([paper(Box(0, 0, 2, 3, ""), landscape=True)])))
        widths = [column.width.mm for column in document.tables[0].columns]  # type: ignore[union-attr]
        assert sum(widths) == pytest.approx(267, abs=0.5) and widths[2] == pytest.approx(2 * widths[0], rel=0.01)

    def test_每张表自成一节_方向各自(self) -> None:
        data = docx.write([paper(Box(0, 0, 2, 3, "甲"), landscape=True), paper(Box(0, 0, 2, 3, "乙"), foot=("填表人：",))])
        sections = python_docx.Document(io.BytesIO(data)).sections
        assert [section.page_width > section.page_height for section in sections] == [True, False]  # type: ignore[operator]

    def test_批注落在所指的单元格(self) -> None:
        data = docx.write([paper(Box(0, 0, 2, 3, "甲"), notes=(Note(1, 1, "error", "总分不符\n请核对"), Note(9, 9, "info", "另")))])
        assert [comment.text for comment in python_docx.Document(io.BytesIO(data)).comments] == ["【提示】另", "【错误】总分不符\n请核对"]
        assert docx.read(data)[0].cells[0].text == "甲"

    def test_同样的表写出同样的字节(self) -> None:
        one = paper(Box(0, 0, 2, 3, "甲"), notes=(Note(0, 0, "info", "注"),))
        assert docx.write([one]) == docx.write([one])

    def test_XML容不下的控制符舍去(self) -> None:
        assert docx.read(docx.write([paper(Box(0, 0, 2, 3, "甲\x00\x0b乙\ud800"))]))[0].cells[0].text == "甲乙"

    def test_重叠的格子是程序的错(self) -> None:
        with pytest.raises(ValueError, match="overlaps"):
            docx.write([paper(Box(0, 0, 2, 2, ""), Box(1, 1, 1, 1, ""))])


class Test写成Excel:
    def open(self, *papers: Paper) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(xlsx.write(papers)))

    def test_像公式的文字还是文字(self) -> None:
        data = xlsx.write([paper(Box(0, 0, 1, 1, "=1+1"))])
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        assert "=1+1" in shown(data)

    def test_像数字的文字还是文字(self) -> None:
        assert self.open(paper(Box(0, 0, 1, 1, "108.00%"))).worksheets[0]["A3"].value == "108.00%"

    def test_公式指向表里的格子_被加的数是数(self) -> None:
        sheet = self.open(
            paper(Box(0, 0, 1, 1, "10.00"), Box(0, 1, 1, 1, "1,205.50"), Box(0, 2, 1, 1, "1,215.50", formula="=SUM({r0c0}:{r0c1})"))
        ).worksheets[0]
        assert sheet["C3"].value == "=SUM(A3:B3)"
        assert (sheet["A3"].value, sheet["B3"].value) == (10, 1205.5)

    def test_公式格与被加的格读回原样(self) -> None:
        drawn = (Box(0, 0, 1, 1, "10.00"), Box(0, 1, 1, 1, "50 次以上"), Box(0, 2, 1, 1, "95.20%", formula="={r0c0}/{r0c1}"))
        assert [text for text in shown(xlsx.write([paper(*drawn)])) if text][2:] == ["10.00", "50 次以上", "95.20%"]

    def test_等着填的加数格不是文本格式(self) -> None:
        sheet = self.open(paper(Box(0, 0, 1, 1, ""), Box(0, 1, 1, 1, ""), Box(0, 2, 1, 1, "", formula="={r0c0}+1"))).worksheets[0]
        assert (sheet["A3"].number_format, sheet["B3"].number_format) == ("General", "@")

    def test_工作表名合法且不重复(self) -> None:
        names = [paper(name="甲/乙:[丙]" + "长" * 40), paper(name="甲/乙:[丙]" + "长" * 40), paper(name="'"), paper(name="自评表")]
        sheets = self.open(*names).sheetnames
        assert len(set(sheets)) == 4 and all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in sheets)

    def test_长文字的行够高(self) -> None:
        sheet = self.open(paper(Box(0, 0, 1, 2, "字" * 200, "narrative"), Box(1, 0, 1, 1, "短"))).worksheets[0]
        assert sheet.row_dimensions[3].height > 10 * sheet.row_dimensions[4].height / 2

    def test_行高不超过Excel的上限(self) -> None:
        assert self.open(paper(Box(0, 0, 1, 1, "字" * 30000, "narrative"))).worksheets[0].row_dimensions[3].height <= 409

    def test_超过单元格上限的文字不悄悄截断(self) -> None:
        with pytest.raises(UserError, match="第 3 行第 1 列"):
            xlsx.write([paper(Box(0, 0, 1, 1, "字" * 32768))])

    def test_批注落在所指的单元格(self) -> None:
        sheet = self.open(paper(Box(0, 0, 2, 3, "甲"), notes=(Note(1, 2, "warning", "请核对"),))).worksheets[0]
        assert sheet["A3"].comment.text == "【警告】请核对"

    def test_横向的表横向打印一页宽(self) -> None:
        sheet = self.open(paper(landscape=True)).worksheets[0]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("landscape", 9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage

    def test_同样的表写出同样的字节(self) -> None:
        one = paper(Box(0, 0, 2, 3, "甲"), notes=(Note(0, 0, "info", "注"),))
        assert xlsx.write([one]) == xlsx.write([one])


WRITTEN = st.one_of(
    st.sampled_from(["", "98.18", "108.00%", "=1+1", "≥50次", "甲\n乙", "a\tb", "_x0041_", "<b>&amp;", "1,234.50", "007", "TRUE", "'5"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=12),
).map(str.strip)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """A grid tiled at random: each free position starts a box that takes as much free room as was drawn."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    free = {(r, c) for r in range(height) for c in range(width)}
    drawn = []
    for row, col in sorted(free):
        if (row, col) not in free:
            continue
        tall, wide = draw(st.integers(1, 3)), draw(st.integers(1, 3))
        while any((row, col + i) not in free for i in range(wide)):
            wide -= 1
        while any((row + i, col + j) not in free for i in range(tall) for j in range(wide)):
            tall -= 1
        free -= {(row + i, col + j) for i in range(tall) for j in range(wide)}
        role = draw(st.sampled_from(["label", "value", "number", "narrative"]))
        drawn.append(Box(row, col, tall, wide, draw(WRITTEN), role, vertical=draw(st.booleans())))
    return Paper("自评表", ("2020年度",), tuple(drawn), height, tuple(draw(st.integers(5, 40)) for _ in range(width)), ("填表人：",))


def drawn_boxes(one: Paper) -> list[tuple[int, int, int, int, str]]:
    return [(box.row, box.col, box.rows, box.cols, box.text) for box in one.boxes]


@settings(max_examples=60, deadline=None)
@given(papers())
def test_写成Word再读回来是同一张表(one: Paper) -> None:
    (grid,) = docx.read(docx.write([one]))
    assert boxes(grid) == drawn_boxes(one)
    assert [line.text for line in (*grid.above, *grid.below)] == ["自评表", "2020年度", "填表人："]


@settings(max_examples=60, deadline=None)
@given(papers())
def test_写成Excel再读回来是同一张表(one: Paper) -> None:
    (grid,) = xlsx.read(xlsx.write([one]))
    read_back = [(row - 2, *rest) for row, *rest in boxes(grid)]
    assert read_back == [
        (-2, 0, 1, len(one.widths_mm), "自评表"),
        (-1, 0, 1, len(one.widths_mm), "2020年度"),
        *drawn_boxes(one),
        (one.rows, 0, 1, len(one.widths_mm), "填表人："),
    ]
