"""Laws of the curves: never above the weight, never below 0, a better actual never scores less."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ziping.checks.cases import build_form
from ziping.schemes import every
from ziping.scoring import adjust, curves, make_sheet, understand

ZERO, ONE = Decimal(0), Decimal(1)
POINTS = st.decimals(min_value="0.5", max_value="100", places=2)
AMOUNT = st.decimals(min_value="-50", max_value="5000", places=2)
WANTED = st.decimals(min_value="0", max_value="3000", places=2)
SHARE = st.decimals(min_value="0", max_value="1", places=3)
RATE = st.decimals(min_value="-1", max_value="4", places=4)
FLOOR = st.decimals(min_value="0", max_value="0.95", places=2)
PER = st.decimals(min_value="0.005", max_value="0.5", places=3)
TREADS = st.lists(
    st.tuples(st.decimals(min_value="0", max_value="2", places=2), SHARE), min_size=1, max_size=5, unique_by=lambda row: row[0]
)

FORWARD = {"ratio_capped": (), "ratio_above_floor": (FLOOR,), "steps_below": (PER, POINTS)}
REVERSE = {"inverse": (), "linear_to_double": (), "all_or_nothing": (), "steps_above": (PER, POINTS)}
BOTH = {**FORWARD, **REVERSE}


def treads_of(rows, *, higher_is_better):
    """Rows in the order a scheme must have them: from the best to the worst, the last takes the rest."""
    limits = sorted((limit for limit, _ in rows), reverse=higher_is_better)
    shares = sorted((share for _, share in rows), reverse=True)
    return [(None, limit, share) if higher_is_better else (limit, None, share) for limit, share in zip(limits, shares, strict=True)] + [
        (None, None, ZERO)
    ]


@pytest.mark.parametrize("name", list(BOTH))
@given(data=st.data(), points=POINTS, wanted=WANTED, got=AMOUNT)
def test_不低于零也不高于分值(name, data, points, wanted, got):
    numbers = [data.draw(each) for each in BOTH[name]]
    assert ZERO <= curves.CURVES[name](points, wanted, got, *numbers) <= points


@pytest.mark.parametrize("name", list(BOTH))
@given(data=st.data(), points=POINTS, wanted=WANTED, got=AMOUNT, more=AMOUNT)
def test_完成得更好得分不会更低(name, data, points, wanted, got, more):
    numbers = [data.draw(each) for each in BOTH[name]]
    worse, better = sorted((got, more), reverse=name in REVERSE)
    curve = curves.CURVES[name]
    assert curve(points, wanted, worse, *numbers) <= curve(points, wanted, better, *numbers)


@pytest.mark.parametrize("name", list(BOTH))
@given(data=st.data(), points=POINTS, wanted=WANTED)
def test_正好达到目标得满分(name, data, points, wanted):
    assert curves.CURVES[name](points, wanted, wanted, *[data.draw(each) for each in BOTH[name]]) == points


@given(points=POINTS, a=RATE, b=RATE, rows=TREADS, per=PER, deduct=POINTS)
def test_执行率的各条曲线(points, a, b, rows, per, deduct):
    low, high = sorted((a, b))
    stairs = treads_of(rows, higher_is_better=True)
    for curve in (
        lambda rate: curves.capped(points, rate),
        lambda rate: curves.steps_below(points, ONE, rate, per, deduct),
        lambda rate: curves.staircase(points, rate, stairs),
    ):
        assert ZERO <= curve(low) <= curve(high) <= points


@given(points=POINTS, a=RATE, b=RATE)
def test_双向曲线离百分之百越近得分越高(points, a, b):
    near, far = sorted((a, b), key=lambda rate: abs(rate - ONE))
    assert ZERO <= curves.deviation(points, far) <= curves.deviation(points, near) <= points
    assert curves.deviation(points, ONE + (a - ONE)) == curves.deviation(points, ONE - (a - ONE)), "超支与结余同样扣"


@given(points=POINTS, ends=st.tuples(WANTED, WANTED), a=AMOUNT, b=AMOUNT)
def test_区间之外越远得分越低(points, ends, a, b):
    low, high = sorted(ends)

    def away(value):
        return max(low - value, value - high, ZERO)

    scores = [curves.by_distance(points, low, high, value) for value in (a, b)]
    assert all(ZERO <= score <= points for score in scores)
    assert all((score == points) == (away(value) == 0) for score, value in zip(scores, (a, b), strict=True))
    if (a < low) == (b < low):  # on the same side
        (near, _), (far, _) = sorted(zip(scores, (a, b), strict=True), key=lambda pair: away(pair[1]))
        assert far <= near


@given(points=POINTS, a=RATE, b=RATE, rows=TREADS)
def test_越小越好的台阶(points, a, b, rows):
    stairs = treads_of(rows, higher_is_better=False)
    assert ZERO <= curves.staircase(points, max(a, b), stairs) <= curves.staircase(points, min(a, b), stairs) <= points


@given(points=POINTS, a=SHARE, b=SHARE, ends=st.tuples(SHARE, SHARE).filter(lambda pair: pair[0] != pair[1]))
def test_满意度的范围在零与分值之间而且不倒退(points, a, b, ends):
    zero, full = sorted(ends)
    worse, better = (curves.satisfaction(points, share, full, zero) for share in sorted((a, b)))
    assert ZERO <= worse[0] <= worse[1] <= points
    assert worse[0] <= better[0] and worse[1] <= better[1]


OVER = st.decimals(min_value="1", max_value="10", places=3)


@given(points=POINTS, a=OVER, b=OVER, at=OVER, fixed=POINTS, share=SHARE)
def test_超额越多得分不会更高_不到界限不扣(points, a, b, at, fixed, share):
    less, more = sorted((a, b))
    for cut, deduct in ((adjust.over_fixed, fixed), (adjust.over_share, share)):
        assert ZERO <= cut(points, more, at, deduct) <= cut(points, less, at, deduct) <= points
        assert less >= at or cut(points, less, at, deduct) == points


@given(score=POINTS, more=POINTS, dropped=st.decimals(min_value="0", max_value="100", places=2))
def test_折算不低于原分_不高于满分(score, more, dropped):
    full = Decimal(100)
    low, high = (min(each, full - dropped) for each in sorted((score, more)))
    assert low <= adjust.rescaled(low, dropped, full) <= adjust.rescaled(high, dropped, full) <= full or dropped == full
    assert adjust.rescaled(score, ZERO, full) == score


@given(goals=st.lists(POINTS, min_size=1, max_size=5), cuts=st.lists(SHARE, min_size=5, max_size=5))
def test_按比例汇总在最低与最高的目标之间(goals, cuts):
    weights = [cut + Decimal("0.01") for cut in cuts[: len(goals)]]
    ratios = [weight / sum(weights) for weight in weights]
    total = adjust.by_ratio(zip(goals, ratios, strict=True))
    slack = Decimal("0.000001")
    assert min(goals) - slack <= total <= max(goals) + slack


LIMITS = st.lists(st.tuples(SHARE, POINTS), max_size=4)


@given(total=POINTS, a=RATE, b=RATE, limits=LIMITS)
def test_封顶不抬高总分_执行率高的不吃亏(total, a, b, limits):
    low, high = sorted((a, b))
    assert adjust.ceiling(total, low, limits) <= adjust.ceiling(total, high, limits) <= total


@pytest.mark.parametrize("scheme", list(every().values()), ids=list(every()))
@settings(max_examples=15)
@given(points=POINTS, wanted=st.decimals(min_value="1", max_value="999", places=1), a=AMOUNT, b=AMOUNT, sign=st.sampled_from("≥≤"))
def test_每个方案的每一行都守这三条(scheme, points, wanted, a, b, sign):
    worse, better = sorted((max(a, ZERO), max(b, ZERO)), reverse=sign == "≤")
    rows = [f"产出指标 | 数量指标 | 甲 | {sign}{wanted}个 | {got}个 | {points} | {points}" for got in (worse, better)]
    form = build_form({"rows": rows})
    first, second = make_sheet(form, understand(form), scheme).indicators
    for line in (first, second):
        assert line.computed is None or ZERO <= line.computed <= points
    if first.computed is not None and second.computed is not None:
        assert first.computed <= second.computed
