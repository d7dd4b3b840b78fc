"""What a batch costs: files of every carrier and forms as JSON lines, with one worker and with two, beside the same job written plainly.

    python benchmarks/batch.py [--files 20000] [--forms 10000,200000] [--keep DIR]

The corpus is made here: docx 40 %, xlsx 30 %, pdf 20 %, doc 10 % (our assumption), every file with a form of its own from ``engine.py`` (12
indicators), drawn by the engine's own writers. For .doc there is no writer: up to ten are converted by LibreOffice and made different
by bytes behind their end; without LibreOffice there are none, and the table says so. Each run is a process of its own with a fresh output folder; start-up
(until the workers stand) is shown apart. Memory is that of the process and all its children, sampled five times a second.

Plainly: python-docx, openpyxl and pdfplumber in a process pool read every table, find 分值 and 得分, add them up and compare with the
total row. It has no .doc, no places, no checks, no tables at the end; it says what such a script costs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random

import psutil

from engine import make

ROOT = Path(__file__).parent.parent
SHARES = (("docx", 40), ("xlsx", 30), ("pdf", 20), ("doc", 10))
DOCS = 10

RUN = """
import json, sys, time
begun = time.perf_counter()
from pathlib import Path
from ziping.batch.run import run
class Watch:
    stood = last = begun
    def counting(self, files): pass
    def begins(self, total, done): pass
    def ready(self): self.stood = time.perf_counter()
    def done(self, count, troubles): self.last = time.perf_counter()
watch = Watch()
run([sys.argv[1]], Path(sys.argv[2]), workers=int(sys.argv[3]), watch=watch)
ended = time.perf_counter()
print(json.dumps({"start": watch.stood - begun, "work": watch.last - watch.stood, "merge": ended - watch.last}))
"""


def corpus(folder: Path, count: int) -> dict[str, int]:
    """``count`` files in the shares above → how many of each carrier."""
    from ziping import formats, layouts
    from ziping.form import load

    layout = layouts.by_id("mof-2020-project")
    made: dict[str, int] = {}
    for carrier, share in SHARES:
        many = count * share // 100
        if carrier == "doc":
            made["doc"] = docs(folder, many)
            continue
        for number in range(many):
            data = make(Random(f"{carrier}{number}"), 12)
            data.pop("unit", None)  # the national paper has no place for it beside 实施单位
            form = load(data)[0]
            (folder / f"{carrier}-{number:06}.{carrier}").write_bytes(formats.write([layouts.write(form, layout)], carrier))
        made[carrier] = many
    return made


def docs(folder: Path, count: int) -> int:
    """Word 97 files: a few converted ones, made different behind their end."""
    from ziping.formats.office import find

    program = find()
    if program is None or not count:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        sources = [str(path) for path in sorted(folder.glob("docx-*.docx"))[:DOCS]]
        profile = f"-env:UserInstallation={Path(scratch).as_uri()}/profile"
        command = [str(program), profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", scratch, *sources]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        seeds = [path.read_bytes() for path in sorted(Path(scratch).glob("*.doc"))]
    for number in range(count):
        (folder / f"doc-{number:06}.doc").write_bytes(seeds[number % len(seeds)] + number.to_bytes(8, "little"))
    return count


def lines(path: Path, count: int) -> None:
    """``count`` forms as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps(make(Random(number), 12), ensure_ascii=False) + "\n")


def batch(source: Path, workers: int, out: Path) -> dict[str, float]:
    """One run in a process of its own → seconds of its phases and the peak of its memory in MB."""
    process = subprocess.Popen([sys.executable, "-c", RUN, str(source), str(out), str(workers)], stdout=subprocess.PIPE)
    peak = 0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            peak = max(peak, sum(each.memory_info().rss for each in [watched, *watched.children(recursive=True)]))
        except psutil.Error:  # one ended while we looked
            pass
        time.sleep(0.2)
    assert process.stdout is not None and process.returncode == 0
    return {**json.loads(process.stdout.read()), "peak": peak / (1 << 20)}


