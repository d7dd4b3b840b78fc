"""Born-digital PDF: cells as drawn, text as shown."""

import io
import json
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from pdf_drawing import FONT, HEIGHT, WIDTH, Drawing, both, cells, lattice, printed, read_one, table, texts, words
from ziping.formats import ruled
from ziping.formats.carriers import pdf

SAMPLES = Path(__file__).parent / "samples"


# --- whole documents


@pytest.mark.parametrize("producer", ["writer", "calc", "chromium", "fpdf2"])
def test_别的程序印出来的表逐格读对(producer: str) -> None:
    expected = json.loads((SAMPLES / f"ruled-{producer}.json").read_text(encoding="utf-8"))
    (grid,) = pdf.read((SAMPLES / f"ruled-{producer}.pdf").read_bytes())
    assert [list(cell) for cell in cells(grid)] == expected["cells"]
    assert [line.text for line in grid.above] == expected["above"]
    assert [line.text for line in grid.below] == expected["below"]


def test_真实预算公开册里的五张绩效目标表(root: Path) -> None:
    path = root.parent / "shared" / "forms" / "targets-2023-five-forms-in-a-booklet.pdf"
    if not path.exists():
        pytest.skip("真实的公开册不在仓库里（../shared/forms）")
    forms = [g for g in pdf.read(path.read_bytes()) if g.cells and "绩效目标填报表" in g.cells[0].text]
    assert [len(g.cells) for g in forms] == [60, 57, 57, 135, 67]
    assert [g.cells[0].where.page for g in forms] == [31, 32, 33, 34, 35]
    assert [max(c.row + c.rows for c in g.cells) for g in forms] == [17, 16, 16, 55, 21]
    assert {max(c.col + c.cols for c in g.cells) for g in forms} == {8}
    values = [{(c.row, c.col): c for c in g.cells} for g in forms]
    assert [v[2, 2].text for v in values] == [
        "新建万里街道社区公共服务中心",
        "就业援助基地补贴",
        "社区环境整治和建设经费",
        "各类工作经费",
        "公共服务设施运行经费",
    ]
    assert all((v[5, 0].rows, v[5, 0].cols, v[9, 0].rows) == (4, 2, 2) for v in values)
    assert values[0][12, 6].text == "≥13459.00(平方米)"
    assert values[2][10, 1].text.endswith("整体提升万里地区市容市貌。") and values[2][10, 1].text.count("\n") == 0
    fourth = values[3]
    assert (fourth[12, 1].text, fourth[12, 1].rows, fourth[35, 1].rows, fourth[49, 1].rows) == ("产出指标", 23, 14, 6)
    assert (fourth[54, 3].text, fourth[54, 6].text) == ("党员群众满意度", "党员群众满意度不少于80%")
    assert not any(c.notes for g in forms for c in g.cells)


# --- where and what


def test_每格写明页_行_列_从一数起() -> None:
    grid = read_one(table([["甲", "乙"], ["丙", "丁"]]))
    last = grid.cells[-1].where
    assert (last.page, last.row, last.col, last.sheet, last.table) == (1, 2, 2, None, None)
    assert grid.spans


def test_一页两张表各自成表_其间的文字归后一张() -> None:
    page = both(
        words(50, 820, "上题"),
        table([["甲", "乙"]]),
        words(50, 700, "下题"),
        table([["丙", "丁"]], top=690),
        words(50, 600, "填表人：张一"),
    )
    first, second = pdf.read(printed(page))
    assert (texts(first), [line.text for line in first.above], first.below) == (["甲", "乙"], ["上题"], ())
    assert (texts(second), [line.text for line in second.above]) == (["丙", "丁"], ["下题"])
    assert [(line.text, line.where.row, line.where.page) for line in second.below] == [("填表人：张一", 3, 1)]


def test_没有表的文件只有文字行() -> None:
    grid = read_one(both(words(50, 800, "第一行"), words(50, 780, "第二行")))
    assert grid.cells == () and [line.text for line in grid.below] == ["第一行", "第二行"]


def test_转了方向的页读出来一样() -> None:
    upright = cells(read_one(table([["甲乙 12", "丙"], ["丁", "戊己"]])))
    for quarter in range(4):
        document = pypdfium2.PdfDocument(printed(table([["甲乙 12", "丙"], ["丁", "戊己"]])))
        document[0].set_rotation(90 * quarter)
        out = io.BytesIO()
        document.save(out)
        (grid,) = pdf.read(out.getvalue())
        assert cells(grid) == upright


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_内容本身转了方向也读得出(turn: int) -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.translate(*{1: (600, 0), 2: (600, 600), 3: (0, 600)}[turn])
        canvas.rotate(90 * turn)
        both(words(50, 560, "标题"), table([["甲乙 12", "丙"], ["丁", "戊己"]], top=550))(canvas)

    (grid,) = pdf.read(printed(sideways, size=(600, 600)))
    assert texts(grid) == ["甲乙 12", "丙", "丁", "戊己"]
    assert [line.text for line in grid.above] == ["标题"]


