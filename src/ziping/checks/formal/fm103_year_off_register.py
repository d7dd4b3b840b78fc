from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.text import bare

check = Check(
    code="FM103",
    covers=("A03",),
    needs="register",
    severity="warning",
    basis="practice",
    message="表上的年度是 {found}，名单第 {row} 行写的是 {expected}。",
    remedy="请核对年度：是不是填了上一年的表，或名单取错了年份。",
)


@check
def year_off_register(exam: Exam) -> Iterator[Hit]:
    """年度与本批次的名单不同。

    查什么  表头的年度与批复名单上这个项目的年度；名单上找不到这个项目，而全名单只有一个年度的，与它比。
    为何    年度错了，方案、目标和预算数全对不上。
    不查    没有给出名单；名单没有年度一栏；表上没有年度（FM101）。
    """
    register, year = exam.register, exam.form.year
    if register is None or year is None or "year" not in register.columns:
        return
    entry = register.project(exam.form)
    if entry is None:
        years = {bare(each.year) for each in register.entries if each.year}
        entry = register.entries[0] if len(years) == 1 and register.entries[0].year else None
    if entry is not None and entry.year and bare(entry.year).rstrip("年度") != str(year):
        yield check.at("year", found=year, expected=entry.year, row=entry.row)
