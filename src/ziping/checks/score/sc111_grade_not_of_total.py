import re
from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import half_up, points, show
from ziping.text import bare

check = Check(
    code="SC111",
    covers=("E11",),
    severity="error",
    basis="practice",
    message="等级写作「{found}」，总分 {total} 按方案应为「{expected}」（{floor} 分起）。",
    remedy="请把等级改为「{expected}」，或核对总分。",
)

_GRADES = {
    "优": "优", "优秀": "优", "优等": "优", "良": "良", "良好": "良", "良等": "良", "中": "中", "中等": "中", "一般": "中", "合格": "中",
    "差": "差", "较差": "差", "差等": "差", "不合格": "差",
}  # fmt: skip

_BRACKET = re.compile(r"[(（].*[)）]$")  # 良（80–90）


@check
def grade_not_of_total(exam: Exam) -> Iterator[Hit]:
    """等级与总分不符。

    查什么  方案规定了等级分数线的，写的等级应是总分（四舍五入到 0.01）所在的一级；起点分含在内。
    为何    等级用于公开和结果应用，89.99 分不是「优」。
    不查    没有写等级；方案没有分数线；总分没有填写；等级按审定总分写而相符的。
    """
    scheme, written = exam.scheme, exam.form.grade
    grade = None if written is None else _GRADES.get(_BRACKET.sub("", bare(written)).removesuffix("级"))
    total = exam.facts.total_score
    if scheme is None or not scheme.grades or grade is None or total is None:
        return
    review = points(exam.form.total_review_score)
    marks = [total] if review is None else [total, review]
    due = [next((floor for floor in scheme.grades if half_up(mark) >= floor.floor.value), None) for mark in marks]
    right = due[0]
    if right is None or right.grade not in _GRADES or any(floor is not None and _GRADES.get(floor.grade) == grade for floor in due):
        return
    yield check.at(
        "grade",
        also=("total_score",),
        found=written,
        expected=right.grade,
        authority=right.floor.authority,
        total=show(total),
        floor=show(right.floor.value),
    )
