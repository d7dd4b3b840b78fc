"""A batch that is cut off, a file that ruins its reader, a cluster of somebody else: the tables come out the same."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from test_batch import a_form, content, folder_of, forms, undisturbed  # noqa: F401  fixtures

pytest.importorskip("polars", reason="批量检查是可选组件：pip install 'ziping[batch]'")
pytest.importorskip("distributed", reason="批量检查是可选组件：pip install 'ziping[batch]'")

pytestmark = [
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL 的系统"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:Couldn't detect:RuntimeWarning"),
]

# A reader that takes its time, and does to certain files what a hostile file might do to the real one.
MISCHIEF = """
import os, time
from ziping.batch import child

honest, honest_lines = child.pipeline.read, child.load_many

def spoil(data):
    if b"HANG" in data:
        time.sleep(600)
    if b"DIE" in data:
        os.kill(os.getpid(), 9)
    if b"EAT" in data:
        blocks = []
        while True:
            blocks.append(bytearray(64 << 20))

def read(data, carrier=None):
    spoil(data)
    time.sleep(float(os.environ.get("SLOW", "0")))
    return honest(data, carrier)

def lines(text):
    spoil(text.encode())
    return honest_lines(text)

child.pipeline.read, child.load_many = read, lines
child.main()
"""

# ``ziping batch`` with that reader; a first argument limits how large a file may become.
PROGRAM = """
import resource, signal, sys
from dataclasses import replace
import ziping.batch.run as batch
from ziping.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started us without
honest = batch.orders_for
batch.orders_for = lambda settings: replace(honest(settings), module="mischief", seconds=60)
if int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def mischief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "mischief.py").write_text(MISCHIEF, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(Path(__file__).parent.parent / "src")]))
    return "mischief"


def parts(out: Path) -> int:
    return len([path for path in (out / ".parts").glob("*") if path.is_dir() and not path.suffix])


@pytest.mark.long
def test_断电_中断_磁盘满_之后的表与没有中断的一样(forms, undisturbed, mischief, tmp_path, monkeypatch):  # noqa: F811
    out = tmp_path / "out"

    def start(limit: int = 0) -> subprocess.Popen[str]:
        command = [sys.executable, "-X", "utf8", "-c", PROGRAM, str(limit), "batch", str(forms), "--out", str(out), "--workers", "2"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")

    def cut(number: int) -> tuple[int, str]:
        before, run = parts(out), start()
        while parts(out) <= before:
            assert run.poll() is None, run.communicate()[0]
            time.sleep(0.05)
        run.send_signal(number)
        said = run.communicate()[0]
        return run.returncode, said

    monkeypatch.setenv("SLOW", "1.5")
    assert cut(signal.SIGKILL)[0] == -signal.SIGKILL
    status, said = cut(signal.SIGINT)
    assert status == 130 and "再运行同一条命令" in said, said
    kept = parts(out)
    assert 0 < kept < 15 and not (out / "files.parquet").exists()
    monkeypatch.setenv("SLOW", "0")
    full = start(limit=4096)
    said = full.communicate()[0]
    assert full.returncode == 2 and "磁盘空间不够" in said and "Traceback" not in said
    last = start()
    said = last.communicate()[0]
    assert last.returncode == 1 and "以前已经做完" in said  # 1: one form does not add up
    assert content(out) == content(undisturbed)


@pytest.mark.long
def test_弄坏读取程序的三份被点名隔离_其余照做(mischief, tmp_path):
    import polars as pl

    from ziping.batch.run import run

    folder = folder_of(tmp_path / "表", 4)
    for name in ("HANG", "DIE", "EAT"):
        (folder / f"{name}.json").write_text(json.dumps(a_form(400, title=name)), encoding="utf-8")

    lines = [json.dumps(a_form(300 + number, title="DIE" if number == 1 else None)) for number in range(3)]
    (folder / "行.jsonl").write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "out"
    run([str(folder)], out, workers=2, orders=lambda each: replace(each, module=mischief, seconds=6))
    files = {Path(row["file"]).name: row for row in pl.read_parquet(out / "files.parquet").iter_rows(named=True)}
    for name, reason in (("HANG", "超过 6 秒"), ("DIE", "已停止"), ("EAT", "内存")):
        row = files[f"{name}.json"]
        assert (row["status"], row["tries"], row["forms"]) == ("quarantined", 2, 0) and reason in row["reason"], row
    assert all(files[f"{number:03}.json"]["status"] == "read" for number in range(4))
    assert files["行.jsonl"]["forms"] == 2 and "第 2 行" in files["行.jsonl"]["reason"]
    assert {Path(name).name for name in pl.read_parquet(out / "problems.parquet")["file"]} >= {"HANG.json", "DIE.json", "EAT.json"}


@pytest.fixture
def scheduler() -> Iterator[str]:
    """A scheduler and a worker started by hand on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "2", "--no-nanny", "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, **quiet) for command in (dask, worker)]
    yield address
    for each in started:
        each.kill()
        each.wait()


def test_手工起的调度程序做出同样的表(forms, undisturbed, scheduler, tmp_path, monkeypatch):  # noqa: F811
    from ziping.batch.run import run

    for _ in range(60):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(scheduler.rpartition(":")[2]))) == 0:
                break
        time.sleep(0.5)
    run([str(forms)], tmp_path / "out", scheduler=scheduler)
    assert content(tmp_path / "out") == content(undisturbed)
