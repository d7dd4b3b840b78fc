"""Excel 97-2003: what the sheet shows, in the cells it is drawn in."""

import random
from pathlib import Path

import pytest

from ziping.errors import FileRefused
from ziping.formats import xls_read
from ziping.formats.carriers import xls
from ziping.grid import Grid

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def shown(grid: Grid, row: int, col: int) -> str:
    (text,) = [c.text for c in grid.cells if (c.where.row, c.where.col) == (row, col)]
    return text


def refusal(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        xls.read(data)
    return caught.value


DISPLAYED = {
    "百分比带两位小数": (5, 2, "95.00%"),
    "百分比取整": (5, 3, "100%"),
    "千分位": (6, 2, "1,930.54"),
    "常规数字不带浮点尾数": (8, 5, "98.18"),
    "日期": (7, 2, "2024/4/30"),
    "中文日期": (7, 3, "2024年4月30日"),
    "日期时间": (7, 4, "2024-04-30 13:05"),
    "逻辑值": (8, 1, "TRUE"),
    "公式取保存时的结果": (8, 2, "15"),
    "公式出错": (8, 3, "#DIV/0!"),
    "公式结果是文字": (8, 4, "文字"),
    "格内换行": (9, 1, "多行\n文字"),
    "格式带单位": (9, 2, "0.5分"),
    "负数": (9, 3, "-3"),
    "会计格式": (9, 4, "1,234,567.89"),
}


@pytest.mark.parametrize("case", list(DISPLAYED.values()), ids=list(DISPLAYED))
def test_显示什么就读到什么(case: tuple[int, int, str]) -> None:
    row, col, text = case
    assert shown(xls.read(sample("displayed.xls"))[0], row, col) == text


def test_合并的格只出现一次_带跨度() -> None:
    grid = xls.read(sample("displayed.xls"))[0]
    spans = {(c.row, c.col): (c.rows, c.cols) for c in grid.cells}
    assert spans[0, 0] == (1, 11) and spans[1, 2] == (1, 9) and spans[9, 0] == (3, 1)
    assert not {(0, 5), (1, 1), (10, 0), (11, 0)} & spans.keys()


def test_画了边框的空格也是格() -> None:
    grid = xls.read(sample("displayed.xls"))[0]
    assert shown(grid, 13, 11) == ""


def test_隐藏的工作表排在最后_空表不出现() -> None:
    assert [grid.name for grid in xls.read(sample("displayed.xls"))] == ["自评表", "第二", "隐藏"]


@pytest.mark.parametrize("name", ["written-plain.xls", "written-since-1904.xls"])
def test_两种起算日期读出同一天(name: str) -> None:
    grids = xls.read(sample(name))
    assert [(c.where.sheet, c.where.row, c.where.col) for c in grids[1].cells] == [("第二", 5, 3)]
    assert [shown(grids[0], row, 3) for row in (2, 3, 4)] == ["2024/4/30", "TRUE", "#N/A"]


def test_表内没有存的格补成空格() -> None:
    assert shown(xls.read(sample("written-plain.xls"))[0], 2, 5) == ""


def test_有密码的工作簿说明原因() -> None:
    data = sample("displayed.xls")
    interface = b"\xe1\x00\x02\x00"  # a record without meaning to a reader, turned into the one that announces a password
    assert data.count(interface) == 1
    error = refusal(data.replace(interface, b"\x2f\x00\x02\x00"))
    assert error.code == "encrypted" and "密码" in str(error)


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", sample("word-marks.doc")], ids=["空", "只有文件头", "Word 文档"]
)
def test_不是工作簿或残缺的文件是一句话(data: bytes) -> None:
    error = refusal(data)
    assert error.code == "unreadable" and "另存为 .xlsx" in str(error)


def test_截断的文件是一句话() -> None:
    data = sample("written-plain.xls")
    assert refusal(data[: len(data) // 3]).code == "unreadable"


def test_过大的文件不读() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0".ljust(xls_read.LARGEST + 1, b"\0")).code == "too_large"


def test_格子太远的工作簿说出是哪一格(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls_read, "_MAX_ROWS", 3)
    error = refusal(sample("written-plain.xls"))
    assert error.code == "too_large" and "B4" in str(error)


def test_改坏的工作簿只有两种结局(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever bytes are changed: Grids or a sentence, and nothing printed."""
    whole, chance = sample("written-plain.xls"), random.Random(2003)
    read = 0
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        try:
            read += isinstance(xls.read(bytes(data)), list)
        except FileRefused as error:
            assert str(error).isprintable()
    assert 20 < read < 200
    assert capsys.readouterr() == ("", "")
