from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import ZERO, half_up, number, show
from ziping.form.paths import FIELD_WORDS
from ziping.scoring import Money
from ziping.text import bare

check = Check(
    code="MN101",
    covers=("B01",),
    severity="error",
    basis="form",
    message="资金总额的{word}写作 {found}，各来源相加得 {expected}（{sum}），相差 {gap}。{blank}",
    remedy="请核对各来源的{word}，使其合计等于资金总额。",
)

_FIELDS = ("initial_budget", "budget", "execution", "interim_execution")


def _once_or_twice(values: Sequence[Decimal], wanted: Decimal) -> bool:
    """True if the values give the total, or give it twice over as two breakdowns under each other (按收入、按支出)."""
    running = [ZERO, *accumulate(values)]
    return half_up(running[-1]) == wanted or bool(wanted) and half_up(running[-1]) == 2 * wanted and wanted in map(half_up, running)


def _tops(parts: Sequence[tuple[str, Decimal]]) -> list[Decimal]:
    """The rows left when rows that together make up the row above them are dropped: marked 其中, or only indented on paper."""
    seen = [ZERO, *accumulate(value for _, value in parts)]
    ends: dict[Decimal, list[int]] = {}
    for i, value in enumerate(seen):
        ends.setdefault(half_up(value), []).append(i)
    tops, i = [], 0
    while i < len(parts):
        value = parts[i][1]
        tops.append(value)
        least = i + (2 if i + 1 < len(parts) and parts[i + 1][0].startswith("其中") else 3)
        there = ends.get(half_up(seen[i + 1] + value), []) if value else []
        at = bisect_left(there, least)
        i = there[at] if at < len(there) else i + 1
    return tops


def _adds_up(total: Decimal, parts: Sequence[tuple[str, Decimal]]) -> bool:
    """True if some fair reading of the rows gives the total."""
    wanted = half_up(total)
    if half_up(sum((value for _, value in parts), ZERO)) == wanted:
        return True
    # a split need not be complete: 「其中：上年结转」 alone
    unsplit = [value for i, (name, value) in enumerate(parts) if i == 0 or not name.startswith("其中")]
    return any(_once_or_twice(values, wanted) for values in ([value for _, value in parts], _tops(parts), unsplit))


@check
def funds_not_sum(exam: Exam) -> Iterator[Hit]:
    """资金总额不等于各来源之和。

    查什么  年初预算数、全年预算数、全年执行数（监控表的 1–7月执行数）各列，总额 = 各来源合计，精确到 0.01；「其中」行和只缩格不写「其中」的明细不重复相加，
            按收入、按支出两种分法并列时分别合计；申报表的实施期资金和年度资金各自合计。有来源空着的，空白按 0 计，只作提醒。
    为何    各来源加不出总额，执行率的分母就不可信。
    不查    总额为 0 而来源不为 0（MN102）；有数没有读出（MN150）；只有总额一行；来源都空着的列。
    """
    for total, parts in _groups(exam):
        yield from _group(exam, total, parts)


def _groups(exam: Exam) -> Iterator[tuple[Money, list[Money]]]:
    """Each total with its sources; a declaration has two: the whole time's money and the year's, one behind the other."""
    funds = exam.facts.funds
    tops = [i for i, money in enumerate(funds) if money.fund.total]
    if not tops or len(tops) > 1 and (exam.form.kind != "targets" or tops[0] != 0):
        return
    if len(tops) == 1:
        yield funds[tops[0]], [money for money in funds if not money.fund.total]
        return
    for start, stop in zip(tops, [*tops[1:], len(funds)], strict=True):
        yield funds[start], list(funds[start + 1 : stop])


def _amount(money: Money, field: str) -> Decimal | None:
    return number(money.fund.interim_execution) if field == "interim_execution" else getattr(money, field)


def _group(exam: Exam, total: Money, parts: list[Money]) -> Iterator[Hit]:
    if not parts:
        return
    for field in _FIELDS:
        whole = _amount(total, field)
        values = [_amount(money, field) for money in parts]
        if not whole or all(value is None for value in values):
            continue
        if any(value is None and getattr(money.fund, field) is not None for money, value in zip(parts, values, strict=True)):
            continue
        named = [(bare(money.fund.source or ""), value or ZERO) for money, value in zip(parts, values, strict=True)]
        if _adds_up(whole, named):
            continue
        added = sum((value for _, value in named), ZERO)
        blank = any(value is None for value in values)
        yield check.at(
            f"{total.path}.{field}",
            also=[f"{money.path}.{field}" for money in parts],
            found=getattr(total.fund, field),
            expected=show(added),
            severity="warning" if blank else None,
            word=FIELD_WORDS[field],
            sum=" + ".join(show(value) for value in values if value is not None),
            gap=show(abs(whole - added)),
            blank="有来源空着，按 0 计。" if blank else "",
        )
