from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.vocabulary import vocabulary
from ziping.exact import ONE, half_up, show
from ziping.values import Comparison, Interval, convert, known_unit

check = Check(
    code="VX204",
    covers=("E04",),
    waits=Sign.UNITS_DIFFER,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，与目标值「{target}」{why}。",
    remedy="请用目标值的单位填写完成值。",
)


@check
def units_differ(exam: Exam) -> Iterator[Hit]:
    """完成值与目标值的单位不同。

    查什么  目标值和完成值都是数，单位却不是一类（50人 对 45次），或分不清是比率还是百分数（0.95 对 95%）。
    为何    单位不同的数不能比较，得分没有根据。
            能换算而数相近、换算后却差了几百倍的（9元 对 9.5万元），像是单位写错了。
    不查    能换算而大小相当的（公里对米、元对万元）；只有一边写单位的；场、次、期等互换的量词，「个」「项」等泛指的量词；分值为 0 的行。
    """
    for row in exam.judged:
        found, target, actual = row.comparison, row.target, row.actual
        if found is None or not isinstance(target, Interval) or not isinstance(actual, Interval):
            continue
        why = _slip(target, actual, found) if found.unit_problem is None else f"无法比较：{found.unit_problem}"
        if why is not None and (found.unit_problem is None or not _alike(target, actual)):
            yield check.at(
                f"{row.path}.actual",
                also=(f"{row.path}.target",),
                found=actual.text,
                expected=target.unit,
                target=target.text,
                why=why,
            )


def _slip(target: Interval, actual: Interval, found: Comparison) -> str | None:
    """What to say where the number fits the target and the unit makes it a thousand times too large or small."""
    wanted, got, raw = found.wanted, found.got, actual.exact
    if target.unit == actual.unit or None in (target.unit, actual.unit) or not (wanted and got and raw) or min(wanted, got, raw) <= 0:
        return None
    far, near = max(got / wanted, wanted / got), max(raw / wanted, wanted / raw)
    return f"相差 {show(half_up(far, 0))} 倍：数相近而单位不同，像是单位写错了" if far >= _FAR and near <= _NEAR else None


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


_FAR, _NEAR = 500, 2  # times: units slip by a thousand or ten thousand
_MEASURES = ("%", "百分点", "元", "米", "平方米", "立方米", "公斤", "秒", "月", "工作日", "人", "人次", "倍")
