from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import limbs
from ziping.values import Compound, Day, Moment

check = Check(
    code="VX109",
    covers=("D09",),
    waits=Sign.TARGET_DATE | Sign.ACTUAL_DATE,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，不在本表的 {expected} 年之内。",
    remedy="请核对年份；跨年度的项目，请写本年度应当做到哪一步。",
)


@check
def date_outside_year(exam: Exam) -> Iterator[Hit]:
    """日期不在本年度。

    查什么  目标值里写明了年份的日期，与表头的年度不是同一年；完成值里写明的日期在本年度以前（也可能确实提前，只作提示）。
    为何    年度自评只评本年的事；年份不对，多半是从上一年的表抄来的。
    不查    没有写年份的日期；跨年而包含本年度的；表头没有年度；长期目标；完成值比本年度晚的（SC112）；分值为 0 的行。
    """
    year = exam.form.year
    if year is None:
        return
    for row in exam.aiming_at(Moment, Compound):
        if row.indicator.term != "annual":
            continue
        if any(isinstance(value, Moment) and not _touches(value, year) for value in limbs(row.target)):
            yield check.at(f"{row.path}.target", also=("year",), found=row.indicator.target, expected=year)
    for row in exam.stating(Moment):
        done = row.actual.last or row.actual.first if isinstance(row.actual, Moment) else None
        if done is not None and done.year is not None and done.year < year:
            yield check.at(f"{row.path}.actual", also=("year",), found=row.indicator.actual, expected=year, severity="info")


def _touches(value: Moment, year: int) -> bool:
    first, last = _year(value.first), _year(value.last)
    if value.operator == "≤":  # a deadline: the work is done in its year, or before
        return last is None or last == year
    if first is not None and first > year:
        return False
    return not (last is not None and last < year)


def _year(day: Day | None) -> int | None:
    return None if day is None else day.year
