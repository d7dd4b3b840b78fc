"""Pages of a round: what it asks, its objects, handing out forms, pre-filling, jobs with their reports."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from ziping_web import reading
from ziping_web.asked import number
from ziping_web.filings.models import Filing
from ziping_web.intake import budget, services
from ziping_web.intake.models import Job
from ziping_web.people import services as people
from ziping_web.people.access import needs
from ziping_web.people.models import Staged
from ziping_web.phases import DONE, PHASES, SWITCHABLE
from ziping_web.rounds import queries
from ziping_web.rounds import services as rounds
from ziping_web.rounds.models import KINDS, Round, Task
from ziping_web.tables import workbook_response
from ziping_web.uploads import taken

__all__ = ["budget_apply", "budget_preview", "files", "job", "job_export", "prefill", "round_act", "round_edit", "round_list", "round_page"]

_MOST_FILES = 500


@require_GET
@needs("rounds")
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds."""
    return render(request, "intake/rounds.html", {"rounds": queries.listed()})


@needs("rounds")
def round_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new round, or what an old one asks."""
    own = get_object_or_404(Round, pk=pk) if pk is not None else None
    asked = None
    if request.method == "POST":
        posted = request.POST
        asked = rounds.read_asked(posted, posted.getlist("units"), [name for name in SWITCHABLE if f"phase:{name}" not in posted], own)
        if not asked.faults:
            saved = rounds.save_round(asked, request.user, own)
            messages.success(request, "已保存")
            return redirect("round", pk=saved.pk)
    context = {"round": own, "asked": asked, "levels": rounds.LEVELS.items(), **queries.choices(own)}
    off = set(asked.values["switched_off"]) if asked else set(own.switched_off if own else ())
    context["switchable"] = [{"phase": each, "on": each.id not in off} for each in PHASES if each.id in SWITCHABLE]
    context["values"] = asked.values if asked else _values(own)
    return render(request, "intake/round_edit.html", context, status=422 if asked else 200)


def _values(own: Round | None) -> dict[str, object]:
    if own is None:
        today = localdate()
        return {
            "name": f"{today.year - 1}年度绩效自评", "year": today.year - 1, "region": settings.REGION, "warning_days": [10, 3, 0, -1, -5],
            "start_on": today, "end_on": today + timedelta(days=30),
        }  # fmt: skip
    return {name: getattr(own, name) for name in ("name", "year", "region", "start_on", "end_on", "warning_days")}


@require_GET
@needs("rounds")
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: objects, jobs, what can be done."""
    own = get_object_or_404(Round, pk=pk)
    page = Paginator(queries.tasks(own), 50).get_page(request.GET.get("page"))
    jobs = own.jobs.annotate(
        all=Count("items"), left=Count("items", filter=Q(items__state="waiting")), refused=Count("items", filter=Q(items__state="refused"))
    )
    forms = Filing.objects.filter(round=own).count()
    return render(
        request, "intake/round.html", {"round": own, "page": page, "jobs": jobs[:10], "forms": forms, "kinds": KINDS, "most": _MOST_FILES}
    )


@require_POST
@needs("rounds")
def round_act(request: HttpRequest, pk: int) -> HttpResponse:
    """close, open, secret, public."""
    own = get_object_or_404(Round, pk=pk)
    act = request.POST.get("act")
    if act in ("close", "open"):
        rounds.close(own, act == "close")
        messages.success(request, "批次已结束，表只能查看" if act == "close" else "批次已重新打开")
    elif act in ("secret", "public") and number(request.POST.get("task")) is not None:
        task = get_object_or_404(Task, pk=request.POST["task"], round=own)
        if act == "secret" and Filing.objects.filter(round=own, node=task.node, kind=task.kind, project_name=task.project_name).exists():
            messages.error(request, "这个对象的表已经下发，不能再标为涉密")
        else:
            rounds.set_secret(task, act == "secret")
    return redirect("round", pk=pk)


