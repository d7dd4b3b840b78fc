import re
from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.records import DATA, load
from ziping.text import bare

check = Check(
    code="FM111",
    covers=("A11",),
    severity="warning",
    basis="practice",
    message="{at}只写了「{found}」，没有文字，看不出要做什么、做成了什么。",
    remedy="请用一两句话写明内容；金额填在资金情况里。",
)


_LONGEST = 200  # characters; so many without a word do not come by themselves


@lru_cache(maxsize=1)
def _amount() -> re.Pattern[str]:
    units = "|".join(map(re.escape, load(DATA / "words" / "amount_words.yml")["units"]))
    return re.compile(rf"(?:{units}|[\W\d_])*")


@check
def goal_without_words(exam: Exam) -> Iterator[Hit]:
    """总体目标只有数字，没有话。

    查什么  预期目标、完成情况里除了数字、标点和金额单位，再没有别的字。
    为何    把预算数填进了目标栏是常见的串行；这样的目标无从评价。
    不查    空白（FM109）；有文字又有数字的目标。
    """
    for i, goal in enumerate(exam.form.goals):
        for field, text in (("expected", goal.expected), ("actual", goal.actual)):
            if text and len(text) <= _LONGEST and _amount().fullmatch(bare(text)) and any(c.isdigit() for c in text):
                yield check.at(f"goals[{i}].{field}", found=text)
