"""Chinese numerals → exact numbers: 五十 → 50, 两 → 2, 一百二十 → 120, 半 → 0.5, 百分之九十点五 → 90.5 %."""

import re
from decimal import Decimal
from functools import lru_cache

__all__ = ["NUMERAL", "chinese_number"]

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}

_CHARS = frozenset("点") | frozenset(_DIGITS) | frozenset(_TENS) | frozenset(_MYRIADS)

# A run that may be a number: it begins with a digit, 十 or 半, so that 百货, 千米 and 万元 are left alone.
NUMERAL = re.compile(
    r"""(?: (?P<share> [百千]分之 ) (?P<of> [零〇一二两三四五六七八九十百]+ (?:点[零〇一二三四五六七八九]+)? )
          | (?P<parts> [二三四五六七八九十]+ ) 分之 (?P<some> [一二三四五六七八九十]+ )
          | (?P<plain> [零〇一二两三四五六七八九十] [零〇一二两三四五六七八九十百千万亿]* (?:点[零〇一二三四五六七八九]+)? | 半 ) )""",
    re.VERBOSE,
)


@lru_cache(maxsize=4096)
def chinese_number(text: str) -> Decimal | None:
    """A Chinese numeral → Decimal; None for a run that is no well-formed number (三五, 二十三十).

    >>> chinese_number("一百二十"), chinese_number("两"), chinese_number("二〇二三"), chinese_number("三五")
    (Decimal('120'), Decimal('2'), Decimal('2023'), None)
    """
    if text == "半":
        return Decimal("0.5")
    if not text or not set(text) <= _CHARS:
        return None
    whole, point, fraction = text.partition("点")
    value = _whole(whole)
    if value is None or (point and not fraction):
        return None
    if fraction:
        return Decimal(f"{value}.{''.join(str(_DIGITS[c]) for c in fraction)}")
    return Decimal(value)


def _whole(text: str) -> int | None:
    if len(text) == 4 and all(c in _DIGITS and c != "两" for c in text):  # a year, digit by digit
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    ceiling, step = 10**13, 10**5  # a later scale must be smaller than the one before it
    if len(text) > 2 and text[-1] in _DIGITS and text[-2] in "百千万亿":
        return None  # 一百五 is 150 to one reader and 105 to another
    for char in text:
        if char in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[char]
        elif char in _TENS:
            if _TENS[char] >= step or (digit is None and (section or total or char != "十")):
                return None
            step = _TENS[char]
            section += (1 if digit is None else digit) * step
            digit = None
        elif char in _MYRIADS:
            scale = _MYRIADS[char]
            section += digit or 0
            if scale >= ceiling or section == 0:
                return None
            total, section, digit, step, ceiling = total + section * scale, 0, None, 10**5, scale
        else:
            return None
    return total + section + (digit or 0)
