from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.values import Blank, parse

check = Check(
    code="FM109",
    covers=("A09",),
    severity="warning",
    basis="practice",
    message="{at}没有填写。",
    remedy="请填写{at}：年初定了什么，年底做到了什么，各写清楚。",
)


def _nothing(text: str | None) -> bool:
    """True for a cell that is empty or says only 无."""
    return text is None or len(text) < 6 and isinstance(parse(text.rstrip("。.")), Blank)


@check
def overall_goal_blank(exam: Exam) -> Iterator[Hit]:
    """年度总体目标或完成情况没有填写。

    查什么  每条年度总体目标的预期目标和完成情况；只写「无」的也算没有填写；整个一栏没有内容时只说一次。
    为何    指标是总体目标的分解，没有总体目标，就无从说指标是否对路。
    不查    申报表、监控表的完成情况；长期目标的完成情况；目标自带分值、各有指标表的表（完成情况写在指标里）；评分表。
    """
    form = exam.form
    if form.kind == "rubric":
        return
    if not form.goals:
        yield check.at("goals")
        return
    own_tables = any(goal.weight for goal in form.goals) or any(row.goal is not None for row in form.indicators)
    # 几个目标合写一段完成情况时，合并单元格的内容在每一行里都有；只有一行有，就是其余的没写
    asks_actual = form.kind in ("department", "project") and not own_tables
    for i, goal in enumerate(form.goals):
        if _nothing(goal.expected):
            yield check.at(f"goals[{i}].expected")
        if asks_actual and goal.term == "annual" and _nothing(goal.actual):
            yield check.at(f"goals[{i}].actual")
