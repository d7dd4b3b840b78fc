"""Clauses and cells in words: levels of achievement, grades, yes and no, blanks, movements, and plain states.

trend := [name] [base] {adverb} verb [amount]        居民满意度 同比 有所 提高 10%
level := head {object} [tail]                        部分达成 年度 指标 并具有一定效果
place := [among whom] (第 | 前) number [名]           全省前3名, 排名第二
"""

import re
from decimal import Decimal

from ziping.frozen import dataclass
from ziping.values.model import Blank, Grade, Interval, Level, State, Trend, Value, YesNo
from ziping.values.numerals import chinese_number
from ziping.values.units import unit_at
from ziping.values.words import words

__all__ = ["Movement", "in_words", "movement", "place", "whole_cell"]

_PLACE = re.compile(
    r"""(?P<among> [^\d第前]{0,12} ) (?P<way> 第|前 ) (?P<number> [0-9]{1,4}|[一二三四五六七八九十]{1,3} ) (?P<unit> 名|位 )?
        (?P<within> 以内|之内|内|以上|及以上|之列 )?""",
    re.VERBOSE,
)
_AMONG = re.compile(r"[省市县区国州系]|排名|位次|名次|名列|位列|位居|进入|考核|同类|综合")


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement that ends a piece of text: what moves, against what, which way; ``reached`` if it says "to", not "by"."""

    name: str | None
    base: str | None
    direction: str
    reached: bool


def whole_cell(text: str, key: str) -> Value | None:
    """A cell that is one word of the tables (无, 不适用, 优, 是); ``key`` is the text in one spelling without white space."""
    found = words().whole.get(key)
    if found is None:
        return None
    kind, meaning = found
    if kind == "blank":
        return Blank(text, meaning)
    return Grade(text, meaning) if kind == "grade" else YesNo(text, meaning)


def place(text: str, key: str) -> Interval | None:
    """A place in an order (全省前3名, 第二名, 排名第1) as a number of 名次, the lower the better; None for anything else (第3批, 前10%)."""
    found = _PLACE.fullmatch(key)
    if found is None or not _AMONG.search(found["among"]) and (found["among"] or found["unit"] is None):
        return None
    number = Decimal(found["number"]) if found["number"].isascii() else chinese_number(found["number"])
    if not number:
        return None
    within = found["way"] == "前" or found["within"] is not None
    among = found["among"].rstrip(":,") or None
    return Interval(
        text,
        None if within else number,
        number,
        operator="≤" if within else "",
        word=found["way"] if within else None,
        unit="名次",
        name=among,
    )


def in_words(text: str) -> Value:
    """A clause without a number (one spelling) → Level, Trend, a placeholder Blank, or State."""
    key = "".join(text.split()).rstrip("。;,、.!")
    level = _level(key)
    if level:
        return Level(text, level)
    whole = words().trends.whole.get(key)
    if whole:
        return Trend(text, whole)
    if _placeholder(key):
        return Blank(text, "placeholder")
    moved = movement(key)
    if moved and not moved.reached and not _is_prose(key):
        return Trend(text, moved.direction, moved.base, None, moved.name)
    return State(text)


def movement(text: str) -> Movement | None:
    """The movement at the end of ``text`` (事故率同比下降, 提升至); None if it does not end in one or a 不 / 未 turns it round."""
    table = words().trends
    rest = text.rstrip(" :,")
    reached = False
    if (hit := table.reach.at_end(rest, len(rest))) and table.verbs.at_end(rest, len(rest) - hit[1]):
        rest, reached = rest[: -hit[1]], True
    if (hit := table.after.at_end(rest, len(rest))) and table.verbs.at_end(rest, len(rest) - hit[1]):
        rest = rest[: -hit[1]]
    hit = table.verbs.at_end(rest, len(rest))
    if hit is None:
        return None
    (direction, base), length = hit
    rest = rest[:-length].rstrip()
    while rest and (adverb := table.adverbs.at_end(rest, len(rest))):
        rest = rest[: -adverb[1]].rstrip()
    if rest and rest[-1] in words().direct:
        return None
    if base is None and (found := table.base.search(rest)):
        base = found[0]
        rest = rest[: found.start()] + rest[found.end() :]
        while rest and (adverb := table.adverbs.at_end(rest, len(rest))):
            rest = rest[: -adverb[1]].rstrip()
    return Movement(rest.strip(" :,、") or None, base, direction, reached)


def _is_prose(key: str) -> bool:
    """A sentence is not a movement merely because it ends in 提高."""
    return any(mark in key for mark in ",。;、") or len(key) > 30


def _level(key: str) -> str | None:
    table = words()
    head = table.level_heads.at(key, 0)
    if head is None:
        return None
    (level, needs_object), at = head
    start = at
    while hit := table.level_objects.at(key, at):
        at += hit[1]
    if needs_object and at == start:
        return None
    rest = key[at:].lstrip(",")
    found: str = level
    return found if not rest or rest in table.level_tails else None


def _placeholder(key: str) -> bool:
    """Template text without content: XX次, ≥, ≥%, (≥**%), ……"""
    table = words()
    if key.isalpha() and table.marks.isdisjoint(key):
        return False
    kept = "".join(char for char in key if char not in table.marks)
    marked = len(key) - len(kept)
    rest = kept.strip("()[]:<>=≥≤±~+-/.")
    if marked == 0 and rest == key:
        return False
    if marked == 1 and rest:
        return False
    while rest and (hit := table.prefixes.at(rest, 0)):
        rest = rest[hit[1] :]
    unit = unit_at(rest, 0) if rest else None
    if unit:
        rest = rest[unit[1] :]
    while rest and (hit := table.suffixes.at(rest, 0)):
        rest = rest[hit[1] :]
    return not rest
