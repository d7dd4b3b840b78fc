import re
from collections.abc import Iterator
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import core_name
from ziping.exact import ZERO, number
from ziping.frozen import dataclass
from ziping.scoring import Row
from ziping.text import bare
from ziping.values import Interval

check = Check(
    code="CO107",
    covers=("G07",),
    severity="warning",
    basis="practice",
    message="{at}说「{found}」，指标表里「{name}」的{what}却是「{expected}」。",
    remedy="请核对两处的数，改正其中一处。",
)

_SHORTEST = 3  # characters of a name; a shorter one stands in too many sentences
_AROUND = 24  # characters of a clause before and behind a number
_DIGITS = 40  # a longer number is not one (``exact.number``)
_NUMERIC = frozenset("0123456789.,")
_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?", re.ASCII)
_LEAD = re.compile(
    r"(?:[为是达到共:计有了(]|完成|实现|已|累计|实际|合计|全年){0,4}\Z"
)  # 约 is left out: a rounded number is no contradiction
_CLAUSE = re.compile(r"[,。;、\n!?]")
_NO_NUMBER = ("以上", "以内", "左右", "多", "余", "/", "次")  # a bound, an approximate number, or another unit
_OTHERS = ("上年", "去年", "往年", "前年", "上年度", "计划", "目标", "预计", "上半年", "下半年", "季度", "应", "拟", "需")
_OTHER_YEARS = ("上年", "去年", "往年", "前年", "上年度", "每年", "三年", "五年", "累计")
_EVERYWHERE = ("%", "元", "万元", "个", "项", "次", "年", "月", "天")  # units of anything
_ROUGHLY = ("约", "近", "超", "超过", "逾", "达到", "每", "人均", "平均")
_MOST = Decimal("0.6")  # of the pairs of characters of a name
_COUNTS = ("人次数", "人数", "数量", "次数", "场次", "面积", "里程", "户数", "个数", "长度", "数")


@dataclass(frozen=True, slots=True)
class _Said:
    """A number in a text: where it stands and ends."""

    goal: int
    text: str
    start: int
    end: int

    @property
    def value(self) -> Decimal | None:
        """The number."""
        return number(self.text[self.start : self.end])

    @property
    def before(self) -> str:
        """The clause before the number, less 完成, 共 and the like."""
        return _LEAD.sub("", _CLAUSE.split(self.text[max(self.start - _AROUND, 0) : self.start])[-1])


@check
def text_number_differs(exam: Exam) -> Iterator[Hit]:
    """总体目标里的数与指标表不同。

    查什么  总体目标的完成情况里，指标名称后面、前面或中间（举办 56 期培训班）紧挨着一个同单位的数，与这项指标的完成值不同；
            预期目标里的数，与这项指标的目标值不同。文中和表里这个单位都只出现一次的，名称大半写着也算（养护县乡公路 136 公里，养护里程）。
    为何    同一件事在一张表里写了两个数。
    不查    名称没有原样出现的（「人数」「数量」一类的结尾可省）；单位不同或没有单位的；文中别处写着相同的数，或几个数相加相同；
            完成情况里说的是目标、计划、上年的；完成值、目标值是范围的；分值为 0 的行。
    """
    for field, word in (("actual", "完成值"), ("expected", "目标值")):
        texts = [(i, bare(text)) for i, goal in enumerate(exam.form.goals) if (text := getattr(goal, field))]
        if not texts:
            continue
        result = field == "actual"
        rows = exam.stating(Interval) if result else exam.aiming_at(Interval)
        others = _OTHERS if result else _OTHER_YEARS
        counted: dict[str, list[tuple[int, str, int]]] = {}  # where numbers end, by unit
        for row in rows:
            value = row.actual if result else row.target
            if not isinstance(value, Interval) or not value.unit or value.operator == "约":
                continue
            number_there = value.exact if result else value.bound
            if number_there is None:
                continue
            unit = bare(value.unit)
            if unit not in counted:
                counted[unit] = [(i, text, end) for i, text in texts for end in _ends(unit, text)]
            if not counted[unit] or len(name := core_name(row.name)) < _SHORTEST:
                continue
            near = [_said(*spot) for spot in counted[unit] if _near(name, unit, *spot)]
            said = [each for each in near if each is not None and _speaks_of(each, name, unit, others)]
            if not said:
                said = _alone(counted[unit], name, unit, others) if _once(rows, unit, result=result) else []
            values = [found for each in said if (found := each.value) is not None]
            if values and number_there not in (*values, sum(values, ZERO)):
                first = said[0]
                phrase = f"{first.before[-len(name) :]}{first.text[first.start : first.end]}{unit}"
                full, path = row.name, f"{row.path}.{'actual' if result else 'target'}"
                yield check.at(
                    f"goals[{first.goal}].{field}", also=(path,), found=phrase, expected=value.text, name=full, apart=full, what=word
                )


