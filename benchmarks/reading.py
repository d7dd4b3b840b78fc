"""What reading a file costs: beside other readers of the same files, and up to findings beside up to the grid.

    python benchmarks/reading.py [--times 7] [--rows 24]

Files are drawn by the engine's own writers from a form of ``engine.py``, so every carrier holds the same form. Those files are the
leanest there are; what a clerk has was saved by an office program, which repeats the typeface of each piece of text: where LibreOffice is
installed, the .docx and .xlsx it saves of the same form stand beside them. Everything runs in one process and is measured in seconds of CPU, medians; other readers are told apart as they are used: python-docx through ``_cells`` of each
table, openpyxl in its normal mode, pdfplumber through ``extract_tables``, markitdown through ``convert_stream``. What is not installed
is said and left out. Peak memory is that of a child that reads one file.
"""

import argparse
import gc
import io
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from random import Random
from typing import Any

from engine import ROOT, cpu, make, table
from ziping import formats, layouts
from ziping.errors import FileRefused
from ziping.form import Form, load
from ziping.formats import office
from ziping.pipeline import examine

__all__ = ["drawn", "others"]

GOALS = {"docx": "1.6", "pdf": "1.6", "xlsx": "2.5"}  # bytes to findings, as a multiple of bytes to grid
_SAVED = ", saved by LibreOffice"
SIZES = (10, 30, 100, 300, 1000)


def drawn(rows: int, carriers: Sequence[str] = ("docx", "xlsx", "html", "pdf")) -> dict[str, bytes]:
    """One form of so many indicator rows in carriers that can be written, and as tab-separated text and JSON."""
    data = make(Random(rows), rows)
    data["unit"] = {}  # this paper has the implementing unit only, and what it has no place for is not drawn silently
    form = load(data)[0]
    paper = layouts.write(form, layouts.by_id("mof-2020-project"))
    files = {carrier: formats.write([paper], carrier) for carrier in carriers}
    files["text"] = as_text(form)
    files["json"] = json.dumps(data, ensure_ascii=False).encode()
    return files


def saved(files: dict[str, bytes]) -> dict[str, bytes]:
    """The .docx and .xlsx as LibreOffice saves them again; nothing where it is not installed."""
    try:
        return {f"{carrier}{_SAVED}": office.convert(files[carrier], carrier, carrier) for carrier in ("docx", "xlsx")}
    except FileRefused as refused:
        print(f"Files saved by LibreOffice are left out: {refused}")
        return {}


def as_text(form: Form) -> bytes:
    """The indicator table with tabs, as it is copied from a page."""
    heads = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
    keys = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason")
    lines = [form.title or "", "\t".join(heads)]
    lines += ["\t".join(getattr(row, key) or "" for key in keys) for row in form.indicators]
    return "\n".join(lines).encode()


def with_python_docx(data: bytes) -> int:
    import docx

    return sum(len(cell.text) for each in docx.Document(io.BytesIO(data)).tables for cell in each._cells)


def with_openpyxl(data: bytes) -> int:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    return sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


def with_pdfplumber(data: bytes) -> int:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as book:
        return sum(len(row) for page in book.pages for found in page.extract_tables() for row in found)


@lru_cache(maxsize=1)
def _markitdown() -> Any:
    """One converter for all files: making it loads a model that tells files apart, which is not the price of a file."""
    import markitdown

    return markitdown.MarkItDown()


def with_markitdown(data: bytes) -> int:
    return len(_markitdown().convert_stream(io.BytesIO(data), file_extension=".docx").text_content)


def others() -> list[tuple[str, str, str, Callable[[bytes], int]]]:
    """(carrier, name, module, reader) of every other reader there is to compare with."""
    return [
        ("docx", "python-docx, _cells", "docx", with_python_docx),
        ("docx", "markitdown", "markitdown", with_markitdown),
        ("xlsx", "openpyxl, normal mode", "openpyxl", with_openpyxl),
        ("pdf", "pdfplumber", "pdfplumber", with_pdfplumber),
    ]


