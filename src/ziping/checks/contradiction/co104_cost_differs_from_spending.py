from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import names_total_cost
from ziping.exact import half_up, show
from ziping.values import Interval, convert

check = Check(
    code="CO104",
    covers=("G04",),
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，资金情况里的全年执行数是 {expected}，两处不同。",
    remedy="请核对两处；成本里含有没有列入资金情况的钱时，请写明。",
)


@check
def cost_differs_from_spending(exam: Exam) -> Iterator[Hit]:
    """总成本的完成值与全年执行数不同。

    查什么  名称是项目总成本、总投资一类的指标，完成值（元、万元）与资金表的全年执行数比较，按写出的小数位。
    为何    花了多少钱在一张表里写了两个数。
    不查    单位成本、局部成本；写成范围而执行数在其中的；没有金额单位的；执行数没有填写；分值为 0 的行。
    """
    money, unit = exam.facts.total, exam.form.money_unit
    if money is None or money.execution is None or unit not in ("元", "万元"):
        return
    for row in exam.stating(Interval):
        actual = row.actual
        if not isinstance(actual, Interval) or actual.unit is None or actual.per is not None or not names_total_cost(row.name):
            continue
        spent = convert(money.execution, unit, actual.unit)
        if spent is None or actual.operator == "约" or actual.holds(spent) or _rounded(actual, spent):
            continue
        yield check.at(
            f"{row.path}.actual", also=(f"{money.path}.execution",), found=actual.text, expected=f"{show(money.execution)} {unit}"
        )


def _rounded(actual: Interval, spent: Decimal) -> bool:
    """True if the written number is the spending, rounded to as many decimals as are written."""
    value = actual.exact
    if value is None:
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and half_up(spent, max(-exponent, 0)) == value
