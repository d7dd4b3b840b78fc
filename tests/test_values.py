"""The value language on written-down cases: ``conformance/values``, the manual page, the words and the benchmark's key."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from ziping.errors import DataError
from ziping.records import load
from ziping.values import (
    Compound,
    Interval,
    Measure,
    Moment,
    Unread,
    caret,
    compare,
    convert,
    known_unit,
    means_same,
    measure,
    parse,
    show,
)
from ziping.values.model import Day
from ziping.values.numerals import chinese_number
from ziping.values.words import load_words, words

HERE = Path(__file__).parent
CASES = HERE / "conformance" / "values"
READINGS = [(path.stem, case) for path in sorted(CASES.glob("*.yml")) if path.stem != "compare" for case in load(path)]
COMPARISONS = load(CASES / "compare.yml")
MANUAL = HERE.parent / "docs" / "values.md"
KEY = HERE.parent / "benchmarks" / "values_key.tsv"


def _partial(day: Day | None) -> str:
    return "" if day is None else "-".join("" if part is None else str(part) for part in (day.year, day.month, day.day))


def _misfit(case) -> str | None:
    value = parse(case["text"])
    kind = type(value).__name__.lower()
    if kind != case["kind"]:
        return f"{kind} 而不是 {case['kind']}：{value}"
    if "shows" in case and show(value) != case["shows"]:
        return f"写成 {show(value)}"
    if "at" in case and value.at != case["at"]:
        return f"停在 {value.at}"
    for number in case.get("holds", ()):
        if not value.holds(Decimal(str(number))):
            return f"{number} 应在界内"
    for number in case.get("fails", ()):
        if value.holds(Decimal(str(number))):
            return f"{number} 应在界外"
    if "operator" in case and value.operator != case["operator"]:
        return f"operator {value.operator}"
    for end in ("first", "last"):
        if end in case and _partial(getattr(value, end)) != str(case[end]):
            return f"{end} {_partial(getattr(value, end))}"
    return None


@pytest.mark.parametrize(("group", "case"), READINGS, ids=[f"{group}-{case['text'] or '空'}" for group, case in READINGS])
def test_读法(group, case):
    wrong = _misfit(case)
    if case.get("known"):
        assert wrong, "已经读对了，请去掉 known"
    else:
        assert wrong is None, wrong


@pytest.mark.parametrize("case", COMPARISONS, ids=[f"{case['target']}→{case['actual'] or '空'}" for case in COMPARISONS])
def test_比法(case):
    found = compare(parse(case["target"]), parse(case["actual"]))
    assert (found.kind, found.met) == (case["as"], case["met"])
    assert found.why
    if "bound" in case:
        assert found.got_is_bound is case["bound"]
    if "problem" in case:
        assert (found.unit_problem is not None) is case["problem"]


def test_比较时数都换成目标的单位():
    found = compare(parse("≥1.2公里"), parse("1300米"))
    assert (found.wanted, found.got, found.low, found.high, found.direction) == (
        Decimal("1.2"),
        Decimal("1.3"),
        Decimal("1.2"),
        None,
        "forward",
    )


def test_范围目标没有单一的目标数():
    found = compare(parse("80~90分"), parse("85分"))
    assert (found.wanted, found.low, found.high, found.direction) == (None, 80, 90, "range")


def test_一格几个值时逐项比较():
    found = compare(parse("手册3000张；景点10处"), parse("手册3100张；景点9处"))
    assert found.kind == "not_comparable" and [part.kind for part in found.parts] == ["number", "number"]


@pytest.mark.parametrize(
    ("number", "unit", "base"),
    [
        ("1.2", "公里", Measure(Decimal(1200), "米")),
        ("3", "万元", Measure(Decimal(30000), "元")),
        ("2", "百万人次", Measure(Decimal(2000000), "人次")),
        ("15", "亩", Measure(Decimal(10000), "平方米")),
        ("9", "成", Measure(Decimal(90), "%")),
        ("5", "吨", Measure(Decimal(5000), "公斤")),
        ("2", "年", Measure(Decimal(24), "月")),
        ("1.5", "万", Measure(Decimal(15000), None)),
        ("7", "泵房", Measure(Decimal(7), "泵房")),
        ("7", None, Measure(Decimal(7), None)),
    ],
)
def test_换算成基本单位(number, unit, base):
    assert measure(Decimal(number), unit) == base


def test_人与人次不能互换而名与人可以():
    assert convert(Decimal(1), "人", "人次") is None
    assert convert(Decimal(1), "名", "人") == 1


def test_工作日不换算成天():
    assert convert(Decimal(1), "工作日", "天") is None


def test_认识的单位():
    assert all(map(known_unit, ["元", "万元", "个工作日", "㎡", "%", "万人次"]))
    assert not any(map(known_unit, ["泵房间", "元宝", ""]))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("两千三百", 2300),
        ("三万五千", 35000),
        ("一亿两千万", 120000000),
        ("二〇二三", 2023),
        ("零", 0),
    ],
)
def test_中文数字(text, number):
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["三五", "二十三十", "一百五", "十百", "", "个"])
def test_不成数的中文数字(text):
    assert chinese_number(text) is None


def test_读不懂时指出是第几个字():
    assert caret(parse("50次1")) == "50次1\n~~~~^"
    assert caret(Unread("二100", 0, "")) == "二100\n^"


def test_原文一字不改():
    for text in ("≧ ９５ ％", " 50 次以上 ", "手册：3000张；景点：10处", "１．２．３", "机制 建成"):
        assert parse(text).text == text


def test_各部分的原文也一字不改():
    value = parse("手册３０００张；景点：10处")
    assert isinstance(value, Compound)
    assert [part.value.text for part in value.parts] == ["手册３０００张", "景点：10处"]
    assert [part.name for part in value.parts] == ["手册", "景点"]


def test_所用的词记在值里():
    assert parse("50次以上").word == "以上"
    assert parse("≧50次").word == "≥"
    assert parse("50次").word is None


def test_空单元格是空白():
    assert parse(None).kind == parse("").kind == parse(" \n").kind == "empty"


def test_不可见字符不影响读法():
    assert means_same(parse("≥\u200b95%\ufeff"), parse("≥95%"))


@pytest.mark.parametrize(
    "text",
    [
        "1" * 2000,
        "1," * 1000,
        "约" * 2000 + "1",
        "(" * 1990 + "1",
        "1-" * 1000,
        "每" * 1999 + "1",
        "不超过" * 600 + "1次",
        "年月" * 900 + "1",
    ],
)
def test_很长的怪文字也读得完(text):
    assert parse(text).text == text  # a runaway pattern would not come back


def test_超过两千字的不逐字读():
    assert isinstance(parse("完成" * 1001 + "1次"), Unread)


def test_词表里每个词都有依据():
    assert all(bound.basis for table in (words().prefixes, words().suffixes) for bound in table.entries.values())


def test_词表拒绝没有依据的词(tmp_path):
    for path in (HERE.parent / "src" / "ziping" / "data" / "words").glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "bounds.yml").open("a", encoding="utf-8") as file:
        file.write('- {side: prefix, means: "≥", words: {不下于: }}\n')
    with pytest.raises(DataError, match="basis"):
        load_words(tmp_path)


def test_词表拒绝重复的词(tmp_path):
    for path in (HERE.parent / "src" / "ziping" / "data" / "words").glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "bounds.yml").open("a", encoding="utf-8") as file:
        file.write('- {side: prefix, means: "≥", words: {不少于: practice}}\n')
    with pytest.raises(DataError, match="不少于"):
        load_words(tmp_path)


def test_手册里的例子():
    examples = re.findall(r"^\| `([^`]+)` \| `([^`]*)` \|", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(examples) > 40
    assert [(text, show(parse(text))) for text, _ in examples if not isinstance(parse(text), Unread)] == [
        (text, shown) for text, shown in examples if shown != "读不准"
    ]


def test_手册里说读不准的确实读不准():
    examples = re.findall(r"^\| `([^`]+)` \| `读不准` \|", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert examples and all(isinstance(parse(text), Unread) for text in examples)


def test_实测清单里的数没有读错():
    """Every string of the benchmark's key that is one number with a bound: the same number, bound and unit, or Unread."""
    with KEY.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row[1] == "interval"]
    assert len(rows) > 400
    wrong = []
    for text, _, operator, low, high, unit in rows:
        value = parse(text)
        ends = tuple(Decimal(end) if end else None for end in (low, high))
        if not isinstance(value, Unread) and not (
            isinstance(value, Interval)
            and (value.operator, value.low, value.high) == (operator, *ends)
            and (value.unit or "") + (f"/{value.per}" if value.per else "") == unit
        ):
            wrong.append(text)
    assert wrong == []


def test_期限两头都含():
    value = parse("2023年1月1日至12月31日")
    assert isinstance(value, Moment) and (value.first, value.last) == (Day(2023, 1, 1), Day(2023, 12, 31))
