"""The curves a scheme names, read strictly: a rule is a curve's name, or ``{curve: name, number: {value: …}, stairs: […]}``."""

from decimal import Decimal

from ziping.errors import DataError
from ziping.records import Record
from ziping.regulations import Authority
from ziping.schemes.model import CURVES, BaseTerm, Execution, Item, Number, Quantitative, Rule, Stair
from ziping.schemes.strict import CITED, Ground, flag, listing, mapping, need, number, one_of, text, texts

__all__ = ["execution", "items", "quantitative"]

_SLOTS = {
    "forward": "measured", "reverse": "measured", "equal": "measured", "zero_target": "measured", "range": "range", "yes_no": "yes_no",
    "satisfaction": "satisfaction",
}  # fmt: skip
_RATES = ("budget_ratio", "net_ratio")
_ZERO = ("not_applicable", "zero", "full")


def _stairs(record: Record, ground: Ground, gives: str) -> tuple[Stair, ...]:
    """Steps from the best to the worst; the last one, without a limit, takes the rest."""
    rows = listing(record, "stairs", {"up_to", "from", gives})
    stairs: list[Stair] = []
    for row in rows:
        if ("up_to" in row) + ("from" in row) > 1:
            raise DataError(f"{row.at()}：up_to（不超过）和 from（不低于）只能写一个")
        limits = [row[key] for key in ("up_to", "from") if key in row]
        if not limits and row is not rows[-1] or limits and row is rows[-1]:
            raise DataError(f"{row.at()}：最后一档不写界限（其余都归它），前面各档都要写 up_to 或 from")
        for limit in limits:
            if isinstance(limit, bool) or not isinstance(limit, (int, Decimal)):
                raise DataError(f"{row.at()}：界限「{limit}」不是数")
        stair = Stair(
            up_to=Decimal(row["up_to"]) if "up_to" in row else None,
            floor=Decimal(row["from"]) if "from" in row else None,
            gives=number(row, gives, ground),
        )
        if stairs and not _worse(stairs[-1], stair):
            raise DataError(f"{row.at()}：各档应从好到差排：界限一档比一档宽，得分一档比一档低")
        stairs.append(stair)
    if not stairs:
        raise DataError(f"{record.at('stairs')}：至少要有一档")
    return tuple(stairs)


def _worse(one: Stair, two: Stair) -> bool:
    if two.gives.value > one.gives.value:
        return False
    if two.up_to is not None:
        return one.up_to is not None and one.up_to < two.up_to
    return two.floor is None or one.floor is not None and one.floor > two.floor


def _rule(owner: Record, key: str, place: str, ground: Ground, authority: Authority, gives: str = "share") -> Rule:
    """The rule under ``key``; ``place`` says which curves may stand there."""
    known = CURVES[place]
    value = need(owner, key)
    if not isinstance(value, Record):
        name = one_of(owner, key, tuple(known))
        if known[name]:
            raise DataError(f"{owner.at(key)}：曲线 {name} 要有 {'、'.join(known[name])}，请写成 {{curve: {name}, {known[name][0]}: …}}")
        return Rule(name, authority)
    name = one_of(value, "curve", tuple(known))
    value.refuse_unknown(CITED | {"curve", *known[name]})
    cited = any(word in value for word in CITED)
    numbers = {each: number(value, each, ground) for each in known[name] if each != "stairs"}
    if "per" in numbers and numbers["per"].value <= 0:
        raise DataError(f"{value.at('per')}：per（每差多少）应大于 0")
    _ordered(value, numbers)
    stairs = _stairs(value, ground, gives) if "stairs" in known[name] else ()
    if gives == "share" and any(stair.gives.value > 1 for stair in stairs):
        raise DataError(f"{value.at('stairs')}：share 是占分值的比率，不能大于 1")
    return Rule(name, ground.authority(value) if cited else authority, numbers, stairs)


def _ordered(record: Record, numbers: dict[str, Number]) -> None:
    """Shares lie between 0 and 1, and the one that is full lies above the one that is nothing."""
    floor, full, zero = (numbers[key].value if key in numbers else None for key in ("floor", "full_at", "zero_below"))
    if floor is not None and not 0 <= floor < 1:
        raise DataError(f"{record.at('floor')}：floor 是比率，应不小于 0、小于 1")
    if full is not None and zero is not None and not 0 <= zero < full:
        raise DataError(f"{record.at('zero_below')}：zero_below 应小于 full_at")


def execution(record: Record, ground: Ground) -> Execution:
    """The section ``execution``."""
    keys = {"rate", "curve", "zero_budget", "budget_is", "explain_below", "explain_adjustment"}
    section = mapping(record, "execution", CITED | keys)
    authority = ground.authority(section)
    return Execution(
        rate=one_of(section, "rate", _RATES),
        rule=_rule(section, "curve", "rate", ground, authority),
        zero_budget=one_of(section, "zero_budget", _ZERO),
        authority=authority,
        budget_is=text(section, "budget_is") if "budget_is" in section else "",
        explain_below=number(section, "explain_below", ground) if "explain_below" in section else None,
        explain_adjustment=flag(section, "explain_adjustment"),
    )


def quantitative(record: Record, ground: Ground) -> Quantitative:
    """The section ``quantitative``."""
    section = mapping(record, "quantitative", CITED | set(_SLOTS))
    authority = ground.authority(section)

    def slot(key: str) -> Rule:
        return _rule(section, key, _SLOTS[key], ground, authority)

    def maybe(key: str) -> Rule | None:
        return slot(key) if key in section else None

    return Quantitative(
        forward=slot("forward"), reverse=slot("reverse"), equal=slot("equal"), zero_target=slot("zero_target"), authority=authority,
        interval=maybe("range"), yes_no=maybe("yes_no"), satisfaction=maybe("satisfaction"),
    )  # fmt: skip


def items(record: Record, ground: Ground) -> tuple[tuple[Item, ...], dict[str, tuple[str, ...]]]:
    """The section ``rubric``: its base data by key, with their names on paper, and its rule-scored items."""
    section = mapping(record, "rubric", {"base_data", "items"})
    base = mapping(section, "base_data")
    names = {key: texts(base, key) for key in base}
    found = []
    for row in listing(section, "items", {"item", "names", "points", "add", "less", "over", "best", "curve"}):
        points = number(row, "points", ground)
        term = BaseTerm(texts(row, "add"), texts(row, "less"), texts(row, "over"))
        for key in (*term.add, *term.less, *term.over):
            if key not in names:
                raise DataError(f"{row.at()}：用到的「{key}」不在 base_data 里，请在那里补一行它的名称")
        if not term.add or not term.over:
            raise DataError(f"{row.at()}：add（分子）和 over（分母）都要写")
        rule = _rule(row, "curve", "item", ground, points.authority, gives="points")
        if any(stair.gives.value > points.value for stair in rule.stairs):
            raise DataError(f"{row.at('curve')}：有一档的 points 高于这一项的分值 {points.value}")
        title = text(row, "item")
        found.append(Item(title, (title, *texts(row, "names")), points, term, number(row, "best", ground), rule))
    return tuple(found), names
