from collections.abc import Iterator, Sequence
from decimal import Decimal

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import ZERO, points, show
from ziping.scoring import Row
from ziping.scoring.execution import execution_row

check = Check(
    code="WT101",
    covers=("C01",),
    severity="error",
    basis="form",
    message="各项分值相加得 {found}（{sum}），{which} {expected}，相差 {gap}。",
    remedy="请核对各项分值，使合计等于 {expected}。",
)


_DECLARED = ("targets", "monitoring")


def _parts(exam: Exam) -> tuple[Sequence[Decimal], bool] | None:
    """The weights that make up the total, and whether some are blank; None where they cannot be added."""
    form = exam.form
    goals = [points(goal.weight) for goal in form.goals if goal.weight]
    if goals:
        # 目标自带分值：各目标的指标表可以各按 100 分编，加目标的分值才对
        return None if None in goals or len(goals) < len(form.goals) else ([goal for goal in goals if goal is not None], False)
    if exam.several_tables:
        return None
    rows: Sequence[Row] = [row for row in exam.facts.rows if row.indicator.term == "annual"] or exam.facts.rows
    weights = [row.weight for row in rows]
    known = [weight for weight in weights if weight is not None]
    if not any(known) or len(known) < len(rows) and any(row.weight is None and row.indicator.weight is not None for row in rows):
        return None
    # a row without a word is no row: WT150 does not name it either
    blank = len(known) < len(rows) and any(
        row.weight is None and (row.indicator.target or row.indicator.actual or row.indicator.score) for row in rows
    )
    return known, blank


def _earned_more(exam: Exam, printed: Decimal) -> bool:
    """True if the total score passes the printed total of points, which then cannot be that of the indicators alone."""
    return exam.facts.total_score is not None and exam.facts.total_score > printed


def _cells(exam: Exam) -> list[str]:
    """The cells that were added."""
    rows = [f"{row.path}.weight" for row in exam.facts.rows if row.weight is not None]
    goals = [f"goals[{i}].weight" for i, goal in enumerate(exam.form.goals) if goal.weight]
    total = exam.facts.total
    return [*([f"{total.path}.weight"] if total is not None and total.weight else []), *goals, *rows]


def _sums(exam: Exam, added: Decimal, wanted: Decimal) -> list[Decimal]:
    """The fair ways to reach a wanted total; points that the scheme keeps outside the indicator table (资金管理) may be in or out."""
    elsewhere = exam.scheme.weight("fund_management") if exam.scheme is not None else None
    found = _with_execution(exam, added, wanted)
    return found if elsewhere is None else [*_with_execution(exam, added + elsewhere, wanted), *found]


def _with_execution(exam: Exam, added: Decimal, wanted: Decimal) -> list[Decimal]:
    """The fair ways to reach a wanted total, the likeliest first: with the execution rate as the form says, as the scheme says,
    without it. Empty where the execution rate has points that could not be read."""
    total, scheme = exam.facts.total, exam.scheme
    if total is not None and total.fund.weight is not None and total.weight is None:
        return []
    if total is not None and total.weight:
        # 执行率又列作一条指标的，不重复加
        named = "预算执行率" in exam.facts.solid and any(
            "预算执行率" in (row.name or "") and row.weight == total.weight for row in exam.facts.rows
        )
        return [added + total.weight, *([added] if named else [])]
    if execution_row(exam.facts) is not None:
        return [added]  # 执行率就是一条指标
    default = scheme.weight("execution") if scheme is not None else None
    declared = scheme.weight("declared_total") if scheme is not None else None
    if default is None or exam.form.kind in _DECLARED and wanted == declared:
        return [added]
    return [added + default, added] if total is not None and total.score is not None else [added, added + default]


@check
def weights_not_total(exam: Exam) -> Iterator[Hit]:
    """各项分值相加不等于总分值。

    查什么  预算执行率的分值 + 各指标的分值（目标自带分值的表，用各目标的分值）= 表上印的总分值；表上没有印的，
            等于方案规定的总分值（申报表不含执行率，90 也对）。
    为何    分值加不到一百，得分就无法与别的单位比较。
    不查    没有分值栏的表；有分值没有填写或没有读出（WT150）；方案说不核合计的；几个目标各有指标表而没有目标分值的表。
    """
    made, scheme, printed = _parts(exam), exam.scheme, exam.facts.total_weight
    if made is None or scheme is not None and not scheme.sums_checked:
        return
    parts, blank = made
    added = sum(parts, ZERO)
    names = ("total", "declared_total") if exam.form.kind in _DECLARED else ("total",)
    laws = [scheme.weights[name] for name in names if name in scheme.weights] if scheme is not None else []
    # the form's own total first: only the form against itself may be an error
    agrees = any(law.value in _sums(exam, added, law.value) for law in laws)
    if (
        printed is not None
        and printed not in _sums(exam, added, printed)
        and not (agrees and printed == added and not _earned_more(exam, printed))
    ):
        wanted, authority = printed, None
    elif laws and not agrees:
        wanted, authority = laws[0].value, laws[0].authority
    else:
        return
    sums = _sums(exam, added, wanted)
    # a blank weight that would fill the gap is the fault itself, and another check names it
    if not sums or blank and sums[0] < wanted:
        return
    found = sums[0]
    shown = [*([found - added] if found != added else []), *parts]
    yield check.at(
        "total_weight",
        also=_cells(exam),
        found=show(found),
        expected=show(wanted),
        authority=authority,
        severity=None if authority is None else "warning",
        sum=" + ".join(show(part) for part in shown[:40]) + (" + …" if len(shown) > 40 else ""),
        which="表上的总分值是" if authority is None else "方案的总分值是",
        gap=show(abs(found - wanted)),
    )
