from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.vocabulary import mentions
from ziping.form.levels import level1_classes

check = Check(
    code="WT111",
    covers=("C11",),
    severity="info",
    basis="practice",
    message="{where_said}里说到「{cue}」，指标里却没有一项满意度。",
    remedy="面向群众或服务对象的项目，请设满意度指标；不适用的可以不改。",
)


@check
def satisfaction_missing(exam: Exam) -> Iterator[Hit]:
    """有服务对象，却没有满意度指标。

    查什么  项目名称、总体目标里说到群众、学生、居民等受益的人，而方案没有为满意度留分，指标里也没有一项满意度。
    为何    钱花在人身上，好不好要问他们。
    不查    方案为满意度留有分值的（WT109）；名称里有满意、好评、投诉的；没有指标的表（WT113）；评分表。
    """
    form, scheme = exam.form, exam.scheme
    if form.kind == "rubric" or len(exam.facts.rows) == 0 or scheme is not None and scheme.weight("satisfaction"):
        return
    if "satisfaction" in level1_classes(form) or any(mentions(row.name, "naming", "speaks_of_content") for row in form.indicators):
        return
    texts = [("project.name", "项目名称", form.project.name if form.project else None)]
    texts += [(f"goals[{i}].expected", "年度总体目标", goal.expected) for i, goal in enumerate(form.goals)]
    for path, words, text in texts:
        cue = mentions(text, "naming", "people_served")
        if cue is not None:
            yield check.at("indicators", also=(path,), cue=cue, where_said=words)
            return
