from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import ZERO, show
from ziping.form.paths import FIELD_WORDS

check = Check(
    code="MN102",
    covers=("B02",),
    severity="error",
    basis="form",
    message="资金总额的{words}{how}，而各来源合计 {sum}。",
    remedy="请在资金总额一行填写各来源的合计数。",
)


@check
def total_row_zero(exam: Exam) -> Iterator[Hit]:
    """总额一行是 0 或空着，来源却有数。

    查什么  年初预算数、全年预算数、全年执行数：总额写 0（差错）或没有填写（提醒），而来源行有数；几列同样只说一次。
    为何    执行率按总额一行计分，总额为 0 等于没有预算。
    不查    来源也是 0 或空；只有总额一行；总额有数而加不拢（MN101）。
    """
    total = exam.facts.total
    if total is None or not total.fund.total or total.initial_budget and total.budget and total.execution:
        return
    parts = [money for money in exam.facts.funds if not money.fund.total]
    for blank in (False, True):
        fields = []
        for field in ("initial_budget", "budget", "execution"):
            value, written = getattr(total, field), getattr(total.fund, field)
            added = sum((getattr(money, field) or ZERO for money in parts), ZERO)
            if added > 0 and (written is None if blank else value == 0):
                fields.append((field, added))
        if fields:
            paths = [f"{total.path}.{field}" for field, _ in fields]
            yield check.at(
                paths[0],
                also=[*paths[1:], *(f"{money.path}.{field}" for field, _ in fields for money in parts if getattr(money, field))],
                found=None if blank else getattr(total.fund, fields[0][0]),
                expected=show(fields[0][1]),
                severity="warning" if blank else None,
                words="、".join(FIELD_WORDS[field] for field, _ in fields),
                how="没有填写" if blank else "写作 0",
                sum="、".join(show(added) for _, added in fields),
            )
