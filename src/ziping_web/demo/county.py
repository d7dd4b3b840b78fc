"""Put the county into the database: tree, accounts, two rounds, forms in every phase, through the same services that people use."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from ziping.form import Form
from ziping.pipeline import Settings, examine
from ziping_web.demo.accounts import ACCOUNTS, OTHERS, PASSWORD
from ziping_web.demo.projects import NODES, PROJECTS, DemoProject, own_rows
from ziping_web.filings import services as filings
from ziping_web.filings.models import Draft, Filing, Verdict
from ziping_web.filings.structure import dump_row
from ziping_web.people.models import Account, Node, Role
from ziping_web.review import services as review
from ziping_web.review.models import Log
from ziping_web.rounds.models import Round, Task

__all__ = ["build"]

_KINDS = {
    "project": {"scheme": None, "layout": "mof-2020-project"},
    "department": {"scheme": None, "layout": "changsha-2020-department"},
}
# How far the forms of the open round have come, one after the other; "empty" was never touched, "returned" came back with reasons.
_WAY = ("draft", "empty", "head", "department", "office", "final", "done", "returned", "done", "faulty")
_ORDER = ("draft", "head", "department", "office", "final", "done")
_REASON = "请补充佐证，并写明偏差原因"


@transaction.atomic
def build(*, forms: int | None = None) -> None:
    """The whole county. ``forms`` limits how many forms each round gets (tests)."""
    nodes: dict[str, Node] = {}
    for code, name, kind, parent in NODES:
        nodes[code] = Node.objects.create(code=code, name=name, kind=kind, parent=nodes.get(parent or ""))
    people = _people(nodes)
    today = timezone.localdate()
    year = today.year - 1
    old = _round(f"{year - 1}年度绩效自评", year - 1, today - timedelta(days=360), today - timedelta(days=330), nodes, people)
    new = _round(f"{year}年度绩效自评", year, today - timedelta(days=12), today + timedelta(days=9), nodes, people)
    for number, (filing, project) in enumerate(_filings(old, nodes, forms)):
        _fill(filing, project, shift=number + 1, full=True)
        _walk(filing, "done", people)
    Round.objects.filter(pk=old.pk).update(closed=True)
    for number, (filing, project) in enumerate(_filings(new, nodes, forms)):
        way = _WAY[number % len(_WAY)]
        if way != "empty":
            _fill(filing, project, shift=number, full=way not in ("draft",), faulty=way == "faulty")
        if way not in ("empty", "draft", "faulty"):
            _walk(filing, way, people)


def _people(nodes: dict[str, Node]) -> dict[str, Account]:
    """Accounts with their roles; one hash for all, since they share the demo's password."""
    secret, out = make_password(PASSWORD), {}
    for each in (*ACCOUNTS, *OTHERS):
        password = secret if each in ACCOUNTS else make_password(None)
        account = Account.objects.create(login=each.login, name=each.name, password=password)
        Role.objects.create(account=account, node=nodes[each.node], kind=each.role)
        out[each.login] = account
    return out


def _round(name: str, year: int, start, end, nodes: dict[str, Node], people: dict[str, Account]) -> Round:
    made = Round.objects.create(
        name=name, year=year, kinds=_KINDS, start_on=start, end_on=end, warning_days=[10, 3, 0, -1, -5], created_by=people["jixiao"]
    )
    made.units.set([node for node in nodes.values() if node.kind != "bureau"])
    return made


def _filings(round_: Round, nodes: dict[str, Node], most: int | None) -> list[tuple[Filing, DemoProject | None]]:
    out: list[tuple[Filing, DemoProject | None]] = []
    for number, project in enumerate(PROJECTS[:most]):
        made = filings.create(
            round_=round_,
            node=nodes[project.unit],
            kind="project",
            project_name=project.name,
            project_code=f"{project.unit}-{number + 1:03d}",
        )
        out.append((made, project))
    if most is None:
        for code in ("201", "202", "203"):
            out.append((filings.create(round_=round_, node=nodes[code], kind="department"), None))
    for made, _ in out:
        Task.objects.create(round=round_, node=made.node, kind=made.kind, project_name=made.project_name, project_code=made.project_code)
    return out


