"""Runs of characters with a place on the paper, set into lines and paragraphs: the text of a cell, the lines between tables.

A Run is what stands together on one line. On paper a line that was wrapped and a line that was ended look alike; a line was
wrapped when the first word of the next one would not have fitted behind it.

>>> setting([Run(5, 0, 95, 10, "一二三四五六七八九"), Run(5, 12, 25, 22, "十，")], 0, 100).text
'一二三四五六七八九十，'
>>> setting([Run(5, 0, 45, 10, "项目资金"), Run(5, 12, 35, 22, "（元）")], 0, 100).text
'项目资金\\n（元）'
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ziping.frozen import dataclass
from ziping.text import is_cjk

__all__ = [
    "ENDS", "SLACK", "Run", "Setting", "TextLine", "carried_on", "is_list_item", "is_number_only", "is_open", "is_rest", "joined", "lines", "runs_on",
    "setting",
]  # fmt: skip


class Run(NamedTuple):
    """Left, top, right, bottom (y grows downward; bottom − top is about the size of the type), text, and whether a written
    space stands before it. ``sure`` (0 … 1) is how sure its reader is of it; None where the file itself says what is written."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    spaced: bool = False
    sure: float | None = None


class TextLine(NamedTuple):
    """One line as set: its box, its text, and whether a written space stands before it: it was wrapped at that space."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    spaced: bool = False
    sure: float | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """The text of one cell. ``room`` is the width still free behind its last line, ``head`` the width of its first word: what
    is needed to tell whether a text goes on after a page break. ``lines`` counts the lines as set."""

    text: str = ""
    room: float = 0.0
    head: float = 0.0
    lines: int = 0


SLACK = 6.0  # points: producers reckon the width of a line a little differently
ENDS = "。；;！？"
_NOT_FIRST = frozenset("，。、；：？！）》」』】〕”’％%,.;:?!)]}…")
_LIST_ITEM = re.compile(
    r"""  [(（]?\d{1,2}[)）.．、](?!\d)        # 1. （2） 3、
        | [(（]?[一二三四五六七八九十]{1,3}[)）、.．]   # 一、 （二）
        | [①-⑳] | [●•◆■▪☆★]
        | (?:目标|指标|措施|原因|问题)\s?\d{1,2}\s?[:：.、]
    """,
    re.VERBOSE,
)
_DATES_BEGINNING = {"日": re.compile(r"月\d{1,2}\Z"), "月": re.compile(r"年\d{1,2}\Z"), "年": re.compile(r"(?<!\d)(?:19|20)\d\d\Z")}
_NUMBER_ONLY = re.compile(r"指标\s?\d{1,2}\s?[:：]")
_NEVER = re.compile(r"(?!)")
_NUMERIC = frozenset("0123456789.,%")
_SLACK = 0.6  # of the size of the type: producers reckon the width of a line a little differently
_OPENING = frozenset("（《「『【〔“‘([{")
_NOT_LAST = _OPENING | {"/"}
_ENDS = frozenset("。；;！!？?")


def lines(runs: Iterable[Run]) -> list[TextLine]:
    """Runs gathered into lines, from top to bottom, each read from left to right."""
    ordered = sorted(runs, key=lambda run: run.y0 + run.y1)
    out: list[TextLine] = []
    group: list[Run] = []
    tallest = Run(0.0, 0.0, 0.0, 0.0, "")
    for run in ordered:
        # one line: the middle of one lies within the other; a superscript, a larger sign, a dash in a tight box belong to it
        middle = run.y0 + run.y1
        if group and middle > 2 * tallest.y1 and tallest.y0 + tallest.y1 < 2 * run.y0:
            out.append(_line(group))
            group = []
        if not group or run.y1 - run.y0 > tallest.y1 - tallest.y0:
            tallest = run
        group.append(run)
    if group:
        out.append(_line(group))
    return [line for line in out if line.text]


def _line(runs: list[Run]) -> TextLine:
    if len(runs) == 1:
        x0, y0, x1, y1, text, spaced, sure = runs[0]
        return TextLine(x0, y0, x1, y1, text.strip(), spaced, sure)
    runs.sort(key=_place)
    x0, y0, x1, y1, text, spaced, sure = runs[0]
    em = max(run.y1 - run.y0 for run in runs) or 1.0
    for run in runs[1:]:
        if run.x0 < x1 - 0.5 * em and text.endswith(run.text) and run.x1 <= x1 + 0.3 * em:
            continue  # printed twice, a little shifted, to look bold
        text = text + _space(text, run, run.x0 - x1, em) + run.text
        x1, y0, y1 = max(x1, run.x1), min(y0, run.y0), max(y1, run.y1)
    return TextLine(x0, y0, x1, y1, text.strip(), spaced, None if sure is None else min(run.sure or 0.0 for run in runs))


def _place(run: Run) -> tuple[float, float, float, float, str]:
    return run[:5]


def _space(text: str, run: Run, gap: float, em: float) -> str:
    """What stands between two runs of one line: wide gaps separate, narrow ones between Chinese characters are layout."""
    if gap > (0.8 if run.spaced else 2.0) * em:
        return "" if len(run.text) == 1 and is_cjk(run.text) and is_cjk(text[-1]) and not run.spaced else "    "
    if run.spaced:
        return " "
    cjk = is_cjk(text[-1]) + is_cjk(run.text[0])
    return " " if gap > (0.2, 0.6, 2.0)[cjk] * em else ""


def setting(runs: Sequence[Run], left: float, right: float) -> Setting:
    """The text of a cell that reaches from ``left`` to ``right``: wrapped lines joined, ended lines kept apart by ``\\n``."""
    if not runs:
        return Setting()
    if len(runs) == 1:
        x0, y0, x1, y1, text = runs[0][:5]
        set_lines = [TextLine(x0, y0, x1, y1, text.strip())] if text.strip() else []
    else:
        set_lines = lines(runs)
    if not set_lines:
        return Setting()
    margin = min(line.x0 for line in set_lines)
    padding = max(0.0, min(margin - left, 6.0))
    inner = max(right - left - 2 * padding, max(line.x1 for line in set_lines) - margin)
    if len(set_lines) > 1 and all(len(line.text) == 1 for line in set_lines):
        text = _upright(runs, set_lines)
        return Setting(text, inner - (set_lines[-1].x1 - set_lines[-1].x0), _begin(set_lines), len(set_lines))
    text = set_lines[0].text
    for before, line in pairwise(set_lines):
        em = line.y1 - line.y0 or 1.0
        if _ended(before, line, inner - (before.x1 - margin), margin, left, right):
            text += "\n" + line.text
        else:
            text = f"{text} {line.text}" if line.spaced else joined(text, line.text, broken=_is_broken(before.text, line.text, inner / em))
    last = set_lines[-1]
    return Setting(text, inner - (last.x1 - margin), _begin(set_lines), len(set_lines))


def _upright(runs: Sequence[Run], set_lines: list[TextLine]) -> str:
    """One character below the other. Type turned by 90° reads upward: then the order of writing goes against the order of place."""
    if len(runs) == len(set_lines) and runs[0].y0 > runs[-1].y0:
        return "".join(run.text for run in runs)
    return "".join(line.text for line in set_lines)


def _ended(before: TextLine, line: TextLine, room: float, margin: float, left: float, right: float) -> bool:
    """True when ``line`` begins a new paragraph: the line before has room for its first word, or it is indented or numbered."""
    em = line.y1 - line.y0
    if _head(line) < room - _SLACK * em:
        return True
    if before.text[-1] in _ENDS and _LIST_ITEM.match(line.text):
        return True
    centred = abs((line.x0 - left) - (right - line.x1)) < em
    return line.x0 - margin > 1.5 * em and not centred and line.x0 - before.x0 > 1.5 * em


def joined(before: str, after: str, *, broken: bool = False) -> str:
    """Two lines of one paragraph: nothing between Chinese characters, one space between words that were not ``broken``.

    >>> joined("完成率", "95%"), joined("annual", "report"), joined("(B-", "C)")
    ('完成率95%', 'annual report', '(B-C)')
    """
    if not before or not after:
        return before + after
    if broken or is_cjk(before[-1]) or is_cjk(after[0]) or before[-1] in "-/(" or after[0] in _NOT_FIRST:
        return before + after
    return f"{before} {after}"


def _width(text: str) -> float:
    """Width of a text in units of the type's size: 1 for a Chinese character, about a half for any other."""
    return 0.5 * (len(text) + sum(map(is_cjk, text)))


