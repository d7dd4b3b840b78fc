from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import half_up, show

check = Check(
    code="XF150",
    needs="targets",
    severity="warning",
    basis="practice",
    message="{at}写作 {found} {unit}，批复的绩效目标里（{there}）是 {expected} {theirs}。",
    remedy="请与批复核对；年中调整过的，年初预算数仍应是批复数。",
)

_SCALE = Decimal(10000)


@check
def budget_off_targets(exam: Exam) -> Iterator[Hit]:
    """预算数与批复的绩效目标不同。

    查什么  资金总额一行的年初预算数（没有这一栏的看全年预算数）与批复的绩效目标申报表的资金总额，精确到 0.01 万元；两数有一个相同即可。
    为何    目标是按这笔钱批的，钱变了而目标没有变，或者抄错了，执行率和得分都不对。
    不查    没有给出申报表；申报表没有资金总额；预算数没有填写或不是数。
    """
    peer, total = exam.against.targets if exam.against is not None else None, exam.facts.total
    if peer is None or total is None:
        return
    unit, theirs = exam.form.money_unit or "万元", peer.form.money_unit or exam.form.money_unit or "万元"
    ours = [(field, value) for field in ("initial_budget", "budget") if (value := getattr(total, field)) is not None]
    approved = [
        (f"{money.path}.{field}", value)
        for money in peer.facts.funds
        if money.fund.total or money is peer.facts.total
        for field in ("budget", "initial_budget")
        if (value := getattr(money, field)) is not None
    ]
    if not ours or not approved:
        return
    known = {_in_wan(value, theirs) for _, value in approved}
    if any(_in_wan(value, unit) in known for _, value in ours):
        return
    (field, value), (path, amount) = ours[0], approved[0]
    yield check.at(f"{total.path}.{field}", found=show(value), expected=show(amount), unit=unit, theirs=theirs, there=peer.says(path))


def _in_wan(amount: Decimal, unit: str) -> Decimal:
    """An amount in 万元, to 0.01."""
    return half_up(amount / _SCALE if unit == "元" else amount)