def test_裁掉的部分不读() -> None:
    def cropped(canvas: Canvas) -> None:
        both(words(20, 20, "页外"), table([["甲", "乙"]]))(canvas)
        canvas.setCropBox((40, 400, 590, 840))

    grid = read_one(cropped)
    assert texts(grid) == ["甲", "乙"] and grid.below == ()


def test_套在缩小了的图形里的表() -> None:
    def nested(canvas: Canvas) -> None:
        canvas.beginForm("inner")
        canvas.setFont(FONT, 10)
        table([["甲", "乙"], ["丙", "丁"]])(canvas)
        canvas.endForm()
        canvas.translate(30, 20)
        canvas.scale(0.8, 0.8)
        canvas.doForm("inner")

    assert texts(read_one(nested)) == ["甲", "乙", "丙", "丁"]


def test_填在表单域里的字也是表上的字() -> None:
    def with_field(canvas: Canvas) -> None:
        table([["得分", ""]])(canvas)
        canvas.acroForm.textfield(name="score", value="98.18", x=155, y=782, width=80, height=16, fontSize=9, borderWidth=0)

    assert texts(read_one(with_field)) == ["得分", "98.18"]


# --- lines


def test_虚线_双线_细矩形都是表线() -> None:
    def dashed(canvas: Canvas) -> None:
        canvas.setDash(3, 2)
        table([["甲", "乙"], ["丙", "丁"]])(canvas)

    def double(canvas: Canvas) -> None:
        table([["甲", "乙"], ["丙", "丁"]])(canvas)
        lattice(canvas, [48, 252], [802, 758])

    def bars(canvas: Canvas) -> None:
        for y in (800, 780, 760):
            canvas.rect(50, y, 200, 0.7, stroke=0, fill=1)
        for x in (50, 150, 250):
            canvas.rect(x, 760, 0.7, 40, stroke=0, fill=1)
        for x, y, text in ((54, 787, "甲"), (154, 787, "乙"), (54, 767, "丙"), (154, 767, "丁")):
            canvas.drawString(x, y, text)

    for draw in (dashed, double, bars):
        assert cells(read_one(draw)) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁")]


def test_字下的横线_白线_底色都不是表线() -> None:
    def busy(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.9, 0.9, 0.6)
        canvas.rect(60, 765, 30, 12, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        table([["负责人：", "乙"], ["丙", "丁"]])(canvas)
        canvas.line(90, 785, 140, 785)
        canvas.setStrokeColorRGB(1, 1, 1)
        canvas.line(50, 771, 250, 771)

    assert texts(read_one(busy)) == ["负责人：", "乙", "丙", "丁"]


def test_页面边框不是表_框里的表照读() -> None:
    def framed(canvas: Canvas) -> None:
        canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)
        both(words(50, 810, "标题"), table([["甲", "乙"]]))(canvas)

    grid = read_one(framed)
    assert texts(grid) == ["甲", "乙"] and [line.text for line in grid.above] == ["标题"]


