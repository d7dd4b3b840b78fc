import re
from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, half_up, number, places, show
from ziping.scoring import execution_rate, possible_rates
from ziping.text import bare
from ziping.values.units import measure

check = Check(
    code="CO157",
    covers=("G07",),
    severity="warning",
    basis="practice",
    message="{at}写「{found}」，资金表里{what}是 {expected}。",
    remedy="请核对两处的数，改正其中一处；说的若是其中一部分，请写明是哪一部分。",
)

# Who or what spends, between the beginning of a clause and the words that say all of the money is meant: anything else may be a part.
_START = r"(?:^|[,。;:、!?(])(?:截至(?:20\d\d年)?(?:年底|12月底|12月31日),?)?(?:(?P<year>20\d\d)年度?)?(?P<who>(?:本项目|该项目|项目|本单位|我单位|我局|本部门|部门|单位)?(?:财政|专项)?(?:资金)?)"  # fmt: skip
_WHOLE = "(?:全年|年度|本年度?|当年)"
_DONE = "(?:实际|共计|共|累计|已)?(?:支出|执行|支付|使用)(?:资金|金额|总额|数)?"
_WORDS = {
    "spent": f"{_WHOLE}(?:预算)?{_DONE}|预算(?:实际)?执行(?:数|金额|资金)|总支出|支出总额|支出合计|实际执行(?:数|金额|资金)|{_DONE}",
    "budget": f"(?:{_WHOLE}|年初)预算(?:数|总额|安排|资金|金额)?|预算(?:总额|总数|数)|年度资金总额",
    "rate": f"{_WHOLE}?(?:预算|资金|支出|总体|整体|预算资金)?执行率",
}
_TO = "(?:共计|合计|总计|共|为|是|达到|达|了|:|计){0,2}"
_FIGURE = r"(?P<number>\d[\d,]*(?:\.\d+)?)"
_NOT_EXACT = r"(?!以上|以内|以下|左右|多|余|/|每)"
_SAID = {
    what: re.compile(
        f"{_START}(?P<said>(?:{words}){_TO}{_FIGURE}(?P<unit>{'%' if what == 'rate' else '万元|亿元|千元|元'})){_NOT_EXACT}", re.ASCII
    )
    for what, words in _WORDS.items()
}
# looked for first, since few texts say anything of the kind: one of these words, and a figure right behind
_SPEAKS = ("支出", "执行", "支付", "使用", "预算", "资金总额")
_HINT = re.compile(f"[出行付用金额数算排计率]{_TO}\\d", re.ASCII)
_CALLED = {"spent": "全年执行数", "budget": "全年预算数", "rate": "执行率"}


@check
def text_money_differs(exam: Exam) -> Iterator[Hit]:
    """完成情况里的预算数、执行数、执行率与资金表不同。

    查什么  总体目标的完成情况里，「全年支出」「预算执行数」「年初预算」「执行率」一类说全部资金的话后面紧跟着一个数，与资金表里
            哪一个数都对不上（按文中写到的位数比，四舍五入、截尾都算相同）。
    为何    同一笔钱在一张表里写了两个数。
    不查    前面还有别的主语的（三公经费执行率、培训费支出），那可能只是一部分（比资金表里哪个数都大的除外）；写「以上」「左右」「约」的；说别的年度的；
            资金表没有填的；没有标点隔开的。
    """
    money = exam.facts.total
    if money is None or money.budget is None or money.execution is None:
        return
    for i, goal in enumerate(exam.form.goals):
        text = bare(goal.actual) if goal.actual else ""
        if not any(word in text for word in _SPEAKS) or _HINT.search(text) is None:
            continue
        for what, pattern in _SAID.items():
            for match in pattern.finditer(text):
                said = number(match["number"])
                if said is None or match["year"] not in (None, str(exam.form.year)):
                    continue
                if what == "rate":
                    rate = execution_rate(money, "budget_ratio")
                    expected = None if rate is None else f"{show(half_up(rate * HUNDRED))}%"
                    known = [each * HUNDRED for fund in exam.facts.funds for each in possible_rates(fund)]
                else:
                    known = _amounts(exam, match["unit"])
                    written = money.fund.execution if what == "spent" else money.fund.budget
                    expected = f"{written} {exam.form.money_unit or ''}".strip()
                if _maybe_part(exam, match) and (what == "rate" or not known or said <= max(known)):
                    continue  # a part is never more than all of it
                step = Decimal(1).scaleb(-places(match["number"]))
                if expected is None or not known or any(abs(each - said) < step for each in known):
                    continue
                yield check.at(
                    f"goals[{i}].actual",
                    also=(f"{money.path}.{'budget' if what == 'budget' else 'execution'}",),
                    found=match["said"],
                    expected=expected,
                    what=_CALLED[what],
                    apart=match["said"],
                )


def _maybe_part(exam: Exam, match: re.Match[str]) -> bool:
    """True if a goal among several, a project of a department, or one purpose may be all that is meant."""
    who, said = match["who"], match["said"]
    if exam.form.kind == "department" and "项目" in who:
        return True
    if any(word in said for word in ("年", "总")):
        return False
    if len(exam.form.goals) > 1:
        return True
    whole = any(word in said for word in ("预算", "率", "合计", "实际执行"))
    return not whole and (
        exam.form.kind == "department" or who not in ("本项目", "该项目", "项目", "资金", "本项目资金", "该项目资金", "项目资金")
    )


def _amounts(exam: Exam, unit: str) -> list[Decimal]:
    """Every amount of the money table, and the sum of its parts, counted in ``unit``; in both usual units where the form names none."""
    own = [bare(exam.form.money_unit)] if exam.form.money_unit else ["万元", "元"]
    funds = exam.facts.funds
    amounts = [
        each for money in funds for each in (money.initial_budget, money.budget, money.execution, money.transfer) if each is not None
    ]
    parts = [money for money in funds if not money.fund.total]
    amounts += [
        sum((money.execution or Decimal(0) for money in parts), Decimal(0)),
        sum((money.budget or Decimal(0) for money in parts), Decimal(0)),
    ]
    if exam.facts.total is not None and exam.facts.total.execution is not None and exam.facts.total.transfer is not None:
        amounts.append(exam.facts.total.execution - exam.facts.total.transfer)
    one = measure(Decimal(1), unit)
    worth = [measure(Decimal(1), each) for each in own]
    return [amount * each.number / one.number for each in worth if each.unit == one.unit for amount in amounts]
