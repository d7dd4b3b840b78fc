"""The only writer of forms. A save is durable when it returns, is never refused for what the form says, and never overwrites silently:
it names the serial it has seen, and where somebody else changed the cell since, nothing is written and both values come back.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from ziping import layouts
from ziping.form import dump
from ziping_web.filings import cells
from ziping_web.filings.judging import Judged, judge
from ziping_web.filings.models import Answer, Draft, Edit, Filing, Revision, Verdict
from ziping_web.filings.rules import kept
from ziping_web.people.models import Account
from ziping_web.people.queries import may, may_site
from ziping_web.permissions import Allowed
from ziping_web.phases import DRAFT
from ziping_web.prepared import Slot, add, change
from ziping_web.rounds.models import OF_PROJECTS

__all__ = [
    "Change", "Clash", "Refused", "Saved", "answer", "apply_edit", "create", "keep", "load_form", "reexamine", "revise", "save_cells",
]  # fmt: skip

_TRIES = 8
_FINDING = re.compile("[A-Za-z0-9_-]{1,20}")


class Refused(Exception):
    """Not done, and the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell to be changed: its address, the new text, the serial at which the writer last saw it."""

    cell: str
    value: str | None
    seen: int


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that somebody else changed meanwhile: both values."""

    cell: str
    mine: str | None
    theirs: str | None
    version: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did. ``ok`` False with ``clashes``: nothing was written. ``cells`` address → text as stored, ``at`` when."""

    ok: bool
    serial: int
    at: str
    cells: dict[str, str | None] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    verdict: dict[str, Any] = field(default_factory=dict)

    def dump(self, wanted: Iterable[str] = ()) -> dict[str, Any]:
        """For a page: with the score line and findings of the rows that changed, the whole score, the counts."""
        detail = self.verdict.get("detail", {})
        rows = {_row(cell) for cell in (*self.cells, *wanted)}
        return {
            "ok": self.ok,
            "serial": self.serial,
            "at": self.at,
            "cells": self.cells,
            "clashes": [
                {name: getattr(clash, name) for name in ("cell", "mine", "theirs", "version", "by", "at")} for clash in self.clashes
            ],
            "score": {key: _text(self.verdict.get(key)) for key in ("written", "computed_low", "computed_high", "grade", "rate")},
            "counts": {key: self.verdict.get(key, 0) for key in ("errors", "warnings", "infos", "filled")},
            "rows": sorted(rows),
            "lines": detail.get("lines", {}),
            "findings": detail.get("findings", []),
        }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _row(cell: str) -> str:
    """``indicators.7.score`` → ``indicators.7``; a plain cell is its own row."""
    return ".".join(cell.split(".")[:2]) if cell.partition(".")[0] in cells.SECTIONS else cell


def create(
    *, round_, node, kind: str, project_name: str = "", project_code: str = "", form: dict[str, Any] | None = None, locked=(), by=None
) -> Filing:
    """A new form of a round, empty in the round's layout unless ``form`` is given. ``locked``: paths that stay as they are."""
    with transaction.atomic():
        filing = Filing.objects.create(round=round_, node=node, kind=kind, project_name=project_name, project_code=project_code)
        data = form or _blank(filing)
        rows, free = cells.keys_for(data)
        locked = [cells.address(path, rows) for path in locked]
        Draft.objects.create(filing=filing, form=data, rows=rows, next_key=free, locked=locked)
        Verdict.objects.create(filing=filing, **judge(data, rows, round_).columns)
    return filing


def _blank(filing: Filing) -> dict[str, Any]:
    """The empty form in the round's layout with what the round knows already."""
    layout = layouts.by_id(filing.round.kinds[filing.kind]["layout"])
    data = dump(layouts.blank(layout))
    data.update(year=filing.round.year, layout=layout.id, places={})
    data["unit"] = {"name": filing.node.name, "code": filing.node.code, "accounting_units": None}
    if filing.kind in OF_PROJECTS:
        parent = filing.node.parent
        above = parent.name if parent is not None and filing.node.kind == "unit" else filing.node.name
        data["unit"] = {"name": filing.node.name, "code": None, "accounting_units": None}
        data["project"] = {
            "name": filing.project_name,
            "code": (filing.project_code or None) if "project.code" in layout.fields else None,
            "supervising_department": above,
            "implementing_unit": filing.node.name,
        }
        data["unit"]["name"] = filing.node.name
    if not data["goals"]:
        data["goals"] = [{"expected": None, "actual": None, "weight": None, "term": "annual"}]
    data["signatures"] = {"填表人": None, "单位负责人": None, "联系电话": None, "填报日期": None}
    return data


