from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.values import Blank

check = Check(
    code="VX251",
    waits=Sign.TARGET_BLANK,
    severity="warning",
    basis="practice",
    message="{at}没有填写{more}。",
    remedy="请按批复的绩效目标补上目标值；本年度不考核的，分值填 0。",
)


@check
def target_missing(exam: Exam) -> Iterator[Hit]:
    """目标值没有填写。

    查什么  有名称的指标，目标值空着，或还是模板里的占位符，而别的行有目标值。
    为何    没有目标值，完成得怎样就无从比较，得分也没有根据。
    不查    分值为 0 的行；写「无」「不适用」的；评分表；整张表都没有目标值的；目标改写在年初指标值一栏的。
    """
    rows = [row for row in exam.facts.rows if row.scored and row.name]
    if exam.form.kind == "rubric" or all(isinstance(row.target, Blank) for row in rows):
        return
    for row in rows:
        if not isinstance(row.target, Blank) or row.target.kind not in ("empty", "placeholder") or row.indicator.initial_target is not None:
            continue
        text = row.indicator.target
        more = "" if text is None else f"，只有占位符「{text}」"
        yield check.at(f"{row.path}.target", also=[f"{row.path}.level3", f"{row.path}.content"], found=text, more=more)