def test_左右没有边线的表按线的长度补齐() -> None:
    def open_sides(canvas: Canvas) -> None:
        for y in (800, 780, 760, 740):
            canvas.line(50, y, 350, y)
        for x in (150, 250):
            canvas.line(x, 780, x, 740)
        for x, y, text in ((54, 787, "通栏"), (54, 767, "甲"), (154, 767, "乙"), (254, 767, "丙"), (54, 747, "丁"), (154, 747, "戊")):
            canvas.drawString(x, y, text)

    grid = read_one(open_sides)
    assert cells(grid)[:4] == [(0, 0, 1, 3, "通栏"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙"), (1, 2, 1, 1, "丙")]
    assert texts(grid)[4:6] == ["丁", "戊"]


def test_格里的方框不是表_格里的三行三列是表() -> None:
    def inner(step: float, count: int) -> Drawing:
        def draw(canvas: Canvas) -> None:
            table([["甲", "乙"], ["", "丁"]], width=200, height=100)(canvas)
            lattice(canvas, [80 + step * k for k in range(count)], [690 - step * k for k in range(count)])
            canvas.drawString(84, 680, "内")

        return draw

    assert texts(read_one(inner(20, 2))) == ["甲", "乙", "内", "丁"]
    outer, nested = pdf.read(printed(inner(20, 4)))
    assert texts(outer) == ["甲", "乙", "", "丁"] and len(nested.cells) == 9 and nested.cells[0].text == "内"


def test_缺了一段线的格子按行分开_不丢字() -> None:
    grid = ruled.frames([(0, 0, 90), (20, 30, 60), (40, 0, 90)], [(0, 0, 40), (30, 0, 40), (60, 0, 20), (90, 0, 40)])[0]
    assert [(s.row, s.col, s.rows, s.cols) for s in grid.slots] == [(0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 2)]


def test_扫描件的像素按比例一样量() -> None:
    def scaled(by: float) -> list[ruled.Frame]:
        across = [(by * y, by * 10, by * 91) for y in (10, 31, 50)]
        down = [(by * x, by * 10, by * 50) for x in (10, 40.5, 90)]
        return ruled.frames(across, down, unit=by)

    assert scaled(1)[0].slots == scaled(200 / 72)[0].slots and len(scaled(1)[0].slots) == 4


# --- characters


@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        ("50 次以上", "50 次以上"),
        ("annual report", "annual report"),
        ("111,222.00", "111,222.00"),
        ("A-1", "A-1"),
        ("⽴⾦", "立金"),
        ("≥95%", "≥95%"),
    ],
)
def test_字照纸面读(drawn: str, shown: str) -> None:
    assert texts(read_one(table([[drawn, "乙"]])))[0] == shown


def test_拉开排的字之间不是空格() -> None:
    def spread(canvas: Canvas) -> None:
        table([["", "乙"]])(canvas)
        for k, char in enumerate("单位名称"):
            canvas.drawString(54 + 24 * k, 787, char)

    assert texts(read_one(spread)) == ["单位名称", "乙"]


def test_为加粗而印两遍的字只读一遍() -> None:
    def bold(canvas: Canvas) -> None:
        table([["总分11", "乙"]])(canvas)
        canvas.drawString(54.3, 787, "总分11")

    assert texts(read_one(bold)) == ["总分11", "乙"]


def test_超出格子的字仍归本格() -> None:
    grid = read_one(table([["机关事业单位基本养老保险", ""], ["甲", "乙"]]))
    assert texts(grid) == ["机关事业单位基本养老保险", "", "甲", "乙"]


def test_竖排与转了九十度的字从头读起() -> None:
    def upright(canvas: Canvas) -> None:
        table([["产\n出\n指\n标", "乙"]], height=60)(canvas)

    def turned(canvas: Canvas) -> None:
        table([["", "乙丙丁戊己"]], height=60)(canvas)
        canvas.translate(90, 750)
        canvas.rotate(90)
        canvas.drawString(0, 0, "效益指标")

    assert texts(read_one(upright))[0] == "产出指标"
    assert texts(read_one(turned))[0] == "效益指标"


def test_折行接上_分段保留() -> None:
    full = "一二三四五六七八九"  # 格内宽 92，一行正好九字
    grid = read_one(table([[f"{full}\n十完。\n第二段", "乙"]], height=50))
    assert texts(grid)[0] == f"{full}十完。\n第二段"


def test_断开的数接成一个数_断开的词之间留空格() -> None:
    grid = read_one(table([["12345678901234567\n890.25", "a very long annual\nreport"]], height=40))
    assert texts(grid) == ["12345678901234567890.25", "a very long annual report"]


def test_后写的引号和空格仍在自己的位置() -> None:
    def apart(canvas: Canvas, x: float, y: float, *pieces: str | float) -> None:
        """One text object whose pieces stand apart, as Writer sets them; numbers are gaps in points."""
        shown = "".join(f"<{p.encode('utf-16-be').hex()}>" if isinstance(p, str) else f" {-100 * p} " for p in pieces)
        line = canvas.beginText(x, y)
        line.setFont(FONT, 10)
        line._code.append(f"[{shown}] TJ")
        canvas.drawText(line)

    def late(canvas: Canvas) -> None:
        table([["本年度", ""]], width=200)(canvas)
        apart(canvas, 254, 787, "上年度", 5, "三公经费", 5, "总额")
        apart(canvas, 50, 820, "主管部门：丙局", 14, "实施单位：甲校")
        canvas.setFont("Helvetica", 10)
        for x, y, text in ((285, 787, "“"), (330, 787, "”"), (120, 820, "    ")):
            canvas.drawString(x, y, text)

    grid = read_one(late)
    assert texts(grid)[1] == "上年度“三公经费”总额"
    assert [line.text for line in grid.above] == ["主管部门：丙局    实施单位：甲校"]
