"""Whatever is handed to the command line, it answers in one clear Chinese sentence, or with the form and what is wrong in it.

Never a traceback, never more than 500 MB, never an endless wait. Files are made here; a child and its reader process are weighed
together by the operating system.
"""

import io
import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ziping.pipeline import examine, read

ROOT = Path(__file__).parent.parent
MOST_MB = 500
SAFETY = 240  # seconds; a wait that long is a hang
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = ("一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分", "未完成原因")
FUNDS = '"funds": [{"source": "年度资金总额", "budget": "100", "execution": "95", "weight": "10", "rate": "95%", "score": "9.5", "total": true}]'
# Runs the command in a child of its own, so that what getrusage says about children is this command alone: with its reader process.
WEIGH = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "ziping", *sys.argv[2:]])
with open(sys.argv[1], "w") as out:
    out.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // (1 << 10 if sys.platform != "darwin" else 1 << 20)))
sys.exit(done.returncode)
"""


@dataclass(frozen=True)
class Said:
    """What a command said: exit status, standard output and error, peak memory of its largest process in MB (None where unknown)."""

    status: int
    out: str
    err: str
    peak: int | None


def ziping(folder: Path, *arguments: str, given: bytes = b"") -> Said:
    peak = folder / "peak.txt"
    command = [sys.executable, "-c", WEIGH, str(peak)] if sys.platform != "win32" else [sys.executable, "-m", "ziping"]
    done = subprocess.run([*command, *arguments], input=given, capture_output=True, timeout=SAFETY, check=False)
    weighed = int(peak.read_text()) if peak.exists() else None
    return Said(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), weighed)


def light(said: Said) -> bool:
    """True if the command and its reader process, each at most as heavy as the heavier of them, stay below the limit together."""
    return said.peak is None or said.peak * 2 < MOST_MB


def refused(said: Said) -> str:
    """The one sentence of a refusal."""
    assert said.status == 2 and "Traceback" not in said.err + said.out and "内部出错" not in said.err
    assert light(said)
    (line,) = said.err.strip().splitlines()
    assert re.search(r"[\u4e00-\u9fff]{4}", line), line
    return line


def answered(said: Said) -> dict:
    """The report of a file that was read."""
    assert said.status in (0, 1) and said.err == "", said.err
    assert light(said)
    report = json.loads(said.out)
    assert report["forms"]
    return report


# --- files


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(rows: list[tuple[str, ...]], *, before: str = "") -> bytes:
    cells = "".join("<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in row) + "</w:tr>" for row in rows)
    title = "<w:p><w:r><w:t>项目支出绩效自评表</w:t></w:r></w:p>"
    xml = f'{before}<w:document xmlns:w="{W}"><w:body>{title}<w:tbl>{cells}</w:tbl></w:body></w:document>'
    return zipped({"word/document.xml": xml.encode()})


def row(actual: str, *, target: str = "≥50人", score: str = "10", name: str = "培训人数", reason: str = "") -> tuple[str, ...]:
    return ("产出指标", "数量指标", name, target, actual, "10", score, reason)


def many(count: int) -> list[tuple[str, ...]]:
    return [row(f"{n + 50}人", target=f"≥{n + 40}人", name=f"培训第{n}批人数", score="10" if n % 2 else "9") for n in range(count)]


def as_json(rows: list[tuple[str, ...]]) -> bytes:
    keys = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason")
    return json.dumps({"kind": "project", "indicators": [dict(zip(keys, row, strict=True)) for row in rows]}).encode()


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"".join(b"\0" + bytes(300) for _ in range(100)))
    head = struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def bomb(*, forged: bool) -> bytes:
    """A Word file of 300 MB unpacked; ``forged``: its directory says 1 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        part.write(f'<w:document xmlns:w="{W}"><w:body>'.encode())
        for _ in range(300):
            part.write(b" " * (1 << 20))
        part.write(b"</w:body></w:document>")
    data = bytearray(out.getvalue())
    if forged:
        at = data.rindex(b"PK\x01\x02")
        data[at + 24 : at + 28] = struct.pack("<I", 1 << 20)
    return bytes(data)


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["姓名", "工号", "部门"])
    book.active.append(["张三", 7, "办公室"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "空文件": ("空.docx", lambda: b"", "空的"),
    "只有空白": ("空白.txt", lambda: b" \r\n\t" * 100, "空的"),
    "图片": ("照片.png", picture, "图片|没有找到自评表"),  # read as a scan where that extra is installed
    "没有自评表的工作簿": ("花名册.xlsx", workbook, "没有找到自评表"),
    "没有自评表的文字": ("通知.txt", lambda: "关于开展绩效自评工作的通知\n各单位：\n请于月底前报送。\n".encode(), "没有找到自评表"),
    "断了的 Word": ("半截.docx", lambda: word([HEAD, row("52人")])[:-60], "没有传完整"),
    "解开有 300 MB 的 Word": ("炸弹.docx", lambda: bomb(forged=False), "过大"),
    "解开有 300 MB 却说只有 1 MB": ("伪装.docx", lambda: bomb(forged=True), "过大|损坏"),
    "带 DOCTYPE 的 Word": ("实体.docx", lambda: word([HEAD, row("52人")], before=DOCTYPE), "DOCTYPE"),
    "二进制": ("数据.dat", lambda: bytes(range(256)) * 40, "二进制|编码"),
    "嵌套十万层的 JSON": ("深.json", lambda: b"[" * 100_000 + b"]" * 100_000, "嵌套过深|不是有效|没有"),
    "嵌套十万层的对象": ("深.json", lambda: b'{"form":' * 100_000 + b"1" + b"}" * 100_000, "嵌套过深|不是有效|没有"),
    "没写完的 JSON": ("断.json", lambda: b'{"kind": "project"', "第 1 行"),
    "没有 kind 的 JSON": ("无.json", lambda: b'{"title": "x"}', "kind"),
    "kind 不认识的 JSON": ("错.json", lambda: b'{"kind": "budget"}', "kind"),
    "NaN 的 JSON": ("nan.json", lambda: b'{"kind": "project", "total_score": NaN}', "NaN"),
    "栏目类型不对的 JSON": ("型.json", lambda: b'{"kind": "project", "indicators": [7]}', "indicators"),
    "半个汉字的 JSON": ("代.json", lambda: b'{"kind": "project", "title": "\\ud800"}', "半个字符"),
    "不是 UTF-8 的 JSON": ("码.json", lambda: '{"kind": "project", "title": "表"}'.encode("gbk"), "UTF-8|JSON"),
    "坏的 PDF": ("坏.pdf", lambda: b"%PDF-1.7\n" + bytes(500), "PDF"),
    "坏的旧版 Word": ("坏.doc", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(3000), "损坏|没有传完整|认不出"),
    "压缩包": ("包.zip", lambda: zipped({"a.txt": b"x"}), "压缩包"),
}


@pytest.fixture(scope="module")
def sentences(tmp_path_factory) -> dict[str, str]:
    """All of them in one command: each has one line, and none disturbs the next."""
    folder = tmp_path_factory.mktemp("坏文件")
    paths = []
    for number, (name, make, _) in enumerate(REFUSED.values()):
        paths.append(folder / f"{number}-{name}")
        paths[-1].write_bytes(make())
    said = ziping(folder, "check", *map(str, paths))
    assert said.status == 2 and said.out == "" and light(said)
    return dict(zip(REFUSED, said.err.strip().splitlines(), strict=True))


@pytest.mark.parametrize("case", REFUSED)
def test_读不了的只说一句话(case, sentences):
    name, _, says = REFUSED[case]
    assert name in sentences[case] and re.search(says, sentences[case]) and "出错" not in sentences[case]


def test_文件夹说明是文件夹(tmp_path):
    assert "文件夹" in refused(ziping(tmp_path, "check", str(tmp_path)))


def test_没有的文件说没有(tmp_path):
    assert "没有这个文件" in refused(ziping(tmp_path, "check", str(tmp_path / "没有.docx")))


def test_标准输入也是一句话(tmp_path):
    assert "标准输入" in refused(ziping(tmp_path, "check", "-", "--type", "docx", given=b""))
    assert "Word" in refused(ziping(tmp_path, "check", "-", "--type", "docx", given="不是 Word".encode()))


def test_标准输入的表照样检查(tmp_path):
    report = answered(
        ziping(tmp_path, "check", "-", "--type", "docx", "--json", given=word([HEAD, row("52人"), row("53人", name="参训单位")]))
    )
    assert [line["actual"] for line in report["forms"][0]["form"]["indicators"]] == ["52人", "53人"]


def test_坏文件不耽误好文件(tmp_path):
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "好.docx").write_bytes(word([HEAD, row("52人")]))
    said = ziping(tmp_path, "check", "--json", str(tmp_path / "坏.docx"), str(tmp_path / "好.docx"))
    assert said.status in (0, 1) and len(said.err.strip().splitlines()) == 1
    assert [len(report["forms"]) for report in json.loads(said.out)] == [0, 1]


