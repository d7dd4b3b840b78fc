"""A written target or actual → what it means. Pure, remembered, never raises, never guesses in silence.

    cell     := blank | level | grade | yes-no | clause | clause {separator clause}
    clause   := moment | trend | quantity | state

The written text is first brought to one spelling of the same length (``text.plain``), so every offset in an Unread is an
offset in the text as written.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ziping.frozen import maker, replace
from ziping.text import plain
from ziping.values.dates import Dated, find_moment, may_hold_date
from ziping.values.model import Blank, Compound, Interval, Moment, Part, State, Trend, Unread, Value
from ziping.values.phrases import in_words, movement, place, whole_cell
from ziping.values.quantity import NUMBER, read_chinese, read_quantity
from ziping.values.reading import clean_name, name_of
from ziping.values.words import words

__all__ = ["parse"]

_LONGEST = 2000
_SIMPLE = re.compile(r"([^0-9]{0,16})([0-9]{1,15}(?:\.[0-9]{1,8})?)([^0-9]{0,16})")
_CALENDAR = tuple("年月日号季.-/~至到旬")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_DIGIT = re.compile(r"[0-9]")
_ANY_DIGIT = re.compile(r"[0-9０-９]")
_NUMERAL_CHARS = re.compile(r"[一二两三四五六七八九十半零百千]")
_QUOTED = re.compile(r"《[^《》]*》|[(\[](?:19|20)\d\d[)\]]\s*第?\d+号|(?<![A-Za-z0-9.])(?!k?m[23])[A-Za-z]+-?\d+(?:\.\d+)?")
_BULLET = re.compile(
    r"^\s*(?:\(\d{1,2}\)|\d{1,2}[、)](?!\d)|\d{1,2}\.(?=[^\d\s])|[①-⑳]|\(?[一二三四五六七八九十]{1,2}[、)](?=\D))\s*(?=\S)"
)
_STRONG = re.compile(r"[;。\n]")
_WEAK = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))(?![\d.%]*[)\]])")
_JOINERS = (re.compile(r"、"), re.compile(r"并且|以及|[且并和与]|或(?!者?以)|及(?!其?以)"), re.compile(r"\s+"))
_HOLE = re.compile(r"\([^()\d]*(?:\*\*|XX|xx|××|_{2,}|…)[^()\d]*\)")
_YEAR_POINT_MONTH = re.compile(r"(?:19[89]|20[0-4])\d\.(?:0[1-9]|1[0-2])")
_PARENTHESES = re.compile(r"\(([^()]*)\)")
_new_interval = maker(Interval)
_FILLER = "\u56d7"  # a rare character that counts as a letter, so that a filled word still joins its neighbours
_TRAILING = " \t\r\n。;,、.!"


@lru_cache(maxsize=65536)
def parse(text: str | None) -> Value:
    """What a cell says. None, an empty cell and dashes → Blank; an uncovered number → Unread with place and reason.

    >>> parse("50次以上").low, parse("50次以上").operator
    (Decimal('50'), '≥')
    >>> parse("机制建成")
    State(text='机制建成')
    """
    if text is None:
        return Blank("", "empty")
    if len(text) > _LONGEST:
        return Unread(text, _LONGEST, "文字超过 2000 字，不像一个指标值") if _ANY_DIGIT.search(text) else State(text)
    spelled = plain(text)
    if not spelled.isprintable():
        spelled = _UNSEEN.sub(" ", spelled)
    simple = _SIMPLE.fullmatch(spelled)
    if simple and (shape := _shape(simple[1], simple[3])):
        number = Decimal(simple[2])
        if not ("." in simple[2] and _YEAR_POINT_MONTH.fullmatch(simple[2])):
            if isinstance(shape, tuple):
                return _new_interval(text, number if shape[0] else None, number if shape[1] else None, *shape[2:])
            return _moved(shape, text, simple[2], number)
    return _read(text, spelled)


def _moved(shape: Trend, text: str, digits: str, number: Decimal) -> Trend:
    """A trend of this shape, with another number."""
    by = shape.amount
    assert by is not None
    ends = number if by.low is not None else None, number if by.high is not None else None
    amount = Interval(by.text.replace("7", digits), *ends, by.low_open, by.high_open, by.operator, by.word, by.unit, by.per, by.name)
    return Trend(text, shape.direction, shape.base, amount, shape.name)


def _read(text: str, spelled: str) -> Value:
    """The whole grammar, for every text that is not of the simple shape."""
    value = _cell(spelled)
    if isinstance(value, Compound):
        value = replace(value, parts=tuple(_parts_as_written(value.parts, text, spelled)))
    return _placed(value, text)


_Shape = tuple[bool, bool, bool, bool, str, str | None, str | None, str | None, str | None]


@lru_cache(maxsize=16384)
def _shape(front: str, tail: str) -> _Shape | Trend | None:
    """How a cell reads that has one number between these texts: the same few fronts and tails stand around all numbers.

    The grammar is asked once, with 7 in the number's place; a trend (同比增长7%) is its own pattern. None where the number itself could matter (a date, a year, 5G).
    """
    if tail.lstrip()[:1] in _CALENDAR or tail.startswith(words().term_tails):
        return None
    table = words()
    bound = table.prefixes.entries.get(front)
    if (bound or not front) and (tail in table.units.entries or not tail):  # ≥…次: most cells, without asking
        means = bound.means if bound else ""
        word = front if means else None
        return (
            means not in ("≤", "<"),
            means not in ("≥", ">"),
            means == ">",
            means == "<",
            means,
            word,
            tail or None,
            None,
            None,
        )
    value = _cell(f"{front}7{tail}")
    if isinstance(value, Trend) and value.amount is not None and value.amount.bound == 7 and value.amount.unit and not value.amount.name:
        return value
    if not isinstance(value, Interval) or value.bound != 7:
        return None
    low, high = value.low is not None, value.high is not None
    return low, high, value.low_open, value.high_open, value.operator, value.word, value.unit, value.per, value.name


def _parts_as_written(parts: tuple[Part, ...], text: str, spelled: str) -> Iterator[Part]:
    """The parts with their texts cut from the cell as it was written."""
    start = 0
    for part in parts:
        at = spelled.find(part.value.text, start)
        if at < 0:
            yield part
            continue
        start = at + len(part.value.text)
        yield Part(part.name, _placed(part.value, text[at:start]))


def _placed(value: Value, text: str) -> Value:
    """The value with another text."""
    if value.text == text:
        return value
    if isinstance(value, Moment):  # dates are many, and ``replace`` is slow
        return Moment(text, value.first, value.last, value.operator, value.name)
    return replace(value, text=text)


def _cell(text: str) -> Value:
    key = "".join(text.split())
    found = whole_cell(text, key)
    if found:
        return found
    if ("第" in key or "前" in key) and (placed := place(text, key)):
        return placed
    if not _DIGIT.search(key):
        return _without_digits(text, key)
    half = len(key) // 2
    if len(key) % 2 == 0 and len(key) > 3 and key[:half] == key[half:] and not key[:half].isdigit():
        return _cell(key[:half])
    masked = _mask(text)
    if not _DIGIT.search(masked):
        return in_words(text)
    if _YEAR_POINT_MONTH.fullmatch(key):
        return Unread(text, 0, f"分不清是日期 {key[:4]} 年 {int(key[5:])} 月还是数 {key}")
    return _pieces(text, masked)


def _without_digits(text: str, key: str) -> Value:
    half = len(key) // 2
    if len(key) % 2 == 0 and key[:half] == key[half:] and (found := whole_cell(text, key[:half])):
        return found
    if may_hold_date(key) or _NUMERAL_CHARS.search(key):
        return _pieces(text, text)
    return in_words(text)


def _mask(text: str) -> str:
    """Numbers that are part of a word or of a document's name, and holes of a template, replaced by a filler of equal length."""
    masked = _HOLE.sub(lambda hole: " " * len(hole[0]), text) if "(" in text else text
    return words().terms.sub(_fill, _QUOTED.sub(_fill, masked))


