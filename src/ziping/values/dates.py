"""Dates and spans: 2023年6月30日前, 12月底, 第三季度, 1-12月, 2023年1月1日至2023年12月31日, 2023/11/30, 全年.

    moment := ["截至" | "于"] span [limit]
    span   := day [("至" | "-" | "~") day] | "全年" | "年底" | half | quarter
    day    := [year "年"] [month "月"] [day "日"] ["底" | "初" | "中旬" …] | year sep month sep day
    limit  := "前" | "之前" | "内" | "起" | "后" …

A unit of time is not a date: 3个月内, 5年, 10日内 and 3个工作日 are numbers and stay with ``quantity``.
"""

import calendar
import re
from dataclasses import replace
from functools import lru_cache

from ziping.frozen import dataclass
from ziping.values.model import Day, Moment
from ziping.values.numerals import chinese_number

__all__ = ["Dated", "find_moment", "may_hold_date"]

_DAY = r"""
    (?: (?P<y{n}> (?:19|20)\d\d ) \s* [-/.] \s* (?P<m{n}> 1[0-2]|0?[1-9] ) \s* (?: [-/.] \s* (?P<d{n}> 3[01]|[12]\d|0?[1-9] ) (?![\d.]) [日号]? | (?! \d | [./]\d | -\d{{1,2}}(?!\d) ) )
      | (?: (?P<Y{n}> (?:19|20)\d\d | \d\d (?= \s* 年 \s* \d{{1,2}} \s* 月 ) ) \s* 年度? \s* )?
        (?: 的?[每本当]?月 (?=[底末初]|\d{{1,2}}[日号]) | (?P<M{n}> 1[0-2]|0?[1-9] ) \s* 月份? (?![均度平]) \s* )?
        (?: (?P<D{n}> 3[01]|[12]\d|0?[1-9] ) \s* (?: 日(?!均|常|志) | 号(?!楼|线|文|院|机|馆|店) ) )?
        (?P<part{n}> 月?[底末初](?!级) | 月?[上中下]旬 )?
    )"""

_FIRST = _DAY.format(n=1)
_SECOND = _DAY.format(n=2)