# --- files that are read, with something to say about them

NUMBERS = ("NaN", "inf", "-inf", "1e999", "１" * 50, "9" * 4000, "0." + "0" * 3000 + "1", "²½①", "٣٤", "1/0")


@pytest.mark.parametrize("carrier", ["docx", "json"])
def test_怪数原样保留并指出(carrier, tmp_path):
    rows = [row(number, target=number, score=number, name=f"第{i}项人数") for i, number in enumerate(NUMBERS)]
    path = tmp_path / f"怪数.{carrier}"
    path.write_bytes(word([HEAD, *rows]) if carrier == "docx" else as_json(rows))
    result = answered(ziping(tmp_path, "check", "--json", str(path)))["forms"][0]
    spoken = {finding["where"] for finding in result["findings"]}
    for i, number in enumerate(NUMBERS):
        assert result["form"]["indicators"][i]["actual"] == number
        assert spoken & {f"indicators[{i}].{field}" for field in ("target", "actual", "score")}, number


LARGE: dict[str, tuple[str, Callable[[], bytes], int, int]] = {
    "一格两百万字": ("长.docx", lambda: word([HEAD, row("52人", reason="受降雨影响，" * 333_334)]), 1, 2_000_004),
    "Word 里一万行": ("万行.docx", lambda: word([HEAD, *many(10_000)]), 10_000, 0),
    "JSON 里一万行": ("万行.json", lambda: as_json(many(10_000)), 10_000, 0),
}


@pytest.mark.parametrize("case", [case for case in LARGE if case != "Word 里一万行"])  # that one goes the whole way, below
def test_特别大的表照查(case):
    _, make, rows, longest = LARGE[case]
    (form,) = read(make()).forms
    result = examine(form)
    assert len(form.indicators) == len(result.sheet.indicators) == rows
    assert len(form.indicators[0].reason or "") == longest
    assert "WT101" in {finding.code for finding in result.findings}


@pytest.mark.parametrize("case", [case for case in LARGE if "JSON" not in case])
def test_特别大的表在命令行上也有结果(case, tmp_path):
    name, make, rows, _ = LARGE[case]
    path = tmp_path / name
    path.write_bytes(make())
    said = ziping(tmp_path, "check", str(path))
    if said.status == 2:  # on a machine so busy that the reader's deadline passes
        assert "超过" in refused(said)
    else:
        assert said.err == "" and light(said) and f"指标 {rows} 行" in said.out
