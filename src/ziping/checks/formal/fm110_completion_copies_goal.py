import re
from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.text import bare, is_cjk, similarity

check = Check(
    code="FM110",
    covers=("A10",),
    severity="warning",
    basis="practice",
    message="{at}与预期目标几乎一字不差（相似 {percent}%），看不出实际做了什么。",
    remedy="请写实际完成的内容和数据，与目标逐项对照，不要照抄目标。",
)

_ALIKE = Decimal("0.95")  # share of common character pairs; our own choice, below it a sentence has really been rewritten
_AS_LONG = Decimal("0.6")  # texts of very different length are not alike, whatever punctuation is left out
_LONGEST = 20000
_KEPT = re.compile(r"[^\W已_]+|%+")
_NUMBERED = re.compile(r"(?:目标|任务)[\d一二三四五六七八九十]{1,2}[:、.]")


def _words(text: str) -> str:
    """The text without punctuation, without 目标1： and without 已 (已完成): a full stop more is no writing of one's own."""
    return "".join(_KEPT.findall(_NUMBERED.sub("", bare(text[:_LONGEST]))))


def _far_apart(one: str, two: str) -> bool:
    """True if single characters show that two texts share too few pairs: no more pairs can begin with a character than there are of it,
    so that in alike texts (2 × shared ≥ 0.95 × (m + n − 2)) all characters together differ in number by 0.05 × (m + n) + 2 at most."""
    spare = (1 - _ALIKE) * (len(one) + len(two)) + 2
    for char in set(max(one, two, key=len)[:: len(one) // 60 + 1]):
        if "\u4e00" <= char <= "\u9fff" and char != "已":
            spare -= abs(one.count(char) - two.count(char))
            if spare < 0:
                return True
    return False


@check
def completion_copies_goal(exam: Exam) -> Iterator[Hit]:
    """完成情况照抄预期目标。

    查什么  每条总体目标的完成情况与预期目标逐字比较，相似度到 95% 即提出。
    为何    照抄目标说明没有对照实际总结，评审只能退回。
    不查    任何一边空着（FM109）；两边都只有数字（FM111）。
    """
    for i, goal in enumerate(exam.form.goals):
        if not goal.expected or not goal.actual or not any(map(is_cjk, goal.expected)):
            continue
        if min(len(goal.expected), len(goal.actual)) < _AS_LONG * max(len(goal.expected), len(goal.actual)):
            continue
        if _far_apart(goal.expected[:_LONGEST], goal.actual[:_LONGEST]):
            continue
        expected, actual = _words(goal.expected), _words(goal.actual)
        # texts of very different length share few pairs: no need to count them
        if 2 * min(len(expected), len(actual)) < _ALIKE * (len(expected) + len(actual)) - 2:
            continue
        alike = similarity(expected, actual)
        if alike >= _ALIKE:
            yield check.at(f"goals[{i}].actual", also=[f"goals[{i}].expected"], found=goal.actual[:30], percent=round(alike * 100))
