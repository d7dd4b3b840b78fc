from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import show

check = Check(
    code="MN108",
    covers=("B08",),
    needs="register",
    severity="warning",
    basis="practice",
    message="{at}写作 {found} {unit}，名单第 {row} 行的预算数是 {expected} {theirs}，恰好差一万倍，像是元与万元弄错了。",
    remedy="请核对金额单位：表头写万元的，金额也用万元。",
)

SCALE = Decimal(10000)
_NEAR = Decimal("0.01")


def in_yuan(amount: Decimal, unit: str | None) -> Decimal:
    """An amount in 元; without a unit it counts as 万元, as nearly all forms do."""
    return amount if unit == "元" else amount * SCALE


def near(one: Decimal, two: Decimal) -> bool:
    """True if two amounts agree within 1 %."""
    return two != 0 and abs(one - two) <= abs(two) * _NEAR


@check
def money_unit_mistaken(exam: Exam) -> Iterator[Hit]:
    """金额的元与万元弄错了。

    查什么  资金总额一行的年初预算数、全年预算数，与批复名单的预算数相差一万倍（上下不超过 1%）。
    为何    差一万倍的金额进了汇总表，全部门的合计都毁了。
    不查    没有给出名单；名单没有预算数；项目不在名单上（FM107）；与名单相差不是一万倍的（MN113）。
    """
    register, total = exam.register, exam.facts.total
    entry = register.project(exam.form) if register is not None else None
    if register is None or entry is None or total is None or not entry.amount or entry.amount < 0:
        return
    unit, theirs = exam.form.money_unit or "万元", register.money_unit or "万元"
    approved = in_yuan(entry.amount, theirs)
    for field in ("initial_budget", "budget"):
        value: Decimal | None = getattr(total, field)
        if value and (near(in_yuan(value, unit), approved * SCALE) or near(in_yuan(value, unit) * SCALE, approved)):
            also = [f"{money.path}.{field}" for money in exam.facts.funds if money is not total and getattr(money, field)]
            yield check.at(
                f"{total.path}.{field}",
                also=["money_unit", *also],
                found=show(value),
                expected=show(entry.amount),
                unit=unit,
                theirs=theirs,
                row=entry.row,
            )
