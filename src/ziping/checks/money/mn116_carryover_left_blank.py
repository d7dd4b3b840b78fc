from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import show
from ziping.form import Form
from ziping.scoring import Facts
from ziping.text import bare

check = Check(
    code="MN116",
    covers=("B16",),
    needs="last_year",
    severity="warning",
    basis="practice",
    message="{at}{how}，而上年的自评表上还有 {expected} {unit}没有执行（全年预算数 {budget}，全年执行数 {spent}）。",
    remedy="请核对上年结转结余：结转使用的填入这一行，已收回财政的请说明。",
)


@check
def carryover_left_blank(exam: Exam) -> Iterator[Hit]:
    """上年有结余，结转资金一行却空着。

    查什么  表上有「上年结转」一类的行而全年预算数空着或是 0，上一年度自评表的资金总额却没有执行完。
    为何    结转资金漏填，全年预算数就小了，执行率虚高。
    不查    没有给出上年的自评表；表上没有结转一行；上年执行完了；两年的金额单位不同；执行数或预算数没有填写。
    """
    peer = exam.against.last_year if exam.against is not None else None
    if peer is None or peer.form.money_unit != exam.form.money_unit:
        return
    left = _left(peer.facts)
    if left is None or left <= 0:
        return
    for money in exam.facts.funds:
        if "结转" in bare(money.fund.source or "") and not money.fund.total and not money.budget:
            blank = money.fund.budget is None
            if not blank and money.budget is None:
                continue
            yield check.at(
                f"{money.path}.budget",
                found=money.fund.budget,
                expected=show(left),
                how="没有填写" if blank else "写作 0",
                unit=_unit(exam.form),
                budget=show(_total(peer.facts, "budget")),
                spent=show(_total(peer.facts, "execution")),
            )
            return


def _unit(form: Form) -> str:
    return form.money_unit or ""


def _total(facts: Facts, field: str) -> Decimal:
    return getattr(facts.total, field) or Decimal(0)


def _left(facts: Facts) -> Decimal | None:
    if facts.total is None or facts.total.budget is None or facts.total.execution is None:
        return None
    return facts.total.budget - facts.total.execution
