"""What stands around a number: the words before it (bound, name, 每…) and behind it (unit, suffix, rate).

    front    := [name] [gap-bound gap] ["每" unit] [unit] [bound]
    suffix   := 以上, 以内, 左右 … | "(含)" | "(不含)" | rate | "(" unit ")"
    rate     := "/" unit {"/" unit} | "每" unit | "一" unit

A ``Reading`` collects them; a ``Stop`` ends the reading with a place and a reason and never leaves the two modules.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ziping.values.units import SCALES, convert, unit_at
from ziping.values.words import Bound, words

__all__ = [
    "RUN",
    "Reading",
    "Stop",
    "clean_name",
    "name_of",
    "rest_of",
    "stronger",
    "take_front",
    "take_mark",
    "take_suffixes",
    "take_unit",
]

RUN = re.compile(r"[^\W\d_囗]{1,9}")  # 囗 stands for words that were masked
_NUMERALS = frozenset("零一二两三四五六七八九十百")  # 二100: the sign = was read as 二
_SIGNS = frozenset("<>=≥≤±~^")
_LOUD = frozenset("<>=≥≤±~%^*=《》")
_JOINING = frozenset("至到和与或且及每")  # no unit begins with one of these, and none goes on beyond it
_MARKS = {"(含)": "closed", "(含本数)": "closed", "(不含)": "open", "(不含本数)": "open", "(包含)": "closed"}
_NAME_EDGE = " \t:,、;.。'\"“”()[]-_·*★☆△"


@dataclass(slots=True)
class Reading:
    """What has been gathered from a clause so far; private to one call. Offsets count from the clause's beginning."""

    text: str
    before: Bound | None = None
    after: Bound | None = None
    unit: str | None = None
    per: str | None = None
    mark: str = ""


class Stop(Exception):
    """The clause cannot be read: where and why. Never leaves this module."""

    def __init__(self, at: int, why: str) -> None:
        self.at, self.why = at, why


def take_front(got: Reading, front: str) -> str:
    """Take the bound, a leading unit and 每… off the text before the number; what remains is the name."""
    if not front:
        return ""
    table = words()
    front = front.rstrip()
    if front.endswith(("¥", "￥")):
        got.unit, front = "元", front[:-1].rstrip()
        if not front:
            return ""
    if front.endswith(":"):  # 手册：3000张 – a label in so many words
        return _label(got, front)
    front = front.rstrip("([" if front.count("(") > front.count(")") or front.endswith("[") else "")
    while front and (hit := table.prefixes.at_end(front, len(front))):
        bound, length = hit
        front = front[:-length].rstrip()
        got.before = stronger(got.before, bound, len(front))
        if not bound.weak:
            break
    again = table.prefixes.at_end(front, len(front)) if got.before and front else None
    if again and got.before and again[0].means == got.before.means:  # 不超过不超过: the same thing said twice
        front = front[: -again[1]].rstrip()
    if not front:
        return ""
    _refuse_doubtful(got, front)
    if front.endswith(":"):
        return _label(got, front)
    if got.before is None or got.before.weak and not got.before.means:
        front = _gap(got, front)
    return _leading_unit(got, _per_before(got, front))


def _refuse_doubtful(got: Reading, front: str) -> None:
    """Stop where the words before the number may turn its meaning round, or a sign was probably misread."""
    table, last = words(), front[-1]
    if last in table.direct or table.negations.search(front[-6:]):
        raise Stop(len(front) - 1, f"前面有「{last if last in table.direct else front[-6:]}」，数的意思不能确定")
    misread = got.before is None and last in _NUMERALS and got.text[len(front) : len(front) + 1].isdigit()
    if last in "-—+." or misread:
        raise Stop(len(front) - 1, f"数前面的「{last}」不能确定是符号还是字")
    for offset, char in enumerate(front):
        if char in _SIGNS:
            raise Stop(offset, f"不该在这里出现的「{char}」")


def _label(got: Reading, front: str) -> str:
    label = front[:-1].rstrip()
    if label.startswith("每") and (unit := unit_at(label, 1)) and unit[1] == len(label):
        got.per = unit[0]
        return ""
    return label


