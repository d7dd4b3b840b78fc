"""Labels, not positions, recognise a form: which field a printed label stands for, in which part of the paper.

The words are data (``data/labels.yml``). Two spellings count as one when they agree without spaces, width, marks and a trailing
colon; what stands in brackets may be left out. A label that is nearly right (a misprint) is recognised too and remembered.
"""

import re
from functools import lru_cache

from ziping.frozen import dataclass
from ziping.records import DATA, load
from ziping.text import bare

__all__ = [
    "Known",
    "heads_of",
    "is_base",
    "is_block",
    "is_block_piece",
    "is_continued",
    "is_fund_total",
    "is_other_head",
    "is_signature",
    "is_total",
    "is_whole_time",
    "key",
    "lookup",
    "may_be_label",
    "own_goal_points",
    "plain_label",
    "title_kind",
]


@dataclass(frozen=True, slots=True)
class Known:
    """A recognised label: its field, and whether the spelling is one of the known ones."""

    field: str
    exact: bool


_MARKS = re.compile(r"^[★☆*▲●■◆□]+|[*★]+$|[:：]+$")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]$")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[.、])")
_OWN_GOAL = re.compile(r"(?:年度)?(?:总体)?绩效目标[\d一二三四五六七八九十]*\((?:(\d+(?:\.\d+)?)|[Xx×*]*)分\)")
_MONTHS = re.compile(r"\d{1,2}月?[-~—至到]+\d{1,2}月(?:份|底)?")
_WHOLE_TIME = re.compile(r"中期|长期|实施期|项目总")
_LONGEST = 40
_BLOCKS = ("funds_block", "goals_block", "indicators_block")
_BASE_ENDS = ("基础数据表", "基本数据表")
_NUMERALS = "0123456789一二三四五六七八九"
_LONG_TEXT = 400  # characters; with however many spaces and marks, no label is as long


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """A label reduced to what matters: ``'★ 全年执行数（B）：'`` → ``'全年执行数(B)'``."""
    if len(text) > _LONG_TEXT:
        return text
    plain = _MARKS.sub("", _MARKS.sub("", bare(text)))
    return _NUMBERED.sub("", plain)


def plain_label(text: str) -> str:
    """A label in its own spelling but without ornament, as a name for its value: ``'★ 项　目　类　别：'`` → ``'项目类别'``."""
    return _MARKS.sub("", _MARKS.sub("", "".join(text.split())))


