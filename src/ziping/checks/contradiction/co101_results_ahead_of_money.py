from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, ZERO, half_up, show

check = Check(
    code="CO101",
    covers=("G01",),
    severity="warning",
    basis="practice",
    message="各项指标得 {found} 分（满 {whole} 分），得分率 {rate}%；预算执行率得 {score} 分（满 {weight} 分），只有 {expected}%：指标比执行高出 {gap}%，超过 {limit}%。",
    remedy="请说明钱没有花完、事却办成的原因，或核对各项得分。",
)


@check
def results_ahead_of_money(exam: Exam) -> Iterator[Hit]:
    """指标的得分率远高于预算执行的得分率。

    查什么  方案设了这条预警线（如 5%）的：（指标得分率－执行得分率）÷ 指标得分率超过它。
    为何    钱没有花出去而事全办成，多半是预算编多了或得分给高了，审核时会标红。
    不查    方案没有设预警线的；有得分没有填写的；执行率不计分的；目标申报表和监控表。
    """
    law, money = exam.scheme.alarms.get("indicators_ahead") if exam.scheme is not None else None, exam.facts.total
    if law is None or money is None or money.score is None or not money.weight or money.weight < 0:
        return
    rows = [row for row in exam.judged if row.weight is not None]
    whole = sum((row.weight for row in rows if row.weight is not None), ZERO)
    if whole <= 0 or any(row.score is None for row in rows):
        return
    earned = sum((row.score for row in rows if row.score is not None), ZERO)
    rate, spent = earned / whole, money.score / money.weight
    if rate <= 0 or (rate - spent) / rate <= law.value:
        return
    yield check.at(
        "indicators",
        also=(f"{money.path}.score", f"{money.path}.execution", *(f"{row.path}.score" for row in rows)),
        found=show(earned),
        expected=show(half_up(spent * HUNDRED)),
        authority=law.authority,
        whole=show(whole),
        rate=show(half_up(rate * HUNDRED)),
        score=show(money.score),
        weight=show(money.weight),
        gap=show(half_up((rate - spent) / rate * HUNDRED, 1)),
        limit=show(half_up(Decimal(law.value * HUNDRED), 2)),
    )
