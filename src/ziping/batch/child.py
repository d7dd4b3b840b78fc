"""What the reader process of a batch does with a file: read it, examine every form, answer with rows of the tables.

All of it happens under the worker's limits: a form that is too much for the checks costs its file, not the batch. Started with
``python -m ziping.batch.child MEMORY_MB SETTINGS``; SETTINGS is a file that our own process has written (``engine``).
"""

import pickle
import signal
import sys
from pathlib import Path
from typing import Any

from ziping import formats, pipeline
from ziping.batch.rows import Rows, problem_rows, rows_of
from ziping.errors import FileRefused
from ziping.form import Form, Problem, load_many
from ziping.pipeline import Settings
from ziping.schemes import version
from ziping.worker import serve

__all__ = ["LINES", "examiner", "main"]

LINES = "jsonl"  # the name under which lines of JSON are handed over: "jsonl:121" begins with line 121 of its file


def _lines(data: bytes, first: int) -> tuple[list[tuple[int, Form]], list[tuple[int | None, Problem]]]:
    """One form a line: forms by line number minus 1, and what is wrong with other lines."""
    forms: list[tuple[int, Form]] = []
    problems: list[tuple[int | None, Problem]] = []
    for at, line in enumerate(data.split(b"\n"), first - 1):
        if not line.strip():
            continue
        try:
            found = load_many(line.decode("utf-8-sig" if at == 0 else "utf-8"))
        except UnicodeDecodeError:
            problems.append((at, Problem(code="unreadable", message=f"第 {at + 1} 行不是 UTF-8 编码，没有读入")))
            continue
        except FileRefused as refused:
            problems.append((at, Problem(code=refused.code, message=f"第 {at + 1} 行：{refused}")))
            continue
        if len(found) > 1:
            problems.append((at, Problem(code="unreadable", message=f"第 {at + 1} 行有 {len(found)} 份表，应一行一份，没有读入")))
            continue
        forms.append((at, found[0][0]))
        problems += [(at, each) for each in found[0][1]]
    return forms, problems


def examiner(settings: Settings) -> Any:
    """The work of a reader process under these settings: bytes and carrier → {"carrier", "tables"}."""

    def work(data: bytes, name: str | None) -> dict[str, Any]:
        problems: list[tuple[int | None, Problem]]
        if name is not None and name.startswith(LINES):
            carrier = LINES
            forms, problems = _lines(data, int(name.partition(":")[2] or 1))
        else:
            carrier = name or formats.sniff(data)
            reading = pipeline.read(data, carrier)
            forms, problems = list(enumerate(reading.forms)), [(None, each) for each in reading.problems]
        tables: Rows = {}
        for index, form in forms:
            result = pipeline.examine(form, settings)
            seen = version(result.scheme, settings.data) if result.scheme is not None else None
            for table, rows in rows_of(index, result, seen).items():
                tables.setdefault(table, []).extend(rows)
        tables["problems"] = problem_rows(problems)
        return {"carrier": carrier, "tables": tables}

    return work


def main() -> None:
    """The child's life."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started the batch; a file must not pay for it
    settings: Settings = pickle.loads(Path(sys.argv[2]).read_bytes())
    if settings.data is not None and (settings.data / "words").is_dir():
        from ziping.values.own import use_words

        use_words(settings.data)
    serve(int(sys.argv[1]), examiner(settings))


if __name__ == "__main__":
    main()
