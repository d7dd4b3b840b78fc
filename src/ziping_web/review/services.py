"""The only writer of the way of a form: ``advance`` is the one door between phases. The log is written in the same transaction."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from ziping_web.filings import cells
from ziping_web.filings.carried import obstacle, unconfirmed
from ziping_web.filings.models import Answer, Draft, Filing
from ziping_web.filings.queries import verdict_of
from ziping_web.filings.services import Refused, revise
from ziping_web.people.models import Account
from ziping_web.people.queries import may, roles_over
from ziping_web.phases import DONE, DRAFT, after, phase
from ziping_web.review.models import Comment, Log, Mark, Reason

__all__ = ["ACTS", "Outcome", "advance", "advance_many", "comment", "mark", "obstacles", "postpone", "settle"]

ACTS = {"submit": "提交", "pass": "通过", "return": "退回", "undo": "撤销"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one form of a bulk act: its phase afterwards, or the sentence that says why nothing did."""

    filing: Filing
    ok: bool
    words: str


def obstacles(findings: Iterable[Mapping[str, Any]], answered: Container[str]) -> list[str]:
    """Why a form with these findings cannot be submitted, in sentences; empty where it can. ``answered``: ids of those with a word."""
    levels = [one["severity"] for one in findings if one["severity"] != "warning" or one["id"] not in answered]
    out = []
    if errors := levels.count("error"):
        out.append(f"还有 {errors} 处错误须改正，改正后才能提交")
    if warnings := levels.count("warning"):
        out.append(f"还有 {warnings} 处警告没有说明，请逐条改正或写一句说明")
    return out


def advance(
    filing: Filing,
    act: str,
    *,
    by: Account,
    note: str = "",
    reasons: Sequence[tuple[str, str]] = (),
    batch: str = "",
    seen: int | None = None,
) -> Filing:
    """Take a form through one act. ``reasons`` of a return are (cell address or "", text); ``seen`` the draft's serial the person looked at.

    Refused, with the sentence: not allowed, errors left, warnings without a word, a return without a reason, an undo too late."""
    if act not in ACTS:
        raise Refused("没有这个操作")
    with transaction.atomic():
        held = Filing.objects.select_for_update(of=("self",)).select_related("round", "node").get(pk=filing.pk)
        allowed = may(by, act, held)
        if not allowed:
            raise Refused(allowed.why)
        draft = Draft.objects.get(filing=held)
        if seen is not None and draft.serial != seen:
            raise Refused("您打开之后这份表又有改动，请刷新看过再操作")
        before = held.phase
        if act == "undo":
            to, role = _undo(held, by)
        elif act == "return":
            reasons = [(cell, text.strip()) for cell, text in reasons if text.strip()]
            if not all(not cell or cells.stands(cell, draft.rows) for cell, _ in reasons):
                raise Refused("退回理由所在的格子已不在表上，请刷新页面再写")
            if not reasons:
                raise Refused("退回必须写明理由，请在有问题的格子旁或总体意见里写出")
            to, role = DRAFT, phase(before).actor or ""
        else:
            if act == "submit":
                answered = set(Answer.objects.filter(filing=held).values_list("finding", flat=True))
                words = obstacle(*unconfirmed(held, draft)) + obstacles(verdict_of(held, draft).detail.get("findings", []), answered)
                if words:
                    raise Refused("；".join(words))
            to, role = after(before, held.round.switched_off), phase(before).actor or ""
        revision = revise(held, draft, why=f"{phase(before).staff}：{ACTS[act]}", by=by) if act != "undo" else None
        log = Log.objects.create(
            filing=held, act=act, before=before, after=to, role=role, by=by, note=note.strip()[:2000], revision=revision, batch=batch
        )
        if act == "return":
            Reason.objects.bulk_create(Reason(log=log, filing=held, cell=cell[:120], text=text[:2000]) for cell, text in reasons)
        elif act == "submit":
            Reason.objects.filter(filing=held, settled=False).update(settled=True)
        held.phase, held.phase_since = to, timezone.now()
        held.save(update_fields=("phase", "phase_since"))
    filing.phase = held.phase
    return held


def _undo(filing: Filing, by: Account) -> tuple[str, str]:
    """Back to where the last act came from, by the one who did it, as long as nobody has acted since."""
    last = Log.objects.filter(filing=filing).exclude(act="postpone").order_by("-id").first()
    if last is None or last.act == "undo" or last.undone:
        raise Refused("没有可以撤销的操作")
    if last.by_id != by.pk:
        raise Refused(f"上一步由{last.by.name if last.by else '别人'}操作，只有本人可以撤销")
    if last.role not in roles_over(by, filing.node):
        raise Refused("您已不再担任当时的角色，不能撤销")
    if (
        Mark.objects.filter(filing=filing, at__gt=last.at, phase=filing.phase).exists()
        or Comment.objects.filter(filing=filing, at__gt=last.at).exclude(by=by).exists()
    ):
        raise Refused("下一环节已经开始处理，不能撤销；如需修改请联系下一环节退回")
    if last.act == "return" and Draft.objects.get(filing=filing).serial != (last.revision.serial if last.revision else -1):
        raise Refused("单位已经开始修改，不能撤销退回")
    Log.objects.filter(pk=last.pk).update(undone=True)
    if last.act == "return":
        Reason.objects.filter(log=last).update(settled=True)
    return last.before, last.role


