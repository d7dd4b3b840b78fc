from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.scoring import Row
from ziping.values import Blank, Interval

check = Check(
    code="VX201",
    covers=("E01",),
    waits=Sign.ACTUAL_BLANK,
    severity="warning",
    basis="practice",
    message="{at}没有填写{more}。",
    remedy="请填写实际完成的数或情况；没有开展的，写明原因。",
)


def _no_answer(row: Row) -> bool:
    """True for 无 against a number above zero: it says neither how much nor that nothing was done."""
    target, actual = row.target, row.actual
    above = isinstance(target, Interval) and target.low is not None and target.low > 0
    return above and isinstance(actual, Blank) and actual.kind == "none"


@check
def actual_missing(exam: Exam) -> Iterator[Hit]:
    """完成值没有填写。

    查什么  有目标值、有分值的指标，完成值空着，或还是模板里的占位符；目标是大于 0 的数而写「无」的。
    为何    没有完成值，得分没有根据。
    不查    分值为 0 的行；没有目标值的行；写「不适用」的；目标可以为零或不是数而写「无」的；目标申报表和监控表。整列都空时只说一次。
    """
    rows = [row for row in exam.judged if not isinstance(row.target, Blank)]
    empty = [row for row in rows if isinstance(row.actual, Blank) and (row.actual.kind in ("empty", "placeholder") or _no_answer(row))]
    if len(empty) > 1 and len(empty) == len(rows):
        yield check.at("indicators", also=[f"{row.path}.actual" for row in empty], more=f"：{len(rows)} 项指标的完成值都空着")
        return
    for row in empty:
        text = row.indicator.actual
        more = "" if text is None else f"，只{'写了' if row.actual == Blank(text, 'none') else '有占位符'}「{text}」"
        yield check.at(f"{row.path}.actual", also=(f"{row.path}.target",), found=text, expected=None, more=more)
