"""Every address × method × role × phase in one golden table, ``access.txt``: the answer's status, and ``+`` where something was written.

Each request is one that an allowed person would make, so that a refusal is a matter of permission and not of a bad request.
``ZIPING_REGEN=1`` writes the table anew; the difference is to be read like code.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import test_access
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from ziping import formats
from ziping.form import Form, dump
from ziping_web.api.models import Token
from ziping_web.filings import cells, services
from ziping_web.filings.models import Attachment, Draft, Filing, Verdict
from ziping_web.people.models import Account
from ziping_web.phases import PHASES
from ziping_web.review.models import Comment, Log
from ziping_web.rounds.models import Round

GOLDEN = Path(__file__).parent / "access.txt"
LOGINS = {"nobody": None, **test_access.LOGINS, "outside": "filler-202"}  # the last: a filler of another department
OURS = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(?:people|rounds|filings|intake|review|api)_')


class Site:
    """One form with everything that can hang on it, and somebody of every role."""

    def __init__(self, sign_in: Callable[[str], Client]) -> None:
        self.filing = Filing.objects.select_related("round", "node").get(project_name="校舍维修改造", round__closed=False)
        self.pk, clerk = self.filing.pk, Account.objects.get(login="tianbao")
        services.save_cells(self.filing, [services.Change("signatures.填表人", "林小满", 99)], clerk)
        self.kept = services.keep(self.filing, "导入文件前", clerk).number
        self.draft = Draft.objects.get(filing=self.filing)
        self.key = self.draft.rows["indicators"][0]
        # Nothing but the phase and the role may stand in the way of a submission.
        verdict = Verdict.objects.get(filing=self.filing)
        Verdict.objects.filter(pk=verdict.pk).update(detail={**verdict.detail, "findings": []})
        self.proof = Attachment.objects.create(filing=self.filing, name="a.pdf", size=1, file=ContentFile(b"x", "a.pdf"), by=clerk).pk
        self.remark = Comment.objects.create(filing=self.filing, text="请看", by=None).pk
        self.form = dump(Form.model_validate(self.draft.form))
        self.accounts = {role: Account.objects.get(login=login) for role, login in LOGINS.items() if login}
        self.clients = {role: sign_in(login) if login else Client() for role, login in LOGINS.items()}
        self.tokens = {}
        for role, account in self.accounts.items():
            token, secret = Token.make(account, "测试", "write", 30)
            Token.objects.filter(pk=token.pk).update(used_on=timezone.localdate())
            self.tokens[role] = {"authorization": f"Bearer {secret}"}

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """What the test itself prepares is not what a request wrote."""
        watching, connection.execute_wrappers[:] = connection.execute_wrappers[:], []
        yield
        connection.execute_wrappers[:] = watching

    def requests(self) -> dict[str, Callable[[Client, str], object]]:
        """Method and address (as the URLs have it) → the request, made by a client in a role."""
        at, api, cell = f"/filings/{self.pk}", f"/api/v1/forms/{self.pk}", f"indicators.{self.key}.actual"
        at_phase = self.filing.phase
        key, serial, late = self.key, self.draft.serial, timezone.localdate() + timedelta(days=90)

        def get(path: str):
            return lambda client, role: client.get(path, headers=self.tokens.get(role) if "/api/" in path else None)

        def post(path: str, **data):
            return lambda client, role: client.post(path, data)

        def send(path: str, data, method: str = "post"):
            def request(client: Client, role: str):
                headers = {"accept": "application/json", **(self.tokens.get(role, {}) if "/api/" in path else {})}
                return getattr(client, method)(path, json.dumps(data), content_type="application/json", headers=headers)

            return request

        def file(path: str, name: str, data: bytes, **more):
            return lambda client, role: client.post(path, {"file": SimpleUploadedFile(name, data), **more})

        def undo(path: str, **data):
            """Where the last step was this person's own."""

            def request(client: Client, role: str):
                if role in self.accounts:
                    held = "filler" if role == "outside" else role
                    step = Log(
                        filing=self.filing, act="pass", before=at_phase, after=at_phase, role=held, by=self.accounts[role], batch="b"
                    )
                    with self.unwatched():
                        step.save()
                return client.post(path, data)

            return request

        change = {"cell": cell, "value": "14间", "seen": serial}
        row = json.dumps(self.form["indicators"][0], ensure_ascii=False)
        return {
            "GET filings/<int:pk>/": get(f"{at}/"),
            "GET filings/<int:pk>/as/<str:carrier>": get(f"{at}/as/json"),
            "GET filings/<int:pk>/opinion/<str:carrier>": get(f"{at}/opinion/docx"),
            "GET filings/<int:pk>/noted/<str:carrier>": get(f"{at}/noted/docx"),
            "GET filings/<int:pk>/dossier": get(f"{at}/dossier"),
            "GET filings/<int:pk>/edits": get(f"{at}/edits"),
            "GET filings/<int:pk>/kept/<int:number>/<str:carrier>": get(f"{at}/kept/{self.kept}/docx"),
            "GET filings/<int:pk>/proofs/<int:number>": get(f"{at}/proofs/{self.proof}"),
            "POST filings/<int:pk>/save": post(f"{at}/save", seen=serial, **{f"c:{cell}": "14间"}),
            "POST filings/<int:pk>/cells": send(f"{at}/cells", {"changes": [change]}),
            "POST filings/<int:pk>/rows": send(f"{at}/rows", {"act": "add", "section": "indicators", "key": key, "seen": serial}),
            "POST filings/<int:pk>/answers": send(f"{at}/answers", {"answers": {"abc:SC101": "情况属实"}}),
            "POST filings/<int:pk>/upload": file(f"{at}/upload", "a.json", json.dumps(self.form, ensure_ascii=False).encode()),
            "POST filings/<int:pk>/upload/apply": post(f"{at}/upload/apply", seen=serial, take=cell, row=row, **{f"v:{cell}": "14间"}),
            "POST filings/<int:pk>/proofs": file(f"{at}/proofs", "b.pdf", b"y", kind="photo", cell=f"indicators.{key}"),
            "POST filings/<int:pk>/proofs/<int:number>/remove": post(f"{at}/proofs/{self.proof}/remove"),
            "POST filings/<int:pk>/act submit": post(f"{at}/act", act="submit", seen=serial),
            "POST filings/<int:pk>/act pass": post(f"{at}/act", act="pass", seen=serial),
            "POST filings/<int:pk>/act return": post(f"{at}/act", act="return", seen=serial, reason="请改"),
            "POST filings/<int:pk>/act undo": undo(f"{at}/act", act="undo"),
            "POST filings/<int:pk>/due": post(f"{at}/due", due_on=late.isoformat(), why="主管部门同意延期"),
            "POST filings/<int:pk>/confirm": send(f"{at}/confirm", {"cell": f"indicators.{key}.target"}),
            "POST filings/<int:pk>/here": send(f"{at}/here", {"page": "abcdef"}),
            "POST filings/<int:pk>/comment": post(f"{at}/comment", text="请看"),
            "POST filings/<int:pk>/comments/<int:comment>/settle": post(f"{at}/comments/{self.remark}/settle"),
            "POST filings/<int:pk>/mark": post(f"{at}/mark", **{f"m:indicators.{key}.score": "1"}),
            "POST many": post("/many", form=self.pk, sure=1),
            "POST many/undo": undo("/many/undo", batch="b"),
            "GET api/v1/forms/{pk}": get(api),
            "GET api/v1/forms/{pk}/result": get(f"{api}/result"),
            "PUT api/v1/forms/{pk}": send(f"{api}?seen={serial}", self.form, "put"),
            "POST api/v1/forms/{pk}/cells": send(
                f"{api}/cells", [{"path": cells.path(cell, self.draft.rows), "value": "14间", "seen": serial}]
            ),
        }


