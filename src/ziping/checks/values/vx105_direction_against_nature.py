from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import core_name, higher_is_better, lower_is_better
from ziping.checks.vocabulary import mentions
from ziping.scoring import Row
from ziping.values import Interval

check = Check(
    code="VX105",
    covers=("D05",),
    severity="warning",
    basis="practice",
    message="{at}写作「{found}」：这项指标{nature}，比较符号的方向像是写反了。",
    remedy="请核对符号，「不低于」用 ≥，「不高于」用 ≤。",
)


@check
def direction_against_nature(exam: Exam) -> Iterator[Hit]:
    """目标的方向与指标的性质相反。

    查什么  成本、投诉率、事故次数一类写成「≥」「以上」，合格率、满意度一类写成「≤」「以内」。
    为何    方向写反，越差得分越高。
    不查    成本节约率、投诉处理率等方向本来就反过来的；没有写符号的；目标为 0；分值为 0 的行。只看名称的结尾，拿不准的不说。
    """
    for row in exam.aiming_at(Interval):
        target, name = row.target, row.name
        if not isinstance(target, Interval) or target.operator not in ("≥", ">", "≤", "<") or not target.bound:
            continue
        if target.operator in ("≥", ">") and (lower_is_better(name) or _is_cost(row, target)):
            yield check.at(f"{row.path}.target", found=target.text, nature="越低越好")
        elif target.operator in ("≤", "<") and higher_is_better(name):
            yield check.at(f"{row.path}.target", found=target.text, nature="越高越好")


def _is_cost(row: Row, target: Interval) -> bool:
    """True for money under 成本指标, unless the name turns the direction round (节约成本)."""
    under_cost = row.level2 == "cost" or row.level1 == "cost"
    money = target.unit in ("元", "万元", "亿元") and target.per is None
    return under_cost and money and mentions(core_name(row.name), "naming", "turns_round") is None
