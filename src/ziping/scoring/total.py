"""The total: the sum of the written scores, as the scheme has them added (several goals, rows that do not apply, a ceiling).

Each line is rounded half up to 0.01 and the rounded lines are added; a sum of unrounded lines would not add up on paper.
"""

from collections.abc import Sequence
from decimal import Decimal

from ziping.exact import HUNDRED, ZERO, half_up, percent, points, show
from ziping.form import Form
from ziping.frozen import dataclass
from ziping.schemes import Scheme
from ziping.scoring import adjust
from ziping.scoring.execution import execution_rate
from ziping.scoring.facts import Facts
from ziping.scoring.indicators import inapplicable
from ziping.scoring.lines import Line, Status, TotalLine

__all__ = ["grade_of", "review_line", "total_line"]


@dataclass(frozen=True, slots=True)
class _Way:
    """How scores become a total: ``ratios`` by goal (None: all add up), ``dropped`` points that do not apply out of ``full``."""

    ratios: dict[int, Decimal] | None
    dropped: Decimal
    full: Decimal

    def total(self, scores: Sequence[tuple[int | None, Decimal]]) -> Decimal:
        """Scores with the goal each belongs to → the total."""
        if self.ratios is None:
            total = sum([score for _, score in scores], ZERO)
        else:
            outside = sum((score for goal, score in scores if goal not in self.ratios), ZERO)
            sums = {goal: sum((score for at, score in scores if at == goal), ZERO) for goal in self.ratios}
            total = outside + adjust.by_ratio((sums[goal], self.ratios[goal]) for goal in self.ratios)
        return half_up(adjust.rescaled(total, self.dropped, self.full)) if self.dropped else total

    def words(self, scores: Sequence[tuple[int | None, Decimal]], total: Decimal) -> tuple[str, ...]:
        """The derivation."""
        if self.ratios is None:
            added = sum([score for _, score in scores], ZERO) if self.dropped else total
            steps = [f"{' + '.join([show(score) for _, score in scores]) or '0'} = {show(added)}"]
        else:
            added = _Way(self.ratios, ZERO, self.full).total(scores)
            parts = [show(score) for goal, score in scores if goal not in self.ratios]
            for goal, ratio in self.ratios.items():
                mine = sum((score for at, score in scores if at == goal), ZERO)
                parts.append(f"目标 {goal + 1} 的 {show(mine)} × {show(ratio * HUNDRED)}%")
            steps = [f"{' + '.join(parts)} = {show(half_up(added))}"]
        if self.dropped:
            left = self.full - self.dropped
            steps.append(f"有 {show(self.dropped)} 分不适用，折算：{show(added)} × {show(self.full)} ÷ {show(left)} = {total}")
        return tuple(steps)

    @property
    def rule(self) -> str:
        """The name of the way."""
        return "rescaled" if self.dropped else "sum" if self.ratios is None else "by_ratio"


def _way(form: Form, facts: Facts, scheme: Scheme | None) -> _Way:
    full = (scheme.weight("total") if scheme is not None else None) or facts.total_weight or HUNDRED
    dropped = ZERO
    if scheme is not None and scheme.inapplicable is not None:
        dropped = sum((row.weight for row in facts.rows if inapplicable(row, scheme) and row.weight is not None and row.weight > 0), ZERO)
    ratios = None
    if scheme is not None and scheme.goals == "ratio" and form.goals and any(row.indicator.goal is not None for row in facts.rows):
        read = {i: percent(goal.weight) for i, goal in enumerate(form.goals)}
        known = {i: ratio for i, ratio in read.items() if ratio is not None}
        ratios = known if len(known) == len(read) else None
    return _Way(ratios, dropped if dropped < full else ZERO, full)


