from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.money.mn108_money_unit_mistaken import SCALE, in_yuan, near
from ziping.exact import half_up, show

check = Check(
    code="MN113",
    covers=("B13",),
    needs="register",
    severity="warning",
    basis="practice",
    message="{at}写作 {found} {unit}，名单第 {row} 行的预算数是 {expected} {theirs}。",
    remedy="请与预算批复和账面核对；年中调整过的，年初预算数仍应是批复数。",
)


@check
def budget_off_register(exam: Exam) -> Iterator[Hit]:
    """预算数与批复的名单不同。

    查什么  资金总额一行的年初预算数（没有这一栏的看全年预算数）与批复名单的预算数，精确到名单的 0.01；两数有一个与名单相同即可。
    为何    预算数是批复定的，抄错了，执行率和得分都不对。
    不查    没有给出名单；名单没有预算数；项目不在名单上（FM107）；差一万倍的（MN108）；预算数没有填写。
    """
    register, total = exam.register, exam.facts.total
    entry = register.project(exam.form) if register is not None else None
    if register is None or entry is None or total is None or entry.amount is None:
        return
    values = [(field, value) for field in ("initial_budget", "budget") if (value := getattr(total, field)) is not None]
    unit, theirs = exam.form.money_unit or "万元", register.money_unit or "万元"
    approved = in_yuan(entry.amount, theirs)
    if not values or any(_same(in_yuan(value, unit), approved) for _, value in values):
        return
    field, value = values[0]
    amount = in_yuan(value, unit)
    if near(amount, approved * SCALE) or near(amount * SCALE, approved):
        return
    yield check.at(f"{total.path}.{field}", found=show(value), expected=show(entry.amount), unit=unit, theirs=theirs, row=entry.row)


def _same(one: Decimal, two: Decimal) -> bool:
    return half_up(one / SCALE) == half_up(two / SCALE)
