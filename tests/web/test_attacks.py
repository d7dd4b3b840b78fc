"""What somebody with bad intentions, or a broken program, sends: it is refused in a sentence, nothing of it is stored, nothing breaks."""

import json

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ziping.form import Form, dump
from ziping_web.api.models import Token
from ziping_web.filings.models import Attachment, Draft, Edit, Filing, Revision
from ziping_web.people import services as people
from ziping_web.people.models import Account, Attempt, Node, Role
from ziping_web.review import services as review
from ziping_web.review.models import Log, Mark, Reason


@pytest.fixture
def draft(web) -> Filing:
    return Filing.objects.select_related("round", "node").get(node__code="201002", round__closed=False, project_name="校舍维修改造")


def key_of(filing: Filing) -> str:
    return Draft.objects.get(filing=filing).rows["indicators"][0]


def send(client: Client, path: str, body: str | bytes):
    return client.post(path, body, content_type="application/json", headers={"accept": "application/json"})


@pytest.mark.parametrize(
    "path", ["/filings/?round=²&node=²&points=²-³", "/filings/?page=99999999999999999999", f"/filings/?round={'9' * 5000}"]
)
def test_不是数的数字(web, path):
    assert web("jixiao").get(path).status_code == 200


def test_不是数的数字_管理员的页(web):
    client = web("admin")
    assert client.get("/people/?node=²").status_code == 200
    assert client.post("/many", {"form": "²"}).status_code == 302
    assert client.post("/rounds/new", {"year": "²⁰²⁵", "units": "²"}).status_code == 422
    assert client.post("/tokens/act", {"act": "drop", "token": "²"}).status_code == 404
    assert client.post("/tokens/act", {"name": "a", "scope": "read", "days": "²"}).status_code == 302


def test_空字符不送进数据库(web, draft):
    client = web("tianbao")
    assert client.get("/filings/?q=%00").status_code == 400
    assert client.post(f"/filings/{draft.pk}/comment", {"text": "a\0b"}).status_code == 400
    assert Client().post("/sign-in", {"login": "a\0", "password": "x"}).status_code == 400


def test_半个字符和控制字符不进格子(web, draft):
    client, cell = web("tianbao"), f"indicators.{key_of(draft)}.actual"
    change = {"cell": cell, "value": "\ud800十四\0间\x1b", "seen": 99}
    assert send(client, f"/filings/{draft.pk}/cells", json.dumps({"changes": [change]})).status_code == 200
    assert Edit.objects.get(filing=draft, cell=cell).after == "十四间"
    assert send(client, f"/filings/{draft.pk}/cells", json.dumps({"changes": [{**change, "cell": "signatures.\ud800"}]})).status_code == 422
    assert send(client, f"/filings/{draft.pk}/answers", json.dumps({"answers": {"\ud800:SC110": "x"}})).status_code == 422


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"changes": ' + "[" * 100_000, "null", "[]", '{"changes": 7}', '{"changes": [{"cell": []}]}']
)
def test_不成样子的_JSON(web, draft, body):
    assert send(web("tianbao"), f"/filings/{draft.pk}/cells", body).status_code == 422


def test_无穷多行(web, draft):
    for more in ({"seen": 1e999}, {"seen": 1, "count": 1e999}):
        body = json.dumps({"act": "add", "section": "indicators", "key": key_of(draft), **more})
        assert send(web("tianbao"), f"/filings/{draft.pk}/rows", body).status_code == 422


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-1", "1e30", "100.01"])
def test_不是分数的审定得分(web, draft, value):
    Filing.objects.filter(pk=draft.pk).update(phase="final")
    web("jixiao").post(f"/filings/{draft.pk}/mark", {"m:total_score": value})
    assert not Mark.objects.exists()


def test_退回理由写在不存在的格子_不算(web, draft):
    Filing.objects.filter(pk=draft.pk).update(phase="final")
    client = web("jixiao")
    client.post(f"/filings/{draft.pk}/act", {"act": "return", "r:a b[": "请改"})
    assert not Reason.objects.filter(filing=draft).exists()
    assert client.get(f"/filings/{draft.pk}/opinion/docx").status_code == 200


def test_多送的字段不起作用(web, draft):
    client = web("tianbao")
    client.post(
        f"/filings/{draft.pk}/save",
        {"seen": 99, "phase": "done", "c:phase": "done", "c:kind": "department", "c:year": "1999", "locked": "[]"},
    )
    held = Filing.objects.get(pk=draft.pk)
    form = Draft.objects.get(filing=draft).form
    assert (held.phase, form["kind"], form["year"]) == ("draft", "project", draft.round.year)


