"""A scheme as frozen data: what one set of scoring rules says, each number with its authority.

Nothing is computed here and nothing is read here: ``schemes.build`` makes these from YAML, ``scoring`` follows them.
"""

from dataclasses import field
from datetime import date
from decimal import Decimal

from ziping.frozen import dataclass
from ziping.regulations import Authority

__all__ = [
    "CURVES",
    "Band",
    "BaseTerm",
    "Ceiling",
    "Execution",
    "GradeFloor",
    "Item",
    "Number",
    "OverFulfilment",
    "Quantitative",
    "Rule",
    "Scheme",
    "Stair",
    "Variant",
    "WeightSet",
]

# Which curves a scheme may name in which place, and the numbers each of them needs. The curves themselves stand in
# ``scoring/curves.py``; a test holds the names equal.
CURVES: dict[str, dict[str, tuple[str, ...]]] = {
    "measured": {
        "ratio_capped": (),
        "inverse": (),
        "linear_to_double": (),
        "all_or_nothing": (),
        "ratio_above_floor": ("floor",),
        "steps_below": ("per", "deduct"),
        "steps_above": ("per", "deduct"),
    },
    "range": {"by_distance": (), "staircase": ("stairs",)},
    "yes_no": {"all_or_nothing": ()},
    "satisfaction": {"satisfaction": ("full_at", "zero_below")},
    "rate": {"ratio_capped": (), "deviation": (), "steps_below": ("per", "deduct"), "staircase": ("stairs",)},
    "item": {"steps_below": ("per", "deduct"), "steps_above": ("per", "deduct"), "staircase": ("stairs",)},
}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of law with its authority."""

    value: Decimal
    authority: Authority


@dataclass(frozen=True, slots=True)
class Stair:
    """One step of a staircase: up to ``up_to`` (included), or from ``floor`` on (included), or everything else (both None);
    ``gives`` a share of the weight (in rubric items: points)."""

    up_to: Decimal | None
    floor: Decimal | None
    gives: Number


@dataclass(frozen=True, slots=True)
class Rule:
    """A curve by its name, with the numbers it needs."""

    curve: str
    authority: Authority
    numbers: dict[str, Number] = field(default_factory=dict)
    stairs: tuple[Stair, ...] = ()


@dataclass(frozen=True, slots=True)
class Execution:
    """How the execution rate becomes points: ``rate`` a formula (budget_ratio B÷A, net_ratio (B−C)÷A), ``rule`` a curve,
    ``zero_budget`` what A = 0 means (``"not_applicable"``, ``"zero"``, ``"full"``), ``budget_is`` what A is called where the
    scheme says so (调整后预算数). ``explain_below``: a rate under it needs a reason; that never touches the score."""

    rate: str
    rule: Rule
    zero_budget: str
    authority: Authority
    budget_is: str = ""
    explain_below: Number | None = None
    explain_adjustment: bool = False

    @property
    def curve(self) -> str:
        """The name of the curve."""
        return self.rule.curve


@dataclass(frozen=True, slots=True)
class Quantitative:
    """Curves for measured indicators by direction of the target; None where the scheme does not say."""

    forward: Rule
    reverse: Rule
    equal: Rule
    zero_target: Rule
    authority: Authority
    interval: Rule | None = None
    yes_no: Rule | None = None
    satisfaction: Rule | None = None


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
class OverFulfilment:
    """What happens from ``at`` (actual ÷ target, included): ``then`` is ``"flag"``, ``"reason"`` (ask for one),
    ``"deduct_fixed"`` (``deduct`` points) or ``"deduct_share"`` (``deduct`` × weight for each whole of the ratio beyond ``at``).
    ``zero_target_at``: the actual from which a target of 0 counts as far over."""

    at: Number
    then: str
    deduct: Number | None = None
    zero_target_at: Number | None = None
    equal_differs: bool = False
    reverse_above: bool = False


@dataclass(frozen=True, slots=True)
class Ceiling:
    """With an execution rate below ``below`` (not included) the total may not pass ``most`` points."""

    below: Number
    most: Number


@dataclass(frozen=True, slots=True)
class BaseTerm:
    """A quotient of base data by their keys: (Σ add − Σ less) ÷ Σ over."""

    add: tuple[str, ...]
    less: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One rule-scored line of a rubric: its names on paper, its points, the quotient it looks at, the value that is full, the rule."""

    name: str
    names: tuple[str, ...]
    points: Number
    of: BaseTerm
    best: Number
    rule: Rule


@dataclass(frozen=True, slots=True)
class WeightSet:
    """Other weights for forms that have (lack) certain first-level indicators, or are about a project or a department.
    Without any condition it is only on record: seen elsewhere, chosen by nobody."""

    title: str
    has: frozenset[str]
    lacks: frozenset[str]
    about: str | None
    weights: dict[str, Number]

    def fits(self, heads: frozenset[str], about: str) -> bool:
        """True if a form with these first-level classes meets the conditions."""
        if not (self.has or self.lacks or self.about):
            return False
        return self.has <= heads and not self.lacks & heads and self.about in (None, about)


@dataclass(frozen=True, slots=True)
class Variant:
    """When a scheme of ``by: variant`` takes over from its parent: budget year reached and one of its weight sets fits."""

    of: str
    budget_year: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """One set of scoring rules, in force from ``since`` to ``until`` for one kind of form and one region (six digits).

    ``by`` says how it comes to answer: ``"day"`` by kind, region and day; ``"name"`` only when named; ``"profile"`` when named,
    alone or laid over another; ``"variant"`` in place of its parent (which lists it in ``variants``), where the form calls for it.
    """

    id: str
    title: str
    kind: str
    region: str
    since: date
    until: date | None
    by: str = "day"
    basis: str | None = None
    parent: str | None = None
    policy: str = ""
    money_unit: str = ""
    weights: dict[str, Number] = field(default_factory=dict)
    nested: dict[str, dict[str, Number]] = field(default_factory=dict)
    weight_sets: tuple[WeightSet, ...] = ()
    variant: Variant | None = None
    variants: tuple[str, ...] = ()
    execution: Execution | None = None
    quantitative: Quantitative | None = None
    bands: tuple[Band, ...] = ()
    grades: tuple[GradeFloor, ...] = ()
    goals: str = "one"
    inapplicable: Authority | None = None
    over: OverFulfilment | None = None
    ceilings: tuple[Ceiling, ...] = ()
    scores: tuple[str, ...] = ()
    text_limits: dict[str, Number] = field(default_factory=dict)
    signatures: tuple[str, ...] = ()
    alarms: dict[str, Number] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    base_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skips_empty_target: bool = False
    sums_checked: bool = True
    own: bool = False
    source: str = ""
    grounds: Authority | None = None
    note: str = ""

    def authority(self) -> Authority:
        """The scheme's own authority: the document if one is known, else the first thing that was seen."""
        if self.grounds is not None:
            return self.grounds
        if self.execution is not None:
            return self.execution.authority
        return next((number.authority for number in self.weights.values()), Authority("memory"))

    def weight(self, name: str) -> Decimal | None:
        """Points of one part (``"execution"``, ``"output"`` …), also where it stands inside another; None if not fixed."""
        for part in (self.weights, *self.nested.values()):
            if name in part:
                return part[name].value
        return None

    def part_of(self, name: str) -> str:
        """The first-level class whose points hold this one's: satisfaction inside benefit → ``"benefit"``; else itself."""
        return next((outer for outer, parts in self.nested.items() if name in parts), name)

    def in_force(self, day: date) -> bool:
        """True if the day lies within the dates."""
        return self.since <= day and (self.until is None or day <= self.until)
