"""Sniffing, decoding and text files: what the bytes are, and which rows and lines they hold."""

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ziping.errors import FileRefused
from ziping.formats import sniff
from ziping.formats.carriers import text
from ziping.formats.decode import decode
from ziping.grid import Grid, rows_of


def zipped(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def compound(*streams: str) -> bytes:
    """The smallest OLE container with these (empty) streams at its root: header, one FAT sector, one directory sector."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    entries = b""
    for at, name in enumerate(("Root Entry", *streams)):
        wide = name.encode("utf-16-le") + b"\0\0"
        child = 1 if at == 0 and streams else free
        right = at + 1 if 0 < at < len(streams) else free
        entries += wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), 5 if at == 0 else 2, 1, free, right, child)
        entries += bytes(36) + struct.pack("<IQ", end, 0)
    return head + fat + entries.ljust(512, b"\0")


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows_of(grid)]


def read(content: str) -> list[Grid]:
    return text.read(content.encode("utf-8"))


# --- sniff

SAMPLES = {
    "docx": zipped(word__document_xml="<w/>"),
    "xlsx": zipped(xl__workbook_xml="<x/>"),
    "odt": zipped(mimetype="application/vnd.oasis.opendocument.text"),
    "ods": zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "doc": compound("1Table", "WordDocument"),
    "xls": compound("Workbook"),
    "pdf": b"\n%PDF-1.7\n",
    "rtf": b"{\\rtf1\\ansi}",
    "html": "<!-- 导出 --><HTML><body>自评表</body></HTML>".encode(),
    "json": '\ufeff [ {"kind": "department"} ]'.encode(),
    "text": "部门名称\t某局\n".encode("gb18030"),
}


@pytest.mark.parametrize(("carrier", "data"), SAMPLES.items(), ids=SAMPLES.keys())
def test_格式只看内容(carrier: str, data: bytes) -> None:
    assert sniff(data) == carrier


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n....",
        b"\xff\xd8\xff\xe0",
        b"II*\0",
        b"MM\0*",
        b"BM" + bytes(12) + b"\x28\0\0\0",
    ],
    ids=["png", "jpg", "tiff-le", "tiff-be", "bmp"],
)
def test_图片不当文本读(data: bytes) -> None:
    assert sniff(data) == "picture"


@pytest.mark.parametrize("data", [b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 "], ids=["gif", "webp"])
def test_不认的图片说清楚(data: bytes) -> None:
    with pytest.raises(FileRefused, match="这是图片"):
        sniff(data)


@pytest.mark.parametrize(
    "content",
    [
        "BM 是开头两个字母的普通文字",
        "[2023]年度自评表\n部门\t某局",
        "{待填}",
        "<2020年>自评表\t1",
        "<p>职能\t无",
        "见 %PDF 附件",
        "PK 是开头",
    ],
)
def test_像别的格式的文字仍是文字(content: str) -> None:
    assert sniff(content.encode()) == "text"


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "gb18030"])
def test_网页换了编码还是网页(codec: str) -> None:
    assert sniff("<table><tr><td>部门名称</td></tr></table>".encode(codec)) == "html"


def test_工作簿嵌在_word_里不算_excel() -> None:
    assert sniff(zipped(word__embeddings__a_xlsx="", word__document_xml="")) == "docx"


@pytest.mark.parametrize(
    ("data", "says", "code"),
    [
        (b"", "空的", "unreadable"),
        ("\ufeff \n\t".encode(), "空的", "unreadable"),
        (compound("EncryptedPackage", "EncryptionInfo"), "取消密码", "encrypted"),
        (compound("其他"), "另存为", "unreadable"),
        (SAMPLES["docx"][:-10], "已损坏", "unreadable"),
        (SAMPLES["doc"][:600], "已损坏", "unreadable"),
        (zipped(a="一"), "压缩包", "unreadable"),
        (zipped(ppt__presentation_xml=""), "演示文稿", "unreadable"),
        (compound("PowerPoint Document"), "演示文稿", "unreadable"),
        (zipped(**{"OFD.xml": ""}), "OFD", "unreadable"),
        (zipped(a="%PDF-1.4"), "压缩包", "unreadable"),
        (b"Rar!\x1a\x07\0", "压缩包", "unreadable"),
        (bytes(range(256)) * 4, "文本", "unreadable"),
        (b"\x01\x02\x03abc" * 50, "二进制", "unreadable"),
        (b'<?xml version="1.0"?><Workbook/>', "XML", "unreadable"),
        (b"MIME-Version: 1.0\n\n<html>", "单个文件网页", "unreadable"),
    ],
    ids=[
        "空",
        "空白",
        "密码",
        "旧格式",
        "断的压缩",
        "断的旧格式",
        "压缩包",
        "演示文稿",
        "旧演示文稿",
        "OFD",
        "压缩包里的PDF",
        "rar",
        "二进制",
        "控制字符",
        "xml",
        "mht",
    ],
)
def test_不能读的文件说清楚怎么办(data: bytes, says: str, code: str) -> None:
    with pytest.raises(FileRefused, match=says) as refused:
        sniff(data)
    assert refused.value.code == code


# --- decode


@pytest.mark.parametrize("word", ["长沙市", "得分", "㙓㛃", "𠮷", "①㎡", "总分\t98.18"])
def test_短的国标码文字不会认成别的编码(word: str) -> None:
    assert decode(word.encode("gb18030")) == word


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk"])
def test_常见编码都能解(codec: str) -> None:
    content = "部门名称\t某局\n总分\t100\n"
    marked = content.encode(codec)
    assert decode(marked) == content


def test_网页声明的编码优先于猜测() -> None:
    # 联通 in GBK happens to be valid UTF-8.
    assert decode('<meta charset="gb2312">联通'.encode("gbk")) == '<meta charset="gb2312">联通'
    assert decode('<meta charset="big5">臺灣'.encode("big5")) == '<meta charset="big5">臺灣'


def test_声明与字节不符时信字节() -> None:
    page = '<meta charset="gb2312"><p>部门整体支出绩效自评表</p>'
    assert decode(page.encode("utf-8")) == page
    assert decode(page.replace("gb2312", "utf-8").encode("gbk")) == page.replace("gb2312", "utf-8")


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"\xef\xbb\xbf\xff", b"a\0b\0\0c\xd8"], ids=["无效", "有标记", "宽字"])
def test_解不了的编码不硬解(data: bytes) -> None:
    with pytest.raises(FileRefused, match="编码"):
        decode(data)


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="gb18030", exclude_characters="\0"), min_size=1))
def test_带标记的文字原样解出(content: str) -> None:
    assert decode(b"\xef\xbb\xbf" + content.encode("utf-8")) == content
    assert decode(b"\xff\xfe" + content.encode("utf-16-le")) == content or content.startswith("\0")


# --- tabs


def test_制表符分隔的行是一张表_标题在上() -> None:
    (grid,) = read("自评表\n(2020 年)\n\n部门\t某局\t\n总分\t\t98\n\n填表人：张三\n")
    assert [line.text for line in grid.above] == ["自评表", "(2020 年)"]
    assert [line.text for line in grid.below] == ["填表人：张三"]
    assert rows(grid) == [["部门", "某局", ""], ["总分", "", "98"]]
    assert not grid.spans


def test_被换页切断的格另成一行_仍在同一张表() -> None:
    (grid,) = read("目标\t基本达成，推进\t\n\n\f\t\t防控系统。\t\n总分\t100\t98\n")
    assert rows(grid) == [["目标", "基本达成，推进", ""], ["", "", "防控系统。", ""], ["总分", "100", "98"]]


def test_空行和换页不断开表() -> None:
    (grid,) = read("甲\t1\n\n\f\n乙\t2\n")
    assert rows(grid) == [["甲", "1"], ["乙", "2"]]


def test_各行格数不同就照原样() -> None:
    (grid,) = read("甲\t1\t2\n丙\t3\n")
    assert [len(row) for row in rows(grid)] == [3, 2]


def test_位置按原文行号() -> None:
    (grid,) = read("标题\n\n甲\t1\n\n乙\t2\n")
    assert [(c.where.line, c.where.row, c.where.col) for c in grid.cells] == [(3, 1, 1), (3, 1, 2), (5, 2, 1), (5, 2, 2)]
    assert grid.above[0].where.line == 1


def test_行后直接跟着的无制表符行接在末格() -> None:
    (grid,) = read("目标\t一、做甲\n二、做乙\n三、做丙\n总分\t98\n")
    assert rows(grid) == [["目标", "一、做甲\n二、做乙\n三、做丙"], ["总分", "98"]]


def test_末格是数时后面的行另起() -> None:
    first, second = read("总分\t98.18\n项目自评表\n项目\t甲\n")
    assert rows(first) == [["总分", "98.18"]]
    assert [line.text for line in second.above] == ["项目自评表"]


def test_空行之后的文字断开两张表() -> None:
    first, second = read("原因\t疫情\n\n项目自评表\n项目\t甲\n")
    assert rows(first) == [["原因", "疫情"]]
    assert [line.text for line in second.above] == ["项目自评表"]


def test_末行之后的文字在表下() -> None:
    (grid,) = read("原因\t疫情影响\n填表人：张三\n")
    assert rows(grid) == [["原因", "疫情影响"]]
    assert [line.text for line in grid.below] == ["填表人：张三"]


def test_从电子表格复制来的带引号换行格() -> None:
    (grid,) = read('目标\t"一、做甲\n二、做""乙"""\t10\n总分\t98\n')
    assert rows(grid) == [["目标", '一、做甲\n二、做"乙"', "10"], ["总分", "98"]]


def test_带引号换行格的文本里_没有制表符的行不接到上一格() -> None:
    (grid,) = text.read('原因\t"一是启动晚；\n二是雨季长。"\n改进措施\n签批意见\t同意上报\n'.encode())[:1]
    assert rows_of(grid)[0][1].text == "一是启动晚；\n二是雨季长。"


def test_普通的引号原样保留() -> None:
    (grid,) = read('名称\t"平安\n内容\t望城"\n引\t"扫黑除恶"\n')
    assert rows(grid) == [["名称", '"平安'], ["内容", '望城"'], ["引", '"扫黑除恶"']]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters='"|\u2028\u2029'), max_size=6), min_size=2),
        min_size=1,
    )
)
def test_没有引号的格原样读回(table: list[list[str]]) -> None:
    (grid,) = read("\n".join("\t".join(row) for row in table))
    assert rows(grid) == table


