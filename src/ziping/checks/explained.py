"""What a reviewer has accepted: a list of explained findings, each with its reason. Such a finding is still shown, with the reason, but
no longer counts; an entry that answers nothing any more, or is out of date, is itself reported.

The list is YAML (or JSON), written by people::

    - code: EX101                    # 检查编号，必填
      reason: 上级年中追加任务，已报县财政局备案   # 理由，必填
      unit: 青禾县教育局              # 哪份表：unit、project、year 可写可不写，写了就要都对上
      row: 预算执行不超标             # 表上哪一处：row（指标或资金来源的名称）、where（路径）或 id（标识），可写可不写
      until: 2025-12-31              # 到哪一天为止，可不写
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from ziping.checks.base import Check, Finding
from ziping.checks.registry import every
from ziping.checks.rows import says_nothing
from ziping.errors import DataError
from ziping.form import Form, get, split
from ziping.frozen import dataclass
from ziping.published import Published
from ziping.records import Record, load
from ziping.text import bare

__all__ = ["Explained", "Outdated", "answer", "load_explained"]

_KEYS = frozenset({"code", "reason", "unit", "project", "year", "row", "where", "id", "until"})
_SPOTS = ("row", "where", "id")


@dataclass(frozen=True, slots=True)
class Explained:
    """One entry: which finding (``code``; the form by ``unit``, ``project``, ``year``; the spot by one of ``row``, ``where``, ``id``; None
    answers for all), its ``reason``, the last day on which it holds, and ``at``: where it stands in its file."""

    code: str
    reason: str
    at: str
    unit: str | None = None
    project: str | None = None
    year: int | None = None
    row: str | None = None
    where: str | None = None
    id: str | None = None
    until: date | None = None

    def about(self, form: Form) -> bool:
        """Whether the entry speaks of this form: name or code of unit and project, and the year."""
        project = form.project
        return (
            _named(self.unit, form.unit.name, form.unit.code)
            and _named(self.project, project.name if project else None, project.code if project else None)
            and self.year in (None, form.year)
        )

    def answers(self, form: Form, finding: Finding) -> bool:
        """Whether the entry is meant for this finding of a form that it speaks of."""
        if finding.code != self.code or self.id not in (None, finding.id) or self.where not in (None, finding.where):
            return False
        steps = split(finding.where)
        if self.row is None:
            return True
        row = get(form, f"{steps[0]}[{steps[1]}]") if len(steps) > 1 and isinstance(steps[1], int) else None
        return row is not None and _named(self.row, getattr(row, "name", None), getattr(row, "source", None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated(Published):
    """An entry about this form that answers nothing any more, or whose day has passed: where it stands, its code and reason, and why."""

    at: str
    code: str
    reason: str
    message: str


def _named(wanted: str | None, *names: str | None) -> bool:
    return wanted is None or any(name is not None and bare(name) == bare(wanted) for name in names)


def answer(
    form: Form, findings: Iterable[Finding], entries: Sequence[Explained], *, today: date | None = None, ran: Iterable[Check] | None = None
) -> tuple[tuple[Finding, ...], tuple[Outdated, ...]]:
    """The findings, those that are explained with their reason, and the entries that are out of date. ``today`` None: no day has passed;
    ``ran``: the checks that were put (None: all), because an entry for another one may well be right."""
    mine = [entry for entry in entries if entry.about(form)]
    codes = None if ran is None else {check.code for check in ran}
    used: set[Explained] = set()
    found = []
    for finding in findings:
        fits = [entry for entry in mine if entry.answers(form, finding)]
        used.update(fits)
        live = next((entry for entry in fits if not _over(entry, today)), None)
        found.append(finding if live is None else finding.model_copy(update={"explained": live.reason, "status": "explained"}))
    outdated = []
    for entry in mine:
        if codes is not None and entry.code not in codes:
            continue
        if entry not in used:
            why = "现在没有这个问题，可以从清单里删去"
        elif _over(entry, today):
            why = f"说明到 {entry.until} 为止，已经过期：问题还在，请重新说明或改正"
        else:
            continue
        outdated.append(
            Outdated(at=entry.at, code=entry.code, reason=entry.reason, message=f"{entry.at}：{entry.code}「{entry.reason}」{why}。")
        )
    found.sort(key=lambda finding: finding.explained is not None)  # what counts comes first
    return tuple(found), tuple(outdated)


def _over(entry: Explained, today: date | None) -> bool:
    return entry.until is not None and today is not None and entry.until < today


def load_explained(path: Path) -> tuple[Explained, ...]:
    """Read a list strictly. DataError names file, line and remedy."""
    listed = load(path)
    if listed is None:
        return ()
    if not isinstance(listed, list):
        raise DataError(f"{path.name}：应是一条一条的清单，每条以「- code: 编号」开头")
    return tuple(_entry(item, number, path) for number, item in enumerate(listed, 1))


def _entry(item: object, number: int, path: Path) -> Explained:
    if not isinstance(item, Record):
        raise DataError(f"{path.name} 第 {number} 条：应写成几行「键: 值」，至少有 code 和 reason")
    item.refuse_unknown(_KEYS)
    code, reason = item.get("code"), item.get("reason")
    if code not in {check.code for check in every()}:
        raise DataError(f"{item.at('code')}：code 要写一条检查的完整编号，如 EX101{f'；没有「{code}」' if code else ''}")
    if not isinstance(reason, str) or says_nothing(reason):
        raise DataError(f"{item.at('reason')}：{code} 没有写理由；请在 reason 里写明为什么可以不改（「无」「客观原因」不算理由）")
    spots = [key for key in _SPOTS if item.get(key) is not None]
    if len(spots) > 1:
        raise DataError(f"{item.at(spots[1])}：{'、'.join(spots)} 只写一个，说明是哪一处就够了")
    year, until = item.get("year"), item.get("until")
    if year is not None and not isinstance(year, int):
        raise DataError(f"{item.at('year')}：year 应写成年份，如 2024")
    if until is not None and not isinstance(until, date):
        raise DataError(f"{item.at('until')}：until 应写成日期，如 2025-12-31")
    texts = {key: str(item[key]) for key in ("unit", "project", *_SPOTS) if item.get(key) is not None}
    return Explained(code=str(code), reason=reason.strip(), at=item.at(), year=year, until=until, **texts)
