"""Schemes: the law as dated data. One file per issuing document under ``data/schemes``; a regional one extends its parent.

``find(kind, region, on=day)`` answers which scheme judges a form. Every number knows its Authority; unknown keys, duplicate keys
and numbers without an authority are refused with file and line.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from ziping.errors import DataError, UserError
from ziping.records import DATA, Record, load, names
from ziping.regulations import Authority, authority_of

__all__ = ["CURVES", "Band", "Choice", "Execution", "GradeFloor", "Number", "Quantitative", "Scheme", "by_id", "choose", "every", "find", "widen"]

NATIONAL = "000000"
KINDS = ("department", "project", "targets", "monitoring", "rubric")
POLICIES = ("fixed", "adjustable", "free")
WEIGHTS = ("total", "declared_total", "execution", "cost", "output", "benefit", "satisfaction", "goals", "decision", "management")
RATES = ("budget_ratio", "net_ratio")
EXECUTION_CURVES = ("ratio_capped", "deviation")
CURVES = ("ratio_capped", "inverse", "linear_to_double", "all_or_nothing")  # the names in scoring/curves.py; a test holds them equal


@dataclass(frozen=True, slots=True)
class Number:
    """One number of law with its authority."""

    value: Decimal
    authority: Authority


@dataclass(frozen=True, slots=True)
class Execution:
    """How the execution rate becomes points: ``rate`` a formula (budget_ratio B÷A, net_ratio (B−C)÷A), ``curve`` a named curve,
    ``zero_budget`` what A = 0 means (``"not_applicable"``, ``"zero"``, ``"full"``)."""

    rate: str
    curve: str
    zero_budget: str
    authority: Authority


@dataclass(frozen=True, slots=True)
class Quantitative:
    """Named curves for measured indicators by direction of the target."""

    forward: str
    reverse: str
    equal: str
    zero_target: str
    authority: Authority


@dataclass(frozen=True, slots=True)
class Band:
    """A level of achievement and its share of the weight, from (included) to (excluded, but 1 is included)."""

    level: str
    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class GradeFloor:
    """A grade and the rounded total it starts at (included)."""

    grade: str
    floor: Number


@dataclass(frozen=True, slots=True)
class Scheme:
    """One set of scoring rules, in force from ``since`` to ``until`` for one kind of form and one region (six digits)."""

    id: str
    title: str
    kind: str
    region: str
    since: date
    until: date | None
    basis: str | None
    parent: str | None
    policy: str
    money_unit: str
    weights: dict[str, Number]
    execution: Execution | None
    quantitative: Quantitative | None
    bands: tuple[Band, ...]
    grades: tuple[GradeFloor, ...]
    source: str = ""

    def authority(self) -> Authority:
        """The scheme's own authority: the document if one is known, else the first thing that was seen."""
        if self.basis:
            return Authority("basis", self.basis)
        if self.execution is not None:
            return self.execution.authority
        return Authority("memory")

    def weight(self, name: str) -> Decimal | None:
        """Points of one part (``"execution"``, ``"output"`` …), None if the scheme does not fix it."""
        number = self.weights.get(name)
        return None if number is None else number.value


_KEYS = frozenset(
    {"id", "title", "for", "in_force", "basis", "extends", "money_unit", "weights", "execution", "quantitative", "qualitative", "grades"}
)
_CITED = frozenset({"at", "seen", "memory"})


def _need(record: Record, key: str) -> Any:
    if key not in record:
        raise DataError(f"{record.at()}：缺少「{key}」")
    return record[key]


def _one_of(record: Record, key: str, allowed: tuple[str, ...]) -> str:
    value = _need(record, key)
    if value not in allowed:
        raise DataError(f"{record.at(key)}：「{key}」只能是 {'、'.join(allowed)}，不能是「{value}」")
    return str(value)


def _number(record: Any, basis: str | None, owner: Record, key: str) -> Number:
    if not isinstance(record, Record):
        raise DataError(f"{owner.at(key)}：「{key}」应写成 {{value: 数, seen: …}}，每个数都要有出处")
    record.refuse_unknown(_CITED | {"value"})
    value = _need(record, "value")
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise DataError(f"{record.at('value')}：「{value}」不是数")
    return Number(Decimal(value), authority_of(record, basis))