@require_POST
@needs("rounds")
def prefill(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the forms, bring over last year's, or judge all by the rules as they are now, as a job."""
    own = get_object_or_404(Round, pk=pk, closed=False)
    kind = request.POST.get("kind")
    if kind == "open":
        lines = [{"name": f"{task.node.name} · {task}", "task": task.pk} for task in queries.tasks(own).filter(secret=False)]
    elif kind == "last":
        forms = Filing.objects.filter(round=own, phase="draft").select_related("node")
        lines = [{"name": f"{filing.node.name} · {filing.title}", "filing": filing.pk} for filing in forms]
    elif kind == "rules":
        forms = Filing.objects.filter(round=own).exclude(phase=DONE).select_related("node")
        lines = [{"name": f"{filing.node.name} · {filing.title}", "filing": filing.pk} for filing in forms]
    else:
        lines = []
    if not lines:
        none = {"open": "这个批次还没有对象，请先导入预算执行数", "rules": "这个批次没有还没终审的表"}
        messages.error(request, none.get(str(kind), "这个批次没有还在填报的表"))
        return redirect("round", pk=pk)
    return redirect("job", pk=services.start(own, kind, request.user, lines=lines).pk)


@require_POST
@needs("rounds")
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """Filled forms or approved targets, hundreds at once, as a job with a report by file."""
    own = get_object_or_404(Round, pk=pk, closed=False)
    chosen = request.FILES.getlist("files")
    if not chosen or len(chosen) > _MOST_FILES:
        messages.error(request, "请先选择文件" if not chosen else f"一次最多 {_MOST_FILES} 个文件，请分几次上传")
        return redirect("round", pk=pk)
    large = [file.name for file in chosen if file.size > settings.UPLOAD_MOST_MB << 20]
    if large:
        messages.error(request, f"没有上传：{'、'.join(large[:5])}超过 {settings.UPLOAD_MOST_MB} MB；请去掉或压缩后再传")
        return redirect("round", pk=pk)
    return redirect("job", pk=services.start(own, "files", request.user, files=((file.name, file.read()) for file in chosen)).pk)


@require_POST
@needs("rounds")
def budget_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """An export in, its columns recognised, lines and faults shown; a second time with the columns a person chose."""
    own = get_object_or_404(Round, pk=pk, closed=False)
    if number(request.POST.get("staged")) is not None:
        staged = get_object_or_404(Staged, pk=request.POST["staged"], by=request.user, purpose="budget")
        table, at = staged.data["table"], staged.data["at"]
        columns = {field: chosen for field in budget.FIELDS if (chosen := number(request.POST.get(f"col:{field}"))) is not None}
        yuan = {"1": True, "0": False}.get(request.POST.get("yuan", ""))
    else:
        data, words = taken(request, "file")
        try:
            tables = reading.tables(data) if data is not None else []
        except reading.FileRefused as refused:
            words = str(refused)
            tables = []
        if not tables:
            messages.error(request, words or "工作簿里没有表格")
            return redirect("round", pk=pk)
        table = max(tables, key=lambda each: len(budget.columns_of(each)[1]))
        at, columns, labels = budget.columns_of(table)
        yuan = budget.in_yuan(table, at)
        staged = people.stage("budget", {"table": table, "at": at}, request.user, about=request.FILES["file"].name)
    lines, faults = budget.lines(table, at, columns, own, yuan=bool(yuan))
    people.restage(staged, {"table": table, "at": at, "columns": columns, "yuan": yuan, "round": own.pk})
    labels = list(enumerate(table["rows"][at])) if table["rows"] else []
    fields = [{"id": field, "words": words, "column": columns.get(field)} for field, (words, _) in budget.FIELDS.items()]
    context = {
        "round": own,
        "staged": staged,
        "labels": labels,
        "fields": fields,
        "lines": lines[:20],
        "count": len(lines),
        "faults": faults[:200],
        "fault_count": len(faults),
        "yuan": yuan,
    }
    return render(request, "intake/budget.html", context)


@require_POST
@needs("rounds")
def budget_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes: a job does it line by line."""
    own = get_object_or_404(Round, pk=pk, closed=False)
    staged = get_object_or_404(Staged, pk=number(request.POST.get("staged")) or 0, by=request.user, purpose="budget")
    if staged.data.get("round") != own.pk:
        messages.error(request, "这份预览是别的批次的，请重新上传")
        return redirect("round", pk=pk)
    lines, faults = budget.lines(staged.data["table"], staged.data["at"], staged.data["columns"], own, yuan=bool(staged.data["yuan"]))
    if faults or staged.data["yuan"] is None:
        messages.error(request, "还有须改正的单元格，没有导入" if faults else "没有选定金额单位，没有导入")
        return redirect("round", pk=pk)
    people.unstage(staged)
    return redirect("job", pk=services.start(own, "budget", request.user, lines=lines).pk)


@require_GET
@needs("rounds")
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is, and its report."""
    found = get_object_or_404(Job.objects.select_related("round", "by"), pk=pk)
    counts = found.items.aggregate(
        all=Count("pk"), left=Count("pk", filter=Q(state="waiting")), refused=Count("pk", filter=Q(state="refused"))
    )
    items = found.items.select_related("filing").order_by("-state", "id")  # what was refused stands before what was done
    page = Paginator(items, 100).get_page(request.GET.get("page"))
    response = render(request, "intake/job.html", {"job": found, "counts": counts, "gone": counts["all"] - counts["left"], "page": page})
    if counts["left"]:
        response["Refresh"] = "3"
    return response


@require_GET
@needs("rounds")
def job_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a workbook."""
    found = get_object_or_404(Job, pk=pk)
    rows = [("文件或对象", "结果", "说明"), *((item.name, item.get_state_display(), item.words) for item in found.items.all())]
    return workbook_response(f"{found.get_kind_display()}-报告", {"报告": rows})
