"""The reader process: whatever a file does to it, the caller gets forms or one sentence, and the next file is read."""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

import pytest

import ziping.worker as worker_module
from ziping.errors import FileRefused
from ziping.form import Form
from ziping.formats.office import find
from ziping.worker import Worker

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="看 /proc 里的子进程")
FORM = b'{"kind": "project", "title": "\xe9\xa1\xb9\xe7\x9b\xae\xe6\x94\xaf\xe5\x87\xba\xe7\xbb\xa9\xe6\x95\x88\xe8\x87\xaa\xe8\xaf\x84\xe8\xa1\xa8"}'

# A child that does to certain files what a hostile file might do to the real one.
MISCHIEF = """
import os, sys, time
import ziping.reading as reading
from ziping import worker
from ziping.formats import office

honest = reading.read

def read(data, carrier=None):
    if data == b"hang":
        time.sleep(600)
    if data == b"die":
        os.kill(os.getpid(), 9)
    if data == b"eat":
        return honest(b"x" * (1 << 40), carrier)
    if data == b"convert":
        from pathlib import Path
        office._run(["sleep", "61.5"], Path.cwd())
    if data == b"raise":
        raise KeyError("no such thing")
    if data == b"deep":
        return read(data, carrier)
    if data == b"chatter":
        print("printed by a library")
        sys.stdout.flush()
        os.write(1, b"written by a library in C")
        data = FORM
    return honest(data, carrier)

FORM = %r
reading.read = read
worker.serve(int(sys.argv[1]))
"""