def save_cells(filing: Filing, changes: Iterable[Change], by: Account, *, how: str = "cell", fresh: bool = False) -> Saved:
    """Save several cells, all or none: one clash and nothing is written. Refused where ``by`` may not edit, a cell is locked, or its row is
    gone. ``fresh``: form and draft were read for this very save."""
    wanted = [Change(one.cell, cells.clean(one.value), one.seen) for one in changes]

    def edit(draft: Draft, form: dict[str, Any]) -> tuple[list[tuple[str, str | None, str | None]], list[Clash]]:
        done: list[tuple[str, str | None, str | None]] = []
        clashes: list[Clash] = []
        for one in wanted:
            where = _settle(draft, one.cell)
            before = cells.read(form, where)
            if before == one.value:
                continue
            if draft.versions.get(one.cell, 0) > one.seen:
                clashes.append(_clash(filing, draft, one, before))
                continue
            for each in cells.covered(form, where):
                done.append((cells.address(each, draft.rows), cells.read(form, each), one.value))
            for each in cells.covered(form, where):
                cells.write(form, each, one.value)
        return done, clashes

    saved = apply_edit(filing, by, edit, how, fresh=fresh)
    stored = {one.cell: one.value for one in wanted} if saved.ok else {}
    return Saved(saved.ok, saved.serial, saved.at, {**stored, **saved.cells}, saved.clashes, saved.verdict)


def _settle(draft: Draft, cell: str) -> str:
    if not cells.editable(cell):
        raise Refused("这一格不由填报单位填写")
    if cell in draft.locked:
        raise Refused("这一格是预先填入的预算数，已锁定；如有出入请向财政部门提出")
    where = cells.path(cell, draft.rows)
    if where is None:
        raise Refused("这一行已被删除，这一格没有保存；请刷新页面")
    if where.startswith("project.") and draft.form.get("project") is None:
        raise Refused("这种表没有项目栏")
    return where


def _clash(filing: Filing, draft: Draft, mine: Change, theirs: str | None) -> Clash:
    last = Edit.objects.filter(filing=filing, cell=mine.cell).select_related("by").order_by("-serial", "-id").first()
    by, at = (last.by.name if last.by else "（已删除的账号）", last.at) if last else ("", timezone.now())
    return Clash(mine.cell, mine.value, theirs, draft.versions.get(mine.cell, 0), by, timezone.localtime(at).strftime("%H:%M:%S"))


def apply_edit(filing: Filing, by: Account, edit, how: str, *, bureau: bool = False, fresh: bool = False, touch: bool = True) -> Saved:
    """Change a draft: read and judge without a lock, then write in one short transaction if nobody was quicker; else again.
    ``touch`` False: what is put in is the bureau's, and nobody has begun to fill the form by it."""
    for attempt in range(_TRIES):
        if attempt or not fresh:
            filing = Filing.objects.select_related("round", "node", "draft").get(pk=filing.pk)
        answer = _may_fill(by, filing) if bureau else may(by, "edit", filing)
        if not answer:
            raise Refused(answer.why)
        draft = filing.draft
        form = cells.copy(draft.form)
        done, clashes = edit(draft, form)
        if clashes or not done:
            verdict = Verdict.objects.get(filing=filing)
            columns = {key: getattr(verdict, key) for key in _COLUMNS}
            return Saved(not clashes, draft.serial, _now(), {}, tuple(clashes), columns)
        judged = judge(form, draft.rows, filing.round)
        serial = draft.serial + 1
        versions = {**draft.versions, **{cell: serial for cell, _, _ in done}}
        with transaction.atomic():
            # The form's row is taken first, as advance() does: a form that was just submitted is not changed any more.
            now = timezone.now()
            touched = now if touch else filing.touched_at
            if not change(_filing_at, (), {"touched_at": touched}, pk=filing.pk, phase=filing.phase):
                continue
            new = {
                "form": form,
                "rows": draft.rows,
                "versions": versions,
                "serial": serial,
                "next_key": draft.next_key,
                "locked": draft.locked,
            }
            if not change(_draft_at, (), {**new, "changed_at": now}, pk=draft.pk, serial=draft.serial):
                transaction.set_rollback(True)
                continue
            same = {"filing": filing.pk, "serial": serial, "by": by.pk, "how": how, "at": now}
            add(Edit, [{"cell": cell, "before": before, "after": after, **same} for cell, before, after in done])
            _settle_verdict(filing, serial, judged)
        return Saved(True, serial, _now(), {cell: after for cell, _, after in done}, (), judged.columns)
    raise Refused("很多人同时在改这份表，这一格还没有保存；请稍候再试")


def _filing_at() -> QuerySet[Filing]:
    return Filing.objects.filter(pk=Slot("pk"), phase=Slot("phase"))


def _draft_at() -> QuerySet[Draft]:
    return Draft.objects.filter(pk=Slot("pk"), serial=Slot("serial"))


def _verdict_by() -> QuerySet[Verdict]:
    return Verdict.objects.filter(filing=Slot("filing"), rules=Slot("rules"))


def _settle_verdict(filing: Filing, serial: int, judged: Judged) -> None:
    """Store a verdict; where the one before was by other rules, what it said is kept beside it."""
    new = {"serial": serial, **judged.columns}
    if change(_verdict_by, (), new, filing=filing.pk, rules=judged.columns["rules"]):
        return
    old = Verdict.objects.filter(filing=filing).first()
    other = old is not None and (old.rules != "" or old.engine != judged.columns["engine"])  # "" is of a version that did not say
    Verdict.objects.update_or_create(filing=filing, defaults={**new, "former": kept(old) if other else None})