def _fill(found: re.Match[str]) -> str:
    return _FILLER * len(found[0])


def _pieces(text: str, masked: str) -> Value:
    """Split at strong separators, then commas; several pieces with numbers are a Compound."""
    mixed = _DIGIT.search(masked) is not None and _NUMERAL_CHARS.search(masked) is not None  # 走访48次、简报每周一报
    for separator in (_STRONG, _WEAK, _JOINERS[0]) if mixed else (_STRONG, _WEAK):
        if not separator.search(masked.rstrip(_TRAILING)):
            continue
        spans = _spans(masked, separator)
        loud = [span for span in spans if _is_loud(masked[span[0] : span[1]])]
        if len(loud) > 1:
            return _compound(text, masked, spans, loud)
    return _clause(text, masked)


def _is_loud(piece: str) -> bool:
    """True for a piece that holds a number, in figures or in Chinese with a unit."""
    if _DIGIT.search(piece):
        return True
    value = read_chinese(piece.strip(_TRAILING)) if _NUMERAL_CHARS.search(piece) else None
    return isinstance(value, Interval) and _speaks(value)


def _spans(masked: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    spans, start = [], 0
    for found in separator.finditer(masked):
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, len(masked)))
    return [(a, b) for a, b in spans if masked[a:b].strip()]


