"""The long run of the reading corpus: every paper × carrier × distortion, cells right in percent, every miss listed.

    python benchmarks/corpus.py [--seeds N] [--start N] [--carriers a,b] [--distortions a,b] [--papers own|all|both|ID,ID] [--every N] [--misses FILE]

The forms are fictional and drawn by other libraries than our own writers (tests/corpus). Asked for: 100 % of the cells of undistorted
files in every carrier, at least 99.5 % over all, and no number moved or joined without a problem that says so. Exit status 1 if not.
"""

import argparse
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))  # before this folder: it has a corpus.py too

from corpus.cases import CASES, build_all, judge  # noqa: E402
from corpus.country import PAPERS  # noqa: E402
from corpus.distort import DISTORTIONS  # noqa: E402
from corpus.score import Score  # noqa: E402

LEAST = 99.5
OWN = "own"  # the corpus's own ten styles, in many words


def share(whole: Score) -> float:
    """Cells right in percent."""
    return 100 * whole.right / whole.cells if whole.cells else 100.0


def shown(part: Score) -> str:
    """For the table; ! and how many numbers were moved without a word."""
    return f"{share(part):.2f}{f'!{part.silent}' if part.silent else ''}" if part.cells else "—"


def main() -> int:
    parser = argparse.ArgumentParser(description="读取语料的长跑：版式 × 载体 × 变形")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--start", type=int, default=0, help="第一个种子")
    parser.add_argument("--carriers", default=",".join(CASES))
    parser.add_argument("--distortions", default=",".join(DISTORTIONS))
    parser.add_argument("--papers", default=OWN, help="own：语料自己的几种样子；all：全国十八种表；或写编号，逗号分开")
    parser.add_argument("--every", type=int, default=1, help="只做大约每几份中的一份，每次相同，各种版式和变形都在其中")
    parser.add_argument("--misses", type=Path, help="把读错的格逐条写进这个文件")
    args = parser.parse_args()
    carriers, names = args.carriers.split(","), args.distortions.split(",")
    papers = list(PAPERS) if args.papers == "all" else [OWN, *PAPERS] if args.papers == "both" else args.papers.split(",")
    for what, given, known in (("载体", carriers, CASES), ("变形", names, DISTORTIONS), ("版式", papers, [OWN, *PAPERS])):
        if strange := [name for name in given if name not in known]:
            parser.error(f"没有{what}「{'、'.join(strange)}」；可用的有：{'、'.join(known)}")
    cells: dict[tuple[str, str, str], Score] = {}
    files: Counter[tuple[str, str, str]] = Counter()
    with args.misses.open("w", encoding="utf-8") if args.misses else nullcontext() as list_:
        for carrier in carriers:
            styles = [None if paper == OWN else paper for paper in papers]
            for case in build_all(carrier, names, range(args.start, args.start + args.seeds), styles, every=args.every):
                result = judge(case)
                key = (case.style or OWN, carrier, case.distortion)
                files[key] += 1
                cells.setdefault(key, Score()).add(result)
                if list_ is not None:
                    list_.writelines(f"{case.name}\t{path}\t{want!r}\t{have!r}\n" for path, want, have in result.misses)
                    list_.writelines(f"{case.name}\t没有提示\t{path}\n" for path in result.untold)
                    list_.flush()
            part = _sum(cells, 1, carrier)
            print(f"{carrier}：{_count(files, 1, carrier)} 份，格 {part.cells}，对 {share(part):.3f} %", flush=True)
    for title, axis, rows in (("变形", 2, names), ("版式", 0, papers)):
        print(title.ljust(14), *(carrier.rjust(10) for carrier in carriers), "合计".rjust(8))
        for row in rows:
            mine = {key: part for key, part in cells.items() if key[axis] == row}
            print(
                row.ljust(28 if axis == 0 else 16),
                *(shown(_sum(mine, 1, carrier)).rjust(10) for carrier in carriers),
                shown(_sum(mine)).rjust(10),
            )
    total, plain = _sum(cells), _sum(cells, 2, "none")
    print(
        f"{files.total()} 份，格 {total.cells}，对 {share(total):.3f} %；未变形 {share(plain):.3f} %；移动或拼接而没有提示的数 {total.silent}"
    )
    return 0 if share(total) >= LEAST and plain.right == plain.cells and not total.silent else 1


def _sum(cells: dict[tuple[str, str, str], Score], axis: int | None = None, value: str = "") -> Score:
    """All cells of one paper (axis 0), carrier (1) or distortion (2); of all without an axis."""
    out = Score()
    for key, part in cells.items():
        if axis is None or key[axis] == value:
            out.add(part)
    return out


def _count(files: Counter[tuple[str, str, str]], axis: int, value: str) -> int:
    return sum(count for key, count in files.items() if key[axis] == value)


if __name__ == "__main__":
    sys.exit(main())