def side_by_side(works: Sequence[Callable[[], object]], times: int) -> list[float]:
    """The medians of several works that take turns, so that what else the machine does falls on all of them. Each begins with a clean
    house: the rubbish that one leaves is not the next one's to clear."""

    def alone(work: Callable[[], object]) -> float:
        gc.collect()
        return cpu(work)

    for work in works:
        work()
    taken = [[alone(work) for work in works] for _ in range(times)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def judged(data: bytes, carrier: str) -> int:
    """Findings of one file, from its bytes."""
    if carrier == "json":
        forms = [form for form, _ in layouts_of_json(data)]
    else:
        forms, _ = layouts.read(formats.read(data, carrier))
    return sum(len(examine(form).findings) for form in forms)


def layouts_of_json(data: bytes) -> list[tuple[Form, list[object]]]:
    from ziping.form import load_many

    return load_many(data.decode())  # type: ignore[return-value]


def peak(data: bytes, carrier: str) -> str:
    """Peak memory in MB of a process that reads this file from bytes to findings."""
    work = "import sys; sys.path.insert(0, 'benchmarks'); import reading; reading.judged(sys.stdin.buffer.read(), sys.argv[1]); "
    work += "print(next((line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')), '?'))"
    done = subprocess.run([sys.executable, "-c", work, carrier], input=data, cwd=ROOT, capture_output=True, check=False)
    said = done.stdout.decode().strip()  # what getrusage says of a child is the peak of its parent, where that was larger
    return f"{int(said) // 1024}" if said.isdecimal() else "?"


def against_others(files: dict[str, bytes], times: int) -> None:
    rows = []
    for what, data in files.items():
        for carrier, name, module, reader in others():
            if carrier != what.partition(",")[0]:
                continue
            try:
                __import__(module)
            except ImportError:
                rows.append((what, name, "not installed", "", ""))
                continue
            ours, theirs = side_by_side((partial(formats.read, data, carrier), partial(reader, data)), times)
            rows.append((what, name, f"{theirs * 1000:.1f}", f"{ours * 1000:.1f}", f"{theirs / ours:.1f}"))
    table("Bytes to grid beside other readers", ("file", "reader", "its ms", "our ms", "× ours"), rows)


def to_findings(files: dict[str, bytes], times: int) -> None:
    rows = []
    for what, data in files.items():
        carrier = what.partition(",")[0]
        first: Callable[[], object] = partial(json.loads, data) if carrier == "json" else partial(formats.read, data, carrier)
        grid, whole = side_by_side((first, partial(judged, data, carrier)), times)
        cells = (f"{len(data) / 1024:.0f}", f"{grid * 1000:.1f}", f"{whole * 1000:.1f}", f"{whole / grid:.2f}", GOALS.get(carrier, "—"))
        rows.append((what, *cells, f"{1 / whole:.0f}", peak(data, carrier)))
    heads = ("file", "KB", "bytes to grid, ms", "bytes to findings, ms", "ratio", "goal", "files per second", "peak MB")
    table("From bytes to findings (JSON: beside json.loads)", heads, rows)


def every_carrier(times: int) -> None:
    """The same small form in every carrier that is read without LibreOffice, from the samples of the tests."""
    rows = []
    for path in sorted((ROOT / "tests" / "samples").glob("road.*")):
        data = path.read_bytes()
        carrier = formats.sniff(data)
        if carrier in ("json", "odt", "ods", "rtf"):
            continue  # the first stands in the table above; what the others cost is a start of LibreOffice
        grid, whole = side_by_side((partial(formats.read, data, carrier), partial(judged, data, carrier)), times)
        cells = (f"{len(data) / 1024:.0f}", f"{grid * 1000:.1f}", f"{whole * 1000:.1f}", f"{1 / whole:.0f}", peak(data, carrier))
        rows.append((path.suffix[1:], *cells))
    heads = ("sample", "KB", "bytes to grid, ms", "bytes to findings, ms", "files per second", "peak MB")
    table("The samples tests/samples/road.*: one form in every carrier", heads, rows)


def linear(times: int) -> None:
    """The time for each indicator row should stay the same however many there are."""
    rows = []
    for size in SIZES:
        files = drawn(size, ("docx", "xlsx"))
        took = side_by_side([partial(judged, files[carrier], carrier) for carrier in ("docx", "xlsx", "text")], times)
        rows.append((str(size), *(f"{each * 1000:.0f} ({each / size * 1e6:.0f})" for each in took)))
    table("Bytes to findings by rows: ms (µs for each row)", ("indicator rows", "docx", "xlsx", "text"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="What reading a file costs.")
    parser.add_argument("--times", type=int, default=7, help="how often each is measured (7)")
    parser.add_argument("--rows", type=int, default=24, help="indicator rows of the form compared (24)")
    options = parser.parse_args()
    gc.set_threshold(50_000)  # as the programs do (cli.main, worker, the batch's children)
    files = drawn(options.rows)
    files |= saved(files)
    print(f"One form of {options.rows} indicators. Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    against_others(files, options.times)
    to_findings(files, options.times)
    every_carrier(options.times)
    linear(min(options.times, 3))


if __name__ == "__main__":
    main()
