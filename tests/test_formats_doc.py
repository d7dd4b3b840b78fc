"""Word 97-2003: tables as drawn, text as shown, refusals in a clear sentence."""

import random
import struct
from pathlib import Path

import pytest

from word97 import DELETED, HIDDEN, IN_TABLE, INNER_CELL_END, INNER_ROW_END, Piece, compound, definition, depth, row, word_file
from ziping.errors import FileRefused
from ziping.formats import office
from ziping.formats.carriers import doc, docx
from ziping.grid import Grid

SAMPLES = Path(__file__).parent / "samples"
TWO, THREE = (0, 1000, 2000), (0, 1000, 2000, 3000)
FIRST_DOWN, NEXT_DOWN = 3 << 5, 1 << 5
SPECIAL = struct.pack("<HB", 0x0855, 1)


@pytest.fixture(autouse=True)
def no_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find", lambda: None)


def cells(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rows, c.cols, c.text) for c in grid.cells]


def texts(grid: Grid) -> list[str]:
    return [cell.text for cell in grid.cells]


def one(pieces: list[Piece], **more: object) -> Grid:
    (grid,) = doc.read(word_file([*pieces, Piece("完\r")], **more))  # type: ignore[arg-type]
    return grid


def refusal(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        doc.read(data)
    return caught.value


# --- whole documents


def test_同一份表存成_doc_与_docx_读出来一样() -> None:
    """21 rows × 11 columns, merged both ways, a long narrative, a table in a cell, a rare character, a second table."""
    old = doc.read((SAMPLES / "department-merged.doc").read_bytes())
    new = docx.read((SAMPLES / "department-merged.docx").read_bytes())
    assert len(old) == 3 and len(old[0].cells) == 143
    assert old == new


def test_修订_隐藏_符号字体_超链接只读显示出来的字() -> None:
    (grid,) = doc.read((SAMPLES / "word-marks.doc").read_bytes())
    assert texts(grid)[:2] == ["00\n留下新增", "01\n见显"]
    assert texts(grid)[3:8] == ["10\nA-BC\tD", "11\n☑是≥95", "12\n☑否", "20\n链接", "21\n前段后段"]
    assert [line.text for line in grid.above + grid.below] == ["标题", "段落一", "换行二", "末行"]


def test_表外文字按段落编号_空段也占号() -> None:
    grid = one([Piece("标题\r"), Piece("\r"), Piece("单位：万元\r"), *row("甲", "乙", edges=TWO)])
    assert [(line.text, line.where.line) for line in grid.above] == [("标题", 1), ("单位：万元", 3)]
    assert [(line.text, line.where.line) for line in grid.below] == [("完", 4)]
    assert (grid.cells[1].where.table, grid.cells[1].where.row, grid.cells[1].where.col) == (1, 1, 2)


def test_没有表格的文档只有文字行() -> None:
    grid = one([Piece("只有文字\r")])
    assert grid.cells == () and [line.text for line in grid.above] == ["只有文字", "完"]


# --- pieces


def test_快速保存的文档按阅读次序拼接() -> None:
    pieces = [Piece("abc", narrow=True), Piece("中文\r"), *row("甲", "乙", edges=TWO), Piece("完\r")]
    (grid,) = doc.read(word_file(pieces, order=[5, 1, 4, 0, 3, 2]))
    assert [line.text for line in grid.above] == ["abc中文"] and texts(grid) == ["甲", "乙"]


@pytest.mark.parametrize(("prm", "prcs"), [(1 << 8 | 0x41 << 1, ()), (1, (DELETED,))], ids=["短式", "长式"])
def test_整段附加的删除标记也算删除(prm: int, prcs: tuple[bytes, ...]) -> None:
    grid = one([Piece("留"), Piece("删", prm=prm), Piece("下\r")], prcs=prcs)
    assert grid.above[0].text == "留下"


def test_附加属性的编号越界时当作没有() -> None:
    assert one([Piece("留", prm=0xFFFF), Piece("下\r")]).above[0].text == "留下"


def test_行定义放在数据流里的宽表() -> None:
    edges = tuple(range(0, 6001, 300))
    store = bytes(7) + struct.pack("<H", len(definition(edges))) + definition(edges)
    elsewhere = struct.pack("<HI", 0x6646, 7)
    marks = [Piece(f"{i}\x07", IN_TABLE) for i in range(20)]
    grid = one([*marks, Piece("\x07", IN_TABLE + struct.pack("<HB", 0x2417, 1) + elsewhere)], store=store)
    assert [(c.col, c.text) for c in grid.cells] == [(i, str(i)) for i in range(20)]


def test_两个代理码元的生僻字不打乱位置() -> None:
    grid = one([Piece("𠮷𠮷祥\x07", IN_TABLE), *row("后", edges=TWO)])
    assert texts(grid) == ["𠮷𠮷祥", "后"]


# --- merged cells


@pytest.mark.parametrize("flags", [(1, 2, 0), (2, 1, 0)])
def test_横向合并的两种旧标记读法相同(flags: tuple[int, ...]) -> None:
    assert cells(one(row("宽", "", "窄", edges=THREE, flags=flags))) == [(0, 0, 1, 2, "宽"), (0, 2, 1, 1, "窄")]


def test_相邻的两组横向合并不连成一组() -> None:
    grid = one(row("甲", "", "乙", "", edges=(0, 500, 1000, 1500, 2000), flags=(1, 2, 1, 2)))
    assert cells(grid) == [(0, 0, 1, 2, "甲"), (0, 2, 1, 2, "乙")]


def test_后加的合并与拆分改变行定义() -> None:
    merge, split = struct.pack("<HBB", 0x5624, 0, 2), struct.pack("<HBB", 0x5625, 0, 2)
    assert texts(one(row("甲", "", "乙", edges=THREE, flags=(0, 0, 0), more=merge))) == ["甲", "乙"]
    assert texts(one(row("甲", "", "乙", edges=THREE, flags=(0, 0, 0), more=merge + split))) == ["甲", "", "乙"]


def test_后加的插入与删除单元格改变行定义() -> None:
    insert = struct.pack("<HBBH", 0x7621, 1, 1, 1000)
    delete = struct.pack("<HBB", 0x5622, 0, 1)
    wide = row("宽", edges=(0, 3000))
    assert cells(one([*wide, *row("甲", "乙", "丙", edges=TWO, flags=(0, 0), more=insert)]))[1:] == [
        (1, 0, 1, 1, "甲"),
        (1, 1, 1, 1, "乙"),
        (1, 2, 1, 1, "丙"),
    ]
    narrow = row("甲", "乙", edges=(0, 500, 1500, 3000), flags=(0, 0, 0), more=delete)
    assert cells(one([*wide, *narrow])) == [(0, 0, 1, 3, "宽"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙")]


def test_纵向合并成一格_下面各格的字不显示() -> None:
    grid = one([*row("一级", "甲", edges=TWO, flags=(FIRST_DOWN, 0)), *row("不显示", "乙", edges=TWO, flags=(NEXT_DOWN, 0))])
    assert cells(grid) == [(0, 0, 2, 1, "一级"), (0, 1, 1, 1, "甲"), (1, 1, 1, 1, "乙")]


def test_纵向合并也可以由后加的标记说明() -> None:
    first, following = (struct.pack("<HBBB", 0xD62B, 2, 0, flag) for flag in (3, 1))
    grid = one([*row("一级", "甲", edges=TWO, flags=(0, 0), more=first), *row("", "乙", edges=TWO, flags=(0, 0), more=following)])
    assert cells(grid)[0] == (0, 0, 2, 1, "一级")


def test_上面没有可续的格时_续格自成一格() -> None:
    assert cells(one(row("孤", "甲", edges=TWO, flags=(NEXT_DOWN, 0)))) == [(0, 0, 1, 1, "孤"), (0, 1, 1, 1, "甲")]


def test_新起的纵向合并不并入上面那一块() -> None:
    grid = one([*row("一", "", edges=TWO, flags=(FIRST_DOWN, 0)), *row("二", "", edges=TWO, flags=(FIRST_DOWN, 0))])
    assert [c.rows for c in grid.cells if c.text] == [1, 1]


def test_各行边线相差不到一磅算同一条() -> None:
    grid = one([*row("甲", "乙", edges=(0, 1000, 2000)), *row("丙", "丁", edges=(-8, 1012, 1995))])
    assert [c.col for c in grid.cells] == [0, 1, 0, 1]


def test_各行边线相差明显就是不同的列() -> None:
    grid = one([*row("甲", "乙", edges=(0, 1000, 2000)), *row("丙", "丁", edges=(0, 1400, 2000))])
    assert cells(grid) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 2, "乙"), (1, 0, 1, 2, "丙"), (1, 2, 1, 1, "丁")]


def test_单元格比行定义多时文字不丢() -> None:
    assert texts(one(row("甲", "乙", "多出来的", edges=TWO))) == ["甲", "乙", "多出来的"]


def test_没有结束标记的末行文字不丢() -> None:
    grid = one([*row("甲", "乙", edges=TWO), Piece("丙\x07", IN_TABLE), Piece("半截\r", IN_TABLE)])
    assert texts(grid) == ["甲", "乙", "丙", "半截"]


# --- tables in tables


def test_格中的表自成一表_不混入外格() -> None:
    inner = [
        Piece("里一\r", depth(2) + INNER_CELL_END),
        Piece("里二\r", depth(2) + INNER_CELL_END),
        Piece("\r", depth(2) + INNER_CELL_END + INNER_ROW_END + definition((0, 300, 600))),
    ]
    outer, nested = doc.read(word_file([Piece("前\r", IN_TABLE), *inner, *row("后", "乙", edges=TWO), Piece("完\r")]))
    assert texts(outer) == ["前\n后", "乙"] and outer.below[0].text == "完"
    assert texts(nested) == ["里一", "里二"] and nested.cells[0].where.table == 2 and nested.below == ()


# --- characters


def test_域代码不读_结果要读() -> None:
    grid = one([*row("见\x13 REF 甲 \x14第三条\x15止", "\x13 IF \x13 PAGE \x147\x15 \x14好\x15", edges=TWO)])
    assert texts(grid) == ["见第三条止", "好"]


def test_没有结束的域代码只影响本格() -> None:
    assert texts(one(row("甲\x13 PAGE ", "乙", edges=TWO))) == ["甲", "乙"]


def test_换行_不间断连字符_可选连字符_不间断空格() -> None:
    assert texts(one(row("上\x0b下", "A\x1eB\x1fC\xa0D\x01\x05", edges=TWO))) == ["上\n下", "A-BC\xa0D"]


def test_分页符在格内是换行_在表外分段() -> None:
    grid = one([*row("前\x0c后", "乙", edges=TWO), Piece("一\x0c二\r")])
    assert texts(grid)[0] == "前\n后" and [line.text for line in grid.below] == ["一", "二", "完"]


def test_插入的符号按字体查出() -> None:
    picked = SPECIAL + struct.pack("<HHH", 0x6A09, 1, 0xF052)
    assert one([Piece("(", chpx=picked), Piece("达标(好)\r")], fonts=("宋体", "Wingdings 2")).above[0].text == "☑达标(好)"


def test_隐藏的文字不读() -> None:
    assert one([Piece("看得见"), Piece("看不见", chpx=HIDDEN), Piece("。\r")]).above[0].text == "看得见。"


def test_整行删除的修订不读() -> None:
    gone = [Piece(p.text, p.papx, DELETED) for p in row("旧", "旧", edges=TWO)]
    assert cells(one([*row("甲", "乙", edges=TWO), *gone, *row("丙", "丁", edges=TWO)]))[2] == (1, 0, 1, 1, "丙")


def test_只有行尾标记带删除时_该行仍在() -> None:
    kept = row("甲", "乙", edges=TWO)
    assert texts(one([*kept[:2], Piece(kept[2].text, kept[2].papx, DELETED)])) == ["甲", "乙"]


# --- refusals


def test_有密码的文档说明原因() -> None:
    error = refusal(word_file([Piece("密\r")], flags=0x0100))
    assert error.code == "encrypted" and "密码" in str(error)
    assert refusal(compound({"EncryptedPackage": b"x"})).code == "encrypted"


def test_Word_95_的文档请用户另存() -> None:
    error = refusal(word_file([Piece("旧\r")], version=0x68))
    assert error.code == "unreadable" and "Word 95" in str(error) and ".docx" in str(error)


BROKEN = {
    "空文件": b"",
    "只有文件头": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "没有正文": compound({"Other": b"x"}),
    "正文是空的": compound({"WordDocument": b"\xec\xa5\xc1"}),
}


@pytest.mark.parametrize("data", list(BROKEN.values()), ids=list(BROKEN))
def test_残缺的文件是一句话_不是异常(data: bytes) -> None:
    assert refusal(data).code == "unreadable"


def test_有密码的文档不交给转换程序(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find", lambda: Path("soffice"))
    monkeypatch.setattr(office, "read", lambda data, carrier: pytest.fail("转换了"))
    assert refusal(word_file([Piece("密\r")], flags=0x0100)).code == "encrypted"


def test_读不了的旧文档交给转换程序(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find", lambda: Path("soffice"))
    monkeypatch.setattr(office, "read", lambda data, carrier: [Grid((), name=carrier)])
    assert doc.read(word_file([Piece("旧\r")], version=0x68)) == [Grid((), name="doc")]


@pytest.mark.parametrize("where", [0x4C, 0xFE, 0x106, 0x116, 0x1A6, 0x1A2, 0xFA])
def test_目录里的数被改大_不会无休止地读(where: int) -> None:
    data = bytearray(word_file([*row("甲", "乙", edges=TWO), Piece("完\r")]))
    at = data.index(struct.pack("<HH", 0xA5EC, 0xC1)) + where
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    try:
        doc.read(bytes(data))
    except FileRefused as error:
        assert "另存" in str(error) or "没有读取" in str(error)


def test_改坏的文件只有两种结局() -> None:
    """Whatever bytes are changed: Grids or a sentence."""
    whole, chance = word_file([Piece("标题\r"), *row("甲", "乙", edges=TWO, flags=(FIRST_DOWN, 0)), Piece("完\r")]), random.Random(97)
    read = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        try:
            read += isinstance(doc.read(bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])), list)
        except FileRefused as error:
            assert str(error).isprintable()
    assert 30 < read < 300


# --- fields of old forms


def form_data(kind: int, value: int, *, begins: int = 0, entries: tuple[str, ...] = ()) -> bytes:
    """What Word keeps in the Data stream for a checkbox (1) or a list (2)."""

    def string(text: str) -> bytes:
        return struct.pack("<H", len(text)) + text.encode("utf-16-le")

    body = struct.pack("<IHHH", 0xFFFFFFFF, kind | value << 2, 0, 20) + string("项") + bytes(2) + struct.pack("<H", begins) + bytes(20)
    body += struct.pack("<HI", 0xFFFF, len(entries)) + b"".join(map(string, entries)) if entries else b""
    return struct.pack("<IH", 0x44 + len(body), 0x44) + bytes(0x44 - 6) + body


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (form_data(1, 1), "☑是"),
        (form_data(1, 0), "☐是"),
        (form_data(1, 25, begins=1), "☑是"),  # as it was made
        (form_data(2, 1, entries=("未完成", "已完成")), "已完成是"),
        (b"", "是"),  # its data are lost
    ],
    ids=["勾上", "未勾", "照原样", "下拉项", "数据丢失"],
)
def test_旧式窗体的复选框和下拉项按显示的样子读(data: bytes, seen: str) -> None:
    at = 32  # in the Data stream
    mark = SPECIAL + struct.pack("<HIHB", 0x6A03, at, 0x0806, 1)
    inside = [Piece("\x13 FORM ", IN_TABLE), Piece("\x01", IN_TABLE, mark), Piece("\x14\x15", IN_TABLE), Piece("是\x07", IN_TABLE)]
    grid = one([*inside, Piece("\x07", IN_TABLE + struct.pack("<HB", 0x2417, 1) + definition(TWO[:2]))], store=bytes(at) + data)
    assert texts(grid) == [seen]


def test_文本框里的表读在正文之后_表外的字说明没有读入() -> None:
    text, table = [Piece("正文\r")], [Piece("自评表\r"), *row("甲", "乙", edges=(0, 100, 200))]
    first, second = doc.read(word_file([*text, *table], boxes=len(table)))
    assert [line.text for line in (*first.above, *second.above)] == ["正文", "自评表"]
    assert [(cell.text, cell.where.table) for cell in second.cells] == [("甲", 1), ("乙", 1)]
    (grid,) = doc.read(word_file([*text, Piece("完成养护\r")], boxes=1))
    assert [line.text for line in grid.skipped] == ["文本框里的文字「完成养护」没有读入，请把它写进表格后另存再试"]
