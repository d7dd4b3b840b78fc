from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit

check = Check(
    code="MN115",
    covers=("B15",),
    severity="info",
    basis="form",
    message="{at}写作 {found}；只有资金总额一行计分，来源行不计。",
    remedy="请把来源行的分值和得分改为「—」。",
)


@check
def source_row_scored(exam: Exam) -> Iterator[Hit]:
    """来源行填了分值或得分。

    查什么  资金总额一行已经计分，来源行（财政拨款、上年结转、其他资金）又填了分值或得分；同一行只说一次。
    为何    来源行的分若被加进总分，就重复计分了。
    不查    来源行的 0 和横线；总额一行没有分值也没有得分的表（那里由来源行计分）。
    """
    total = exam.facts.total
    if total is None or not total.fund.total or (not total.weight and not total.score):
        return
    for money in exam.facts.funds:
        if money.fund.total:
            continue
        cells = [field for field in ("score", "weight") if getattr(money, field)]
        if cells:
            yield check.at(
                f"{money.path}.{cells[0]}", also=[f"{money.path}.{field}" for field in cells[1:]], found=getattr(money.fund, cells[0])
            )
