"""Excel number formats: what a cell shows, from its stored number and its format code.

A percent is stored as 0.95 and a date as 43831; a form says ``95.00%`` and ``2020年1月1日``. Numbers carry 15 significant digits, as
in Excel; rounding is half up, exact. A format code is up to four sections ``positive;negative;zero;text``; date sections are
left to ``datefmt``. A code that nobody can make sense of shows the number plainly, never an error.

>>> show("0.95", "0.00%"), show("98.18000000000001", ""), show("1930.54", "#,##0.0")
('95.00%', '98.18', '1,930.5')
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple

from ziping.formats.datefmt import SYSTEM_DATE, SYSTEM_TIME, show_date
from ziping.formats.dbnum import digits, in_date, spelled

__all__ = ["BUILT_IN", "general", "show", "show_text"]

_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=700, rounding=ROUND_HALF_UP)
_LONGEST = 300  # characters of a format code; Excel stops at 255
_YM, _MD, _YMD = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_HM, _HMS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'

# Formats that a workbook names by number only, as a Chinese Excel shows them.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0", 7: "¥#,##0.00;¥-#,##0.00",
    8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: _YM, 28: _MD, 29: _MD, 30: "m-d-yy", 31: _YMD, 32: _HM, 33: _HMS, 34: "上午/下午" + _HM, 35: "上午/下午" + _HMS, 36: _YM,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-";@', 42: '¥#,##0;-¥#,##0;¥"-";@', 43: '#,##0.00;-#,##0.00;"-"??;@', 44: '¥#,##0.00;-¥#,##0.00;¥"-"??;@',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _YM, 51: _MD, 52: _YM, 53: _MD, 54: _MD, 55: "上午/下午" + _HM, 56: "上午/下午" + _HMS, 57: _YM, 58: _MD,
}  # fmt: skip

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | _(?P<space>.)                                  # a gap as wide as that character
    | \*(?P<fill>.)                                  # fills the column, nothing to read
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式)
    | (?P<noon>AM/PM|A/P|上午/下午)
    | (?P<power>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|e+|a{3,4})
    | (?P<digit>[0\#?])
    | (?P<sign>[.,%/@])
    | (?P<literal>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_DBNUM = re.compile(r"DBNum([123])", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)


class _Section(NamedTuple):
    """One section: tokens (kind, text) in order; ``condition`` is (operator, bound) if it was written; ``numerals`` the kind of Chinese
    numerals, 0 for none."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    is_date: bool
    numerals: int

    def count(self, kind: str, text: str | None = None) -> int:
        return sum(1 for k, t in self.tokens if k == kind and (text is None or t == text))


@lru_cache(maxsize=16384)
def show(written: str, code: str, *, since_1904: bool = False) -> str:
    """What a cell shows that stores the number ``written`` under format ``code`` (``""``: General).

    Text that is no number comes back as it is. ``since_1904``: days are counted as old Macintosh workbooks do.
    """
    try:
        value = _FIFTEEN.plus(Decimal(written.strip()))
        if not value.is_finite() or abs(value.adjusted()) > 400:
            return written
    except InvalidOperation:
        return written
    if not code or len(code) > _LONGEST:
        return general(value)
    sections = _sections(code)
    index, negated = _choose(sections, value)
    if index < 0:
        return general(value)
    section = sections[index]
    try:
        if section.is_date:
            spell = partial(in_date, kind=section.numerals) if section.numerals else None
            return (show_date(value, section.tokens, since_1904=since_1904, spell=spell) or general(value)).strip()
        return _number(section, abs(value), "-" if value < 0 and not negated else "").strip()
    except (ArithmeticError, ValueError):
        return general(value)


def show_text(text: str, code: str) -> str:
    """What a cell shows that stores text: the text itself unless the format dresses it (``"约"@``).

    >>> show_text("5", '@"个"'), show_text("5", "0.00")
    ('5个', '5')
    """
    if "@" not in code or code == "@" or len(code) > _LONGEST:
        return text
    section = _sections(code)[-1]
    if not section.count("sign", "@"):
        return text
    return "".join(text if (kind, part) == ("sign", "@") else part if kind == "literal" else "" for kind, part in section.tokens)


