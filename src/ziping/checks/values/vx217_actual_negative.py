from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.naming import is_growth
from ziping.checks.rows import limbs
from ziping.values import Compound, Interval, Trend, Value

check = Check(
    code="VX217",
    covers=("E17",),
    waits=Sign.ACTUAL_NEGATIVE,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，是负数。",
    remedy="请核对完成值；前面的横线若不是负号，请删去。",
)


@check
def actual_negative(exam: Exam) -> Iterator[Hit]:
    """完成值是负数。

    查什么  完成值是小于 0 的数。
    为何    办成的事数不出负数，多半是把横线写成了负号。
    不查    增长率、变动率、温度、利润等可以为负的；目标是升降、本身为负或允许为负的；分值为 0 的行。
    """
    for row in exam.stating(Interval, Compound):
        if not any(map(_below_zero, limbs(row.actual))):
            continue
        target = row.target
        if not (
            is_growth(row.name) or isinstance(target, Trend) or isinstance(target, Interval) and (target.bound is None or _negative(target))
        ):
            yield check.at(f"{row.path}.actual", also=(f"{row.path}.target",), found=row.indicator.actual)


def _below_zero(value: Value) -> bool:
    return isinstance(value, Interval) and _negative(value) and value.unit != "℃"


def _negative(value: Interval) -> bool:
    return value.bound is not None and value.bound < 0
