"""Laws of the value language, tried on generated cells: the forms people write, and strings of its words in any order."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ziping.text import plain
from ziping.values import Compound, Interval, Unread, Value, caret, compare, means_same, measure, parse, show
from ziping.values.parse import _read

NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False).map(lambda d: f"{d:f}"),
    st.integers(1000, 10**7).map(lambda n: f"{n:,}"),
)
PREFIXES = st.sampled_from(["≥", "≤", ">", "<", "=", "不少于", "不超过", "大于", "小于", "至少", "约", "达到", "控制在"])
SUFFIXES = st.sampled_from(["以上", "及以上", "以内", "以下", "左右", "（含）以上"])
UNITS = st.sampled_from(["", "%", "次", "人次", "万元", "元", "个工作日", "公里", "㎡", "分", "个", "亩", "万人", "小时"])
NAMES = st.sampled_from(["", "培训人数", "总成本", "覆盖率", "手册"])
PERS = st.sampled_from(["", "/年", "/人·月", "/次"])
WORDS = st.sampled_from(
    [
        "≥",
        "≤",
        ">",
        "<",
        "=",
        "≧",
        "═",
        "》",
        "不少于",
        "不超过",
        "控制在",
        "达到",
        "约",
        "近",
        "大于等于",
        "至少",
        "0",
        "5",
        "7",
        "50",
        "3.5",
        "95",
        "100",
        "2023",
        "12",
        "1,200",
        "0.95",
        "两",
        "五十",
        "三",
        "一",
        "半",
        "百分之九十",
        "九成",
        "%",
        "％",
        "万元",
        "元",
        "万",
        "亿元",
        "次",
        "人次",
        "个",
        "个工作日",
        "个月",
        "小时",
        "/年",
        "每年",
        "/",
        "·",
        "以上",
        "以内",
        "以下",
        "左右",
        "(含)",
        "(",
        ")",
        "-",
        "~",
        "至",
        "±",
        "、",
        "，",
        "；",
        "。",
        "：",
        ".",
        "全年",
        "12月底前",
        "2023年6月30日",
        "同比",
        "较上年",
        "上升",
        "下降",
        "提升",
        "有所",
        "达成",
        "部分达成",
        "预期指标",
        "无",
        "XX",
        "**",
        "……",
        "手册",
        "景点",
        "培训",
        "满意度",
        "成本",
        "完成",
        "未完成",
        "第",
    ]
)
ANY = st.lists(WORDS, min_size=1, max_size=7).map("".join)


@st.composite
def bounded(draw) -> str:
    """One number with a sign or a bound word, the way forms have it."""
    name, number, unit, per = draw(NAMES), draw(NUMBERS), draw(UNITS), draw(PERS)
    per = per if unit else ""
    if draw(st.booleans()):
        return f"{name}{draw(PREFIXES)}{number}{unit}{per}"
    return f"{name}{number}{unit}{per}{draw(SUFFIXES)}"


CELLS = st.one_of(bounded(), ANY, st.text(max_size=20))


@given(CELLS)
def test_什么文字都不出错且原文不变(text):
    value = parse(text)
    assert value.text == text
    if isinstance(value, Unread):
        assert 0 <= value.at <= len(text) and value.why
        assert caret(value).count("\n") == 1


@given(bounded())
def test_常见写法都读得懂(text):
    value = parse(text)
    assert isinstance(value, Interval), value


@given(bounded())
def test_标准写法读回来意思不变(text):
    value = parse(text)
    assert means_same(parse(show(value)), value)
    assert show(parse(show(value))) == show(value)


@given(st.lists(bounded(), min_size=2, max_size=4))
def test_几个值的标准写法读回来意思不变(texts):
    value = parse("；".join(texts))
    assert isinstance(value, Compound | Interval)
    assert means_same(parse(show(value)), value)


@given(bounded())
def test_空格和全角不影响意思(text):
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    assert means_same(parse(wide), parse(text))
    assert means_same(parse(f" {text}　"), parse(text))


@given(CELLS)
def test_捷径与全部语法读法一致(text):
    assert parse(text) == _read(text, plain(text))


@given(NUMBERS, UNITS)
def test_以上含本数而超过不含(number, unit):
    exact = Decimal(number.replace(",", ""))
    assert parse(f"{number}{unit}以上").holds(exact) and not parse(f"超过{number}{unit}").holds(exact)
    assert parse(f"{number}{unit}以内").holds(exact) and not parse(f"不满{number}{unit}").holds(exact)


@given(bounded(), st.decimals(0, 10**9, places=2), st.decimals(0, 10**6, places=2))
def test_界内是连成一片的(text, number, more):
    value = parse(text)
    if value.low is None and value.holds(number + more):
        assert value.holds(number) or number < 0
    if value.high is None and value.holds(number):
        assert value.holds(number + more)


@given(NUMBERS, NUMBERS, UNITS)
def test_下限越高越难做到(one, two, unit):
    low, high = sorted(Decimal(n.replace(",", "")) for n in (one, two))
    actual = parse(f"{low:f}{unit}")
    if compare(parse(f"≥{high:f}{unit}"), actual).met:
        assert compare(parse(f"≥{low:f}{unit}"), actual).met


@given(bounded(), bounded())
def test_比较不出错并且总有说明(one, two):
    found = compare(parse(one), parse(two))
    assert found.kind == "number" and found.why
    assert found.met is None or found.unit_problem is None


@given(NUMBERS, UNITS.filter(bool))
def test_和自己比总是做到(number, unit):
    value: Value = parse(f"{number}{unit}")
    assert compare(value, value).met is True


@settings(max_examples=50)
@given(st.decimals(0, 10**6, places=3), st.sampled_from(["元", "人次", "米", "亩", "%", "次"]))
def test_换算与倍数相容(number, unit):
    assert measure(number * 10000, unit).number == measure(number, f"万{unit}").number or unit in ("%", "亩")
