"""Date sections of Excel number formats: a serial day number as the cell shows it.

Day 1 is 1 January 1900 and day 60 the 29 February 1900 that never was; in the 1904 system day 0 is 1 January 1904.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["SYSTEM_DATE", "SYSTEM_TIME", "serial", "show_date"]

SYSTEM_DATE = "date"  # [$-F800]: the long date of the computer
SYSTEM_TIME = "time"  # [$-F400]
_LAST_DAY = 2_958_466  # 10000-01-01
_DAY = 86_400_000  # milliseconds
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = "一二三四五六日"

_COUNTED = frozenset({"date", "minute", "elapsed"})

Tokens = Sequence[tuple[str, str]]
Spell = Callable[[str, str], str]


def show_date(value: Decimal, tokens: Tokens, *, since_1904: bool = False, spell: Spell | None = None) -> str | None:
    """A serial day number through the tokens of one section; None outside 1900 … 9999 (Excel shows ``####`` there). ``spell`` makes numerals
    of a part, given its letter and what it shows."""
    if since_1904:
        value += 1462
    if not 0 <= value < _LAST_DAY:
        return None
    for kind, text in tokens:
        if kind == "system":
            plain = "yyyy年m月d日" if text == SYSTEM_DATE else "h:mm:ss"
            return show_date(value, _plain(plain), spell=spell)
    tokens = _settled(tokens)
    places = max((len(text) for kind, text in tokens if kind == "part"), default=0)
    step = 1000 // 10 ** min(places, 3)  # milliseconds of the last place that is shown
    ticks = int((value * _DAY / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * step
    days, rest = divmod(ticks, _DAY)
    moment = _day(days)
    shown = [(kind, text, _show(kind, text, moment, days, ticks, rest, tokens)) for kind, text in tokens]
    return "".join(spell(text[0], part) if spell and kind in _COUNTED else part for kind, text, part in shown)


def serial(moment: datetime) -> str:
    """The day number of a moment, as a cell would store it (1900 system, after February 1900)."""
    passed = moment - datetime(1899, 12, 30)
    return str(Decimal(passed.days) + Decimal(passed.seconds) / 86400)


def _plain(code: str) -> list[tuple[str, str]]:
    """Tokens of a simple code in which every letter of y m d h s is a date part."""
    found: list[tuple[str, str]] = []
    for char in code:
        kind = "date" if char in "ymdhs" else "literal"
        if found and kind == "date" and found[-1][1][0] == char:
            found[-1] = (kind, found[-1][1] + char)
        else:
            found.append((kind, char))
    return found


def _settled(tokens: Tokens) -> list[tuple[str, str]]:
    """``m`` beside hours or seconds becomes minutes; ``.00`` after seconds becomes parts of a second."""
    out: list[tuple[str, str]] = []
    before = ""
    for i, (kind, text) in enumerate(tokens):
        if kind == "date" and text[0] == "m" and len(text) <= 2:
            after = next((t[0] for k, t in tokens[i + 1 :] if k in ("date", "elapsed")), "")
            out.append(("minute" if before == "h" or after == "s" else "date", text))
        elif kind == "digit" and out and out[-1] in (("sign", "."), ("literal", ".")):
            out[-1] = ("part", text)
        elif kind == "digit" and out and out[-1][0] == "part":
            out[-1] = ("part", out[-1][1] + text)
        else:
            out.append((kind, text))
        if kind in ("date", "elapsed"):
            before = text[0]
    return out


def _day(days: int) -> datetime:
    return datetime(1899, 12, 30) + timedelta(days=days if days >= 60 else days + 1)


def _show(kind: str, text: str, moment: datetime, days: int, ticks: int, rest: int, tokens: Tokens) -> str:
    seconds = rest // 1000
    if kind == "part":
        return "." + f"{rest % 1000:03d}"[: len(text)].ljust(len(text), "0")
    if kind == "minute":
        return str(seconds // 60 % 60).zfill(len(text))
    if kind == "elapsed":
        unit = {"h": 3_600_000, "m": 60_000, "s": 1000}[text[0]]
        return str(ticks // unit).zfill(len(text))
    if kind == "noon":
        first, _, second = text.partition("/")
        return first if seconds < 43200 else second
    if kind != "date":
        return text
    width = len(text)
    match text[0]:
        case "y" | "e":
            return f"{moment.year % 100:02d}" if text[0] == "y" and width <= 2 else str(moment.year)
        case "m":
            name = _MONTHS[moment.month - 1]
            return [str(moment.month), f"{moment.month:02d}", name[:3], name, name[0]][min(width, 5) - 1]
        case "d":
            # Day 60 is the 29 February 1900 that Excel believes in.
            day = 29 if days == 60 else moment.day
            name = _DAYS[moment.weekday()]
            return [str(day), f"{day:02d}", name[:3], name][min(width, 4) - 1]
        case "a":
            return ("星期" if width == 4 else "") + _WEEK[moment.weekday()]
        case "h":
            hour = seconds // 3600
            if any(other == "noon" for other, _ in tokens):
                hour = hour % 12 or 12
            return str(hour).zfill(min(width, 2))
        case _:
            return str(seconds % 60).zfill(min(width, 2))