# --- Markdown, CSV, running text


def test_markdown_表去掉分隔行_还原转义() -> None:
    (grid,) = read("# 自评表\n\n| 指标 | 目标 |\n|:---|---:|\n| 甲\\|乙 | 一<br>二 |\n| **合计** | 5\\*2 |\n\n填表人：张三\n")
    assert [line.text for line in grid.above] == ["自评表"]
    assert rows(grid) == [["指标", "目标"], ["甲|乙", "一\n二"], ["合计", "5*2"]]
    assert [line.text for line in grid.below] == ["填表人：张三"]
    assert not grid.spans


def test_markdown_里的_html_表带着合并读出_其余的行是表上的文字() -> None:
    page = "# 自评表\n\n**2024年度**\n\n<table><tr><td rowspan=2>产出指标</td><td>甲</td></tr>\n<tr><td>乙</td></tr></table>\n\n注：余额 <1% 不计\n"
    (grid,) = text.read(page.encode())
    assert [line.text for line in (*grid.above, *grid.below)] == ["自评表", "2024年度", "注：余额 <1% 不计"]
    assert [(cell.row, cell.rows, cell.text) for cell in grid.cells] == [(0, 2, "产出指标"), (0, 1, "甲"), (1, 1, "乙")]


def test_行文里提到_table_不成网页() -> None:
    (grid,) = text.read("说明\n页面里的 <table> 标签\n".encode())
    assert [cell.text for cell in grid.cells] == ["说明", "页面里的 <table> 标签"]


