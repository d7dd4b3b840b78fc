from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import self_evaluated
from ziping.exact import HUNDRED, show

check = Check(
    code="CO106",
    covers=("G06",),
    severity="info",
    basis="practice",
    message="总分是满分 {found}。",
    remedy="请复核各项完成值和佐证材料，确无扣分之处再提交。",
)


@check
def perfect_total(exam: Exam) -> Iterator[Hit]:
    """总分是满分。

    查什么  总分正好等于总分值（没有写总分值的按 100）。
    为何    满分自评最常被抽查，值得先复核一遍。
    不查    总分没有填写或不是数；目标申报表和监控表。
    """
    total = exam.facts.total_score
    most = exam.facts.total_weight if exam.facts.total_weight is not None else HUNDRED
    if self_evaluated(exam) and total is not None and total == most and most > 0:
        yield check.at("total_score", also=("total_weight",), found=show(total))
