from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign

check = Check(
    code="WT108",
    covers=("C08",),
    waits=Sign.POINTS_ODD,
    severity="error",
    basis="form",
    message="{at}是 {found}，{how}。",
    remedy="{mend}",
)


@check
def weight_not_positive(exam: Exam) -> Iterator[Hit]:
    """指标的分值是 0 或负数。

    查什么  每个指标的分值：负数是差错；0 分只作提示，该行保留而不参加计分。
    为何    0 分的指标做好做坏都一样；负分没有意义。
    不查    分值空着（WT150）或不是数。
    """
    for row in exam.facts.rows:
        if row.weight is None or row.weight > 0:
            continue
        negative = row.weight < 0
        yield check.at(
            f"{row.path}.weight",
            found=row.indicator.weight,
            severity=None if negative else "info",
            how="分值不能是负数" if negative else "该行不参加计分",
            mend="请改正分值。" if negative else "本年度不考核的可以保留；要考核的请给分值。",
        )