@lru_cache(maxsize=65536)
def _short(text: str) -> str:
    """The key without a trailing bracket: ``'执行率((B-C)/A)'`` → ``'执行率'``."""
    whole = key(text)
    short = whole if len(whole) <= _LONG_TEXT else ""
    while short and (shorter := _BRACKETS.sub("", short)) != short:  # 预算执行情况(万元)(20分)
        if not shorter:
            break
        short = shorter
    return short or whole


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    record = load(DATA / "labels.yml")
    tables: dict[str, dict[str, str]] = {}
    for part in ("head", "funds", "goals", "targets_goals", "indicators", "base", "tail", "title"):
        tables[part] = {key(word): field for field, words in record[part].items() for word in words}
    for part in ("funds_block", "goals_block", "indicators_block", "base_block", "fund_total", "total", "signatures", "other_heads"):
        tables[part] = {key(word): part for word in record[part]}
    for part in _BLOCKS:  # pieces that a page break cut off a block's label
        words = list(tables[part])
        pieces = {word[:n] for word in words for n in range(1, 7)} | {word[-n:] for word in words for n in range(1, 7)}
        tables[f"{part}_pieces"] = dict.fromkeys(pieces, part)
    tables["misprints"] = {
        f"{path.partition('.')[0]}|{key(word)}": path.partition(".")[2] for path, words in record["misprints"].items() for word in words
    }
    return tables


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Every spelling in any of the tables, headings left out."""
    tables = _tables()
    words = {word for name, table in tables.items() if name not in ("title", "misprints") for word in table}
    return frozenset(words | {spelling.partition("|")[2] for spelling in tables["misprints"]})


def may_be_label(text: str) -> bool:
    """False where no question of this module about labels can be answered yes, in no part of the form. Nearly all values are such
    texts: asked once for each, this spares them all the others. Headings and labels one character off are not meant."""
    whole, short = key(text), _short(text)
    words = _words()
    return (
        not short
        or short in words
        or whole in words
        or short.rstrip(_NUMERALS) in words
        or short.endswith(_BASE_ENDS)
        or ("月" in short and _MONTHS.sub("1-7月", short) in words)
        or _OWN_GOAL.fullmatch(whole) is not None
        or ("/" in short and words.issuperset(short.split("/")))
    )


def _near(a: str, b: str) -> bool:
    """True if two labels of five characters or more differ by one character (changed, lost or added)."""
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        odd = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        return len(odd) == 1 and not set(odd[0]) <= set("一二三四")  # 二级指标 is no misprint of 三级指标
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


@lru_cache(maxsize=65536)
def lookup(text: str, part: str, *, fuzzy: bool = False) -> Known | None:
    """The field a label stands for in one part of the form (head, funds, goals, indicators, tail); None if it is not a label there.

    ``fuzzy`` also accepts a label that is one character off; use it only where a label is expected (header rows).
    """
    if not text or len(text) > _LONGEST or not (fuzzy or may_be_label(text)):
        return None
    tables = _tables()
    words = tables[part]
    whole, short = key(text), _short(text)
    for spelling in (whole, short):
        if spelling in words:
            return Known(words[spelling], True)
    if "月" in short and (spelling := _MONTHS.sub("1-7月", short)) in words:  # a round may end in another month
        return Known(words[spelling], True)
    for spelling in (whole, short):
        misprint = tables["misprints"].get(f"{part}|{spelling}")
        if misprint is not None:
            return Known(misprint, False)
    if "/" in short and len(both := {words.get(half) for half in short.split("/")}) == 1 and (field := both.pop()) is not None:
        return Known(field, False)  # two names of one thing: 分值/权重
    if fuzzy:
        near = {field for word, field in words.items() if _near(word, short)}
        if len(near) == 1:
            return Known(near.pop(), False)
    return None


@lru_cache(maxsize=4096)
def heads_of(text: str | None) -> tuple[str, ...]:
    """The parts of the form of whose tables this text is a known column label (also 其中 a misprint)."""
    return tuple(part for part in ("indicators", "funds", "goals", "targets_goals", "base") if text and lookup(text, part) is not None)


@lru_cache(maxsize=4096)
def is_block(text: str, part: str | None = None) -> bool:
    """True for the label of a whole block: 资金情况(万元), 年度绩效指标, 年度绩效目标1(40分)."""
    short = _short(text).rstrip(_NUMERALS)
    tables = _tables()
    return any(short in tables[name] for name in (_BLOCKS if part is None else (f"{part}_block",)))


@lru_cache(maxsize=4096)
def is_block_piece(text: str) -> bool:
    """True for a block's label or a piece of one that a page break cut off (年度绩效 + 指标); only to be asked of a block's own column."""
    short = _short(text)
    return not short or is_block(text) or any(short in _tables()[f"{name}_pieces"] for name in _BLOCKS)


def is_total(text: str) -> bool:
    """True for 总分, 合计 …"""
    return _short(text) in _tables()["total"]


def is_fund_total(text: str) -> bool:
    """True for 年度资金总额, 合计 …"""
    return _short(text) in _tables()["fund_total"]


def is_other_head(text: str) -> bool:
    """True for a printed label whose value the form model has no field for (项目性质 …)."""
    return key(text) in _tables()["other_heads"]


@lru_cache(maxsize=4096)
def own_goal_points(text: str) -> str | None:
    """The points of a goal that has a table of its own: ``'年度绩效目标1（40分）'`` → ``'40'``, ``""`` where they are left open
    (``'年度绩效目标2（　　分）'``); None for any other text."""
    match = _OWN_GOAL.fullmatch(key(text))
    return (match[1] or "") if match else None


@lru_cache(maxsize=4096)
def is_whole_time(text: str) -> bool:
    """True for the label of a table that speaks of the whole time of a project, not of the year: 实施期绩效指标."""
    return _WHOLE_TIME.search(key(text)) is not None


@lru_cache(maxsize=4096)
def is_base(text: str) -> bool:
    """True for the label or the heading of base data: 基础数据, 部门整体支出绩效评价基础数据表."""
    short = _short(text)
    return short in _tables()["base_block"] or (len(short) <= _LONGEST and short.endswith(_BASE_ENDS))


def is_signature(text: str) -> bool:
    """True for 填表人, 联系电话 …"""
    return key(text) in _tables()["signatures"] or _short(text) in _tables()["signatures"]


_CONTINUED = re.compile(
    r"\(?(?:接|续)上?[表页]\d*\)?[:：]?|.{2,60}表\d*\(?续表?\d*\)?|\(?续表?[一二三四五六七八九\d]*\)?|.{2,60}表\(续[一二三四五六七八九\d]*\)"
)


def is_continued(text: str) -> bool:
    """True for a line that says that a table goes on here: 续表, （续上表）, 项目支出绩效自评表（续）."""
    return len(text) <= 80 and _CONTINUED.fullmatch(bare(text)) is not None


_TITLE = re.compile(r"^(?:附件?\s*\d*[:：.]?)?.{0,40}?表(?:\([^()]*\))*$")


@lru_cache(maxsize=4096)
def title_kind(text: str) -> str | None:
    """``"self_evaluation"``, ``"targets"`` or ``"monitoring"`` if this line is the heading of a form; None otherwise."""
    plain = bare(text)
    if not plain or len(plain) > 60 or plain[-1] in "。，；,;:：" or "《" in plain:
        return None
    if not _TITLE.match(plain):
        return None
    for word, kind in sorted(_tables()["title"].items(), key=lambda item: -len(item[0])):
        if word in plain:
            return kind
    return None
