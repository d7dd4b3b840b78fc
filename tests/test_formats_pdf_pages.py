"""PDF over several pages: tables joined or kept apart; refusals in a clear sentence."""

import io
from collections.abc import Callable

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from pdf_drawing import both, lattice, printed, read_one, refusal, table, texts, words
from ziping.errors import FileRefused
from ziping.formats.carriers import pdf
from ziping.reading import read

# --- the edge of the page


def test_伸出页面的栏照读_并说明() -> None:
    row = ["数量指标", "修建道路", "5公里", "98.5"]
    (grid,) = pdf.read(printed(table([row, row], left=50, width=200)))
    assert texts(grid) == row * 2
    assert [line.text.partition("：")[0] for line in grid.skipped] == ["第 1 页的表格伸出了页面右边缘"]


def test_页面以外的另一张表不读() -> None:
    (grid,) = pdf.read(printed(both(table([["甲", "乙"]]), table([["丙", "丁"]], left=700))))
    assert texts(grid) == ["甲", "乙"] and grid.skipped == ()


# --- pages joined

HEAD = ["一级指标", "三级指标", "得分"]


def filled(count: int, start: int = 1) -> list[list[str]]:
    return [[f"类别{k}", f"指标{k}项", f"{k}"] for k in range(start, start + count)]


def test_跨页的表是一张表() -> None:
    grid = read_one(table([HEAD, *filled(37)]), table(filled(3, 38)))
    assert [c.where.row for c in grid.cells if c.where.page == 2] == [39, 39, 39, 40, 40, 40, 41, 41, 41]
    assert texts(grid)[-1] == "40" and not any(c.notes for c in grid.cells)


def test_页码和页眉不妨碍接续_也不留下() -> None:
    first = both(words(250, 825, "自评材料汇编"), table([HEAD, *filled(36)]), words(280, 30, "— 1 —"))
    second = both(words(250, 825, "自评材料汇编"), table(filled(2, 37)), words(280, 30, "— 2 —"))
    grid = read_one(first, second)
    assert [line.text for line in grid.above] == ["自评材料汇编"] and grid.below == ()


def test_重复的表头留作一行_其后的合并格带着原来的字() -> None:
    def first(canvas: Canvas) -> None:
        table([HEAD, *filled(37)])(canvas)

    def second(canvas: Canvas) -> None:
        table([HEAD, ["", "指标甲", "5"]])(canvas)

    grid = read_one(first, second)
    assert texts(grid)[-6:] == [*HEAD, "类别37", "指标甲", "5"]
    assert [c.notes for c in grid.cells[-3:]] == [("stitched",), (), ()]


def test_被分页切断的一行接成一行() -> None:
    full = "一二三四五六七八九"
    grid = read_one(table([HEAD, *filled(36), ["措施", full, "5"]]), table([["", "十完。", ""], ["类别38", "指标38项", "38"]]))
    row = [c for c in grid.cells if c.row == 37]
    assert [(c.text, c.notes) for c in row] == [("措施", ("stitched",)), (full + "十完。", ("stitched",)), ("5", ("stitched",))]
    assert texts(grid)[-3:] == ["类别38", "指标38项", "38"] and grid.cells[-1].row == 38


def test_分页处是新的一行_不因某一格恰好写满就接上() -> None:
    full, rest = "一二三四五六七八九", filled(2, 38)
    number_fits = (["", "单价\n成本", "15"], ["", "培训\n成本", "10.00"])
    text_begins = (["类别", full, ""], ["", "管护机制", "建成"])
    room_beside = (["", "水质\n达标", full], ["", "减少\n污水", "十吨\n以上"])
    for above, below in (number_fits, text_begins, room_beside):
        grid = read_one(table([HEAD, *filled(27), above], height=26), table([below, *rest], height=26))
        assert [cell.text for cell in grid.cells if cell.row in (28, 29) and cell.text] == [text for text in (*above, *below) if text]