def _weights(record: Record, basis: str | None) -> tuple[str, dict[str, Number]]:
    record.refuse_unknown({*WEIGHTS, "policy"})
    policy = _one_of(record, "policy", POLICIES)
    return policy, {key: _number(value, basis, record, key) for key, value in record.items() if key != "policy"}


def _execution(record: Record | None, basis: str | None) -> Execution | None:
    if record is None:
        return None
    record.refuse_unknown(_CITED | {"rate", "curve", "zero_budget"})
    return Execution(
        rate=_one_of(record, "rate", RATES),
        curve=_one_of(record, "curve", EXECUTION_CURVES),
        zero_budget=_one_of(record, "zero_budget", ("not_applicable", "zero", "full")),
        authority=authority_of(record, basis),
    )


def _quantitative(record: Record | None, basis: str | None) -> Quantitative | None:
    if record is None:
        return None
    record.refuse_unknown(_CITED | {"forward", "reverse", "equal", "zero_target"})
    forward, reverse, equal, zero = (_one_of(record, key, CURVES) for key in ("forward", "reverse", "equal", "zero_target"))
    return Quantitative(forward, reverse, equal, zero, authority_of(record, basis))


def _bands(record: Record | None, basis: str | None) -> tuple[Band, ...]:
    if record is None:
        return ()
    record.refuse_unknown({"bands"})
    bands = []
    for item in _need(record, "bands"):
        item.refuse_unknown({"level", "from", "to"})
        level = _one_of(item, "level", ("achieved", "partly", "not_achieved"))
        bands.append(Band(level, _number(item["from"], basis, item, "from"), _number(item["to"], basis, item, "to")))
    return tuple(bands)


def _grades(records: list[Record] | None, basis: str | None) -> tuple[GradeFloor, ...]:
    floors = []
    for item in records or ():
        item.refuse_unknown({"grade", "from"})
        floors.append(GradeFloor(str(_need(item, "grade")), _number(_need(item, "from"), basis, item, "from")))
    return tuple(sorted(floors, key=lambda g: -g.floor.value))


def _build(record: Record, parents: dict[str, Scheme]) -> Scheme:
    record.refuse_unknown(_KEYS)
    basis = record.get("basis")
    scope = _need(record, "for")
    scope.refuse_unknown({"kind", "region"})
    region = str(_need(scope, "region"))
    if len(region) != 6 or not region.isdigit():
        raise DataError(f'{scope.at("region")}：区划代码应是六位数字的文字，如 "430112"')
    span = _need(record, "in_force")
    parent = parents[record["extends"]] if record.get("extends") else None
    policy, weights = _weights(record["weights"], basis) if "weights" in record else ("", {})
    inherited = parent is not None
    if not inherited:
        for key in ("weights", "execution", "quantitative", "qualitative", "grades", "money_unit"):
            if key not in record and key != "grades":
                raise DataError(f"{record.at()}：缺少「{key}」；没有就写 null，要继承就写 extends")
    return Scheme(
        id=_need(record, "id"),
        title=_need(record, "title"),
        kind=_one_of(scope, "kind", KINDS),
        region=region,
        since=span["from"],
        until=span.get("to"),
        basis=basis,
        parent=record.get("extends"),
        policy=policy or (parent.policy if parent else ""),
        money_unit=record.get("money_unit") or (parent.money_unit if parent else ""),
        weights=weights if "weights" in record or parent is None else parent.weights,
        execution=_execution(record["execution"], basis) if "execution" in record or parent is None else parent.execution,
        quantitative=_quantitative(record["quantitative"], basis) if "quantitative" in record or parent is None else parent.quantitative,
        bands=_bands(record["qualitative"], basis) if "qualitative" in record or parent is None else parent.bands,
        grades=_grades(record["grades"], basis) if "grades" in record else (parent.grades if parent else ()),
        source=record.source,
    )


