"""Scans read cell by cell: forms drawn in three typefaces, rastered, leaning, noisy, compressed, some under a seal.

    python benchmarks/scans.py [--forms 6] [--cells FILE] [--rapidocr]

What must be read is what is read from the very PDF before it was rastered: its own misses (a table that the drawing program broke over
pages) belong to corpus.py and are counted here once, as ``born digital``. Asked for: at least 97 % of the cells right, and no wrong number without a problem or a failed sum that names it. Text is compared but
for white space and for the width of signs (（ and ( look alike on paper); the share that agrees to the last sign is printed beside.
``--cells`` writes one line per cell (expected, read, confidence), from which the thresholds of ``form.sure`` are chosen; ``--rapidocr``
runs the plain engine (its own search for lines) over the same pages and prints the ratio of CPU time. Needs the extra ``ocr`` and weasyprint.
"""

import argparse
import io
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from corpus.cases import build  # noqa: E402
from corpus.draw_scan import pictures, scanned  # noqa: E402
from corpus.paper import flatten  # noqa: E402
from ziping.form import dump, dump_problem  # noqa: E402
from ziping.form.sure import is_doubtful  # noqa: E402
from ziping.pipeline import examine, read  # noqa: E402
from ziping.text import bare  # noqa: E402

LEAST = 97.0
FACES = ("Noto Serif CJK SC", "Noto Sans CJK SC")
_NUMBER = re.compile(r"\d")
_STYLE = """<style>@page {{ size: A4 {turn}; margin: 12mm }} body {{ font: {size}pt '{face}' }} p {{ margin: 2pt }}
table {{ border-collapse: collapse; width: 100% }} td, th {{ border: 0.6pt solid black; padding: 2pt 3pt; font-weight: normal }}
tr {{ break-inside: avoid }}</style></head>"""


@dataclass
class Tally:
    """What came out of some forms. ``silent``: wrong numbers that nothing points at."""

    cells: int = 0
    right: int = 0
    exact: int = 0
    doubtful: int = 0
    doubted_right: int = 0
    silent: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0


def papers(count: int) -> list[tuple[str, bytes, list[dict[str, Any]]]]:
    """(name, PDF, forms as they must be read): the example and random forms in the faces."""
    import weasyprint

    example = (ROOT / "examples/department-2020.pdf").read_bytes()
    out = [("示例/Noto Serif SC", example, [dump(form) for form in read(example).forms])]
    for seed in range(count - 1):
        rng = Random(f"scan/{seed}")
        (case,) = build("html", "none", [1000 + seed])
        face, size, turn = FACES[seed % len(FACES)], rng.choice([9, 10, 10.5]), rng.choice(["portrait", "landscape", "landscape"])
        html = case.data.decode().replace("</head>", _STYLE.format(face=face, size=size, turn=turn))
        pdf = weasyprint.HTML(string=html).write_pdf()
        forms = [dump(form) for form in read(pdf).forms]
        wrong = len({*_cells(case.document.forms).items()} - {*_cells(forms).items()})
        out.append((f"{seed}/{face}/{size}" + (f"（born digital 也有 {wrong} 格不同）" if wrong else ""), pdf, forms))
    return out


def _cells(forms: list[dict[str, Any]]) -> dict[str, str]:
    return flatten({"f": [{key: value for key, value in form.items() if key not in ("places", "layout", "labels")} for form in forms]})


def as_file(pages: list[Any]) -> bytes:
    """One page as JPEG or PNG would be; several as a PDF of pictures."""
    sink = io.BytesIO()
    if len(pages) == 1:
        pages[0].save(sink, "JPEG", quality=90, dpi=pages[0].info.get("dpi"))
    else:
        pages[0].save(sink, "PDF", save_all=True, append_images=pages[1:], resolution=pages[0].info["dpi"][0])
    return sink.getvalue()