@pytest.fixture
def mischief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "mischief.py").write_text(MISCHIEF % FORM, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    return "mischief"


def pid_of(worker: Worker) -> int:
    assert worker._child is not None
    return worker._child.pid


def converters() -> list[str]:
    """Command lines of what stands in for LibreOffice in these tests."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found.append((folder / "cmdline").read_text())
        except OSError:  # it ended while we looked
            continue
    return [line for line in found if line == "sleep\x0061.5\x00"]


def children() -> set[int]:
    """Processes this one has started and not yet buried."""
    return {int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


def test_读出的就是进程内读出的(root):
    from ziping.form import dump
    from ziping.reading import read

    data = (root / "examples/department-2020.docx").read_bytes()
    with Worker() as worker:
        reply = worker.read(data)
    assert reply["forms"] == [dump(form) for form in read(data).forms]
    assert Form.model_validate(reply["forms"][0]).title == "部门整体自评表"


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [(b"", "unreadable", "空的"), (b"\x89PNG\r\n\x1a\n" + bytes(50), "unreadable", "图片"), (b"{}", "no_form", "kind")],
    ids=["空文件", "图片", "没有表的 JSON"],
)
def test_读不了的说一句话_进程照旧(data, code, says):
    with Worker() as worker:
        worker.read(FORM)
        before = pid_of(worker)
        with pytest.raises(FileRefused, match=says) as refused:
            worker.read(data)
        assert refused.value.code == code
        worker.read(FORM)
        assert pid_of(worker) == before


def test_指定的类型会传到子进程():
    with Worker() as worker, pytest.raises(FileRefused, match="Word"):
        worker.read(FORM, "docx")


def test_连续读多份是同一个进程():
    with Worker() as worker:
        pids = set()
        for _ in range(5):
            assert len(worker.read(FORM)["forms"]) == 1
            pids.add(pid_of(worker))
    assert len(pids) == 1


def test_到时限就停_下一份照读(mischief):
    with Worker(module=mischief, seconds=6) as worker:
        worker.read(FORM)
        before = pid_of(worker)
        with pytest.raises(FileRefused, match="超过 6 秒") as refused:
            worker.read(b"hang")
        assert refused.value.code == "too_large"
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        assert len(worker.read(FORM)["forms"]) == 1


def test_读到一半进程死了_下一份照读(mischief):
    with Worker(module=mischief) as worker:
        with pytest.raises(FileRefused, match="已停止"):
            worker.read(b"die")
        assert len(worker.read(FORM)["forms"]) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL 的系统")
def test_闲着时进程被杀_下一份照读():
    with Worker() as worker:
        worker.read(FORM)
        before = pid_of(worker)
        os.kill(before, signal.SIGKILL)
        while worker._child is not None and worker._child.poll() is None:
            time.sleep(0.01)
        assert len(worker.read(FORM)["forms"]) == 1
        assert pid_of(worker) != before


@pytest.mark.skipif(sys.platform == "win32", reason="没有 resource 的系统不限内存")
def test_内存超限说清楚_下一份照读(mischief):
    with Worker(module=mischief) as worker:
        with pytest.raises(FileRefused, match="内存") as refused:
            worker.read(b"eat")
        assert refused.value.code == "too_large"
        assert len(worker.read(FORM)["forms"]) == 1
        assert worker.limited is True


def test_程序自己的错也只是一句话(mischief):
    with Worker(module=mischief) as worker:
        worker.read(FORM)
        before = pid_of(worker)
        with pytest.raises(FileRefused, match="KeyError"):
            worker.read(b"raise")
        assert pid_of(worker) == before
        with pytest.raises(FileRefused, match="嵌套过深"):
            worker.read(b"deep")
        assert len(worker.read(FORM)["forms"]) == 1


def test_库里打印的话混不进答复(mischief):
    with Worker(module=mischief) as worker:
        assert len(worker.read(b"chatter")["forms"]) == 1
        assert len(worker.read(FORM)["forms"]) == 1


def test_没有_resource_的系统上如实说没有限制(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['resource'] = None\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with Worker() as worker:
        assert worker.limited is None
        assert len(worker.read(FORM)["forms"]) == 1
        assert worker.limited is False


def test_启动不了就说启动不了(tmp_path, monkeypatch):
    (tmp_path / "stillborn.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with Worker(module="stillborn") as worker, pytest.raises(FileRefused, match="没有启动"):
        worker.read(FORM)


@LINUX
def test_不留下僵尸进程(mischief):
    before = children()
    with Worker(module=mischief, seconds=6) as worker:
        for data in (FORM, b"die", FORM, b"hang"):
            try:
                worker.read(data)
            except FileRefused:
                pass
    assert children() <= before


def test_结束后可以再用():
    worker = Worker()
    worker.read(FORM)
    worker.stop()
    worker.stop()
    assert len(worker.read(FORM)["forms"]) == 1
    worker.stop()


FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="本系统没有 fork")


@FORKS
def test_分身出来的读取程序读得一样_自己不多说一个字(capfd):
    print("还在缓冲里的一行", end="")
    with Worker() as started, Worker(fork=True, memory_mb=4000) as forked:
        assert forked.read(FORM) == started.read(FORM)
    assert capfd.readouterr() == ("还在缓冲里的一行", "")


@FORKS
def test_分身卡住_换一个干净的接着读(monkeypatch):
    mine = os.getpid()
    monkeypatch.setattr("ziping.reading.read", lambda *_: time.sleep(600) if os.getpid() != mine else None)
    with Worker(fork=True, memory_mb=4000, seconds=1) as worker:
        with pytest.raises(FileRefused, match="超过 1 秒"):
            worker.read(FORM)
        worker.seconds = 30
        assert len(worker.read(FORM)["forms"]) == 1  # the replacement is started anew and knows nothing of this process


@FORKS
def test_分身被杀_下一份照读():
    with Worker(fork=True, memory_mb=4000) as worker:
        worker.read(FORM)
        before = pid_of(worker)
        os.kill(before, signal.SIGKILL)
        while worker._child is not None and worker._child.poll() is None:
            time.sleep(0.01)
        assert len(worker.read(FORM)["forms"]) == 1
        assert pid_of(worker) != before


@pytest.mark.skipif(find() is None, reason="这里没有 LibreOffice")
def test_经LibreOffice的也读得出(root):
    with Worker() as worker:
        reply = worker.read((root / "tests/samples/project-small.rtf").read_bytes())
    assert [problem["code"] for problem in reply["problems"]] == ["no_form"]  # read, though the sample is no form


@LINUX
def test_停下时连它启动的转换程序一起结束(mischief):
    with Worker(module=mischief, seconds=6) as worker:
        worker.read(FORM)
        before = converters()
        with pytest.raises(FileRefused, match="超过 6 秒"):
            worker.read(b"convert")
        assert converters() == before


@LINUX
def test_大进程不把自己复制成读取进程():
    """A copy would have used up its memory before it reads anything."""
    import mmap

    with mmap.mmap(-1, 300 << 20), Worker(fork=True) as worker:
        assert len(worker.read(FORM)["forms"]) == 1
        assert type(worker._child).__name__ == "Popen"


def test_两个线程共用一个读取程序_各得各的答复(monkeypatch):
    first_is_sent, send = threading.Event(), worker_module._send

    def slow_to_wait(pipe: IO[bytes], name: bytes, data: bytes) -> None:
        send(pipe, name, data)
        if b"one" in data:
            first_is_sent.set()
            time.sleep(1)  # whoever waits for an answer now waits before us

    monkeypatch.setattr(worker_module, "_send", slow_to_wait)
    titles: dict[str, str] = {}

    def read(title: str) -> None:
        data = json.dumps({"kind": "project", "title": title}).encode()
        titles[title] = shared.read(data, "json")["forms"][0]["title"]

    with Worker() as shared:
        one, two = (threading.Thread(target=read, args=(title,)) for title in ("one", "two"))
        one.start()
        first_is_sent.wait(60)
        two.start()
        one.join()
        two.join()
    assert titles == {"one": "one", "two": "two"}
