"""/api/v1: forms in and out as the contract's JSON, the engine's judgement without storing, rounds, statistics."""

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import Field

from ziping.checks import every
from ziping.errors import FileRefused, UserError
from ziping.form import Form, dump, load_many
from ziping.pipeline import Settings, examine
from ziping.schemes import by_id
from ziping_web.api.docs import Page
from ziping_web.api.models import SCOPES, Token, digest
from ziping_web.asked import number
from ziping_web.boards.queries import board
from ziping_web.filings import queries as filings
from ziping_web.filings.cells import MOST_ROWS, SECTIONS
from ziping_web.filings.judging import judge
from ziping_web.filings.models import Filing, Verdict
from ziping_web.filings.services import Change, Refused, load_form, save_cells
from ziping_web.people.models import Account
from ziping_web.people.queries import may_site
from ziping_web.review.queries import filtered
from ziping_web.review.queries import rounds as rounds_of

__all__ = ["api", "token_act", "tokens"]

_MOST = 5 << 20


class Bearer(HttpBearer):
    """``Authorization: Bearer zp_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.objects.select_related("account").filter(digest=digest(token), account__is_active=True).first()
        if found is None or (found.expires_at is not None and found.expires_at < timezone.now()):
            return None
        today = timezone.localdate()
        if found.used_on != today:
            Token.objects.filter(pk=found.pk).update(used_on=today)
        return found


api = NinjaAPI(
    title="ziping 自评接口",
    version="1",
    description="自评表按约定的 JSON 读写、检查、统计。凭证在网站的「接口凭证」页申请，放在 Authorization: Bearer 里。",
    auth=Bearer(),
    docs=Page(),
    urls_namespace="api",
)


def _account(request: HttpRequest, *, write: bool = False, read: bool = True) -> Account:
    token: Token = request.auth  # type: ignore[attr-defined]
    if write and token.scope != "write":
        raise HttpError(403, "这个凭证只能读取，不能写入")
    if read and token.scope == "check":
        raise HttpError(403, "这个凭证只能用来检查，不能读取")
    return token.account


def _filing(request: HttpRequest, pk: int, *, write: bool = False) -> Filing:
    filing = filings.filing_for(_account(request, write=write), pk)
    if filing is None:
        raise HttpError(404, "没有这份表，或者它不在范围内")
    return filing


def _form(request: HttpRequest) -> Form:
    """One form in the body, as the contract has it."""
    if len(request.body) > _MOST:
        raise HttpError(413, "表单超过 5 MB")
    try:
        found = load_many(request.body.decode("utf-8-sig"))
    except (FileRefused, UnicodeDecodeError) as refused:
        raise HttpError(422, str(refused) if isinstance(refused, FileRefused) else "JSON 不是 UTF-8 编码") from None
    if len(found) != 1:
        raise HttpError(422, f"一次一份表，送来了 {len(found)} 份")
    form = found[0][0]
    if sum(len(getattr(form, section)) for section in SECTIONS) > MOST_ROWS:
        raise HttpError(413, f"这份表超过 {MOST_ROWS} 行")
    return form


class FilingOut(Schema):
    """One line of a list."""

    id: int
    round: int
    unit: str
    unit_code: str
    kind: str
    project: str
    project_code: str
    phase: str
    phase_name: str
    due: date
    written: str | None = Field(description="自评总分")
    computed: list[str] | None = Field(description="按方案核算的下限与上限")
    grade: str
    errors: int
    warnings: int


class Page(Schema):
    """A page of forms."""

    count: int
    pages: int
    forms: list[FilingOut]


class RoundOut(Schema):
    """A round."""

    id: int
    name: str
    year: int
    start: date
    end: date
    closed: bool


class CellIn(Schema):
    """One cell: its path in the form as it stands, the new text, the serial that was seen."""

    path: str
    value: str | None
    seen: int


def _line(filing: Filing, verdict: Verdict) -> FilingOut:
    return FilingOut(
        id=filing.pk, round=filing.round_id, unit=filing.node.name, unit_code=filing.node.code, kind=filing.kind, project=filing.project_name,
        project_code=filing.project_code, phase=filing.phase, phase_name=filing.get_phase_display(), due=filing.due,
        written=None if verdict.written is None else str(verdict.written),
        computed=None if verdict.computed_low is None else [str(verdict.computed_low), str(verdict.computed_high)],
        grade=verdict.grade, errors=verdict.errors, warnings=verdict.warnings,
    )  # fmt: skip


@api.get("/rounds", response=list[RoundOut], summary="批次")
def list_rounds(request: HttpRequest):
    """The rounds in which the token's account sees forms."""
    return [
        RoundOut(id=each.pk, name=each.name, year=each.year, start=each.start_on, end=each.end_on, closed=each.closed)
        for each in rounds_of(_account(request))
    ]


class Wanted(Schema):
    """Filters of a list."""

    round: str = ""
    phase: str = ""
    node: str = ""
    code: str = ""
    state: str = ""
    q: str = ""
    page: int = 1


@api.get("/forms", response=Page, summary="自评表清单")
def list_forms(request: HttpRequest, wanted: Query[Wanted]):
    """Forms within the account's nodes, a hundred per page."""
    forms, _ = filtered(_account(request), {key: str(value) for key, value in wanted.dict().items() if key != "page"})
    page = Paginator(forms, 100).get_page(wanted.page)
    return Page(count=page.paginator.count, pages=page.paginator.num_pages, forms=[_line(filing, filing.verdict) for filing in page])


