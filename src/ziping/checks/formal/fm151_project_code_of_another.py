from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.form.register import same_name
from ziping.text import bare, similarity

check = Check(
    code="FM151",
    needs="register",
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，{how}。",
    remedy="请核对项目代码和项目名称，两样都照名单填写。",
)

_ALIKE = Decimal("0.5")


@check
def project_code_of_another(exam: Exam) -> Iterator[Hit]:
    """项目代码与项目名称在名单上对不起来。

    查什么  代码在名单上而名称是另一个项目的；名称在名单上而代码与名单不同。
    为何    代码和名称指着两个项目，金额和目标就对错了。
    不查    没有给出名单；名单没有名称、代码两栏；表上缺一样；名称互相包含或大半相同的；两样都不在名单上的（FM107）。
    """
    register, project = exam.register, exam.form.project
    if register is None or project is None or not project.code or not project.name or not {"project", "code"} <= register.columns:
        return
    entry = register.project(exam.form)
    if entry is None or not entry.project or not entry.code:
        return
    if bare(entry.code) != bare(project.code):
        how = f"名单第 {entry.row} 行「{entry.project}」的代码是 {entry.code}"
        yield check.at("project.code", also=("project.name",), found=project.code, expected=entry.code, how=how)
    elif not same_name(entry.project, project.name) and similarity(entry.project, project.name) < _ALIKE:
        how = f"名单第 {entry.row} 行代码 {entry.code} 是「{entry.project}」"
        yield check.at("project.name", also=("project.code",), found=project.name, expected=entry.project, how=how)
