"""The overview's figures lead to the forms behind them; the API keeps to its token's account and scope."""

import io
import json
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from ziping.form import Form, dump
from ziping_web.api.models import Token
from ziping_web.filings import services
from ziping_web.filings.models import Draft, Filing
from ziping_web.people.models import Account
from ziping_web.rounds.models import Round
from ziping_web.tables import workbook


def test_每个数字点开就是那些表(web):
    client = web("jixiao")
    page = client.get("/overview/")
    board = page.context["board"]
    figures = [
        *board.figures,
        *board.grades,
        *board.bands,
        *(figure for line in board.lines for figure in (*line.phases, line.untouched, line.late)),
    ]
    figures += list(board.dots)
    for figure in figures:
        assert client.get(f"/filings/?{figure.query}").context["page"].paginator.count == figure.count, figure
    for check in board.checks:
        assert client.get(f"/filings/?{check['query']}").context["page"].paginator.count == check["forms"]


def test_主管部门只看到自己的(web):
    board = web("jiaoyu").get("/overview/").context["board"]
    assert [line.node.code for line in board.lines] == ["201"]


@pytest.mark.parametrize("login", ["tianbao", "fuzeren"])
def test_填报单位没有总览(web, login):
    assert web(login).get("/overview/").status_code == 403


def test_导出的表格里公式都不起作用(web):
    book = load_workbook(io.BytesIO(workbook({"a": [("名称",), ("=1+1",), ("+A1",), ("-x",), ("@SUM(A1)",), (3,)]})))
    values = [row[0].value for row in book["a"].iter_rows()]
    assert values == ["名称", "'=1+1", "'+A1", "'-x", "'@SUM(A1)", 3]
    answer = web("jixiao").get("/overview/export")
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["进度", "等级", "得分", "检查", "明细"]


def bearer(login: str, scope: str) -> Client:
    _, secret = Token.make(Account.objects.get(login=login), "测试", scope, 30)
    return Client(headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def draft(web) -> Filing:
    return Filing.objects.get(project_name="校舍维修改造", round__closed=False)


def test_接口说明不用脚本也不用外网(web):
    client = Client()
    answer = client.get("/api/v1/docs")
    page, description = answer.content.decode(), client.get("/api/v1/openapi.json").json()
    assert "<script" not in page and not re.findall(r"""(?:src|href)=["']https?://""", page)
    assert "unsafe" not in answer["Content-Security-Policy"]
    for path, methods in description["paths"].items():
        assert path in page and all(each["summary"] in page for each in methods.values()), path
    assert all(name in page for name in description["components"]["schemas"])
    assert "/api/v1/forms/{pk}" in description["paths"] and "/api/v1/check" in description["paths"]


@pytest.mark.parametrize("path", ["rounds", "forms", "checks", "statistics?round=1", "forms/1", "forms/1/result"])
def test_没有凭证什么也得不到(web, path):
    assert Client().get(f"/api/v1/{path}").status_code == 401
    assert web("jixiao").get(f"/api/v1/{path}").status_code == 401, "登录的浏览器也要凭证"


def test_读一份表_写回去还是它(web, draft):
    api = bearer("tianbao", "write")
    got = api.get(f"/api/v1/forms/{draft.pk}").json()
    assert Form.model_validate(got["form"]).project.name == "校舍维修改造"
    form = got["form"]
    form["indicators"][0]["actual"] = "13间"
    answer = api.put(f"/api/v1/forms/{draft.pk}?seen={got['serial']}", json.dumps(form), content_type="application/json")
    assert answer.status_code == 200
    assert Draft.objects.get(filing=draft).form["indicators"][0]["actual"] == "13间"
    assert api.put(f"/api/v1/forms/{draft.pk}?seen={got['serial']}", json.dumps(form), content_type="application/json").status_code == 409


def test_按格写入_冲突给两个值(web, draft):
    api = bearer("tianbao", "write")
    change = [{"path": "indicators[0].actual", "value": "14间", "seen": 1}]
    assert api.post(f"/api/v1/forms/{draft.pk}/cells", json.dumps(change), content_type="application/json").status_code == 200
    change[0]["value"] = "15间"
    clash = api.post(f"/api/v1/forms/{draft.pk}/cells", json.dumps(change), content_type="application/json")
    assert clash.status_code == 409 and "14间" in clash.json()["detail"]


def test_凭证的范围(web, draft):
    form = json.dumps(dump(Form.model_validate(Draft.objects.get(filing=draft).form)))
    only, reads = bearer("tianbao", "check"), bearer("tianbao", "read")
    assert only.post("/api/v1/check", form, content_type="application/json").json()["sheet"]["total"]
    assert only.get("/api/v1/forms").status_code == 403
    assert reads.get(f"/api/v1/forms/{draft.pk}/result").json()["findings"]
    assert reads.put(f"/api/v1/forms/{draft.pk}?seen=1", form, content_type="application/json").status_code == 403
    other = Filing.objects.exclude(node__code="201002").first()
    assert reads.get(f"/api/v1/forms/{other.pk}").status_code == 404
    assert reads.get("/api/v1/statistics?round=1").status_code == 403


def test_统计与总览一致(web):
    open_ = Round.objects.get(closed=False)
    got = bearer("jixiao", "read").get(f"/api/v1/statistics?round={open_.pk}").json()
    assert got["total"] == Filing.objects.filter(round=open_).count() == sum(each["total"] for each in got["departments"])


def test_审核时不能经接口改(web, draft):
    Filing.objects.filter(pk=draft.pk).update(phase="office")
    change = json.dumps([{"path": "indicators[0].actual", "value": "1间", "seen": 9}])
    answer = bearer("tianbao", "write").post(f"/api/v1/forms/{draft.pk}/cells", change, content_type="application/json")
    assert answer.status_code == 422 and "业务股室审核" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{", "\udcff", '{"kind": "x"}', "[" * 5000], ids=["空", "空数组", "半个", "不是UTF-8", "没有这种表", "很深"]
)
def test_坏的_JSON_有一句话(web, body):
    answer = bearer("tianbao", "check").post("/api/v1/check", body.encode(errors="surrogateescape"), content_type="application/json")
    assert answer.status_code == 422 and answer.json()["detail"]


def test_停用的账号_凭证也失效(web):
    api = bearer("tianbao", "read")
    Account.objects.filter(login="tianbao").update(is_active=False)
    assert api.get("/api/v1/rounds").status_code == 401


def test_改动之后别处的结果也新(web, draft):
    rows = Draft.objects.get(filing=draft).rows["indicators"]
    services.save_cells(draft, [services.Change(f"indicators.{rows[0]}.score", "99", 1)], Account.objects.get(login="tianbao"))
    page = web("tianbao").get(f"/filings/?code=SC106&round={draft.round_id}")
    assert f"/filings/{draft.pk}/" in page.content.decode()
