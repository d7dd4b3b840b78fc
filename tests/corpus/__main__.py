"""``python -m corpus [--carriers a,b] [--distortions a,b] [--seeds N] [--show N] [--keep NAME DIR]`` from the folder tests/."""

import argparse
import sys
from pathlib import Path

from corpus.cases import CASES, build, judge, reading
from corpus.distort import DISTORTIONS
from corpus.score import Score


def main() -> int:
    parser = argparse.ArgumentParser(description="读取语料：表 × 载体 × 变形")
    parser.add_argument("--carriers", default=",".join(CASES))
    parser.add_argument("--distortions", default=",".join(DISTORTIONS))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="每格列出几处读错")
    parser.add_argument("--style", default=None)
    parser.add_argument("--keep", nargs=2, metavar=("NAME", "DIR"), help="写出一个案例的文件，如 xlsx/shifted/3")
    args = parser.parse_args()
    if args.keep:
        return keep(args.keep[0], Path(args.keep[1]))
    whole = Score()
    for distortion in args.distortions.split(","):
        line = []
        shown: list[str] = []
        for carrier in args.carriers.split(","):
            if carrier not in DISTORTIONS[distortion].carriers:
                line.append(f"{carrier} —".ljust(22))
                continue
            total = Score()
            for case in build(carrier, distortion, range(args.start, args.start + args.seeds), style=args.style):
                result = judge(case)
                total.add(result)
                if result.misses or result.untold:
                    first = result.misses[: args.show]
                    shown += [f"    {case.name} {len(result.misses)} {path}: {want!r} ≠ {have!r}" for path, want, have in first]
                    shown += [f"    {case.name} untold {path}" for path in result.untold[: args.show]]
            share = 100 * total.right / total.cells if total.cells else 100
            line.append(f"{carrier} {share:6.2f} {total.silent or ''}".ljust(22))
            whole.add(total)
        print(distortion.ljust(16), *line, flush=True)
        print("\n".join(shown[: args.show * 5]), end="\n" if shown and args.show else "", flush=True)
    print(f"cells {whole.cells} right {100 * whole.right / max(whole.cells, 1):.3f} % silent {whole.silent}")
    return 0


def keep(name: str, folder: Path) -> int:
    """Write one case's file and print what was read."""
    carrier, distortion, seed, *style = name.split("/")
    (case,) = build(carrier, distortion, [int(seed)], style=style[0] if style else None)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name.replace("/", "-")).write_bytes(case.data)
    found = reading(case)
    for path, want, have in judge(case).misses:
        print(f"{path}: {want!r} ≠ {have!r}")
    for problem in found["problems"]:
        print(problem["code"], problem["message"], problem["place"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
