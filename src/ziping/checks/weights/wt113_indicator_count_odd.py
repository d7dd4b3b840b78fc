from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit

check = Check(
    code="WT113",
    covers=("C13",),
    severity="warning",
    basis="practice",
    message="{how}。",
    remedy="{mend}",
)

_FEWEST, _MOST = 3, 40  # 审核惯例；部门整体表指标多，上限放宽


@check
def indicator_count_odd(exam: Exam) -> Iterator[Hit]:
    """指标太少或太多。

    查什么  计分的指标少于三个（提醒，一个也没有也在内）或多于四十个（提示）。
    为何    太少说明不了绩效，太多抓不住重点。
    不查    分值为 0 的行不计数；评分表。
    """
    if exam.form.kind == "rubric":
        return
    count = len(exam.declared)
    if count == 0:
        yield check.at("indicators", found=0, how="没有一个计分的指标", mend="请填写绩效指标。")
    elif count < _FEWEST:
        yield check.at("indicators", found=count, how=f"只有 {count} 个指标", mend="请按产出、效益、满意度补足指标。")
    elif count > _MOST:
        yield check.at("indicators", found=count, severity="info", how=f"指标多达 {count} 个", mend="请保留最能说明绩效的指标。")
