"""Filling a form: every cell saved for good, nobody overwritten silently, submit held back by errors only."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from ziping_web.filings import services, structure
from ziping_web.filings.models import Draft, Edit, Filing, Presence, Revision, Verdict
from ziping_web.filings.presence import AWAY
from ziping_web.filings.services import Refused
from ziping_web.people.models import Account
from ziping_web.review import services as review
from ziping_web.review.models import Log, Reason


def who(login: str) -> Account:
    return Account.objects.get(login=login)


def mine(**wanted) -> Filing:
    """A form of the demo's filler."""
    found = Filing.objects.filter(node__code="201002", round__closed=False, **wanted).select_related("round", "node")
    return found.get()


@pytest.fixture
def draft(web) -> Filing:
    return mine(project_name="校舍维修改造")


def cell(filing: Filing, row: int, field: str) -> str:
    return f"indicators.{Draft.objects.get(filing=filing).rows['indicators'][row]}.{field}"


def test_一格一存_得分与问题立刻更新(draft):
    where = cell(draft, 0, "score")
    saved = services.save_cells(draft, [services.Change(where, "99", 1)], who("tianbao"))
    assert saved.ok and saved.serial == 2
    assert "SC106" in [one["code"] for one in saved.dump()["findings"] if one["cell"] == where]
    assert Draft.objects.get(filing=draft).form["indicators"][0]["score"] == "99"
    edit = Edit.objects.get(filing=draft, cell=where)
    assert (edit.before, edit.after, edit.by.login) == ("15.00", "99", "tianbao")
    assert Verdict.objects.get(filing=draft).serial == 2


def test_两个标签页改同一格_后来的看到两个值(draft):
    where, clerk = cell(draft, 0, "actual"), who("tianbao")
    assert services.save_cells(draft, [services.Change(where, "13间", 1)], clerk).ok
    late = services.save_cells(draft, [services.Change(where, "11间", 1)], clerk)
    assert not late.ok
    assert (late.clashes[0].theirs, late.clashes[0].mine, late.clashes[0].by) == ("13间", "11间", "林小满")
    assert Draft.objects.get(filing=draft).form["indicators"][0]["actual"] == "13间"
    assert services.save_cells(draft, [services.Change(where, "11间", late.serial)], clerk).ok


def test_两个人改不同的格子互不妨碍(draft):
    clerk = who("tianbao")
    assert services.save_cells(draft, [services.Change(cell(draft, 0, "actual"), "13间", 1)], clerk).ok
    assert services.save_cells(draft, [services.Change(cell(draft, 1, "actual"), "870平方米", 1)], clerk).ok


def test_同样的值再存一次不算改动(draft):
    where = cell(draft, 0, "actual")
    services.save_cells(draft, [services.Change(where, "12间", 0)], who("tianbao"))
    assert not Edit.objects.filter(filing=draft).exists()


def test_合并格改名_所盖的行都改(draft):
    services.save_cells(draft, [services.Change(cell(draft, 0, "level1"), "产出", 1)], who("tianbao"))
    names = [row["level1"] for row in Draft.objects.get(filing=draft).form["indicators"]]
    assert names == ["产出"] * 4 + ["效益指标"] * 2 + ["满意度指标"]


def test_行移动以后_格子的地址不变(draft):
    clerk, key = who("tianbao"), Draft.objects.get(filing=draft).rows["indicators"][0]
    structure.move_row(draft, "indicators", key, clerk, steps=1, seen=1)
    saved = services.save_cells(draft, [services.Change(f"indicators.{key}.actual", "14间", 2)], clerk)
    assert saved.ok and Draft.objects.get(filing=draft).form["indicators"][1]["actual"] == "14间"


def test_加一行继承上面的级别_删行要看过最新的行(draft):
    clerk, keys = who("tianbao"), Draft.objects.get(filing=draft).rows["indicators"]
    structure.add_row(draft, "indicators", clerk, after=keys[0], seen=1)
    form = Draft.objects.get(filing=draft).form
    assert len(form["indicators"]) == 8 and form["indicators"][1]["level2"] == "数量指标"
    with pytest.raises(Refused, match="别人刚调整过"):
        structure.remove_row(draft, "indicators", keys[3], clerk, seen=1)
    structure.remove_row(draft, "indicators", keys[3], clerk, seen=2)
    assert len(Draft.objects.get(filing=draft).form["indicators"]) == 7


