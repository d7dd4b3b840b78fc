"""The only writer of rounds' beginnings: forms handed out, budgets, last year's forms and filled files put into them, item by item."""

import logging
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from ziping import layouts
from ziping.exact import number
from ziping.form import Form
from ziping_web import reading
from ziping_web.filings import cells
from ziping_web.filings import services as filings
from ziping_web.filings.carried import mark
from ziping_web.filings.models import Draft, Filing
from ziping_web.filings.queries import draft_of, last_year
from ziping_web.filings.rules import compared
from ziping_web.filings.services import Refused
from ziping_web.intake.models import Item, Job
from ziping_web.people.models import Account, Node
from ziping_web.phases import DONE
from ziping_web.rounds.models import KINDS, OF_PROJECTS, Round, Task

__all__ = ["amount", "carried", "drop_file", "start", "work"]

MONEY = ("initial_budget", "budget", "execution")


def start(
    round_: Round, kind: str, by: Account, *, lines: Iterable[Mapping[str, Any]] = (), files: Iterable[tuple[str, bytes]] = ()
) -> Job:
    """A job with its items; it begins when the transaction is through."""
    from ziping_web.intake.tasks import run_job

    with transaction.atomic():
        job = Job.objects.create(round=round_, kind=kind, by=by)
        items = [Item(job=job, name=str(line.get("name", ""))[:200], data=dict(line)) for line in lines]
        Item.objects.bulk_create(items)
        for name, data in files:
            item = Item(job=job, name=name[:200])
            item.file.save(name, ContentFile(data), save=False)
            item.save()
        transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


def work(job: Job) -> None:
    """Do every item that is not done yet, each for itself: one that is refused does not stop the rest."""
    act = {"open": _open, "budget": _budget, "last": _last, "files": _file, "rules": _rules}[job.kind]
    for item in job.items.filter(state="waiting").iterator():
        try:
            item.filing, item.words = act(job, item)
            item.state = "done"
        except (Refused, reading.FileRefused) as refused:
            item.state, item.words = "refused", str(refused)
        except Exception:  # one file that our program fails on must not keep the other hundreds waiting
            logging.getLogger(__name__).exception("job %s, item %s", job.pk, item.pk)
            item.state, item.words = "refused", "程序内部出错，这一项没有导入，其余不受影响；请把这一项告诉系统管理员"
        item.save()
        drop_file(item)
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now())


def drop_file(item: Item) -> None:
    """What was read is not kept twice."""
    if item.file:
        item.file.delete(save=False)
        Item.objects.filter(pk=item.pk).update(file="")


def _open(job: Job, item: Item) -> tuple[Filing, str]:
    """One object of the round gets its form."""
    task = Task.objects.select_related("node", "node__parent").get(pk=item.data["task"])
    if task.secret:
        raise Refused("涉密项目，不下发")
    found = _filing(job.round, task.node, task.kind, task.project_name)
    if found is not None:
        return found, "已经下发过"
    made = filings.create(round_=job.round, node=task.node, kind=task.kind, project_name=task.project_name, project_code=task.project_code)
    return made, "已下发"


def _filing(round_: Round, node: Node, kind: str, name: str) -> Filing | None:
    return Filing.objects.filter(round=round_, node=node, kind=kind, project_name=name).select_related("round", "node").first()


def _budget(job: Job, item: Item) -> tuple[Filing | None, str]:
    """One line of a budget export: the object, its form, its money, which the unit cannot change."""
    line = item.data
    node = Node.objects.select_related("parent").filter(code=line["node"]).first()
    if node is None:
        raise Refused(f"没有单位代码 {line['node']}")
    name, secret = line["project"], bool(line.get("secret"))
    kinds = [kind for kind in job.round.kinds if (kind in OF_PROJECTS) == bool(name)]
    if not kinds:
        raise Refused(
            f"这个批次没有{'项目' if name else '部门整体'}的表，这一行没有导入；要的话先在批次的设置里加上「{KINDS['project' if name else 'department']}」"
        )
    done = [_budget_of(job, line, node, kind, name, secret) for kind in kinds]
    return done[0][0], "；".join(dict.fromkeys(words for _, words in done))


