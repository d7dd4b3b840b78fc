import re
from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, half_up, show
from ziping.text import bare, similarity

check = Check(
    code="XF102",
    covers=("I02",),
    needs="last_year",
    severity="warning",
    basis="practice",
    message="{at}与上年的自评表几乎一字不差（相似 {percent}%）。",
    remedy="请写本年度实际做了什么、做到什么程度。",
)

_ALIKE = Decimal("0.98")
_SHORTEST = 30  # characters; shorter sentences come out alike by themselves
_LONGEST = 20000
_YEAR = re.compile(r"(?:19|20)\d\d年?")


@check
def text_copied_from_last_year(exam: Exam) -> Iterator[Hit]:
    """完成情况照抄上年的表。

    查什么  总体目标的完成情况与上一年度自评表的逐字比较（不计年份），三十字以上而相似度到 98% 的。
    为何    照抄上年的总结，等于没有总结。
    不查    没有给出上年的自评表；不足三十字的；预期目标（每年做同样的事，目标可以相同）。
    """
    peer = exam.against.last_year if exam.against is not None else None
    if peer is None:
        return
    for i, goal in enumerate(exam.form.goals):
        if not goal.actual or i >= len(peer.form.goals) or not peer.form.goals[i].actual:
            continue
        ours, theirs = (_YEAR.sub("", bare(text[:_LONGEST])) for text in (goal.actual, peer.form.goals[i].actual or ""))
        if len(ours) < _SHORTEST or 2 * min(len(ours), len(theirs)) < _ALIKE * (len(ours) + len(theirs)) - 2:
            continue
        alike = similarity(ours, theirs)
        if alike >= _ALIKE:
            yield check.at(f"goals[{i}].actual", found=goal.actual[:30], percent=show(half_up(alike * HUNDRED, 1)))
