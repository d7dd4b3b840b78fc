"""A record and its parent → a Scheme. What a section says replaces what the parent said; a section that is absent is inherited."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from ziping.errors import DataError
from ziping.records import Record
from ziping.regulations import Authority, regulation
from ziping.schemes import rules
from ziping.schemes.model import Band, Ceiling, GradeFloor, Number, OverFulfilment, Scheme, Variant, WeightSet
from ziping.schemes.strict import CITED, Ground, day, flag, listing, mapping, number, one_of, pick, text, texts, whole

__all__ = ["KINDS", "WEIGHTS", "build", "over"]

KINDS = ("department", "project", "targets", "monitoring", "rubric")
POLICIES = ("fixed", "adjustable", "free")
HEADS = ("cost", "output", "benefit", "satisfaction", "decision", "management")
WEIGHTS = (
    "total", "declared_total", "execution", *HEADS, "goals", "indicators", "performance", "fund_management", "system", "monitoring",
    "enforcement",
)  # fmt: skip
ALARMS = ("unspent", "indicators_ahead", "default_cost_points")
LIMITS = ("rate_reason", "goal_expected", "goal_actual", "conclusion", "problems", "measures")
LEVELS = ("achieved", "partly", "not_achieved")
_HEAD = {"id", "title", "for", "in_force", "basis", "extends", "variant", "variants", "note", *CITED}
_MUST = ("weights", "execution", "quantitative", "qualitative", "money_unit")

Fields = dict[str, Any]


def _parts(record: Record, ground: Ground, skip: tuple[str, ...] = ()) -> dict[str, Number]:
    return {key: number(record, key, ground) for key in record if key not in skip}


def _weights(record: Record, ground: Ground) -> Fields:
    section = mapping(record, "weights", {*WEIGHTS, "policy", "nested", "sets", "sums_checked"})
    nested: dict[str, dict[str, Number]] = {}
    if "nested" in section:
        outer = mapping(section, "nested", set(HEADS))
        for key in outer:
            nested[key] = _parts(mapping(outer, key, set(WEIGHTS)), ground)
            if key not in section:
                raise DataError(f"{outer.at(key)}：nested 里的「{key}」在上面没有分值，请先写它的总数")
    weights = _parts(section, ground, ("policy", "nested", "sets", "sums_checked"))
    sets = []
    for row in listing(section, "sets", {"title", "has", "lacks", "about", *WEIGHTS}) if "sets" in section else ():
        about = one_of(row, "about", ("project", "department")) if "about" in row else None
        own = _parts(row, ground, ("title", "has", "lacks", "about"))
        sets.append(WeightSet(text(row, "title"), pick(row, "has", HEADS), pick(row, "lacks", HEADS), about, own))
    _adds_up(section, weights)
    for row, each in zip(section.get("sets", ()), sets, strict=True):
        if each.has or each.lacks or each.about:
            _adds_up(row, {**{key: weights[key] for key in ("total",) if key in weights}, **each.weights})
    return {
        "policy": one_of(section, "policy", POLICIES), "weights": weights, "nested": nested, "weight_sets": tuple(sets),
        "sums_checked": flag(section, "sums_checked") if "sums_checked" in section else True,
    }  # fmt: skip


def _adds_up(record: Record, weights: dict[str, Number]) -> None:
    """The parts of a set make its total, where both are written and the parts are all there."""
    parts = {key: each.value for key, each in weights.items() if key not in ("total", "declared_total")}
    if "total" in weights and len(parts) > 1 and (added := sum(parts.values())) != weights["total"].value:
        raise DataError(
            f"{record.at()}：各部分分值相加是 {added}，不等于总分值 {weights['total'].value}；请核对，或把内含的部分写进 nested"
        )


def _bands(record: Record, ground: Ground) -> Fields:
    bands = []
    for item in listing(mapping(record, "qualitative", {"bands"}), "bands", {"level", "from", "to"}):
        level = one_of(item, "level", LEVELS)
        low, high = number(item, "from", ground), number(item, "to", ground)
        if not low.value < high.value <= 1:
            raise DataError(f"{item.at()}：from 应小于 to，to 不大于 1；都是占分值的比率")
        bands.append(Band(level, low, high))
    if len({band.level for band in bands}) < len(bands):
        raise DataError(f"{record.at('qualitative')}：同一档写了两次，请只留一个")
    return {"bands": tuple(bands)}


def _grades(record: Record, ground: Ground) -> Fields:
    floors = [GradeFloor(text(item, "grade"), number(item, "from", ground)) for item in listing(record, "grades", {"grade", "from"})]
    if len({each.floor.value for each in floors}) < len(floors):
        raise DataError(f"{record.at('grades')}：两个等级从同一分数起，请核对")
    return {"grades": tuple(sorted(floors, key=lambda each: -each.floor.value))}


def _over(record: Record, ground: Ground) -> Fields:
    section = mapping(record, "over_fulfilment", {"at", "then", "deduct", "zero_target_at", "equal_differs", "reverse_above"})
    then = one_of(section, "then", ("flag", "reason", "deduct_fixed", "deduct_share"))
    at = number(section, "at", ground, least=1)
    if then.startswith("deduct") != ("deduct" in section):
        raise DataError(f"{section.at('then')}：then 写 deduct_fixed 或 deduct_share 时要写 deduct（扣多少），其余不写")
    return {
        "over": OverFulfilment(
            at=at,
            then=then,
            deduct=number(section, "deduct", ground) if "deduct" in section else None,
            zero_target_at=number(section, "zero_target_at", ground) if "zero_target_at" in section else None,
            equal_differs=flag(section, "equal_differs"),
            reverse_above=flag(section, "reverse_above"),
        )
    }


def _ceilings(record: Record, ground: Ground) -> Fields:
    rows = listing(record, "ceilings", {"below", "most"})
    found = sorted((Ceiling(number(row, "below", ground), number(row, "most", ground)) for row in rows), key=lambda c: c.below.value)
    if any(one.most.value > two.most.value for one, two in zip(found, found[1:], strict=False)):
        raise DataError(f"{record.at('ceilings')}：执行率越低，总分上限应越低（或相同）")
    return {"ceilings": tuple(found)}


def _inapplicable(record: Record, ground: Ground) -> Fields:
    section = mapping(record, "inapplicable", CITED | {"rule"})
    one_of(section, "rule", ("rescale",))
    return {"inapplicable": ground.authority(section)}


def _rubric(record: Record, ground: Ground) -> Fields:
    found, names = rules.items(record, ground)
    return {"items": found, "base_names": names}


# key in the file → what it sets in the Scheme, and how it is read. A new section of a scheme is one line here.
_SECTIONS: dict[str, tuple[tuple[str, ...], Callable[[Record, Ground], Fields]]] = {
    "money_unit": (("money_unit",), lambda record, _: {"money_unit": one_of(record, "money_unit", ("万元", "元"))}),
    "weights": (("policy", "weights", "nested", "weight_sets", "sums_checked"), _weights),
    "execution": (("execution",), lambda record, ground: {"execution": rules.execution(record, ground)}),
    "quantitative": (("quantitative",), lambda record, ground: {"quantitative": rules.quantitative(record, ground)}),
    "qualitative": (("bands",), _bands),
    "grades": (("grades",), _grades),
    "goals": (("goals",), lambda record, _: {"goals": one_of(record, "goals", ("one", "points", "ratio"))}),
    "inapplicable": (("inapplicable",), _inapplicable),
    "over_fulfilment": (("over",), _over),
    "ceilings": (("ceilings",), _ceilings),
    "scores": (("scores",), lambda record, _: {"scores": texts(record, "scores")}),
    "text_limits": (
        ("text_limits",),
        lambda record, ground: {"text_limits": _parts(mapping(record, "text_limits", set(LIMITS)), ground)},
    ),
    "signatures": (("signatures",), lambda record, _: {"signatures": texts(record, "signatures")}),
    "alarms": (("alarms",), lambda record, ground: {"alarms": _parts(mapping(record, "alarms", set(ALARMS)), ground)}),
    "rubric": (("items", "base_names"), _rubric),
    "skips_empty_target": (("skips_empty_target",), lambda record, _: {"skips_empty_target": flag(record, "skips_empty_target")}),
}


def _grounds(record: Record, ground: Ground) -> Authority | None:
    """What the scheme as a whole rests on: its own citation, else its document."""
    if any(key in record for key in CITED) or ground.basis:
        return ground.authority(record)
    return None


def build(record: Record, parent: Scheme | None, ground: Ground, *, own: bool = False) -> Scheme:
    """Read one record strictly; ``parent`` is the scheme it extends, ``own`` that it came from a bureau's own folder."""
    record.refuse_unknown(_HEAD | set(_SECTIONS))
    if ground.basis is not None:
        regulation(ground.basis, ground.extra, where=record.at("basis"))
    scope = mapping(record, "for", {"kind", "region", "by"})
    region = scope.get("region")
    if not isinstance(region, str) or len(region) != 6 or not region.isascii() or not region.isdigit():
        raise DataError(f'{scope.at("region")}：区划代码应是六位数字的文字，要加引号，如 "430112"')
    by = one_of(scope, "by", ("day", "name", "profile", "variant")) if "by" in scope else "day"
    span = mapping(record, "in_force", {"from", "to"})
    since, until = day(span, "from"), day(span, "to")
    if since is None:
        raise DataError(f"{span.at('from')}：没有写 from（从哪一天起生效）")
    if until is not None and until < since:
        raise DataError(f"{span.at('to')}：to（{until}）早于 from（{since}）")
    if parent is None:
        for key in _MUST:
            if key not in record:
                raise DataError(f"{record.at()}：缺少「{key}」；没有就写 {key}: null，要继承就写 extends")
    elif since < parent.since:
        raise DataError(f"{record.at('in_force')}：生效日 {since} 早于所继承的 {parent.id}（{parent.since}），请改 from")
    if by in ("variant", "profile") and parent is None:
        raise DataError(f"{record.at()}：by: {by} 的方案要写 extends（在哪个方案上改）")
    variant = None
    if by == "variant":
        variant = Variant(of=parent.id if parent else "", budget_year=whole(mapping(record, "variant", {"budget_year"}), "budget_year"))
    elif "variant" in record:
        raise DataError(f"{record.at('variant')}：只有 for 里写了 by: variant 的方案才有 variant")
    said: Fields = {} if parent is None else {each.name: getattr(parent, each.name) for each in fields(Scheme)}
    for key, (names, section) in _SECTIONS.items():
        if key in record:
            for name in names:  # an override replaces, never merges; null is "nothing of this"
                said.pop(name, None)
            if record[key] is not None:
                said |= section(record, ground)
    grounds = _grounds(record, ground)
    head = {
        "id": text(record, "id"), "title": text(record, "title"), "kind": one_of(scope, "kind", KINDS), "region": region, "since": since,
        "until": until, "by": by, "basis": ground.basis, "parent": parent.id if parent else None, "variant": variant, "variants": texts(record, "variants"), "own": own,
        "source": record.source, "note": text(record, "note") if "note" in record else "", "grounds": grounds,
    }  # fmt: skip
    return Scheme(**{**said, **head})


def over(base: Scheme, profile: Scheme) -> Scheme:
    """A profile that was built with ``base`` as its parent answers in the base's place, kind, region and time."""
    return replace(
        profile, id=f"{base.id}+{profile.id}", title=f"{base.title}，叠加{profile.title}", region=base.region, since=base.since,
        until=base.until, kind=base.kind,
    )  # fmt: skip
