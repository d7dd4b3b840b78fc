from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.vocabulary import vocabulary
from ziping.exact import ONE
from ziping.values import Interval, convert, known_unit

check = Check(
    code="VX204",
    covers=("E04",),
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，与目标值「{target}」无法比较：{why}。",
    remedy="请用目标值的单位填写完成值。",
)


@check
def units_differ(exam: Exam) -> Iterator[Hit]:
    """完成值与目标值的单位不同。

    查什么  目标值和完成值都是数，单位却不是一类（50人 对 45次），或分不清是比率还是百分数（0.95 对 95%）。
    为何    单位不同的数不能比较，得分没有根据。
    不查    能换算的（公里对米、元对万元）；只有一边写单位的；场、次、期等互换的量词，「个」「项」等泛指的量词；分值为 0 的行。
    """
    for row in exam.judged:
        found, target, actual = row.comparison, row.target, row.actual
        if found is None or found.unit_problem is None or not isinstance(target, Interval) or not isinstance(actual, Interval):
            continue
        if not _alike(target, actual):
            yield check.at(
                f"{row.path}.actual",
                also=(f"{row.path}.target",),
                found=actual.text,
                expected=target.unit,
                target=target.text,
                why=found.unit_problem,
            )


def _alike(target: Interval, actual: Interval) -> bool:
    """True for measure words that people use for one another."""
    one, two = target.unit, actual.unit
    if one is None or two is None or target.per or actual.per:
        return False
    alike, generic = vocabulary("naming", "alike"), vocabulary("naming", "generic")
    if one in alike and two in alike:
        return True
    return one in generic and _counts(two) or two in generic and _counts(one)


def _counts(unit: str) -> bool:
    """True for a unit that counts things (台, 户, an unknown word), not for one that measures or has a scale."""
    return unit != "%" and not any(convert(ONE, unit, base) is not None for base in _MEASURES) or not known_unit(unit)


_MEASURES = ("%", "百分点", "元", "米", "平方米", "立方米", "公斤", "秒", "月", "工作日", "人", "人次", "倍")
