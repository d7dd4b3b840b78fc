from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, half_up, show
from ziping.values import Interval, convert

check = Check(
    code="VX111",
    covers=("D11",),
    needs="last_year",
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，上年（{there}）已经完成「{expected}」，目标只有它的 {share}%，像是定低了。",
    remedy="请说明目标比上年完成值低的原因；定低了的，下一年度调整。",
)

_SHARE = Decimal("0.7")  # 审核惯例


@check
def target_below_last_actual(exam: Exam) -> Iterator[Hit]:
    """目标值比上年完成值低很多。

    查什么  越多越好的数值指标：目标值不到上一年度自评表里同一指标完成值的七成。
    为何    目标定低了，人人都能超额，满分就没有意义。
    不查    没有给出上年的自评表；越少越好的、单位不同的指标；上年完成值不是一个数；对应不上的指标；分值为 0 的行。
    """
    peer = exam.against.last_year if exam.against is not None else None
    if peer is None:
        return
    for row, other in peer.both(exam.declared):
        target, actual = row.target, other.actual
        if not isinstance(target, Interval) or not isinstance(actual, Interval) or target.operator not in ("≥", ">", ""):
            continue
        if target.bound is None or actual.exact is None or actual.exact <= 0 or target.per != actual.per or target.bound < 0:
            continue
        done = convert(actual.exact, actual.unit, target.unit)
        if done is None or done <= 0 or target.operator == "" and row.comparison is not None and row.comparison.direction == "reverse":
            continue
        if target.bound < done * _SHARE:
            yield check.at(
                f"{row.path}.target",
                found=target.text,
                expected=actual.text,
                share=show(half_up(target.bound / done * HUNDRED, 1)),
                there=peer.says(f"{other.path}.actual"),
            )
