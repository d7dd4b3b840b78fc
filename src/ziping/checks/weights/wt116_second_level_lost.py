from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.text import bare

check = Check(
    code="WT116",
    covers=("C16",),
    severity="info",
    basis="form",
    message="指标 {number}{name}没有二级指标，多半是合并单元格拆散后丢失的。",
    remedy="请补上二级指标（数量、质量、时效、成本等），或者改回合并单元格。",
)


@check
def second_level_lost(exam: Exam) -> Iterator[Hit]:
    """指标行没有二级指标。

    查什么  别的行有二级指标而这一行空着，每行说一次。
    为何    合并单元格拆散后，二级指标只留在第一行，其余各行就不知属于哪一类。
    不查    整张表没有二级指标一栏；满意度、成本等一级指标之下各行都没有二级指标；整行没有内容。
    """
    rows = exam.facts.rows
    blank = [row for row in rows if not row.indicator.level2]
    if not blank or len(blank) == len(rows):
        return
    with_second = {bare(row.indicator.level1 or "") for row in rows if row.indicator.level2}
    for row in blank:
        item = row.indicator
        if not any((item.level3, item.content, item.target, item.actual)):
            continue
        # 满意度之类本来就不再分二级的，整组都空着
        if row.level1 not in ("output", "benefit", None) and bare(item.level1 or "") not in with_second:
            continue
        yield check.at(
            f"{row.path}.level2",
            # the row's own cell first: the first-level cell may be a merged one, rows further up
            also=[f"{row.path}.{name}" for name in ("level3", "content", "target", "level1") if getattr(item, name)],
            number=row.index + 1,
            name=f"「{item.name}」" if item.name else "",
        )
