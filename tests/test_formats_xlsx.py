"""Excel workbooks: what Excel shows is what is read; written papers are what other programs read."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side

from office_parts import book, boxes, paper, rows, saved, shown
from ziping.errors import FileRefused, UserError
from ziping.formats.carriers import xlsx
from ziping.paper import Box, Note, Paper
from ziping.pipeline import read


class TestExcel的单元格:
    def test_百分比按显示读(self) -> None:
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = 0.95  # type: ignore[index]
        workbook.active["A1"].number_format = "0.00%"  # type: ignore[index]
        assert shown(saved(workbook)) == ["95.00%"]

    @pytest.mark.parametrize(
        ("number", "code", "told"),
        [
            (-20, "0.00;[Red]0.00", True),
            (15, ";;;", True),
            (-20, "0.00;(0.00)", False),
            (-20, "0.00", False),
            (0, "0;;;", False),
            (20, "0.00", False),
        ],
    )
    def test_格式遮去负号或整个数的格子有提示(self, number: int, code: str, told: bool) -> None:
        workbook = openpyxl.load_workbook(Path(__file__).parent / "samples" / "road.xlsx")
        cell = next(cell for row in workbook.active for cell in row if str(cell.value) == "343")  # type: ignore[union-attr]
        cell.value, cell.number_format = number, code
        problems = read(saved(workbook)).problems
        assert [problem.message for problem in problems if "单元格格式" in problem.message] if told else not problems

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
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = date(2020, 12, 31)  # type: ignore[index]
        workbook.active["A1"].number_format = 'yyyy"年"m"月"d"日"'  # type: ignore[index]
        assert shown(saved(workbook)) == ["2020年12月31日"]

    def test_符号字体的字母是它显示的符号(self) -> None:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet["A1"], sheet["B1"], sheet["C1"] = "R", "R", "þ是"
        sheet["A1"].font, sheet["C1"].font = Font(name="Wingdings 2"), Font(name="Wingdings")
        sheet["D1"] = CellRichText(TextBlock(InlineFont(rFont="Wingdings"), "¨"), "否")
        assert shown(saved(workbook)) == ["☑", "R", "☑是", "□否"]


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

    def test_隐藏的行和列照样读_各有一条提示(self) -> None:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        for row in (["一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分"], *[["产出指标", "数量指标", f"甲{n}", "1台", "1台", "5", "5"] for n in range(4)]):  # fmt: skip
            sheet.append(row)  # type: ignore[union-attr]
        sheet.row_dimensions[3].hidden = True  # type: ignore[union-attr]
        sheet.row_dimensions[9].hidden = True  # type: ignore[union-attr]
        sheet.column_dimensions["E"].hidden = True  # type: ignore[union-attr]
        sheet.column_dimensions["K"].hidden = True  # type: ignore[union-attr]
        reading = read(saved(workbook))
        assert [row.actual for row in reading.forms[0].indicators] == ["1台"] * 4
        assert [(p.code, p.message.partition("是")[0], p.place.row, p.place.col) for p in reading.problems] == [
            ("doubtful", "工作表“Sheet”E 列", 1, 5), ("doubtful", "工作表“Sheet”第 3 行", 3, 1)
        ]  # fmt: skip

    def test_隐藏的工作表说一声_没有隐藏的不说(self) -> None:
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = "说明"  # type: ignore[index]
        sheet = workbook.create_sheet("去年")
        for row in (
            ["一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分"],
            ["产出指标", "数量指标", "甲", "1台", "1台", "5", "5"],
        ):
            sheet.append(row)
        assert read(saved(workbook)).problems == ()
        sheet.sheet_state = "hidden"
        assert [p.message for p in read(saved(workbook)).problems] == ["工作表“去年”整张是隐藏的，里面的内容照样读入，请核对是否属于这张表"]

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

    def test_层层重叠的合并不拖死读取(self) -> None:
        merges = "".join(f'<mergeCell ref="B{row}:C20000"/>' for row in range(19999, 1, -1))
        with pytest.raises(FileRefused, match="重叠"):
            xlsx.read(book(rows('<c r="A1"><v>1</v></c><c r="A20000"><v>1</v></c>') + f"<mergeCells>{merges}</mergeCells>"))

    def test_文字表缺项时说明文件损坏(self) -> None:
        with pytest.raises(FileRefused, match="损坏"):
            xlsx.read(book(rows('<c r="A1" t="s"><v>7</v></c>')))


class Test写成Excel:
    def open(self, *papers: Paper) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(xlsx.write(papers)))

    def test_像公式的文字还是文字(self) -> None:
        data = xlsx.write([paper(Box(0, 0, 1, 1, "=1+1"))])
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        assert "=1+1" in shown(data)

    def test_长文字不用文本格式_旧版Excel会显示成井号(self) -> None:
        sheet = self.open(paper(Box(0, 0, 1, 1, "字" * 256), Box(0, 1, 1, 1, "字" * 255))).worksheets[0]
        assert (sheet["A3"].number_format, sheet["B3"].number_format) == ("General", "@")

    def test_没有填的公式格读回来是空的(self) -> None:
        drawn = (Box(0, 0, 1, 1, ""), Box(0, 1, 1, 1, "", formula="={r0c0}*2"))
        assert [cell.text for cell in xlsx.read(xlsx.write([paper(*drawn)]))[0].cells if cell.row == 2] == ["", "", ""]

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