def _gap(got: Reading, front: str) -> str:
    """A bound word that stands apart from its number: 至少举办1场. Other bound words there cannot be placed."""
    table = words()
    loose = list(table.loose.finditer(front))
    if not loose:
        return front
    last = loose[-1]
    bound = table.prefixes.entries[last[0]]
    between = front[last.end() :]
    if not bound.gap:
        if bound.weak:
            return front
        raise Stop(last.start(), f"「{last[0]}」和数之间隔着别的字，管不管这个数不能确定")
    if between == last[0][-1]:  # 不超过过
        between = ""
    if len(between) > 12 or table.references.search(between) or between and not between.isalnum():
        raise Stop(last.start(), f"「{last[0]}」和数之间隔着「{between[:12]}」，管不管这个数不能确定")
    got.before = bound
    return front[: last.start()] + between


def _per_before(got: Reading, front: str) -> str:
    start = front.find("每")
    if start < 0:
        return front
    found = unit_at(front, start + 1) or (front.startswith("每个", start) and unit_at(front, start + 2)) or None
    if found is None or front[start + 1 : found[1]] in SCALES:
        return front
    got.per = found[0].removeprefix("个")
    return front[:start] + front[found[1] :]


def _leading_unit(got: Reading, front: str) -> str:
    """% ≥ 85, 万元 ≤ 3584: a column of units that was glued in front."""
    stripped = front.strip()
    if got.before and got.before.means and stripped and (found := unit_at(stripped, 0)) and found[1] == len(stripped):
        got.unit = found[0]
        return ""
    return front


def take_unit(got: Reading, start: int) -> int:
    """The unit after the number, known or (where it is short and ends the text) unknown → offset behind it."""
    text, table = got.text, words()
    start = _spaces(text, start)
    if start >= len(text):
        return start
    if text[start] == ")" and text.count("(", 0, start) > text.count(")", 0, start):
        start = _spaces(text, start + 1)
    if (middle := table.middles.at(text, start)) and text[start + 1 : start + 2] not in ("", "发"):
        got.after, start = middle[0], start + 1
    found = unit_at(text, start)
    wrapped = found is None and text[start : start + 1] == "("
    if wrapped:
        found = unit_at(text, _spaces(text, start + 1))
        if found and text[found[1] : found[1] + 1] != ")":
            found = None
        elif found:
            found = found[0], found[1] + 1
    if found is None:
        return _unknown_unit(got, start)
    leading = got.unit
    got.unit, end = found
    if leading == "元" and "¥" in text[:start].replace("￥", "¥"):  # ¥9.8万, ¥9.8万元
        got.unit = f"{got.unit}元" if got.unit in SCALES else got.unit
        if convert(Decimal(1), got.unit, "元") is None:
            raise Stop(start, f"数前数后各有一个单位：{leading}、{got.unit}")
    elif leading and leading != got.unit and convert(Decimal(1), leading, got.unit) != 1:
        raise Stop(start, f"数前数后各有一个单位：{leading}、{got.unit}")
    if text[end : end + 1] == "半" and got.unit in ("个", "年", "小时", "天"):
        raise Stop(end, "「半」和前面的数要连成一个数，请写成小数")
    if (middle := table.middles.at(text, end)) and text[end - 1] in "十百千万亿" and got.after is None and (more := unit_at(text, end + 1)):
        got.after, got.unit, end = middle[0], got.unit + more[0], more[1]  # 50多万元 / 3万余人
    return end


def _unknown_unit(got: Reading, start: int) -> int:
    text, table = got.text, words()
    run = RUN.match(text, start)
    if (
        run is None
        or run[0][0] in _JOINING
        or got.unit
        or table.loose.match(text, start)
        or table.never.at(text, start)
        or table.suffixes.at(text, start)
    ):
        return start
    word = run[0]
    for cut in range(1, len(word)):
        if table.suffixes.at(text, start + cut) or word[cut] in _JOINING:
            word = word[:cut]
            break
    if len(word) > 4:
        raise Stop(start, f"数后面的「{word}」不是认识的单位")
    got.unit = word
    return start + len(word)


