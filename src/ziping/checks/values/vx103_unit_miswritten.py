from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import limbs
from ziping.checks.signs import miswritten, slip
from ziping.values import Compound, Interval, Value

check = Check(
    code="VX103",
    covers=("D03",),
    waits=Sign.UNIT_MISWRITTEN,
    severity="info",
    basis="practice",
    message="{at}写作「{found}」，单位「{unit}」应写作「{expected}」。",
    remedy="请把「{unit}」改为「{expected}」。",
)


@check
def unit_miswritten(exam: Exam) -> Iterator[Hit]:
    """计量单位写得不规范。

    查什么  目标值和完成值的单位是不规范的写法，如「百分比」「人/次」「平方」。
    为何    「100百分比」「50人/次」各人有各人的读法，汇总时也归不到一起。
    不查    不认识的单位（不猜）；没有写单位的（另有检查）；分值为 0 的行。
    """
    for row in exam.declared:
        for field, value in (("target", row.target), ("actual", row.actual)):
            if not isinstance(value, (Interval, Compound)):
                continue
            if isinstance(value, Interval) and value.unit is None:
                continue
            unit = next(filter(None, map(_unit, limbs(value))), None)
            if unit is not None:
                yield check.at(f"{row.path}.{field}", found=getattr(row.indicator, field), expected=miswritten()[unit], unit=unit)


def _unit(value: Value) -> str | None:
    """The unit of a value if it is miswritten."""
    return slip(value.unit, value.per) if isinstance(value, Interval) and value.unit is not None else None
