from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import says_nothing
from ziping.exact import show

check = Check(
    code="EX103",
    covers=("F03",),
    waits=Sign.REASON,
    severity="warning",
    basis="practice",
    message="{at}只写了「{found}」，没有说明为什么扣 {lost} 分。",
    remedy="请写出具体原因：哪件事没有做到、差多少、为什么。",
)


@check
def empty_phrase_reason(exam: Exam) -> Iterator[Hit]:
    """扣了分，原因却是一句空话。

    查什么  得分低于分值，原因只有「无」「客观原因」「受疫情影响」一类的几个字。
    为何    空话不是原因，看不出问题，也定不出措施。
    不查    得满分时写「无」；原因空着（另有检查）；空话之外还写了具体情况的；分值为 0 的行。
    """
    for row in exam.reasoned:
        reason = row.indicator.reason
        if row.lost is not None and row.lost > 0 and says_nothing(reason):
            yield check.at(f"{row.path}.reason", also=(f"{row.path}.score",), found=reason, lost=show(row.lost))