def test_markdown_空行隔开两张表() -> None:
    assert [rows(grid) for grid in read("|甲|乙|\n|-|-|\n|1|2|\n\n|丙|丁|\n|-|-|\n")] == [[["甲", "乙"], ["1", "2"]], [["丙", "丁"]]]


def test_markdown_空表头不成行() -> None:
    (grid,) = read("| | |\n|-|-|\n|1|2|\n")
    assert rows(grid) == [["1", "2"]]


def test_没有分隔行的竖线只是文字() -> None:
    (grid,) = read("甲|乙\n1|2\n")
    assert rows(grid) == [["甲|乙"], ["1|2"]]


@pytest.mark.parametrize("mark", [",", ";"])
def test_逗号或分号分隔的表_引号里可换行(mark: str) -> None:
    (grid,) = read(f'自评表\n指标{mark}目标{mark}完成\n甲{mark}"一\n二{mark}三"{mark}5\n乙{mark}{mark}6\n')
    assert [line.text for line in grid.above] == ["自评表"]
    assert rows(grid) == [["指标", "目标", "完成"], ["甲", f"一\n二{mark}三", "5"], ["乙", "", "6"]]
    assert [cell.where.line for cell in grid.cells if cell.col == 0] == [2, 3, 5]


def test_千分位不是分隔符() -> None:
    (grid,) = read("全年预算数\n1,784,000\n全年执行数\n1,930,540\n")
    assert rows(grid) == [["全年预算数"], ["1,784,000"], ["全年执行数"], ["1,930,540"]]


def test_行文里的逗号不成表() -> None:
    (grid,) = read("本单位认真履职,成效明显。\n总体目标基本达成。\n下一步加强管理,提高效率。\n")
    assert {len(row) for row in rows(grid)} == {1}


def test_一行一格的文字是一列_空行是空格() -> None:
    (grid,) = read("\n部门整体自评表\n部门名称\n\n某局\n总分\n\n")
    assert rows(grid) == [["部门整体自评表"], ["部门名称"], [""], ["某局"], ["总分"]]
    assert grid.cells[-1].where.line == 6
    assert not grid.spans


def test_只有空白就没有表() -> None:
    assert read(" \n\t\n".replace("\t", "")) == []


def test_国标码文本也能读() -> None:
    (grid,) = text.read("部门\t某局\r\n总分\t98\r\n".encode("gb18030"))
    assert rows(grid) == [["部门", "某局"], ["总分", "98"]]