def test_被分页切断的数仍是一个数() -> None:
    above = ["措施", "一二三四五六七八九", "1234567890123456789.5"]
    grid = read_one(table([HEAD, *filled(36), above]), table([["", "十完。", "0"], *filled(2, 38)]))
    assert grid.cells[3 * 37 + 2].text == "1234567890123456789.50"


def test_分页后以逗号开头或补上括号的_是上一格没有写完的话() -> None:
    grid = read_one(table([HEAD, *filled(36), ["措施", "疫情影响", "5"]]), table([["", "，改为线上", ""], *filled(2, 38)]))
    assert grid.cells[3 * 37 + 1].text == "疫情影响\n，改为线上"
    grid = read_one(table([HEAD, *filled(36), ["产出指标（50", "甲", "5"]]), table([["分）", "乙", "6"], *filled(2, 38)]))
    assert [cell.text for cell in grid.cells if cell.row in (37, 38) and cell.col == 0] == ["产出指标（50分）"]


def test_被分页切断的日期仍是一个日期() -> None:
    grid = read_one(table([HEAD, *filled(36), ["完工时间", "2023年6月30", "5"]]), table([["", "日", ""], *filled(2, 38)]))
    assert [cell.text for cell in grid.cells if cell.row == 37] == ["完工时间", "2023年6月30日", "5"]
    grid = read_one(table([HEAD, *filled(36), ["奶粉", "共6", "5"]]), table([["月饼", "日常发放", "6"], *filled(2, 38)]))
    assert [cell.text for cell in grid.cells if cell.row == 38] == ["月饼", "日常发放", "6"]


def test_分页处的词按整词量_括号不留在行末() -> None:
    full = "一二三四五六七八九"
    for above, below in (("一二三四五＝", "2.00(处)"), ("一二三四五六七八", "/年度内"), ("一二三四五六七", "完\n，成")):
        grid = read_one(table([HEAD, *filled(28), ["措施", full, above]], height=26), table([["", "十", below], *filled(2, 38)], height=26))
        row = [cell.text for cell in grid.cells if cell.row == 29]
        assert row[:2] == ["措施", full + "十"] and row[2].startswith(above), (above, below)


def test_上一格没有写满_下一页就是新的一行() -> None:
    grid = read_one(
        table([HEAD, *filled(27), ["一二三四五六七八九\n教师", "一二三四五六七八九\n一二三四五六七八九", ""]], height=26),
        table([["学生", "＝100%", ""], *filled(2, 38)], height=26),
    )
    assert [cell.text for cell in grid.cells if cell.row == 29] == ["学生", "＝100%", ""]


def test_被分页切断的级次名是一格_其余各格仍是两行() -> None:
    above, below = ["服务对象满意", "师生满意", "4"], ["度指标", "群众满意", "5"]
    grid = read_one(table([HEAD, *filled(36), above], width=68), table([below, *filled(2, 38)], width=68))
    assert [(c.text, c.rows) for c in grid.cells if c.row == 37] == [("服务对象满意度指标", 2), ("师生满意", 1), ("4", 1)]
    assert [c.text for c in grid.cells if c.row == 38] == ["群众满意", "5"]


def test_率和名称从中断开_下一页是同一行() -> None:
    for above, below in (["100", "%以内"], ["指标2：", "办学条件"], ["审批、", "备案"]):
        grid = read_one(table([HEAD, *filled(36), ["成本", above, "5"]]), table([["指标", below, ""], *filled(2, 38)]))
        assert [cell.text.replace("\n", "") for cell in grid.cells if cell.row == 37] == ["成本指标", above + below, "5"]


def test_句号之后的下一段_随标签一起接上() -> None:
    above, below = ["年度绩效目标三含上", "设备到位率100%。", ""], ["年结转", "加强管护。", ""]
    grid = read_one(table([HEAD, *filled(36), above]), table([below, *filled(2, 38)]))
    assert [cell.text for cell in grid.cells if cell.row == 37 and cell.col == 1] == ["设备到位率100%。\n加强管护。"]


