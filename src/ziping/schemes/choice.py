"""Which scheme judges a form, and why: by name, by the layout, or by kind, region and day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ziping.frozen import dataclass
from ziping.schemes.model import Number, Scheme
from ziping.schemes.store import by_id, clash, near

__all__ = ["NATIONAL", "Choice", "Look", "choose", "find", "fitted", "looks", "widen"]

NATIONAL = "000000"
_KINDS = {
    "department": "部门整体自评表", "project": "项目支出自评表", "targets": "绩效目标申报表", "monitoring": "绩效运行监控表", "rubric": "评分表",
}  # fmt: skip


def widen(region: str) -> tuple[str, ...]:
    """The regions that may answer for one, nearest first: 430112 → 430112, 430100, 430000, 000000."""
    chain = [region, region[:4] + "00", region[:2] + "0000", NATIONAL]
    return tuple(dict.fromkeys(chain))


@dataclass(frozen=True, slots=True)
class Look:
    """One step outwards: the region, the scheme that answers there (None: none does), and in Chinese what was found."""

    region: str
    scheme: Scheme | None
    why: str


@lru_cache(maxsize=512)
def looks(kind: str, region: str = NATIONAL, *, on: date, extra: Path | None = None) -> tuple[Look, ...]:
    """Where a scheme for this kind was looked for on this day, from the region outwards, ending with the one that answers."""
    schemes = [each for each in near(widen(region), extra) if each.by == "day" and each.kind == kind]
    steps = []
    for place in widen(region):
        here = [each for each in schemes if each.region == place]
        hits = sorted((each for each in here if each.in_force(on)), key=lambda each: not each.own)
        if len(hits) > 1 and hits[0].own == hits[1].own:
            raise clash(hits[0], hits[1])
        if hits:
            first = hits[0]
            also = f"；本单位目录里的方案优先于自带的 {hits[1].id}" if len(hits) > 1 else ""
            steps.append(Look(place, first, f"{first.id} 在 {on} 有效（{_span(first)}）{also}"))
            return tuple(steps)
        others = "；".join(f"{each.id} 在 {on} {'还没有生效' if on < each.since else '已经失效'}（{_span(each)}）" for each in here)
        steps.append(Look(place, None, others or "没有方案"))
    return tuple(steps)


def _span(scheme: Scheme) -> str:
    return f"{scheme.since} 至{scheme.until or '今'}"


def find(kind: str, region: str = NATIONAL, *, on: date, extra: Path | None = None) -> Scheme | None:
    """The scheme in force on a day for a kind of form in a region, looking outwards from the region; None if there is none."""
    return looks(kind, region, on=on, extra=extra)[-1].scheme


@dataclass(frozen=True, slots=True)
class Choice:
    """Which scheme judges a form, and why, in Chinese; ``guessed_day`` when the form has no year. ``scheme`` may be a variant of the
    one that answers: ``answer`` and ``title`` are what to report."""

    scheme: Scheme | None
    why: str
    guessed_day: bool = False
    answer: str | None = None
    title: str | None = None


def fitted(scheme: Scheme, year: int | None, heads: frozenset[str], about: str, extra: Path | None = None) -> tuple[Scheme, str]:
    """The scheme as it applies to a form with these first-level classes: a variant of it that the form calls for, the weight set that
    fits; and in Chinese what was chosen (``""`` if nothing)."""
    for each in (by_id(name, extra) for name in scheme.variants if year is not None):
        fits = next((one for one in each.weight_sets if one.fits(heads, about)), None)
        if each.variant is not None and (year or 0) >= each.variant.budget_year and fits is not None:
            why = f"{each.variant.budget_year} 年度起，{fits.title}，按其中的 {each.id} 核分值"
            return replace(each, weights={**_totals(each), **fits.weights}), why
    fits = next((one for one in scheme.weight_sets if one.fits(heads, about)), None)
    if fits is None:
        return scheme, ""
    return replace(scheme, weights={**_totals(scheme), **fits.weights}), f"分值按「{fits.title}」"


def _totals(scheme: Scheme) -> dict[str, Number]:
    return {key: scheme.weights[key] for key in ("total", "declared_total") if key in scheme.weights}


def choose(
    kind: str,
    *,
    year: int | None,
    layout_scheme: str | None = None,
    named: str | None = None,
    region: str = NATIONAL,
    on: date | None = None,
    extra: Path | None = None,
    heads: frozenset[str] = frozenset(),
    about: str = "",
    layout_region: str | None = None,
    points: Mapping[str, Decimal] | None = None,
) -> Choice:
    """Pick the scheme as the contract says: named; else the layout's own; else by kind, region and day. ``heads`` are the classes of
    the form's first-level indicators, ``about`` what it is about (project, department): a scheme may weigh them otherwise. ``layout_region``: the place whose paper it looks like,
    asked where no region is named and ``points``, those of each class, are that place's."""
    guessed = False
    theirs = layout_region if region == NATIONAL else None
    if named:
        scheme: Scheme | None = by_id(named, extra)
        why = "由 --scheme 指定"
    elif layout_scheme:
        scheme, why = by_id(layout_scheme, extra), "由版式确定"
    else:
        guessed = on is None and year is None
        if guessed:  # no year on the form: the newest that answers for this kind and region
            scheme, why = _newest(kind, region, extra), "表上没有年度，取最新的方案"
        else:
            day = on if on is not None else date((year or 0) + 1, 4, 30)
            scheme = find(kind, region, on=day, extra=extra)
            why = f"按表种、地区 {region} 和日期 {day} 选定"
            local = find(kind, theirs, on=day, extra=extra) if theirs else None
            if local is not None and local.region != NATIONAL and _weighed_as(local, points or {}):
                scheme, why = local, f"没有写地区，版式和各类指标的分值都合于地区 {theirs}，按它和日期 {day} 选定"
            if scheme is None:
                return Choice(None, f"没有适用于{_KINDS.get(kind, kind)}、地区 {region} 和日期 {day} 的方案，只作表内核对")
    if scheme is None:
        return Choice(None, f"没有适用于{_KINDS.get(kind, kind)}、地区 {region} 的方案，只作表内核对", guessed)
    fits, more = fitted(scheme, year, heads, about, extra)
    return Choice(fits, f"{why}；{more}" if more else why, guessed, scheme.id, scheme.title)


def _weighed_as(scheme: Scheme, points: Mapping[str, Decimal]) -> bool:
    """True if the form gives its classes the points of this scheme; one of three or more may differ: that is for the checks to say."""
    known = {name: scheme.weight(name) for name in points}
    same = sum(known[name] == value for name, value in points.items())
    return same >= max(3, len(points) - 1)


def _newest(kind: str, region: str, extra: Path | None) -> Scheme | None:
    for place in widen(region):
        here = [each for each in near((place,), extra) if (each.by, each.kind) == ("day", kind)]
        if here:
            return max(here, key=lambda each: (each.own, each.since))
    return None
