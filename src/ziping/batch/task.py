"""What a Dask worker does: take a chunk of items, have each examined in its reader process, answer with the Parquet bytes of a part.

A reader that dies, hangs or starves is replaced and its item tried again; after ``TRIES`` the item is quarantined with the reason.
Dask itself kills no task that hangs; the deadline is the Worker's.
"""

import socket
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ziping import __version__
from ziping.batch.child import LINES
from ziping.batch.patience import by_work
from ziping.batch.rows import Rows, names_of, problem_rows
from ziping.batch.sinks import parquet
from ziping.batch.sources import Item, Stray, bytes_of
from ziping.errors import FileRefused, ReaderLost, UserError
from ziping.exact import half_up
from ziping.form import Problem
from ziping.frozen import dataclass
from ziping.worker import MEMORY_MB, Worker

__all__ = ["TRIES", "Answer", "Orders", "Reader", "file_row", "given_up", "stray_rows"]

TRIES = 2
_CALLS = 3  # how often a reader that does not come up is called
SECONDS = 20  # of computing, for reading and examining one file, or some hundred lines of JSON


@dataclass(frozen=True, slots=True)
class Orders:
    """How the files of a batch are examined: the Settings (pickled: they go to other processes), the reader's module and its limits."""

    settings: bytes
    module: str = "ziping.batch.child"
    memory_mb: int = MEMORY_MB
    seconds: int = SECONDS


@dataclass(frozen=True, slots=True)
class Answer:
    """A chunk done: its part, one line for each file that could not be used, how many forms there were and how many with errors."""

    files: dict[str, bytes]
    troubles: tuple[tuple[str, str], ...]
    forms: int
    errors: int


class Reader:
    """One reader process with its orders; lives as long as the Dask worker or the run."""

    def __init__(self, orders: Orders) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ziping-", ignore_cleanup_errors=True)
        settings = Path(self._folder.name) / "settings"
        settings.write_bytes(orders.settings)
        self._worker = Worker(
            memory_mb=orders.memory_mb, seconds=orders.seconds, module=orders.module, arguments=(str(settings),), patience=by_work
        )  # fmt: skip
        self._worker.start()  # all of them wake up at the same time

    def close(self) -> None:
        """End the process."""
        self._worker.stop()
        self._folder.cleanup()

    def examine(self, items: Sequence[Item]) -> Answer:
        """The part of these items."""
        tables: Rows = {}
        troubles: list[tuple[str, str]] = []
        for number, item in enumerate(items):
            started = time.perf_counter_ns()
            reply, tries = self._ask(item)
            nanoseconds = time.perf_counter_ns() - started
            for table, rows in reply["tables"].items():
                tables.setdefault(table, []).extend([number, item.name, *row] for row in rows)
            row = file_row(item, reply, tries, seconds=half_up(Decimal(nanoseconds).scaleb(-9), 3))
            tables.setdefault("files", []).append([number, *row])
            if reply.get("reason"):
                troubles.append((item.name, reply["reason"]))
        forms = tables.get("forms", [])
        at = names_of("forms").index("errors") + 2
        return Answer(parquet(tables), tuple(troubles), len(forms), sum(1 for row in forms if row[at]))

    def _ask(self, item: Item) -> tuple[dict[str, Any], int]:
        """What became of an item, and how many tries it took. Of lines of JSON, only the line that is to blame is lost."""
        try:
            data = bytes_of(item)
        except FileRefused as refused:
            return _refused(item, refused.code, str(refused)), 1
        reason = ""
        for attempt in range(1, TRIES + 1):
            try:
                reply = self._read(data, f"{LINES}:{item.line}" if item.line else None)
                return _used(item, reply), attempt
            except ReaderLost as lost:
                reason = str(lost)
            except FileRefused as refused:
                if item.lines > 1:
                    break
                return _refused(item, refused.code, str(refused)), attempt
        if item.lines > 1:
            return self._halves(item, data), TRIES
        return given_up(item, f"试了 {TRIES} 次：{reason}"), TRIES

    def _read(self, data: bytes, name: str | None) -> dict[str, Any]:
        """What the reader answers. One that does not even come up (a machine that is out of breath) is no fault of the file's."""
        for _ in range(_CALLS):
            try:
                return self._worker.read(data, name)
            except ReaderLost as lost:
                if not lost.asleep:
                    raise
        raise UserError(f"读取程序 {_CALLS} 次都没有启动起来，已停下；机器空一些以后再运行同一条命令就接着做")

    def _halves(self, item: Item, data: bytes) -> dict[str, Any]:
        """A segment of lines that lost its reader: the halves of it, down to the line that does it."""
        lines = data.splitlines(keepends=True) if b"\r" not in data else [line + b"\n" for line in data.split(b"\n")]
        middle = len(lines) // 2
        whole: dict[str, Any] = {"carrier": LINES, "status": "read", "code": None, "reason": None, "tables": {}}
        for first, part in ((item.line, lines[:middle]), (item.line + middle, lines[middle:])):
            reply = self._some(item, first, part)
            for table, rows in reply["tables"].items():
                whole["tables"].setdefault(table, []).extend(rows)
            if reply["status"] != "read":
                whole |= {key: reply[key] for key in ("status", "code", "reason")}
        return whole

    def _some(self, item: Item, first: int, lines: list[bytes]) -> dict[str, Any]:
        piece = Item(item.name, item.path, (), sum(map(len, lines)), item.digest, line=first, lines=len(lines))
        try:
            return _used(piece, self._read(b"".join(lines), f"{LINES}:{first}"))
        except FileRefused as lost:
            if len(lines) > 1:
                return self._halves(piece, b"".join(lines))
            return given_up(piece, f"第 {first} 行：{lost}")


