"""The form as written: every field a string exactly as it stands on paper, or None where the paper has nothing.

This is the public contract (its JSON Schema is printed by ``ziping schema``): immutable, with a Place for every value. What a
string *means* is not kept here; ``values`` and ``scoring`` work that out again whenever it is needed.
"""

from dataclasses import field
from typing import Annotated, Literal

from ziping.frozen import dataclass
from ziping.grid import Place
from ziping.published import AsText, Between, Published

__all__ = [
    "BaseDatum",
    "Form",
    "Fund",
    "Goal",
    "Indicator",
    "Kind",
    "Place",
    "Problem",
    "Project",
    "Term",
    "Text",
    "Unit",
]


Text = Annotated[str | None, AsText()]
Kind = Literal["department", "project", "targets", "monitoring", "rubric"]
Term = Literal["annual", "long"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Published):
    """Something in a file that was not read as it stands: a code of contract.md §1, a Chinese sentence, where."""

    code: str
    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Published):
    """部门(单位)名称; ``code`` split off a name like ``219001-某单位``; 所属独立核算单位个数."""

    name: Text = None
    code: Text = None
    accounting_units: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Published):
    """项目名称 and who stands behind it; None for department forms."""

    name: Text = None
    code: Text = None
    supervising_department: Text = None
    implementing_unit: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund(Published):
    """One row of 资金情况. ``budget`` 全年预算数 A, ``execution`` 全年执行数 B, ``transfer`` 上级财政转移支付 C; ``total`` for 年度资金总额.
    ``interim_*`` are the 1–7 月 columns of monitoring forms."""

    source: Text = None
    initial_budget: Text = None
    budget: Text = None
    execution: Text = None
    transfer: Text = None
    weight: Text = None
    rate: Text = None
    score: Text = None
    review_score: Text = None
    reason: Text = None
    total: bool = False
    interim_execution: Text = None
    interim_rate: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Published):
    """年度总体目标: expected and actual text; ``weight`` only where a goal has points of its own."""

    expected: Text = None
    actual: Text = None
    weight: Text = None
    term: Term = "annual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Published):
    """One row of the indicator table, in paper order; merged cells repeat in every row they cover."""

    level1: Text = None
    level2: Text = None
    level3: Text = None
    content: Text = None
    initial_target: Text = None
    target: Text = None
    actual: Text = None
    weight: Text = None
    score: Text = None
    review_score: Text = None
    reason: Text = None
    measure: Text = None
    goal: int | None = None
    term: Term = "annual"
    interim: Text = None
    forecast: Text = None

    @property
    def name(self) -> str | None:
        """The indicator's name: its ``content`` if it has one, else its ``level3``."""
        return self.content or self.level3


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseDatum(Published):
    """One line of 基础数据 of a rubric form."""

    name: Text = None
    value: Text = None
    unit: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Published):
    """A filled form as written. See contract.md §1 for every key. ``others`` holds what stands beside printed labels that have no
    field of their own: 项目类别, 存在问题, 评价结论 …"""

    kind: Kind
    title: Text = None
    year: Annotated[int, Between(1900, 2999)] | None = None
    unit: Unit = Unit()
    project: Project | None = None
    money_unit: Text = None
    functions: Text = None
    funds: tuple[Fund, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    total_weight: Text = None
    total_score: Text = None
    total_review_score: Text = None
    grade: Text = None
    base_data: tuple[BaseDatum, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, str | None] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    layout: Text = None
    places: dict[str, Place] = field(default_factory=dict)
