from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.records import DATA, load
from ziping.text import bare

check = Check(
    code="MN150",
    waits=Sign.AMOUNT_ODD,
    severity="warning",
    basis="form",
    message="{at}写作「{found}」，{why}。",
    remedy="请只填数字，单位写在表头，说明写在原因栏。",
)


_AMOUNTS = ("initial_budget", "budget", "execution", "transfer")


@lru_cache(maxsize=1)
def _nothing() -> frozenset[str]:
    return frozenset(load(DATA / "words" / "overspending.yml")["nothing"])


@check
def amount_not_number(exam: Exam) -> Iterator[Hit]:
    """资金表里该填数的格子不是数。

    查什么  各行的预算数、执行数、转移支付和执行率：写了字、带了单位、或是公式错误（#DIV/0!）。
    为何    读不出数，合计、执行率和得分都无从核对。
    不查    空白和横线；「无」「不适用」；同一栏都带着表头的单位的；分值和得分。
    """
    funds = exam.facts.funds
    marked = {field: [text.rstrip().endswith("元") for money in funds if (text := getattr(money.fund, field))] for field in _AMOUNTS}
    alone = not all(each for column in marked.values() for each in column)  # 114万元 among bare numbers; everywhere it is a way to write
    for money in exam.facts.funds:
        for field in ("initial_budget", "budget", "execution", "transfer", "rate"):
            text = getattr(money.fund, field)
            if text is None or bare(text) in _nothing():
                continue
            if getattr(money, field) is None:
                yield check.at(f"{money.path}.{field}", found=text[:40], why="不是一个数，无法核对")
            elif alone and text.rstrip().endswith("元") and (len(marked[field]) == 1 or not all(marked[field])):
                yield check.at(f"{money.path}.{field}", found=text[:40], why="带了单位，别处只写数")
