"""What judging a form costs, beside what a plain pass over the same form costs.

    python benchmarks/engine.py [--forms 400] [--checks 12] [--starts 7] [--only-starts]

Forms are made up from a seed, each with 12 indicators and about 1,000 characters of narrative. Numbers, amounts and sentences vary, because
``ziping.values`` and ``ziping.exact`` remember strings they have seen: the share of distinct strings is printed, and the first pass over
forms nobody has seen is the figure that counts. Everything is measured in CPU time of one core; start to exit also on the
clock.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from ziping.checks import Exam, every
from ziping.form import Form, dump, load, walk
from ziping.pipeline import examine
from ziping.schemes import by_id
from ziping.scoring import make_sheet, understand

ROOT = Path(__file__).parent.parent
SCHEME = "cn-mof-2020-10-project"
PLACES = ["城关", "东河", "青石", "南山", "柳林", "白沙", "石桥", "新安", "马坪", "双溪"]
WORKS = ["渠道清淤", "泵站检修", "机耕路修补", "农田管护", "塘坝加固", "林网补植", "土壤改良", "水源保护", "设备更新", "技术培训"]
KINDS = [
    ("产出指标", "数量指标", ("{w}面积", "≥{n}亩", "{m}亩"), ("{w}次数", "{n}次以上", "{m}次"), ("{w}长度", "不少于{n}米", "{m}米")),
    ("产出指标", "质量指标", ("{w}合格率", "≥{p}%", "{q}%"), ("{w}完好率", "{p}%以上", "{q}%")),
    ("产出指标", "时效指标", ("{w}完成时间", "2023年{t}月底前", "2023年{t}月{d}日"), ("{w}及时率", "{p}%", "{q}%")),
    ("产出指标", "成本指标", ("{w}单位成本", "≤{n}元/亩", "{k}元/亩"), ("{w}总成本", "控制在{n}万元以内", "{k}万元")),
    ("效益指标", "社会效益指标", ("{w}受益人数", "≥{n}人", "{m}人"), ("{w}影响", "明显改善", "基本达成")),
    ("效益指标", "可持续影响指标", ("{w}管护机制", "机制健全", "达成预期指标"), ("{w}节水量", "比上年提高{r}%", "比上年提高{s}%")),
    ("满意度指标", "服务对象满意度指标", ("{w}群众满意度", "≥{p}%", "{q}%")),
]  # fmt: skip


POINTS = {"产出指标": 5000, "效益指标": 3000, "满意度指标": 1000}  # 百分之一分


def points(cents: int) -> str:
    """``450`` → ``'4.5'``"""
    return f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")


def indicator(random: Random, kind: int, weight: int) -> dict[str, str | None]:
    """One row of ``weight`` hundredths of a point: mostly met, one in six short of its target and scored in proportion, with a reason."""
    level1, level2, *patterns = KINDS[kind % len(KINDS)]
    name, target, actual = random.choice(patterns)
    n = random.randrange(20, 20000)
    short = random.random() < 0.17
    words = {
        "w": random.choice(PLACES) + random.choice(WORKS),
        "n": n,
        "m": n - n // 9 if short else n + random.randrange(n // 8 + 1),
        "k": n - random.randrange(n // 10 + 1),
        "p": random.randrange(80, 99),
        "q": f"{random.randrange(9000, 10000) / 100:.2f}",
        "t": random.randrange(3, 12),
        "d": random.randrange(1, 28),
        "r": random.randrange(2, 9),
        "s": f"{random.randrange(100, 999) / 100:.2f}",
    }
    return {
        "level1": level1,
        "level2": level2,
        "level3": name.format(**words),
        "target": target.format(**words),
        "actual": actual.format(**words),
        "weight": points(weight),
        "score": points(weight * 8 // 9 if short else weight),
        "reason": f"{words['w']}受{words['t']}月连续降雨影响，工期推迟 {words['d']} 天，已调整安排，下一年度补足。" if short else None,
    }


def sentences(random: Random, length: int) -> str:
    """Narrative of about ``length`` characters."""
    text = ""
    while len(text) < length:
        n = random.randrange(3, 4000)
        text += f"{random.choice(PLACES)}片区{random.choice(WORKS)} {n} 处，投入 {random.randrange(100, 99999) / 100:.2f} 万元，受益 {n * 7} 户；"
    return text[:-1] + "。"


def make(random: Random, rows: int = 12) -> dict[str, object]:
    """One form as JSON data."""
    budget = random.randrange(1000, 900000)
    spent = budget - random.randrange(budget // 20)
    rate = f"{100 * spent / budget:.2f}%"
    levels = [KINDS[i % len(KINDS)][0] for i in range(rows)]
    table = []
    for i, level in enumerate(levels):
        share, rest = divmod(POINTS[level], levels.count(level))
        table.append(indicator(random, i, share + rest if i == levels.index(level) else share))
    earned = sum(round(100 * float(str(row["score"]))) for row in table) + round(1000 * spent / budget)
    total = {"source": "年度资金总额", "initial_budget": f"{budget / 100:.2f}", "budget": f"{budget / 100:.2f}", "execution": f"{spent / 100:.2f}",
             "weight": "10", "rate": rate, "score": f"{10 * spent / budget:.2f}", "total": True}  # fmt: skip
    return {
        "kind": "project",
        "title": "项目支出绩效自评表",
        "year": 2023,
        "unit": {"name": f"{random.choice(PLACES)}县农业农村局"},
        "project": {"name": f"{random.choice(PLACES)}片区{random.choice(WORKS)}", "implementing_unit": f"{random.choice(PLACES)}农田站"},
        "money_unit": "万元",
        "funds": [total, {**total, "source": "其中：当年财政拨款", "weight": None, "score": None, "rate": rate, "total": False}],
        "goals": [{"expected": sentences(random, 380), "actual": sentences(random, 620)}],
        "indicators": table,
        "total_weight": "100",
        "total_score": points(earned),
    }


def corpus(seed: int, count: int, rows: int = 12) -> list[Form]:
    random = Random(seed)
    return [load(make(random, rows))[0] for _ in range(count)]


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU that ``work`` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def touch(data: object) -> int:
    """How many leaves of JSON data say something, every one looked at."""
    filled, waiting = 0, [data]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here
        else:
            filled += here is not None
    return filled


def plain_pass(texts: list[str]) -> int:
    """What reading the same forms costs without judging them: JSON decoded, every field touched."""
    return sum(touch(json.loads(text)) for text in texts)


def clock(commands: list[list[str]], times: int, compiled: str) -> list[tuple[float, float]]:
    """For each command the median seconds from start to exit: on the clock, and of CPU with the processes it started. They take turns,
    so that a busy moment falls on all of them. As installed, Python finds the modules compiled and ``ziping`` its data parsed (here in
    the folder ``compiled``, filled by a first round that does not count)."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    took: list[list[float]] = [[] for _ in commands]
    spent: list[list[float]] = [[] for _ in commands]
    for number in range(times + 1):
        for at, command in enumerate(commands):
            start, before = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
            done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            after = getrusage(RUSAGE_CHILDREN)
            if number and done.returncode not in (0, 1):
                raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}")
            if number:
                took[at].append(time.perf_counter() - start)
                spent[at].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return [(statistics.median(one), statistics.median(two)) for one, two in zip(took, spent, strict=True)]