@lru_cache(maxsize=8)
def every(extra: Path | None = None) -> dict[str, Scheme]:
    """Every scheme on record, by id; ``extra`` is a bureau's own data folder, whose schemes stand beside ours."""
    records: dict[str, Record] = {}
    for root in (DATA, *([extra] if extra else [])):
        for path in names("schemes", root):
            record = load(path)
            if not isinstance(record, Record):
                raise DataError(f"schemes/{path.name}：应是一个方案的记录（键: 值）")
            if record.get("id") != path.stem:
                raise DataError(f"{record.at('id' if 'id' in record else None)}：id 应与文件名 {path.stem} 相同")
            records[path.stem] = record
    built: dict[str, Scheme] = {}

    def build(name: str, chain: tuple[str, ...]) -> Scheme:
        if name not in built:
            record = records[name]
            parent = record.get("extends")
            if parent in chain:
                raise DataError(f"{record.at('extends')}：方案互相继承成环：{' → '.join((*chain, name))}")
            if parent and parent not in records:
                raise DataError(f"{record.at('extends')}：没有方案「{parent}」")
            if parent:
                build(parent, (*chain, name))
            scheme = _build(record, built)
            if parent and scheme.since < built[parent].since:
                raise DataError(f"{record.at('in_force')}：生效日早于所继承的 {parent}（{built[parent].since}）")
            built[name] = scheme
        return built[name]

    for name in records:
        build(name, ())
    return built


def widen(region: str) -> tuple[str, ...]:
    """The regions that may answer for one, nearest first: 430112 → 430112, 430100, 430000, 000000."""
    chain = [region, region[:4] + "00", region[:2] + "0000", NATIONAL]
    return tuple(dict.fromkeys(chain))


def find(kind: str, region: str = NATIONAL, *, on: date, extra: Path | None = None) -> Scheme | None:
    """The scheme in force on a day for a kind of form in a region, looking outwards from the region; None if there is none."""
    schemes = every(extra).values()
    for place in widen(region):
        hits = [s for s in schemes if s.kind == kind and s.region == place and s.since <= on and (s.until is None or on <= s.until)]
        if len(hits) > 1:
            raise DataError(f"{on} 这一天 {place} 有不止一个 {kind} 方案：{'、'.join(s.id for s in hits)}；请改生效日期")
        if hits:
            return hits[0]
    return None


def by_id(name: str, extra: Path | None = None) -> Scheme:
    """The scheme with this id; UserError if there is none."""
    scheme = every(extra).get(name)
    if scheme is None:
        raise UserError(f"没有方案「{name}」；用 ziping schemes 查看全部方案")
    return scheme


@dataclass(frozen=True, slots=True)
class Choice:
    """Which scheme judges a form, and why, in Chinese; ``guessed_day`` when the form has no year."""

    scheme: Scheme | None
    why: str
    guessed_day: bool = False


def choose(
    kind: str,
    *,
    year: int | None,
    layout_scheme: str | None = None,
    named: str | None = None,
    region: str = NATIONAL,
    on: date | None = None,
    extra: Path | None = None,
) -> Choice:
    """Pick the scheme as the contract says: named; else the layout's own; else by kind, region and day."""
    if named:
        return Choice(by_id(named, extra), "由 --scheme 指定")
    if layout_scheme:
        return Choice(by_id(layout_scheme, extra), "由版式确定")
    guessed = on is None and year is None
    if on is not None:
        day = on
    elif year is not None:
        day = date(year + 1, 4, 30)
    else:
        day = max((s.since for s in every(extra).values()), default=date(2020, 1, 1))
    scheme = find(kind, region, on=day, extra=extra)
    if guessed:  # no year on the form: the newest that answers for this kind and region
        newest = [s for s in every(extra).values() if s.kind == kind and s.region in widen(region)]
        newest.sort(key=lambda s: (-widen(region).index(s.region), s.since))
        scheme = newest[-1] if newest else None
    how = "表上没有年度，取最新的方案" if guessed else f"按表种、地区 {region} 和日期 {day} 选定"
    if scheme is None:
        return Choice(None, f"没有适用于这种表（{kind}）、地区 {region} 和日期 {day} 的方案，只作表内核对", guessed)
    return Choice(scheme, how, guessed)
