from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.text import bare
from ziping.values import Interval

check = Check(
    code="XF101",
    covers=("I01",),
    needs="last_year",
    severity="warning",
    basis="practice",
    message="{count} 项数值指标的完成值与上年的自评表一模一样，像是照抄上年。",
    remedy="请按本年度的实际完成情况填写，并附佐证。",
)

_LEAST = 4  # rows; fewer may well be equal two years running


@check
def actuals_same_as_last_year(exam: Exam) -> Iterator[Hit]:
    """完成值与上年全都一样。

    查什么  与上一年度自评表对应得上的数值指标有四项以上，完成值一字不差，其中至少一半不是 100% 或 0。
    为何    两年的事办得分毫不差，多半是抄来的。
    不查    没有给出上年的自评表；有一项不同；不足四项；文字的完成值；分值为 0 的行。
    """
    peer = exam.against.last_year if exam.against is not None else None
    if peer is None:
        return
    pairs = [
        (row, other) for row, other in peer.both(exam.judged) if isinstance(row.actual, Interval) and other.indicator.actual is not None
    ]
    if len(pairs) < _LEAST or any(bare(row.actual.text) != bare(other.indicator.actual or "") for row, other in pairs):
        return
    telling = [row for row, _ in pairs if isinstance(row.actual, Interval) and row.actual.exact not in (None, 0, 100)]
    if 2 * len(telling) >= len(pairs):
        yield check.at("indicators", also=[f"{row.path}.actual" for row, _ in pairs], found=len(pairs), count=len(pairs))
