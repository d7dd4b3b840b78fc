from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.naming import core_name, higher_is_better, lower_is_better
from ziping.checks.vocabulary import vocabulary
from ziping.values import Interval

check = Check(
    code="VX104",
    covers=("D04",),
    waits=Sign.TARGET_WITHOUT_SIGN,
    severity="info",
    basis="practice",
    message="{at}写作「{found}」，完成值是「{actual}」：没有写明是不低于、不高于还是等于，达到与否有几种读法。",
    remedy="请在目标值前写明 ≥、≤ 或 =，或在数后写「以上」「以内」。",
)


@check
def sign_missing(exam: Exam) -> Iterator[Hit]:
    """数值目标没有写比较符号，而完成值与它不同。

    查什么  目标值是光秃秃的一个数，完成值是另一个数。
    为何    「50」可以是至少 50、至多 50 或正好 50，完成 48 或 52 时结论不同。
    不查    完成值与目标值相同；名称已经说明高低好坏的（合格率、满意度、投诉率）；完成值没有填写或读不出数。
    """
    for row in exam.aiming_at(Interval):
        target, actual = row.target, row.actual
        if not isinstance(target, Interval) or target.operator != "" or target.exact is None:
            continue
        found = row.comparison
        if not isinstance(actual, Interval) or found is None or found.kind != "number" or found.got is None or found.got == found.wanted:
            continue
        name = row.name
        plain_direction = higher_is_better(name) or lower_is_better(name) or _speaks_of_more(core_name(name))
        if not plain_direction and found.unit_problem is None:
            yield check.at(f"{row.path}.target", also=(f"{row.path}.actual",), found=target.text, actual=actual.text)


def _speaks_of_more(name: str) -> bool:
    """True for rates and degrees of which more is meant without saying so: 参训率, 认可度; not 费用控制率, 坝体高度."""
    if name.endswith("率"):
        return not name.endswith(vocabulary("naming", "either_way"))
    return name.endswith(vocabulary("naming", "degrees"))
