from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import half_up, number, places

check = Check(
    code="SC115",
    covers=("E15",),
    severity="info",
    basis="practice",
    message="{at}写作 {found}，小数多于两位。",
    remedy="请四舍五入到两位小数：{expected}。",
)


@check
def score_decimals(exam: Exam) -> Iterator[Hit]:
    """得分的小数多于两位。

    查什么  各项得分和总分最多两位小数；末尾的 0 不计。
    为何    各处按两位小数相加和公开，多出的小数会使总分对不上。
    不查    不是数的（另有检查）；分值。
    """
    found = [(f"{row.path}.score", row.indicator.score) for row in exam.facts.rows]
    found += [(f"{money.path}.score", money.fund.score) for money in exam.facts.funds]
    found.append(("total_score", exam.form.total_score))
    for path, text in found:
        value = number(text)
        if text is not None and value is not None and places(text) > 2 and value != half_up(value):
            yield check.at(path, found=text, expected=half_up(value))
