from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import self_evaluated
from ziping.exact import show
from ziping.values import Level

check = Check(
    code="SC109",
    covers=("E09",),
    waits=Sign.LINE_OUT_OF_RANGE,
    severity="error",
    basis="practice",
    message="{at}写作 {found}，不在所写档次的 {expected} 分之内：{steps}。",
    remedy="请把得分改到这一档之内，或核对完成值写的档次。",
)


@check
def score_out_of_band(exam: Exam) -> Iterator[Hit]:
    """定性指标的得分不在所写的档次里。

    查什么  完成值写明达成、部分达成或未达成的，得分应落在方案给这一档的分数之内。
    为何    档次和得分说的是同一件事，不能一个说部分达成、一个给达成的分。
    不查    方案没有分档的；没有写档次的；得分没有填写、为负或高于分值的（另有检查）。
    """
    scheme = exam.scheme
    if scheme is None or not self_evaluated(exam):
        return
    for row, line in zip(exam.facts.rows, exam.sheet.indicators, strict=True):
        if line.status != "out_of_range" or line.range is None or row.score is None or row.weight is None:
            continue
        if row.score < 0 or row.score > row.weight or not isinstance(row.actual, Level):
            continue
        level = row.actual.level
        band = next(band for band in scheme.bands if band.level == level)
        low, high = line.range
        yield check.at(
            line.path,
            also=(f"{row.path}.actual",),
            found=show(row.score),
            expected=f"{low}–{high}",
            authority=band.low.authority if row.score < low else band.high.authority,
            steps="；".join(line.steps),
        )
