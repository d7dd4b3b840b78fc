from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import full, goals_full, missed_without_sign
from ziping.exact import show
from ziping.form import describe
from ziping.scoring import Line, Row
from ziping.values import Level, Moment

check = Check(
    code="SC112",
    covers=("E12",),
    severity="warning",
    basis="practice",
    message="{whose}得满分 {found}，但{its}完成值「{actual}」{unmet}。",
    remedy="请按规定的算法扣分并写明原因，或核对目标值和完成值。",
)


@check
def unmet_full_score(exam: Exam) -> Iterator[Hit]:
    """没有达到目标，却得了满分。

    查什么  完成值没有达到目标值（少于下限、超过上限、晚于期限），或写明未达成、部分达成，得分等于分值。只有目标有分值的表，看目标的分值是否给足。
    为何    满分说目标达到了，完成值说没有，同一行里自相矛盾。
    不查    两者无法比较的；方案对这样的完成值就给满分的（如满意度 90% 即满分）；档次与得分不符而方案有分档的（另有检查）；分值为 0 的行。没有达到目标该扣多少由方案定，所以只作警告。
    """
    whole = goals_full(exam)
    for row in exam.judged if whole else exam.full:
        found = row.comparison
        if found is not None and found.met and type(row.actual) is not Moment and type(row.actual) is not Level:
            continue  # nearly every row
        path, goal = f"{row.path}.score", row.indicator.goal
        if whole and not full(row) and goal not in whole or _banded(exam.sheet.indicators[row.index]):
            continue
        if isinstance(row.actual, Level):
            if row.actual.level == "achieved":
                continue
            also, unmet = [f"{row.path}.actual"], "不是全部达成"
        else:
            if found is None or found.unit_problem or not _missed(row) and not _next_year(row, exam.form.year):
                continue
            also, unmet = [f"{row.path}.target", f"{row.path}.actual"], f"没有达到目标值「{row.target.text}」"
        whose, its, points = describe(exam.form, path), "", _points(row)
        if goal in whole and goal is not None:
            whose, its, points = f"年度绩效目标 {goal + 1} ", describe(exam.form, row.path), exam.form.goals[goal].weight
        yield check.at(path, also=also, actual=row.actual.text, unmet=unmet, found=points, whose=whose, its=its)


def _banded(line: Line) -> bool:
    return line.status == "out_of_range" or line.rule == "satisfaction"


def _missed(row: Row) -> bool:
    found = row.comparison
    return found is not None and (found.met is False or found.met is None and missed_without_sign(row))


def _next_year(row: Row, year: int | None) -> bool:
    """True if the deadline names no year, so means this one, and the work was done in a later year."""
    target, actual = row.target, row.actual
    if year is None or not isinstance(target, Moment) or not isinstance(actual, Moment) or target.operator == "≥" or target.last is None:
        return False
    done = actual.last or actual.first
    return target.last.year is None and done is not None and done.year is not None and done.year > year


def _points(row: Row) -> str | None:
    return None if row.score is None else show(row.score)
