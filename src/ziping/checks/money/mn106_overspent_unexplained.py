from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import HUNDRED, ZERO, half_up, show
from ziping.form import Form
from ziping.records import DATA, load
from ziping.text import bare

check = Check(
    code="MN106",
    covers=("B06",),
    severity="warning",
    basis="practice",
    message="年度资金{what} {found} 超过全年预算数 {expected}，执行率 {rate}%，表里没有说明原因。",
    remedy="请核对全年预算数是否含年中追加和上年结转；确属超支的，请写明原因和批准情况。",
)


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    record = load(DATA / "words" / "overspending.yml")
    return tuple(record["explains"]), tuple(record["denies"]), frozenset(record["nothing"])


def _explained(form: Form) -> bool:
    explains, denies, nothing = _words()
    if any(fund.reason and bare(fund.reason).rstrip("。.") not in nothing for fund in form.funds):
        return True
    texts = [goal.actual for goal in form.goals]
    texts += [text for row in form.indicators for text in (row.reason, row.measure)]
    for text in dict.fromkeys(texts):
        if text:
            plain = bare(text)
            for word in denies:
                plain = plain.replace(word, "")
            if any(word in plain for word in explains):
                return True
    return False


@check
def overspent_unexplained(exam: Exam) -> Iterator[Hit]:
    """执行数超过预算数，没有说明。

    查什么  资金总额一行的全年执行数（设有转移支付一栏的，减去转移支付）大于全年预算数，而资金表的原因栏、总体目标完成情况、
            各指标的原因和措施里都没有说到追加、结转、超支的来由。
    为何    超预算支出须有来由；只写一个 108%，审核时必被退回。
    不查    只有某一来源超出；预算数为 0（MN105）；申报表、监控表。
    """
    total, scheme = exam.facts.total, exam.scheme
    if exam.form.kind in ("targets", "monitoring") or total is None or total.execution is None or not total.budget or total.budget < 0:
        return
    net = scheme is None or scheme.execution is None or scheme.execution.rate == "net_ratio"
    transfer = (total.transfer or ZERO) if net else ZERO
    spent = total.execution - transfer
    if spent <= total.budget or _explained(exam.form):
        return
    yield check.at(
        "funds",
        also=[f"{total.path}.execution", f"{total.path}.budget"],
        found=show(spent),
        expected=show(total.budget),
        what="执行数减去上级转移支付后的" if transfer else "执行数",
        rate=show(half_up(spent / total.budget * HUNDRED)),
    )
