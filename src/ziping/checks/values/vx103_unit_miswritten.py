from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import limbs
from ziping.errors import DataError
from ziping.records import DATA, Record, load
from ziping.text import bare
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
                yield check.at(f"{row.path}.{field}", found=getattr(row.indicator, field), expected=_slips()[unit], unit=unit)


def _unit(value: Value) -> str | None:
    """The unit of a value if it is miswritten."""
    return _slip(value.unit, value.per) if isinstance(value, Interval) and value.unit is not None else None


@lru_cache(maxsize=1024)
def _slip(unit: str, per: str | None) -> str | None:
    unit = bare(unit if per is None else f"{unit}/{per}")
    return unit if unit in _slips() else None


@lru_cache(maxsize=1)
def _slips() -> dict[str, str]:
    record = load(DATA / "words" / "unit_slips.yml")
    if not isinstance(record, Record):
        raise DataError("words/unit_slips.yml：应是「误写: 规范写法」")
    return {bare(str(wrong)): str(right) for wrong, right in record.items()}
