"""Who may do what: one golden table of action × phase × role, held by the services; the addresses stand in ``test_every_address.py``.

``ZIPING_REGEN=1`` writes the tables anew; the difference is to be read like code.
"""

import os
from pathlib import Path

import pytest
import yaml
from django.db import transaction
from django.test import Client

from ziping_web.filings import services as filings
from ziping_web.filings.models import Draft, Filing
from ziping_web.filings.services import Refused
from ziping_web.people.models import Account
from ziping_web.permissions import ACTIONS, ROLES, allowed
from ziping_web.phases import PHASES
from ziping_web.review import services as review

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
    yield "edit", lambda: filings.save_cell(filing, cell, "9间", 99, account)
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
