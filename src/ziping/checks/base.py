"""What a check is: one question put to one examined form, answered by findings.

A check reads; it never repairs, and a wrong form never makes it raise. Severity follows authority here and nowhere else: only the
form's own arithmetic or an article that somebody has read may speak as an error.
"""

from collections.abc import Callable, Iterable
from dataclasses import field
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from typing import Literal

from ziping.checks.against import Against
from ziping.checks.signs import Sign, of_points, of_sheet, of_values
from ziping.form import Form, Place, walk
from ziping.form.register import Register
from ziping.frozen import dataclass, maker
from ziping.published import Published
from ziping.regulations import Authority
from ziping.schemes import Scheme
from ziping.scoring import Facts, Row, Sheet, execution_rate
from ziping.values import Value

__all__ = ["NEEDS", "SEVERITIES", "Check", "Exam", "Finding", "Hit", "Need", "Question", "Severity", "Sign", "Status", "given", "of_module"]

Severity = Literal["error", "warning", "info"]
Status = Literal["new", "still", "explained", "mended"]
Need = Literal["targets", "monitoring", "last_year", "register"]
NEEDS: dict[Need, str] = {
    "targets": "批复的绩效目标申报表（--against）",
    "monitoring": "绩效运行监控表（--against）",
    "last_year": "上一年度的自评表（--against）",
    "register": "批复的项目名单（--register）",
}
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def _of(kinds: Iterable[type[Value]], rows: dict[type[Value], list[Row]]) -> list[Row]:
    found: list[Row] = []
    for kind in kinds:
        if kind in rows:
            found += rows[kind]
    return found


@dataclass(frozen=True)
class Exam:
    """One form under examination: as written, understood, scored. ``scheme`` is None where none answers; ``columns`` are the cells its
    paper is known to have (``funds.reason``), empty where the paper is not known. ``against`` and ``register``: other forms and the
    list of approved projects laid beside it, None where not given."""

    form: Form
    facts: Facts
    sheet: Sheet
    scheme: Scheme | None
    columns: frozenset[str] = frozenset()
    against: Against | None = None
    register: Register | None = None

    declared: tuple[Row, ...] = field(init=False, repr=False, compare=False)
    """Rows with weight whose target may be judged; a row of weight 0 is kept but not judged."""
    judged: tuple[Row, ...] = field(init=False, repr=False, compare=False)
    """Rows with weight whose result may be judged: annual rows of forms that state results."""
    cut: tuple[Row, ...] = field(init=False, repr=False, compare=False)
    """Judged rows that lost points."""
    full: tuple[Row, ...] = field(init=False, repr=False, compare=False)
    """Judged rows that have their full points."""
    reasoned: tuple[Row, ...] = field(init=False, repr=False, compare=False)
    """Judged rows with something in the cell of the reason."""
    signs: int = field(init=False, repr=False, compare=False)
    """What the form shows at a glance: ``signs.Sign``."""
    _by_target: dict[type[Value], list[Row]] = field(init=False, repr=False, compare=False)
    _by_actual: dict[type[Value], list[Row]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sorts the rows, once and in one pass: nearly every check asks for some of them."""
        judging = self.form.kind in ("department", "project", "rubric")
        declared, judged, cut, full, reasoned = [], [], [], [], []
        by_target: dict[type[Value], list[Row]] = {}
        by_actual: dict[type[Value], list[Row]] = {}
        signs = of_points(self.form, self.facts) | of_sheet(self.sheet)
        for row in self.facts.rows:
            if not row.scored:
                continue
            declared.append(row)
            by_target.setdefault(type(row.target), []).append(row)
            indicator = row.indicator
            annual = judging and indicator.term == "annual"
            signs |= of_values(row, annual)
            if not annual:
                continue
            judged.append(row)
            by_actual.setdefault(type(row.actual), []).append(row)
            if indicator.reason is not None:
                reasoned.append(row)
            lost = row.lost
            if lost is None or row.weight is None:
                continue
            if lost > 0:
                cut.append(row)
            elif lost == 0 and row.weight > 0:
                full.append(row)
        self.__dict__.update(
            declared=tuple(declared),
            judged=tuple(judged),
            cut=tuple(cut),
            full=tuple(full),
            reasoned=tuple(reasoned),
            signs=signs | (_POINTS_LOST if cut else 0) | (_REASON if reasoned else 0),
            _by_target=by_target,
            _by_actual=by_actual,
        )

    def aiming_at(self, *kinds: type[Value]) -> list[Row]:
        """Declared rows whose target is of one of these kinds, kind by kind."""
        return _of(kinds, self._by_target)

    def stating(self, *kinds: type[Value]) -> list[Row]:
        """Judged rows whose actual is of one of these kinds, kind by kind."""
        return _of(kinds, self._by_actual)

    @cached_property
    def several_tables(self) -> bool:
        """True if indicators stand under a second goal, or a later one, in a table of its own."""
        return any(row.indicator.goal for row in self.facts.rows)

    @cached_property
    def rate(self) -> Decimal | None:
        """The exact rate of the total row, execution ÷ budget as a ratio; None where it cannot be formed."""
        return None if self.facts.total is None else execution_rate(self.facts.total, "budget_ratio")

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """Every written value with its path, as ``form.walk`` gives them; several checks look through all of them."""
        return walk(self.form)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found, before it is put into words: path, values, and the facts its message needs."""

    where: str
    also: tuple[str, ...]
    found: str | None
    expected: str | None
    authority: Authority
    severity: Severity | None
    facts: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Published):
    """A finding as it leaves the engine. ``where``/``also`` are paths; ``place`` where that stands in the file; ``id`` stable over runs.

    ``explained`` is the reason for which somebody accepted it; ``status`` says the same, or what became of it since a former run.
    """

    code: str
    name: str
    severity: Severity
    where: str
    also: tuple[str, ...] = ()
    place: Place | None = None
    found: str | None = None
    expected: str | None = None
    message: str
    basis: str
    remedy: str
    id: str
    status: Status | None = None
    explained: str | None = None


