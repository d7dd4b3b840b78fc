from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.exact import half_up, places

check = Check(
    code="MN109",
    covers=("B09",),
    waits=Sign.FINE_DECIMALS,
    severity="info",
    basis="practice",
    message="{at}写作 {found}，有 {places} 位小数；以{unit}计一般保留两位小数。",
    remedy="请统一保留两位小数，各来源与总额一并调整；用元计更准的，请改金额单位。",
)


@check
def amount_too_fine(exam: Exam) -> Iterator[Hit]:
    """金额的小数位过多。

    查什么  资金表里多于两位（有效）小数的金额；一张表只说一次，其余列在一起。
    为何    小数位不一，合计时会出现一分钱的出入。
    不查    末位是 0 的小数；申报表（有的地方要求六位）；没有写金额单位而数目很小的不另作推断。
    """
    form = exam.form
    if form.kind == "targets":
        return
    cells = []
    for money in exam.facts.funds:
        for field in ("initial_budget", "budget", "execution", "transfer"):
            value = getattr(money, field)
            if value is not None and half_up(value) != value:
                cells.append((f"{money.path}.{field}", getattr(money.fund, field)))
    if cells:
        (path, text), rest = cells[0], cells[1:]
        yield check.at(path, also=[cell for cell, _ in rest], found=text, places=places(text), unit=form.money_unit or "万元")
