from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import full, said_unfinished

check = Check(
    code="EX106",
    covers=("F06",),
    waits=Sign.REASON,
    severity="info",
    basis="practice",
    message="{at}说「{word}」，但这一项得了满分。",
    remedy="请核对得分；确已完成的，删去这段原因。",
)


@check
def full_score_unfinished(exam: Exam) -> Iterator[Hit]:
    """得了满分，原因里却说没有完成。

    查什么  得分等于分值，原因栏里有「未完成」「未达到」「进度滞后」一类的话。
    为何    一个说做到了，一个说没有做到，总有一处写错。
    不查    「无未完成事项」「上年未完成」等说法；说明超额完成原因的；没有达到目标却得满分的（另有检查）；分值为 0 的行。
    """
    for row in exam.reasoned:
        if not full(row):
            continue
        word = said_unfinished(row.indicator.reason, "unfinished")
        if word is not None and not (row.comparison is not None and row.comparison.met is False):
            yield check.at(f"{row.path}.reason", also=(f"{row.path}.score",), found=row.indicator.reason, word=word)
