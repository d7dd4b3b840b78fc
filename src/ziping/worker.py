"""One small reader process for untrusted files: a memory limit, a deadline, reused between files, replaced when it dies.

CLI, web and batch read through the same Worker. The child is started with ``python -m ziping.worker`` and speaks frames of
JSON over its pipes, so nothing of the file's making is ever unpickled, and it works where there is no fork. Where there is one, a
caller without threads may ask for it: the first child then has our imports already, which is most of what a single file costs.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any

from ziping.errors import FileRefused, ReaderLost

__all__ = ["MEMORY_MB", "SCAN_MB", "SCAN_MOST_SECONDS", "SCAN_SECONDS", "SECONDS", "Patience", "Worker", "serve"]

MEMORY_MB = 450  # address space the child may take; the parent stays far below the rest of 500 MB
SECONDS = 9
SCAN_MB = 1000  # address space for recognising scans; 350 MB of it are really used for a page at 300 dpi
SCAN_SECONDS = 90  # for each page: one takes 5 on an ordinary machine, an old one may take many times as long
SCAN_MOST_SECONDS = 1800  # for one file
_WAKING = 60  # seconds a child may take to start
_WAIT = b"wait"  # name of a frame that asks for more seconds
_CONVERTED = ("rtf", "odt", "ods")  # carriers that go through LibreOffice
Work = Callable[[bytes, str | None], dict[str, Any]]
Patience = Callable[[int, float], Iterator[float]]  # process id, seconds granted → how long to wait, and how long again, until it ends
_HEAD = 12  # bytes: two numbers in ASCII hexadecimal, carrier length and data length


def _send(pipe: IO[bytes], name: bytes, data: bytes) -> None:
    pipe.write(b"%04x%08x" % (len(name), len(data)))
    pipe.write(name)
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    head = pipe.read(_HEAD)
    if len(head) < _HEAD:
        return None
    length, size = int(head[:4], 16), int(head[4:], 16)
    name, data = pipe.read(length), pipe.read(size)
    return (name, data) if len(data) == size else None


class _Fork:
    """A child forked from this process, with the part of Popen's manners that a Worker uses. It never returns to its parent's code."""

    def __init__(self, memory_mb: int) -> None:
        requests, self_in = os.pipe()
        self_out, answers = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self_in)
                os.close(self_out)
                nowhere = os.open(os.devnull, os.O_RDWR)
                for stream in (0, 1, 2):  # whatever a library prints must not reach the user's terminal
                    os.dup2(nowhere, stream)
                _serve(memory_mb, os.fdopen(requests, "rb"), os.fdopen(answers, "wb"))
            finally:
                os._exit(0)  # the parent's buffers and exit handlers are not ours
        os.close(requests)
        os.close(answers)
        self.stdin: IO[bytes] = os.fdopen(self_in, "wb")
        self.stdout: IO[bytes] = os.fdopen(self_out, "rb")

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("ziping.worker", timeout or 0)
            time.sleep(0.002)
        assert self.returncode is not None
        return self.returncode

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)


def _once(_: int, seconds: float) -> Iterator[float]:
    yield seconds


class Worker:
    """A reader process. ``read`` returns plain JSON data {"forms", "problems"} or raises FileRefused with a sentence.

    ``memory_mb`` and ``seconds`` bound each file. ``limited`` is False where the system cannot limit memory (known after the first
    file). ``module`` is what the child runs, with ``arguments`` of its own; a test may start one that misbehaves. ``fork``: the first
    child is a copy of this process where the system can do that; only for callers that run no threads. ``patience``: how ``seconds`` are
    counted; by default as the clock goes."""

    def __init__(
        self,
        *,
        memory_mb: int = MEMORY_MB,
        seconds: float = SECONDS,
        module: str = "ziping.worker",
        arguments: tuple[str, ...] = (),
        fork: bool = False,
        patience: Patience = _once,
    ) -> None:
        self.memory_mb, self.seconds, self.module, self.arguments = memory_mb, seconds, module, arguments
        self._fork = fork and hasattr(os, "fork")
        self._patience = patience
        self.limited: bool | None = None
        self._awake = False
        self._child: subprocess.Popen[bytes] | _Fork | None = None
        self._answers: Queue[tuple[bytes, bytes] | None] = Queue()
        self._pump: threading.Thread | None = None
        self._turn = threading.Lock()

    def start(self) -> None:
        """Start the child if it is not running; reading starts it too."""
        if self._child is not None and self._child.poll() is None:
            return
        self.stop()  # one that died by itself still has open pipes
        if self._fork and _mapped() < self.memory_mb << 19:  # a copy of a process that has half of it already would starve at once
            self._fork = False  # a replacement starts clean, without what this process has gathered meanwhile
            self._child = _Fork(self.memory_mb)
        else:
            self._child = self._spawn()
        self._answers, self._awake = Queue(), False
        self._pump = threading.Thread(target=_pump, args=(self._child.stdout, self._answers.put), daemon=True)
        self._pump.start()

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-X", "utf8", "-m", self.module, str(self.memory_mb), *self.arguments]
        path = os.pathsep.join(part for part in (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")) if part)
        return subprocess.Popen(  # the child runs this very code, wherever it is started from
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": path}
        )

    def stop(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            if self._pump is not None:
                self._pump.join(timeout=5)  # it must be out of the pipe before the pipe is closed
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        pass

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def read(self, data: bytes, carrier: str | None = None) -> dict[str, Any]:
        """The forms in one file, through the child. FileRefused when it refuses, ReaderLost when it hangs, starves or dies; the next
        file gets a new one. Threads that share a Worker take turns: it answers one file after the other."""
        with self._turn:
            return self._read(data, carrier)

    def _read(self, data: bytes, carrier: str | None) -> dict[str, Any]:
        self.start()
        child = self._child
        assert child is not None and child.stdin is not None
        if not self._awake:  # waking up (imports, on a cold disk) is not the file's fault and not on its clock
            try:
                self._awake = self._wait(child.pid, _WAKING) is not None
            except Empty:
                pass
            if not self._awake:
                self.stop()
                raise ReaderLost("读取程序没有启动起来，请再试一次；仍然如此请重新安装 ziping", asleep=True)
        patience = self.seconds
        try:
            _send(child.stdin, (carrier or "").encode(), data)
            answer = self._wait(child.pid, patience)
            if answer is not None and answer[0] == _WAIT:
                patience += int(answer[1])
                answer = self._wait(child.pid, patience)
        except Empty:
            child.terminate()  # so that it can end a converter it has started
            try:
                child.wait(timeout=1)
            except subprocess.TimeoutExpired:
                pass
            self.stop()
            raise ReaderLost(f"读取超过 {patience:g} 秒，已停止。文件可能过大或已损坏，请拆分或另存后再试") from None
        except OSError:
            answer = None
        if answer is None:
            self.stop()
            raise ReaderLost(f"读取这份文件时内存超限（{self.memory_mb} MB）或读取程序出错，已停止。请拆分或另存后再试")
        reply: dict[str, Any] = json.loads(answer[1])
        self.limited = reply.pop("limited")
        if "refused" in reply:
            if reply["refused"]["code"] == "too_large":
                self.stop()  # memory that a huge file took is not given back
            if reply.get("starved"):
                raise ReaderLost(reply["refused"]["message"])
            raise FileRefused(reply["refused"]["message"], code=reply["refused"]["code"])
        return reply

    def _wait(self, pid: int, seconds: float) -> tuple[bytes, bytes] | None:
        """The child's next answer; Empty when there is none in time."""
        for part in self._patience(pid, seconds):
            try:
                return self._answers.get(timeout=part)
            except Empty:
                continue
        raise Empty


