"""计分曲线：每条曲线一个名字，方案按名字引用。分值单位为分，结果不四舍五入（由计分表统一到 0.01）。

各曲线都满足：不低于 0 分，不高于分值；完成得更好，得分不会更低。出处见引用它的方案。
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal

from ziping.exact import ONE, ZERO

__all__ = ["CURVES", "all_or_nothing", "bands", "capped", "deviation", "inverse", "linear_to_double", "ratio_capped", "steps"]


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


CURVES: dict[str, Callable[[Decimal, Decimal, Decimal], Decimal]] = {
    "ratio_capped": ratio_capped,
    "inverse": inverse,
    "linear_to_double": linear_to_double,
    "all_or_nothing": all_or_nothing,
}
