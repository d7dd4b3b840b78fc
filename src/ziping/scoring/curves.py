"""计分曲线：每条曲线一个名字，方案按名字引用。分值单位为分，结果不四舍五入（由计分表统一到 0.01）。

各曲线都满足：不低于 0 分，不高于分值；完成得更好，得分不会更低。出处见引用它的方案。
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, Decimal

from ziping.exact import ONE, ZERO

__all__ = [
    "BOUNDED",
    "CURVES",
    "Tread",
    "all_or_nothing",
    "bands",
    "by_distance",
    "capped",
    "deviation",
    "inverse",
    "linear_to_double",
    "ratio_above_floor",
    "ratio_capped",
    "satisfaction",
    "staircase",
    "steps",
    "steps_above",
    "steps_below",
]

Tread = tuple[Decimal | None, Decimal | None, Decimal]  # 不超过、不低于（最后一档都没有）、占分值的比率


def capped(points: Decimal, share: Decimal) -> Decimal:
    """分值 × 份额，限制在 0 与满分之间。

    单位 points 分；share 比率（1 = 100%）。
    """
    return points * min(max(share, ZERO), ONE)


def ratio_capped(points: Decimal, wanted: Decimal, got: Decimal) -> Decimal:
    """正向：完成值 ÷ 指标值，封顶满分。

    单位 points 分；wanted、got 同一单位。边界 指标值为 0 时达到即满分；完成值为负按 0。

    >>> ratio_capped(Decimal(10), Decimal(50), Decimal(45))
    Decimal('9.0')
    """
    if wanted <= 0:
        return points if got >= wanted else ZERO
    return capped(points, got / wanted)


def inverse(points: Decimal, wanted: Decimal, got: Decimal) -> Decimal:
    """反向：指标值 ÷ 完成值，封顶满分。

    单位 points 分；wanted、got 同一单位。边界 完成值不高于指标值即满分；指标值为 0 时超过即 0 分。

    >>> inverse(Decimal(5), Decimal(100), Decimal(125))
    Decimal('4.0')
    """
    if got <= wanted:
        return points
    return capped(points, wanted / got) if wanted > 0 else ZERO


def linear_to_double(points: Decimal, wanted: Decimal, got: Decimal) -> Decimal:
    """反向：超出指标值多少就按比例扣多少，达到指标值的两倍时为 0 分。

    单位 points 分；wanted、got 同一单位。

    >>> linear_to_double(Decimal(10), Decimal(100), Decimal(150))
    Decimal('5.0')
    """
    if got <= wanted:
        return points
    return capped(points, ONE - (got - wanted) / wanted) if wanted > 0 else ZERO


def all_or_nothing(points: Decimal, wanted: Decimal, got: Decimal) -> Decimal:
    """指标值为 0（或是非题）：达到即满分，否则 0 分。wanted 为上限。

    >>> all_or_nothing(Decimal(5), Decimal(0), Decimal(2))
    Decimal('0')
    """
    return points if got <= wanted else ZERO


def deviation(points: Decimal, rate: Decimal) -> Decimal:
    """双向：比率为 1 时满分，高于或低于 1 都按偏离的大小扣分，不低于 0。

    单位 points 分；rate 比率（1 = 100%）。边界 超支与结余同样扣分。

    >>> deviation(Decimal(10), Decimal("1.05"))
    Decimal('9.50')
    """
    return capped(points, ONE - abs(rate - ONE))


def steps(points: Decimal, shortfall: Decimal, per: Decimal, deduct: Decimal) -> Decimal:
    """分档扣分：每差（或每超）一个 ``per`` 扣 ``deduct`` 分，不足一档按一档计，扣完为止。

    单位 points、deduct 分；shortfall、per 同一单位。边界 没有差额即满分。

    >>> steps(Decimal(5), Decimal("0.12"), Decimal("0.05"), Decimal(1))
    Decimal('2')
    """
    if shortfall <= 0:
        return points
    count = (shortfall / per).to_integral_value(ROUND_CEILING)
    return max(points - count * deduct, ZERO)


def bands(points: Decimal, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """定性分档：某一档的最低分和最高分（高端除满分档外不含）。

    单位 points 分；low、high 占分值的比率。

    >>> bands(Decimal(15), Decimal("0.6"), Decimal("0.8"))
    (Decimal('9.0'), Decimal('12.0'))
    """
    return points * low, points * high


def ratio_above_floor(points: Decimal, wanted: Decimal, got: Decimal, floor: Decimal) -> Decimal:
    """正向，设及格线：完成率低于及格线为 0 分，及格线以上按（完成率－及格线）÷（1－及格线）。

    单位 points 分；wanted、got 同一单位；floor 比率，不小于 0、小于 1。边界 正好在及格线上为 0 分；指标值为 0 时达到即满分。

    >>> ratio_above_floor(Decimal(10), Decimal(50), Decimal(45), Decimal("0.6"))
    Decimal('7.50')
    """
    if wanted <= 0:
        return points if got >= wanted else ZERO
    return capped(points, (got / wanted - floor) / (ONE - floor))


def steps_below(points: Decimal, wanted: Decimal, got: Decimal, per: Decimal, deduct: Decimal) -> Decimal:
    """正向分档扣分：每比指标值低一个 ``per`` 扣 ``deduct`` 分，不足一档按一档计，扣完为止。

    单位 points、deduct 分；per 占指标值的比率。边界 达到即满分；指标值为 0 时达到即满分，否则 0 分。

    >>> steps_below(Decimal(5), Decimal(100), Decimal(92), Decimal("0.05"), Decimal(1))
    Decimal('3')
    """
    if wanted <= 0:
        return points if got >= wanted else ZERO
    return steps(points, (wanted - got) / wanted, per, deduct)


def steps_above(points: Decimal, wanted: Decimal, got: Decimal, per: Decimal, deduct: Decimal) -> Decimal:
    """反向分档扣分：每比指标值高一个 ``per`` 扣 ``deduct`` 分，不足一档按一档计，扣完为止。

    单位 points、deduct 分；per 占指标值的比率。边界 不高于指标值即满分；指标值为 0 时超过即 0 分。

    >>> steps_above(Decimal(5), Decimal(100), Decimal(103), Decimal("0.01"), Decimal("0.5"))
    Decimal('3.5')
    """
    if got <= wanted:
        return points
    return steps(points, (got - wanted) / wanted, per, deduct) if wanted > 0 else ZERO


def by_distance(points: Decimal, low: Decimal, high: Decimal, got: Decimal) -> Decimal:
    """区间指标：在区间内满分，在区间外按离较近一端的远近扣分（差多少成，扣多少成）。

    单位 points 分；low、high、got 同一单位。边界 两端都算在内；较近一端为 0 时，在区间外即 0 分。

    >>> by_distance(Decimal(10), Decimal(80), Decimal(100), Decimal(60))
    Decimal('7.50')
    """
    if low <= got <= high:
        return points
    end = low if got < low else high
    return capped(points, ONE - abs(got - end) / abs(end)) if end else ZERO


def staircase(points: Decimal, value: Decimal, treads: Sequence[Tread]) -> Decimal:
    """台阶：从好到差逐档看，落在哪一档就得哪一档的份额；各档的界限都算在内，最后一档收下其余。

    单位 points 分；每档三个数：不超过、不低于、占分值的比率。

    >>> treads = [(Decimal(0), None, Decimal(1)), (Decimal("0.1"), None, Decimal("0.8")), (None, None, Decimal(0))]
    >>> staircase(Decimal(5), Decimal("0.05"), treads)
    Decimal('4.0')
    """
    for up_to, floor, share in treads:
        if (up_to is None or value <= up_to) and (floor is None or value >= floor):
            return capped(points, share)
    return ZERO


def satisfaction(points: Decimal, share: Decimal, full_at: Decimal, zero_below: Decimal) -> tuple[Decimal, Decimal]:
    """满意度：不低于 ``full_at`` 满分，低于 ``zero_below`` 为 0 分，其间只知道在 0 与满分之间。给出最低分和最高分。

    单位 points 分；share、full_at、zero_below 比率（1 = 100%）。

    >>> satisfaction(Decimal(10), Decimal("0.91"), Decimal("0.9"), Decimal("0.6"))
    (Decimal('10'), Decimal('10'))
    """
    if share >= full_at:
        return points, points
    return (ZERO, ZERO) if share < zero_below else (ZERO, points)


# 方案可以点名的曲线；先是分值，再是各自要的数
CURVES: dict[str, Callable[..., Decimal]] = {
    "ratio_capped": ratio_capped,
    "inverse": inverse,
    "linear_to_double": linear_to_double,
    "all_or_nothing": all_or_nothing,
    "ratio_above_floor": ratio_above_floor,
    "steps_below": steps_below,
    "steps_above": steps_above,
    "by_distance": by_distance,
    "staircase": staircase,
    "deviation": deviation,
}
# 只给出范围的曲线
BOUNDED: dict[str, Callable[..., tuple[Decimal, Decimal]]] = {"satisfaction": satisfaction}
