from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit

check = Check(
    code="WT115",
    covers=("C15",),
    needs="targets",
    severity="warning",
    basis="practice",
    message="{what}",
    remedy="请照批复的绩效目标列出全部指标；经批准调整过的，请注明。",
)

_SHOWN = 6  # names in one sentence


@check
def indicators_changed_since_approval(exam: Exam) -> Iterator[Hit]:
    """指标比批复的绩效目标少了或多了。

    查什么  批复的绩效目标申报表里有而这里没有的指标（合为一条），这里有而申报表里没有的指标（逐条）；按二级、三级指标和目标内容对应。
    为何    自评的是批复时确定的指标，删去做不到的、添上做得好的，分数就没有意义。
    不查    没有给出申报表；申报表没有指标；分值为 0 的行；长期目标的指标；没有名称的行。
    """
    peer = exam.against.targets if exam.against is not None else None
    if peer is None or not peer.facts.rows:
        return
    if peer.lost:
        names = [f"「{peer.form.indicators[at].name}」" for at in peer.lost]
        more = f" 等 {len(names)} 项" if len(names) > _SHOWN else ""
        yield check.at(
            "indicators",
            expected=len(peer.facts.rows),
            what=f"批复的绩效目标里有 {'、'.join(names[:_SHOWN])}{more}，这里没有。",
            apart="lost",
        )
    for row in exam.facts.rows:
        name = row.name
        if name and row.scored and row.indicator.term == "annual" and peer.row(row) is None:
            field = "content" if row.indicator.content else "level3"
            yield check.at(
                f"{row.path}.{field}", also=("indicators",), found=name, what=f"指标 {row.index + 1}「{name}」在批复的绩效目标里没有。"
            )
