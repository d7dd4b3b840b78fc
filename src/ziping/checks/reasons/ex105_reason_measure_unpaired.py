from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import says_nothing

check = Check(
    code="EX105",
    covers=("F05",),
    waits=Sign.POINTS_LOST,
    severity="warning",
    basis="practice",
    message="{row}扣了分，写了{has}，没有写{lacks}。",
    remedy="请补写{lacks}，两栏都要填。",
)


@check
def reason_measure_unpaired(exam: Exam) -> Iterator[Hit]:
    """只写了原因没有写措施，或只写了措施没有写原因。

    查什么  原因和改进措施分两栏的表，扣了分的指标只填了其中一栏。
    为何    有因无策问题会再来，有策无因看不出对不对路。
    不查    原因和措施合为一栏的表；两栏都空或原因是空话的（另有检查）；没有扣分的；分值为 0 的行。
    """
    if "indicators.measure" not in exam.columns and all(row.indicator.measure is None for row in exam.facts.rows):
        return  # one column for both fills reason and leaves measure empty everywhere
    for row in exam.cut:
        reason, measure = row.indicator.reason, row.indicator.measure
        name = f"指标 {row.index + 1}" + (f"「{row.name}」" if row.name else "")
        if not says_nothing(reason) and says_nothing(measure):
            yield check.at(f"{row.path}.measure", also=(f"{row.path}.reason",), found=measure, row=name, has="原因", lacks="改进措施")
        elif reason is None and not says_nothing(measure):
            yield check.at(f"{row.path}.reason", also=(f"{row.path}.measure",), row=name, has="改进措施", lacks="原因")
