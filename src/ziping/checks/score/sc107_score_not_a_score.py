from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit, Sign

check = Check(
    code="SC107",
    covers=("E07",),
    waits=Sign.POINTS_ODD,
    severity="error",
    basis="form",
    message="{at}写作「{found}」，{why}。",
    remedy="请改为 0 至分值之间的一个数，只写数字。",
)


@check
def score_not_a_score(exam: Exam) -> Iterator[Hit]:
    """得分为负，或不是数。

    查什么  各项得分和总分是不小于 0 的数。
    为何    得分要相加得总分，负数和文字都加不出正确的总分。
    不查    得分没有填写（另有检查）；分值为 0 的行里写「无」「不适用」等文字；各项得分都带「分」字的。
    """
    texts = [text for row in exam.facts.rows if (text := row.indicator.score) is not None]
    marked = [text.rstrip().endswith("分") for text in texts] if "分" in exam.facts.solid else []
    if any(marked) and not all(marked):  # 20分 among bare numbers; a whole column of them is a way to write
        for row in exam.facts.rows:
            if row.score is not None and (row.indicator.score or "").rstrip().endswith("分"):
                yield check.at(f"{row.path}.score", found=row.indicator.score, why="带了「分」字，别的得分只写数", severity="warning")
    for row in exam.facts.rows:
        yield from _odd(f"{row.path}.score", row.indicator.score, row.score, row.scored) if row.score is None or row.score < 0 else ()
    for money in exam.facts.funds:
        yield from _odd(f"{money.path}.score", money.fund.score, money.score, money.weight is not None)
    yield from _odd("total_score", exam.form.total_score, exam.facts.total_score, True)


def _odd(path: str, text: str | None, value: Decimal | None, counts: bool) -> Iterator[Hit]:
    if text is not None and value is not None and value < 0:
        yield check.at(path, found=text, why="得分不能小于 0")
    elif text is not None and value is None and counts:
        yield check.at(path, found=text, why="不是数，无法相加", severity="warning")