def _head(line: TextLine) -> float:
    """Width of the first word of a line, together with the signs that may not begin a line."""
    word = _first_word(line.text)
    whole = _width(line.text)
    return (line.x1 - line.x0) * _width(word) / whole if whole else 0.0


def _begin(set_lines: list[TextLine]) -> float:
    """Width of the first word of a text; a sign that a narrow column left at the head of the second line belongs to it."""
    first = set_lines[0]
    more = len(set_lines) > 1 and set_lines[1].text[0] in _NOT_FIRST and _first_word(first.text) == first.text
    return _head(first) + (0.9 * (first.y1 - first.y0) * _width(set_lines[1].text[0]) if more else 0.0)


def _first_word(text: str) -> str:
    """The first word of a text: one Chinese character, or letters and digits to the next space, with the signs around it.

    >>> _first_word("2.00(处)以上"), _first_word("/年"), _first_word("响，2场活动")
    ('2.00(处)', '/年', '响，')
    """
    end = 0
    while end < len(text) - 1 and text[end] in _NOT_LAST:
        end += 1
    end += 1
    if not is_cjk(text[end - 1]):
        while end < len(text) and not is_cjk(text[end]) and text[end] != " ":
            end += 1
        if end < len(text) and text[end - 1] in _OPENING:
            end += 1  # no line ends behind a bracket that opens
    while end < len(text) and text[end] in _NOT_FIRST:
        end += 1
    if text[end - 1] in "”’":
        end += 1  # many programs do not break a line behind a quotation mark either
    return text[:end]


