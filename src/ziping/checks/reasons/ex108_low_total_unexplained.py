from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import says_nothing, self_evaluated
from ziping.exact import half_up, show

check = Check(
    code="EX108",
    covers=("F08",),
    severity="warning",
    basis="memory",
    message="总分 {found}，等级为「{grade}」，但整张表没有一处写了原因或改进措施。",
    remedy="请说明总分低的原因和下一步的打算。",
)

_LOW = ("中", "差")


@check
def low_total_unexplained(exam: Exam) -> Iterator[Hit]:
    """总分低，整张表没有一处说明。

    查什么  总分按方案落在「中」「差」两级，而各指标的原因、措施和资金的原因全都空着（或是空话）。
    为何    得分低要单独说明原因和改进的打算，结果才用得上。
    不查    方案没有等级的；总分没有填写；表里已有说明的（写得好不好由人看）；目标申报表和监控表。
    """
    scheme, total = exam.scheme, exam.facts.total_score
    if scheme is None or total is None or not self_evaluated(exam):
        return
    grade = next((floor.grade for floor in scheme.grades if half_up(total) >= floor.floor.value), None)
    if grade not in _LOW:
        return
    texts = [text for row in exam.form.indicators for text in (row.reason, row.measure)] + [fund.reason for fund in exam.form.funds]
    if all(says_nothing(text) for text in texts):
        yield check.at("total_score", also=("indicators",), found=show(total), grade=grade)
