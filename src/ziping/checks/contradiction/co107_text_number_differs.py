import re
from collections import Counter
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
_EVERYWHERE = ("%", "元", "万元", "个", "项", "次", "年", "月", "天")  # units of anything
_ROUGHLY = ("约", "近", "超", "超过", "逾", "达到", "每", "人均", "平均")
_MOST = Decimal("0.6")  # of the pairs of characters of a name
_COUNTS = ("人次数", "人数", "数量", "次数", "场次", "面积", "里程", "户数", "个数", "长度", "数")


@dataclass(frozen=True, slots=True)
class _Side:
    """What is compared: a field of the goals with a column of the indicators, called ``words``; which words before a number speak of
    another one."""

    told: str
    column: str
    words: str
    others: tuple[str, ...]


_ACTUAL = _Side("actual", "actual", "完成值", ("上年", "去年", "往年", "前年", "上年度", "计划", "目标", "预计", "上半年", "下半年", "季度", "应", "拟", "需"))  # fmt: skip
_TARGET = _Side("expected", "target", "目标值", ("上年", "去年", "往年", "前年", "上年度", "每年", "三年", "五年", "累计"))


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
    yield from _differing(exam, exam.stating(Interval), _ACTUAL)
    yield from _differing(exam, exam.aiming_at(Interval), _TARGET)


def _differing(exam: Exam, rows: list[Row], side: _Side) -> Iterator[Hit]:
    texts = [(i, bare(text)) for i, goal in enumerate(exam.form.goals) if (text := getattr(goal, side.told))]
    if not texts:
        return
    values = [value for row in rows if isinstance(value := getattr(row, side.column), Interval)]
    units = Counter(bare(value.unit) for value in values if value.unit)
    counted = {unit: [(i, text, end) for i, text in texts for end in _ends(unit, text)] for unit in units}  # where numbers end
    for row, value in zip(rows, values, strict=True):
        written = value.exact if side is _ACTUAL else value.bound
        unit = bare(value.unit or "")
        spots = counted.get(unit)
        if not spots or written is None or value.operator == "约" or len(name := core_name(row.name)) < _SHORTEST:
            continue
        near = [_said(*spot) for spot in spots if _near(name, unit, *spot)]
        said = [each for each in near if each is not None and _speaks_of(each, name, unit, side.others)]
        if not said and units[unit] == len(spots) == 1 and unit not in _EVERYWHERE:
            said = _alone(_said(*spots[0]), name, unit, side.others)
        numbers = [found for each in said if (found := each.value) is not None]
        if numbers and written not in (*numbers, sum(numbers, ZERO)):
            first = said[0]
            phrase = f"{first.before[-len(name) :]}{first.text[first.start : first.end]}{unit}"
            yield check.at(
                f"goals[{first.goal}].{side.told}",
                also=(f"{row.path}.{side.column}",),
                found=phrase,
                expected=value.text,
                name=row.name,
                apart=row.name,
                what=side.words,
            )


def _alone(said: _Said | None, name: str, unit: str, others: tuple[str, ...]) -> list[_Said]:
    """The one number of a unit in the texts, where its clause says what is counted: 养护县乡公路136公里 for 养护里程."""
    if said is None or said.text.startswith(_NO_NUMBER, said.end + len(unit)):
        return []
    stem = _stem(name)
    before = said.before
    if before.endswith(_ROUGHLY) or any(word in before for word in (*others, "其中")):
        return []
    pairs = [stem[at : at + 2] for at in range(len(stem) - 1)]
    told = before.startswith(stem) if len(pairs) < 2 else sum(pair in before for pair in pairs) >= _MOST * len(pairs)
    return [said] if told else []


def _stem(name: str) -> str:
    """A name without the word for its count: 养护里程 → 养护."""
    return next((name.removesuffix(word) for word in _COUNTS if name.endswith(word) and len(name) > len(word) + 1), name)


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
    stem = _stem(name)
    for k in range(len(name), -1, -1):
        if (k == 0 or name[k - 1] == before[-1:]) and before.endswith(name[:k]) and behind.startswith(name[k:]):
            return not before[: len(before) - k].endswith(others)
    if stem == name or not before.endswith(stem):
        return False
    lead = before[: len(before) - len(stem)]
    return not lead.endswith(others) and "其中" not in lead
