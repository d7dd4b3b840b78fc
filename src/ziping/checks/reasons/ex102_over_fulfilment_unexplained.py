from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import is_share
from ziping.checks.rows import has_reason_cell, says_nothing
from ziping.exact import HUNDRED, show

check = Check(
    code="EX102",
    covers=("F02",),
    severity="warning",
    basis="practice",
    message="{at}「{found}」比目标值「{expected}」高出很多（方案的界限是目标的 {limit}%），没有写原因。",
    remedy="请写明超额完成的原因；目标当初定低了的，也请写明，并在下一年调整。",
)


@check
def over_fulfilment_unexplained(exam: Exam) -> Iterator[Hit]:
    """超额完成很多，没有说明。

    查什么  方案定有超额界限（如 120%）的：完成值达到目标值的这个倍数，原因和改进措施都没有写（或是空话）。
    为何    超得太多，多半是目标定低了；目标定低了，满分就没有意义。
    不查    方案没有定界限的；合格率、满意度等最多 100% 的比率；按目标分表而全表没有原因栏的；分值为 0 的行。
    """
    scheme = exam.scheme
    if scheme is None or scheme.over is None:
        return
    flagged = {line.path for line in exam.sheet.indicators if "over_fulfilled" in line.flags}
    if not flagged or not has_reason_cell(exam):
        return
    for row in exam.judged:
        if f"{row.path}.score" not in flagged or is_share(row.name):
            continue
        if says_nothing(row.indicator.reason) and says_nothing(row.indicator.measure):
            yield check.at(
                f"{row.path}.actual",
                also=(f"{row.path}.target", f"{row.path}.reason"),
                found=row.actual.text,
                expected=row.target.text,
                authority=scheme.over.at.authority,
                limit=show(scheme.over.at.value * HUNDRED),
            )
