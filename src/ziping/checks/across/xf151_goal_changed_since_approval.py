import re
from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.text import bare, similarity

check = Check(
    code="XF151",
    needs="targets",
    severity="warning",
    basis="practice",
    message="{at}与批复的绩效目标不同：{what}。",
    remedy="请照批复的绩效目标填写预期目标；经批准调整过的，请注明。",
)

_ALIKE = Decimal("0.6")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LISTED = re.compile(r"(?:目标|任务)\d+[:.、]?|(?<!\d)\d{1,2}[.、)](?!\d)|(?:19|20)\d\d年")  # numbering and years say nothing of the goal
_LONGEST = 20000
_SHOWN = 30  # characters


@check
def goal_changed_since_approval(exam: Exam) -> Iterator[Hit]:
    """年度总体目标与批复的绩效目标不同。

    查什么  各条预期目标与批复的绩效目标申报表的年度目标：里面的数不同，或者文字大半不同的。
    为何    总体目标随预算批复，自评时改了，评的就不是批复的事。
    不查    没有给出申报表；两边的目标条数不同；有一边空着；个别字句不同；年份和序号。
    """
    peer = exam.against.targets if exam.against is not None else None
    if peer is None:
        return
    ours = [(i, goal.expected) for i, goal in enumerate(exam.form.goals) if goal.term == "annual"]
    theirs = [goal.expected for goal in peer.form.goals if goal.term == "annual"]
    if len(ours) != len(theirs):
        return
    for (i, text), approved in zip(ours, theirs, strict=True):
        if not text or not approved or max(len(text), len(approved)) > _LONGEST:
            continue
        one, two = (_LISTED.sub("", bare(each)) for each in (text, approved))
        if one == two:
            continue
        numbers, known = _numbers(one), _numbers(two)
        if numbers != known:
            what = f"{_told('这里', numbers)}，{_told('批复', known)}"
        elif similarity(one, two) < _ALIKE:
            what = f"批复的是「{approved[:_SHOWN]}{'…' if len(approved) > _SHOWN else ''}」"
        else:
            continue
        yield check.at(f"goals[{i}].expected", found=text[:_SHOWN], expected=approved[:_SHOWN], what=what)


def _told(where: str, numbers: list[str]) -> str:
    return f"{where}写的数是「{'、'.join(numbers)}」" if numbers else f"{where}没有写数"


def _numbers(text: str) -> list[str]:
    return sorted(_NUMBER.findall(text))
