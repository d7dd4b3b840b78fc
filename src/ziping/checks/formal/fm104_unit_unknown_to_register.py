from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.form.register import same_name
from ziping.text import bare

check = Check(
    code="FM104",
    covers=("A04",),
    needs="register",
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，{how}。",
    remedy="请按名单填写单位名称和代码；名单漏了的，请补上名单。",
)


_HEADS = ("project.implementing_unit", "unit.name", "project.supervising_department")


@check
def unit_unknown_to_register(exam: Exam) -> Iterator[Hit]:
    """单位或代码不在名单上，或与名单不符。

    查什么  单位代码在名单上有没有；代码在名单上而单位名称不同；项目在名单上而单位或主管部门不同。名称互相包含的算相同。
    为何    代码和归属错了，汇总时就记到了别人名下。
    不查    没有给出名单；名单没有相应的栏；表上没有填写的；项目不在名单上（FM107）。
    """
    register, form = exam.register, exam.form
    if register is None:
        return
    code = form.unit.code
    if code and "unit_code" in register.columns:
        found = register.units.get(bare(code), [])
        if not found:
            yield check.at("unit.code", found=code, how="名单上没有这个代码")
        elif form.unit.name and not any(same_name(entry.unit, form.unit.name) for entry in found):
            first = found[0]
            yield check.at(
                "unit.name",
                also=("unit.code",),
                found=form.unit.name,
                expected=first.unit,
                how=f"名单第 {first.row} 行代码 {code} 是「{first.unit}」",
            )
    entry = register.project(form) if form.project is not None else None
    if entry is not None and entry.unit and form.project is not None:
        heads = (form.project.implementing_unit, form.unit.name, form.project.supervising_department)
        if any(heads) and not any(same_name(entry.unit, name) for name in heads if name):
            path = next(path for path, name in zip(_HEADS, heads, strict=True) if name)
            how = f"名单第 {entry.row} 行的单位是「{entry.unit}」"
            yield check.at(path, found=next(filter(None, heads)), expected=entry.unit, how=how)
    if entry is not None and form.project is not None and form.project.supervising_department and entry.department:
        written = form.project.supervising_department
        if not same_name(entry.department, written) and bare(written) != bare(entry.unit_code or ""):
            how = f"名单第 {entry.row} 行的主管部门是「{entry.department}」"
            yield check.at("project.supervising_department", found=written, expected=entry.department, how=how)
