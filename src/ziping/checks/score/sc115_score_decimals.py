from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.exact import half_up
from ziping.scoring import Money, Row

check = Check(
    code="SC115",
    covers=("E15",),
    waits=Sign.FINE_DECIMALS,
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
    facts = exam.facts
    cells: list[Row | Money] = [*facts.rows, *facts.funds]
    for one in cells:
        if one.score is not None and one.score != half_up(one.score):
            text = one.indicator.score if isinstance(one, Row) else one.fund.score
            yield check.at(f"{one.path}.score", found=text, expected=half_up(one.score))
    if facts.total_score is not None and facts.total_score != half_up(facts.total_score):
        yield check.at("total_score", found=exam.form.total_score, expected=half_up(facts.total_score))
