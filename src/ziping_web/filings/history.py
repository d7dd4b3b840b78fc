"""What a form has been through: every edit by cell (who, when, before, after), and each whole form that was kept, as a file."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ziping import formats
from ziping.form import Form
from ziping_web.filings import cells, queries
from ziping_web.filings.models import Draft, Edit, Filing, Revision
from ziping_web.filings.views import CARRIERS, attached, visible

__all__ = ["EditLine", "edit_lines", "edits", "edits_of", "kept_file"]

_PER_PAGE = 100
_HOW = {
    "cell": "填写", "paste": "填写或粘贴几格", "page": "整页保存", "upload": "从文件导入", "load": "整表导入", "row": "增删移行", "api": "接口",
}  # fmt: skip
_ROWS = {"added": "加行", "removed": "删行", "moved": "移行", "undone": "撤销行操作"}
_SHOWN = {"indicators": "绩效指标", "funds": "资金", "goals": "总体目标", "base_data": "基础数据"}


@dataclass(frozen=True, slots=True)
class EditLine:
    """One edit in words. ``cell`` is an address that still stands on the form, else empty; ``before`` and ``after`` None where empty."""

    at: datetime
    by: str
    how: str
    cell: str
    label: str
    before: str | None
    after: str | None


def edits_of(filing: Filing, cell: str = "", *, newest_first: bool = True):
    """The edits of a form that say something to people; with ``cell`` only those of this cell, or of this row's cells."""
    found = Edit.objects.filter(filing=filing).select_related("by")
    found = found.exclude(
        cell__in=cells.SECTIONS, after__in=("loaded", "added", "removed", "moved")
    )  # the row's own edit beside it says more
    if cell:
        found = found.filter(cell=cell) | found.filter(cell__startswith=f"{cell}.")
    return found.order_by("-serial", "-id") if newest_first else found.order_by("serial", "id")


def edit_lines(filing: Filing, draft: Draft, edits: Iterable[Edit]) -> list[EditLine]:
    """Edits in the form's own words; rows that are gone go by the name they had."""
    edits = list(edits)
    form = Form.model_validate(draft.form)
    gone = _gone(filing, draft, edits)
    return [_line(each, form, draft, gone) for each in edits]


def _gone(filing: Filing, draft: Draft, edits: Sequence[Edit]) -> dict[str, str]:
    """Address of a row that no longer stands → the name it had when it was removed."""
    rows = {_row(each.cell) for each in edits if cells.path(each.cell, draft.rows) is None}
    out = {}
    for row, text in Edit.objects.filter(filing=filing, cell__in=rows, after=None).order_by("id").values_list("cell", "before"):
        was = _object(text)
        out[row] = was.get("content") or was.get("level3") or was.get("name") or was.get("source") or ""
    return out


def _object(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _row(cell: str) -> str:
    return ".".join(cell.split(".")[:2])


def _line(edit: Edit, form: Form, draft: Draft, gone: dict[str, str]) -> EditLine:
    by = edit.by.name if edit.by else "（已删除的账号）"
    section, _, rest = edit.cell.partition(".")
    if edit.cell == "form":
        return EditLine(edit.at, by, _HOW["load"], "", "整份表", None, f"{edit.after}（之前的内容留存在上面的列表里）")
    if section in cells.SECTIONS and not rest:
        return EditLine(edit.at, by, _ROWS.get(edit.after or "", ""), "", _SHOWN[section], None, "恢复到上一步")
    stands = cells.path(edit.cell, draft.rows) is not None
    name = gone.get(_row(edit.cell), "")
    label = cells.label(form, edit.cell, draft.rows) if stands else f"已删除的行「{name}」" if name else "已删除的行"
    before, after, how = edit.before, edit.after, _HOW.get(edit.how, edit.how)
    if section in cells.SECTIONS and "." not in rest:  # a row as a whole
        if after == "added":
            how, after = _ROWS["added"], "新的一行"
        elif after is None:
            was = _object(before)
            how, before, after = _ROWS["removed"], "；".join(text for text in was.values() if isinstance(text, str)), None
        else:
            how, before, after = _ROWS["moved"], _place(before), _place(after)
    return EditLine(edit.at, by, how, edit.cell if stands else "", label, before, after)


def _place(number: str | None) -> str:
    return f"第 {int(number) + 1} 行" if number and number.isdecimal() else ""


@require_GET
@visible
def edits(request: HttpRequest, filing) -> HttpResponse:
    """All edits of a form, newest first; ``?cell=`` those of one cell or row. Whole forms that were kept stand above."""
    draft = queries.draft_of(filing)
    cell = request.GET.get("cell", "")
    if cell and not cells.stands(cell, draft.rows):
        cell = ""
    page: Page = Paginator(edits_of(filing, cell), _PER_PAGE).get_page(request.GET.get("page"))
    lines = edit_lines(filing, draft, page.object_list)
    context = {
        "filing": filing,
        "page": page,
        "lines": lines,
        "cell": cell,
        "label": cells.label(Form.model_validate(draft.form), cell, draft.rows) if cell else "",
        "kept": Revision.objects.filter(filing=filing).select_related("by").defer("form").order_by("-number")[:50] if not cell else [],
    }
    return render(request, "filings/edits.html", context)


@require_GET
@visible
def kept_file(request: HttpRequest, filing, number: int, carrier: str) -> HttpResponse:
    """The form as it was kept at some moment (submitted, returned, before an import), as a file."""
    kept = Revision.objects.filter(filing=filing, number=number).first()
    if kept is None or carrier not in ("docx", "xlsx", "pdf"):
        raise Http404("没有这一次留存的表")
    form, _ = queries.revision_form(kept)
    data = formats.write([queries.paper_of(filing, form)], carrier)
    return attached(data, CARRIERS[carrier], f"{filing.node.name}-{filing.title}-{filing.round.year}-第{number}次留存.{carrier}")
