from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import names_funds, names_input
from ziping.values import Interval, Value, base_unit

check = Check(
    code="VX107",
    covers=("D07",),
    severity="warning",
    basis="practice",
    message="{row}说的是花了多少钱，放在「{level2}」里：花钱是投入，不是产出或效益。",
    remedy="请换成花钱办成的事，例如完成的数量、达到的质量；预算执行已在资金情况里计分。",
)

_RESULTS = frozenset({"quantity", "quality", "economic_benefit", "social_benefit", "ecological_benefit", "sustainable"})


def _in_money(target: Value) -> bool:
    return isinstance(target, Interval) and target.unit is not None and target.per is None and base_unit(target.unit) == "元"


@check
def input_as_output(exam: Exam) -> Iterator[Hit]:
    """把花钱当成产出或效益。

    查什么  数量、质量和效益指标，名称是经费使用率、资金到位率、支出金额一类，或以「经费」结尾而目标值是钱数。
    为何    钱花出去不等于事办成，预算执行率也已另外计分。
    不查    资金使用合规率等管理指标；控制上限的（≤）；成本和时效指标；补助发放等以钱为产出的；带动、引导别处的钱的；分值为 0 的行。
    """
    for row in exam.declared:
        name = row.name
        if row.level2 not in _RESULTS or isinstance(row.target, Interval) and row.target.operator in ("≤", "<"):
            continue  # a ceiling on spending is control, not output
        if not names_input(name) and not (_in_money(row.target) and names_funds(name)):
            continue
        where = f"指标 {row.index + 1}「{name}」"
        yield check.at(row.path, also=(f"{row.path}.level2", row.name_path), found=name, row=where, level2=row.indicator.level2)
