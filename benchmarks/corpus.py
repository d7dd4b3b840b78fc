"""The long run of the reading corpus: every carrier × every distortion, cells right in percent, every miss listed.

    python benchmarks/corpus.py [--seeds N] [--start N] [--carriers a,b] [--distortions a,b] [--misses FILE]

The forms are fictional and drawn by other libraries than our own writers (tests/corpus). Asked for: 100 % of the cells of undistorted
files in every carrier, at least 99.5 % over all, and no number moved or joined without a problem that says so. Exit status 1 if not.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))  # before this folder: it has a corpus.py too

from corpus.cases import CASES, build_all, judge  # noqa: E402
from corpus.distort import DISTORTIONS  # noqa: E402
from corpus.score import Score  # noqa: E402

LEAST = 99.5


def share(whole: Score) -> float:
    """Cells right in percent."""
    return 100 * whole.right / whole.cells if whole.cells else 100.0


def shown(part: Score) -> str:
    """For the table; ! and how many numbers were moved without a word."""
    return f"{share(part):.2f}{f'!{part.silent}' if part.silent else ''}" if part.cells else "—"


def main() -> int:
    parser = argparse.ArgumentParser(description="读取语料的长跑：载体 × 变形")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--start", type=int, default=0, help="第一个种子")
    parser.add_argument("--carriers", default=",".join(CASES))
    parser.add_argument("--distortions", default=",".join(DISTORTIONS))
    parser.add_argument("--misses", type=Path, help="把读错的格逐条写进这个文件")
    args = parser.parse_args()
    carriers, names = args.carriers.split(","), args.distortions.split(",")
    total, plain, columns = Score(), Score(), {carrier: Score() for carrier in carriers}
    cells = {(name, carrier): Score() for name in names for carrier in carriers}
    files: dict[str, int] = dict.fromkeys(carriers, 0)
    misses: list[str] = []
    for carrier in carriers:
        for case in build_all(carrier, names, range(args.start, args.start + args.seeds)):
            result = judge(case)
            files[carrier] += 1
            for part in (total, columns[carrier], cells[case.distortion, carrier], *([plain] if case.distortion == "none" else [])):
                part.add(result)
            misses += [f"{case.name}\t{path}\t{want!r}\t{have!r}" for path, want, have in result.misses]
            misses += [f"{case.name}\t没有提示\t{path}" for path in result.untold]
        print(f"{carrier}：{files[carrier]} 份，格 {columns[carrier].cells}，对 {share(columns[carrier]):.3f} %", flush=True)
    print("变形".ljust(14), *(carrier.rjust(10) for carrier in carriers))
    for name in names:
        print(name.ljust(16), *(shown(cells[name, carrier]).rjust(10) for carrier in carriers))
    print("合计".ljust(14), *(shown(columns[carrier]).rjust(10) for carrier in carriers))
    print(
        f"{sum(files.values())} 份，格 {total.cells}，对 {share(total):.3f} %；未变形 {share(plain):.3f} %；移动或拼接而没有提示的数 {total.silent}"
    )
    if args.misses:
        args.misses.write_text("\n".join(misses) + "\n", encoding="utf-8")
    return 0 if share(total) >= LEAST and plain.right == plain.cells and not total.silent else 1


if __name__ == "__main__":
    sys.exit(main())