def test_分号之后的下一段_是同一格的话() -> None:
    grid = read_one(
        table([HEAD, *filled(36), ["其他需要说明的事项", "一是提前采购；", ""]]), table([["说明", "二是按季调度。", ""], *filled(2, 38)])
    )
    assert [c.text for c in grid.cells if c.row == 37] == ["其他需要说明的事项说明", "一是提前采购；\n二是按季调度。", ""]


def test_名称和数都空着的行_是上一行说明的下一段() -> None:
    rows = [[str(k), f"指标{k}项", "≥5个", "5个", "10", "无"] for k in range(1, 38)]
    above, below = ["38", "修建道路", "≥5公里", "4公里", "10", "部分未完"], ["", "", "", "", "", "明年继续"]
    grid = read_one(table([*rows, above], width=80), table([below, *rows[:2]], width=80))
    assert [cell.text for cell in grid.cells if cell.row == 37] == [*above[:5], "部分未完\n明年继续"]


def test_下面是级次名的后一半而没有数_是上一行的其余() -> None:
    above, below = ["服务对象满意", "师生满意", "4"], ["度指标", "率", ""]
    grid = read_one(table([HEAD, *filled(36), above], width=68), table([below, *filled(2, 38)], width=68))
    assert [cell.text.replace("\n", "") for cell in grid.cells if cell.row == 37] == ["服务对象满意度指标", "师生满意率", "4"]


def test_分页处看不出是一行还是两行_分开读并标明() -> None:
    full = "一二三四五六七八九"
    grid = read_one(table([HEAD, *filled(36), ["类别", full, ""]]), table([["", "管护机制", "建成"], *filled(2, 38)]))
    assert [(cell.row, cell.text) for cell in grid.cells if "doubtful" in cell.notes] == [(37, full), (38, "管护机制")]


def test_接上的行和拿不准的行都在读取结果里说明() -> None:
    head, level = ["三级指标", "年度指标值", "实际完成值", "分值", "得分"], "一二三四五六七八九"
    rows = [[f"指标{k}项", f"≥{k}个", f"{k}个", "2", "2"] for k in range(1, 36)]
    sums = [["项目支出绩效自评表", "", "", "", ""], head, *rows]
    cut = printed(table([*sums, [level, "≥90%", "90%", "2", "2"]]), table([["十项", "", "", "", ""], *rows[:2]]))
    joined = read(cut)
    assert joined.forms[0].indicators[35].level3 == level + "十项"
    assert {(problem.code, problem.place.row) for problem in joined.problems if problem.place} == {("stitched", 38)}
    open_ = printed(table([*sums, [level, "≥90%", "一二三四五六七八九", "", ""]]), table([["", "", "十二三", "2", "2"], *rows[:2]]))
    assert {problem.place.row for problem in read(open_).problems if problem.code == "doubtful" and problem.place} == {38, 39}


def test_被分页切断的合并格接成一格() -> None:
    def second(canvas: Canvas) -> None:
        lattice(canvas, [150, 250, 350], [800, 780, 760])
        canvas.line(50, 800, 150, 800)
        canvas.line(50, 760, 150, 760)
        canvas.line(50, 800, 50, 760)
        for x, y, text in ((154, 787, "指标甲"), (254, 787, "1"), (154, 767, "指标乙"), (254, 767, "2")):
            canvas.drawString(x, y, text)

    grid = read_one(table([HEAD, *filled(37)]), second)
    merged = next(c for c in grid.cells if c.text == "类别37")
    assert (merged.row, merged.rows, merged.notes, merged.where.page) == (37, 3, ("stitched",), 1)


def _open_ended(left: bool) -> Callable[[Canvas], None]:
    """As browsers print: the merged cell on the left goes on above and below the page, so only its sides are drawn; the rows beside it
    are closed (``left``) or cut open above."""

    def draw(canvas: Canvas) -> None:
        for x in (50, 150, 250, 350):
            canvas.line(x, 800, x, 760)
        for y in (800, 780, 760) if left else (780, 760):
            canvas.line(150, y, 350, y)
        for x, y, text in ((154, 787, "指标甲"), (254, 787, "1"), (154, 767, "指标乙"), (254, 767, "2")):
            canvas.drawString(x, y, text)

    return draw


