"""How well and how fast ``ziping.values.parse`` reads real targets and actuals.

    python benchmarks/values.py [--list PATH]

The list is a tab-separated file with the columns ``target`` and ``actual`` (default ``../shared/data/values_dev.tsv`` beside the
repository; it is not part of it). The distinct stripped strings are split by ``sha256(text) mod 5 < 2``: that part was held out
while the grammar was written. ``values_key.tsv`` says what each string means, written by hand from the strings before the parser was
run on the held-out part. Compared are kind, operator, both ends and the unit; where two readings are equally right the key
names both kinds (``state|unread``).

Held-out result before anything was mended: 250 of 257 right (97.3 %); three of the seven read a wrong number or lost a bound.
"""

import argparse
import csv
import hashlib
import re
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from ziping.values import Blank, Compound, Day, Grade, Interval, Level, Moment, Trend, Value, YesNo, parse
from ziping.values.words import words

HERE = Path(__file__).resolve().parent
LIST = HERE.parent.parent / "shared" / "data" / "values_dev.tsv"
KEY = HERE / "values_key.tsv"

Row = tuple[str, str, str, str, str]  # kind, operator, low, high, unit


def held_out(text: str) -> bool:
    """The published split."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 5 < 2


def strings(path: Path) -> list[str]:
    """Distinct stripped strings of the columns target and actual, in order of appearance."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return list(dict.fromkeys(row[column].strip() for row in rows for column in ("target", "actual")))


def key() -> dict[str, Row]:
    """The hand-written key: text → what it means."""
    with KEY.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return {row[0]: (row[1], row[2], _number(row[3]), _number(row[4]), row[5]) for row in rows}


def reading(value: Value) -> Row:
    """A parsed value in the columns of the key."""
    match value:
        case Interval():
            low, high, unit = _ends(value)
            return "interval", value.operator, low, high, unit
        case Moment():
            return "moment", value.operator, _day(value.first), _day(value.last), ""
        case Trend():
            low, high, unit = _ends(value.amount) if value.amount else ("", "", "")
            return "trend", value.direction, low, high, unit
        case Level():
            return "level", value.level, "", "", ""
        case Grade():
            return "grade", value.grade, "", "", ""
        case YesNo():
            return "yes_no", "yes" if value.answer else "no", "", "", ""
        case Blank():
            return "blank", value.kind, "", "", ""
        case Compound():
            return "compound", "", "", "", "; ".join(_limb(part.value) for part in value.parts)
    return type(value).__name__.lower(), "", "", "", ""


def agrees(wanted: Row, got: Row) -> bool:
    """True if the reading is one of those the key allows; numbers are compared, not their spelling."""
    kinds = wanted[0].split("|")
    if got[0] not in kinds:
        return False
    if len(kinds) > 1 and got[0] in ("state", "unread"):
        return True
    return got[1:] == wanted[1:]


def _ends(value: Interval) -> tuple[str, str, str]:
    unit = (value.unit or "") + (f"/{value.per}" if value.per else "")
    return "" if value.low is None else _number(str(value.low)), "" if value.high is None else _number(str(value.high)), unit


def _limb(value: Value) -> str:
    kind, operator, low, high, unit = reading(value)
    if kind == "moment":
        return f"M {operator} {high or low}"
    return " ".join(filter(None, (operator, low or high, unit)))


def _number(text: str) -> str:
    return f"{Decimal(text).normalize():f}" if re.fullmatch(r"-?\d+(\.\d+)?", text) and not text.startswith("--") else text


def _day(day: Day | None) -> str:
    if day is None:
        return ""
    if day.month is None:
        return str(day.year) if day.year else f"---{day.day:02d}"
    return f"{day.year or '-'}-{day.month:02d}" + (f"-{day.day:02d}" if day.day else "")


def accuracy(texts: list[str]) -> None:
    """Print the share right in both parts, and every miss."""
    answers = key()
    for name, part in (("developed on", [t for t in texts if not held_out(t)]), ("held out", [t for t in texts if held_out(t)])):
        known = [text for text in part if text in answers]
        misses = [(text, answers[text], reading(parse(text))) for text in known if not agrees(answers[text], reading(parse(text)))]
        right = len(known) - len(misses)
        print(f"{name}: {right} of {len(known)} right ({100 * right / max(1, len(known)):.1f} %), {len(part) - len(known)} without a key")
        for text, wanted, got in misses:
            print(f"    {text!r}: key {' '.join(filter(None, wanted))}, read {' '.join(filter(None, got))}")


def speed(texts: list[str]) -> None:
    """Print strings per second with cold caches, the cost of a repeat, and a loop of plain Python as a measure of the machine."""
    words()
    varied = list(dict.fromkeys(_vary(text, n) for n in range(40) for text in texts))
    reference = min(_timed(_loop) for _ in range(3))
    print(f"reference loop of 1,000,000 additions: {1000 * reference:.0f} ms")
    for name, some in (("real strings", texts), ("the same with other numbers", varied)):
        cold = min(_cold(some) for _ in range(5))
        print(
            f"{name}: {len(some)} distinct, {len(some) / cold:,.0f} strings/s cold, {cold / len(some) / reference * 1e6:.0f} additions each"
        )
    again = min(_timed(lambda: [parse(text) for text in varied]) for _ in range(5))
    print(f"repeat: {1e9 * again / len(varied):.0f} ns")


def _vary(text: str, n: int) -> str:
    """The same string with other figures: n is added to every run of at most seven digits that is no date."""
    if n == 0 or "月" in text or "年" in text:
        return text
    return re.sub(r"(?<![\d.])\d{1,7}(?![\d:/-])", lambda found: str(int(found[0]) + 100 * n), text)


def _cold(texts: list[str]) -> float:
    for name, module in sys.modules.items():
        if name.startswith("ziping.values") or name == "ziping.text":
            for item in vars(module).values():
                if hasattr(item, "cache_clear") and item is not words:
                    item.cache_clear()
    return _timed(lambda: [parse(text) for text in texts])


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _loop() -> None:
    total = 0
    for n in range(1_000_000):
        total += n


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--list", type=Path, default=LIST, help="tab-separated list with the columns target and actual")
    path = arguments.parse_args().list
    if path.exists():
        texts = strings(path)
    else:
        print(f"The list of real strings is not here ({path.name}); using the texts of {KEY.name}. Give another with --list PATH.")
        texts = list(key())
    accuracy(texts)
    speed(texts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