def table(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    print(f"\n### {title}\n")
    print("| " + " | ".join(heads) + " |")
    print("|---" * len(heads) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def throughput(count: int) -> None:
    for form in corpus(1, 20):
        examine(form)  # words, schemes and checks are loaded once
    forms = corpus(2, count)
    strings = [value for form in forms for _, value in walk(form)]
    cells = [value for value in strings if len(value) < 60]
    values = [text for form in forms for row in form.indicators for text in (row.target, row.actual)]
    findings = 0

    def judge() -> None:
        nonlocal findings
        findings = sum(len(examine(form).findings) for form in forms)

    first, again = cpu(judge), cpu(judge)
    texts = [json.dumps({key: value for key, value in dump(form).items() if key != "places"}, ensure_ascii=False) for form in forms]
    plain = cpu(lambda: plain_pass(texts))
    print(f"{count} forms, {len(strings) // count} strings and {sum(map(len, strings)) // count} characters each; ", end="")
    print(
        f"{len(set(cells)) / len(cells):.0%} of the cell strings and {len(set(values)) / len(values):.0%} of targets and actuals are distinct; {findings / count:.1f} findings per form."
    )
    rows = [
        ("values + score sheet + checks, first pass", f"{first / count * 1000:.2f}", f"{count / first:.0f}", f"{first / plain:.0f}"),
        ("the same forms again (strings remembered)", f"{again / count * 1000:.2f}", f"{count / again:.0f}", f"{again / plain:.0f}"),
        ("plain pass: json.loads, every field touched", f"{plain / count * 1000:.3f}", f"{count / plain:.0f}", "1"),
    ]
    table("One core, no I/O", ("what", "ms per form", "forms per second", "× plain pass"), rows)


def by_part(count: int, show: int) -> None:
    """A corpus of its own, so that nothing in it has been seen."""
    forms = corpus(3, count)
    scheme = by_id(SCHEME)
    facts = []
    understood = cpu(lambda: facts.extend(understand(form) for form in forms))
    sheets = []
    scored = cpu(lambda: sheets.extend(make_sheet(form, fact, scheme) for form, fact in zip(forms, facts, strict=True)))
    asked = [Exam(form, fact, sheet, scheme) for form, fact, sheet in zip(forms, facts, sheets, strict=True)]
    costs = []
    for check in every():
        hits = 0

        def ask(check=check) -> None:
            nonlocal hits
            hits = sum(len(list(check.ask(exam))) for exam in asked if not check.spared(exam.signs))

        costs.append((cpu(ask) / count * 1e6, check, hits))
    costs.sort(key=lambda cost: -cost[0])
    everything = sum(cost for cost, _, _ in costs)
    rows = [
        ("values: all texts in one spelling, every target and actual understood", f"{understood / count * 1e6:.0f}"),
        ("score sheet", f"{scored / count * 1e6:.0f}"),
        (f"{len(costs)} checks", f"{everything:.0f}"),
    ]
    table("Where it goes", ("step", "µs per form"), rows)
    rows = [
        (check.code, check.name, f"{cost:.1f}", f"{cost / everything:.0%}", f"{hits / count:.2f}") for cost, check, hits in costs[:show]
    ]
    table(f"The {show} slowest checks", ("code", "name", "µs per form", "share", "findings per form"), rows)


def linear() -> None:
    """Twenty times the rows should cost about twenty times the time. Each size has forms of its own."""
    rows = []
    base = 0.0
    for size, count in ((100, 40), (2000, 2)):
        forms = corpus(size, count, size)
        took = cpu(lambda forms=forms: [examine(form) for form in forms]) / count
        base = base or took
        rows.append((str(size), f"{took * 1000:.0f}", f"{took / size * 1e6:.0f}", f"{took / base:.1f}"))
    table("Linear in the number of indicators", ("indicators", "ms per form", "µs per indicator", "× the first"), rows)


STARTS = (["check", "examples/department-2020.docx"], ["explain", "FM101"], ["value", "50次以上"], ["--help"])


def start_to_exit(times: int) -> None:
    python = sys.executable
    with TemporaryDirectory() as compiled:
        (bare, bare_cpu), *others = clock([[python, "-c", "pass"], *([python, "-m", "ziping", *each] for each in STARTS)], times, compiled)
    rows = [("python -c pass", f"{bare * 1000:.0f}", f"{bare_cpu * 1000:.0f}", "1.0")]
    rows += [
        (f"ziping {' '.join(each)}", f"{took * 1000:.0f}", f"{spent * 1000:.0f}", f"{spent / bare_cpu:.1f}")
        for each, (took, spent) in zip(STARTS, others, strict=True)
    ]
    table(f"Start to exit, medians of {times}, taking turns", ("command", "ms on the clock", "ms of CPU", "CPU × bare Python"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="What judging a form costs.")
    parser.add_argument("--forms", type=int, default=400, help="how many made-up forms (400)")
    parser.add_argument("--checks", type=int, default=12, help="how many of the slowest checks to list (12)")
    parser.add_argument("--starts", type=int, default=7, help="how many times each command is started (7)")
    parser.add_argument("--only-starts", action="store_true", help="nothing but start to exit")
    options = parser.parse_args()
    gc.set_threshold(50_000)  # as the command line, the reader process, the batch and the server set it
    if options.only_starts:
        start_to_exit(options.starts)
        return
    throughput(options.forms)
    by_part(options.forms, options.checks)
    linear()
    start_to_exit(options.starts)


if __name__ == "__main__":
    main()
