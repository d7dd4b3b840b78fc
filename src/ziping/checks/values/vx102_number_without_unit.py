import re
from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.naming import core_name
from ziping.checks.rows import limbs
from ziping.checks.vocabulary import vocabulary
from ziping.text import bare
from ziping.values import Compound, Interval, known_unit

check = Check(
    code="VX102",
    covers=("D02",),
    waits=Sign.TARGET_WITHOUT_UNIT,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，没有计量单位，名称里也看不出单位。",
    remedy="请在数后写明单位，例如「50 次」「95%」。",
)

_BRACKET = re.compile(r"\((?:单位[:为])?([^()]+)\)")


@check
def number_without_unit(exam: Exam) -> Iterator[Hit]:
    """数值目标没有写计量单位。

    查什么  目标值是数，数后没有单位（也不是百分数），指标名称里也没有单位。
    为何    没有单位，完成值可以是次、人次或百分数，同一个数可以有几种读法。
    不查    名称写明了单位，如「培训人数」「新建渠道（公里）」；目标为 0；没有读懂的目标；分值为 0 的行。
    """
    for row in exam.aiming_at(Interval, Compound):
        bare_numbers = [value for value in limbs(row.target) if isinstance(value, Interval) and value.unit is None and value.bound != 0]
        if not bare_numbers or _named(row.name) or _named(row.indicator.level3):
            continue
        if not all(_named(value.name) for value in bare_numbers):
            yield check.at(f"{row.path}.target", found=row.indicator.target)


def _named(name: str | None) -> bool:
    """True if the name itself says the unit or that there is none: 培训人数, 公里数, 新建渠道（公里）, 指数."""
    if name is None:
        return False
    if any(known_unit(unit) for unit in _BRACKET.findall(bare(name))):
        return True
    core = core_name(name)
    if core.endswith(vocabulary("naming", "counted")):
        return True
    return core.endswith("数") and any(known_unit(core[-1 - length : -1]) for length in (1, 2, 3) if len(core) > length)
