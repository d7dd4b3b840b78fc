from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import said_unfinished
from ziping.exact import show

check = Check(
    code="EX107",
    covers=("F07",),
    waits=Sign.REASON,
    severity="warning",
    basis="practice",
    message="{at}说「{word}」，但完成值「{actual}」比目标值「{target}」还好。",
    remedy="请核对完成值和原因，改正其中一处。",
)


@check
def reason_against_result(exam: Exam) -> Iterator[Hit]:
    """超过了目标，原因却说没有完成。

    查什么  完成值好于目标值（多于下限、少于上限）而没有得满分，原因里有「未完成」「未达到」「进度滞后」一类的话。
    为何    数说超过了，话说没有做到，两处不能都真。
    不查    正好等于目标的；得满分的（另有检查）；无法比较的；「无未完成事项」等说法；分值为 0 的行。
    """
    for row in exam.reasoned:
        found = row.comparison
        if found is None or not found.met or found.got is None or found.wanted is None or found.got == found.wanted or found.got_is_bound:
            continue
        if row.score is not None and row.score == row.weight:
            continue
        word = said_unfinished(row.indicator.reason, "unfinished")
        if word is not None:
            yield check.at(
                f"{row.path}.reason",
                also=(f"{row.path}.target", f"{row.path}.actual"),
                found=row.indicator.reason,
                expected=show(found.wanted),
                word=word,
                actual=row.actual.text,
                target=row.target.text,
            )
