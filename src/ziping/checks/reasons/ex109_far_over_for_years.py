from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import is_share
from ziping.checks.rows import full
from ziping.exact import HUNDRED, half_up, show
from ziping.scoring import Row
from ziping.text import bare

check = Check(
    code="EX109",
    covers=("F09",),
    needs="last_year",
    severity="info",
    basis="memory",
    message="{at}「{found}」是目标值「{expected}」的 {share}%，{years}年也都超过很多，目标一直没有调整，得分仍是满分。",
    remedy="请把目标值调到合理的水平，或说明为什么不调。",
)

_FAR = Decimal("1.2")  # 在用系统的缺省界限
_LEAST = 2  # former years


@check
def far_over_for_years(exam: Exam) -> Iterator[Hit]:
    """连年超额很多，目标一直不调。

    查什么  越多越好的数值指标：本年和给出的往年（至少两年）自评表上，完成值都达到目标值的 120%，目标值一字不差，本年得满分。
    为何    年年轻松超额，说明目标定低了，满分没有意义。
    不查    给出的往年自评表不足两年；占比类指标；有一年没有超过；对应不上的指标；分值为 0 的行。
    """
    earlier = exam.against.earlier if exam.against is not None else ()
    if len(earlier) < _LEAST:
        return
    for row in exam.judged:
        share = _share(row)
        if share is None or not full(row) or is_share(row.name):
            continue
        others = [peer.row(row) for peer in earlier]
        if all(other is not None and _share(other) and bare(other.target.text) == bare(row.target.text) for other in others):
            years = "、".join(str(peer.form.year) for peer in earlier)
            yield check.at(
                f"{row.path}.actual",
                also=(f"{row.path}.target",),
                found=row.actual.text,
                expected=row.target.text,
                share=show(half_up(share * HUNDRED, 1)),
                years=years,
            )


def _share(row: Row) -> Decimal | None:
    """Actual ÷ target of a row that passes its target by far; None for any other."""
    found = row.comparison
    if found is None or found.direction != "forward" or not found.wanted or found.got is None or found.got_is_bound or found.wanted < 0:
        return None
    return found.got / found.wanted if found.got >= found.wanted * _FAR else None
