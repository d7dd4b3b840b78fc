from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.rows import full, has_reason
from ziping.checks.vocabulary import mentions

check = Check(
    code="XF105",
    covers=("I05",),
    needs="monitoring",
    severity="warning",
    basis="practice",
    message="{at}是满分 {found}，监控表上（{there}）却说「{expected}」，这里也没有说明。",
    remedy="请说明监控以后怎样补救的，附上佐证，或核对得分。",
)


@check
def doubtful_in_monitoring_full_marks(exam: Exam) -> Iterator[Hit]:
    """监控时说完不成，自评却是满分。

    查什么  绩效运行监控表的全年预计一栏写着不能完成、完全不可能一类的话，自评得分等于分值，原因和措施都空着。
    为何    年中说做不到，年底说全做到，其间做了什么应当说清楚。
    不查    没有给出监控表；写了说明的；监控表写有可能、确定能的；对应不上的指标；分值为 0 的行。
    """
    peer = exam.against.monitoring if exam.against is not None else None
    if peer is None:
        return
    for row, other in peer.both(exam.judged):
        said = other.indicator.forecast
        if full(row) and not has_reason(row) and mentions(said, "reasons", "doubtful") is not None:
            path = f"{other.path}.forecast"
            yield check.at(
                f"{row.path}.score", also=(f"{row.path}.actual",), found=row.indicator.score, expected=said, there=peer.says(path)
            )
