"""Queries that are built once: each request gets what its own values ask for, and nothing of another's."""

import pytest

from ziping_web import prepared
from ziping_web.filings.models import Draft, Filing
from ziping_web.people import queries, services
from ziping_web.people.models import Account, Node
from ziping_web.prepared import Slot, add, change, fetch
from ziping_web.review import lists
from ziping_web.review import queries as review


def below(kind):
    return Node.objects.filter(kind=Slot("kind"), code__gt=Slot("after")) if kind else Node.objects.none()


def of_form():
    return Draft.objects.filter(filing=Slot("filing"), serial=Slot("serial"))


def people():
    return Account.objects.filter(login=Slot("login")).select_related()


def test_同一句话问两次_各得各的(web):
    units, departments = (fetch(below, (True,), kind=kind, after="") for kind in ("unit", "department"))
    assert {node.kind for node in units} == {"unit"} and {node.kind for node in departments} == {"department"}
    assert units == list(Node.objects.filter(kind="unit"))
    assert fetch(below, (True,), kind="unit", after="~") == [] == fetch(below, (False,), kind="unit", after="")


def test_引号和通配符只是文字(web):
    assert fetch(people, login="' OR 1=1 --") == [] == fetch(people, login="%")


def test_一样角色的两个人_各看各的清单(web):
    one, two = (Account.objects.get(login=login) for login in ("tianbao", "jiaoyu"))
    node = two.roles.first().node
    for account, at in ((one, node.children.first()), (two, node)):
        account.roles.all().delete()
        services.give_role(account, at, "department", below=True)
    seen = []
    for account in (one, two):
        account = Account.objects.get(pk=account.pk)
        page = lists.paged(review.listed, (queries.shape_of(account), ()), queries.where_of(account), None)
        own = Filing.objects.filter(queries.scope(account))
        assert page.paginator.count == own.count() > 0
        assert {columns[0] for columns in page.object_list} <= set(own.values_list("pk", flat=True))
        seen.append(page.paginator.count)
    assert seen[0] < seen[1]


def test_只改写查到的行_查不到就是零(web):
    draft = Draft.objects.first()
    new = {"form": {"单位": "\"'%s"}, "serial": draft.serial + 1}
    assert change(of_form, (), new, filing=draft.filing_id, serial=draft.serial + 7) == 0
    assert change(of_form, (), new, filing=draft.filing_id, serial=draft.serial) == 1
    draft.refresh_from_db()
    assert draft.form == new["form"] and Draft.objects.filter(form=new["form"]).count() == 1


def test_没有行可加也不出错(web):
    add(Draft, [])


def test_查询里不许夹带请求的值(web):
    account = Account.objects.first()
    with pytest.raises(TypeError):
        fetch(lambda: Account.objects.filter(pk=account.pk))


def test_留下的查询有个数(web, monkeypatch):
    monkeypatch.setattr(prepared, "_plans", {})
    monkeypatch.setattr(prepared, "_MOST", 2)
    assert [len(fetch(below, (kind,), kind="bureau", after="")) for kind in ("a", "b", "c", "d", "a")] == [1] * 5
    assert len(prepared._plans) <= 2