def _pump(pipe: IO[bytes], put: Callable[[tuple[bytes, bytes] | None], None]) -> None:
    """Carry answers from the child's pipe into the queue, so that waiting for one can have a deadline anywhere."""
    while True:
        try:
            answer = _receive(pipe)
        except (OSError, ValueError):
            answer = None
        put(answer)
        if answer is None:
            return


def _mapped() -> int:
    """Bytes of address space that this process has; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _limit(memory_mb: int) -> bool:
    """Limit this process's address space; False where the system cannot."""
    try:
        import resource
    except ImportError:
        return False
    try:
        _, most = resource.getrlimit(resource.RLIMIT_AS)  # the hard limit stays: a converter may need more
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return False
    return True


def _forms(data: bytes, carrier: str | None) -> dict[str, Any]:
    """What a reader is asked for unless ``serve`` is given something else: forms and problems."""
    from ziping.form import dump, dump_problem
    from ziping.reading import read

    reading = read(data, carrier)
    return {"forms": [dump(form) for form in reading.forms], "problems": [dump_problem(problem) for problem in reading.problems]}


def _entries(data: bytes, carrier: str | None) -> dict[str, Any]:
    """What a reader is asked for with the argument ``register``: a list of approved projects."""
    from ziping.reading import read_list

    return read_list(data, carrier).to_json()


