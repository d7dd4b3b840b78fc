"""Office files that must not be read, and the law that a written paper reads back as itself."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office_parts import W, book, boxes, cell_of, rows, tbl, tc, tr, word, zipped
from ziping.errors import FileRefused
from ziping.formats.carriers import docx, xlsx
from ziping.formats.zipped import open_parts
from ziping.paper import Box, Paper


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