def _used(item: Item, reply: dict[str, Any]) -> dict[str, Any]:
    """A reply as it counts for the tables; a file without a form is of no use and says why."""
    reply |= {"status": "read", "code": None, "reason": None}
    if not reply["tables"].get("forms") and not item.line:
        code, message = names_of("problems").index("code"), names_of("problems").index("message")
        problems = reply["tables"]["problems"]
        reply["status"] = "refused"
        reply["code"] = problems[0][code] if problems else "no_form"
        reply["reason"] = problems[0][message] if problems else "没有找到自评表"
    return reply


def _refused(item: Item, code: str, reason: str, status: str = "refused") -> dict[str, Any]:
    form = item.line - 1 if item.line else None
    problems = problem_rows([(form, Problem(code=code, message=reason))])
    return {"carrier": LINES if item.line else None, "status": status, "code": code, "reason": reason, "tables": {"problems": problems}}


def given_up(item: Item, reason: str) -> dict[str, Any]:
    """What stands in the tables for an item that is tried no more."""
    return _refused(item, "too_large", reason, "quarantined")


def file_row(item: Item, reply: dict[str, Any], tries: int, *, seconds: Decimal = Decimal(0)) -> list[Any]:
    """The row of ``files`` for an item and what became of it."""
    forms = reply["tables"].get("forms", [])
    counts = [sum(row[names_of("forms").index(name)] for row in forms) for name in ("errors", "warnings", "infos")]
    return [
        item.name, item.digest, item.size, reply["carrier"], reply["status"], None, reply["code"], reply["reason"], tries, len(forms),
        len(reply["tables"].get("problems", ())), *counts, __version__, str(seconds), f"{socket.gethostname()}",
    ]  # fmt: skip


def stray_rows(strays: Sequence[Stray]) -> Rows:
    """What could not be opened, as rows of ``files`` and ``problems``."""
    tables: Rows = {"files": [], "problems": []}
    for each in strays:
        problems = problem_rows([(None, Problem(code=each.code, message=each.reason))])
        tables["problems"] += [[each.name, *row] for row in problems]
        tables["files"].append(
            [each.name, None, None, None, "refused", None, each.code, each.reason, 1, 0, 1, 0, 0, 0, __version__, None, None]
        )
    return tables
