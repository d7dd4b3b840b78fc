from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.exact import ZERO

check = Check(
    code="WT150",
    waits=Sign.POINTS_ODD,
    severity="warning",
    basis="form",
    message="{at}{how}。",
    remedy="请填写分值（只填数）；本年度不考核的填 0。",
)


@check
def weight_blank(exam: Exam) -> Iterator[Hit]:
    """指标的分值没有填写或不是数。

    查什么  别的指标有分值，而这一行有目标值或完成值，分值却空着，或写的不是数。
    为何    缺一个分值，总分值加不拢，得分也无从核对。
    不查    整张表没有分值栏；整行空着；写「不适用」的；各项分值都带「分」字的；分值为 0 或负数（WT108）；没有印总分值、或别的分值已经加满的评分表。
    """
    rows = exam.facts.rows
    if not any(row.weight is not None for row in rows):
        return
    if exam.form.kind == "rubric":
        total = exam.facts.total_weight
        if total is None or sum((row.weight for row in rows if row.weight is not None), ZERO) >= total:
            return
    plain = any(row.weight is not None and not _marked(row.indicator.weight) for row in rows)
    for row in rows:
        item = row.indicator
        if plain and row.weight is not None and _marked(item.weight):  # 10分 among bare numbers
            yield check.at(f"{row.path}.weight", found=item.weight, how=f"写作「{item.weight}」，带了「分」字，别的分值只写数")
        if row.weight is not None or item.weight in ("无", "不适用") or not (item.target or item.actual or item.score or item.weight):
            continue
        yield check.at(
            f"{row.path}.weight",
            found=item.weight,
            how="没有填写，别的指标都有分值" if item.weight is None else f"写作「{item.weight[:20]}」，不是一个数",
        )


def _marked(text: str | None) -> bool:
    return text is not None and text.rstrip().endswith("分")
