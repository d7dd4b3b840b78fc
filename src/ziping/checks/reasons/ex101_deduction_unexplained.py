from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import has_reason, has_reason_cell
from ziping.exact import ZERO, number, show
from ziping.values import Level

check = Check(
    code="EX101",
    covers=("F01",),
    severity="warning",
    basis="practice",
    message="{name}分值 {weight}，得 {score}，扣了 {lost} 分，但没有写原因和改进措施。",
    remedy="请写明没有得满分的原因和改进措施。",
)


@check
def deduction_unexplained(exam: Exam) -> Iterator[Hit]:
    """扣了分，没有写原因。

    查什么  得分低于分值的指标，原因和改进措施两处都空着。原因写在表下的（湖北），目标之下的得分没有给足而表下空着。
    为何    扣分要有说法，改进才有着落；审核最先看的就是这一格。
    不查    写了原因或措施的（空话、缺一项另有检查）；达到了目标而扣分的（SC113 连同没有原因一起说）；分值为 0 的行；按目标分表而全表没有原因栏的；评分表没有原因栏的。
    """
    yield from _below(exam)
    if not exam.cut or not has_reason_cell(exam):
        return
    for row in exam.cut:
        if row.lost is None or row.score is None or row.weight is None or row.score < 0 or has_reason(row):
            continue
        if row.comparison is not None and row.comparison.met and not isinstance(row.actual, Level):
            continue  # SC113 says so, and that there was nothing to cut
        name = f"指标 {row.index + 1}" + (f"「{row.name}」" if row.name else "")
        yield check.at(
            f"{row.path}.reason",
            also=(f"{row.path}.score",),
            name=name,
            weight=show(row.weight),
            score=show(row.score),
            lost=show(row.lost),
        )


def _below(exam: Exam) -> Iterator[Hit]:
    """Papers with one cell for all reasons below the table, and goals with points of their own."""
    cell = next((name for name in sorted(exam.columns) if name.startswith("others.") and "原因" in name), None)
    if cell is None or any("原因" in label and text for label, text in exam.form.others.items()):
        return
    for index, goal in enumerate(exam.form.goals):
        weight, rows = number(goal.weight), [row for row in exam.facts.rows if row.indicator.goal == index]
        if weight is None or not rows or any(row.weight is not None or row.score is None for row in rows):
            continue
        added = sum((row.score for row in rows if row.score is not None), ZERO)
        if added < weight:
            yield check.at(
                cell,
                also=[f"goals[{index}].weight", *(f"{row.path}.score" for row in rows)],
                name=f"年度绩效目标 {index + 1} ",
                weight=show(weight),
                score=show(added),
                lost=show(weight - added),
            )
