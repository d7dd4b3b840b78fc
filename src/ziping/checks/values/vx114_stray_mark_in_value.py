import re
from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.text import bare

check = Check(
    code="VX114",
    covers=("D14",),
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，夹着「{mark}」，导入系统时读不成数。",
    remedy="请删去数旁边的「{mark}」。",
)

_STRAY = re.compile(
    r"""
    (?<![*\d_]) \d[\d,.]*%? (?P<after> \*(?![*\d]) _* | _+ )   # 50*  50*_  50_
    | (?<![\d*_]) (?P<before> _+ | \* ) \d                     # _50  *50
    | (?<![*_]) (?P<end> [*_] ) $                             # 50次_
    """,
    re.VERBOSE,
)


@check
def stray_mark_in_value(exam: Exam) -> Iterator[Hit]:
    """数旁边夹着多余的符号。

    查什么  目标值、完成值、分值、得分的数旁边有多余的「*」「_」。
    为何    这样的格子导入系统时会被当作文字，不能计分。
    不查    名称前的核心指标标记（★、*）；打了码的数（138****0000）；表示相乘的「10*20米」。
    """
    if "*" not in exam.facts.whole and "_" not in exam.facts.whole:
        return
    for row in exam.facts.rows:
        item = row.indicator
        for field, text in (("target", item.target), ("actual", item.actual), ("weight", item.weight), ("score", item.score)):
            found = _STRAY.search(bare(text)) if text is not None and any(mark in text for mark in "*_＊＿") else None
            if found is not None:
                yield check.at(f"{row.path}.{field}", found=text, mark=found["after"] or found["before"] or found["end"])
