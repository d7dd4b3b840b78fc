from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit

check = Check(
    code="WT109",
    covers=("C09",),
    severity="warning",
    basis="practice",
    message="指标表里没有{words}，方案为它留有 {expected} 分。",
    remedy="请补上{words}；确实不适用的，请注明，并说明分值并入了哪一类。",
)

_WORDS = {
    "output": "产出指标",
    "benefit": "效益指标",
    "satisfaction": "满意度指标",
    "cost": "成本指标",
    "decision": "决策指标",
    "management": "管理指标",
}
_BY_LEVEL2 = {
    "quantity": "output", "quality": "output", "timeliness": "output", "economic_benefit": "benefit", "social_benefit": "benefit",
    "ecological_benefit": "benefit", "sustainable": "benefit", "satisfaction": "satisfaction", "cost": "cost",
}  # fmt: skip


@check
def first_level_missing(exam: Exam) -> Iterator[Hit]:
    """缺少方案要求的一级指标。

    查什么  方案定有分值的各类一级指标，表上一行也没有。满意度可以调整的方案，缺满意度只作提示（不面向公众的项目可以没有）。
    为何    缺了一类，绩效就只说了一面。
    不查    一个指标也没有的表（WT113）；有认不出的一级指标（也许正是它）；听凭自定的方案；满意度列在效益之下。
    """
    scheme = exam.scheme
    if scheme is None or scheme.policy == "free" or not exam.facts.rows:
        return
    present: set[str] = set()
    for first, second in {(row.level1, row.level2) for row in exam.facts.rows}:
        known = {name for name in (first, _BY_LEVEL2.get(second or "")) if name}
        if not known:
            return
        present |= known
    for name, words in _WORDS.items():
        wanted = scheme.weights.get(name)
        if wanted is None or wanted.value == 0 or name in present:
            continue
        soft = name == "satisfaction" and scheme.policy == "adjustable"
        yield check.at("indicators", expected=wanted.value, authority=wanted.authority, severity="info" if soft else None, words=words)
