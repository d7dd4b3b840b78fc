"""分数算出以后的调整：超额完成、不适用的折算、几个目标的汇总、按执行率设的总分上限。单位都是分，结果不四舍五入。

出处见引用它的方案。都满足：不低于 0 分，不高于满分；超额越多，得分不会更高。
"""

from collections.abc import Iterable
from decimal import Decimal

from ziping.exact import ZERO

__all__ = ["by_ratio", "ceiling", "over_fixed", "over_share", "rescaled"]


def over_fixed(points: Decimal, ratio: Decimal, at: Decimal, deduct: Decimal) -> Decimal:
    """超额完成定额扣分：完成值是指标值的 ``at`` 倍及以上，扣 ``deduct`` 分，扣完为止。

    单位 points、deduct 分；ratio、at 倍数（1 = 正好完成）。边界 正好在 at 上也扣。

    >>> over_fixed(Decimal(10), Decimal("1.5"), Decimal("1.3"), Decimal(2))
    Decimal('8')
    """
    return max(points - deduct, ZERO) if ratio >= at else points


def over_share(points: Decimal, ratio: Decimal, at: Decimal, deduct: Decimal) -> Decimal:
    """超额完成按比例扣分：超出 ``at`` 的部分，每超一倍扣分值的 ``deduct``，扣完为止。

    单位 points 分；ratio、at 倍数；deduct 占分值的比率。边界 正好在 at 上不扣。

    >>> over_share(Decimal(10), Decimal("1.7"), Decimal("1.2"), Decimal("0.4"))
    Decimal('8.00')
    """
    return max(points - points * deduct * (ratio - at), ZERO) if ratio >= at else points


def rescaled(score: Decimal, dropped: Decimal, full: Decimal) -> Decimal:
    """有指标不适用：适用指标的得分，按满分折算。

    单位 score、dropped、full 分；dropped 为不适用指标的分值合计。边界 全部不适用时为 0；没有不适用的，不变。

    >>> rescaled(Decimal(81), Decimal(10), Decimal(100))
    Decimal('90')
    """
    left = full - dropped
    return min(score * full / left, full) if left > 0 else ZERO


def by_ratio(goals: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """几个目标按比例汇总：各目标的得分 × 各自的比例，相加。

    单位 得分为分；比例为比率。比例合计不大于 1 时，结果不高于得分最高的目标。

    >>> by_ratio([(Decimal(90), Decimal("0.6")), (Decimal(80), Decimal("0.4"))])
    Decimal('86.0')
    """
    return sum((score * ratio for score, ratio in goals), ZERO)


def ceiling(total: Decimal, rate: Decimal, limits: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """按执行率封顶：执行率低于某一界限（不含）的，总分不高于它的上限；几个界限都不到的，取最低的上限。

    单位 total 和上限为分；rate 和界限为比率。边界 正好等于界限的，不受它限制。

    >>> ceiling(Decimal(95), Decimal("0.65"), [(Decimal("0.7"), Decimal(85)), (Decimal("0.8"), Decimal(90))])
    Decimal('85')
    """
    return min([total, *(most for below, most in limits if rate < below)])
