from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import show

check = Check(
    code="MN114",
    covers=("B14",),
    severity="error",
    basis="form",
    message="{at}写作 {found}，{how}。",
    remedy="请核对上级财政转移支付（C）的口径：它应已含在全年执行数（B）里，且只在按（B－C）÷ A 计算的表上填写。",
)


@check
def transfer_out_of_place(exam: Exam) -> Iterator[Hit]:
    """上级财政转移支付填得没有道理。

    查什么  转移支付（C）大于全年执行数（B），按（B－C）÷ A 执行率成了负数；或者方案的执行率公式里没有 C，表上却填了 C（提醒）。
    为何    C 要从执行数里减去，填错一个数，执行率和得分全错。
    不查    C 是 0 或空着；执行数没有填写；C 是负数（MN107）。
    """
    scheme = exam.scheme
    for money in exam.facts.funds:
        transfer, spent = money.transfer, money.execution
        if transfer is None or transfer <= 0:
            continue
        path = f"{money.path}.transfer"
        if spent is not None and spent >= 0 and transfer > spent:
            yield check.at(path, also=[f"{money.path}.execution"], found=money.fund.transfer, how=f"比全年执行数 {show(spent)} 还大")
        elif scheme is not None and scheme.execution is not None and scheme.execution.rate != "net_ratio":
            how = "而方案的执行率是执行数 ÷ 预算数，没有扣除转移支付一说"
            yield check.at(path, found=money.fund.transfer, authority=scheme.execution.authority, severity="warning", how=how)
