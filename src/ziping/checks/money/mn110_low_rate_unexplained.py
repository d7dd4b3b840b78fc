from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import asks_fund_reason
from ziping.exact import HUNDRED, half_up, show
from ziping.records import DATA, load
from ziping.scoring import execution_rate
from ziping.text import bare

check = Check(
    code="MN110",
    covers=("B10",),
    severity="warning",
    basis="practice",
    message="{at}的执行率只有 {found}%，原因栏{how}。",
    remedy="请在资金表的原因栏写明执行率偏低的原因，如招标节约、进度滞后、政策调整。",
)

_FLOOR = Decimal("0.9")  # 方案没有自定界限时用：见于四川的表，别处没有见到，所以只作提醒


@lru_cache(maxsize=1)
def _nothing() -> frozenset[str]:
    return frozenset(load(DATA / "words" / "overspending.yml")["nothing"])


@check
def low_rate_unexplained(exam: Exam) -> Iterator[Hit]:
    """执行率偏低，资金表的原因栏没有说明。

    查什么  资金表设有原因栏的：执行率低于 90%（方案另有规定的，照方案）的行，原因没有写或只写了「无」。总额一行写了的，来源行不再追问；反过来也一样。
    为何    钱没有花出去，要么事没有做，要么预算做大了，两样都要说清楚。
    不查    没有原因栏的表（一张表的资金行都没有原因，就当没有这一栏；版式印有或方案要求写的除外）；预算数为 0；申报表、监控表。
    """
    form, facts, scheme = exam.form, exam.facts, exam.scheme
    if form.kind in ("targets", "monitoring") or facts.total is None or not asks_fund_reason(exam):
        return
    formula = scheme.execution.rate if scheme is not None and scheme.execution is not None else "budget_ratio"
    law = scheme.execution.explain_below if scheme is not None and scheme.execution is not None else None
    floor = _FLOOR if law is None else law.value

    def silent(reason: str | None) -> bool:
        return reason is None or bare(reason).rstrip("。.") in _nothing()

    if not silent(facts.total.fund.reason):
        return
    rows = [facts.total] if all(silent(fund.reason) for fund in form.funds) else [m for m in facts.funds if not m.fund.total]
    for money in rows:
        rate = execution_rate(money, formula)
        if rate is None or rate >= floor or rate < 0 or (money.budget or 0) < 0 or not silent(money.fund.reason):
            continue
        reason = money.fund.reason
        yield check.at(
            f"{money.path}.reason",
            also=[f"{money.path}.execution", f"{money.path}.rate"],
            found=show(half_up(rate * HUNDRED)),
            authority=law.authority if law is not None else None,
            how=f"只写了「{reason}」" if reason else "空着",
        )
