"""The lines of a score sheet: what was written, what is due, by which rule, step by step."""

from decimal import Decimal
from typing import Literal

from ziping.exact import half_up, points
from ziping.frozen import dataclass, maker
from ziping.published import Published

__all__ = ["Line", "Sheet", "Status", "Steps", "TotalLine", "bounded", "cannot", "settle"]

Status = Literal["agrees", "differs", "in_range", "out_of_range", "not_scored", "not_evaluable"]
Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Published):
    """One line of the sheet. ``computed`` points with two decimals, None if only bounded (``range`` low … high) or not evaluable.
    ``flags`` what the scheme wants looked at without changing the score: over_fulfilled, reverse_above, equal_differs;
    by_data: computed from the money table or the base data, not from target and actual."""

    path: str
    written: str | None
    computed: Decimal | None = None
    range: tuple[Decimal, Decimal] | None = None
    rule: str | None = None
    steps: Steps = ()
    status: Status
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalLine(Line):
    """The total: ``computed`` is the sum of the written scores; ``recomputed`` the range that the computed scores give."""

    recomputed: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Published):
    """The score sheet of one form under one scheme. ``rate`` is the exact execution rate as a ratio (eight decimals), ``review`` the
    total of the second score column, where the form has one."""

    rate: Decimal | None = None
    execution: Line | None
    indicators: tuple[Line, ...]
    total: TotalLine
    grade: str | None = None
    review: TotalLine | None = None

    def line(self, path: str) -> Line | None:
        """The line that judges this path (``indicators[3].score``)."""
        if self.execution is not None and self.execution.path == path:
            return self.execution
        for line in self.indicators:
            if line.path == path:
                return line
        return self.total if path == self.total.path else None


_new_line = maker(Line)


def settle(path: str, written: str | None, computed: Decimal, rule: str, steps: Steps, flags: tuple[str, ...] = ()) -> Line:
    """A line with one right score, rounded half up to 0.01."""
    computed = half_up(computed)
    score = points(written)
    status: Status = "agrees" if score is not None and score == computed else "differs"
    return _new_line(path=path, written=written, computed=computed, rule=rule, steps=steps, status=status, flags=flags)


def bounded(path: str, written: str | None, low: Decimal, high: Decimal, rule: str, steps: Steps, *, closed: bool) -> Line:
    """A line the scheme only bounds: ``low`` is included, ``high`` where ``closed``."""
    low, high = half_up(low), half_up(high)
    score = points(written)
    status: Status = "not_evaluable"
    if score is None:
        steps = (*steps[:-1], f"{steps[-1]}；得分没有填写")
    else:
        status = "in_range" if low <= score and (score <= high if closed else score < high) else "out_of_range"
    return _new_line(path=path, written=written, range=(low, high), rule=rule, steps=steps, status=status)


def cannot(path: str, written: str | None, why: str) -> Line:
    """A line that cannot be evaluated, and why."""
    return _new_line(path=path, written=written, steps=(why,), status="not_evaluable")