def judge(name: str, data: bytes, want: list[dict[str, Any]], tally: Tally, log: list[str]) -> None:
    """Read one scan and compare."""
    start = time.process_time()
    reading = read(data)
    tally.seconds += time.process_time() - start
    pointed: set[str] = set()
    told = {str(dump_problem(problem)["place"]) for problem in reading.problems if problem.place is not None}
    for i, form in enumerate(reading.forms):
        for finding in examine(form).findings:
            pointed |= {f"[{i}].{path}" for path in (finding.where, *finding.also)}
        pointed |= {f"[{i}].{path}" for path, place in dump(form)["places"].items() if str(place) in told}
    have_forms = [dump(form) for form in reading.forms]
    places = {f"[{i}].{path}": place for i, form in enumerate(have_forms) for path, place in form["places"].items()}
    expected, got = _cells(want), _cells(have_forms)
    for path in dict.fromkeys([*expected, *got]):
        a, b, path = expected.get(path), got.get(path), path[1:]
        sure = (places.get(path) or {}).get("confidence")
        same = a is not None and b is not None and bare(a) == bare(b)
        tally.cells += 1
        tally.right += same
        tally.exact += same and a is not None and b is not None and "".join(a.split()) == "".join(b.split())
        doubted = is_doubtful(b, sure)
        tally.doubtful += doubted
        tally.doubted_right += doubted and same
        log.append(f"{name}\t{path}\t{int(same)}\t{sure}\t{a!r}\t{b!r}")
        if not same:
            tally.misses.append(f"{name} {path}: {a!r} ≠ {b!r} ({sure})")
            number = any(text and _NUMBER.search(text) and len(text) <= 24 for text in (a, b))
            if number and path not in pointed:
                tally.silent.append(f"{name} {path}: {a!r} ≠ {b!r} ({sure})")


def plain_engine(pages: list[Any]) -> float:
    """CPU seconds that rapidocr takes with its own search for lines, one thread."""
    import numpy
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    engine = RapidOCR(params={**threads, "Global.use_cls": False, "Global.log_level": "error"})
    start = time.process_time()
    for page in pages:
        engine(numpy.asarray(page.convert("RGB")))
    return time.process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description="扫描件逐格核对")
    parser.add_argument("--forms", type=int, default=6)
    parser.add_argument("--cells", type=Path)
    parser.add_argument("--rapidocr", action="store_true")
    args = parser.parse_args()
    whole, log, theirs, ours = Tally(), [], 0.0, 0.0
    for k, (name, pdf, want) in enumerate(papers(args.forms)):
        rng = Random(f"scanner/{k}")
        dpi = (200, 150)[k % 2]
        pages = [scanned(page, rng, dpi, sealed=k % 2 == 0, colour=k % 3 != 2) for page in pictures(pdf, dpi)]
        here = Tally()
        judge(name, as_file(pages), want, here, log)
        here.pages = len(pages)
        if args.rapidocr and k == 0:
            theirs, ours = plain_engine(pages), here.seconds
        print(f"{name:28} {dpi} dpi {here.pages} 页  {here.right}/{here.cells}  {here.seconds / here.pages:.1f} s/页", flush=True)
        for miss in here.misses:
            print("   ", miss)
        for key in ("cells", "right", "exact", "doubtful", "doubted_right", "silent", "misses", "seconds", "pages"):
            setattr(whole, key, getattr(whole, key) + getattr(here, key))
    share, exact = 100 * whole.right / whole.cells, 100 * whole.exact / whole.cells
    print(
        f"格 {whole.cells}，对 {share:.2f} %（连标点宽窄也一样的 {exact:.2f} %）；请人确认 {whole.doubtful} 格，其中其实读对的 {whole.doubted_right}"
    )
    print(f"每页 {whole.seconds / whole.pages:.1f} CPU 秒；读错而没有任何提示的数 {len(whole.silent)}")
    for line in whole.silent:
        print("  没有提示：", line)
    if theirs:
        print(f"同一页上 rapidocr 自己找字行要 {theirs:.1f} CPU 秒，是我们的 {theirs / ours:.2f} 倍")
    if args.cells:
        args.cells.write_text("\n".join(log) + "\n", encoding="utf-8")
    return 0 if share >= LEAST and not whole.silent else 1


if __name__ == "__main__":
    sys.exit(main())
