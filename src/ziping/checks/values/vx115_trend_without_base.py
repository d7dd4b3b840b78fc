from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import limbs
from ziping.checks.vocabulary import mentions
from ziping.values import Compound, Trend

check = Check(
    code="VX115",
    covers=("D15",),
    waits=Sign.TARGET_IN_WORDS,
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」，没有写明基数和幅度，达到与否无从核对。",
    remedy="请写明与什么相比、相差多少，例如「比上年的 120 人增加 5% 以上」。",
)


@check
def trend_without_base(exam: Exam) -> Iterator[Hit]:
    """目标只说升降，没有基数和幅度。

    查什么  目标值是「同比上升」「逐年下降」「稳中有升」一类，没有数。
    为何    不知道上年是多少、要升多少，完成值和得分都无从核对。
    不查    写明了幅度的（同比增长 5%）；没有比较对象的「有效提升」等含糊用语（另有检查）；分值为 0 的行。
    """
    for row in exam.aiming_at(Trend, Compound):
        for value in limbs(row.target):
            if not isinstance(value, Trend) or value.amount is not None:
                continue
            if value.base is None and (value.direction == "flat" or mentions(value.text, "vague", "words")):
                continue
            yield check.at(f"{row.path}.target", found=row.indicator.target)
            break
