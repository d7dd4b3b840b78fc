from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import asks_fund_reason
from ziping.exact import HUNDRED, half_up, show
from ziping.records import DATA, load
from ziping.text import bare

check = Check(
    code="MN111",
    covers=("B11",),
    severity="warning",
    basis="practice",
    message="全年预算数 {found} 比年初预算数 {expected} {way}了 {share}%，原因栏没有说明。",
    remedy="请在资金表的原因栏写明预算调整的原因。",
)

_LARGE = Decimal("0.3")  # 审核惯例


@lru_cache(maxsize=1)
def _nothing() -> frozenset[str]:
    return frozenset(load(DATA / "words" / "overspending.yml")["nothing"])


@check
def adjustment_unexplained(exam: Exam) -> Iterator[Hit]:
    """预算有调整，资金表的原因栏没有说明。

    查什么  资金表设有原因栏的：资金总额一行的全年预算数与年初预算数不同（相差不超过 30%），而原因栏空着或只写了「无」。
    为何    预算一经批复不得随意调整，调了就要有来由。
    不查    没有原因栏的表（资金行都没有原因，就当没有这一栏；版式印有或方案要求写的除外）；写了原因；年初预算数没有填写或为 0；相差超过 30%（MN112）。
    """
    total = exam.facts.total
    if total is None or total.budget is None or not total.initial_budget or total.initial_budget < 0 or total.budget < 0:
        return
    reasons = [bare(fund.reason).rstrip("。.") for fund in exam.form.funds if fund.reason]
    if not asks_fund_reason(exam) or any(reason not in _nothing() for reason in reasons):
        return
    change = abs(total.budget - total.initial_budget) / total.initial_budget
    if change == 0 or change > _LARGE:
        return
    yield check.at(
        f"{total.path}.reason",
        also=[f"{total.path}.initial_budget", f"{total.path}.budget"],
        found=total.fund.budget,
        expected=total.fund.initial_budget,
        way="增加" if total.budget > total.initial_budget else "减少",
        share=show(half_up(change * HUNDRED)),
    )
