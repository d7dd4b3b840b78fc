"""Web pages: spans, nested tables, text as a browser shows it; and our own pages read back exactly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ziping.errors import FileRefused
from ziping.formats import html_read
from ziping.formats.carriers import html
from ziping.grid import Grid
from ziping.paper import Box, Note, Paper


def read(page: str) -> list[Grid]:
    return html.read(page.encode("utf-8"))


def only(page: str) -> Grid:
    (grid,) = read(page)
    return grid


def boxes(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.col, cell.rows, cell.cols, cell.text) for cell in grid.cells]


def cell_text(inside: str) -> str:
    (cell,) = only(f"<table><tr>{inside}</tr></table>").cells
    return cell.text


# --- spans


def test_跨行跨列的格占住自己的位置() -> None:
    grid = only("<table><tr><td rowspan=2>甲<td colspan=2>乙</tr><tr><td>丙<td>丁</tr></table>")
    assert boxes(grid) == [(0, 0, 2, 1, "甲"), (0, 1, 1, 2, "乙"), (1, 1, 1, 1, "丙"), (1, 2, 1, 1, "丁")]
    assert [(c.where.table, c.where.row, c.where.col) for c in grid.cells] == [(1, 1, 1), (1, 1, 2), (1, 2, 2), (1, 2, 3)]
    assert grid.spans


def test_跨行写零是到本组末行() -> None:
    grid = only("<table><tbody><tr><td rowspan=0>甲<td>1<tr><td>2</tbody><tbody><tr><td>乙<td>3</tbody></table>")
    assert boxes(grid) == [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2"), (2, 0, 1, 1, "乙"), (2, 1, 1, 1, "3")]


def test_过大的跨度截到表内() -> None:
    grid = only("<table><tr><td rowspan=99 colspan=5000>甲<tr></tr></table>")
    assert boxes(grid) == [(0, 0, 2, 1000, "甲")]


def test_跨度不压住上面伸下来的格() -> None:
    grid = only("<table><tr><td>甲<td rowspan=2>乙<tr><td colspan=3>丙</table>")
    assert boxes(grid) == [(0, 0, 1, 1, "甲"), (0, 1, 2, 1, "乙"), (1, 0, 1, 1, "丙")]


@pytest.mark.parametrize("span", ["", "x", "-1", "1.5"])
def test_写错的跨度当作一(span: str) -> None:
    assert boxes(only(f"<table><tr><td colspan='{span}'>甲</table>")) == [(0, 0, 1, 1, "甲")]


def test_表头在前表尾在后_不管写在哪里() -> None:
    grid = only("<table><tfoot><tr><td>尾</tfoot><tbody><tr><td>身</tbody><thead><tr><td>头</thead></table>")
    assert [cell.text for cell in grid.cells] == ["头", "身", "尾"]


def test_行外有表单标签也不丢行() -> None:
    grid = only("<table><form><tr><td>甲</td></tr><tr><td>乙</td></tr></form></table>")
    assert [cell.row for cell in grid.cells] == [0, 1]


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        ('<font face="Wingdings">&#254;</font>是', "☑是"),
        ("<span style='font-size:12pt;font-family:\"Wingdings 2\"'>R</span>是", "☑是"),
        ("<span style='mso-char-type:symbol;mso-symbol-font-family:Wingdings'>&#168;</span>否", "□否"),
        ("<span style='font-family:宋体;mso-symbol-font-family:Wingdings'>R</span>", "R"),  # only said, not used
    ],
)
def test_符号字体的字母是它显示的符号(inside: str, seen: str) -> None:
    assert cell_text(f"<td>{inside}</td>") == seen


def test_样式表里写的符号字体也认() -> None:
    style = '<style><!-- .font7\n{font-size:10pt;font-family:"Wingdings 2", serif;} .n{font-family:宋体;mso-symbol-font-family:Wingdings} --></style>'
    grid = only(style + "<table><td>是<font class=font7>R</font>否<font class=font7>\u00a3</font><i class=n>R</i></td></table>")
    assert grid.cells[0].text == "是☑否□R"


def test_隐藏的行和格不占位置() -> None:
    page = "<table><tr style='display:none'><td>隐</tr><tr><td>甲</td><td style='display: none'>隐</td><td hidden>隐</td><td>乙</td></tr></table>"
    assert boxes(only(page)) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙")]


def test_嵌套的表在外层之后_文字不混进外层的格() -> None:
    outer, inner = read("<table><tr><td>外<table><tr><td>内</table>面</td></tr></table>")
    assert boxes(outer) == [(0, 0, 1, 1, "外\n面")]
    assert boxes(inner) == [(0, 0, 1, 1, "内")]
    assert inner.cells[0].where.table == 2


def test_不在格里的内层表也不丢() -> None:
    outer, inner = read("<table><tr><td>外</td><table><tr><td>内</table></table>")
    assert [boxes(outer), boxes(inner)] == [[(0, 0, 1, 1, "外")], [(0, 0, 1, 1, "内")]]


# --- lines around


def test_表之间的文字成为行() -> None:
    first, second = read(
        "<title>不算</title><h1>自评表</h1>(2020 年)<table><tr><td>1</table>说明<table><caption>附表</caption><tr><td>2</table><p>完"
    )
    assert [line.text for line in first.above] == ["自评表", "(2020 年)"]
    assert [line.text for line in second.above] == ["说明", "附表"]
    assert [line.text for line in second.below] == ["完"]
    assert [line.where.line for line in (*first.above, *second.above, *second.below)] == [1, 2, 3, 4, 5]


def test_没有表的网页只有行() -> None:
    grid = only("<p>通知</p><p>请填报</p>")
    assert not grid.cells
    assert [line.text for line in grid.above] == ["通知", "请填报"]


def test_没有格的表不算表_行不丢() -> None:
    grid = only("<p>标题</p><table></table><p>说明</p><table><tr><td>1</table>")
    assert [line.text for line in grid.above] == ["标题", "说明"]
    assert grid.cells[0].where.table == 1


def test_表内格外的文字在表上方() -> None:
    grid = only("<table>说明<tr>又<td>1</td></tr></table>")
    assert [line.text for line in grid.above] == ["说明", "又"]
    assert boxes(grid) == [(0, 0, 1, 1, "1")]


# --- text of a cell


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<td>  甲 \n  乙\t丙 </td>", "甲乙 丙"),
        ("<td>a\n b</td>", "a b"),
        ("<td>甲<br>乙<br/>丙<br></td>", "甲\n乙\n丙"),
        ("<td><p>甲</p>\n<p>乙</p></td>", "甲\n乙"),
        ("<td>甲<div>乙</div>丙</td>", "甲\n乙\n丙"),
        ("<td><ol><li>甲<li>乙</ol></td>", "甲\n乙"),
        ("<td>A<b>B</b> <i>C</i></td>", "AB C"),
        ("<td>一<!-- 注 --><script>x</script><style>y</style>二</td>", "一二"),
        ("<td>一<span style='display:none'>隐</span>二</td>", "一二"),
        ("<td><!--[if gte mso 9]><xml>隐</xml><![endif]-->甲</td>", "甲"),
        ("<td><p class=MsoNormal><span lang=EN-US>50<o:p></o:p></span>次</p></td>", "50次"),
        ("<td>&nbsp;</td>", ""),
        ("<td>甲&nbsp;&nbsp;乙</td>", "甲\u00a0\u00a0乙"),
        ("<td><pre>\n甲  乙\n丙</pre></td>", "甲  乙\n丙"),
        ("<td style='white-space:pre-line'>甲  乙\n丙</td>", "甲 乙\n丙"),
        ("<td style='color:red; WHITE-SPACE: pre-wrap'> 甲  乙\n丙\n</td>", " 甲  乙\n丙\n"),
        ("<td style='white-space:nowrap'>a  b</td>", "a b"),
        ("<td>&lt;p&gt;甲&lt;/p&gt; &amp;lt;</td>", "<p>甲</p> &lt;"),
        ("<td><input value='1784'>万元</td>", "1784万元"),
        ("<td><input type=hidden value='x'><input type=password value='x'>甲</td>", "甲"),
        ("<td><input type=checkbox checked>是<input type=checkbox>否</td>", "☑是☐否"),
        ("<td><select><option>优<option selected>良</select></td>", "良"),
        ("<td><textarea>\n一\n二</textarea></td>", "一\n二"),
    ],
)
def test_格里的文字如浏览器所见(inside: str, shown: str) -> None:
    assert cell_text(inside) == shown


def test_带编码声明和控制字符的网页照读() -> None:
    page = '<?xml version="1.0" encoding="gb2312"?><html><body><table><tr><td>甲\x0b\x01乙</table></html>'
    (cell,) = html.read(page.encode("gb18030"))[0].cells
    assert cell.text == "甲乙"


# --- guards


@pytest.mark.parametrize("page", ["<table><tr><td>" * 300, "<table>" + "<form>" + "<span>" * 300 + "<tr><td>1", "<div>" * 100_000])
def test_嵌套过深就拒绝(page: str) -> None:
    with pytest.raises(FileRefused):
        read(page)


def test_格子过多就拒绝(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_read, "MAX_CELLS", 3)
    assert len(only("<table><tr><td>1<td>2<td>3</table>").cells) == 3
    with pytest.raises(FileRefused, match="单元格") as refused:
        read("<table><tr><td>1<td>2<td>3<td>4</table>")
    assert refused.value.code == "too_large"


@pytest.mark.parametrize("page", ["<table>" * 100, "<table><tr><td", "<td>甲", "<table><tr><table><tr><td>甲"])
def test_残缺的网页不出错(page: str) -> None:
    assert all(cell.text in ("甲", "") for grid in read(page) for cell in grid.cells)


@pytest.mark.parametrize("page", ["", "</table>", "<!DOCTYPE html>"])
def test_空网页说明白(page: str) -> None:
    with pytest.raises(FileRefused, match="网页打不开"):
        read(page)


# --- writing and reading back


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Any tiling of a small grid by boxes, any text a page can hold."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    texts = st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t"), max_size=8)
    free = {(r, c) for r in range(height) for c in range(width)}
    found = []
    for row in range(height):
        for col in range(width):
            if (row, col) in free:
                rows, cols = draw(st.integers(1, height - row)), draw(st.integers(1, width - col))
                while not {(r, c) for r in range(row, row + rows) for c in range(col, col + cols)} <= free:
                    rows, cols = (rows - 1, cols) if rows > 1 else (rows, cols - 1)
                free -= {(r, c) for r in range(row, row + rows) for c in range(col, col + cols)}
                role = draw(st.sampled_from(("label", "value", "number", "narrative")))
                found.append(Box(row, col, rows, cols, draw(texts), role=role, vertical=draw(st.booleans())))
    return Paper("自评表", ("(2020 年)",), tuple(found), height, (20,) * width, foot=("填表人：张三　　李四",))


def same(paper: Paper, grid: Grid) -> bool:
    return sorted(boxes(grid)) == sorted((box.row, box.col, box.rows, box.cols, box.text) for box in paper.boxes)


@settings(max_examples=60, deadline=None)
@given(papers())
def test_写出的网页读回同样的格(paper: Paper) -> None:
    (grid,) = html.read(html.write([paper]))
    assert same(paper, grid)
    assert [line.text for line in (*grid.above, *grid.below)] == [paper.title, *paper.subtitle, *paper.foot]


SMALL = Paper("自评表", (), (Box(0, 0, 1, 1, "得分", role="label"), Box(0, 1, 1, 1, "9.18")), 1, (30, 30))


def test_几张表各成一节() -> None:
    first, second = html.read(html.write([SMALL, SMALL]))
    assert same(SMALL, first)
    assert same(SMALL, second)


def test_批注可见但读回时不混入() -> None:
    noted = Paper("自评表", (), SMALL.boxes, 1, (30, 30), notes=(Note(0, 1, "error", "应为 <9.17>"),))
    page = html.write([noted]).decode("utf-8")
    assert page.count("应为 &lt;9.17&gt;") == 2  # at the cell and in the list
    (grid,) = html.read(page.encode("utf-8"))
    assert same(noted, grid)
    assert not grid.below


def test_没给的位置补空格_后面的不左移() -> None:
    (grid,) = html.read(html.write([Paper("表", (), (Box(0, 1, 1, 1, "右"),), 1, (30, 30))]))
    assert boxes(grid) == [(0, 0, 1, 1, ""), (0, 1, 1, 1, "右")]


def test_网页不引用网络_也不含脚本() -> None:
    page = html.write([Paper("<script>", (), SMALL.boxes, 1, (30, 30))]).decode("utf-8")
    assert "<script" not in page
    assert "http" not in page
    assert '<html lang="zh-CN">' in page


def test_横向的表横着打印() -> None:
    page = html.write([Paper("表", (), SMALL.boxes, 1, (30, 30), landscape=True)]).decode("utf-8")
    assert '<section class="turned"' in page
    assert '<section class="turned"' not in html.write([SMALL]).decode("utf-8")
