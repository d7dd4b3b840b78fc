from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import half_up

check = Check(
    code="MN104",
    covers=("B04",),
    severity="warning",
    basis="practice",
    message="预算执行率得分写作 {found}，按方案应得 {expected}：{how}。",
    remedy="请把得分改为 {expected}；如果执行有特殊情况，请另行说明。",
)


@check
def rate_score_wrong(exam: Exam) -> Iterator[Hit]:
    """预算执行率的得分与方案的算法不符。

    查什么  资金总额一行的得分，按方案由未进舍的执行率计算，四舍五入到 0.01 后比较。
    为何    执行率得分有公式可循，是最不应有出入的一项。
    不查    得分没有填写或不是数；预算数为 0（MN105）；预算数、执行数不全；分值为 0；没有方案。
    """
    line, money, scheme = exam.sheet.execution, exam.facts.total, exam.scheme
    if line is None or money is None or scheme is None or scheme.execution is None or line.status != "differs" or line.computed is None:
        return
    # a system that keeps six decimals prints 9.178587 for 9.18: that is the same score
    if money.score is None or half_up(money.score) == line.computed:
        return
    yield check.at(
        line.path,
        also=[f"{money.path}.budget", f"{money.path}.execution"],
        found=line.written,
        expected=line.computed,
        authority=scheme.execution.rule.authority,
        how="；".join(line.steps),
    )
