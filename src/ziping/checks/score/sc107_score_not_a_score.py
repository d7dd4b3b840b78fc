from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import number

check = Check(
    code="SC107",
    covers=("E07",),
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
    不查    得分没有填写（另有检查）；分值为 0 的行里写「无」「不适用」等文字。
    """
    places = [(f"{row.path}.score", row.indicator.score, row.scored) for row in exam.facts.rows]
    places += [(f"{money.path}.score", money.fund.score, money.weight is not None) for money in exam.facts.funds]
    places.append(("total_score", exam.form.total_score, True))
    for path, text, counts in places:
        if text is None:
            continue
        value = number(text)
        if value is not None and value < 0:
            yield check.at(path, found=text, why="得分不能小于 0")
        elif value is None and counts:
            yield check.at(path, found=text, why="不是数，无法相加", severity="warning")
