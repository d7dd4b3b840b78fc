"""Units: where a unit word ends, what it is worth in its base unit, and whether two units can be compared.

A unit may carry a scale in front of it (万元, 百万人次); a scale alone (1.5万) is a unit too, of whatever the other side counts.
Factors are exact fractions, so 15 亩 is exactly 1 公顷 even though one 亩 is no finite decimal of square metres.
"""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ziping.frozen import dataclass
from ziping.text import bare
from ziping.values.words import words

__all__ = ["SCALES", "Measure", "base_unit", "convert", "known_unit", "measure", "to_decimal", "unit_at"]

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "万亿": 10**12}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in a base unit: 1.2 公里 → Measure(1200, 米). ``unit`` is None for a bare number and for a bare scale (1.5万 → 15000)."""

    number: Decimal
    unit: str | None


def measure(number: Decimal, unit: str | None, per: str | None = None) -> Measure:
    """``number`` in the base unit of its kind; an unknown unit stands for itself with factor 1.

    A rate keeps its denominator: 3 万元 per 年 → 30000 元/年. A factor that is no finite decimal (亩) is rounded to 28 digits.
    """
    base, factor = _worth(unit)
    value = to_decimal(Fraction(number) * factor)
    return Measure(value, f"{base or ''}/{per}" if per else base)


def base_unit(unit: str | None) -> str | None:
    """The base unit of its kind, ``元`` for 万元; an unknown unit is its own; None for none and for a bare scale."""
    return _worth(unit)[0]


def convert(number: Decimal, unit: str | None, into: str | None) -> Decimal | None:
    """``number`` of ``unit`` counted in ``into``; None if the two are of different kinds.

    A missing unit counts as the other one, and a bare scale takes the kind of the other: 36万 in 万元 is 36.
    """
    if unit == into or unit is None and into not in SCALES or into is None and unit not in SCALES:
        return number
    base, factor = _worth(unit)
    other, divisor = _worth(into)
    if base is not None and other is not None and base != other and not _either(base, other):
        return None
    return to_decimal(Fraction(number) * factor / divisor)


def _either(one: str, two: str) -> bool:
    """True for 人(次) beside 人 or 人次: it was left open which of the two is counted."""
    return any(open_one.endswith("(次)") and other in (open_one[:-3], f"{open_one[:-3]}次") for open_one, other in ((one, two), (two, one)))


def known_unit(unit: str) -> bool:
    """True if the unit table knows this unit, with or without a scale."""
    found = unit_at(unit, 0)
    return found is not None and found[1] == len(unit)


def unit_at(text: str, start: int) -> tuple[str, int] | None:
    """The longest known unit that begins at ``start`` (a scale may stand before it, or alone) → (unit, end), or None."""
    table = words().units
    found = table.at(text, start)
    if found:
        return text[start : start + found[1]], start + int(found[1])
    end = start
    while end < len(text) and end - start < 2 and text[end] in "十百千万亿":
        end += 1
    while end > start and text[start:end] not in SCALES:
        end -= 1
    if end == start:
        return None
    found = table.at(text, end)
    if found:
        end += int(found[1])
    return text[start:end], end


def to_decimal(value: Fraction) -> Decimal:
    """Exact where a finite decimal exists, else 28 significant digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


@lru_cache(maxsize=4096)
def _worth(unit: str | None) -> tuple[str | None, Fraction]:
    """Base unit and factor; ``(None, scale)`` for a bare scale, ``(unit, 1)`` for one the table does not know."""
    if unit is None:
        return None, Fraction(1)
    unit = bare(unit)
    known = words().units.entries.get(unit)
    if known is not None:
        return known[0], known[1]
    for length in (2, 1):
        scale = SCALES.get(unit[:length])
        if scale is not None:
            rest = unit[length:]
            base, factor = words().units.entries.get(rest, (rest or None, Fraction(1)))
            return base, factor * scale
    return unit, Fraction(1)
