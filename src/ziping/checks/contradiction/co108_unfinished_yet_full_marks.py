from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import said_unfinished

check = Check(
    code="CO108",
    covers=("G08",),
    severity="warning",
    basis="practice",
    message="{at}里说「{word}」，{count} 项指标却全部满分。",
    remedy="请核对：没有做完的事对应哪项指标，应按完成情况打分。",
)


@check
def unfinished_yet_full_marks(exam: Exam) -> Iterator[Hit]:
    """完成情况说没有做完，各项却全部满分。

    查什么  总体目标的完成情况里有「未完成」「部分完成」「尚未验收」一类的话，而有分值的指标全部满分。
    为何    话和分总有一处不真。
    不查    「无未完成事项」「上年未完成」等说法；有一项扣分的；没有得分的。
    """
    rows = [row for row in exam.judged if row.weight is not None]
    if not rows or len(exam.full) < len(rows):
        return
    for i, goal in enumerate(exam.form.goals):
        word = said_unfinished(goal.actual, "unfinished_goal")
        if word is not None:
            yield check.at(
                f"goals[{i}].actual", also=("indicators", *(f"{row.path}.score" for row in rows)), found=word, word=word, count=len(rows)
            )
