import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import core_name
from ziping.checks.rows import judged
from ziping.exact import ZERO, number
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
_AROUND = 24  # characters of a clause before and behind a number
_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?")
_LEAD = re.compile(
    r"(?:[为是达到共:计有了(]|完成|实现|已|累计|实际|合计|全年){0,4}\Z"
)  # 约 is left out: a rounded number is no contradiction
_CLAUSE = re.compile(r"[,。;、\n!?]")
_NO_NUMBER = ("以上", "以内", "左右", "多", "余", "/", "次")  # a bound, an approximate number, or another unit
_OTHERS = ("上年", "去年", "往年", "前年", "上年度", "计划", "目标", "预计", "上半年", "下半年", "季度", "应", "拟", "需")
_COUNTS = ("人次数", "人数", "数量", "次数", "场次", "面积", "里程", "户数", "个数", "长度", "数")


@dataclass(frozen=True, slots=True)
class _Said:
    """A number in a text: its value, where it ends, and the clause before it, less 完成, 共 and the like."""

    goal: int
    text: str
    start: int
    end: int
    value: Decimal
    before: str


@check
def text_number_differs(exam: Exam) -> Iterator[Hit]:
    """完成情况里的数与指标表不同。

    查什么  总体目标的完成情况里，指标名称后面、前面或中间（举办 56 期培训班）紧挨着一个同单位的数，与这项指标的完成值不同。
    为何    同一件事在一张表里写了两个数。
    不查    名称没有原样出现的（「人数」「数量」一类的结尾可省）；单位不同或没有单位的；文中别处写着相同的数，或几个数相加相同；
            说的是目标、计划、上年的；完成值是范围的；分值为 0 的行。
    """
    numbers = [said for i, goal in enumerate(exam.form.goals) if goal.actual for said in _numbers(i, bare(goal.actual))]
    if not numbers:
        return
    for row in judged(exam):
        name, actual = core_name(row.indicator.name), row.actual
        if len(name) < _SHORTEST or not isinstance(actual, Interval) or actual.exact is None or not actual.unit or actual.operator == "约":
            continue
        unit = bare(actual.unit)
        said = [each for each in numbers if each.text.startswith(unit, each.end) and _speaks_of(each, name, unit)]
        if said and actual.exact not in (*(each.value for each in said), sum((each.value for each in said), ZERO)):
            first = said[0]
            phrase = f"{first.before[-len(name) :]}{first.text[first.start : first.end]}{unit}"
            full = row.indicator.name
            yield check.at(
                f"goals[{first.goal}].actual", also=(f"{row.path}.actual",), found=phrase, expected=actual.text, name=full, apart=full
            )


def _numbers(goal: int, text: str) -> Iterator[_Said]:
    for match in _NUMBER.finditer(text):
        value = number(match[0])
        if value is not None:
            before = _CLAUSE.split(text[max(match.start() - _AROUND, 0) : match.start()])[-1]
            yield _Said(goal, text, match.start(), match.end(), value, _LEAD.sub("", before))


def _speaks_of(said: _Said, name: str, unit: str) -> bool:
    """True if the name stands right before the number, right behind it, or around it; not where another year or a plan is meant."""
    end = said.end + len(unit)
    if said.text.startswith(_NO_NUMBER, end):
        return False
    behind, before = said.text[end : end + _AROUND], said.before
    stem = next((name.removesuffix(word) for word in _COUNTS if name.endswith(word) and len(name) > len(word) + 1), name)
    for k in range(len(name), -1, -1):
        if before.endswith(name[:k]) and behind.startswith(name[k:]):
            return not before[: len(before) - k].endswith(_OTHERS)
    if stem == name or not before.endswith(stem):
        return False
    lead = before[: len(before) - len(stem)]
    return not lead.endswith(_OTHERS) and "其中" not in lead
