from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, half_up, show
from ziping.records import DATA, load
from ziping.scoring import execution_rate
from ziping.text import bare

check = Check(
    code="MN117",
    covers=("B17",),
    severity="warning",
    basis="practice",
    message="全年预算数 {budget} 中有 {expected} 没有执行，占 {share}%，超过两成。",
    remedy="请说明资金没有用完的原因，以及下一年如何安排；预算做大了的，请相应调减。",
)

_LIMIT = Decimal("0.2")  # 在用系统的黄色预警线；方案写了 alarms.unspent 的照方案


@lru_cache(maxsize=1)
def _nothing() -> frozenset[str]:
    return frozenset(load(DATA / "words" / "overspending.yml")["nothing"])


@check
def fifth_left_unspent(exam: Exam) -> Iterator[Hit]:
    """两成以上的预算没有执行。

    查什么  资金总额一行：（全年预算数－全年执行数）÷ 全年预算数大于 20%；执行率扣除转移支付的方案，按扣除后的执行数。
    为何    大额结余要么事没有做完，要么预算偏大，审核时都会问。
    不查    资金表里已经写了原因；预算数为 0（MN105）；执行数没有填写；申报表、监控表（年度还没有过完）。
    """
    total, scheme = exam.facts.total, exam.scheme
    if exam.form.kind in ("targets", "monitoring") or total is None or total.budget is None or total.budget <= 0:
        return
    if any(fund.reason and bare(fund.reason).rstrip("。.") not in _nothing() for fund in exam.form.funds):
        return
    rate = execution_rate(total, scheme.execution.rate if scheme is not None and scheme.execution is not None else "budget_ratio")
    law = scheme.alarms.get("unspent") if scheme is not None else None
    if rate is None or rate < 0 or 1 - rate <= (_LIMIT if law is None else law.value):
        return
    # 总额误写为 0 而来源有执行数的，归 MN102
    if total.execution == 0 and any(money.execution for money in exam.facts.funds):
        return
    yield check.at(
        f"{total.path}.execution",
        also=[f"{total.path}.budget", f"{total.path}.rate"],
        found=total.fund.execution,
        expected=show(half_up(total.budget * (1 - rate))),
        budget=show(total.budget),
        share=show(half_up((1 - rate) * HUNDRED)),
    )