@pytest.mark.parametrize(
    "where", ["indicators.1.review_score", "kind", "year", "layout", "places", "indicators.x.score", "goals.1.term", "labels.a"]
)
def test_不归单位填的格子不能改(draft, where):
    with pytest.raises(Refused):
        services.save_cells(draft, [services.Change(where, "1", 9)], who("tianbao"))


def test_预填锁定的钱不能改(draft):
    where = f"funds.{Draft.objects.get(filing=draft).rows['funds'][0]}.budget"
    Draft.objects.filter(filing=draft).update(locked=[where])
    with pytest.raises(Refused, match="锁定"):
        services.save_cells(draft, [services.Change(where, "1.00", 9)], who("tianbao"))


@pytest.mark.parametrize("login", ["fuzeren", "jiaoyu", "gushi", "jixiao", "admin", "shenji", "filler-202"])
def test_别的角色不能改(draft, login):
    with pytest.raises(Refused):
        services.save_cells(draft, [services.Change(cell(draft, 0, "actual"), "1间", 9)], who(login))


def test_有错误不能提交_警告要说明_都可以保存(draft):
    clerk = who("tianbao")
    services.save_cells(draft, [services.Change(cell(draft, 0, "score"), "99", 1)], clerk)
    with pytest.raises(Refused, match="错误"):
        review.advance(draft, "submit", by=clerk)
    services.save_cells(draft, [services.Change(cell(draft, 0, "score"), "15.00", 2)], clerk)
    for one in Verdict.objects.get(filing=draft).detail["findings"]:
        assert one["severity"] != "error", one["message"]
    with pytest.raises(Refused, match="警告"):
        review.advance(draft, "submit", by=clerk)
    for one in Verdict.objects.get(filing=draft).detail["findings"]:
        services.answer(draft, one["id"], one["code"], "情况属实", clerk)
    assert review.advance(draft, "submit", by=clerk).phase == "head"
    assert Log.objects.get(filing=draft).revision.form["form"]["project"]["name"] == "校舍维修改造"
    with pytest.raises(Refused, match="单位负责人确认"):
        services.save_cells(draft, [services.Change(cell(draft, 0, "score"), "1", 9)], clerk)


def ready(draft: Filing) -> Filing:
    for one in Verdict.objects.get(filing=draft).detail["findings"]:
        services.answer(draft, one["id"], one["code"], "情况属实", who("tianbao"))
    return review.advance(draft, "submit", by=who("tianbao"))


def test_退回要有理由_理由随表回到单位(draft):
    held = ready(draft)
    with pytest.raises(Refused, match="理由"):
        review.advance(held, "return", by=who("fuzeren"))
    where = cell(draft, 1, "actual")
    back = review.advance(held, "return", by=who("fuzeren"), reasons=[(where, "面积与验收单不符")])
    assert back.phase == "draft"
    assert list(Reason.objects.filter(filing=draft).values_list("cell", "text", "settled")) == [(where, "面积与验收单不符", False)]
    ready(draft)
    assert Reason.objects.get(filing=draft).settled


def test_撤销到下一环节动手为止(draft):
    held = ready(draft)
    assert review.advance(held, "undo", by=who("tianbao")).phase == "draft"
    held = review.advance(ready(draft), "pass", by=who("fuzeren"))
    assert review.advance(held, "undo", by=who("fuzeren")).phase == "head"
    held = review.advance(review.advance(held, "pass", by=who("fuzeren")), "pass", by=who("jiaoyu"))
    with pytest.raises(Refused, match="本人"):
        review.advance(held, "undo", by=who("fuzeren"))


def test_批次可以不设几个环节(draft):
    draft.round.switched_off = ["head", "department", "office"]
    draft.round.save()
    assert ready(draft).phase == "final"


def test_定稿从不改动(draft):
    ready(draft)
    kept = Revision.objects.get(filing=draft)
    kept.why = "x"
    with pytest.raises(TypeError):
        kept.save()


