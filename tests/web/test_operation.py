"""Running the site: the first set-up, backup and restore, health, reminders."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import localdate

from ziping.errors import UserError
from ziping_web import archive, setup
from ziping_web.filings.models import Draft, Edit, Filing
from ziping_web.people.models import Account, Node, Role
from ziping_web.review.models import Log, Reminder
from ziping_web.review.reminders import due_letters, my_reminders, send_due
from ziping_web.rounds.models import Round


def test_备份再恢复_一条不少(web, tmp_path):
    filing = Filing.objects.filter(phase="done").first()
    form, logs = Draft.objects.get(filing=filing).form, Log.objects.count()
    book = tmp_path / "备份.zip"
    assert "条记录" in archive.pack(book, force=False)
    Draft.objects.all().delete()
    Account.objects.filter(login="shenji").delete()
    Node.objects.create(code="999", name="多出来的", kind="bureau")
    assert "已恢复" in archive.unpack(book, force=True)
    assert Draft.objects.get(filing=filing).form == form and Log.objects.count() == logs
    assert Account.objects.filter(login="shenji").exists() and not Node.objects.filter(code="999").exists()
    assert Node.objects.create(code="998", name="新的", kind="bureau").pk > Node.objects.get(code="100").pk


def rows_of(book: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name.startswith("rows/")}


def test_恢复以后再备份_一字不差_时间也是原来的(web, tmp_path):
    before, after = tmp_path / "前.zip", tmp_path / "后.zip"
    first, second, *_ = Log.objects.order_by("pk")
    for log, fraction in ((first, 400), (second, 0)):  # less than a millisecond, and none at all
        Log.objects.filter(pk=log.pk).update(at=log.at.replace(microsecond=fraction))
    archive.pack(before, force=False)
    archive.unpack(before, force=True)
    archive.pack(after, force=False)
    assert rows_of(before) == rows_of(after)


_SMALL = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ziping_web.settings")
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from ziping_web.demo.county import build
build(forms=2)
"""


