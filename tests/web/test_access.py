"""Who may do what: one golden table of action × phase × role, held by the services; the addresses stand in ``test_every_address.py``.

``ZIPING_REGEN=1`` writes the tables anew; the difference is to be read like code.
"""

import json
import os
from pathlib import Path

import pytest
import yaml
from django.db import transaction
from django.test import Client

from ziping_web.filings import services as filings
from ziping_web.filings.models import Attachment, Draft, Filing
from ziping_web.filings.services import Refused
from ziping_web.people.models import Account
from ziping_web.permissions import ACTIONS, ROLES, allowed
from ziping_web.phases import PHASES
from ziping_web.review import services as review
from ziping_web.review.models import Comment, Log, Mark, Reason

HERE = Path(__file__).parent
LOGINS = {
    "filler": "tianbao",
    "head": "fuzeren",
    "department": "jiaoyu",
    "office": "gushi",
    "performance": "jixiao",
    "admin": "admin",
    "reader": "shenji",
}


def golden(name: str, found: dict) -> dict:
    path = HERE / name
    if os.environ.get("ZIPING_REGEN"):
        assert not os.environ.get("CI"), "在持续集成里不能重写"
        path.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=True, width=200), encoding="utf-8")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_权限表_动作_环节_角色():
    table = {
        action: {
            phase.id: [role for role in ROLES if allowed(action, phase.id, [role])] for phase in PHASES if ACTIONS[action].get(phase.id)
        }
        for action in ACTIONS
    }
    assert table == golden("phase_matrix.yml", table)


def test_不许的时候总有一句话():
    for action in ACTIONS:
        for phase in PHASES:
            for role in ROLES:
                answer = allowed(action, phase.id, [role])
                assert answer or answer.why
            assert allowed(action, phase.id, []).why


def attempts(filing: Filing, cell: str, account: Account):
    yield "edit", lambda: filings.save_cells(filing, [filings.Change(cell, "9间", 99)], account)
    yield "pass", lambda: review.advance(filing, "pass", by=account)
    yield "return", lambda: review.advance(filing, "return", by=account, reasons=[("", "请改")])
    yield "mark", lambda: review.mark(filing, cell.replace("actual", "score"), "1", account)
    yield "comment", lambda: review.comment(filing, "", "请看", account)


@pytest.mark.parametrize("phase", [phase.id for phase in PHASES])
def test_服务按权限表行事(web, phase):
    filing = Filing.objects.select_related("round", "node").get(project_name="校舍维修改造", round__closed=False)
    Filing.objects.filter(pk=filing.pk).update(phase=phase)
    filing.refresh_from_db()
    cell = f"indicators.{Draft.objects.get(filing=filing).rows['indicators'][0]}.actual"
    for role, login in LOGINS.items():
        account = Account.objects.get(login=login)
        for action, attempt in attempts(filing, cell, account):
            mark = transaction.savepoint()
            try:
                attempt()
                done = True
            except Refused:
                done = False
            transaction.savepoint_rollback(mark)
            filing.phase = phase
            assert done == bool(allowed(action, phase, [role])), (action, role)


def test_每页都带安全的头(web):
    answer = web("tianbao").get("/")
    assert "default-src 'self'" in answer["Content-Security-Policy"] and "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "no-store"


def test_没有令牌的提交不算(web):
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(login="tianbao"))
    answer = client.post("/filings/1/save", {"c:functions": "写了一半"})
    assert answer.status_code == 403 and "写了一半" in answer.content.decode()
    assert "请点「再次保存」" in answer.content.decode() and "在新窗口登录" not in answer.content.decode(), "已经登录的不叫他再登录"


@pytest.mark.parametrize("path", ["/", "/filings/", "/overview/", "/rounds/", "/people/"])
def test_查询的次数不随行数增加(web, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = web("admin" if path == "/people/" else "jixiao")
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for filing in Filing.objects.filter(round__closed=False)[:5]:
        copy = filings.create(round_=filing.round, node=filing.node, kind=filing.kind, project_name=f"{filing.project_name}二期")
        Filing.objects.filter(pk=copy.pk).update(phase="final")
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)
    assert len(few) <= golden("query_counts.yml", {path: len(few)})[path]


def queries_of(act) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    act()  # the first time may build what is kept
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def lengthened(filing: Filing, rows: int, said: int) -> None:
    """More rows, and more said and done about the form."""
    draft, account = Draft.objects.get(filing=filing), Account.objects.get(login="jixiao")
    draft.form["indicators"] = [dict(draft.form["indicators"][0], level3=f"指标{n}") for n in range(rows)]
    draft.rows["indicators"] = [str(1000 + n) for n in range(rows)]
    draft.save()
    filings.reexamine(filing)
    for number in range(said):
        log = Log.objects.create(filing=filing, act="pass", before="final", after="final", role="performance", by=account)
        Reason.objects.create(log=log, filing=filing, cell=f"indicators.{1000 + number}.actual", text="请改")
        Comment.objects.create(filing=filing, cell=f"indicators.{1000 + number}", text="请看", by=account)
        Attachment.objects.create(filing=filing, cell=f"indicators.{1000 + number}", name="a.pdf", size=1, file="x", by=account)
        Mark.objects.create(filing=filing, cell=f"indicators.{1000 + number}.score", phase="office", value=1, by=account)


@pytest.mark.parametrize(("phase", "login"), [("draft", "tianbao"), ("final", "jixiao")])
def test_一份表的页_查询不随行数和批注增加(web, phase, login):
    filing = Filing.objects.select_related("round", "node").get(project_name="校舍维修改造", round__closed=False)
    Filing.objects.filter(pk=filing.pk).update(phase=phase)
    client = web(login)
    counts = []
    for rows, said in ((30, 1), (200, 12)):
        lengthened(filing, rows, said)
        counts.append(queries_of(lambda: client.get(f"/filings/{filing.pk}/")))
        Log.objects.filter(filing=filing).delete()
        for model in (Comment, Attachment, Mark):
            model.objects.filter(filing=filing).delete()
    name = f"/filings/N/ {phase}"
    assert counts[0] == counts[1] <= golden("query_counts.yml", {name: counts[0]})[name]


def test_存一格_查询不随行数增加(web):
    filing = Filing.objects.select_related("round", "node").get(project_name="校舍维修改造", round__closed=False)
    client, counts, values = web("tianbao"), [], iter(range(100))

    def save():
        change = {"cell": "indicators.1000.actual", "value": f"{next(values)}间", "seen": 999}
        body = json.dumps({"changes": [change]})
        assert client.post(f"/filings/{filing.pk}/cells", body, content_type="application/json").status_code == 200

    for rows in (30, 200):
        lengthened(filing, rows, 0)
        counts.append(queries_of(save))
    assert counts[0] == counts[1] <= golden("query_counts.yml", {"/filings/N/cells": counts[0]})["/filings/N/cells"]
