"""One clause with a number in it → Interval, or Unread with the place where the grammar stopped.

    clause   := front amount [unit] {suffix} [tail]
    amount   := number | number [unit] ("-" | "~" | "至") number | number [unit] "±" number | "[" number "," number ")"

``front``, ``unit`` and ``suffix`` are in ``reading``. Everything works on offsets into the clause in one spelling
(``text.plain``), in a fixed number of forward scans.
"""

import re
from decimal import Decimal

from ziping.values.model import Interval, Unread
from ziping.values.numerals import NUMERAL, chinese_number
from ziping.values.reading import RUN, Reading, Stop, name_of, rest_of, stronger, take_front, take_mark, take_suffixes, take_unit
from ziping.values.units import convert, unit_at
from ziping.values.words import words

__all__ = ["NUMBER", "read_chinese", "read_quantity"]

# A sign counts only where it cannot be a dash: 2-5 is a range, and after a word (增长率-5%) it is asked about.
NUMBER = re.compile(r"(?:(?<![\w%)\]}])[-+])?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+")
_SPAN = re.compile(r"[^\S\n]*(?:-{1,2}|~|—{1,2}|至|到)[^\S\n]*")
_BRACKETS = re.compile(
    r"""(?P<open> [(\[] ) \s* (?P<low> -?[0-9]{1,20}(?:\.[0-9]{1,20})? ) \s* %? \s* , \s*
        (?P<high> -?[0-9]{1,20}(?:\.[0-9]{1,20})? ) \s* (?P<unit> %? ) \s* (?P<close> [)\]] )""",
    re.VERBOSE,
)
_WITHIN = re.compile(  # 80%≤X<90%: the letter or the word in the middle is what is measured
    r"""\s* (?P<low> [0-9]{1,20}(?:\.[0-9]{1,20})? ) \s* (?P<first> [^\W\d_]{1,4}|%|‰ )?? \s* (?P<from> <=?|≤ ) \s* (?P<name> [^\W\d_]{1,10} ) \s* (?P<to> <=?|≤ ) \s*
        (?P<high> [0-9]{1,20}(?:\.[0-9]{1,20})? )""",
    re.VERBOSE,
)
_EVERY = ("每天", "每日", "每周", "每月", "每季", "每季度", "每年")
_LONGEST = 25


def read_quantity(text: str, found: list[re.Match[str]]) -> Interval | Unread:
    """Read a clause whose Arabic numbers are ``found`` (at least one). ``text`` of the result is the clause as given."""
    try:
        return _quantity(text, found)
    except Stop as stop:
        return Unread(text, stop.at, stop.why)


def _quantity(text: str, found: list[re.Match[str]]) -> Interval:
    first = found[0]
    got = Reading(text)
    number = _decimal(first)
    if len(found) == 2 and (closed := _BRACKETS.search(text)):
        return _bracketed(got, closed)
    if (
        len(found) == 1 and "," in found[0][0] and (closed := _BRACKETS.match(text)) and closed["open"] + closed["close"] != "()"
    ):  # [90,100] is no 90100
        return _bracketed(got, closed)
    if len(found) == 2 and (between := _WITHIN.match(text)):
        return _within(got, between)
    if len(found) == 1 and text[: first.start()].rstrip().endswith("±"):
        front = take_front(got, text[: first.start()].rstrip()[:-1])
        tail = take_suffixes(got, take_unit(got, first.end()))
        name = name_of(front, rest_of(text, tail))
        return Interval(text, -number, number, False, False, "±", "±", got.unit, got.per, name)
    front = take_front(got, text[: first.start()])
    end = take_unit(got, first.end())
    if got.unit == "月" and len(found) == 1 and number in range(1, 13):
        raise Stop(first.start(), f"分不清是 {number} 月份还是 {number} 个月")
    if len(front) == 1 and front.isalpha() and got.before is None and got.unit in ("%", None):
        raise Stop(0, f"数前面的「{front}」不能确定是符号还是字")
    if len(found) == 1:
        tail = take_suffixes(got, end)
        rest = rest_of(text, tail)
        return _interval(got, number, number, first.start(), [front, rest])
    return _pair(got, found, number, end, front)


