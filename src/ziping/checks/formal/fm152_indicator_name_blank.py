from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit

check = Check(
    code="FM152",
    severity="warning",
    basis="practice",
    message="指标 {number} 没有名称{more}。",
    remedy="请补上三级指标的名称；多出来的行请整行删去。",
)


@check
def indicator_name_blank(exam: Exam) -> Iterator[Hit]:
    """指标行没有名称。

    查什么  别的行有三级指标（目标内容）的名称，而这一行有目标值、完成值或分值，名称却空着。
    为何    不知道考核的是什么，目标值和得分就没有意义。
    不查    一半以上的行没有名称的表；整行没有内容；目标值和完成值都没有的行（多半是合并单元格拆散后留下的）。
    """
    rows = exam.facts.rows
    blank = [row for row in rows if not row.name]
    if not blank or 2 * len(blank) > len(rows):
        return
    for row in blank:
        item = row.indicator
        if item.target or item.actual:
            also = [f"{row.path}.{name}" for name in ("level2", "target", "actual") if getattr(item, name)]
            more = f"，目标值是「{item.target}」" if item.target else f"，完成值是「{item.actual}」"
            yield check.at(f"{row.path}.level3", also=also, number=row.index + 1, more=more)
