"""Uploaded files are read in the engine's reader process, with its limits of memory and time, never here.

``python -m ziping_web.reading MB`` is that process for plain tables (people, budget exports); forms go through ``ziping.worker``.
"""

import atexit
import sys
import threading
from typing import Any

from ziping.errors import FileRefused, ReaderLost
from ziping.worker import Worker, serve

__all__ = ["FileRefused", "forms", "tables"]

_MOST_ROWS, _MOST_COLUMNS = 20_000, 60
_locks = {"forms": threading.Lock(), "tables": threading.Lock()}
_workers: dict[str, Worker] = {}


def forms(data: bytes) -> dict[str, Any]:
    """``{"forms", "problems"}`` of a filled file. FileRefused with a sentence."""
    return _read("forms", data)


def tables(data: bytes) -> list[dict[str, Any]]:
    """The sheets of a workbook: ``[{"name", "rows": [[text, …], …]}]``, texts as displayed. FileRefused with a sentence."""
    return list(_read("tables", data)["tables"])


def _read(what: str, data: bytes) -> dict[str, Any]:
    lock = _locks[what]
    if not lock.acquire(timeout=60):
        raise FileRefused("读取程序正忙，请过一会儿再上传")
    try:
        if what not in _workers:
            module = "ziping.worker" if what == "forms" else "ziping_web.reading"
            _workers[what] = Worker(module=module)
            atexit.register(_workers[what].stop)
        return _workers[what].read(data)
    except ReaderLost as lost:
        if lost.asleep:  # whoever uploads cannot install anything anew
            raise FileRefused("服务器正忙，读取程序没有及时启动，文件没有导入；请过一两分钟再上传，仍然如此请联系系统管理员") from None
        raise
    finally:
        lock.release()


def _work(data: bytes, carrier: str | None) -> dict[str, Any]:
    from ziping import formats

    kind = carrier or formats.sniff(data)
    if kind not in ("xlsx", "xls", "ods", "text"):
        raise FileRefused("请上传 Excel 工作簿（.xlsx）；这个文件不是")
    out = []
    for grid in formats.read(data, kind):
        high = max((cell.row + cell.rows for cell in grid.cells), default=0)
        wide = max((cell.col + cell.cols for cell in grid.cells), default=0)
        if high > _MOST_ROWS or wide > _MOST_COLUMNS * 10:
            raise FileRefused(f"表格太大（{high} 行 {wide} 列），最多 {_MOST_ROWS} 行", code="too_large")
        rows: list[list[str]] = [[""] * min(wide, _MOST_COLUMNS) for _ in range(high)]
        top = min((cell.where.row - cell.row for cell in grid.cells), default=1)
        for cell in grid.cells:
            if cell.col < _MOST_COLUMNS:
                rows[cell.row][cell.col] = cell.text.strip()
        out.append({"name": grid.name or "", "rows": rows, "top": top})
    return {"tables": out}


if __name__ == "__main__":
    serve(int(sys.argv[1]), _work)
