from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import show

check = Check(
    code="WT105",
    covers=("C05",),
    needs="targets",
    severity="warning",
    basis="practice",
    message="{at}是 {found}，批复的绩效目标里（{there}）是 {expected}。",
    remedy="请改回批复的分值；经批准调整过的，请注明。",
)


@check
def weight_changed_since_approval(exam: Exam) -> Iterator[Hit]:
    """分值与批复的绩效目标不同。

    查什么  同一指标（按二级、三级指标和目标内容对应）在批复的绩效目标申报表里的分值。
    为何    分值在批复目标时定下，自评时挪动等于自己改考卷。
    不查    没有给出申报表；申报表没有分值；对应不上的指标（WT115）；有一边空着或不是数。
    """
    peer = exam.against.targets if exam.against is not None else None
    if peer is None:
        return
    for row, other in peer.both(exam.facts.rows):
        if row.weight is not None and other.weight is not None and row.weight != other.weight:
            there = peer.says(f"{other.path}.weight")
            yield check.at(f"{row.path}.weight", found=show(row.weight), expected=show(other.weight), there=there)
