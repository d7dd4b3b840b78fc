from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import names_total_cost
from ziping.exact import show
from ziping.values import Interval, convert

check = Check(
    code="VX108",
    covers=("D08",),
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，高于资金情况里的全年预算数 {expected}。",
    remedy="请核对成本目标和全年预算数；另有资金来源的，请列入资金情况。",
)


@check
def cost_above_budget(exam: Exam) -> Iterator[Hit]:
    """总成本的目标高于预算。

    查什么  名称是项目总成本、总投资一类的指标，目标值（元、万元）高于资金表的全年预算数。
    为何    目标允许花的钱比预算还多，两处总有一处不对。
    不查    单位成本、局部成本；目标不高于预算；与年初预算数相等的；没有写金额单位；预算没有填写；分值为 0 的行。
    """
    money, unit = exam.facts.total, exam.form.money_unit
    if money is None or money.budget is None or unit not in ("元", "万元"):
        return
    for row in exam.aiming_at(Interval):
        target = row.target
        if not isinstance(target, Interval) or target.unit is None or target.bound is None or not names_total_cost(row.name):
            continue
        wanted = convert(target.bound, target.unit, unit) if target.per is None else None
        if wanted is None or target.operator in ("≥", ">") or wanted <= max(money.budget, money.initial_budget or Decimal(0)):
            continue
        yield check.at(f"{row.path}.target", also=(f"{money.path}.budget",), found=target.text, expected=f"{show(money.budget)} {unit}")