def take_suffixes(got: Reading, start: int) -> int:
    """Bound words, marks and rates after the number, in any order → offset behind the last of them."""
    text, table = got.text, words()
    while start < len(text):
        here = take_mark(got, _spaces(text, start))
        if here < len(text) and text[here] == ")" and text.count("(", 0, here) > text.count(")", 0, here):
            here += 1
        if hit := table.suffixes.at(text, here):
            if hit[0].word == "内" and text[here : here + 2] in ("内容", "内部", "内外", "内业"):
                return here
            if hit[0].word == "起" and text[here : here + 2] != "起" and len(text) > here + 1:
                return here
            got.after = stronger(got.after, hit[0], here)
            here += hit[1]
            if got.unit is None and got.after and (more := unit_at(text, here)):  # 30以上人次
                got.unit, here = more
        elif here < len(text) and text[here] in "/每一" and got.per is None:
            end = _per_after(got, here)
            if end == here:
                return here
            here = end
        if here == start:
            return start
        start = here
    return start


def _per_after(got: Reading, start: int) -> int:
    """/年, /人·月, /台机/年, 每年, 一年 → offset behind it; the same offset if it is none of these."""
    text, table = got.text, words()
    if text[start] != "/":
        found = unit_at(text, start + 1)
        if found is None or text[start] == "一" and found[1] < len(text) and table.suffixes.at(text, found[1]) is None:
            return start
        got.per = found[0]
        return found[1]
    end = start
    while end < len(text) and text[end] in "/·.*":
        found = unit_at(text, end + 1)
        if found and found[1] < len(text) and text[found[1]].isalnum() and not table.suffixes.at(text, found[1]):
            found = None
        if found is None:
            run = RUN.match(text, end + 1)
            if run is None:
                break
            cut = next((n for n in range(1, len(run[0])) if table.suffixes.at(text, end + 1 + n)), len(run[0]))
            found = run[0][:cut], end + 1 + cut
        end = found[1]
    if end == start:
        raise Stop(start, "「/」后面应是单位")
    got.per = text[start + 1 : end]
    return end


def take_mark(got: Reading, start: int) -> int:
    """(含), (不含) → offset behind it."""
    text = got.text
    if text[start : start + 1] != "(":
        return start
    close = text.find(")", start, start + 8)
    mark = _MARKS.get(text[start : close + 1].replace(" ", "")) if close > 0 else None
    if mark is None:
        return start
    got.mark = mark
    return close + 1


def stronger(one: Bound | None, two: Bound, at: int) -> Bound:
    """Two bound words at one number: the weak one gives way; two strong ones must agree."""
    if one is None or one.weak and not two.weak:
        return two
    if two.weak:
        return two if one.weak and not one.means else one
    if one.means != two.means:
        raise Stop(at, f"「{one.word}」和「{two.word}」互相矛盾")
    return one


def rest_of(text: str, start: int) -> str:
    """The words after the number; a sign among them means that something was not understood."""
    rest = text[start:]
    if rest.startswith(("前", "之前", "以前", "后", "之后", "以后", "底", "末", "初", "上旬", "中旬", "下旬")):
        raise Stop(start, f"「{rest[:2]}」像是说日期，缺年或月")
    if rest.lstrip()[:1] in ("-", "—", "~"):
        raise Stop(start, f"不该在这里出现的「{rest.lstrip()[0]}」")
    table = words()
    late = table.late.search(rest) or next((hit for hit in table.loose.finditer(rest) if not table.prefixes.entries[hit[0]].weak), None)
    if late:
        raise Stop(start + late.start(), f"「{late[0]}」和数之间隔着别的字，管不管这个数不能确定")
    for offset, char in enumerate(rest):
        if char in _LOUD:
            raise Stop(start + offset, f"不该在这里出现的「{char}」")
    return rest


def clean_name(text: str) -> str:
    """A name without line breaks and without the punctuation and white space at its edges."""
    return " ".join(text.split()).strip(_NAME_EDGE)


def name_of(*pieces: str | None) -> str | None:
    return clean_name("".join(clean_name(piece) for piece in pieces if piece)) or None


def _spaces(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start