def _is_broken(before: str, after: str, inner: float) -> bool:
    """True when a word was broken between two lines: it is about as long as a line (``inner`` in sizes of the type), or a number."""
    if is_cjk(before[-1]) or is_cjk(after[0]):
        return False
    if _is_one_number(before, after):
        return True
    return _width(_last_word(before)) + _width(_first_word(after)) > 0.85 * inner


def _is_one_number(before: str, after: str) -> bool:
    """True when both texts would be one number if the second stood right behind the first."""
    return before[-1] in _NUMERIC and after[0] in _NUMERIC


def is_list_item(text: str) -> bool:
    """True when a text begins with a number of its own, as the next paragraph of a narrative does; a row may begin with 指标2："""
    return not text.startswith("指标") and _LIST_ITEM.match(text) is not None


def is_open(before: str, after: str) -> bool:
    """True when a bracket that stands open at the end of a text is closed in the next one: 产出指标（50 | 分）."""
    return before.count("（") > before.count("）") and after.count("）") > after.count("（")


def runs_on(before: Setting, after: Setting, slack: float = 0.0) -> bool:
    """True when the last line before a page break is full (``slack`` points may be free) and ends within a sentence."""
    if not before.text or before.text[-1] in ENDS:
        return False
    if is_open(before.text, after.text) or _is_cut_date(before.text, after.text):
        return True
    # a number is broken only where not one sign more would fit
    signs = len(_first_word(after.text)) if after.text and _is_one_number(before.text, after.text) else 1
    return after.head / signs > before.room - slack


def carried_on(before: Setting, after: Setting) -> str:
    """The text of a cell on both sides of a page break."""
    if runs_on(before, after):
        return joined(before.text, after.text, broken=_is_one_number(before.text, after.text))
    return f"{before.text}\n{after.text}"


def is_rest(before: str, after: str) -> bool:
    """True when a text is the rest of the one before: it begins with a sign that no text begins with, ends a date (6月30 | 日) or a rate
    (100 | %以内), or the one before ends with a sign that no text ends with."""
    if after[0] in "，。、；：！？）》」』】〕" or before[-1] in "，、（《":
        return True
    return after[0] in "%％" and before[-1].isdigit() or _is_cut_date(before, after)


def is_number_only(text: str) -> bool:
    """True for the number of an indicator without its name: 指标2："""
    return _NUMBER_ONLY.fullmatch(text) is not None


def _is_cut_date(before: str, after: str) -> bool:
    return _DATES_BEGINNING.get(after[:1], _NEVER).search(before) is not None


def _last_word(text: str) -> str:
    start = len(text)
    while start and not is_cjk(text[start - 1]) and text[start - 1] != " ":
        start -= 1
    return text[start:]