def total_line(form: Form, facts: Facts, scheme: Scheme | None, execution: Line | None, lines: tuple[Line, ...]) -> TotalLine:
    """Sum of the written scores; the recomputed range beside it."""
    scores: list[tuple[int | None, Decimal]] = []
    lows: list[tuple[int | None, Decimal]] = []
    highs: list[tuple[int | None, Decimal]] = []
    missing: list[str] = []
    every = [(None, execution)] if execution is not None else []
    for goal, line in [*every, *zip((row.indicator.goal for row in facts.rows), lines, strict=True)]:
        score, computed = points(line.written), line.computed
        if score is not None:
            scores.append((goal, score))
        elif line.status != "not_scored" and not (line is execution and line.written is None and computed is None):
            missing.append(line.path)
        low, high = (computed, computed) if computed is not None else line.range or (score, score)
        if low is not None and high is not None:
            lows.append((goal, low))
            highs.append((goal, high))
    path, written = "total_score", form.total_score
    if not (every or lines) or (not scores and missing):
        return TotalLine(path=path, written=written, steps=("各项得分都没有填写，无法求和",), status="not_evaluable")
    way = _way(form, facts, scheme)
    total = way.total(scores)
    steps = way.words(scores, total)
    least, most, note = _under_ceiling(facts, scheme, half_up(way.total(lows)), half_up(way.total(highs)))
    if missing:
        steps = (*steps, f"另有 {len(missing)} 项得分没有填写或不是数，总分无法核对")
        return TotalLine(path=path, written=written, steps=steps, status="not_evaluable", recomputed=(least, most))
    steps = (*steps, *note)
    status: Status = "not_evaluable"
    if facts.total_score is None:
        steps = (*steps, "总分没有填写" if written is None else f"总分「{written}」不是数")
    else:
        status = "agrees" if facts.total_score in (total, half_up(total) if way.ratios else total) else "differs"
    return TotalLine(
        path=path, written=written, computed=half_up(total), rule=way.rule, steps=steps, status=status, recomputed=(least, most)
    )


def _limit(facts: Facts, scheme: Scheme | None, total: Decimal) -> Decimal:
    """The total under the scheme's ceiling for this execution rate."""
    if scheme is None or not scheme.ceilings or facts.total is None:
        return total
    rate = execution_rate(facts.total, scheme.execution.rate if scheme.execution is not None else "budget_ratio")
    return total if rate is None else adjust.ceiling(total, rate, ((each.below.value, each.most.value) for each in scheme.ceilings))


def _under_ceiling(facts: Facts, scheme: Scheme | None, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal, tuple[str, ...]]:
    """The recomputed range under the ceiling, and the sentence that says so."""
    capped = half_up(_limit(facts, scheme, low)), half_up(_limit(facts, scheme, high))
    note = (f"按方案，这个执行率的总分最高 {capped[1]} 分",) if capped[1] < high else ()
    return *capped, note


def grade_of(total: Decimal, facts: Facts, scheme: Scheme | None) -> str | None:
    """The scheme's grade for a total: half-open intervals on the rounded total, under its ceiling."""
    if scheme is None or not scheme.grades:
        return None
    limited = half_up(_limit(facts, scheme, total))
    return next((each.grade for each in scheme.grades if limited >= each.floor.value), None)


def review_line(form: Form) -> TotalLine | None:
    """The sum of the second score column (审定得分) beside its printed total; None where no row has such a score."""
    cells = [*(fund.review_score for fund in form.funds), *(row.review_score for row in form.indicators)]
    written = [cell for cell in cells if cell is not None]
    if not written:
        return None
    path, printed = "total_review_score", points(form.total_review_score)
    scores = [points(each) for each in written]
    known = [score for score in scores if score is not None]
    total = sum(known, ZERO)
    step = f"{' + '.join(map(show, known)) or '0'} = {show(total)}"
    blank = any(row.review_score is None and points(row.score) for row in form.indicators)
    if printed is None or len(known) < len(scores) or blank:
        why = "审定总分没有填写" if form.total_review_score is None else "有审定得分没有填写或不是数，无法核对"
        return TotalLine(
            path=path, written=form.total_review_score, computed=half_up(total), rule="sum", steps=(step, why), status="not_evaluable"
        )
    # the execution rate may have one score only, which counts in both totals
    once = [score for fund in form.funds if fund.review_score is None and (score := points(fund.score)) is not None]
    status: Status = "agrees" if printed in (total, total + sum(once, ZERO)) else "differs"
    return TotalLine(path=path, written=form.total_review_score, computed=half_up(total), rule="sum", steps=(step,), status=status)