@api.get("/forms/{pk}", summary="一份表")
def read_form(request: HttpRequest, pk: int) -> dict[str, Any]:
    """``form`` as the contract has it; ``serial`` is what a write has to name as ``seen``."""
    filing = _filing(request, pk)
    draft = filings.draft_of(filing)
    return {"id": filing.pk, "phase": filing.phase, "serial": draft.serial, "form": dump(Form.model_validate(draft.form))}


@api.get("/forms/{pk}/result", summary="一份表的得分与检查结果")
def read_result(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Sheet, findings and coverage, as `ziping check --json` prints them."""
    filing = _filing(request, pk)
    draft = filings.draft_of(filing)
    return judge(draft.form, draft.rows, filing.round).result.dump()


@api.put("/forms/{pk}", summary="写入整份表")
def write_form(request: HttpRequest, pk: int, seen: int) -> dict[str, Any]:
    """A whole form in place of the draft. 409 where it was changed since ``seen``; locked money stays."""
    filing, form = _filing(request, pk, write=True), _form(request)
    if form.kind != filing.kind:
        raise HttpError(422, f"表种不同：这里是 {filing.kind}，送来的是 {form.kind}")
    if filings.draft_of(filing).serial != seen:
        raise HttpError(409, "这份表在您读取之后又有改动，请重新读取")
    try:
        saved = load_form(filing, dump(form), _account(request), seen=seen, why="接口写入")
    except Refused as refused:
        raise HttpError(422, str(refused)) from None
    return {"serial": saved.serial, "at": saved.at}


@api.post("/forms/{pk}/cells", summary="写入几格")
def write_cells(request: HttpRequest, pk: int, changes: list[CellIn]) -> dict[str, Any]:
    """Cells by path, all or none; 409 with both values where somebody else changed one."""
    from ziping_web.filings.cells import address

    filing = _filing(request, pk, write=True)
    rows = filings.draft_of(filing).rows
    try:
        wanted = [Change(address(change.path, rows), change.value, change.seen) for change in changes[:5000]]
        saved = save_cells(filing, wanted, _account(request), how="api")
    except (Refused, ValueError) as refused:
        raise HttpError(422, str(refused) if isinstance(refused, Refused) else "路径写法不对") from None
    if not saved.ok:
        raise HttpError(409, json.dumps(saved.dump()["clashes"], ensure_ascii=False))
    return {"serial": saved.serial, "at": saved.at}


@api.post("/check", summary="只检查，不保存")
def check(request: HttpRequest, scheme: str = "", region: str = "000000", on: str = "") -> dict[str, Any]:
    """A form in the body → sheet, findings, coverage; nothing is stored."""
    _account(request, read=False)
    form = _form(request)
    try:
        day = date.fromisoformat(on) if on else None
        if scheme:
            by_id(scheme)
    except UserError as error:
        raise HttpError(422, str(error)) from None
    except ValueError:
        raise HttpError(422, "日期应写成 2025-04-30") from None
    return examine(form, Settings(scheme=scheme or None, region=region, on=day)).dump()


@api.get("/checks", summary="有哪些检查")
def checks(request: HttpRequest) -> list[dict[str, str]]:
    """Code and title of every check."""
    return [{"code": each.code, "title": each.title} for each in every()]


@api.get("/statistics", summary="统计")
def statistics(request: HttpRequest, round: int) -> dict[str, Any]:
    """The overview's figures of one round."""
    account = _account(request)
    answer = may_site(account, "boards")
    if not answer:
        raise HttpError(403, answer.why)
    own = rounds_of(account).filter(pk=round).first()
    if own is None:
        raise HttpError(404, "没有这个批次，或者它不在范围内")
    found = board(account, own)
    return {
        "round": own.pk,
        "total": found.total,
        "figures": {figure.words: figure.count for figure in found.figures},
        "departments": [
            {
                "name": line.node.name,
                "total": line.total,
                "phases": {figure.words: figure.count for figure in line.phases},
                "mean": None if line.mean is None else str(line.mean),
            }
            for line in found.lines
        ],
        "grades": {figure.words: figure.count for figure in found.grades},
        "checks": [{key: each[key] for key in ("code", "title", "severity", "forms", "times")} for each in found.checks],
    }


def tokens(request: HttpRequest) -> HttpResponse:
    """A person's own tokens."""
    own = Token.objects.filter(account=request.user)
    return render(request, "api/tokens.html", {"tokens": own, "scopes": SCOPES.items()})


@require_POST
def token_act(request: HttpRequest) -> HttpResponse:
    """make, drop."""
    if request.POST.get("act") == "drop":
        get_object_or_404(Token, pk=number(request.POST.get("token")) or 0, account=request.user).delete()
        messages.success(request, "凭证已作废")
        return redirect("tokens")
    name, scope = request.POST.get("name", "").strip(), request.POST.get("scope", "")
    days = number(request.POST.get("days"))
    if not name or scope not in SCOPES or days is None or not 1 <= days <= 730:
        messages.error(request, "请写明用途、选择范围，有效期 1 到 730 天")
        return redirect("tokens")
    token, secret = Token.make(request.user, name, scope, days)
    return render(
        request,
        "api/tokens.html",
        {"tokens": Token.objects.filter(account=request.user), "scopes": SCOPES.items(), "secret": secret, "fresh": token},
        status=201,
    )
