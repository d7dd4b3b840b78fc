from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.values import Grade, Interval, Level, State, Trend, Value, YesNo

check = Check(
    code="VX202",
    covers=("E02",),
    waits=Sign.ACTUAL_IN_WORDS,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，没有数；目标值「{target}」是数，两者无法比较。",
    remedy="请写出实际完成的数和单位。",
)


@check
def actual_not_a_number(exam: Exam) -> Iterator[Hit]:
    """目标是数，完成值却不是数。

    查什么  目标值是一个数（或写明幅度的升降），完成值只有「完成」「达成」「较好」一类的话。
    为何    没有数就不能与目标比较，得分没有根据。
    不查    完成值空着或写「无」（另有检查）；完成值里有数；目标是 0 而写「未发生」的；没有读懂的完成值；分值为 0 的行。
    """
    for row in exam.stating(State, Level, Grade, YesNo, Trend):
        none = row.comparison is not None and row.comparison.kind == "number"  # 未发生 against 0起
        if _asks_for_number(row.target) and _without_number(row.actual) and not none:
            yield check.at(f"{row.path}.actual", also=(f"{row.path}.target",), found=row.indicator.actual, target=row.indicator.target)


def _asks_for_number(target: Value) -> bool:
    return isinstance(target, Interval) or (isinstance(target, Trend) and target.amount is not None)


def _without_number(actual: Value) -> bool:
    return isinstance(actual, (State, Level, Grade, YesNo)) or (isinstance(actual, Trend) and actual.amount is None)
