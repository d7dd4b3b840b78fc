"""First- and second-level names of indicators: which class a written name belongs to, and the points printed beside it."""

import re
from decimal import Decimal
from functools import lru_cache

from ziping.exact import ZERO, number, points
from ziping.form.model import Form
from ziping.records import DATA, load
from ziping.text import bare

__all__ = ["bare_points_in", "heads_points", "level1_class", "level1_classes", "level1_points", "level2_class", "points_in"]

_POINTS = re.compile(r"[(（]?(?:权重|分值)?[:：]?(\d+(?:\.\d+)?)分[)）]?$")
_BARE_POINTS = re.compile(r"\((?:权重|分值)?:?(\d+(?:\.\d+)?)%?\)$|(?<=指标)(\d+(?:\.\d+)?)%?$")
_FEWEST = 5  # a smaller number without 分 may count rows or tables: 数量指标2
_LONGEST = 200  # characters; a longer text is not a name


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], dict[str, str]]:
    record = load(DATA / "words" / "indicator_levels.yml")
    return tuple({word: name for name, words in record[level].items() for word in words} for level in ("level1", "level2"))  # type: ignore[return-value]


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    if len(text) > _LONGEST:
        return text
    plain = bare(text)
    return re.sub(r"\(.*?\)$|\d+(?:\.\d+)?分$|(?<=指标)\d+(?:\.\d+)?%?$|^[一二三四五六七八九十\d]+[、.]|^[★*▲]+", "", plain)


@lru_cache(maxsize=4096)
def level1_class(text: str | None) -> str | None:
    """``'产出指标（50分）'`` → ``'output'``; one of output, benefit, satisfaction, cost, decision, management; None if unknown."""
    return None if text is None else _words()[0].get(_name(text))


def level1_classes(form: Form) -> frozenset[str]:
    """The first-level classes a form has rows of; satisfaction also where it stands as a second level under 效益."""
    found = {level1_class(row.level1) for row in form.indicators}
    found |= {"satisfaction" for row in form.indicators if level2_class(row.level2) == "satisfaction"}
    return frozenset(name for name in found if name is not None)


def level1_points(form: Form) -> dict[str, Decimal]:
    """The points of the annual rows of each first-level class; a class with a weight that is no number is left out."""
    added: dict[str, Decimal | None] = {}
    for row in form.indicators:
        name, weight = level1_class(row.level1), points(row.weight)
        if name is not None and row.term == "annual":
            before = added.get(name, ZERO)
            added[name] = None if before is None or weight is None else before + weight
    return {name: points for name, points in added.items() if points is not None}


@lru_cache(maxsize=4096)
def level2_class(text: str | None) -> str | None:
    """``'数量指标'`` → ``'quantity'``; None if unknown."""
    return None if text is None else _words()[1].get(_name(text))


@lru_cache(maxsize=4096)
def points_in(text: str | None) -> Decimal | None:
    """The points printed in a heading: ``'产出指标(50分)'`` → 50; None if there are none."""
    if text is None:
        return None
    match = _POINTS.search(bare(text)) if len(text) <= _LONGEST else None
    return None if match is None else number(match[1])


@lru_cache(maxsize=4096)
def heads_points(text: str | None) -> bool:
    """True for a name that may have points beside it; one look, before they are read."""
    return text is not None and ("分" in text or any(char.isdigit() for char in text))


@lru_cache(maxsize=4096)
def bare_points_in(text: str | None) -> Decimal | None:
    """The number at the end of a first- or second-level name where no 分 stands behind it: ``'产出指标（50）'``, ``'数量指标 20'`` → 50, 20.
    None if there is none, if the rest is no name that we know, or if the number is so small that it may be a numbering."""
    if text is None or level1_class(text) is None and level2_class(text) is None:
        return None
    match = _BARE_POINTS.search(bare(text)) if len(text) <= _LONGEST else None
    found = None if match is None else number(match[1] or match[2])
    return None if found is None or found < _FEWEST else found