def asked(ask: Callable[[], object]) -> str:
    """The answer to a request, in a word; what it did is taken back."""
    written = []

    def watch(execute, sql, params, many, context):
        if OURS.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    mark = transaction.savepoint()
    with connection.execute_wrapper(watch):
        answer = ask()
    b"".join(answer.streaming_content if answer.streaming else ())  # a file is read to its end, as a browser does
    transaction.savepoint_rollback(mark)
    return f"{answer.status_code}{'+' if written else ''}"


def table(head: str, rows: dict[str, list[str]]) -> list[str]:
    width = 2 + max(len(name) for name in rows)
    line = f"{'':{width}}" + "".join(f"{role:<12}" for role in LOGINS)
    return [
        f"== {head}",
        line.rstrip(),
        *(f"{name:{width}}" + "".join(f"{code:<12}" for code in codes).rstrip() for name, codes in rows.items()),
    ]


def form_tables(site: Site) -> list[str]:
    """One table per phase, and one of a form in a round that is closed."""
    out: list[str] = []
    for at, words, closed in [*((each.id, each.staff, False) for each in PHASES), ("draft", "填报，批次已结束", True)]:
        Filing.objects.filter(pk=site.pk).update(phase=at)
        Round.objects.filter(pk=site.filing.round_id).update(closed=closed)
        site.filing.phase = at
        rows: dict[str, list[str]] = {}
        for name, request in site.requests().items():
            for role, client in site.clients.items():
                rows.setdefault(name, []).append(asked(lambda: request(client, role)))  # noqa: B023 asked at once
        out += [*table(f"{at} {words}", rows), ""]
    return out