@pytest.mark.long
def test_在_SQLite_和_PostgreSQL_之间搬家_一字不差(tmp_path):
    """Backups made outside of any transaction of ours, as an administrator makes them."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    from web_site import postgres

    def ziping(home: str, database: str | None, *command: str) -> None:
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"ZIPING_HOME": str(tmp_path / home)}
        env |= {"DATABASE_URL": database} if database else {}
        subprocess.run([sys.executable, *command], env=env, check=True, stdout=subprocess.DEVNULL)

    books = [str(tmp_path / f"{name}.zip") for name in ("one", "two", "three")]
    with postgres() as url:
        if url is None:
            pytest.skip("没有安装 PostgreSQL")
        ziping("a", None, "-c", _SMALL)
        ziping("a", None, "-m", "ziping", "backup", books[0])
        ziping("b", url, "-m", "ziping", "restore", books[0])
        ziping("b", url, "-m", "ziping", "restore", "--force", books[0])
        ziping("b", url, "-m", "ziping", "backup", books[1])
    ziping("c", None, "-m", "ziping", "restore", books[1])
    ziping("c", None, "-m", "ziping", "backup", books[2])
    first, second, third = (rows_of(Path(book)) for book in books)
    for name in first:
        told = [[json.loads(line) for line in rows[name].splitlines()] for rows in (first, second, third)]
        assert told[0] == told[1] == told[2], name
    for name in ("rows/filings.revision.jsonl", "rows/filings.verdict.jsonl"):  # here the order of the keys tells something, too
        assert first[name] == second[name] == third[name]


def test_备份不覆盖_恢复不盖掉数据_除非说了(web, tmp_path):
    book = tmp_path / "备份.zip"
    archive.pack(book, force=False)
    with pytest.raises(UserError, match="已经存在"):
        archive.pack(book, force=False)
    with pytest.raises(UserError, match="已经有数据"):
        archive.unpack(book, force=False)


def test_没有数据的目录不当作备份过了(tmp_path, monkeypatch):
    from ziping_web.commands import backup

    monkeypatch.setenv("ZIPING_HOME", str(tmp_path / "写错的目录"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(UserError, match="没有 ziping 的数据"):
        backup(home=None, out=str(tmp_path / "备份.zip"), force=False)
    assert not list(tmp_path.iterdir())


def test_本机的每个地址都能打开网站_没有网关也一样():
    from ziping_web.commands import own_addresses

    table = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.8.3.0\n        /24 link UNICAST\n     |-- 10.8.3.17\n        /32 host LOCAL\n"
    assert "10.8.3.17" in own_addresses(table) and "10.8.3.0" not in own_addresses(table)


def test_坏的备份说一句话_什么也不动(web, tmp_path):
    whole, bad = tmp_path / "好.zip", tmp_path / "坏.zip"
    archive.pack(whole, force=False)
    before = Edit.objects.count(), Filing.objects.count()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(bad, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, data[: len(data) // 2] if name.endswith("filings.filing.jsonl") else data)
    with pytest.raises(UserError):
        archive.unpack(bad, force=True)
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(UserError, match="不是 ziping 的备份"):
        archive.unpack(tmp_path / "x.zip", force=True)
    assert (Edit.objects.count(), Filing.objects.count()) == before


def test_有了账号就不能再开通(web):
    assert Client().get("/set-up").status_code == 404


def test_第一次开通要开通码(web, monkeypatch):
    monkeypatch.setattr(setup.Account.objects, "exists", lambda: False)
    answer = Client().post(
        "/set-up", {"code": "00000000", "bureau": "县", "login": "root", "name": "甲", "password": "Mai-zi-2026", "again": "Mai-zi-2026"}
    )
    assert answer.status_code == 422 and "开通码不对" in answer.content.decode()


def test_健康页(web):
    assert Client().get("/health").json()["ok"]


@pytest.fixture
def open_round(web) -> Round:
    return Round.objects.get(closed=False)


def test_提醒发给表在谁手里的人_只发一次(open_round):
    Account.objects.filter(login="tianbao").update(email="lin@qinghe.example")
    day = open_round.end_on - timedelta(days=3)
    people = {letter.account.login for letter in due_letters(day)}
    assert "tianbao" in people and "admin" not in people and "shenji" not in people
    assert send_due(day) == len(people) and send_due(day) == 0
    assert [message.to for message in mail.outbox] == [["lin@qinghe.example"]] and "还有 3 天截止" in mail.outbox[0].body


def test_不是提醒日不发_结束的批次不发(open_round):
    assert not due_letters(open_round.end_on - timedelta(days=4))
    open_round.closed = True
    open_round.save()
    assert not due_letters(open_round.end_on)


def test_超期以后主管部门也知道_截止前不打扰(open_round):
    Filing.objects.filter(round=open_round).exclude(phase="draft").update(phase="done")
    before = {letter.account.login for letter in due_letters(open_round.end_on)}
    after = {letter.account.login for letter in due_letters(open_round.end_on + timedelta(days=1))}
    assert "jiaoyu" not in before and "jiaoyu" in after


def test_截止日改了_提醒重新算(open_round):
    send_due(open_round.end_on - timedelta(days=3))
    count = Reminder.objects.count()
    open_round.end_on = localdate() + timedelta(days=30)
    open_round.save()
    assert send_due(open_round.end_on - timedelta(days=3)) == count


def test_一份表延期_提醒和超期按它自己的日子_记入经过(web, open_round):
    filing = Filing.objects.filter(round=open_round, node__code="201002", phase="draft").first()
    later, clerk = open_round.end_on + timedelta(days=8), Account.objects.get(login="tianbao")
    client, address = web("jixiao"), f"/filings/{filing.pk}/due"
    client.post(address, {"due_on": later.isoformat()})
    filing.refresh_from_db()
    assert filing.due == open_round.end_on, "没有理由不改"
    client.post(address, {"due_on": later.isoformat(), "why": "台风停电", "whole": "on"})
    web("tianbao").post(address, {"due_on": (later + timedelta(days=30)).isoformat(), "why": "我忙"})
    filing.refresh_from_db()
    assert filing.due == later
    page = web("tianbao").get(f"/filings/{filing.pk}/").content.decode()
    assert "台风停电" in page and f"{later:%Y-%m-%d}" in page
    assert clerk not in [letter.account for letter in due_letters(open_round.end_on)]
    letter = next(each for each in due_letters(later - timedelta(days=3)) if each.account == clerk)
    assert letter.due == later and filing.title in letter.text
    send_due(later - timedelta(days=3))
    assert [each.due for each in my_reminders(clerk)] == [later]
    client.post(address, {"due_on": "", "why": "恢复", "whole": "on"})
    assert not my_reminders(clerk)


def test_只管本单位的角色_不管下级(web):
    role = Role.objects.get(account__login="jiaoyu")
    role.below = False
    role.save()
    assert web("jiaoyu").get("/filings/").context["page"].paginator.count == Filing.objects.filter(node__code="201").count()
