"""A target against an actual: in numbers of one unit where that is possible, and a reason in words where it is not.

Nothing is assumed in silence: 0.95 against 95% is asked about, a range given as an actual is used at its bound and marked,
equal texts are equal texts and no achievement.
"""

import re
from decimal import Decimal
from functools import lru_cache

from ziping.exact import ZERO
from ziping.frozen import dataclass, maker, replace
from ziping.text import bare
from ziping.values.model import Blank, Compound, Day, Grade, Interval, Level, Moment, State, Trend, Unread, Value, YesNo
from ziping.values.units import convert
from ziping.values.words import words

__all__ = ["Comparison", "compare"]

_SHARE_AT_MOST = Decimal("1.5")  # a bare number up to here beside a percentage may be a ratio
_BETWEEN = re.compile(r"[/·.*每]")
_RANK = {"excellent": 4, "good": 3, "fair": 2, "poor": 1, "achieved": 3, "partly": 2, "not_achieved": 1}
_NONE_OF = re.compile(  # 无重大事故, 未发生安全事件, 零投诉: nothing of the kind
    r"(?:全年|年内|本年度?)?(?:无(?!线|障|偿|形|人机)|零|未发生|未出现|没有发生|没有出现|不发生|不出现|杜绝)(?:发生)?[^无零未不没率数]{0,10}(?:事故|事件|投诉|上访|案件|差错|伤亡)(?:发生)?"
)
_NONE_AT_ALL = frozenset({"未发生", "没有发生", "无发生", "未出现", "没有", "没有出现", "零发生"})
_BUDGET = r"(?:项目|总|全年|年度|各项)?(?:成本|支出|费用|投资|资金|花费|金额)?"
_BUDGETED = r"(?:年初|年度|批复的?|财政|项目|概)?预?算(?:数|金额|总额|额度|指标|批复|控制数)?"
_IN_BUDGET = re.compile(  # 控制在预算内, 未超预算, 不超过预算金额
    rf"{_BUDGET}(?:已|均|全部|严格|有效)*(?:控制)?在?{_BUDGETED}(?:范围)?(?:以内|之内|内)|{_BUDGET}(?:≤|不超过?|未超过?|没有超过?|无超|不得超过|不高于|未突破|不突破|未超出|不超出|低于){_BUDGETED}(?:范围|支出?)?"
)
_PAST_BUDGET = re.compile(rf"{_BUDGET}(?:已|略)?(?:超过|超出|超|突破|高于)(?:了)?{_BUDGETED}(?:范围)?|超支")
_RANKED = re.compile(r"(?:国家|省|市|县|部)?(?:[一二三四五ⅠⅡⅢⅣⅤ]|[IV]{1,3}|[A-EＡ-Ｅ]{1,3}|[甲乙丙丁])[级类等档](?:标准|水质|水体|资质)?")
_HAPPENED = frozenset({None, "发生", "出现", "发生了", "共发生", "全年发生"})
_COUNTED = frozenset({None, "起", "次", "例", "件", "宗", "个", "人", "人次"})
_PLACED = frozenset({"名次", "名", "位", None})
_WITHIN_YEAR = frozenset({"月", "个月", "季度", "季", "周", "星期", "半年"})
_WAYS = {"≥": "forward", ">": "forward", "≤": "reverse", "<": "reverse", "~": "range", "±": "range"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an actual stands to its target.

    ``kind`` number, date, level, trend, yes_no, grade, same_text or not_comparable. ``met`` is None where that needs a person.
    For numbers ``wanted``, ``got``, ``low``, ``high`` are in the target's unit (``wanted`` None for a two-sided range) and
    ``direction`` is forward, reverse, equal or range. ``got_is_bound``: the actual is itself a range and its bound was used.
    ``unit_problem`` says in Chinese why the units do not fit. ``why`` is a Chinese phrase for the reader.
    ``parts`` holds the comparisons limb by limb where both sides are compounds of equal length.
    """

    kind: str
    met: bool | None
    wanted: Decimal | None = None
    got: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    direction: str | None = None
    got_is_bound: bool = False
    unit_problem: str | None = None
    why: str = ""
    parts: tuple["Comparison", ...] = ()


_new = maker(Comparison)


def compare(target: Value, actual: Value) -> Comparison:
    """Compare two parsed values; see Comparison. Never raises."""
    if isinstance(target, Interval) and isinstance(actual, Interval):
        return _places(target, actual) if target.unit == "名次" else _numbers(target, actual)
    for value, side in ((target, "目标值"), (actual, "完成值")):
        if isinstance(value, Unread):
            return _cannot(f"{side}没有读懂：{value.why}")
        if isinstance(value, Blank) and not (value.kind == "none" and isinstance(target, YesNo | Blank)):
            return _cannot(f"{side}{'空着' if value.kind == 'empty' else '没有内容'}")
    match target, actual:
        case Moment(), Moment():
            return _dates(target, actual)
        case Trend(), Trend():
            return _trends(target, actual)
        case Trend(amount=Interval() as amount), Interval() if actual.unit == amount.unit and actual.unit in ("%", "百分点"):
            fall = target.direction == "down" and actual.exact is not None and actual.exact < 0  # 下降 3% and -3.5%
            moved = replace(actual, low=-actual.low, high=-actual.low) if fall and actual.low is not None else actual
            return replace(_amounts(amount, moved), why="完成值按变动幅度理解")
        case Level(), Level():
            return _ranked("level", _RANK[target.level], _RANK[actual.level])
        case State(), Interval() if _never(target) and actual.name in _HAPPENED and actual.unit in _COUNTED:
            return replace(_numbers(_zero(target), actual), why="目标是一起也没有" if actual.low else "与目标相等")
        case Interval(), State() if target.bound == 0 and target.operator in ("", "=", "≤") and _never(actual, alone=True):
            return _numbers(target, _zero(actual, "="))
        case State(), State() if (within := _within_budget(target, actual)) is not None:
            copied = bare(target.text) == bare(actual.text)  # equal texts are no achievement
            return _new("yes_no", None if copied else within, why="没有超过预算" if within else "超过了预算")
        case State(), State() if _RANKED.fullmatch(bare(target.text)) and _RANKED.fullmatch(bare(actual.text)):
            return _new("grade", None, why="都写明了等级，哪个更好要由人判断")
        case State(), State() if _never(target) and _never(actual, alone=True) and bare(target.text) != bare(actual.text):
            return _new("yes_no", True, why="目标和完成值都说一起也没有")
        case ((State() | Trend() | YesNo() | Grade()), Level()):
            return _new("level", actual.level == "achieved", why="按完成档次判断")
        case Grade(), Grade():
            return _ranked("grade", _RANK[target.grade], _RANK[actual.grade])
        case YesNo(), YesNo():
            return _new("yes_no", target.answer == actual.answer, why="一致" if target.answer == actual.answer else "与目标相反")
        case YesNo(), Blank():
            return _new("yes_no", not target.answer, why="完成值为「无」")
        case Compound(), Compound() if len(target.parts) == len(actual.parts):
            limbs = tuple(compare(a.value, b.value) for a, b in zip(target.parts, actual.parts, strict=True))
            return replace(_cannot("一格里有几个值，要逐项比较"), parts=limbs)
    if bare(target.text) == bare(actual.text):
        return _new("same_text", None, why="完成值照抄了目标值的文字，是否做到要由人判断")
    return _cannot(_mismatch(target, actual))


def _never(value: State, *, alone: bool = False) -> bool:
    """True for a state that says nothing of a bad kind happened; ``alone``: 未发生 without what counts too."""
    plain = bare(value.text)
    return alone and plain in _NONE_AT_ALL or _NONE_OF.fullmatch(plain) is not None


def _within_budget(target: State, actual: State) -> bool | None:
    """控制在预算内 and 未超预算 → True, and 超预算 → False; None where not both speak of it."""
    one, two = bare(target.text), bare(actual.text)
    if "算" not in one or not _IN_BUDGET.fullmatch(one):
        return None
    return True if _IN_BUDGET.fullmatch(two) else False if _PAST_BUDGET.fullmatch(two) else None


def _zero(value: State, operator: str = "≤") -> Interval:
    return Interval(value.text, ZERO if operator == "=" else None, ZERO, operator=operator)


def _cannot(why: str) -> Comparison:
    return _new("not_comparable", None, why=why)


def _mismatch(target: Value, actual: Value) -> str:
    if isinstance(target, Compound) or isinstance(actual, Compound):
        return "一格里有几个值，两边对不上，要逐项比较"
    names = {Interval: "数", Moment: "日期", Trend: "升降", Level: "完成档次", Grade: "等次", YesNo: "是否", State: "文字", Blank: "「无」"}
    return f"目标值是{names[type(target)]}，完成值是{names[type(actual)]}，不能直接比较"


def _ranked(kind: str, wanted: int, got: int) -> Comparison:
    return _new(kind, got >= wanted, why="达到目标" if got >= wanted else "低于目标")


def _places(target: Interval, actual: Interval) -> Comparison:
    """A place in an order: 前3名 and 第2名. The lower the better; how far behind it is says nothing about points."""
    if target.high is None or actual.high is None or actual.unit not in _PLACED:
        return _numbers(target, actual)
    met = actual.high <= target.high
    return _new("grade", met, why="达到目标名次" if met else "低于目标名次")


def _numbers(target: Interval, actual: Interval) -> Comparison:
    """Both are numbers: bring the actual into the target's unit, then look where it lies."""
    direction = _WAYS.get(target.operator, "equal")
    if target.unit == actual.unit and target.per == actual.per and actual.low is not None and actual.low == actual.high:
        met, why = _exactly(target, actual.low)  # nearly every row: the same unit, one number
        return _new("number", met, target.bound, actual.low, target.low, target.high, direction, False, None, why)
    base = _new("number", None, target.bound, None, target.low, target.high, direction)
    if target.per != actual.per and any(per is not None and per[:1].isdigit() for per in (target.per, actual.per)):
        return _cannot("一格里有几个值，要逐项比较")  # 2期/200人
    if target.per in _WITHIN_YEAR and actual.per is None and _above(target, actual):
        return replace(base, got=actual.low, why=f"目标按每{target.per}，完成值没有写是每{target.per}还是全年，不能断定")
    problem = _unit_problem(target, actual)
    if problem:
        return replace(base, unit_problem=problem, why=problem)
    low = None if actual.low is None else convert(actual.low, actual.unit, target.unit)
    high = None if actual.high is None else convert(actual.high, actual.unit, target.unit)
    if actual.low is not None and low is None or actual.high is not None and high is None:
        problem = f"单位不同：目标值是{target.unit}，完成值是{actual.unit}"
        return replace(base, unit_problem=problem, why=problem)
    inside = actual if low == actual.low and high == actual.high else replace(actual, low=low, high=high)
    if inside.low is not None and inside.low == inside.high:
        met, why = _exactly(target, inside.low)
        return replace(base, got=inside.low, met=met, why=why)
    return _bounded(base, target, inside)


def _above(target: Interval, actual: Interval) -> bool:
    """True for a count that is higher than its target: perhaps the year's sum against a month's target. Money is not counted so."""
    got, bound = actual.low, target.bound
    counted = actual.unit in (None, target.unit) and (target.unit is None or convert(Decimal(1), target.unit, "元") is None)
    return counted and got is not None and bound is not None and got > bound


def _exactly(target: Interval, got: Decimal) -> tuple[bool | None, str]:
    if target.exact is None or target.operator == "=":
        met = target.holds(got)
        return met, "达到目标" if met else "未达到目标"
    if got == target.exact:
        return True, "与目标相等"
    more = "多" if got > target.exact else "少"
    if target.operator == "约":
        return None, f"目标是约数，完成值比它{more}，算不算完成要由人判断"
    return None, f"目标没有写「≥」或「≤」，完成值比它{more}，算不算完成要看指标是什么"


def _bounded(base: Comparison, target: Interval, actual: Interval) -> Comparison:
    """The actual is a range: use the end that is worse for the filer, and say so, unless the word only means "reached"."""
    measured = _measured(actual)
    lower = actual.low if actual.low is not None else actual.high
    upper = actual.high if actual.high is not None else actual.low
    got = upper if base.direction == "reverse" else lower
    if got is None:
        return replace(base, why="完成值没有数")
    found = replace(base, got=got, got_is_bound=not measured)
    if measured:
        met, why = _exactly(target, got)
        return replace(found, met=met, why=why)
    said = "完成值是范围，按它的界限计"
    same_way = _WAYS.get(actual.operator) == base.direction or actual.operator in ("~", "±") or base.direction in ("equal", "range")
    if same_way:
        open_end = actual.low_open if got == actual.low else actual.high_open
        holds = target.holds(got) or open_end and got in (target.low, target.high) and base.direction in ("forward", "reverse")
        if base.direction == "equal":
            holds = got == target.exact
        if base.direction == "range" and actual.low is not None and actual.high is not None:
            holds = target.holds(actual.low) and target.holds(actual.high)
        elif base.direction == "range":
            return replace(found, why=f"{said}，但另一头没有界限，不能断定")
        return replace(found, met=holds, why=said)
    apart = (actual.high is not None and target.low is not None and actual.high < target.low) or (
        actual.low is not None and target.high is not None and actual.low > target.high
    )
    return replace(found, met=False if apart else None, why=said if apart else "完成值是方向相反的范围，不能断定是否达到")


def _measured(actual: Interval) -> bool:
    bound = words().prefixes.entries.get(actual.word or "")
    return bound is not None and bool(bound.measured)


def _unit_problem(target: Interval, actual: Interval) -> str | None:
    if target.unit != actual.unit and None in (target.unit, actual.unit):
        bare_one, other = (actual, target) if actual.unit is None else (target, actual)
        number, against = _written(bare_one), _written(other)
        shares = other.unit in _percents() and number is not None and against is not None
        if shares and number and against and 0 < abs(number) <= _SHARE_AT_MOST < abs(against):
            return f"一边是{number:f}，一边是百分数，分不清{number:f}是比率还是百分之{number:f}"
    if target.per and actual.per and _parts_of(target.per) != _parts_of(actual.per) and convert(Decimal(1), target.per, actual.per) != 1:
        return f"单位不同：目标值按每{target.per}，完成值按每{actual.per}"
    return None


@lru_cache(maxsize=256)
def _parts_of(per: str) -> tuple[str, ...]:
    """``'人·月'`` and ``'月/人'`` → the same"""
    return tuple(sorted(_BETWEEN.split(bare(per))))


@lru_cache(maxsize=1)
def _percents() -> frozenset[str]:
    return frozenset(word for word, (base, _) in words().units.entries.items() if base == "%")


def _written(value: Interval) -> Decimal | None:
    return value.low if value.low is not None else value.high


def _amounts(wanted: Interval, got: Interval) -> Comparison:
    """How far something moved: a bare amount in a target means at least that much."""
    if wanted.operator in ("", "=", "约") and wanted.exact is not None:
        wanted = replace(wanted, high=None, operator="≥")
    return replace(_numbers(wanted, got), kind="trend")


def _trends(target: Trend, actual: Trend) -> Comparison:
    if target.direction != actual.direction:
        return _new(
            "trend", False, why="变动方向与目标相反" if "flat" not in (target.direction, actual.direction) else "变动方向与目标不同"
        )
    if target.amount and actual.amount:
        found = _amounts(target.amount, actual.amount)
        if target.base and actual.base and bare(target.base) != bare(actual.base):
            return replace(found, met=None, why=f"比较的基期不同：{target.base}、{actual.base}")
        return found
    if target.amount:
        return _new("trend", None, why="目标有幅度，完成值没有写幅度")
    if actual.amount:
        return _new("trend", True, why="方向与目标一致，并写了幅度")
    return _new("trend", None, why="只说了升降，没有基数和幅度，不能判断是否达到")


def _dates(target: Moment, actual: Moment) -> Comparison:
    """A deadline, a span or a day against a date; a part nobody wrote (the year, the day) is not made up."""
    got = actual.last or actual.first
    if target.operator == "≥":
        limit, ahead = target.first, False
    else:
        limit, ahead = target.last, True
    if got is None or limit is None:
        return _new("date", None, why="日期不全")
    order = _order(got, limit)
    if order is None:
        return _new("date", None, why="日期写得不全，不能断定先后")
    if not ahead:
        return _new("date", order >= 0, why="不早于目标日期" if order >= 0 else "早于目标日期")
    if order > 0:
        return _new("date", False, why="晚于目标日期")
    if order == 0 and limit.day is None and target.operator == "≤":
        return _new("date", None, why=f"「{target.text}」是否含当月没有写明")
    return _new("date", True, why="按期" if order == 0 else "早于目标期限")


def _order(one: Day, two: Day) -> int | None:
    """-1, 0, 1 for before, same, after; None if a missing part decides. A year missing on one side is taken from the other."""
    for a, b in ((one.year, two.year), (one.month, two.month), (one.day, two.day)):
        if a is None and b is None:
            continue
        if a is None or b is None:
            if (a, b) == (one.year, two.year):
                continue
            return (
                0
                if one == two or (one.month or two.month) is not None and (one.day is None or two.day is None) and one.month == two.month
                else None
            )
        if a != b:
            return -1 if a < b else 1
    return 0