def _answer(work: Work, data: bytes, carrier: str | None, limited: bool) -> bytes:
    """The reply as JSON: what ``work`` returns, or ``refused``. Never raises."""
    starved = False
    try:
        return _json({**work(data, carrier), "limited": limited})
    except FileRefused as refused:
        code, message = refused.code, str(refused)
    except MemoryError:
        starved, code, message = True, "too_large", "文件展开后太大，内存不够读取。请拆分后再试"
    except RecursionError:
        code, message = "too_large", "文件内部嵌套过深，不像一份自评表，未读取"
    except Exception as fault:  # a fault of ours: the user gets a sentence, the process goes on
        code, message = "unreadable", f"读取程序出错（{type(fault).__name__}），这份文件没有读入，请把文件反馈给维护者"
    return _json({"refused": {"code": code, "message": message}, "starved": starved, "limited": limited})


def _json(reply: dict[str, Any]) -> bytes:
    return json.dumps(reply, ensure_ascii=False).encode()


def _scans(data: bytes, carrier: str) -> int:
    """How many pages of this file are pictures that will be recognised; 0 where that cannot be done here."""
    from ziping.formats import scan_chars

    if carrier not in ("picture", "pdf"):
        return 0
    if carrier == "pdf":
        from ziping.formats.pdf_read import pictures

        found = pictures(data)
        if not found:
            return 0
    try:
        scan_chars.require()
    except FileRefused:  # reading will say so
        return 0
    if carrier == "pdf":
        return found
    from ziping.formats.scan_read import count

    return count(data)


def _allowance(data: bytes, carrier: str | None) -> tuple[int, int]:
    """Seconds that this file may take beside ours, for LibreOffice or for recognising scans, and the memory (MB) it needs; 0 for no more
    than others."""
    from ziping.formats import sniff
    from ziping.formats.office import DEADLINE

    try:
        kind = carrier or sniff(data)
        pages = _scans(data, kind)
        return (min(SCAN_MOST_SECONDS, pages * SCAN_SECONDS), SCAN_MB) if pages else (DEADLINE if kind in _CONVERTED else 0, 0)
    except Exception:  # reading will say what is wrong
        return 0, 0


def serve(memory_mb: int, work: Work = _forms) -> None:
    """A started child's life: answer files from standard input until it closes, with what ``work`` makes of bytes and carrier."""
    gc.set_threshold(50_000)  # as in cli.main
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints must not get between the answers
    _serve(memory_mb, sys.stdin.buffer, sink, work)


def _serve(memory_mb: int, source: IO[bytes], sink: IO[bytes], work: Work = _forms) -> None:
    limited = _limit(memory_mb)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the way out passes every ``finally``
    import ziping.reading  # noqa: F401  the imports belong to waking up

    _send(sink, b"", b"{}")
    while True:
        request = _receive(source)
        if request is None:
            return
        name, data = request
        more, wider = _allowance(data, name.decode() or None)
        if wider > memory_mb:
            _limit(wider)  # and so it stays: what the models took is not given back
        if more:
            _send(sink, _WAIT, str(more).encode())
        _send(sink, b"", _answer(work, data, name.decode() or None, limited))


if __name__ == "__main__":
    serve(int(sys.argv[1]), _entries if sys.argv[2:] == ["register"] else _forms)
