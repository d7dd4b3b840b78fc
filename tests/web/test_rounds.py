"""A round from nothing: what it asks, budgets with locked money, forms handed out, last year's targets, files by the dozen."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ziping import formats, layouts
from ziping.form import Form
from ziping_web.filings.models import Draft, Filing, Verdict
from ziping_web.filings.services import Change, save_cells
from ziping_web.intake.models import Job
from ziping_web.intake.services import work
from ziping_web.people.models import Node
from ziping_web.rounds.models import Round, Task
from ziping_web.rounds.queries import choices
from ziping_web.tables import workbook

HEAD = ("单位编码", "项目名称", "项目编码", "年初预算（万元）", "全年预算数", "执行数", "是否涉密")
LINES = (
    ("201002", "校园文化建设", "P-01", "20.00", "18.50", "17.90", "否"),
    ("201002", "保密设施", "P-02", "5.00", "5.00", "5.00", "涉密"),
    ("201003", "高中助学金", "P-03", "64.80", "64.80", "64.80", "否"),
)


def asked(**changes):
    values = {
        "name": "2026年度补充自评", "year": "2026", "start_on": "2027-03-01", "end_on": "2027-03-20", "warning_days": "10，3，0", "region": "",
        "kind:project": "on", "layout:project": "mof-2020-project", "scheme:project": "", "phase:head": "on", "s:SC106": "warning",
        "units": [str(node.pk) for node in Node.objects.exclude(kind="bureau")],
    }  # fmt: skip
    return {**values, **changes}


@pytest.fixture
def made(web) -> Round:
    assert web("jixiao").post("/rounds/new", asked()).status_code == 302
    return Round.objects.get(name="2026年度补充自评")


def run(job: Job) -> list[tuple[str, str, str]]:
    work(Job.objects.select_related("round", "by").get(pk=job.pk))
    return list(job.items.values_list("name", "state", "words"))


def budget(client, round_: Round, lines=LINES) -> Job | None:
    file = SimpleUploadedFile("导出.xlsx", workbook({"Sheet1": (HEAD, *lines)}))
    page = client.post(f"/rounds/{round_.pk}/budget", {"file": file})
    assert page.status_code == 200
    client.post(f"/rounds/{round_.pk}/budget/apply", {"staged": page.context["staged"].pk})
    return Job.objects.filter(round=round_, kind="budget").first()


def test_批次记下要求(made):
    assert made.switched_off == ["department", "office"]
    assert made.severities == {"SC106": "warning"} and made.warning_days == [10, 3, 0]
    assert made.kinds == {"project": {"layout": "mof-2020-project", "scheme": None}}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请填写批次名称"),
        ({"year": "二五"}, "四位数字"),
        ({"end_on": "2027-02-01"}, "早于"),
        ({"kind:project": "on", "scheme:project": "no-such"}, "no-such"),
        ({"units": []}, "至少选一个单位"),
        ({"region": "12"}, "六位"),
    ],
)
def test_填错了说清楚_什么也不存(web, changes, words):
    answer = web("jixiao").post("/rounds/new", asked(**changes))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Round.objects.filter(name="2026年度补充自评").exists()


@pytest.mark.parametrize("login", ["tianbao", "jiaoyu", "gushi", "shenji"])
def test_别的角色不能开批次(web, login):
    assert web(login).get("/rounds/").status_code == 403
    assert web(login).post("/rounds/new", asked()).status_code == 403


def test_预算执行数填入并锁定_涉密的不下发(web, made):
    said = run(budget(web("jixiao"), made))
    assert [state for _, state, _ in said] == ["done"] * 3 and "涉密" in said[1][2]
    filing = Filing.objects.get(round=made, project_name="校园文化建设")
    draft = Draft.objects.get(filing=filing)
    total = draft.form["funds"][0]
    assert (total["initial_budget"], total["budget"], total["execution"], total["rate"]) == ("20.00", "18.50", "17.90", "96.76%")
    assert f"funds.{draft.rows['funds'][0]}.budget" in draft.locked
    assert not Filing.objects.filter(round=made, project_name="保密设施").exists()
    assert Task.objects.get(round=made, project_name="保密设施").secret


def test_预算表的错处说到单元格(web, made):
    file = SimpleUploadedFile("导出.xlsx", workbook({"Sheet1": (HEAD, ("999", "甲", "", "1", "两万", "-3", ""))}))
    page = web("jixiao").post(f"/rounds/{made.pk}/budget", {"file": file})
    assert {fault.cell for fault in page.context["faults"]} == {"A2", "E2", "F2"}


def test_列名对不上可以自己选_元换成万元(web, made):
    client = web("jixiao")
    file = SimpleUploadedFile("导出.xlsx", workbook({"Sheet1": (("甲", "乙", "丙"), ("201002", "采购", "185000"))}))
    page = client.post(f"/rounds/{made.pk}/budget", {"file": file})
    page = client.post(
        f"/rounds/{made.pk}/budget",
        {"staged": page.context["staged"].pk, "col:node": "0", "col:project": "1", "col:budget": "2", "yuan": "1"},
    )
    assert page.context["lines"][0]["budget"] == "18.5"


@pytest.mark.parametrize(
    ("above", "label", "yuan"),
    [
        ("单位：元", "全年预算数", True), ("金额单位:万元", "全年预算数", False), ("", "全年预算数（元）", True),
        ("", "全年预算数(A)", None), ("单位：元", "全年预算数（万元）", None), ("公元2026年单位预算", "全年预算数", None),
    ],
)  # fmt: skip
def test_金额是元还是万元_以文件写的为准_没写就要选定(web, made, above, label, yuan):
    client = web("jixiao")
    sheet = ((above,), ("单位代码", "项目名称", label), ("201002", "采购", "185000"))
    page = client.post(f"/rounds/{made.pk}/budget", {"file": SimpleUploadedFile("导出.xlsx", workbook({"Sheet1": sheet}))})
    assert page.context["yuan"] is yuan and page.context["lines"][0]["budget"] == ("18.5" if yuan else "185000")
    client.post(f"/rounds/{made.pk}/budget/apply", {"staged": page.context["staged"].pk})
    assert Job.objects.filter(round=made).exists() == (yuan is not None)


def test_批次里没有这种表_这一行说明_其余照做(web, made, monkeypatch):
    job = budget(web("jixiao"), made, (("201", "", "", "9", "9", "9", ""), *LINES))
    said = run(job)
    assert said[0][1] == "refused" and "部门整体" in said[0][2] and [state for _, state, _ in said[1:]] == ["done"] * 3


def test_一项让程序出错_不妨碍其余的项(web, made, monkeypatch):
    from ziping_web.intake import services

    real = services._budget

    def act(job, item):
        if item.data["project"] == "保密设施":
            raise ZeroDivisionError
        return real(job, item)

    monkeypatch.setattr(services, "_budget", act)
    said = run(budget(web("jixiao"), made))
    assert [state for _, state, _ in said] == ["done", "refused", "done"] and "系统管理员" in said[1][2]


def test_带出上年的目标_不带结果(web, made):
    client = web("jixiao")
    run(budget(client, made))
    client.post(f"/rounds/{made.pk}/prefill", {"kind": "last"})
    said = {name: (state, words) for name, state, words in run(Job.objects.filter(round=made, kind="last").first())}
    assert said["青禾县实验中学 · 高中助学金"][0] == "done" and said["青禾县第一小学 · 校园文化建设"][0] == "refused"
    filing = Filing.objects.get(round=made, project_name="高中助学金")
    assert filing.touched_at is None, "单位还没有动笔"
    waits = filing.carried
    assert waits.source == f"{made.year - 1}年度的表" and waits.cells
    form = filing.draft.form
    assert form["indicators"][0]["target"] == "≥320人次" and form["indicators"][0]["actual"] is None
    assert form["funds"][0]["execution"] == "64.80", "锁定的钱还在"


def test_已填的表成批导入_每个文件都有结果(web, made, root):
    client = web("jixiao")
    run(budget(client, made))
    form = Form.model_validate(Draft.objects.get(filing__round__year=made.year - 1, filing__project_name="高中助学金").form)
    paper = layouts.write(form, layouts.by_id("mof-2020-project"))
    files = [
        SimpleUploadedFile("助学金.docx", formats.write([paper], "docx")),
        SimpleUploadedFile("不相干.docx", Path(root / "examples" / "department-2020.docx").read_bytes()),
        SimpleUploadedFile("坏的.xlsx", b"PK\x03\x04broken"),
    ]
    client.post(f"/rounds/{made.pk}/files", {"files": files})
    job = Job.objects.filter(round=made, kind="files").first()
    said = {name: (state, words) for name, state, words in run(job)}
    assert said["助学金.docx"][0] == "done"
    assert said["不相干.docx"][0] == "refused" and "青禾县教育局" in said["不相干.docx"][1]
    assert said["坏的.xlsx"][0] == "refused" and said["坏的.xlsx"][1]
    assert Draft.objects.get(filing__round=made, filing__project_name="高中助学金").form["indicators"][0]["actual"] == "324人次"
    assert client.get(f"/jobs/{job.pk}/").status_code == 200 and client.get(f"/jobs/{job.pk}/export").status_code == 200


def test_绩效目标申报_运行监控也能开批次_终审的目标带到自评(web, made):
    client = web("jixiao")
    kinds = {"kind:targets": "on", "layout:targets": "mof-targets", "kind:monitoring": "on", "layout:monitoring": "mof-monitoring"}
    posted = {key: value for key, value in asked(name="2026年目标与监控", **kinds).items() if "project" not in key}
    assert client.post("/rounds/new", posted).status_code == 302
    first = Round.objects.get(name="2026年目标与监控")
    run(budget(client, first, LINES[:1]))
    targets, monitoring = Filing.objects.filter(round=first).order_by("-kind")
    assert [each.title for each in (targets, monitoring)] == ["校园文化建设（绩效目标）", "校园文化建设（运行监控）"]
    clerk, held = web("tianbao"), Draft.objects.get(filing=targets)
    row = f"indicators.{held.rows['indicators'][0]}"
    texts = {f"{row}.level3": "文化墙长度", f"{row}.target": "≥80米", "others.项目属性": "新增项目"}
    changes = [{"cell": cell, "value": text, "seen": held.serial} for cell, text in texts.items()]
    assert clerk.post(f"/filings/{targets.pk}/cells", {"changes": changes}, content_type="application/json").status_code == 200
    assert "新增项目" in clerk.get(f"/filings/{targets.pk}/").content.decode()
    assert clerk.get(f"/filings/{monitoring.pk}/").status_code == 200
    run(budget(client, made, LINES[:1]))

    def brought() -> tuple[str, str]:
        client.post(f"/rounds/{made.pk}/prefill", {"kind": "last"})
        return run(Job.objects.filter(round=made, kind="last").first())[0][1:]

    assert brought()[0] == "refused", "还没有终审的目标不算批复"
    Filing.objects.filter(pk=targets.pk).update(phase="done")
    assert brought() == ("done", "已带入本年度批复的绩效目标，完成情况待填")
    rows = Draft.objects.get(filing__round=made, filing__project_name="校园文化建设").form["indicators"]
    assert (rows[0]["level3"], rows[0]["target"], rows[0]["actual"]) == ("文化墙长度", "≥80米", None)


def test_做到一半断了_接着做剩下的(web, made):
    job = budget(web("jixiao"), made)
    first = job.items.first()
    first.state, first.words = "done", "早先做的"
    first.save()
    assert run(job)[0][2] == "早先做的"
    assert not Filing.objects.filter(round=made, project_name="校园文化建设").exists()


def test_结束的批次只能看(web, made):
    client = web("jixiao")
    run(budget(client, made))
    client.post(f"/rounds/{made.pk}/act", {"act": "close"})
    assert client.post(f"/rounds/{made.pk}/prefill", {"kind": "open"}).status_code == 404


def test_先给全国的版式_没有的先给有方案的(web):
    first = {kind["id"]: kind["layouts"][0] for kind in choices(None)["kinds"] if kind["layouts"]}
    assert first["project"].id == "mof-2020-project" and first["department"].scheme is not None


def _recheck(web, round_) -> Job:
    web("jixiao").post(f"/rounds/{round_.pk}/prefill", {"kind": "rules"})
    job = round_.jobs.select_related("round", "by").first()
    work(job)
    return job


def test_规则改了_要求重算才重算_原来的结果留在旁边(web):
    filing = Filing.objects.filter(phase="department", round__closed=False, verdict__infos__gt=0).select_related("round").first()
    final = Filing.objects.filter(phase="done", round=filing.round).first()
    before, kept = Verdict.objects.get(filing=filing), Verdict.objects.get(filing=final)
    code = next(one["code"] for one in before.detail["findings"] if one["severity"] == "info")
    filing.round.severities = {code: "error"}
    filing.round.save()
    page = f"/filings/{filing.pk}/"
    assert "规则变过" not in web("jixiao").get(page).content.decode()  # nothing changes by itself
    assert Verdict.objects.get(filing=filing).errors == before.errors
    words = _recheck(web, filing.round).items.get(filing=filing).words
    now = Verdict.objects.get(filing=filing)
    assert f"错误：{before.errors} → {now.errors}" in words and f"{code} 由提示改为错误" in words
    assert now.errors > before.errors and now.former["errors"] == before.errors and now.former["serial"] == now.serial
    assert f"{code} 由提示改为错误" in web("jixiao").get(page).content.decode()
    assert Verdict.objects.get(filing=final).rules == kept.rules  # what is through keeps the verdict it went through with
    assert _recheck(web, filing.round).items.get(filing=filing).words == "规则没有变，结果照旧"
    assert Verdict.objects.get(filing=filing).former == now.former


def test_规则改了以后单位再填_按新规则_原来的结果也留着(web):
    filing = Filing.objects.filter(phase="draft", round__closed=False, verdict__warnings__gt=0).select_related("round", "node").first()
    before, draft = Verdict.objects.get(filing=filing), Draft.objects.get(filing=filing)
    code = next(one["code"] for one in before.detail["findings"] if one["severity"] == "warning")
    filing.round.severities = {code: "off"}
    filing.round.save()
    clerk = next(role.account for role in filing.node.roles.select_related("account") if role.kind == "filler")
    change = Change(f"indicators.{draft.rows['indicators'][0]}.reason", "已说明", draft.serial)
    assert save_cells(filing, [change], clerk).ok
    former = Verdict.objects.get(filing=filing).former
    assert (former["warnings"], former["serial"]) == (before.warnings, before.serial)
    assert code in {one["code"] for one in former["findings"]}
