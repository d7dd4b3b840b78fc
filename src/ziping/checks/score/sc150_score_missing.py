from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import self_evaluated
from ziping.exact import show

check = Check(
    code="SC150",
    waits=Sign.POINTS_ODD,
    severity="warning",
    basis="practice",
    message="{at}没有填写{more}。",
    remedy="请按完成情况打分；不得分的写 0。",
)


@check
def score_missing(exam: Exam) -> Iterator[Hit]:
    """有分值，没有得分。

    查什么  分值大于 0 的指标和预算执行率，得分不能空着。只有目标有分值的表，同一目标之下别的指标有得分的，这一项也不能空着；
            自评、审定两列得分的表，自评得分不能空着，多数指标有审定分的，其余的也不能空着。
            各项都有得分、表上印有总分值的，总分也不能空着。
    为何    少一项得分，总分就加不出来。
    不查    分值为 0 或没有填写的行；不计分的资金行；写了文字的（另有检查）；目标申报表和监控表。整列都空时只说一次。
    """
    if not self_evaluated(exam):
        return
    rows = [row for row in exam.judged if row.weight is not None and row.weight > 0]
    own = any(
        row.indicator.score is not None and row.indicator.review_score is not None for row in rows
    )  # both columns are used: the unit's own score may not be missing
    empty = [row for row in rows if row.indicator.score is None and (own or row.indicator.review_score is None)]
    if len(empty) > 1 and len(empty) == len(rows):
        yield check.at("indicators", also=[f"{row.path}.score" for row in empty], more=f"：{len(rows)} 项指标的得分都空着")
    else:
        for row in empty:
            weight = show(row.weight) if row.weight is not None else ""
            yield check.at(f"{row.path}.score", also=(f"{row.path}.weight",), more=f"，分值是 {weight}")
    reviewed = [row for row in rows if row.indicator.review_score is not None]
    if len(reviewed) * 2 > len(rows) > len(reviewed):
        for row in rows:
            if row.indicator.review_score is None and row.indicator.score is not None:
                yield check.at(f"{row.path}.review_score", also=(f"{row.path}.weight",), more="，别的指标都有审定分")
    plain = [row for row in exam.judged if row.indicator.weight is None and row.indicator.goal is not None]
    scored = {row.indicator.goal for row in plain if row.score is not None}
    for row in plain:
        goal = row.indicator.goal
        if goal in scored and row.indicator.score is None and any(i == goal and each.weight for i, each in enumerate(exam.form.goals)):
            yield check.at(f"{row.path}.score", also=(f"goals[{goal}].weight",), more="，同一目标之下别的指标有得分")
    money = exam.facts.total
    unscored = money is not None and money.fund.score is None and money.fund.review_score is None
    if money is not None and unscored and money.weight is None and "funds.score" in exam.columns and "funds.weight" not in exam.columns:
        points = exam.scheme.weight("execution") if exam.scheme is not None else None
        if points and exam.rate is not None and any(row.score is not None for row in exam.judged):  # 湖北的表没有分值一栏
            yield check.at(f"{money.path}.score", more=f"，预算执行率按方案有 {show(points)} 分")
    if money is not None and unscored and money.weight is not None and money.weight > 0:
        yield check.at(f"{money.path}.score", also=(f"{money.path}.weight",), more=f"，分值是 {show(money.weight)}")
    form = exam.form
    printed = form.total_weight is not None and form.total_review_score is None or own and form.total_review_score is not None
    if rows and not empty and form.total_score is None and printed:
        yield check.at("total_score", also=("total_weight",), more="，各项都有得分")