def _budget_of(job: Job, line: Mapping[str, Any], node: Node, kind: str, name: str, secret: bool) -> tuple[Filing | None, str]:
    with transaction.atomic():
        Task.objects.update_or_create(
            round=job.round, node=node, kind=kind, project_name=name, defaults={"project_code": line.get("code", ""), "secret": secret}
        )
        if secret:
            return None, "涉密项目，已登记，不下发"
        filing = _filing(job.round, node, kind, name) or filings.create(
            round_=job.round, node=node, kind=kind, project_name=name, project_code=line.get("code", "")
        )
    draft = draft_of(filing)
    form = draft.form
    total = next((at for at, fund in enumerate(form["funds"]) if fund.get("total")), None)
    if total is None:
        return filing, "已登记；这种表没有资金合计行，预算数没有填入"
    source = next((at for at, fund in enumerate(form["funds"]) if "财政拨款" in (fund.get("source") or "")), None)
    lock = []
    for field in MONEY:
        if line.get(field) in (None, ""):
            continue
        if f"funds.{field}" not in layouts.by_id(job.round.kinds[kind]["layout"]).fields:
            continue  # this form has no such column
        for at in {total, source} - {None}:
            form["funds"][at][field] = line[field]
            lock.append(f"funds[{at}].{field}")
    if not lock:
        return filing, "已登记；这种表没有这几栏，预算数没有填入"
    form["funds"][total]["rate"] = _rate(form["funds"][total]) or form["funds"][total].get("rate")
    filings.load_form(filing, form, _by(job), why="预填预算数", lock=lock, bureau=True, touch=False)
    return filing, "已填入预算数并锁定"


def _rate(fund: Mapping[str, Any]) -> str | None:
    from ziping.exact import half_up

    budget, execution = number(fund.get("budget") or ""), number(fund.get("execution") or "")
    return f"{half_up(execution / budget * 100)}%" if budget and execution is not None and budget > 0 else None


def _by(job: Job) -> Account:
    if job.by is None:
        raise Refused("发起这项工作的账号已删除")
    return job.by


def carried(form: Mapping[str, Any]) -> dict[str, Any]:
    """What a new year takes over from a form (of last year, or approved targets): goals and targets, no result."""
    goals = [{**goal, "actual": None} for goal in form["goals"]]
    emptied = dict.fromkeys(("actual", "score", "review_score", "reason", "measure", "interim", "forecast"))
    return {"goals": goals, "indicators": [{**row, **emptied} for row in form["indicators"]], "functions": form.get("functions")}


def _take_over(filing: Filing, source: Mapping[str, Any], by: Account, why: str, origin: str) -> None:
    draft = draft_of(filing)
    if any(row.get("actual") for row in draft.form["indicators"]):
        raise Refused("表上已经有完成情况，没有覆盖")
    parts = carried(source)
    form = {**draft.form, **{key: value for key, value in parts.items() if value}}
    with transaction.atomic():
        filings.load_form(filing, form, by, why=why, bureau=True, touch=False)
        mark(filing, origin)


def _last(job: Job, item: Item) -> tuple[Filing, str]:
    """The year's approved targets where a round asked for them, else last year's goals and targets, without results."""
    filing = Filing.objects.select_related("round", "node").get(pk=item.data["filing"])
    targets = Filing.objects.filter(kind="targets", phase=DONE, round__year=filing.round.year, node=filing.node)
    approved = targets.filter(project_name=filing.project_name).exclude(pk=filing.pk).order_by("-id").first()
    if approved is not None and filing.kind in ("project", "monitoring"):
        _take_over(filing, Draft.objects.get(filing=approved).form, _by(job), "带入批复的绩效目标", "批复的绩效目标")
        return filing, "已带入本年度批复的绩效目标，完成情况待填"
    before = last_year(filing)
    if before is None:
        raise Refused("没有找到本年度批复的绩效目标，也没有上年的表")
    _take_over(
        filing, Draft.objects.get(filing=before).form, _by(job), f"带出{before.round.year}年度的目标", f"{before.round.year}年度的表"
    )
    return filing, f"已带出{before.round.year}年度的目标，完成情况待填"