def _may_fill(by: Account, filing: Filing) -> Allowed:
    """Pre-filling is the bureau's: by those who manage rounds, while the form is still with the unit."""
    allowed = may_site(by, "rounds")
    if allowed and (filing.phase != DRAFT or filing.round.closed):
        return Allowed(False, "这份表已经提交，不能再预填")
    return allowed


_COLUMNS = ("scheme", "written", "computed_low", "computed_high", "grade", "rate", "errors", "warnings", "infos", "filled", "detail")


def _now() -> str:
    return timezone.localtime().strftime("%H:%M:%S")


def load_form(
    filing: Filing,
    form: dict[str, Any],
    by: Account,
    *,
    seen: int | None = None,
    why: str = "导入文件",
    lock: Iterable[str] = (),
    bureau: bool = False,
    touch: bool = True,
) -> Saved:
    """Put a whole form (an upload, last year's, a pre-fill) in place of the draft. The form before it is kept as a revision, cells that
    were locked stay as they are. Refused where anything was changed since ``seen``; ``lock`` names paths to be locked from now on;
    ``bureau``: by those who manage the round, not by the unit; ``touch`` as in ``apply_edit``."""
    held = Filing.objects.select_related("round", "node", "draft").get(pk=filing.pk)
    answer = _may_fill(by, held) if bureau else may(by, "edit", held)
    if not answer:
        raise Refused(answer.why)
    if cells.too_long(form):
        raise Refused(f"这份表超过 {cells.MOST_ROWS} 行，没有导入；请核对文件")
    revise(held, held.draft, why=f"{why}前", by=by)

    def edit(draft: Draft, data: dict[str, Any]):
        if seen is not None and draft.serial > seen:
            raise Refused("您看过之后别人又改了这份表，没有导入；请重新预览")
        kept = {cell: cells.read(data, where) for cell in draft.locked if (where := cells.path(cell, draft.rows))}
        sources = {cell: _source(data, draft, cell) for cell in kept}
        fixed = {key: data.get(key) for key in ("kind", "year", "layout")}
        data.clear()
        data.update(cells.storable(form))
        data.update(fixed, places={})
        rows, draft.next_key = cells.keys_for(data, draft.next_key)
        draft.rows = rows
        draft.locked = sorted({*_relock(data, rows, kept, sources), *(cells.address(path, rows) for path in lock)})
        return [(section, None, "loaded") for section in cells.SECTIONS] + [("form", None, why)], []

    return apply_edit(filing, by, edit, "load", bureau=bureau, touch=touch)


def _source(data: dict[str, Any], draft: Draft, cell: str) -> str | None:
    where = cells.path(cell, draft.rows)
    return cells.read(data, where.rpartition(".")[0] + ".source") if where and where.startswith("funds[") else None


def _relock(data: dict[str, Any], rows: cells.Rows, kept: Mapping[str, str | None], sources: Mapping[str, str | None]) -> list[str]:
    """Locked money stays in the row with the same source."""
    out = []
    for cell, value in kept.items():
        field = cell.rpartition(".")[2]
        if not cell.startswith("funds."):
            cells.write(data, cell, value)
            out.append(cell)
            continue
        for number, fund in enumerate(data["funds"]):
            if fund.get("source") == sources[cell]:
                fund[field] = value
                out.append(f"funds.{rows['funds'][number]}.{field}")
    return out


def answer(filing: Filing, finding: str, code: str, text: str, by: Account) -> None:
    """The unit's word on a warning; an empty one takes it back."""
    allowed = may(by, "edit", Filing.objects.select_related("round", "node").get(pk=filing.pk))
    if not allowed:
        raise Refused(allowed.why)
    if not _FINDING.fullmatch(finding) or not _FINDING.fullmatch(code):
        raise Refused("没有这条检查结果")
    text = (cells.clean(text) or "")[:500]
    if text:
        Answer.objects.update_or_create(filing=filing, finding=finding, defaults={"text": text, "by": by, "code": code[:10]})
    else:
        Answer.objects.filter(filing=filing, finding=finding).delete()


def revise(filing: Filing, draft: Draft, *, why: str, by: Account | None) -> Revision:
    """Keep the form as it stands, for good. To be called inside the transaction that gives the reason."""
    last = filing.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        filing=filing, number=last + 1, serial=draft.serial, form={"form": draft.form, "rows": draft.rows}, why=why, by=by
    )


def keep(filing: Filing, why: str, by: Account) -> Revision:
    """Keep the form as it stands before something changes much of it."""
    allowed = may(by, "edit", filing)
    if not allowed:
        raise Refused(allowed.why)
    return revise(filing, Draft.objects.get(filing=filing), why=why, by=by)


def reexamine(filing: Filing) -> None:
    """Make the verdict of a draft anew, after the engine or the round's rules changed."""
    for _ in range(_TRIES):
        draft = Draft.objects.get(filing=filing)
        judged = judge(draft.form, draft.rows, filing.round)
        with transaction.atomic():
            Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
            if Draft.objects.filter(pk=draft.pk, serial=draft.serial).exists():
                _settle_verdict(filing, draft.serial, judged)
                return
