from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.form import Form
from ziping.form.paths import FIELD_WORDS

check = Check(
    code="FM101",
    covers=("A01",),
    severity="warning",
    basis="practice",
    message="表头「{word}」没有填写。",
    remedy="请按预算批复填写{word}。",
)


def _missing(form: Form) -> Iterator[str]:
    """Paths of the blank heads. A form that names its unit in one field need not name it in another."""
    project, unit = form.project, form.unit.name
    if form.kind in ("department", "rubric"):
        if not unit and (project is None or not project.name):
            yield "unit.name"
    else:
        implementing = project.implementing_unit if project else None
        if project is None or not project.name:
            yield "project.name"
        supervising = project.supervising_department if project else None
        # 湖北等地的表头只有「单位名称」，没有主管部门、实施单位两栏：另有一个单位名就不再追问；
        # 国家版式（mof-…）两栏都印着，照填
        other = unit if unit != supervising and not (form.layout or "").startswith("mof-") else None
        if not implementing and not other:
            yield "project.implementing_unit"
        if not supervising and (implementing or not other):
            yield "project.supervising_department"
    if form.year is None:
        yield "year"


@check
def head_left_blank(exam: Exam) -> Iterator[Hit]:
    """表头必填栏没有填写。

    查什么  年度；部门整体表、评分表的部门（单位）名称；项目类表的项目名称、主管部门、实施单位；印有这一栏的表的部门职能概述。
    为何    表头对不上预算批复，后面填得再好也无法归档、汇总和公开。
    不查    项目代码、单位代码、独立核算单位个数；只设一个单位名称栏的表，不追问主管部门和实施单位。
    """
    for path in _missing(exam.form):
        yield check.at(path, word=FIELD_WORDS[path])
    if "functions" in exam.columns and exam.form.layout and not exam.form.functions:
        yield check.at("functions", word=FIELD_WORDS["functions"])
