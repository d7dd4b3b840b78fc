from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import is_range, limbs, same_range
from ziping.values import Compound, Interval

check = Check(
    code="VX203",
    covers=("E03",),
    waits=Sign.ACTUAL_RANGE,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，是一个范围；完成值应是实际测得的数。",
    remedy="请写出实际测得的数和单位。",
)


@check
def actual_is_a_range(exam: Exam) -> Iterator[Hit]:
    """完成值写成了范围。

    查什么  完成值带 ≥、≤ 等符号，或「以上」「以内」「不低于」等字样，或写成「50–60」。
    为何    年终的完成值是事实，只有一个数；写成范围便无法核对，也无法计分。
    不查    照抄目标值的（另有检查）；约数；「达到 98%」一类说出了数的；分值为 0 的行。
    """
    for row in exam.stating(Interval, Compound):
        ranges = [value for value in limbs(row.actual) if is_range(value)]
        if ranges and not any(same_range(target, value) for value in ranges for target in limbs(row.target)):
            yield check.at(f"{row.path}.actual", also=(f"{row.path}.target",), found=row.indicator.actual)
