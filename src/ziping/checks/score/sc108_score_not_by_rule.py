from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import full, missed_without_sign, self_evaluated
from ziping.exact import show

check = Check(
    code="SC108",
    covers=("E08", "E16"),
    waits=Sign.LINE_DIFFERS,
    severity="error",
    basis="practice",
    message="{at}写作 {found}，按方案计算应为 {expected}：{steps}。",
    remedy="请改为 {expected}，或在偏差原因里说明为什么得 {found}。",
)


@check
def score_not_by_rule(exam: Exam) -> Iterator[Hit]:
    """没有达到目标的指标，得分与方案算出的不同。

    查什么  未达到目标的数值指标，得分 = 方案规定的算法，精确到 0.01；按基础数据或资金表计分的项目（在职人员控制率、列在指标表里的
            预算执行率），不论得多少分都核对。
    为何    同样的完成情况应得同样的分。
    不查    已达到目标的；未达到却给满分的、得分高于分值或为负的（各有检查）；方案没有规定或无法计算的；没有得分的。
    """
    scheme = exam.scheme
    if scheme is None or not self_evaluated(exam):
        return
    for row, line in zip(exam.facts.rows, exam.sheet.indicators, strict=True):
        if line.status != "differs" or line.rule == "met" or line.computed is None or row.score is None or row.weight is None:
            continue
        if row.score < 0 or row.score > row.weight:
            continue
        if "by_data" in line.flags:
            cells = [f"base_data[{i}].value" for i, each in enumerate(exam.form.base_data) if each.value] if scheme.items else ["funds"]
            steps = "；".join(line.steps)
            yield check.at(line.path, also=cells, found=show(row.score), expected=line.computed, authority=scheme.authority(), steps=steps)
            continue
        if scheme.quantitative is None or full(row):
            continue
        if row.comparison is None or row.comparison.met is not False and not missed_without_sign(row):
            continue  # whether the target was met is for a person to say
        yield check.at(
            line.path,
            also=(f"{row.path}.target", f"{row.path}.actual"),
            found=show(row.score),
            expected=line.computed,
            authority=scheme.quantitative.authority,
            steps="；".join(line.steps),
        )