def _fill(filing: Filing, project: DemoProject | None, *, shift: int, full: bool, faulty: bool = False) -> None:
    """What a clerk would have typed: rows, money, then the scores that the scheme gives, the total their sum."""
    draft = Draft.objects.get(filing=filing)
    form: dict[str, Any] = draft.form
    lines = [line.split("|") for line in (project.rows if project else own_rows(filing.node.name))]
    key = "level3" if project else "content"
    form["indicators"] = []
    for level1, level2, name, target, actual, weight in lines:
        row = dump_row("indicators")
        row.update({"level1": level1, "level2": level2, key: name, "target": target, "actual": actual, "weight": weight})
        form["indicators"].append(row)
    budget, execution = (project.budget, project.execution) if project else (f"{1500 + 137 * shift}.00", f"{1440 + 137 * shift}.50")
    for fund in form["funds"]:
        if fund["total"] or "财政拨款" in (fund["source"] or ""):
            fund.update(initial_budget=budget if project else None, budget=budget, execution=execution)
        elif project:
            fund.update(initial_budget="0.00", budget="0.00", execution="0.00")
    form["goals"][0].update(
        expected=project.expected if project else "围绕年度重点工作，保障部门正常运转，完成各项目标任务。",
        actual=project.done if project else "年度重点工作 8 项全部完成，部门运转正常，服务对象评价良好。",
    )
    if not project:
        form["functions"] = f"{filing.node.name}负责本行业的规划、管理和服务，指导下属单位的工作。"
        form["unit"]["accounting_units"] = "5"
    for fund in form["funds"]:
        if fund["total"] or (fund["budget"] not in (None, "0.00") and project is None):
            fund["rate"] = _rate(fund["budget"], fund["execution"])
    _scores(filing, form)
    form["signatures"] = {"填表人": "林小满", "单位负责人": "周正安" if full else None, "联系电话": "0000-5550123", "填报日期": "3月18日"}
    if not full:
        for row in form["indicators"][-2:]:
            row.update(actual=None, score=None, reason=None, measure=None)
        form["total_score"] = None
    if faulty:
        form["total_score"] = "100.00"
        form["indicators"][0]["score"] = str(int(form["indicators"][0]["weight"]) + 1)
    from ziping_web.filings import cells

    rows, free = cells.keys_for(form)
    Draft.objects.filter(pk=draft.pk).update(form=form, rows=rows, next_key=free, serial=draft.serial + 1)
    Filing.objects.filter(pk=filing.pk).update(touched_at=timezone.now())
    filings.reexamine(filing)


def _rate(budget: str, execution: str) -> str:
    from decimal import Decimal

    from ziping.exact import half_up

    return f"{half_up(Decimal(execution) / Decimal(budget) * 100)}%"


def _scores(filing: Filing, form: dict[str, Any]) -> None:
    """Take the scheme's own scores where it gives them, full marks elsewhere; a lost point gets its reason."""
    from decimal import Decimal

    form["total_score"] = None
    for row in form["indicators"]:
        row["score"] = row["weight"]
    kind = filing.round.kinds[filing.kind]
    result = examine(Form.model_validate(form), Settings(scheme=kind["scheme"]))
    total = Decimal(0)
    if result.sheet.execution is not None and result.sheet.execution.computed is not None:
        for fund in form["funds"]:
            if fund["total"]:
                fund["score"] = str(result.sheet.execution.computed)
        total += result.sheet.execution.computed
    for row, line in zip(form["indicators"], result.sheet.indicators, strict=True):
        if line.computed is not None:
            row["score"] = str(line.computed)
        total += Decimal(row["score"])
        if Decimal(row["score"]) < Decimal(row["weight"]):
            row["reason"] = "受天气和采购周期影响，进度晚于计划"
            if filing.kind == "project":
                row["reason"] += "；已调整进度安排，明确责任人，下一年一季度前补齐"
            else:
                row["measure"] = "调整进度安排，明确责任人，一季度前补齐"
    form["total_score"] = str(total)


def _walk(filing: Filing, to: str, people: dict[str, Account]) -> None:
    """Take a form through the phases, each step by somebody who holds the role; a warning gets its word first."""
    held = Filing.objects.select_related("round", "node", "node__parent").get(pk=filing.pk)
    filler = _who("filler", held.node, people)
    verdict = Verdict.objects.get(filing=held)
    for one in verdict.detail["findings"]:
        if one["severity"] == "warning":
            filings.answer(held, one["id"], one["code"], "已核对，情况属实，佐证材料见附件", filler)
    if verdict.errors:
        return
    goal = "department" if to == "returned" else to
    for here in _ORDER[: _ORDER.index(goal)]:
        actor = _who({"draft": "filler", "final": "performance"}.get(here, here), held.node, people)
        held = review.advance(held, "submit" if here == "draft" else "pass", by=actor)
    if to == "returned":
        draft = Draft.objects.get(filing=held)
        cell = f"indicators.{draft.rows['indicators'][0]}.actual"
        review.advance(held, "return", by=_who("department", held.node, people), reasons=[(cell, _REASON)])
    now = timezone.now()
    for number, log in enumerate(Log.objects.filter(filing=held).order_by("-id")):
        at = now - timedelta(hours=5 + 23 * number)
        Log.objects.filter(pk=log.pk).update(at=at)
        held.revisions.filter(pk=log.revision_id).update(at=at)


def _who(role: str, node: Node, people: dict[str, Account]) -> Account:
    """Somebody of the county who holds this role over this unit."""
    found = Role.objects.filter(kind=role, account__in=[each.pk for each in people.values()]).select_related("account", "node")
    return next(each.account for each in sorted(found, key=lambda one: -len(one.node.path)) if node.path.startswith(each.node.path))
