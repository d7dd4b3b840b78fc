from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, half_up, show

check = Check(
    code="WT106",
    covers=("C06",),
    severity="warning",
    basis="practice",
    message="{at}是 {found}，占总分值的 {share}%，一个指标的轻重超过了三成。",
    remedy="请把这个指标拆成几条可以分别衡量的指标，或者调低它的分值。",
)

_LIMIT = Decimal("0.3")  # 审核惯例，没有见到文件规定；正好三成不说


@check
def indicator_too_heavy(exam: Exam) -> Iterator[Hit]:
    """一个指标的分值过重。

    查什么  单个指标的分值超过总分值（表上没有印的，按方案；再没有的按 100）的 30%。
    为何    一条指标定了大半成绩，其余指标形同虚设。
    不查    正好 30%；评分表（分值由办法规定）；有各自指标表的目标，其下按 100 分编的表。
    """
    if exam.form.kind == "rubric" or exam.several_tables:
        return
    law = exam.scheme.weight("total") if exam.scheme is not None else None
    whole = exam.facts.total_weight or law or HUNDRED
    if whole <= 0:
        return
    most = whole * _LIMIT
    for row in exam.facts.rows:
        if row.weight is not None and row.weight > most:
            yield check.at(f"{row.path}.weight", found=row.indicator.weight, share=show(half_up(row.weight / whole * HUNDRED, 1)))
