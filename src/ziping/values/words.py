"""The words of the value language, read once from ``data/words``: what each sign, bound word, unit and trend word means.

A word is data with its basis (a provision, ``seen`` on a form, or ``practice``); adding one is adding a line. The tables are
plain dictionaries keyed by the word in one spelling (``text.plain`` without white space), with the longest length beside
them, so that the parser finds a word by a few slices and never by a long alternation.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from ziping.errors import DataError
from ziping.frozen import dataclass
from ziping.records import Record, load, word_files
from ziping.text import bare

__all__ = ["Bound", "Table", "Trends", "Words", "load_words", "words"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound word or sign. ``means`` is ``≥ ≤ > < = 约`` or empty; ``basis`` says on what authority."""

    word: str
    means: str
    basis: str
    weak: bool = False
    gap: bool = False
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Words that may stand before or after something: the entries and the length of the longest."""

    entries: dict[str, Any]
    longest: int

    def at_end(self, text: str, end: int) -> Any:
        """The entry of the longest word that ends at ``end``, with its length: ``(entry, length)``, or None."""
        for length in range(min(self.longest, end), 0, -1):
            entry = self.entries.get(text[end - length : end])
            if entry is not None:
                return entry, length
        return None

    def at(self, text: str, start: int) -> Any:
        """The entry of the longest word that begins at ``start``, with its length, or None."""
        for length in range(min(self.longest, len(text) - start), 0, -1):
            entry = self.entries.get(text[start : start + length])
            if entry is not None:
                return entry, length
        return None


@dataclass(frozen=True, slots=True)
class Trends:
    """Words of movement: verbs → (direction, base), adverbs, bases as one pattern, words that mean "to" rather than "by"."""

    verbs: Table
    adverbs: Table
    base: re.Pattern[str]
    whole: dict[str, str]
    reach: Table
    after: Table


@dataclass(frozen=True, slots=True)
class Words:
    """All tables of the value language."""

    prefixes: Table  # word → Bound
    suffixes: Table
    middles: Table
    gaps: re.Pattern[str]  # bound words that may stand apart from their number
    loose: re.Pattern[str]  # any prefix word of two characters or more
    late: re.Pattern[str]  # bound words of two characters or more that stand after a number
    units: Table  # word → (base, factor)
    never: Table
    trends: Trends
    whole: dict[str, tuple[str, Any]]  # a whole cell → ("blank" | "grade" | "answer", meaning)
    level_heads: Table  # word → (level, needs_object)
    level_objects: Table
    level_tails: frozenset[str]
    marks: frozenset[str]
    terms: re.Pattern[str]
    term_tails: tuple[str, ...]  # what follows the number in a term: G of 5G
    references: re.Pattern[str]
    negations: re.Pattern[str]
    direct: frozenset[str]
    ranks: frozenset[str]


_KEYS = {
    "bounds": {"side", "means", "words"},
    "units": {"base", "units", "alone", "never", "basis"},
    "trends": {"verb", "means", "base", "adverb", "whole", "reach", "after", "basis"},
    "levels": {"level", "head", "needs_object", "object", "tail", "grade", "word", "answer", "basis"},
    "blanks": {"blank", "word", "mark", "basis"},
    "terms": {"term", "reference", "negation", "direct", "rank", "basis"},
}


def load_words(folder: Path | None = None) -> Words:
    """Read the tables of one folder (None: ours, and a bureau's own beside them). Raises DataError naming file and line for an unknown
    key, a repeated word or no basis."""
    files = {name: word_files(name) if folder is None else [folder / f"{name}.yml"] for name in _KEYS}
    rows = {name: [row for path in files[name] for row in _rows(path, keys)] for name, keys in _KEYS.items()}
    prefixes, suffixes, middles = _bounds(rows["bounds"])
    units, never = _units(rows["units"])
    heads: dict[str, Any] = {}
    whole: dict[str, tuple[str, Any]] = {}
    objects: list[str] = []
    tails: list[str] = []
    for row in rows["levels"]:
        objects += row.get("object", ())
        tails += row.get("tail", ())
        for word in row.get("head", ()):
            _put(heads, word, (row["level"], row.get("needs_object", False)), row)
        for kind in ("grade", "answer"):
            if kind in row:
                for word in row["word"]:
                    _put(whole, bare(word), (kind, row[kind]), row)
    marks: list[str] = []
    for row in rows["blanks"]:
        marks += row.get("mark", ())
        for word in row.get("word", ()):
            _put(whole, bare(word), ("blank", row["blank"]), row)
    terms = {key: [word for row in rows["terms"] for word in row.get(key, ())] for key in _KEYS["terms"] - {"basis"}}
    return Words(
        prefixes=_table(prefixes),
        suffixes=_table(suffixes),
        middles=_table(middles),
        gaps=_any_of(word for word, bound in prefixes.items() if bound.gap),
        loose=_any_of(word for word, bound in prefixes.items() if bound.means and (len(word) > 1 or not word.isalpha())),
        late=_any_of(word for word in suffixes if len(word) > 1),
        units=_table(units),
        never=_table(never),
        trends=_trends(rows["trends"]),
        whole=whole,
        level_heads=_table(heads),
        level_objects=_table(dict.fromkeys(objects, True)),
        level_tails=frozenset(tails),
        marks=frozenset(marks),
        terms=re.compile(rf"(?<![0-9A-Za-z.])(?:{_any_of(terms['term']).pattern})"),
        term_tails=tuple({re.sub(r"^\D*\d+", "", term) for term in terms["term"]}),
        references=_any_of(terms["reference"]),
        negations=_any_of(terms["negation"]),
        direct=frozenset(terms["direct"]),
        ranks=frozenset(terms["rank"]),
    )


@lru_cache(maxsize=1)
def words() -> Words:
    """The tables in use, read at the first call."""
    return load_words()


def _rows(path: Path, keys: set[str]) -> list[Record]:
    rows = load(path)
    if not isinstance(rows, list):
        raise DataError(f"{path.parent.name}/{path.name}：应是一张表，每行以「- 」开头")
    for row in rows:
        row.refuse_unknown(keys)
        if "basis" in keys and not row.get("basis"):
            raise DataError(f"{row.at()}：没有写 basis（依据），请注明条文、seen 或 practice")
    return rows


def _put(into: dict[str, Any], word: str, entry: Any, row: Record) -> None:
    if word in into:
        raise DataError(f"{row.at()}：「{word}」已经有了，请只留一处")
    into[word] = entry


def _table(entries: dict[str, Any]) -> Table:
    return Table(entries, max(map(len, entries), default=0))


def _any_of(found: Iterable[str]) -> re.Pattern[str]:
    """One pattern for many literal words, the longest first."""
    ordered = sorted(found, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) if ordered else r"(?!)")


def _bounds(rows: list[Record]) -> tuple[dict[str, Bound], dict[str, Bound], dict[str, Bound]]:
    sides: dict[str, dict[str, Bound]] = {"prefix": {}, "suffix": {}, "middle": {}}
    for row in rows:
        if row.get("side") not in sides or row.get("means") not in {"≥", "≤", ">", "<", "=", "约", ""}:
            raise DataError(f"{row.at()}：side 应是 prefix、suffix 或 middle，means 应是 ≥ ≤ > < = 约 之一或空串")
        for word, said in row.get("words", {}).items():
            basis, *flags = str(said or "").split() or [""]
            if not basis or not set(flags) <= {"weak", "gap", "measured"}:
                raise DataError(f"{row['words'].at(word)}：「{word}」应写依据（basis），后面可加 weak、gap、measured")
            _put(sides[row["side"]], word, Bound(word, row["means"], basis, *(flag in flags for flag in ("weak", "gap", "measured"))), row)
    return sides["prefix"], sides["suffix"], sides["middle"]


def _units(rows: list[Record]) -> tuple[dict[str, tuple[str, Fraction]], dict[str, bool]]:
    units: dict[str, tuple[str, Fraction]] = {}
    never: dict[str, bool] = {}
    for row in rows:
        for word, factor in row.get("units", {}).items():
            _put(units, word, (row["base"], Fraction(str(factor))), row)
        for word in row.get("alone", "").split():
            _put(units, word, (word, Fraction(1)), row)
        for word in row.get("never", "").split():
            _put(never, word, True, row)
    return units, never


def _trends(rows: list[Record]) -> Trends:
    verbs: dict[str, tuple[str, str | None]] = {}
    lists: dict[str, list[str]] = {"adverb": [], "reach": [], "after": []}
    bases: list[str] = []
    whole: dict[str, str] = {}
    for row in rows:
        for word in row.get("verb", ()):
            _put(verbs, word, (row["means"], row.get("base")), row)
        for word in row.get("whole", ()):
            _put(whole, word, row["means"], row)
        for key, into in lists.items():
            into += row.get(key, ())
        if "verb" not in row:
            bases += row.get("base", ())
    tables = {key: _table(dict.fromkeys(found, True)) for key, found in lists.items()}
    return Trends(_table(verbs), tables["adverb"], _any_of(bases), whole, tables["reach"], tables["after"])
