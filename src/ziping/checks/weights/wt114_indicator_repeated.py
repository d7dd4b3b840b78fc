import re
from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.text import bare

check = Check(
    code="WT114",
    covers=("C14",),
    severity="warning",
    basis="practice",
    message="指标 {number}「{name}」与指标 {first} 重复：二级指标、三级指标{content}都相同。",
    remedy="请删去重复的一行，或写明两行各指什么（对象、批次、地段）。",
)

_EDGES = re.compile(r"^指标\d+[:、.]|[。.;,、:]+$")


def _spelled(text: str | None) -> str:
    """A name without 指标1： before it and punctuation behind it."""
    return _EDGES.sub("", bare(text or ""))


@check
def indicator_repeated(exam: Exam) -> Iterator[Hit]:
    """同一个指标列了两次。

    查什么  二级指标、三级指标、目标内容三样合起来与前面某一行相同（不计空格、全角半角、开头的「指标1：」和末尾的标点）。
    为何    同一件事计两次分，等于私下加重。
    不查    没有名称的行；三级指标相同而目标内容不同；不同目标、年度与长期的同名指标；分值为 0 的行。
    """
    seen: dict[tuple[object, ...], int] = {}
    names = [row.name for row in exam.facts.rows if row.name]
    if len(set(map(_spelled, names))) == len(names):
        return  # no name stands twice
    for row in exam.facts.rows:
        item = row.indicator
        if not item.name or not row.scored:
            continue
        key = (*(_spelled(text) for text in (item.level2, item.level3, item.content)), item.goal, item.term)
        first = seen.setdefault(key, row.index)
        if first == row.index:
            continue
        field = "content" if item.content else "level3"
        yield check.at(
            f"{row.path}.{field}",
            also=[f"indicators[{first}].{field}"],
            found=item.name,
            number=row.index + 1,
            name=item.name,
            first=first + 1,
            content="、目标内容" if item.content else "",
        )
