"""A filled file and what it would change, cell by cell; proofs at a row. Files are read in the reader process, never here."""

import json
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ziping_web import reading
from ziping_web.filings import cells, compare, queries, services, structure
from ziping_web.filings.models import Attachment
from ziping_web.filings.services import Change, Refused
from ziping_web.filings.views import visible
from ziping_web.people.queries import may

__all__ = ["apply", "proof", "proof_add", "proof_remove", "upload"]

_MOST_PROOFS = 100


def _back(filing, at: str = "") -> HttpResponse:
    return redirect(f"/filings/{filing.pk}/{at}")


def _received(request: HttpRequest):
    """The one file of a request. Refused where there is none or it is too large."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused("没有选择文件")
    if file.size > settings.UPLOAD_MOST_MB << 20:
        raise Refused(f"文件超过 {settings.UPLOAD_MOST_MB} MB，请压缩后再上传")
    return file


@require_POST
@visible
def upload(request: HttpRequest, filing) -> HttpResponse:
    """Read a filled file and show what it would change; nothing is written yet."""
    allowed = may(request.user, "edit", filing)
    try:
        if not allowed:
            raise Refused(allowed.why)
        found = reading.forms(_received(request).read())
        if not found["forms"]:
            raise Refused(found["problems"][0]["message"] if found["problems"] else "文件里没有找到自评表")
        form = _which(found["forms"], filing)
    except (Refused, reading.FileRefused) as refused:
        messages.error(request, f"没有导入：{refused}")
        return _back(filing)
    draft = queries.draft_of(filing)
    changed, new_rows, lost = compare.differences(draft.form, draft.rows, draft.locked, form)
    rows = [{"json": json.dumps(row, ensure_ascii=False), "row": row} for row in new_rows]
    context = {
        "filing": filing, "serial": draft.serial, "changed": changed, "new_rows": rows, "lost": lost, "problems": found["problems"],
        "file": request.FILES["file"].name, "others": len(found["forms"]) - 1,
    }  # fmt: skip
    return render(request, "filings/upload.html", context)


def _which(forms: list[dict], filing) -> dict:
    """The form of a file that is meant: the one of this kind, by the project's name where there are several."""
    same = [form for form in forms if form["kind"] == filing.kind]
    if not same:
        raise Refused("文件里的表与这份表不是同一种")
    if len(same) > 1 and filing.project_name:
        same = [form for form in same if (form.get("project") or {}).get("name") == filing.project_name]
        if not same:
            raise Refused(f"文件里有几份表，没有一份的项目名称是「{filing.project_name}」")
    return same[0]


@require_POST
@visible
def apply(request: HttpRequest, filing) -> HttpResponse:
    """Take over what was chosen: fields ``take`` (a cell's address) with ``v:<cell>``, ``row`` (a new row as JSON), ``seen``."""
    try:
        seen = int(request.POST.get("seen", ""))
        rows = [json.loads(text) for text in request.POST.getlist("row")[:300]]
    except (ValueError, RecursionError):
        messages.error(request, "页面不完整，没有导入；请重新上传")
        return _back(filing)
    changes = [Change(cell, request.POST.get(f"v:{cell}"), seen) for cell in request.POST.getlist("take")[:5000]]
    try:
        with transaction.atomic():
            services.keep(filing, "导入文件前", request.user)
            if changes:
                saved = services.save_cells(filing, changes, request.user, how="upload")
                if not saved.ok:
                    raise Refused(f"您预览之后别人改了其中 {len(saved.clashes)} 格，没有导入；请重新上传预览")
            for row in rows:
                _add(filing, row, request.user, seen)
        messages.success(request, f"已从文件导入 {len(changes)} 格，新增 {len(rows)} 行；导入之前的内容另有留存")
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(filing)


def _add(filing, row, by, seen: int) -> None:
    """A row of the file at the end of its group, else at the end of the table."""
    if not isinstance(row, dict):
        raise Refused("送来的行写法不对")
    draft = queries.draft_of(filing)
    alike = [
        key
        for key, mine in zip(draft.rows["indicators"], draft.form["indicators"], strict=True)
        if (mine.get("level1"), mine.get("level2")) == (row.get("level1"), row.get("level2"))
    ]
    made = structure.add_row(filing, "indicators", by, after=alike[-1] if alike else None, seen=max(seen, draft.serial))
    key = next(cell for cell in made.cells if cell.startswith("indicators.")).split(".")[1]
    texts = {field: text for field, text in row.items() if isinstance(text, str) and cells.editable(f"indicators.{key}.{field}")}
    if alike:
        texts = {field: text for field, text in texts.items() if field not in ("level1", "level2")}
    services.save_cells(filing, [Change(f"indicators.{key}.{field}", text, made.serial) for field, text in texts.items()], by, how="upload")


@require_POST
@visible
def proof_add(request: HttpRequest, filing) -> HttpResponse:
    """A file kept as proof at a row (``cell``) or of the whole form; it is stored as it is and never opened here."""
    allowed = may(request.user, "edit", filing)
    try:
        if not allowed:
            raise Refused(allowed.why)
        file = _received(request)
        if Attachment.objects.filter(filing=filing).count() >= _MOST_PROOFS:
            raise Refused(f"一份表最多 {_MOST_PROOFS} 个附件")
        kind = request.POST.get("kind", "other")
        cell = request.POST.get("cell", "")
        if cell and cells.path(cell, queries.draft_of(filing).rows) is None:
            raise Refused("这一行已被删除")
        Attachment.objects.create(
            filing=filing, cell=cell[:120], kind=kind if kind in Attachment.Kind.values else "other",
            name=file.name[-200:], size=file.size, file=file, by=request.user,
        )  # fmt: skip
        messages.success(request, f"已上传佐证材料「{file.name}」")
    except Refused as refused:
        messages.error(request, f"没有上传：{refused}")
    return _back(filing, "#proofs")


def _proof(filing, number: int) -> Attachment:
    found = Attachment.objects.filter(filing=filing, pk=number).first()
    if found is None:
        raise Http404("没有这个附件")
    return found


@require_GET
@visible
def proof(request: HttpRequest, filing, number: int) -> FileResponse:
    """The stored file, always as a download: nothing of a client's making is shown as a page of this site."""
    found = _proof(filing, number)
    try:
        data = found.file.open("rb")
    except FileNotFoundError:
        raise Http404(f"附件「{found.name}」的文件已不在服务器上，请联系管理员从备份恢复") from None
    response = FileResponse(data, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@visible
def proof_remove(request: HttpRequest, filing, number: int) -> HttpResponse:
    """Take a proof away, while the form may be edited."""
    allowed = may(request.user, "edit", filing)
    if not allowed:
        messages.error(request, allowed.why)
    else:
        found = _proof(filing, number)
        with transaction.atomic():  # the file goes when its record is gone for good, never before
            transaction.on_commit(partial(found.file.storage.delete, found.file.name))
            found.delete()
        messages.success(request, f"已删除附件「{found.name}」")
    return _back(filing, "#proofs")
