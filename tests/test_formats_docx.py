"""Word documents: what stands on the page is what is read; written papers are what other programs read."""

import io

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office_parts import R, W, boxes, cell_of, p, paper, run, tbl, tc, texts, tr, word, zipped
from ziping.errors import FileRefused
from ziping.formats.carriers import docx
from ziping.paper import Box, Note


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

    def test_修订前的旧格式不算数(self) -> None:
        was = '<w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>'
        old = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
        assert boxes(docx.read(word(tbl(tr(tc(run("<w:t>甲</w:t>", old), was), tc("乙")))))[0])[1] == (0, 1, 1, 1, "乙")

    def test_制表位不是制表符(self) -> None:
        assert cell_of('<w:p><w:pPr><w:tabs><w:tab w:pos="420"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>') == "甲"

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

    @pytest.mark.parametrize(
        ("state", "sign"),
        [("<w:checked/>", "☑"), ('<w:default w:val="1"/>', "☑"), ('<w:default w:val="1"/><w:checked w:val="0"/>', "☐"), ("", "☐")],
    )
    def test_旧式窗体的复选框(self, state: str, sign: str) -> None:
        box = f'<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar>'
        assert cell_of(run(box) + run("<w:t>是</w:t>")) == f"{sign}\n是"

    @pytest.mark.parametrize(("state", "entry"), [('<w:result w:val="1"/>', "良"), ("", "优"), ('<w:result w:val="7"/>', "")])
    def test_旧式窗体的下拉项(self, state: str, entry: str) -> None:
        entries = '<w:listEntry w:val="优"/><w:listEntry w:val="良"/>'
        field = f'<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{state}{entries}</w:ddList></w:ffData></w:fldChar>'
        assert cell_of(run(field)) == entry

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


TAGS = [
    f"w:{name}"
    for name in [
        "p",
        "r",
        "t",
        "tc",
        "tr",
        "tbl",
        "sdt",
        "sdtContent",
        "txbxContent",
        "del",
        "ins",
        "tabs",
        "rPr",
        "pPr",
        "tcPr",
        "trPr",
        "gridSpan",
        "vMerge",
        "hMerge",
    ]
]
TREES = st.recursive(
    st.sampled_from(TAGS).map(lambda tag: f"<{tag}>字</{tag}>"),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)).map(lambda x: f"<{x[0]}>{''.join(x[1])}</{x[0]}>"),
    max_leaves=30,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TREES, max_size=5))
def test_标记胡乱嵌套也读得下去(trees: list[str]) -> None:
    for grid in docx.read(word("".join(trees))):
        assert all(cell.rows >= 1 and cell.cols >= 1 for cell in grid.cells)


_INSIDE = st.sampled_from(["", "<w:t>甲</w:t>", "<w:t> 1 </w:t>", "<w:tab/>", "<w:br/><w:t>乙</w:t>", "<w:noBreakHyphen/>", "<w:t/>"])
_MERGED = st.sampled_from(
    ["", '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="x"/><w:vMerge/>']
)
_STOPS = '<w:pPr><w:tabs><w:tab w:pos="420"/></w:tabs><w:rPr><w:rFonts w:ascii="Times New Roman"/></w:rPr></w:pPr>'
_LINES = st.lists(_INSIDE.map(lambda inside: f"<w:p>{_STOPS}<w:ins><w:r>{inside}</w:r></w:ins></w:p>"), min_size=1, max_size=3).map("".join)
_ROWS = st.builds(
    lambda before, cells: tr(*(tc(text, merged) for text, merged in cells), properties=f'<w:gridBefore w:val="{before}"/>'),
    st.integers(0, 2),
    st.lists(st.tuples(_LINES, _MERGED), max_size=4),
)


@given(st.lists(_ROWS, max_size=5))
@settings(max_examples=60, deadline=None)
def test_普通的表快读_与逐个元素地读所得相同(rows: list[str]) -> None:
    unusual = "<w:tblPr><w:tblPrExChange/></w:tblPr>"  # says nothing, but the quick reading does not know it
    quick, walked = (docx.read(word(p("题") + tbl(*rows).replace("<w:tblPr/>", each) + p("注"))) for each in ("<w:tblPr/>", unusual))
    assert quick == walked


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


class Test被拖歪的列线:
    def test_各行拖开一点的边是同一条边(self) -> None:
        def table(*rows: str) -> str:
            widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in (900, 60, 840, 900))
            return f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>{''.join(rows)}</w:tbl>"

        wide = '<w:gridSpan w:val="2"/>'
        grid = docx.read(word(table(tr(tc("甲", wide), tc("乙"), tc("丙")), tr(tc("丁"), tc("戊", wide), tc("己")))))[0]
        assert boxes(grid) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (0, 2, 1, 1, "丙"),
                               (1, 0, 1, 1, "丁"), (1, 1, 1, 1, "戊"), (1, 2, 1, 1, "己")]  # fmt: skip

    def test_有字的窄列仍是一列(self) -> None:
        widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in (900, 60, 900))
        grid = docx.read(word(f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>{tr(tc('甲'), tc('1'), tc('乙'))}</w:tbl>"))[0]
        assert [cell.col for cell in grid.cells] == [0, 1, 2]

    def test_合并的格多得不像表就不读(self) -> None:
        top = tr(*[tc("", '<w:vMerge w:val="restart"/>')] * 400)
        below = tr(tc("", '<w:gridSpan w:val="400"/><w:vMerge/>'))
        with pytest.raises(FileRefused, match="合并单元格"):
            docx.read(word(tbl(top, *[below] * 1100)))
