from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import show

check = Check(
    code="WT107",
    covers=("C07",),
    severity="info",
    basis="practice",
    message="{count} 个指标的分值都是 {found}，分不出轻重。",
    remedy="请按指标的重要程度分配分值；确实同等重要的可以不改。",
)

_FEWEST = 6  # 少于六个指标，分值相等并不稀奇


@check
def all_weights_equal(exam: Exam) -> Iterator[Hit]:
    """所有指标的分值都相同。

    查什么  六个以上计分的指标，分值全部相等。
    为何    平均分配往往是没有想过哪个更重要。
    不查    分值为 0 的行；有分值空着或不是数；少于六个指标。
    """
    rows = exam.declared
    if len(rows) < _FEWEST or rows[0].weight != rows[-1].weight:
        return  # nearly every form
    weights = {row.weight for row in rows}
    if len(rows) >= _FEWEST and len(weights) == 1 and None not in weights:
        weight = rows[0].weight
        assert weight is not None
        yield check.at("indicators", also=[f"{row.path}.weight" for row in rows], found=show(weight), count=len(rows))
