"""Pages of the administrator: organisations, accounts, roles, the import of all of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ziping_web import reading
from ziping_web.asked import number
from ziping_web.people import imports, queries, services
from ziping_web.people.access import needs
from ziping_web.people.models import Account, Node, Role, Staged
from ziping_web.permissions import ROLES, WHOLE_SITE
from ziping_web.tables import workbook_response
from ziping_web.uploads import taken

__all__ = ["account", "account_act", "import_apply", "import_example", "import_preview", "initial_file", "people"]


@require_GET
@needs("people")
def people(request: HttpRequest) -> HttpResponse:
    """The tree on the left, accounts on the right."""
    wanted = number(request.GET.get("node"))
    node = None if wanted is None else Node.objects.filter(pk=wanted).first()
    text = request.GET.get("q", "").strip()
    page = Paginator(queries.accounts(text, node), 50).get_page(request.GET.get("page"))
    return render(request, "people/people.html", {"tree": queries.tree(), "page": page, "node": node, "q": text})


@needs("people")
def import_preview(request: HttpRequest) -> HttpResponse:
    """A workbook in, what it would do and every fault by cell out; nothing is written yet."""
    context = {}
    if request.method == "POST":
        data, words = taken(request, "file")
        if data is None:
            context["words"] = words
        else:
            try:
                plan = imports.plan(reading.tables(data), queries.known_nodes())
            except reading.FileRefused as refused:
                context["words"] = str(refused)
            else:
                known_codes, known_logins = set(queries.known_nodes()), set(Account.objects.values_list("login", flat=True))
                context.update(plan=plan, known_codes=known_codes, people=_people(plan, known_logins))
                if not plan.faults:
                    kept = {"nodes": plan.nodes, "accounts": plan.accounts, "roles": plan.roles}
                    context["staged"] = services.stage("people", kept, request.user, about=request.FILES["file"].name)
    return render(request, "people/import.html", context)


def _people(plan: imports.Plan, known: set[str]) -> list[dict[str, object]]:
    """The accounts of a plan with their roles in words."""
    names = {**dict(Node.objects.values_list("code", "name")), **{node["code"]: node["name"] for node in plan.nodes}}
    held: dict[str, list[str]] = {}
    for role in plan.roles:
        kind, node = ROLES.get(role["kind"], ""), names.get(role["node"], role["node"])
        held.setdefault(role["login"], []).append(f"{kind}（{node}{'及下级' if role['below'] else ''}）")
    return [{**each, "roles": held.get(each["login"], []), "known": each["login"] in known} for each in plan.accounts]


@require_POST
@needs("people")
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes: all of it is taken. The initial passwords are shown this once."""
    staged = get_object_or_404(Staged, pk=pk, by=request.user, purpose="people")
    fresh = services.apply_plan(**staged.data)
    services.unstage(staged)
    messages.success(
        request,
        f"已导入：单位 {len(staged.data['nodes'])} 个，账号 {len(staged.data['accounts'])} 个（新建 {len(fresh)} 个），角色 {len(staged.data['roles'])} 个",
    )
    return render(request, "people/import_done.html", {"fresh": _initial(fresh)})


def _initial(fresh: list[tuple[str, str, str]]) -> list[tuple[str, str, str, str]]:
    """New passwords with the unit of each person, so that they can be handed out."""
    units: dict[str, str] = {}
    for login, node in (
        Role.objects.filter(account__login__in=[row[0] for row in fresh]).order_by("id").values_list("account__login", "node__name")
    ):
        units.setdefault(login, node)
    return sorted(((units.get(login, ""), login, name, password) for login, name, password in fresh), key=lambda row: row[:2])


@require_POST
@needs("people")
def initial_file(request: HttpRequest) -> HttpResponse:
    """The initial passwords that the page before still shows, as a workbook; they are kept nowhere."""
    rows = [tuple(line.split("\t")[:4]) for line in request.POST.get("rows", "").splitlines() if line.count("\t") >= 3]
    return workbook_response("初始密码", {"初始密码": [("单位", "登录名", "姓名", "初始密码"), *rows]})


@require_GET
@needs("people")
def import_example(request: HttpRequest) -> HttpResponse:
    """An empty workbook with three example lines."""
    return workbook_response("单位与人员（样表）", imports.EXAMPLE)


@require_GET
@needs("people")
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: roles, reset, close."""
    found = get_object_or_404(Account.objects.prefetch_related("roles__node"), pk=pk)
    return render(request, "people/account.html", {"account": found, "kinds": ROLES.items(), "tree": queries.tree()})


@require_POST
@needs("people")
def account_act(request: HttpRequest, pk: int) -> HttpResponse:
    """reset, close, open, give, take."""
    found = get_object_or_404(Account, pk=pk)
    act = request.POST.get("act")
    if act == "reset":
        password = services.reset_password(found)
        return render(request, "people/import_done.html", {"fresh": _initial([(found.login, found.name, password)])})
    if act in ("close", "open"):
        if found.pk == request.user.pk:
            messages.error(request, "不能停用自己的账号")
        else:
            services.set_active(found, act == "open")
            messages.success(request, "已启用" if act == "open" else "已停用，不能再登录")
    elif act == "give":
        node = Node.objects.filter(pk=number(request.POST.get("node"))).first()
        kind = request.POST.get("kind", "")
        if node is None or kind not in ROLES:
            messages.error(request, "请选择单位和角色")
        elif kind in WHOLE_SITE and node.kind != "bureau":
            messages.error(request, f"{ROLES[kind]}管的是全县，应挂在财政局")
        else:
            services.give_role(found, node, kind, below="below" in request.POST)
            messages.success(request, "已增加角色")
    elif act == "take":
        role = Role.objects.filter(pk=number(request.POST.get("role")), account=found).first()
        words = services.take_role(role) if role is not None else "没有这个角色"
        messages.error(request, words) if words else messages.success(request, "已取消角色")
    return redirect("account", pk=pk)
