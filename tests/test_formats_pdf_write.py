"""Forms drawn as PDF: nothing is lost, nothing overflows, missing characters are named, the same form gives the same bytes."""

import re
from pathlib import Path

import pypdfium2
import pytest

from ziping.errors import UserError
from ziping.formats import fonts, pdf_write
from ziping.paper import Box, Note, Paper

LONG = "一、加强社会治安防控体系建设，组建平安建设领导小组。"


def a_paper(*texts: str, widths: tuple[int, ...] = (30, 60), **changes: object) -> Paper:
    """Texts in rows of as many columns as there are widths."""
    boxes = tuple(Box(at // len(widths), at % len(widths), 1, 1, text) for at, text in enumerate(texts))
    rows = -(-len(texts) // len(widths))
    return Paper("自评表", (), boxes, rows, widths, **changes)  # type: ignore[arg-type]


def pages(paper: Paper, *more: Paper) -> list[str]:
    """What can be seen on each page, without white space; what lies outside the sheet is not seen."""
    document = pypdfium2.PdfDocument(pdf_write.write([paper, *more]))
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def seen(paper: Paper) -> str:
    return re.sub(r"第\d+页/共\d+页", "", "".join(pages(paper)))


def right_edges(paper: Paper) -> list[float]:
    """Right edge in pt of every character on the first page."""
    page = pypdfium2.PdfDocument(pdf_write.write([paper]))[0].get_textpage()
    return [page.get_charbox(at)[2] for at in range(page.count_chars())]


@pytest.mark.parametrize(
    "word",
    ["≥95%（含）", "①⑳Ⅲ㎡㎥℃‰≤≧≦═√×", "☑是☐否□■★☆", "“引”‘号’…—·～", "喆堃昇淼犇甯翀䶮", "臺灣國學", "<p>原样</p>#set[*]$\\", "＂ａ"],
)
def test_每个字都印出来(word: str) -> None:
    assert word in seen(a_paper("名称", word))
    assert pdf_write.missing_glyphs(word) == ""


def test_标题_副题_表下各行都在() -> None:
    found = seen(a_paper("名称", "某局"))
    assert found == "自评表名称某局"
    whole = Paper("自评表", ("(2020年)", "单位：万元"), (Box(0, 0, 1, 1, "甲"),), 1, (90,), foot=("填表人：张三", "单位负责人：李四"))
    assert seen(whole) == "自评表(2020年)单位：万元甲填表人：张三单位负责人：李四"


def test_长文跨页不丢字() -> None:
    found = pages(a_paper("职能", LONG * 120, "目标", "完成"))
    assert len(found) > 1
    assert "".join(re.sub(r"第\d+页/共\d+页", "", page) for page in found).count("平安建设领导小组") == 120


def test_跨页的合并格里各行都在() -> None:
    rows = 60
    boxes = (Box(0, 0, rows, 1, "年度绩效指标", role="label", vertical=True), *(Box(at, 1, 1, 1, f"指标{at}。" * 6) for at in range(rows)))
    found = pages(Paper("自评表", (), boxes, rows, (10, 40)))
    assert len(found) > 1
    assert "年度绩效指标" in found[0]
    assert all("".join(found).count(f"指标{at}。") == 6 for at in range(rows))


def test_短行不在页边断成两半() -> None:
    found = pages(a_paper(*(f"甲{at}乙丙丁戊己庚辛" for at in range(120)), widths=(8, 170)))
    assert len(found) > 1
    assert all(any(f"甲{at}乙丙丁戊己庚辛" in page for page in found) for at in range(1, 120, 2))


def test_窄列里的长数字不出格() -> None:
    paper = a_paper("1234567890.12", "甲", "98765432109876543210", "乙", widths=(10, 170))
    assert "1234567890.12" in seen(paper)
    assert "98765432109876543210" in seen(paper)  # broken over lines, and nothing comes between
    left, right = 12 * 72 / 25.4, 198 * 72 / 25.4
    assert all(left <= edge <= right for edge in right_edges(a_paper("x" * 300, "1" * 300, widths=(10, 10))) if edge)


def test_列宽够用时数字不断行() -> None:
    page = pypdfium2.PdfDocument(pdf_write.write([a_paper("1234567890.12", "甲", widths=(10, 170))]))[0]
    assert "1234567890.12" in page.get_textpage().get_text_bounded()


def test_缺字时报错并点名() -> None:
    with pytest.raises(UserError, match=r"「ཀ」\(U\+0F40\)"):
        pdf_write.write([a_paper("名称", "ཀ")])


def test_缺的字列得出来() -> None:
    assert pdf_write.missing_glyphs("甲ཀ乙\u200b\tཁཀ") == "ཀཁ"


def test_系统里也没有的字不硬印(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_system_fonts", lambda: ())
    with pytest.raises(UserError, match="U\\+20BB7"):
        pdf_write.write([a_paper("姓名", "𠮷")])


def test_系统字体里有的罕用字借用系统字体() -> None:
    folders, left = fonts.folders_for("𠮷")
    if left:
        pytest.skip("no system font has it")
    assert folders
    assert "𠮷" in seen(a_paper("姓名", "𠮷"))


def test_看不见的字符不算缺字() -> None:
    assert seen(a_paper("名称", "某\u200b局\ufeff\u00ad\ufe0f\u2003\t处")) == "自评表名称某局处"


def test_不是字体的文件没有字(tmp_path: Path) -> None:
    broken = tmp_path / "simsun.ttf"
    broken.write_bytes(b"\0\1\0\0\xff\xff" + bytes(20))
    assert fonts.coverage(broken) == frozenset()
    assert fonts.coverage(tmp_path / "none.ttf") == frozenset()


def test_同一张表每次写出同样的字节() -> None:
    paper = a_paper("名称", "某局")
    assert pdf_write.write([paper]) == pdf_write.write([paper])


def test_每张表另起一页_各自编页() -> None:
    found = pages(a_paper("名称", "某局"), a_paper("职能", LONG * 120))
    assert found[0].endswith("第1页/共1页")
    assert found[1].endswith(f"第1页/共{len(found) - 1}页")


def test_横向的表用横向的纸() -> None:
    page = pypdfium2.PdfDocument(pdf_write.write([a_paper("名称", "某局", landscape=True)]))[0]
    assert page.get_width() > page.get_height()


def test_批注有号有文() -> None:
    noted = a_paper("得分", "9.18", notes=(Note(0, 1, "error", "应为 9.17"), Note(0, 0, "info", "见附注")))
    found = seen(noted)
    assert "1错误：应为9.17" in found
    assert "2提示：见附注" in found


def test_竖排的字自上而下() -> None:
    vertical = Paper("表", (), (Box(0, 0, 1, 1, "资金情况（万元）", role="label", vertical=True), Box(0, 1, 1, 1, "无")), 1, (10, 80))
    assert "资金情况（万元）" in seen(vertical)
    page = pypdfium2.PdfDocument(pdf_write.write([vertical]))[0].get_textpage()
    found = page.get_text_range()
    first, last = found.index("资"), found.index("况")
    assert page.get_charbox(first)[1] > page.get_charbox(last)[3]


def test_随带的字体收全国标字_并附许可证() -> None:
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    assert pdf_write.missing_glyphs(b"".join(pairs).decode("gb2312", "ignore")) == ""
    assert "SIL OPEN FONT LICENSE" in (fonts.SHIPPED / "OFL.txt").read_text(encoding="utf-8")