def plain_one(path: str) -> tuple[str, bool]:
    """Read a file the plain way: all cells, the sum of the column 得分 against the row 总分."""
    rows: list[list[str]] = []
    if path.endswith(".docx"):
        import docx

        rows = [[cell.text for cell in row.cells] for table in docx.Document(path).tables for row in table.rows]
    elif path.endswith(".xlsx"):
        import openpyxl

        rows = [
            ["" if value is None else str(value) for value in row]
            for sheet in openpyxl.load_workbook(path)
            for row in sheet.iter_rows(values_only=True)
        ]
    elif path.endswith(".pdf"):
        import pdfplumber

        with pdfplumber.open(path) as pages:
            rows = [[cell or "" for cell in row] for page in pages.pages for table in page.extract_tables() for row in table]
    at = next((row.index("得分") for row in rows if "得分" in row and "三级指标" in row), None)
    total = Decimal(0)
    for row in rows if at is not None else ():
        try:
            total += Decimal(row[at]) if "总分" not in row[0] else 0
        except (InvalidOperation, IndexError):
            continue
    return path, any("总分" in row[0] and str(total) in row for row in rows if row)


def plain(folder: Path, workers: int) -> tuple[int, float]:
    """The plain way over all files it can read → how many, seconds."""
    files = [str(path) for path in sorted(folder.iterdir()) if path.suffix != ".doc"]
    begun = time.perf_counter()
    with ProcessPoolExecutor(workers) as pool:
        done = list(pool.map(plain_one, files, chunksize=8))
    return len(done), time.perf_counter() - begun


def spin() -> None:
    """A plain Python loop."""
    total = 0
    for number in range(12_000_000):
        total += number & 7


def ceiling() -> float:
    """How much faster two independent loops are in two processes than one after the other: what this machine has to give."""
    program = [sys.executable, "-c", f"import sys; sys.path[:0] = [{str(ROOT / 'benchmarks')!r}]\nfrom batch import spin; spin()"]
    begun = time.perf_counter()
    for _ in range(2):
        subprocess.run(program, check=True)
    single = time.perf_counter() - begun
    begun = time.perf_counter()
    both = [subprocess.Popen(program) for _ in range(2)]
    for each in both:
        each.wait()
    return single / (time.perf_counter() - begun)


def show(name: str, count: int, unit: str, found: dict[str, float]) -> None:
    rate, each = count / found["work"], 1000 * found["work"] / count
    print(
        f"| {name} | {count} {unit} | {found['start']:.1f} | {found['work']:.1f} | {rate:.1f} | {each:.1f} | {found['merge']:.1f} | {found['peak']:.0f} |",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="批量检查的用时和内存")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--forms", default="10000,200000", help="JSON 行的份数，逗号分隔")
    parser.add_argument("--keep", type=Path, help="语料放在这里，下次再用")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ziping-bench-") as scratch:
        home = args.keep or Path(scratch)
        folder = home / f"files-{args.files}"
        if not folder.exists():
            folder.mkdir(parents=True)
            print("语料：", corpus(folder, args.files), flush=True)
        count = len(list(folder.iterdir()))
        print(
            "| 运行 | 数量 | 启动 秒 | 检查 秒 | 每秒 | 每份 毫秒 | 合并 秒 | 内存峰值 MB |\n|---|---|---|---|---|---|---|---|", flush=True
        )
        runs = {workers: batch(folder, workers, Path(scratch) / f"out-{workers}") for workers in (1, 2)}
        for workers, found in runs.items():
            show(f"文件，{workers} 个进程", count, "个", found)
        for number in map(int, args.forms.split(",")):
            path = home / f"forms-{number}.jsonl"
            if not path.exists():
                lines(path, number)
            show("JSON 行，2 个进程", number, "份", batch(path, 2, Path(scratch) / f"lines-{number}"))
        print(f"\n2 个进程比 1 个快 {runs[1]['work'] / runs[2]['work']:.2f} 倍；两个不相干的循环在这台机器上快 {ceiling():.2f} 倍")
        import polars as pl

        files = pl.read_parquet(Path(scratch) / "out-1" / "files.parquet")
        for carrier, many, seconds in files.group_by("carrier").agg(pl.len(), pl.col("seconds").sum()).sort("carrier").iter_rows():
            print(f"{carrier}：{many} 个，每个进程每秒 {many / seconds:.1f} 个")
        many, seconds = plain(folder, 2)
        print(
            f"平常写法（python-docx、openpyxl、pdfplumber，2 个进程，不含 .doc）：{many} 个，{seconds:.1f} 秒，每秒 {many / seconds:.1f} 个"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