def _pair(got: Reading, found: list[re.Match[str]], low: Decimal, end: int, front: str) -> Interval:
    """Two numbers: a range, a tolerance, or a rate such as 1次/2年; anything else is not read."""
    text, second = got.text, found[1]
    if len(found) > 2:
        raise Stop(found[2].start(), "这里又有一个数，分不清哪个是指标值")
    number = _decimal(second)
    if front.endswith("每") and got.unit and low > 0 and not text[end : second.start()].strip():  # 每2年1次
        every, got.unit = text[found[0].start() : end], None
        tail = take_suffixes(got, take_unit(got, second.end()))
        got.per = every.strip()
        return _interval(got, number, number, second.start(), [front[:-1], rest_of(text, tail)])
    end = take_mark(got, end)
    between = text[end : second.start()]
    if between.strip() == "/" and got.unit and (unit := unit_at(text, second.end())):
        got.per = text[second.start() : unit[1]]
        tail = take_suffixes(got, unit[1])
        return _interval(got, low, low, found[0].start(), [front, rest_of(text, tail)])
    first_unit, opened = got.unit, got.mark == "open"
    got.mark = ""
    if between.strip() in ("±", "+-", "+/-", "(±"):
        return _tolerance(got, low, number, second, front)
    if not _SPAN.fullmatch(between):
        raise Stop(second.start(), "这里又有一个数，分不清哪个是指标值")
    got.unit = None
    after = take_unit(got, second.end())
    tail = take_suffixes(got, after)
    second_unit = got.unit
    got.unit = second_unit or first_unit
    if first_unit and second_unit and first_unit != second_unit:
        inside = convert(low, first_unit, second_unit)
        if inside is None:
            raise Stop(second.start(), f"前后单位不同：{first_unit}、{second_unit}")
        low = inside
    if text[tail : tail + 2] == "之间":
        tail += 2
    if low > number:
        raise Stop(second.start(), "范围前大后小")
    if (got.before and not got.before.weak) or (got.after and not got.after.weak and got.after.means != "≤"):
        raise Stop(second.start(), "既有界限词又写了范围")
    name = name_of(front, rest_of(text, tail))
    return Interval(text, low, number, opened, got.mark == "open", "~", between.strip(), got.unit, got.per, name)


def _bracketed(got: Reading, closed: re.Match[str]) -> Interval:
    """[80,90)% in the notation of mathematics: a square bracket includes its end."""
    text = got.text
    tail = take_suffixes(got, take_unit(got, closed.end()))
    unit = got.unit or "%" * (closed["unit"] == "%") or None
    low, high = Decimal(closed["low"]), Decimal(closed["high"])
    if low > high:
        raise Stop(closed.start(), "范围前大后小")
    name = name_of(text[: closed.start()], rest_of(text, tail))
    return Interval(text, low, high, closed["open"] == "(", closed["close"] == ")", "~", closed[0], unit, got.per, name)


def _within(got: Reading, between: re.Match[str]) -> Interval:
    """80%≤X<90%: both ends and what is measured between them."""
    text = got.text
    tail = take_suffixes(got, take_unit(got, between.end()))
    low, high = Decimal(between["low"]), Decimal(between["high"])
    if low > high or between["first"] not in (None, got.unit):
        raise Stop(between.start("high"), "范围前大后小" if low > high else f"前后单位不同：{between['first']}、{got.unit or '没有'}")
    name = None if len(between["name"]) == 1 and between["name"].isascii() else between["name"]
    word = between["from"]
    opened, shut = word == "<", between["to"] == "<"
    return Interval(text, low, high, opened, shut, "~", word, got.unit, got.per, name_of(name, rest_of(text, tail)))


def _tolerance(got: Reading, middle: Decimal, width: Decimal, second: re.Match[str], front: str) -> Interval:
    text, first_unit = got.text, got.unit
    got.unit = None
    tail = take_suffixes(got, take_unit(got, second.end()))
    if text[tail : tail + 1] == ")":
        tail += 1
    width_unit, got.unit = got.unit, first_unit or got.unit
    if width_unit == "%" and first_unit != "%":
        if first_unit is None:
            raise Stop(second.start(), "「±」后面是百分数，前面的数没有单位，分不清是百分点还是比例")
        width = abs(middle) * width / 100
    elif width_unit and first_unit and width_unit != first_unit:
        inside = convert(width, width_unit, first_unit)
        if inside is None:
            raise Stop(second.start(), f"前后单位不同：{first_unit}、{width_unit}")
        width = inside
    if got.before and not got.before.weak or got.after and not got.after.weak:
        raise Stop(second.start(), "既有界限词又写了允许的偏差")
    name = name_of(front, rest_of(text, tail))
    return Interval(text, middle - width, middle + width, False, False, "±", "±", got.unit, got.per, name)


def _decimal(found: re.Match[str]) -> Decimal:
    if len(found[0]) > _LONGEST:
        raise Stop(found.start(), "数字太长，不像指标值")
    return Decimal(found[0].replace(",", ""))