def _file(job: Job, item: Item) -> tuple[Filing | None, str]:
    """One uploaded file: its forms to the right objects; approved targets only fill targets."""
    with item.file.open("rb") as file:
        found = reading.forms(file.read())
    if not found["forms"]:
        raise Refused(found["problems"][0]["message"] if found["problems"] else "没有找到自评表")
    last, said = None, []
    for data in found["forms"]:
        form = Form.model_validate(data)
        filing = _match(job.round, form)
        if form.kind == "targets" and "targets" not in job.round.kinds:
            _take_over(filing, data, _by(job), "带入批复的绩效目标", "批复的绩效目标")
            said.append(f"「{filing.title}」已带入绩效目标")
        else:
            if filing.touched_at is not None and filing.edits.exclude(how="load").exists():
                raise Refused(f"「{filing.title}」单位已经在填，没有覆盖；请由单位自己在填报页上传")
            filings.load_form(filing, data, _by(job), why="导入已填的表", bureau=True)
            said.append(f"「{filing.title}」已导入")
        last = filing
    doubts = [problem["message"] for problem in found["problems"]]
    return last, "；".join(said) + (f"。读取时请留意：{'；'.join(doubts[:5])}" if doubts else "")


def _rules(job: Job, item: Item) -> tuple[Filing, str]:
    """One form is judged by the rules as they are now; what it was said to be before is kept beside it."""
    filing = Filing.objects.select_related("round", "node", "draft", "verdict").get(pk=item.data["filing"])
    before = filing.verdict.rules
    filings.reexamine(filing)
    filing.verdict.refresh_from_db()
    if filing.verdict.rules == before or filing.verdict.former is None:
        return filing, "规则没有变，结果照旧"
    whole = cells.whole(filing.draft.form)
    said = compared(filing.verdict.former, filing.verdict, lambda cell: cells.label(whole, cell, filing.draft.rows))
    return filing, "；".join(said) or "规则变了，这份表的结果不变"


def _match(round_: Round, form: Form) -> Filing:
    """The object of the round that a form is about: by project name (and unit), or by unit for a department's own form."""
    kind = form.kind if form.kind in round_.kinds else "project" if form.project is not None else "department"
    forms = Filing.objects.filter(round=round_, kind=kind).select_related("round", "node")
    if kind in OF_PROJECTS:
        name = (form.project.name if form.project else None) or ""
        found = list(forms.filter(project_name=name)) if name else []
        if len(found) > 1:
            unit = form.unit.name or (form.project.implementing_unit if form.project else None)
            found = [filing for filing in found if filing.node.name == unit]
        what = f"项目「{name or '（表上没有项目名称）'}」"
    else:
        found = list(forms.filter(node__name=form.unit.name or "")) or list(forms.filter(node__code=form.unit.code or ""))
        what = f"单位「{form.unit.name or '（表上没有单位名称）'}」"
    if not found:
        raise Refused(f"这个批次里没有{what}的表；请核对名称，或先下发这张表")
    if len(found) > 1:
        raise Refused(f"这个批次里有 {len(found)} 份{what}的表，单位名称也对不上，不知道该放进哪一份")
    return found[0]


def amount(text: str) -> str | None:
    """A money cell as it will be written: two decimals, or None where it is no number."""
    value = number(text)
    return None if value is None or abs(value) >= Decimal(10) ** 12 else text.strip().replace(",", "")