def advance_many(
    filings: Iterable[Filing],
    act: str,
    *,
    by: Account,
    note: str = "",
    reasons: Sequence[tuple[str, str]] = (),
    seen: Mapping[int, int] | None = None,
    batch: str = "",
) -> list[Outcome]:
    """The same act on many forms, each in its own transaction, joined by one batch id: one that is refused does not stop the rest.
    ``seen``: form id → serial of the draft that the person saw in the summary."""
    batch, seen = batch or uuid4().hex, seen or {}
    out = []
    for filing in filings:
        try:
            done = advance(filing, act, by=by, note=note, reasons=reasons, batch=batch, seen=seen.get(filing.pk))
            out.append(Outcome(done, True, phase(done.phase).staff))
        except Refused as refused:
            out.append(Outcome(filing, False, str(refused)))
    return out


def postpone(filing: Filing, due: date | None, why: str, by: Account, *, whole_unit: bool = False) -> list[Filing]:
    """Give a form a deadline of its own, or with None the round's again; the log keeps both days and the reason. ``whole_unit``: the same
    for every form of this unit in this round that is not through yet. Returned: the forms changed."""
    if not why.strip():
        raise Refused("请写明改截止日期的理由，它会记入经过")
    changed = []
    with transaction.atomic():
        held = Filing.objects.select_for_update(of=("self",)).select_related("round", "node")
        found = held.filter(round=filing.round_id, node=filing.node_id).exclude(phase=DONE) if whole_unit else held.filter(pk=filing.pk)
        for each in found.order_by("pk"):
            allowed = may(by, "postpone", each)
            if not allowed:
                raise Refused(allowed.why)
            if due is not None and due < each.round.start_on:
                raise Refused(f"截止日期不能早于批次开始的 {each.round.start_on:%Y-%m-%d}")
            before, own = each.due, None if due == each.round.end_on else due
            if own == each.due_on:
                continue
            each.due_on = own
            each.save(update_fields=("due_on",))
            note = f"{before:%Y-%m-%d} → {each.due:%Y-%m-%d}：{why.strip()[:500]}"
            Log.objects.create(filing=each, act="postpone", before=each.phase, after=each.phase, role="", by=by, note=note)
            changed.append(each)
    return changed


def comment(filing: Filing, cell: str, text: str, by: Account) -> Comment:
    """A word at a cell, or on the whole form."""
    allowed = may(by, "comment", filing)
    if not allowed:
        raise Refused(allowed.why)
    if not text.strip():
        raise Refused("批注没有内容")
    if cell and not cells.stands(cell, Draft.objects.get(filing=filing).rows):
        raise Refused("批注所在的格子已不在表上，请刷新页面再写")
    return Comment.objects.create(filing=filing, cell=cell[:120], text=text.strip()[:2000], by=by)


def settle(comment_: Comment, by: Account) -> None:
    """A comment is dealt with."""
    allowed = may(by, "comment", comment_.filing)
    if not allowed:
        raise Refused(allowed.why)
    Comment.objects.filter(pk=comment_.pk).update(settled=True)


def mark(filing: Filing, cell: str, value: str, by: Account, note: str = "") -> Mark | None:
    """A reviewed score at a row's score cell, between 0 and the row's weight; empty takes it back."""
    with transaction.atomic():
        held = Filing.objects.select_for_update(of=("self",)).select_related("round", "node").get(pk=filing.pk)
        allowed = may(by, "mark", held)
        if not allowed:
            raise Refused(allowed.why)
        draft = Draft.objects.get(filing=held)
        if not cell.endswith((".score", "total_score")) or cells.path(cell, draft.rows) is None:
            raise Refused("审定得分只能填在得分旁")
        if not value.strip():
            Mark.objects.filter(filing=held, cell=cell, phase=held.phase).delete()
            return None
        try:
            points = Decimal(value.strip()).quantize(Decimal("0.01"))
        except InvalidOperation:
            raise Refused(f"「{value.strip()[:20]}」不是分数，请填数字，如 9.5") from None
        weight = _weight(draft, cell)
        most = min(weight, Decimal(1000)) if weight is not None else Decimal(100)
        if not points.is_finite() or points < 0 or points > most:
            raise Refused(f"审定得分应在 0 到 {most} 之间")
        found, _ = Mark.objects.update_or_create(
            filing=held, cell=cell, phase=held.phase, defaults={"value": points, "by": by, "note": note.strip()[:300]}
        )
        return found


def _weight(draft: Draft, cell: str) -> Decimal | None:
    from ziping.exact import number

    where = cells.path(
        cell.replace("total_score", "total_weight") if cell == "total_score" else cell.rpartition(".")[0] + ".weight", draft.rows
    )
    text = cells.read(draft.form, where) if where else None
    return number(text) if text else None
