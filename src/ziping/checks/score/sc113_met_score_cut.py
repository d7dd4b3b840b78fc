from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import has_reason
from ziping.exact import show
from ziping.values import Level

check = Check(
    code="SC113",
    covers=("E13",),
    waits=Sign.POINTS_LOST,
    severity="warning",
    basis="practice",
    message="{at}写作 {found}，比分值 {expected} 少 {gap} 分，但完成值「{actual}」已达到目标值「{target}」，也没有写原因。",
    remedy="请写明扣分的原因；没有理由扣分的，改为 {expected}。",
)


@check
def met_score_cut(exam: Exam) -> Iterator[Hit]:
    """达到了目标，却没有理由地扣了分。

    查什么  完成值达到目标值，得分低于分值，原因和措施都空着。
    为何    达到目标应得满分；确有理由扣分（如目标定得过低）的，应当写出来。
    不查    写了原因的；没有达到目标或无法比较的；按档次给分的；分值为 0 的行。
    """
    for row in exam.cut:
        found = row.comparison
        if found is None or not found.met or isinstance(row.actual, Level) or row.score is None or row.score < 0 or row.weight is None:
            continue
        if row.score < row.weight and not has_reason(row):
            yield check.at(
                f"{row.path}.score",
                also=(f"{row.path}.actual", f"{row.path}.reason"),
                found=show(row.score),
                expected=show(row.weight),
                gap=show(row.weight - row.score),
                actual=row.actual.text,
                target=row.target.text,
            )
