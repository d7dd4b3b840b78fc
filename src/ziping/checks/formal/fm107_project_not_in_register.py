from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit

check = Check(
    code="FM107",
    covers=("A07",),
    needs="register",
    severity="warning",
    basis="practice",
    message="{at}「{found}」在批复的项目名单（{count} 行）里没有。",
    remedy="请核对项目名称和代码；年中新增的项目，请补进名单。",
)


@check
def project_not_in_register(exam: Exam) -> Iterator[Hit]:
    """项目不在批复的名单上。

    查什么  项目代码，没有代码的看项目名称（不计前面的年份和末尾的括号）和单位，在名单上有没有。
    为何    没有批复的项目不应有自评表；多半是名称写得与批复不一样。
    不查    没有给出名单；名单没有项目名称和代码两栏；部门整体表；表上没有项目名称（FM101）。
    """
    register, project = exam.register, exam.form.project
    if register is None or project is None or not project.name or not register.columns & {"project", "code"}:
        return
    if register.project(exam.form) is None:
        also = ("project.code",) if project.code else ()
        yield check.at("project.name", also=also, found=project.name, count=len(register.entries))
