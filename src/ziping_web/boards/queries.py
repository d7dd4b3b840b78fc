"""Figures over the forms of a round that an account may see. One query; every figure carries the filter that shows the forms behind it."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localdate

from ziping.checks import every
from ziping_web.filings.models import Filing
from ziping_web.people.models import Account, Node
from ziping_web.people.queries import scope
from ziping_web.phases import PHASES
from ziping_web.rounds.models import Round

__all__ = ["BIN", "Board", "Figure", "board", "details"]

BIN = 2  # percent of the rate, points of the score: one dot of the plot


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its words, and the query string of the forms behind it."""

    words: str
    count: int
    query: str
    share: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One department: forms by phase, untouched, late, mean of the scores."""

    node: Node
    total: int
    phases: tuple[Figure, ...]
    untouched: Figure
    late: Figure
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Dot:
    """Forms with about this execution rate and score."""

    rate: int
    score: int
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the overview shows of one round."""

    round: Round
    total: int
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]
    grades: tuple[Figure, ...]
    bands: tuple[Figure, ...]
    dots: tuple[Dot, ...]
    checks: tuple[dict[str, Any], ...]


_FIELDS = (
    "pk", "phase", "node__path", "due_on", "touched_at", "verdict__written", "verdict__rate", "verdict__grade", "verdict__errors",
    "verdict__warnings", "verdict__codes",
)  # fmt: skip


def board(account: Account, round_: Round) -> Board:
    """The overview of one round, within the account's nodes."""
    rows = list(Filing.objects.filter(scope(account), round=round_).values_list(*_FIELDS, named=True))
    today = localdate()

    def query(**more: object) -> str:
        return urlencode({"round": round_.pk, **more})

    def late(row) -> bool:
        return row.phase in ("draft", "head") and (row.due_on or round_.end_on) < today

    def untouched(row) -> bool:
        return row.phase == "draft" and row.touched_at is None

    phases = [each for each in PHASES if each.id not in round_.switched_off]
    figures = [
        Figure("全部", len(rows), query()),
        Figure("还没有动笔", sum(map(untouched, rows)), query(state="untouched")),
        *(Figure(each.staff, sum(row.phase == each.id for row in rows), query(phase=each.id)) for each in phases),
        Figure("超期未报", sum(map(late, rows)), query(late=1)),
        Figure("有错误", sum(bool(row.verdict__errors) for row in rows), query(state="errors")),
    ]
    departments: dict[int, list[Any]] = {}
    for row in rows:
        steps = [int(step) for step in row.node__path.split(".") if step]
        departments.setdefault(steps[min(1, len(steps) - 1)], []).append(row)
    nodes = Node.objects.in_bulk(departments)
    lines = []
    for pk, own in departments.items():
        scores = [row.verdict__written for row in own if row.verdict__written is not None]
        lines.append(
            Line(
                node=nodes[pk],
                total=len(own),
                phases=tuple(
                    _share(each.staff, sum(row.phase == each.id for row in own), len(own), query(phase=each.id, node=pk)) for each in phases
                ),
                untouched=Figure("还没有动笔", sum(map(untouched, own)), query(state="untouched", node=pk)),
                late=Figure("超期未报", sum(map(late, own)), query(late=1, node=pk)),
                mean=(sum(scores) / len(scores)).quantize(Decimal("0.01")) if scores else None,
            )
        )
    lines.sort(key=lambda line: line.node.path)
    grades = Counter(row.verdict__grade or "未定" for row in rows)
    graded = tuple(
        _share(name, count, len(rows), query(grade=name))
        for name, count in sorted(grades.items(), key=lambda pair: ("优良中差未".find(pair[0][0]), pair[0]))
    )
    return Board(round_, len(rows), tuple(figures), tuple(lines), graded, _bands(rows, query), _dots(rows, query), _checks(rows, query))


def _share(words: str, count: int, whole: int, query: str) -> Figure:
    return Figure(words, count, query, (200 * count + whole) // (2 * whole) if whole else 0)


_BANDS = (
    ("不到 60 分", 0, 60),
    ("60–80 分", 60, 80),
    ("80–90 分", 80, 90),
    ("90–95 分", 90, 95),
    ("95–100 分", 95, 100),
    ("100 分", 100, 10000),
)


def _bands(rows, query) -> tuple[Figure, ...]:
    scores = [row.verdict__written for row in rows if row.verdict__written is not None]
    return tuple(
        _share(words, sum(low <= score < high for score in scores), len(scores), query(points=f"{low}-{high}")) for words, low, high in _BANDS
    )  # fmt: skip


def _dots(rows, query) -> tuple[Dot, ...]:
    bins: Counter[tuple[int, int]] = Counter()
    for row in rows:
        if row.verdict__rate is not None and row.verdict__written is not None:
            rate, score = int(row.verdict__rate * 100) // BIN * BIN, int(row.verdict__written) // BIN * BIN
            bins[min(rate, 120), min(score, 100)] += 1
    return tuple(
        Dot(
            rate,
            score,
            count,
            query(rate=f"{rate}-{100000 if rate >= 120 else rate + BIN}", points=f"{score}-{100000 if score >= 100 else score + BIN}"),
        )
        for (rate, score), count in sorted(bins.items())
    )


def _checks(rows, query) -> tuple[dict[str, Any], ...]:
    forms: Counter[str] = Counter()
    times: Counter[str] = Counter()
    level: dict[str, str] = {}
    for row in rows:
        for part in (row.verdict__codes or "").strip("|").split("|"):
            if part:
                code, severity, count = part.split(".")
                forms[code] += 1
                times[code] += int(count)
                level[code] = severity
    titles = {check.code: check.title for check in every()}
    order = {"error": 0, "warning": 1, "info": 2}
    ranked = sorted(forms, key=lambda code: (order[level[code]], -forms[code], code))
    return tuple(
        {
            "code": code,
            "title": titles.get(code, ""),
            "severity": level[code],
            "forms": forms[code],
            "times": times[code],
            "query": query(code=code),
        }
        for code in ranked
    )


def details(account: Account, round_: Round) -> list[tuple[object, ...]]:
    """One line per form, for the workbook."""
    forms = (
        Filing.objects.filter(scope(account), round=round_)
        .select_related("node", "node__parent", "verdict", "round")
        .defer("verdict__detail", "verdict__former")
    )
    head = (
        "主管部门",
        "单位代码",
        "单位",
        "表种",
        "项目",
        "环节",
        "截止日期",
        "自评总分",
        "核算下限",
        "核算上限",
        "等级",
        "执行率",
        "错误",
        "警告",
    )
    out: list[tuple[object, ...]] = [head]
    for filing in forms.order_by("node__path", "id"):
        verdict, parent = filing.verdict, filing.node.parent
        out.append(
            (
                parent.name if parent else "",
                filing.node.code,
                filing.node.name,
                filing.get_kind_display(),
                filing.project_name,
                filing.get_phase_display(),
                filing.due.isoformat(),
                _plain(verdict.written),
                _plain(verdict.computed_low),
                _plain(verdict.computed_high),
                verdict.grade,
                filing.rate_words,
                verdict.errors,
                verdict.warnings,
            )  # fmt: skip
        )
    return out


def _plain(value: Decimal | None) -> object:
    return None if value is None else value
