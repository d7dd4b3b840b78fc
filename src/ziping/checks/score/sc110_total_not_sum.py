from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import points, show

_WAYS = {"sum": "各项得分相加", "rescaled": "各项得分相加并按适用的指标折算", "by_ratio": "各目标的得分按比例汇总"}

check = Check(
    code="SC110",
    covers=("E10",),
    severity="error",
    basis="form",
    message="{what}写作 {found}，{way}得 {expected}，相差 {gap}。",
    remedy="请核对各项得分，或把{what}改为 {expected}。",
)


@check
def total_not_sum(exam: Exam) -> Iterator[Hit]:
    """总分不等于各项得分之和。

    查什么  总分 = 预算执行率得分 + 各指标得分，精确到 0.01，不设容差；设有审定得分一列的，审定总分也一样。方案规定不适用的指标折算、几个目标按比例汇总的，照它的算法。
    为何    总分用于评级并公开，一分之差可以跨过「良」与「优」。
    不查    总分没有填写；有得分没有填写或不是数（另有检查）。
    """
    yield from _review(exam)
    total = exam.sheet.total
    if total.status != "differs" or total.computed is None or exam.facts.total_score is None:
        return
    gap, way = abs(exam.facts.total_score - total.computed), _WAYS[total.rule or "sum"]
    own = total.rule == "sum" or exam.scheme is None  # the form's own arithmetic; any other way is the scheme's
    authority = None if own or exam.scheme is None else exam.scheme.inapplicable or exam.scheme.authority()
    cells = [f"{row.path}.score" for row in exam.facts.rows if row.score is not None]
    if exam.facts.total is not None and exam.facts.total.score is not None:
        cells.insert(0, f"{exam.facts.total.path}.score")
    yield check.at(
        "total_score",
        also=cells,
        found=total.written,
        expected=show(total.computed),
        gap=show(gap),
        way=way,
        authority=authority,
        what="总分",
    )


def _review(exam: Exam) -> Iterator[Hit]:
    """The total of the second score column (审定得分), where it is printed."""
    line = exam.sheet.review
    if line is None or line.status != "differs" or line.computed is None or (printed := points(line.written)) is None:
        return
    cells = [f"{row.path}.review_score" for row in exam.facts.rows if row.review_score is not None]
    cells += [f"{money.path}.review_score" for money in exam.facts.funds if money.fund.review_score is not None]
    yield check.at(
        line.path,
        also=cells,
        found=line.written,
        expected=show(line.computed),
        gap=show(abs(printed - line.computed)),
        way="各项审定得分相加",
        what="审定总分",
    )