def test_没有_JavaScript_也能改_只存改过的格子(web, draft):
    client, where = web("tianbao"), cell(draft, 0, "actual")
    page = client.get(f"/filings/{draft.pk}/").content.decode()
    assert f'name="c:{where}"' in page
    services.save_cells(draft, [services.Change(cell(draft, 1, "actual"), "900平方米", 1)], who("tianbao"))
    posted = {"seen": "1", f"c:{where}": "13间", f"c:{cell(draft, 1, 'actual')}": "860平方米"}
    assert client.post(f"/filings/{draft.pk}/save", posted).status_code == 302
    rows = Draft.objects.get(filing=draft).form["indicators"]
    assert (rows[0]["actual"], rows[1]["actual"]) == ("13间", "900平方米")


def test_没有_JavaScript_的冲突也给两个值(web, draft):
    client, where = web("tianbao"), cell(draft, 0, "actual")
    services.save_cells(draft, [services.Change(where, "15间", 1)], who("tianbao"))
    client.post(f"/filings/{draft.pk}/save", {"seen": "1", f"c:{where}": "13间"})
    page = client.get(f"/filings/{draft.pk}/").content.decode()
    assert "15间" in page and "您填的是「13间」" in page
    assert Draft.objects.get(filing=draft).form["indicators"][0]["actual"] == "15间"


def test_按格保存的接口(web, draft):
    client, where = web("tianbao"), cell(draft, 0, "actual")

    def send(value: str, seen: int):
        body = json.dumps({"changes": [{"cell": where, "value": value, "seen": seen}]})
        return client.post(f"/filings/{draft.pk}/cells", body, content_type="application/json")

    assert send("13间", 1).json()["cells"] == {where: "13间"}
    clash = send("14间", 1)
    assert clash.status_code == 409 and clash.json()["clashes"][0]["theirs"] == "13间"
    assert client.post(f"/filings/{draft.pk}/cells", "x", content_type="application/json").status_code == 422


def test_范围以外的表就当没有(web):
    other = Filing.objects.filter(node__code="202002").first()
    client = web("tianbao")
    for path in ("", "as/docx"):
        assert client.get(f"/filings/{other.pk}/{path}").status_code == 404
    for path in ("save", "cells", "rows", "act", "comment", "mark"):
        assert client.post(f"/filings/{other.pk}/{path}").status_code == 404


def test_写进表里的标记不会成为网页(web, draft):
    services.save_cells(draft, [services.Change(cell(draft, 0, "actual"), "<script>alert(1)</script>", 1)], who("tianbao"))
    page = web("tianbao").get(f"/filings/{draft.pk}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_表上的先后存下来不变(draft):
    """PostgreSQL sorts the keys of what it stores as jsonb: signature lines and lines of the score sheet must not follow it."""
    held = Draft.objects.get(filing=draft)
    held.form["signatures"] = {"填报日期": None, "单位负责人": "周正安", "甲": None, "填表人": "林小满"}
    held.save()
    services.reexamine(draft)
    assert list(Draft.objects.get(filing=draft).form["signatures"]) == ["填报日期", "单位负责人", "甲", "填表人"]
    lines = list(Verdict.objects.get(filing=draft).detail["lines"])
    assert lines[-1] == "total_score" and [line for line in lines if line.startswith("indicators.")] == [
        f"indicators.{key}.score" for key in held.rows["indicators"]
    ]


def test_谁也打开了这份表(web, draft):
    at = f"/filings/{draft.pk}/here"

    def say(client, page, **more):
        return client.post(at, json.dumps({"page": page, **more}), content_type="application/json", headers={"accept": "application/json"})

    clerk, reader = web("tianbao"), web("shenji")
    assert say(clerk, "aaaaaa").json()["others"] == []
    assert say(reader, "cccccc").json()["others"] == [Account.objects.get(login="tianbao").name]
    assert say(clerk, "bbbbbb").json()["others"] == ["您这个账号的另一个窗口"]  # who only reads is not in anybody's way
    say(clerk, "bbbbbb", gone=True)
    assert say(clerk, "aaaaaa").json()["others"] == []
    say(clerk, "bbbbbb")
    Presence.objects.filter(page="bbbbbb").update(at=timezone.now() - AWAY - timedelta(seconds=1))
    assert say(clerk, "aaaaaa").json()["others"] == []
    assert say(clerk, "<b>").status_code == 422
