"""LibreOffice as an outside converter: what it is given, how it is ended, what is said without it."""

import os
import stat
import sys
from pathlib import Path

import pytest

from ziping.errors import FileRefused
from ziping.formats import office
from ziping.grid import Grid

SAMPLES = Path(__file__).parent / "samples"
posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")
installed = pytest.mark.skipif(office.find() is None, reason="LibreOffice is not installed")


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program that takes LibreOffice's place; its arguments end with: folder of the result, source."""
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\nout=$2; source=$3\n{script}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(office, "find", lambda: program)


def texts(grids: list[Grid]) -> list[tuple[int, int, str]]:
    return [(c.row, c.col, c.text) for c in grids[0].cells]


def test_没有安装时说明需要什么_怎么办(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find", lambda: None)
    for suffix, better in (("rtf", ".docx"), ("odt", ".docx"), ("ods", ".xlsx"), ("et", ".xlsx")):
        with pytest.raises(FileRefused) as caught:
            office.read(b"x", suffix)
        assert "需要 LibreOffice" in str(caught.value) and f"另存为 {better}" in str(caught.value)


@posix
def test_转换结果就是输出的文件(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, 'cp "$source" "$out/in.docx"')
    assert office.convert(b"content", "odt", "docx") == b"content"


@posix
def test_没有转换出文件时是一句话(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(FileRefused, match="打不开这份 .odt 文件"):
        office.convert(b"content", "odt", "docx")


@posix
def test_超过期限连同子进程一起结束(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, f"sleep 600 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setattr(office, "DEADLINE", 1)
    with pytest.raises(FileRefused, match="超过 1 秒"):
        office.convert(b"content", "odt", "docx")
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    if state.exists():  # ended but not yet collected by its new parent
        assert state.read_text().split()[2] == "Z"
    elif not Path("/proc/self").exists():
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


@posix
def test_文档在自己的配置里转换_宏关闭_不联网(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, 'cp "$(dirname "$source")/profile/user/registrymodifications.xcu" "$out/in.docx"')
    settings = office.convert(b"content", "odt", "docx").decode()
    for name, value in (("MacroSecurityLevel", "3"), ("DisableMacrosExecution", "true"), ("BlockUntrustedRefererLinks", "true")):
        assert f'oor:name="{name}" oor:op="fuse"><value>{value}</value>' in settings
    assert '"ooInetHTTPProxyPort" oor:op="fuse"><value>9</value>' in settings


@posix
def test_转换后不留下临时文件(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, f'dirname "$source" > {tmp_path}/where; cp "$source" "$out/in.docx"')
    office.convert(b"content", "odt", "docx")
    assert not Path((tmp_path / "where").read_text().strip()).exists()


@installed
@pytest.mark.parametrize("suffix", ["odt", "rtf"])
def test_文字类文档经转换读出(suffix: str) -> None:
    grids = office.read((SAMPLES / f"project-small.{suffix}").read_bytes(), suffix)
    assert texts(grids)[3:] == [(1, 0, "培训率"), (1, 1, "≥95%"), (1, 2, "97%"), (2, 0, "总分"), (2, 1, "98.18")]
    assert [line.text for line in grids[0].above + grids[0].below] == ["项目支出绩效自评表", "填表人：李小红"]


@installed
def test_表格类文档经转换读出显示的数字() -> None:
    grids = office.read((SAMPLES / "project-small.ods").read_bytes(), "ods")
    assert texts(grids)[3:] == [(1, 0, "培训率"), (1, 1, "95.00%"), (1, 2, "97.00%"), (2, 0, "总分"), (2, 1, "98.18")]