def _once(rows: list[Row], unit: str, *, result: bool) -> bool:
    """True if one row alone counts in this unit."""
    values = [row.actual if result else row.target for row in rows]
    return sum(isinstance(value, Interval) and bare(value.unit or "") == unit for value in values) == 1


def _alone(spots: list[tuple[int, str, int]], name: str, unit: str, others: tuple[str, ...]) -> list[_Said]:
    """The one number of this unit in the texts, where its clause says what is counted: 养护县乡公路136公里 for 养护里程."""
    said = _said(*spots[0]) if len(spots) == 1 and unit not in _EVERYWHERE else None
    stem = next((name.removesuffix(word) for word in _COUNTS if name.endswith(word) and len(name) > len(word) + 1), name)
    if said is None or said.text.startswith(_NO_NUMBER, said.end + len(unit)):
        return []
    before = said.before
    if before.endswith(_ROUGHLY) or any(word in before for word in (*others, "其中")):
        return []
    pairs = [stem[at : at + 2] for at in range(len(stem) - 1)]
    told = before.startswith(stem) if len(pairs) < 2 else sum(pair in before for pair in pairs) >= _MOST * len(pairs)
    return [said] if told else []


def _ends(unit: str, text: str) -> Iterator[int]:
    """Where a unit stands right behind a number."""
    at = text.find(unit)
    while at >= 0:
        if text[at - 1 : at] in _NUMERIC:
            yield at
        at = text.find(unit, at + 1)


def _near(name: str, unit: str, goal: int, text: str, end: int) -> bool:
    """False, mostly, where neither the beginning of a name stands before a number nor its end behind it: a quick look."""
    return text.find(name[:2], max(end - _AROUND - _DIGITS, 0), end) >= 0 or text.startswith((name, name[1:]), end + len(unit))


def _said(goal: int, text: str, end: int) -> _Said | None:
    """The number that ends here."""
    start = end
    while start and text[start - 1] in _NUMERIC:
        start -= 1
    for match in _NUMBER.finditer(text[start:end]):
        if match.end() == end - start:
            return _Said(goal, text, start + match.start(), end)
    return None


def _speaks_of(said: _Said, name: str, unit: str, others: tuple[str, ...]) -> bool:
    """True if the name stands right before the number, right behind it, or around it; not where another year or a plan is meant."""
    end = said.end + len(unit)
    if said.text.startswith(_NO_NUMBER, end):
        return False
    behind, before = said.text[end : end + _AROUND], said.before
    if before[-1:] not in name and not behind.startswith(name):
        return False
    stem = next((name.removesuffix(word) for word in _COUNTS if name.endswith(word) and len(name) > len(word) + 1), name)
    for k in range(len(name), -1, -1):
        if (k == 0 or name[k - 1] == before[-1:]) and before.endswith(name[:k]) and behind.startswith(name[k:]):
            return not before[: len(before) - k].endswith(others)
    if stem == name or not before.endswith(stem):
        return False
    lead = before[: len(before) - len(stem)]
    return not lead.endswith(others) and "其中" not in lead