def site_tables(site: Site) -> list[str]:
    """Addresses that concern no single form: GET, and a POST without fields."""
    numbers = {"rounds/<int:pk>": site.filing.round_id, "people/accounts/<int:pk>": site.accounts["reader"].pk}
    rows: dict[str, list[str]] = {}
    for route in sorted(routes()):
        if route.startswith(("filings/<int:pk>", "sign-out", "many")) or "api/v1" in route:
            continue
        path = route
        for known, number in numbers.items():
            path = path.replace(known, known.replace("<int:pk>", str(number)))
        path = "/" + re.sub(r"<int:\w+>", "0", path)
        for method in ("get", "post"):
            for client in site.clients.values():
                said = asked(lambda: getattr(client, method)(path))  # noqa: B023 asked at once
                rows.setdefault(f"{method.upper()} {route or '/'}", []).append(said)
    return table("与单份表无关的地址（POST 不带内容）", rows)


def routes() -> list[str]:
    """Every address of the site, as it is declared."""
    out = []
    for pattern in get_resolver().url_patterns:
        for each in getattr(pattern, "url_patterns", [pattern]):
            whole = str(pattern.pattern) + str(each.pattern) if each is not pattern else str(each.pattern)
            if hasattr(each, "url_patterns"):
                out += [whole + str(one.pattern) for one in each.url_patterns]
            else:
                out.append(whole)
    return out


@pytest.fixture
def site(web, monkeypatch) -> Site:
    monkeypatch.setattr(formats, "write", lambda papers, carrier: b"x")  # who may have a paper is asked here, not what stands on it
    return Site(web)


def test_每个与表有关的地址都在表里(site):
    known = {name.split()[1] for name in site.requests()}
    declared = {route.replace("<pk>", "{pk}").replace("<int:pk>/", "<int:pk>/") for route in routes()}
    ours = {route for route in declared if route.startswith(("filings/<int:pk>", "many")) or re.search(r"api/v1/.*pk", route)}
    assert {re.sub(r"<\w*:?pk>|\{pk\}", "N", route) for route in ours} == {re.sub(r"<\w*:?pk>|\{pk\}", "N", name) for name in known}


def test_每个地址_每种角色_每个环节(site):
    found = "\n".join([*form_tables(site), *site_tables(site), ""])
    codes = re.findall(r"(?<= )\d{3}\+?(?= |$)", found, re.MULTILINE)
    assert codes and not [code for code in codes if code.startswith("5")]
    if os.environ.get("ZIPING_REGEN"):
        assert not os.environ.get("CI"), "在持续集成里不能重写"
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")
