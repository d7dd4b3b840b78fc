from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.form.paths import get
from ziping.text import bare

check = Check(
    code="FM112",
    covers=("A12",),
    severity="warning",
    basis="practice",
    message="{at}写了 {found} 字，方案限 {expected} 字以内。",
    remedy="请压缩到 {expected} 字以内，只留要点和数据。",
)


def _cells(exam: Exam, name: str) -> list[str]:
    """The cells that a limit of the scheme speaks of; those the form has no place for give none."""
    if name == "rate_reason":
        return [f"funds[{i}].reason" for i, fund in enumerate(exam.form.funds) if fund.reason]
    if name in ("goal_actual", "goal_expected"):
        field = name.removeprefix("goal_")
        return [f"goals[{i}].{field}" for i, goal in enumerate(exam.form.goals) if getattr(goal, field)]
    return []


@check
def text_too_long(exam: Exam) -> Iterator[Hit]:
    """文字超过了方案规定的字数。

    查什么  方案定有字数的栏：资金表的原因、总体目标及其完成情况；标点算字，空格和换行不算。
    为何    系统里超过字数会被截断，后半段就没有了。
    不查    方案没有定字数的栏；评价结论、存在问题、改进措施（这些栏不读入）；空着的栏。
    """
    if exam.scheme is None:
        return
    for name, law in exam.scheme.text_limits.items():
        for path in _cells(exam, name):
            count = len(bare(get(exam.form, path)))
            if count > law.value:
                yield check.at(path, found=count, expected=law.value, authority=law.authority)
