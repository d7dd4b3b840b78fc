from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.vocabulary import mentions
from ziping.form.levels import level1_class, level2_class

check = Check(
    code="WT110",
    covers=("C10",),
    severity="info",
    basis="memory",
    message="项目名称里有「{cue}」，像是工程或采购，指标里却没有一项说到成本。",
    remedy="工程、采购类项目请设成本指标（单价、总投资控制等）；不适用的可以不改。",
)


@check
def cost_missing_for_works(exam: Exam) -> Iterator[Hit]:
    """工程、采购类的项目没有成本指标。

    查什么  项目名称里有建设、改造、购置、采购一类的字眼，指标里没有成本指标，名称里也没有说到成本、单价、投资。
    为何    花钱买东西、修东西的项目，值不值要看成本。
    不查    部门整体表；评分表；没有指标的表（WT113）；只从名称看不出类型的项目。
    """
    form = exam.form
    if form.kind == "rubric" or form.project is None or not exam.facts.rows:
        return
    cue = mentions(form.project.name, "naming", "works")
    if cue is None:
        return
    for row in form.indicators:
        if level1_class(row.level1) == "cost" or level2_class(row.level2) == "cost" or mentions(row.name, "naming", "speaks_of_cost"):
            return
    yield check.at("indicators", found=form.project.name, cue=cue)