def _compound(text: str, masked: str, spans: list[tuple[int, int]], loud: list[tuple[int, int]]) -> Value:
    parts: list[Part] = []
    for start, end in spans:
        if (start, end) in loud:
            value = _pieces(text[start:end], masked[start:end])
        else:
            value = _cell(text[start:end])
            if isinstance(value, State | Blank):
                continue  # words between the numbers; they stay in ``text``
        if isinstance(value, Unread):
            return Unread(text, start + value.at, value.why)
        parts += value.parts if isinstance(value, Compound) else [_part(value)]
    merged = _both_ends(text, parts)
    if merged:
        return merged
    return Compound(text, tuple(parts)) if len(parts) > 1 else parts[0].value


def _part(value: Value) -> Part:
    return Part(getattr(value, "name", None), value)


def _both_ends(text: str, parts: list[Part]) -> Interval | None:
    """≥80%，<90% is one range, not two values."""
    if len(parts) != 2:
        return None
    one, two = parts[0].value, parts[1].value
    if not (isinstance(one, Interval) and isinstance(two, Interval)) or two.name or two.operator not in ("<", "≤", ">", "≥"):
        return None
    if one.low is None:
        one, two = two, one
    if (
        one.low is None
        or one.high is not None
        or two.high is None
        or two.low is not None
        or (one.unit and two.unit and one.unit != two.unit)
    ):
        return None
    if one.low > two.high:
        return None
    return Interval(text, one.low, two.high, one.low_open, two.high_open, "~", one.word, one.unit or two.unit, one.per or two.per, one.name)


def _clause(text: str, masked: str) -> Value:
    bullet = _BULLET.match(masked)
    if bullet and _DIGIT.search(masked, bullet.end()):
        return _shifted(_clause(text[bullet.end() :], masked[bullet.end() :]), text, bullet.end())
    trimmed = masked.rstrip(_TRAILING)
    colon = masked.rfind(":")
    if (
        colon > 0
        and not masked[:colon].rstrip()[-1:].isdigit()
        and _DIGIT.search(masked, colon)
        and not masked[:colon].strip().startswith("每")
    ):
        return _labelled(text, masked, colon)
    dates: list[Dated] = []
    if may_hold_date(trimmed):
        dates, trimmed = _dated(trimmed)
    found = list(NUMBER.finditer(trimmed))
    if not found:
        spoken = read_chinese(trimmed) if _NUMERAL_CHARS.search(trimmed) else None
        if spoken:
            return _with_dates(_named(spoken, text, trimmed), text, dates)
        return (_when(text, dates, trimmed) if dates else None) or in_words(text)
    value = _trend(trimmed, found) or read_quantity(trimmed, found)
    if isinstance(value, Unread) and len(found) > 1:
        return _joined(text, masked, value)
    return _with_dates(_named(value, text, trimmed), text, dates)


def _with_dates(value: Value, text: str, dates: list[Dated]) -> Value:
    """A deadline beside a number is a second value; a span that says when is part of the name."""
    firm = [dated.moment for dated in dates if not dated.context]
    if not firm or isinstance(value, Unread):
        return value
    return Compound(text, (*(Part(None, moment) for moment in firm), _part(value)))


def _named(value: Value, text: str, masked: str) -> Value:
    """The value with its text as written, and its name with the masked words (5G基站, 《…》, 2023年) put back."""
    name = getattr(value, "name", None)
    if not isinstance(value, Interval | Moment | Trend) or name is None or _FILLER not in name:
        return _placed(value, text)
    fills = [text[i] for i, char in enumerate(masked) if char == _FILLER]
    return replace(value, text=text, name=name_of("".join(fills.pop(0) if char == _FILLER else char for char in name)))


def _shifted(value: Value, text: str, by: int) -> Value:
    if isinstance(value, Unread):
        return Unread(text, value.at + by, value.why)
    return _placed(value, text)


def _labelled(text: str, masked: str, colon: int) -> Value:
    """手册：3000张 – what stands before the colon is the name of what stands behind it."""
    label = clean_name(text[:colon])
    value = _pieces(text[colon + 1 :], masked[colon + 1 :])
    if isinstance(value, Unread):
        return Unread(text, value.at + colon + 1, value.why)
    if label and isinstance(value, Interval | Moment | Trend):
        return replace(value, text=text, name=name_of(label, value.name))
    return replace(value, text=text)