def test_同一次提交送两遍_只走一步(web, draft):
    Filing.objects.filter(pk=draft.pk).update(phase="department")
    client = web("jiaoyu")
    for _ in range(2):
        client.post(f"/filings/{draft.pk}/act", {"act": "pass"})
    assert Log.objects.filter(filing=draft, act="pass", before="department").count() == 1
    assert Filing.objects.get(pk=draft.pk).phase == "office"


def test_几千行的表不收_也不留底(web, draft):
    form = dump(Form.model_validate(Draft.objects.get(filing=draft).form))
    form["indicators"] = form["indicators"][:1] * 2001
    _, secret = Token.make(Account.objects.get(login="tianbao"), "测试", "write", 30)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    assert client.put(f"/api/v1/forms/{draft.pk}?seen=0", json.dumps(form), content_type="application/json").status_code == 413
    assert client.post("/api/v1/check", json.dumps(form), content_type="application/json").status_code == 413
    assert not Revision.objects.filter(filing=draft).exists()


@pytest.mark.parametrize("name", ["x.html", "x.svg", "../../x.html", "a\r\nSet-Cookie: b=c.html", "<script>.htm"])
def test_附件只作为下载交出_从不在本站打开(web, draft, name):
    client = web("tianbao")
    client.post(
        f"/filings/{draft.pk}/proofs",
        {"file": SimpleUploadedFile(name, b"<script>alert(1)</script>", content_type="text/html"), "kind": "photo"},
    )
    kept = Attachment.objects.get(filing=draft)
    assert kept.file.name.startswith(f"attachments/{draft.pk}/") and "/" not in kept.name
    answer = client.get(f"/filings/{draft.pk}/proofs/{kept.pk}")
    assert answer["Content-Type"] == "application/octet-stream" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment") and "Set-Cookie" not in answer
    b"".join(answer.streaming_content)
    assert b"<script>" not in client.get(f"/filings/{draft.pk}/").content


def test_太大的内容不读(web, draft):
    assert Client().post("/filings/1/save", {"c:functions": "x"}, headers={"content-length": str(21 << 20)}).status_code == 413
    assert web("tianbao").post(f"/filings/{draft.pk}/save", {"seen": 1}, headers={"content-length": str(501 << 20)}).status_code == 413


def test_登录过期的页里没有密码_也不送到别处(web):
    answer = Client().post("/password", {"old": "Qinghe-2025", "new": "Mai-zi-2026", "again": "Mai-zi-2026"})
    assert answer.status_code == 401 and b"Qinghe-2025" not in answer.content and b"Mai-zi-2026" not in answer.content
    assert b'action="/evil.example/x"' in Client().post("/", {"a": "b"}, PATH_INFO="//evil.example/x").content


def test_自报的来源地址不算数(web, monkeypatch):
    Client().post("/sign-in", {"login": "x", "password": "y"}, headers={"x-forwarded-for": "1.2.3.4"})
    assert set(Attempt.objects.values_list("address", flat=True)) == {"127.0.0.1"}
    monkeypatch.setattr(settings, "HTTPS", True)
    Client().post("/sign-in", {"login": "x", "password": "y"}, headers={"x-forwarded-for": "1.2.3.4, 10.0.0.7"})
    assert "10.0.0.7" in Attempt.objects.values_list("address", flat=True), "代理写下的最后一个才算"


def test_登录以后会话换新(web):
    people.set_password(Account.objects.get(login="tianbao"), "Qinghe-2025")
    client = Client()
    client.get("/sign-in")
    session = client.session
    session["seen"] = 1
    session.save()
    before = session.session_key
    client.post("/sign-in", {"login": "tianbao", "password": "Qinghe-2025"})
    assert client.session.session_key != before


def test_管全县的角色只挂在财政局(web):
    account, unit = Account.objects.get(login="shenji"), Node.objects.get(code="201")
    web("admin").post(f"/people/accounts/{account.pk}/act", {"act": "give", "node": unit.pk, "kind": "performance"})
    assert not Role.objects.filter(account=account, kind="performance").exists()


def test_批量和撤销只动自己管的表(web, draft):
    other = Filing.objects.filter(node__code="202002").first()
    Filing.objects.filter(pk=other.pk).update(phase="head")
    assert web("fuzeren").post("/many", {"form": other.pk, "sure": 1}).status_code == 302
    assert Filing.objects.get(pk=other.pk).phase == "head"
    with pytest.raises(review.Refused):
        review.advance(other, "undo", by=Account.objects.get(login="fuzeren"))
