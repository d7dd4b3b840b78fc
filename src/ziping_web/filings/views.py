"""What a form's page sends: cells, rows, a whole page without JavaScript; and the form in each carrier."""

import json
from functools import partial, wraps
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from ziping import formats
from ziping.form import dump
from ziping_web.filings import cells, queries, services, structure
from ziping_web.filings.models import Edit
from ziping_web.filings.services import Change, Refused

__all__ = ["CARRIERS", "answers", "attached", "body", "download", "rows", "save", "save_cells", "told", "visible"]

CARRIERS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


def visible(view, *, also: tuple[str, ...] = ()):
    """The view gets the form with this id if its account may see it; 404 otherwise: what is outside does not even exist.
    ``also`` (draft, verdict) is read in the same query."""

    @wraps(view)
    def inner(request: HttpRequest, pk: int, *args, **kwargs):
        filing = queries.filing_for(request.user, pk, *also)
        if filing is None:
            raise Http404("没有这份表，或者它不在您的管理范围内")
        return view(request, filing, *args, **kwargs)

    return inner


def body(request: HttpRequest) -> dict:
    """What a script sent, as an object. Refused where it is none; ``SomebodyElse`` where the page belongs to another account."""
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused("送来的内容不是有效的 JSON") from None
    if not isinstance(data, dict):
        raise Refused("送来的内容应是一个 JSON 对象")
    if data.get("account", request.user.pk) != request.user.pk:
        raise SomebodyElse
    return data


class SomebodyElse(Exception):
    """The page belongs to one account, the session by now to another: what the first typed is not stored as the second's."""


def told(view):
    """Answers a script: a refusal is 422 and its sentence, another account's session 401."""

    @wraps(view)
    def inner(request: HttpRequest, *args, **kwargs) -> JsonResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return JsonResponse({"ok": False, "message": str(refused)}, status=422)
        except SomebodyElse:
            words = f"这个浏览器现在登录的是{request.user.name}，本页内容没有保存，已留在本机；请换回原来的账号登录"
            return JsonResponse({"ok": False, "message": words}, status=401)

    return inner


@require_POST
@told
@partial(visible, also=("draft",))
def save_cells(request: HttpRequest, filing) -> JsonResponse:
    """``{"changes": [{"cell", "value", "seen"}]}`` → what was stored, clashes, score and findings. 409 on a clash, 422 on a refusal."""
    try:
        changes = []
        for item in body(request).get("changes", ()):
            value = item.get("value")
            if (
                not isinstance(item.get("cell"), str)
                or not isinstance(item.get("seen"), int)
                or not (value is None or isinstance(value, str))
            ):
                raise Refused("每处改动要有 cell、value、seen")
            changes.append(Change(item["cell"], value, item["seen"]))
        how = "paste" if len(changes) > 1 else "cell"
        saved = services.save_cells(filing, changes[:5000], request.user, how=how, fresh=True)
    except (AttributeError, TypeError):
        raise Refused("送来的改动写法不对") from None
    return _saved(saved)


@require_POST
@told
@visible
def rows(request: HttpRequest, filing) -> JsonResponse:
    """``{"act": "add"|"remove"|"move"|"back", "section", "key", "seen", "count", "steps"}`` → as ``save_cells``; the page draws the paper anew."""
    try:
        data = body(request)
        saved = _row_act(filing, request.user, str(data.get("act")), str(data.get("section")), data.get("key"), int(data["seen"]), data)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Refused("要有 act、section、key、seen") from None
    return _saved(saved)


@require_POST
@told
@visible
def answers(request: HttpRequest, filing) -> JsonResponse:
    """``{"answers": {"<finding>:<code>": text}}``: the unit's words on warnings."""
    words = body(request).get("answers")
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        raise Refused("要有 answers")
    for name, text in list(words.items())[:500]:
        finding, _, code = name.partition(":")
        services.answer(filing, finding, code, text, request.user)
    return JsonResponse({"ok": True, "at": timezone.localtime().strftime("%H:%M:%S")})