def general(value: Decimal) -> str:
    """The number itself, in at most 15 significant digits; very large and small ones with an exponent."""
    value = _FIFTEEN.plus(value)
    if not value:
        return "0"
    if -10 <= value.adjusted() < 21:
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    digits = f"{value:E}"
    mantissa, _, power = digits.partition("E")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}E{power[0]}{power[1:].zfill(2)}"


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[tuple[str, str]]] = [[]]
    conditions: list[tuple[str, Decimal] | None] = [None]
    numerals = [0]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "literal", match[match.lastgroup or 0]
        if kind == "literal" and text == ";":
            parts.append([])
            conditions.append(None)
            numerals.append(0)
        elif kind == "bracket":
            if found := _CONDITION.fullmatch(text):
                conditions[-1] = (found[1], Decimal(found[2]))
            elif found := _DBNUM.fullmatch(text):
                numerals[-1] = int(found[1])
            elif _ELAPSED.fullmatch(text):
                parts[-1].append(("elapsed", text.lower()))
            elif text.startswith("$"):
                currency, _, locale = text[1:].partition("-")
                if currency:
                    parts[-1].append(("literal", currency))
                elif locale.upper().endswith("F800"):
                    parts[-1].append(("system", SYSTEM_DATE))
                elif locale.upper().endswith("F400"):
                    parts[-1].append(("system", SYSTEM_TIME))
        elif kind in ("quoted", "escaped"):
            parts[-1].append(("literal", text))
        elif kind == "space":
            parts[-1].append(("literal", " "))
        elif kind != "fill":
            parts[-1].append((kind, text.lower() if kind == "date" else text))
    return tuple(
        _Section(tuple(tokens), condition, any(kind in ("date", "elapsed", "noon", "system") for kind, _ in tokens), kind_of_numerals)
        for tokens, condition, kind_of_numerals in zip(parts, conditions, numerals, strict=True)
    )


def _choose(sections: tuple[_Section, ...], value: Decimal) -> tuple[int, bool]:
    """(index of the section for a number, whether that section speaks for the minus sign); (-1, False) if none is for it."""
    numeric = sections[:3]
    if len(sections) > 1 and len(sections) < 4 and sections[-1].count("sign", "@"):
        numeric = sections[:-1]  # "0.00;@": the last one is for text
    if any(section.condition for section in numeric):
        for index, section in enumerate(numeric):
            if section.condition is None:
                if index == len(numeric) - 1 or index == 1 and value < 0:
                    return index, False
            elif _holds(value, *section.condition):
                return index, section.condition[0] in ("<", "<=") and section.condition[1] <= 0
        return -1, False
    if value < 0 and len(numeric) > 1:
        return 1, True
    if value == 0 and len(numeric) > 2:
        return 2, False
    return 0, False


def _holds(value: Decimal, operator: str, bound: Decimal) -> bool:
    match operator:
        case "<":
            return value < bound
        case "<=":
            return value <= bound
        case ">":
            return value > bound
        case ">=":
            return value >= bound
        case "=":
            return value == bound
        case _:
            return value != bound