_new_hit = maker(Hit)
_POINTS_LOST, _REASON = int(Sign.POINTS_LOST), int(Sign.REASON)

Question = Callable[[Exam], Iterable[Hit]]

_FAMILIES = {
    "FM": "完整与身份", "MN": "资金与执行", "WT": "分值与结构", "VX": "指标值", "SC": "得分与总分", "EX": "偏差与说明", "CO": "前后矛盾",
    "EV": "佐证材料", "XF": "跨表",
}  # fmt: skip


def given(exam: Exam, need: Need) -> bool:
    """True if this exam has an input beside the form."""
    return exam.register is not None if need == "register" else getattr(exam.against, need, None) is not None


class Check:
    """One check: a record of what it is, and (as a decorator) the function that asks its question.

    ``code`` family letters and number; ``covers`` ids of the check catalogue; ``severity`` how much it matters, capped by
    ``basis``: ``"form"`` (the form's own arithmetic), ``"practice"`` (审核惯例), ``"memory"``, or the id of a regulation;
    ``needs`` the input beside the form without which it says nothing; ``waits`` signs of which the form must show one, else the check
    is not asked (none: it always is); ``message`` a template: ``{at}`` is the place in words, ``{found}`` ``{expected}`` and every fact given to ``at()``.
    ``ask`` puts the question to one form.
    """

    def __init__(
        self,
        *,
        code: str,
        severity: Severity,
        basis: str,
        message: str,
        remedy: str,
        covers: tuple[str, ...] = (),
        needs: Need | None = None,
        waits: Sign = Sign(0),
    ) -> None:
        self.code = code
        self.severity: Severity = severity
        self.authority = Authority(basis) if basis in ("form", "practice", "memory") else Authority("basis", basis)
        self.message = message
        self.remedy = remedy
        self.covers = covers
        self.needs = needs
        self.waits = int(waits)
        self.name = ""
        self.manual = ""
        self.module = ""
        self.ask: Question = self._nothing

    def __call__(self, ask: Question) -> "Check":
        """Bind the function that asks; its docstring is the manual page, its name the check's name."""
        self.ask = ask
        self.name = ask.__name__
        self.manual = ask.__doc__ or ""
        self.module = ask.__module__
        return self

    def __reduce__(self) -> tuple[Callable[[str], "Check"], tuple[str]]:
        """Settings travel to other processes: a check goes by its module's name, never as code."""
        return of_module, (self.module,)

    @property
    def title(self) -> str:
        """The offence in one sentence: the first line of the manual page."""
        return self.manual.strip().split("\n", 1)[0].rstrip("。")

    @property
    def family(self) -> str:
        """The family in Chinese, from the letters of the code."""
        return _FAMILIES.get(self.code[:2], self.code[:2])

    def at(
        self,
        where: str,
        *,
        also: Iterable[str] = (),
        found: object = None,
        expected: object = None,
        authority: Authority | None = None,
        severity: Severity | None = None,
        **facts: object,
    ) -> Hit:
        """A hit at a path. ``authority`` where this hit rests on something else than the check's own basis (a scheme's number)."""
        return _new_hit(
            where,
            tuple(also),
            None if found is None else str(found),
            None if expected is None else str(expected),
            authority or self.authority,
            severity,
            facts,
        )

    def _nothing(self, exam: Exam) -> Iterable[Hit]:
        raise TypeError(f"{self.code} has no function: decorate one with @check")

    def given(self, exam: Exam) -> bool:
        """True if this exam has what the check needs beside the form."""
        return self.needs is None or given(exam, self.needs)

    def spared(self, signs: int) -> bool:
        """True if a form with these signs shows none that the check waits for: it has nothing to say and is not asked."""
        return self.waits != 0 and not self.waits & signs

    def spoken(self, hit: Hit) -> Severity:
        """The severity a hit speaks with: an error only on strong authority."""
        severity = hit.severity or self.severity
        return "warning" if severity == "error" and not hit.authority.strong else severity


def of_module(name: str) -> Check:
    """The check that a module holds."""
    check = import_module(name).check
    assert isinstance(check, Check)
    return check