def test_占满一页的合并格只有边线_仍是一列() -> None:
    for left in (True, False):
        grid = read_one(table([HEAD, *filled(37)]), _open_ended(left))
        merged = next(cell for cell in grid.cells if cell.text == "类别37")
        assert (merged.col, merged.rows) == (0, 3) and texts(grid)[-2:] == ["指标乙", "2"]


def test_开口的只有合并格_同一行其余各格就是写完了() -> None:
    full = "一二三四五六七八九"

    def first(canvas: Canvas) -> None:
        table([HEAD, *filled(36)])(canvas)
        for x in (50, 150, 250, 350):
            canvas.line(x, 60, x, 40)
        canvas.line(150, 40, 350, 40)
        for x, text in ((54, "类别37"), (154, full), (254, full)):
            canvas.drawString(x, 47, text)

    grid = read_one(first, _open_ended(True))
    assert [cell.text for cell in grid.cells if cell.col == 1][-3:] == [full, "指标甲", "指标乙"]


def test_只有两侧开口的一行_也是表里的一行() -> None:
    def second(canvas: Canvas) -> None:
        table([list("123456")] * 2, top=780, width=50)(canvas)
        for x in (50, 350):
            canvas.line(x, 800, x, 780)
        canvas.drawString(54, 787, "年度目标完成")

    assert "年度目标完成" in texts(read_one(table([list("甲乙丙丁戊己")] * 38, width=50), second))


def test_页边很宽的页也接得上() -> None:
    grid = read_one(table([HEAD, *filled(7)], top=660, height=60), table(filled(3, 8), top=660, height=60))
    assert texts(grid)[-1] == "10"


def test_另一张表不会被接上() -> None:
    other = [["项目名称", "乙项目", "1"], ["主管部门", "丁局", "2"], *filled(3)]
    short = printed(table([HEAD, *filled(5)]), table(filled(3)))
    titled = printed(table([HEAD, *filled(36)]), both(words(50, 770, "另一张表"), table(filled(3), top=760)))
    wider = printed(table([HEAD, *filled(36)]), table(filled(3), width=110))
    again = printed(table([["项目名称", "甲项目", "1"], ["主管部门", "丙局", "2"], *filled(36)]), table(other))
    for data in (short, titled, wider, again):
        assert len(pdf.read(data)) == 2


# --- refusals


def test_有打开密码() -> None:
    error = refusal(printed(table([["甲", "乙"]]), password="1234"))
    assert error.code == "encrypted" and "密码" in str(error)


def test_损坏的文件() -> None:
    for data in (b"%PDF-1.7\n", b"%PDF-1.4 broken", b"\x00" * 100, b""):
        assert refusal(data).code == "unreadable"


def test_截断的文件不会崩溃() -> None:
    whole = printed(table([["甲", "乙"]]), table([["丙", "丁"]]))
    for end in range(0, len(whole), max(1, len(whole) // 40)):
        try:
            pdf.read(whole[:end])
        except FileRefused as error:
            assert error.code == "unreadable"


def test_只画了图形没有字的文件() -> None:
    error = refusal(printed(lambda canvas: canvas.rect(100, 100, 300, 300, fill=1)))
    assert error.code == "unreadable" and "没有文字" in str(error)


def test_有字的页照读_没有字的页跳过() -> None:
    grid = read_one(lambda canvas: canvas.rect(100, 100, 300, 300, fill=1), table([["甲", "乙"]]))
    assert [c.where.page for c in grid.cells] == [2, 2]


def test_页数太多() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(2001):
        document.new_page(100, 100)
    out = io.BytesIO()
    document.save(out)
    assert refusal(out.getvalue()).code == "too_large"