def _joined(text: str, masked: str, failed: Unread) -> Value:
    """Several numbers without a comma: 培训30人和宣传5次. Every limb must be readable by itself."""
    inner = _PARENTHESES.search(masked)
    if inner and _DIGIT.search(inner[1]) and _DIGIT.search(masked[: inner.start()] + masked[inner.end() :]):
        hollow = masked[: inner.start()] + " " * len(inner[0]) + masked[inner.end() :]
        values = [_clause(text, hollow), _clause(inner[1], inner[1])]
        if all(isinstance(value, Interval | Moment | Trend) and _speaks(value) for value in values):
            return Compound(text, (_part(replace(values[0], text=text)), _part(values[1])))
        return failed
    first = NUMBER.search(masked)
    second = words().loose.search(masked, first.end()) if first else None
    if second and (second[0] in "<>≤≥" or len(second[0]) > 1):
        spans = [(0, second.start()), (second.start(), len(masked))]
        values = [_clause(text[a:b], masked[a:b]) for a, b in spans]
        if all(isinstance(value, Interval) and value.operator for value in values):
            return _both_ends(text, [_part(value) for value in values]) or Compound(text, tuple(map(_part, values)))
    for joiner in _JOINERS:
        spans = _spans(masked, joiner)
        loud = [span for span in spans if _DIGIT.search(masked[span[0] : span[1]])]
        if len(loud) < 2:
            continue
        values = [_clause(text[a:b], masked[a:b]) for a, b in loud]
        if all(isinstance(value, Interval | Moment | Trend) for value in values) and all(_speaks(value) for value in values):
            return _both_ends(text, [_part(value) for value in values]) or Compound(text, tuple(map(_part, values)))
    return Unread(text, failed.at, failed.why)


def _speaks(value: Value) -> bool:
    return not isinstance(value, Interval) or bool(value.unit or value.operator)


def _dated(trimmed: str) -> tuple[list[Dated], str]:
    """The dates of a clause, and the clause with those that only say when replaced by a filler, the others by spaces."""
    found: list[Dated] = []
    rest = trimmed
    while len(found) < 4 and may_hold_date(rest) and (dated := find_moment(rest)):
        found.append(dated)
        gone = (_FILLER if dated.context else " ") * (dated.end - dated.start)
        rest = rest[: dated.start] + gone + rest[dated.end :]
    return found, rest


def _when(text: str, found: list[Dated], rest: str) -> Value | None:
    """A clause whose only numbers were dates. A span that merely says when, beside other words, leaves a state."""
    firm = [dated for dated in found if not dated.context] or found
    if len(firm) > 1:
        return Compound(text, tuple(Part(None, dated.moment) for dated in firm))
    name = clean_name("".join(char for char in rest if char != _FILLER))
    moment = firm[0].moment
    if firm[0].context and len(name) > 1 and (moment.first != moment.last or moment.first and moment.first.month is None):
        return None
    return Moment(text, moment.first, moment.last, moment.operator, name or None) if name or moment.text != text else moment


def _trend(trimmed: str, found: list[re.Match[str]]) -> Value | None:
    """同比上升10%, 提升50%; 提升至95% says where it arrives and is a number."""
    front = trimmed[: found[0].start()].rstrip()
    cut = len(front)
    while cut and (hit := words().prefixes.at_end(front, cut)) and not (front[cut - 1] == "为" and movement(front[:cut])):
        cut -= hit[1]
    moved = movement(front[:cut]) if cut else None
    if moved is None:
        return None
    amount = read_quantity(trimmed[cut:], list(NUMBER.finditer(trimmed[cut:])))
    if isinstance(amount, Unread):
        return Unread(trimmed, cut + amount.at, amount.why)
    if not moved.reached:
        return Trend(trimmed, moved.direction, moved.base, replace(amount, name=None), name_of(moved.name, amount.name))
    if amount.operator or moved.direction == "flat" or amount.low is None:
        return replace(amount, text=trimmed, name=name_of(moved.name, amount.name))
    up = moved.direction == "up"
    word = "提升至" if up else "下降至"
    low, high = (amount.low, None) if up else (None, amount.low)
    return replace(amount, text=trimmed, low=low, high=high, operator="≥" if up else "≤", word=word, name=name_of(moved.name, amount.name))
