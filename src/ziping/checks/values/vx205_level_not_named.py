from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.values import Grade, Level, State, Trend, Value

check = Check(
    code="VX205",
    covers=("E05",),
    waits=Sign.ACTUAL_IN_WORDS,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，没有写明达成、部分达成还是未达成；方案按这三档给分。",
    remedy="请写明属于哪一档，例如「达成年度指标」，再补充情况。",
)


@check
def level_not_named(exam: Exam) -> Iterator[Hit]:
    """定性指标没有写明完成档次。

    查什么  方案规定定性指标分三档的，目标值是文字，完成值应写明达成、部分达成或未达成。
    为何    没有档次，得分应落在哪一段无从核对。
    不查    方案没有分档的；目标是数、日期、是否或升降的；完成值空着（另有检查）；目标是「无重大事故」「控制在预算内」「Ⅲ类水质」一类而照此作答的；分值为 0 的行。
    """
    scheme = exam.scheme
    if scheme is None or not scheme.bands:
        return
    authority = scheme.bands[0].low.authority
    for row in exam.stating(State, Grade, Trend):
        told = row.comparison is not None and row.comparison.kind in (
            "yes_no",
            "grade",
        )  # 无重大事故, 未发生; 控制在预算内, 未超预算; Ⅲ类, Ⅱ类
        if isinstance(row.target, (State, Level)) and _answers(row.actual) and not told:
            yield check.at(f"{row.path}.actual", also=(f"{row.path}.target",), found=row.actual.text, authority=authority)


def _answers(actual: Value) -> bool:
    """True for an answer in words that names none of the three levels: 较好, 良好, 有所提升."""
    return isinstance(actual, (State, Grade)) or isinstance(actual, Trend) and actual.amount is None
