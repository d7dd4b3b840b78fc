"""Other forms laid beside the one under examination: its approved targets, its monitoring form, its self-evaluations of former years.

Which is which follows from kind and year; whose they are from the names and codes of project and unit; rows are paired by their names.
"""

from collections.abc import Iterable, Iterator, Sequence

from ziping.checks.naming import core_name
from ziping.form import Form, describe
from ziping.form.levels import level2_class
from ziping.form.register import plain_name, same_name
from ziping.frozen import dataclass
from ziping.scoring import Facts, Row, understand
from ziping.text import bare

__all__ = ["Against", "Companions", "Peer", "beside", "gather"]

_SELF = ("department", "project", "rubric")


@dataclass(frozen=True, slots=True)
class Peer:
    """Another form of the same project or department. ``pairs``: for each of our rows the index of its row there, or None;
    ``lost``: its rows that have no partner here."""

    form: Form
    facts: Facts
    pairs: tuple[int | None, ...]
    lost: tuple[int, ...]

    def row(self, row: Row) -> Row | None:
        """The partner of one of our rows."""
        at = self.pairs[row.index]
        return None if at is None else self.facts.rows[at]

    def both(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
        """Our rows with their partners, where there is one."""
        for row in rows:
            other = self.row(row)
            if other is not None:
                yield row, other

    def says(self, path: str) -> str:
        """Where a value stands there, in words: 指标 3「培训人数」目标值."""
        return describe(self.form, path)


@dataclass(frozen=True, slots=True)
class Against:
    """What is laid beside a form; ``earlier`` are self-evaluations of former years, the newest first (``last_year`` if it is of the year before)."""

    targets: Peer | None = None
    monitoring: Peer | None = None
    last_year: Peer | None = None
    earlier: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True)
class Companions:
    """All forms given with ``--against``, by the names and codes of what they are about."""

    forms: tuple[Form, ...]
    named: dict[str, tuple[int, ...]]


def _keys(form: Form) -> set[str]:
    project = form.project
    if project is not None and (project.name or project.code):
        return {f"p:{plain_name(project.name)}", f"p:{bare(project.code or '')}"} - {"p:"}
    return {f"u:{plain_name(form.unit.name)}", f"u:{bare(form.unit.code or '')}"} - {"u:"}


def gather(forms: Iterable[Form]) -> Companions:
    """Forms, ready to be found by what they are about."""
    kept = tuple(forms)
    named: dict[str, tuple[int, ...]] = {}
    for at, form in enumerate(kept):
        for key in _keys(form):
            named[key] = (*named.get(key, ()), at)
    return Companions(kept, named)


def _same(one: Form, two: Form) -> bool:
    """True if nothing in their heads says that two forms of one name are of different units."""
    if one.project is None or two.project is None:
        return True
    if one.project.code and two.project.code:
        return bare(one.project.code) == bare(two.project.code)
    units = [form.project.implementing_unit or form.unit.name for form in (one, two) if form.project is not None]
    return same_name(units[0], units[1])


def beside(form: Form, companions: Companions | None) -> Against | None:
    """What of the companions belongs beside this form; None if nothing was given at all."""
    if companions is None:
        return None
    near = [companions.forms[at] for at in sorted({at for key in _keys(form) for at in companions.named.get(key, ())})]
    near = [other for other in near if _same(form, other)]
    years = [other for other in near if other.year is None or form.year is None or other.year == form.year]
    former = [
        (other.year, other)
        for other in near
        if other.kind in _SELF and other.year is not None and form.year is not None and other.year < form.year
    ]
    former.sort(key=lambda pair: -pair[0])
    earlier = tuple(_peer(form, other) for _, other in former)
    return Against(
        targets=next((_peer(form, other) for other in years if other.kind == "targets"), None),
        monitoring=next((_peer(form, other) for other in years if other.kind == "monitoring"), None),
        last_year=earlier[0] if former and form.year is not None and former[0][0] == form.year - 1 else None,
        earlier=earlier,
    )


def _peer(form: Form, other: Form) -> Peer:
    facts = understand(other)
    pairs = _pairs(form, other)
    taken = set(pairs)
    lost = tuple(at for at, row in enumerate(other.indicators) if at not in taken and row.name and row.term == "annual")
    return Peer(other, facts, pairs, lost)


def _pairs(form: Form, other: Form) -> tuple[int | None, ...]:
    """Rows by second level and full name first, then by name alone; each row there is taken once, in paper order."""
    pairs: list[int | None] = [None] * len(form.indicators)
    taken: set[int] = set()
    for names in (_full_names, _short_names):
        waiting: dict[object, list[int]] = {}
        for at, key in reversed(list(enumerate(names(other)))):
            if at not in taken and key is not None:
                waiting.setdefault(key, []).append(at)
        for at, key in enumerate(names(form)):
            if pairs[at] is None and key is not None and waiting.get(key):
                pairs[at] = found = waiting[key].pop()
                taken.add(found)
    return tuple(pairs)


def _full_names(form: Form) -> Sequence[object]:
    return [
        (level2_class(row.level2) or bare(row.level2 or ""), bare(row.level3 or ""), bare(row.content or ""), row.goal)
        if row.name and row.term == "annual"
        else None
        for row in form.indicators
    ]


def _short_names(form: Form) -> Sequence[object]:
    return [core_name(row.name) or None if row.term == "annual" else None for row in form.indicators]
