import re
from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import core_name
from ziping.checks.rows import judged
from ziping.exact import number
from ziping.text import bare
from ziping.values import Interval

check = Check(
    code="CO107",
    covers=("G07",),
    severity="warning",
    basis="practice",
    message="{at}说「{found}」，指标表里「{name}」的完成值却是「{expected}」。",
    remedy="请核对两处的数，改正其中一处。",
)

_SHORTEST = 3  # characters of a name; a shorter one stands in too many sentences


@check
def text_number_differs(exam: Exam) -> Iterator[Hit]:
    """完成情况里的数与指标表不同。

    查什么  总体目标的完成情况里，指标名称后面紧跟着一个同单位的数，与这项指标的完成值不同。
    为何    同一件事在一张表里写了两个数。
    不查    名称没有原样出现的；单位不同或没有单位的；文中别处写着相同的数，或说的是目标、上年的；完成值是范围的；分值为 0 的行。
    """
    texts = [(i, bare(goal.actual)) for i, goal in enumerate(exam.form.goals) if goal.actual]
    if not texts:
        return
    for row in judged(exam):
        name, actual = core_name(row.indicator.name), row.actual
        if (
            len(name) < _SHORTEST
            or not isinstance(actual, Interval)
            or actual.exact is None
            or actual.unit is None
            or actual.operator == "约"
        ):
            continue
        said = [(i, phrase, same) for i, text in texts if name in text for phrase, same in _said(text, name, actual)]
        if said and not any(same for _, _, same in said):
            i, phrase, _ = said[0]
            full = row.indicator.name
            yield check.at(f"goals[{i}].actual", also=(f"{row.path}.actual",), found=phrase, expected=actual.text, name=full, apart=full)


def _said(text: str, name: str, actual: Interval) -> Iterator[tuple[str, bool]]:
    """Each place where the text puts a number in the actual's unit right behind the name, and whether it is the same number."""
    unit = bare(actual.unit or "")
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        found = _NUMBER.match(text, end)
        if found and text.startswith(unit, found.end()) and not text.startswith(_NO_NUMBER, found.end() + len(unit)):
            end = found.end() + len(unit)
            value = number(found[1])
            if value is not None and text[max(at - 2, 0) : at] not in _OTHER_YEARS:
                yield text[at:end], value == actual.exact
        at = text.find(name, end)


_NUMBER = re.compile(r"[为是达到共:计有]{0,3}(\d[\d,]*(?:\.\d+)?)")  # 约 is left out: a rounded number is no contradiction
_NO_NUMBER = ("以上", "以内", "左右", "多", "余", "/", "次")  # a bound, an approximate number, or another unit
_OTHER_YEARS = ("上年", "去年", "往年", "前年")