def _interval(got: Reading, low: Decimal, high: Decimal, at: int, names: list[str | None]) -> Interval:
    bound = got.after if got.before is None else got.before
    if got.before and got.after:
        bound = stronger(got.before, got.after, at)
    name = name_of(*names)
    means = bound.means if bound else ""
    word = bound.word if bound and means else None
    if got.mark == "open" and means in ("≥", "≤"):
        means = ">" if means == "≥" else "<"
    elif got.mark == "closed" and means in (">", "<"):
        means = "≥" if means == ">" else "≤"
    unit, per = got.unit, got.per
    if means in ("≥", ">"):
        return Interval(got.text, low, None, means == ">", False, means, word, unit, per, name)
    if means in ("≤", "<"):
        return Interval(got.text, None, high, False, means == "<", means, word, unit, per, name)
    return Interval(got.text, low, high, False, False, means, word, unit, per, name)


def read_chinese(text: str) -> Interval | Unread | None:
    """Read a clause without Arabic digits whose number is a Chinese numeral; None if it only looks like one (一致, 第一)."""
    alone = NUMERAL.fullmatch(text.strip())
    if alone and alone["plain"] and alone[0] != "半":
        number = chinese_number(alone["plain"])
        if number is None or alone[0] == "一":
            return Unread(text, 0, f"「{alone[0]}」不能确定是不是数")
        return Interval(text, number, number)
    for run in NUMERAL.finditer(text):
        share = run["share"] is not None or run["parts"] is not None
        number, unit = _chinese_amount(run)
        if number is None and run["parts"]:
            return Unread(text, run.start(), f"「{run[0]}」不能写成确切的小数，请改写成百分数")
        if number is None:
            continue
        got = Reading(text)
        try:
            if run[0][0] in "十百千万亿" and text[: run.start()].endswith(("数", "几")):
                continue  # 数十次, 几百人: nobody counted
            if share:
                got.unit = unit
                end = run.end()
            else:
                number, end = _chinese_unit(got, run, number)
            front = take_front(got, text[: run.start()])
            tail = take_suffixes(got, end)
            rest = name_of(text[tail:])
            if rest and (not (got.before or got.after) and not share):
                continue
            if not share and got.unit is None and not (got.before and got.before.means and not rest):
                continue
            if got.unit in words().ranks and "两" not in run[0] and got.before is None and got.after is None:
                continue  # 一级, 二类 name a rank
            if front and run[0] == "一" and got.before is None and got.after is None and got.per is None:
                continue
            return _interval(got, number, number, run.start(), [front, rest])
        except Stop:
            continue
    return None


def _chinese_amount(run: re.Match[str]) -> tuple[Decimal | None, str | None]:
    if run["of"]:
        return chinese_number(run["of"]), "%" if run["share"] == "百分之" else "‰"
    if run["parts"]:
        whole, some = chinese_number(run["parts"]), chinese_number(run["some"])
        if not whole or some is None or some * 100 / whole * whole != some * 100:
            return None, None  # 三分之一 is no finite decimal
        return some * 100 / whole, "%"
    return chinese_number(run["plain"]), None


def _chinese_unit(got: Reading, run: re.Match[str], number: Decimal) -> tuple[Decimal, int]:
    """The unit after a Chinese numeral; a closing 万 or 亿 belongs to the unit, so that 五万元 is 5 万元 as 5万元 is."""
    written, end = run[0], run.end()
    if len(written) > 1 and written[-1] in "万亿" and (head := chinese_number(written[:-1])) is not None:
        number, end = head, end - 1
    if got.text[end : end + 1] == "成" and not 0 < number < 10:
        return number, end
    found = unit_at(got.text, end)
    if found:
        got.unit, end = found
        if got.unit in ("月", "季度"):
            got.unit = f"个{got.unit}"  # 两月; 三月 was taken for a date before
        if got.unit == "成" and (more := chinese_number(got.text[end : end + 1])) and more < 10:  # 八成五
            number, end = number + more / 10, end + 1
        half = got.text[end : end + 1] == "半"
        if half and got.unit in ("年", "小时", "天", "月", "倍", "个月", "个小时"):
            number, end = number + Decimal("0.5"), end + 1
    elif (
        got.text[: run.start()].rstrip().endswith(_EVERY)
        and (word := RUN.match(got.text, end))
        and len(word[0]) <= 2
        and word[0] not in words().suffixes.entries
    ):
        got.unit, end = word[0], word.end()  # 每周一报: an unknown unit, but what it is counted per is clear
    return number, end