_SPAN = re.compile(
    rf"""(?P<lead> 截至|截止到?|截止至|不晚于|不迟于|早于|最迟|至迟|到|至|于|在|从|自|≤|<=|<|≥|>=|>|=|每年|每月 )? \s*
    (?: (?: (?P<yspan> (?:19|20)\d\d ) \s* 年 \s* )? (?P<mfrom> 1[0-2]|0?[1-9] ) \s* (?: 至|到|~|-+|—+ ) \s* (?P<mto> 1[0-2]|0?[1-9] ) \s* 月份? (?!\d)
      | (?= \d | [的每本当]{{0,2}}月 ) {_FIRST} \s* (?: (?P<dash> 至|到|~|-+|—+ ) \s* {_SECOND} )? )
    \s* (?P<limit> (?:之|以)?前 | (?:之|以)?内 | 起始? | (?:之|以)?后 | 开始 | 截?止 | 为止 )?""",
    re.VERBOSE,
)
_NAMED = re.compile(
    r"""(?P<lead> 截至|截止到?|不晚于|不迟于|至|于|在 )? \s*
    (?: (?P<year> (?:19|20)\d\d ) \s* 年度?的? \s* | (?P<this> [本当全]年度? ) )?
    (?P<what> (?<![\d.<>=≥≤]) (?<![<>=≥≤][ ]) 第?[1-4一二三四](?:个)?季度(?!平均|均) [末底初]? | [上下]半年[末底初]? | [年岁][底末初](?!级) | 全年度? | 年内 | 年终 | 年中 )
    \s* (?P<limit> (?:之|以)?前 | (?:之|以)?内 | 起始? | 开始 | 截?止 | 为止 )?""",
    re.VERBOSE,
)
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_CHINESE_DAY = re.compile(
    r"([〇零一二三四五六七八九]{4})(?=年)|([一二三四五六七八九十]{1,3})(?=月(?:[^均度平]|$))|(?<=月)([一二三四五六七八九十]{1,3})(?=[日号])"
)
_NAMED_HINT = re.compile(r"季度|半年|年[底末初内终中]|岁末|全年")
_HINT = re.compile(r"[年月日号季旬]|\d{4}\s*[-/.]\s*\d{1,2}")


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment found in a clause and where it stood: ``start`` … ``end`` are offsets in the clause. ``context`` is true for a span
    that only says when (全年, 2023年, 1-12月) and so gives way to a number beside it."""

    moment: Moment
    start: int
    end: int
    context: bool


def may_hold_date(text: str) -> bool:
    """True if a date could be in this text; cheap."""
    return _HINT.search(text) is not None


def find_moment(text: str) -> Dated | None:
    """The first date or span in a clause (one spelling, see ``text.plain``); None if there is none."""
    source = _CHINESE_DAY.sub(_arabic, text) if _CHINESE_DAY.search(text) else text
    candidates = [next(filter(None, (_from_span(found, source) for found in _SPAN.finditer(source))), None)]
    if _NAMED_HINT.search(source):
        candidates.append(next(filter(None, map(_from_named, _NAMED.finditer(source))), None))
    first = min(filter(None, candidates), key=lambda dated: (dated.start, -dated.end), default=None)
    return None if first is None else _in_original(first, source, text)


def _arabic(found: re.Match[str]) -> str:
    value = chinese_number(found[0])
    return found[0] if value is None else str(value)


def _in_original(dated: Dated, source: str, text: str) -> Dated:
    """Chinese digits were rewritten, so offsets are counted from both ends of the unchanged text around the date."""
    if source == text:
        return dated
    end = max(dated.start, len(text) - (len(source) - dated.end))
    return Dated(replace(dated.moment, text=text[dated.start : end]), dated.start, end, dated.context)


def _from_span(found: re.Match[str], source: str) -> Dated | None:
    lead, limit = found["lead"] or "", found["limit"] or ""
    start = found.start() if lead else _skip_space(source, found.start(), found.end())
    if found["mfrom"]:
        year = int(found["yspan"]) if found["yspan"] else None
        first, last = Day(year, int(found["mfrom"]), None), Day(year, int(found["mto"]), None)
        if int(found["mfrom"]) > int(found["mto"]):
            return None
        return Dated(_limited(source[start : found.end()], first, last, lead, limit), start, found.end(), context=True)
    one = _day(found, 1)
    if one is None or source[max(0, start - 1) : start].isascii() and source[max(0, start - 1) : start].isalnum():
        return None
    if start and source[start - 1] == "." or one == Day(None, None, one.day) and not _recurring(found, source, start):
        return None
    if one.month is None and one.day is None and limit in ("以内", "之内", "内") and not lead:
        limit = ""
    if one.day is None and not lead and not limit and not found["dash"] and "." in found[0]:
        return None  # 2023.12 may be a number as well
    if lead[:1] in tuple("<>=≥≤") and one.year is None and one.day is None:
        return None  # ≤3月: the month of March or three months
    if found["dash"] and (two := _day(found, 2)):
        if one.year is not None and two.year is None:
            two = Day(one.year, two.month, two.day)
        if two.month is None and one.month is not None and two.day is not None:
            two = Day(two.year, one.month, min(two.day, _length(two.year, one.month)))
        return Dated(_limited(source[start : found.end()], one, two, lead, limit), start, found.end(), context=not limit)
    end = found.end()
    if found["dash"]:  # 2023年- : the dash joins nothing
        end, limit = found.start("dash"), ""
    return Dated(_limited(source[start:end], one, one, lead, limit), start, end, context=not limit and one.day is None and not lead)


def _recurring(found: re.Match[str], source: str, start: int) -> bool:
    """每月8号, 月底 and 10日前 name a day without a month; 10日 and 10日内 are lengths of time."""
    written = found[0]
    return "月" in written or (found["limit"] or "") in ("前", "之前", "以前") and start == 0


_GROUPS = {n: (f"y{n}", f"Y{n}", f"m{n}", f"M{n}", f"d{n}", f"D{n}", f"part{n}") for n in (1, 2)}


def _day(found: re.Match[str], n: int) -> Day | None:
    year, year2, month, month2, day, day2, part = found.group(*_GROUPS[n])
    year, month, day = year or year2, month or month2, day or day2
    y = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    m = None if month is None else int(month)
    d = None if day is None else int(day)
    if y is None and m is None and d is None and not (part and "月" in found[0]):
        return None
    if d is not None and m is not None and d > _length(y, m):
        return None
    if part and d is None:
        if m is None and "月" not in found[0]:  # 2023年底
            m = 12 if part[-1] in "底末" else 1
        d = {"底": 31 if m is None else _length(y, m), "末": 31 if m is None else _length(y, m), "初": 1}.get(part[-1])
        if d is None:
            d = {"上": 10, "中": 20, "下": 31 if m is None else _length(y, m)}[part[-2]]
    return Day(y, m, d)


@lru_cache(maxsize=256)
def _length(year: int | None, month: int) -> int:
    return calendar.monthrange(year or 2000, month)[1]


def _from_named(found: re.Match[str]) -> Dated | None:
    what, limit, lead = found["what"], found["limit"] or "", found["lead"] or ""
    year = int(found["year"]) if found["year"] else None
    if "季度" in what:
        if not what.startswith("第") and what[1] == "个":
            return None  # 2个季度 is a length
        quarter = _QUARTERS[what.lstrip("第")[0]]
        first, last = Day(year, 3 * quarter - 2, 1), Day(year, 3 * quarter, _length(year, 3 * quarter))
    elif "半年" in what:
        first, last = (Day(year, 1, 1), Day(year, 6, 30)) if what[0] == "上" else (Day(year, 7, 1), Day(year, 12, 31))
    elif what == "年中":
        first, last = Day(year, 6, 30), Day(year, 6, 30)
    else:
        first, last = Day(year, 1, 1), Day(year, 12, 31)
    if what[-1] in "底末" or what == "年终":
        first = last
    elif what[-1] == "初":
        last = first
    limit = "" if limit.endswith("内") else limit
    context = not limit and first != last
    return Dated(_limited(found[0], first, last, lead, limit), found.start(), found.end(), context)


def _limited(text: str, first: Day, last: Day, lead: str, limit: str) -> Moment:
    """Apply the word that makes a date a deadline or a start."""
    if limit.endswith(("前", "止")) or lead in (
        "截至",
        "截止",
        "截止到",
        "截止至",
        "不晚于",
        "不迟于",
        "早于",
        "最迟",
        "至迟",
        "到",
        "至",
        "≤",
        "<=",
        "<",
    ):
        return Moment(text, None, last, "≤")
    if limit.endswith("内") and first == last and last.day is not None:
        return Moment(text, None, last, "≤")
    if limit in ("起", "起始", "开始", "后", "之后", "以后") or lead in ("≥", ">=", ">"):
        return Moment(text, first, None, "≥")
    return Moment(text, first, last, "=")


def _skip_space(source: str, start: int, end: int) -> int:
    while start < end and source[start] == " ":
        start += 1
    return start
