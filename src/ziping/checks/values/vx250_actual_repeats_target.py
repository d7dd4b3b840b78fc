from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import is_range, limbs, same_range
from ziping.text import bare
from ziping.values import Compound, Interval, Moment, Trend, Value

check = Check(
    code="VX250",
    waits=Sign.ACTUAL_RANGE | Sign.ACTUAL_DATE | Sign.ACTUAL_IN_WORDS,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，只是重复目标值「{target}」，没有说出实际完成了多少。",
    remedy="请写出实际完成的数、幅度或日期。",
)


@check
def actual_repeats_target(exam: Exam) -> Iterator[Hit]:
    """完成值照抄了目标的范围、升降或期限。

    查什么  目标值是范围（50次以上）、升降（同比上升）或期限（12月底前），完成值与它说的一样。
    为何    照抄目标等于没有填写完成情况，看不出是否达到，也无法计分。
    不查    测得的数正好等于目标（100% 对 100%）；文字成果（机制建成）；分值为 0 的行。
    """
    for row in exam.stating(Interval, Moment, Trend, Compound):
        actuals = [value for value in limbs(row.actual) if not isinstance(value, Interval) or is_range(value)]
        if actuals and any(_repeats(target, actual) for actual in actuals for target in limbs(row.target)):
            yield check.at(f"{row.path}.actual", also=(f"{row.path}.target",), found=row.indicator.actual, target=row.indicator.target)


def _repeats(target: Value, actual: Value) -> bool:
    if isinstance(target, Moment) and isinstance(actual, Moment):
        return target.operator == "≤" and actual.operator == "≤" and bare(target.text) == bare(actual.text)
    return same_range(target, actual)
