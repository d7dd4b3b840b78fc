from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.exact import show
from ziping.values import Interval

check = Check(
    code="VX110",
    covers=("D10",),
    waits=Sign.TARGET_WITHOUT_UNIT,
    severity="warning",
    basis="practice",
    message="{count} 项指标的目标值都是光秃秃的 {found}，像是占位用的数。",
    remedy="请逐项填写真实的目标值和单位。",
)

_LEAST = 5  # rows; fewer may be alike by chance


@check
def targets_all_alike(exam: Exam) -> Iterator[Hit]:
    """各项目标值是同一个占位的数。

    查什么  有五项以上数值目标，全是同一个没有单位、没有符号的数。
    为何    每项都是 100，说明目标没有认真填写。
    不查    都是 100% 的（带百分号）；带单位或符号的；数值目标不足五项；分值为 0 的行。
    """
    numbers = [(row.path, row.target) for row in exam.aiming_at(Interval) if isinstance(row.target, Interval)]
    if len(numbers) < _LEAST:
        return
    values = {target.exact if _bare(target) else None for _, target in numbers}
    if len(numbers) < _LEAST or len(values) != 1:
        return
    value = values.pop()
    if value is not None and value != 0:
        yield check.at("indicators", also=[f"{path}.target" for path, _ in numbers], found=show(value), count=len(numbers))


def _bare(value: Interval) -> bool:
    return value.unit is None and value.operator == "" and value.name is None