def _saved(saved: services.Saved) -> JsonResponse:
    return JsonResponse(saved.dump(), status=200 if saved.ok else 409, json_dumps_params={"ensure_ascii": False})


def _row_act(filing, by, act: str, section: str, key, seen: int, more: dict):
    key = None if key in (None, "") else str(key)
    if act == "add":
        return structure.add_row(filing, section, by, after=key, seen=seen, count=int(more.get("count", 1)))
    if act == "back":
        return structure.undo_rows(filing, section, by, seen=seen)
    if key is None:
        raise Refused("没有指明是哪一行")
    if act == "remove":
        return structure.remove_row(filing, section, key, by, seen=seen)
    if act == "move":
        return structure.move_row(filing, section, key, by, steps=int(more.get("steps", 1)), seen=seen)
    raise Refused("没有这个操作")


@require_POST
@visible
def save(request: HttpRequest, filing) -> HttpResponse:
    """The whole page without JavaScript: only what this person changed is written, against the serial the page was drawn with.
    A button ``row`` (``add:indicators:7``) does its act after saving."""
    back = f"/filings/{filing.pk}/"
    try:
        seen = int(request.POST.get("seen", ""))
    except ValueError:
        messages.error(request, "页面不完整，没有保存；请刷新后再试")
        return redirect(back)
    try:
        changes = _changed(filing, request.POST, seen)
        saved = services.save_cells(filing, changes, request.user, how="page") if changes else None
        for name, text in request.POST.items():
            if name.startswith("a:"):
                finding, _, code = name[2:].partition(":")
                services.answer(filing, finding, code, text, request.user)
        if saved is not None and not saved.ok:
            request.session[f"clash-{filing.pk}"] = saved.dump()["clashes"]
            others = [change for change in changes if change.cell not in {clash.cell for clash in saved.clashes}]
            saved = services.save_cells(filing, others, request.user, how="page") if others else None
            messages.error(request, "有的格子别人也改过，没有覆盖：请在下面比较两个值，选定一个")
        elif saved is not None:
            messages.success(request, f"已保存 {saved.at}")
        if command := request.POST.get("row"):
            act, section, key = (command.split(":") + ["", ""])[:3]
            steps = {"up": -1, "down": 1}.get(act, 1)
            seen = saved.serial if saved is not None else seen
            _row_act(filing, request.user, "move" if act in ("up", "down") else act, section, key, seen, {"steps": steps})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(back + (request.POST.get("at") or ""))


def _changed(filing, posted, seen: int) -> list[Change]:
    """The cells whose text differs from what the page showed at ``seen``."""
    draft = queries.draft_of(filing)
    newer: dict[str, str | None] = {}
    for cell, before in Edit.objects.filter(filing=filing, serial__gt=seen).order_by("-serial", "-id").values_list("cell", "before"):
        newer[cell] = before  # the oldest edit after ``seen`` comes last: its ``before`` is what the page showed
    out = []
    for name, text in posted.items():
        if not name.startswith("c:"):
            continue
        cell = name[2:]
        where = cells.path(cell, draft.rows)
        if where is None:
            continue
        shown = newer[cell] if cell in newer else cells.read(draft.form, where)
        if cells.clean(text) != shown:
            out.append(Change(cell, text, seen))
    return out


@require_GET
@visible
def download(request: HttpRequest, filing, carrier: str) -> HttpResponse:
    """The form as docx, xlsx, pdf, html or json."""
    if carrier not in CARRIERS:
        raise Http404("没有这种格式")
    draft = queries.draft_of(filing)
    if carrier == "json":
        from ziping.form import Form

        data = json.dumps(dump(Form.model_validate(draft.form)), ensure_ascii=False, indent=2).encode()
    else:
        data = formats.write([queries.paper_of(filing, draft.form)], carrier)
    return attached(data, CARRIERS[carrier], f"{filing.node.name}-{filing.title}-{filing.round.year}.{carrier}")


def attached(data: bytes, content_type: str, name: str) -> HttpResponse:
    """An answer that the browser stores as a file under this name."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name.replace('/', '／'))}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
