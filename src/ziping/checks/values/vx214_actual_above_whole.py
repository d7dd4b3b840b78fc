from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.naming import is_share
from ziping.checks.rows import limbs
from ziping.exact import HUNDRED
from ziping.values import Compound, Interval, Value

check = Check(
    code="VX214",
    covers=("E14",),
    waits=Sign.ACTUAL_ABOVE_WHOLE,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」：这是占比，不会超过 100%。",
    remedy="请核对完成值；若是与计划相比的完成程度，请把名称改为「完成率」一类。",
)


@check
def actual_above_whole(exam: Exam) -> Iterator[Hit]:
    """占比类指标的完成值超过 100%。

    查什么  名称是合格率、覆盖率、满意度、比例一类，完成值却大于 100%。
    为何    部分不会多于全体，这样的完成值不是算错就是写错。
    不查    增长率、完成率、执行率、控制率、利用率等可以超过 100% 的；没有百分号的数；分值为 0 的行。
    """
    for row in exam.stating(Interval, Compound):
        if any(map(_above_whole, limbs(row.actual))) and is_share(row.name):
            yield check.at(f"{row.path}.actual", found=row.indicator.actual)


def _above_whole(value: Value) -> bool:
    if not isinstance(value, Interval) or value.unit != "%":
        return False
    return any(end is not None and end > HUNDRED for end in (value.low, value.high))