def _number(section: _Section, value: Decimal, sign: str) -> str:
    """A number that is not negative, through one section; ``sign`` stands before everything."""
    kinds = {kind for kind, _ in section.tokens}
    if "general" in kinds or section.count("sign", "@"):
        shown = spelled(general(value), section.numerals) if section.numerals else general(value)
        return sign + "".join(shown if kind == "general" or (kind, t) == ("sign", "@") else t for kind, t in section.tokens)
    if "digit" not in kinds:
        return (sign if section.tokens else "") + "".join(text for _, text in section.tokens)
    tokens = list(section.tokens)
    slash = next((i for i, token in enumerate(tokens) if token == ("sign", "/")), None)
    if slash is not None and _digits_around(tokens, slash):
        return sign + _fraction(tokens, slash, value)
    value = _WIDE.scaleb(value, 2 * section.count("sign", "%"))
    point = next((i for i, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    power = next((i for i, (kind, _) in enumerate(tokens) if kind == "power"), len(tokens))
    whole_end = min(point, power)
    before, after, tail = tokens[:whole_end], tokens[whole_end:power], tokens[power:]
    places = sum(1 for kind, _ in after if kind == "digit")
    exponent = 0
    if tail:
        step = max(1, sum(1 for kind, _ in before if kind == "digit"))
        exponent = (value.adjusted() // step) * step if value else 0
        value = _WIDE.scaleb(value, -exponent)
        if value.quantize(Decimal(1).scaleb(-places), context=_WIDE).adjusted() >= step:
            exponent, value = exponent + step, _WIDE.scaleb(value, -step)
    else:
        value = _WIDE.scaleb(value, -3 * _thousands(before, after))
    rounded = f"{value.quantize(Decimal(1).scaleb(-places), context=_WIDE):f}"
    whole, _, part = rounded.partition(".")
    shown = _whole(before, whole) + _part(after, part) + _power(tail, exponent)
    return sign + (digits(shown, section.numerals) if section.numerals else shown)


def _thousands(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> int:
    """How many commas stand right behind the last digit place of either side: each divides by a thousand."""
    total = 0
    for tokens in (before, after):
        last = max((i for i, (kind, _) in enumerate(tokens) if kind == "digit"), default=None)
        if last is not None:
            for token in tokens[last + 1 :]:
                if token != ("sign", ","):
                    break
                total += 1
    return total


def _whole(tokens: list[tuple[str, str]], digits: str) -> str:
    """The digits before the point, put into their places from the right; literals between places stay (``000-0000``)."""
    places = [i for i, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not places:
        return ("" if digits == "0" else digits) + "".join(text for _, text in tokens if text != ",")
    grouped = any(token == ("sign", ",") and places[0] < i < places[-1] for i, token in enumerate(tokens))
    left = "" if digits == "0" else digits
    out: list[str] = []
    written = 0

    def put(text: str) -> None:
        nonlocal written
        if grouped and written and written % 3 == 0 and text.isdigit():
            out.append(",")
        out.append(text)
        written += 1

    for i in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[i]
        if kind != "digit":
            if text != "," or kind == "literal":
                out.append(text)
            continue
        if left:
            put(left[-1])
            left = left[:-1]
        elif text == "0":
            put("0")
        elif text == "?":
            out.append(" ")
        if i == places[0]:
            for digit in reversed(left):
                put(digit)
            left = ""
    return "".join(part if len(part) == 1 else part[::-1] for part in out)[::-1]


def _part(tokens: list[tuple[str, str]], digits: str) -> str:
    """The point and what follows; digits that only ``#`` or ``?`` asked for fall away when they are zeros at the end."""
    places = [text for kind, text in tokens if kind == "digit"]
    keep = len(places)
    while keep and places[keep - 1] != "0" and digits[keep - 1] == "0":
        keep -= 1
    out: list[str] = []
    used = 0
    for kind, text in tokens:
        if kind == "digit":
            out.append(digits[used] if used < keep else " " if text == "?" else "")
            used += 1
        elif (kind, text) != ("sign", ","):
            out.append(text)
    return "".join(out)


def _power(tokens: list[tuple[str, str]], exponent: int) -> str:
    if not tokens:
        return ""
    places = sum(1 for kind, _ in tokens if kind == "digit")
    mark = "-" if exponent < 0 else "+" if tokens[0][1][1] == "+" else ""
    rest = "".join(text for kind, text in tokens[1:] if kind != "digit")
    return f"E{mark}{str(abs(exponent)).zfill(places)}{rest}"


def _digits_around(tokens: list[tuple[str, str]], slash: int) -> bool:
    return any(kind == "digit" for kind, _ in tokens[:slash]) and slash + 1 < len(tokens)


def _fraction(tokens: list[tuple[str, str]], slash: int, value: Decimal) -> str:
    """``# ?/?`` and ``# ?/8``: a whole number and a fraction; nothing but the whole number when there is no rest."""
    below = "".join(text for kind, text in tokens[slash + 1 :] if kind == "digit" or kind == "literal" and text.isdigit())
    head = "".join("#" if kind == "digit" else " " for kind, _ in tokens[:slash]).split()
    mixed = len(head) > 1
    whole = int(value) if mixed else 0
    rest = Fraction(value) - whole
    if below.isdigit() and int(below):
        bottom = int(below)
        top = int(rest * bottom + Fraction(1, 2))
    else:
        near = rest.limit_denominator(10 ** min(max(len(below), 1), 7) - 1)
        top, bottom = near.numerator, near.denominator
    if mixed and top == bottom:
        whole, top = whole + 1, 0
    if not top and mixed:
        return str(whole)
    return f"{whole} {top}/{bottom}" if mixed and whole else f"{top}/{bottom}"
