"""Exact decimals: reading a written number, rounding half up, showing it again. No binary floating point anywhere."""

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from ziping.text import plain

__all__ = ["ONE", "ZERO", "half_up", "number", "percent", "places", "points", "rounds_to", "show"]

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+", re.ASCII)
_WIDE = Context(prec=200)  # room for the longest numbers a form can hold, and their products
_GUARD = 20  # decimals; beyond these stands what a quotient left behind: 3 × (13 ÷ 120) is 0.325, not 0.32499…9
_LONGEST = 40  # digits; a longer run is not an amount but a mishap (or an attack on the arithmetic)


class _Units(dict[int, Decimal]):
    """The last place by the number of decimals: 1, 0.1, 0.01 …"""

    def __missing__(self, digits: int) -> Decimal:
        unit = Decimal(1).scaleb(-digits)
        return self.setdefault(digits, unit) if 0 <= digits <= _LONGEST else unit


_UNITS = _Units()


@lru_cache(maxsize=65536)
def number(text: str | None) -> Decimal | None:
    """A bare number as written (thousands separators allowed, outer spaces too) → Decimal; None for anything else.

    ``NaN``, ``inf``, exponents and runs of more than 40 characters are not numbers of a form.

    >>> number(" 1,930.54 ")
    Decimal('1930.54')
    >>> number("5分") is None, number("NaN") is None
    (True, True)
    """
    if text is None:
        return None
    bare = text.strip()
    if len(bare) > _LONGEST or not _NUMBER.fullmatch(bare := plain(bare).strip()):
        return None
    return Decimal(bare.replace(",", ""))


@lru_cache(maxsize=65536)
def percent(text: str | None) -> Decimal | None:
    """A written percentage → ratio (1 = 100%); a bare number counts as percent points. None for anything else.

    >>> percent("108.00%")
    Decimal('1.08')
    """
    if text is None:
        return None
    bare = plain(text).strip()
    value = number(bare[:-1] if bare.endswith("%") else bare)
    return None if value is None else value / HUNDRED


@lru_cache(maxsize=65536)
def points(text: str | None) -> Decimal | None:
    """Points as written: a bare number, or one with 分 behind it. None for anything else.

    >>> points("9.68分"), points("满分") is None
    (Decimal('9.68'), True)
    """
    found = number(text)
    return number(text.rstrip()[:-1]) if found is None and text is not None and text.rstrip().endswith("分") else found


def places(text: str) -> int:
    """How many decimals are printed: ``'108.00%'`` → 2, ``'86%'`` → 0."""
    whole, dot, rest = plain(text).strip().partition(".")
    return sum(1 for c in rest if c.isdigit()) if dot and whole is not None else 0


def half_up(value: Decimal, digits: int = 2) -> Decimal:
    """Round half away from zero to ``digits`` decimals.

    >>> half_up(Decimal("9.175"))
    Decimal('9.18')
    >>> half_up(3 * (Decimal(13) / 120))
    Decimal('0.33')
    """
    if digits < _GUARD:
        value = value.quantize(_UNITS[_GUARD], ROUND_HALF_EVEN, _WIDE)
    return value.quantize(_UNITS[digits], ROUND_HALF_UP, _WIDE)


def rounds_to(exact: Decimal, printed: Decimal, digits: int) -> bool:
    """True if ``exact``, rounded half up to ``digits`` decimals, is what was printed."""
    return half_up(exact, digits) == half_up(printed, digits) and half_up(printed, digits) == printed


@lru_cache(maxsize=65536)
def show(value: Decimal) -> str:
    """The shortest plain spelling: ``Decimal('50.00')`` → ``'50'``, never an exponent."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
