"""People: the import with faults by cell, sign-in that slows guessing, sessions that end without losing a page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ziping import formats
from ziping_web.api.models import Token
from ziping_web.people import imports, services
from ziping_web.people.models import Account, Attempt, Node, Role
from ziping_web.tables import workbook

UNITS = ("单位代码", "名称", "类别", "上级代码")
PEOPLE = ("登录名", "姓名", "角色", "单位代码", "含下级", "电话", "邮箱")
KNOWN = {"100": ("bureau", None), "201": ("department", "100")}


def table(name, *rows):
    return {"name": name, "rows": [list(row) for row in rows], "top": 1}


def faults(*tables):
    out = {}
    for fault in imports.plan(tables, KNOWN).faults:
        out[fault.sheet, fault.cell] = out.get((fault.sheet, fault.cell), "") + fault.message
    return out


def test_没有问题的两张表():
    plan = imports.plan([table(name, *rows) for name, rows in imports.EXAMPLE.items()], {})
    assert not plan.faults
    assert [node["code"] for node in plan.nodes] == ["100", "201", "201002"]
    assert plan.roles[0] == {"login": "lin", "kind": "filler", "node": "201002", "below": True}


def test_下级写在上级前面也可以():
    plan = imports.plan(
        [table("单位", UNITS, ("201002", "小学", "单位", "201"), ("201", "教育局", "主管部门", "100"))], {"100": ("bureau", None)}
    )
    assert not plan.faults and [node["code"] for node in plan.nodes] == ["201", "201002"]


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("", "小学", "单位", "201"), "A2", "没有单位代码"),
        (("201002", "", "单位", "201"), "B2", "没有名称"),
        (("201002", "小学", "学校", "201"), "C2", "类别只能是"),
        (("201002", "小学", "单位", "999"), "D2", "都没有"),
        (("201002", "小学", "单位", "100"), "D2", "不能直接是财政局"),
        (("201", "教育局", "主管部门", "202"), "D2", "都没有"),
    ],
)
def test_单位表的每个错处说到单元格(row, cell, words):
    assert words in faults(table("单位", UNITS, row))[("单位", cell)]


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("林", "林小满", "填报人", "201", "是", "", ""), "A2", "登录名"),
        (("lin", "", "填报人", "201", "是", "", ""), "B2", "没有姓名"),
        (("lin", "林小满", "会计", "201", "是", "", ""), "C2", "没有这种角色"),
        (("lin", "林小满", "填报人", "209", "是", "", ""), "D2", "都没有"),
        (("lin", "林小满", "填报人", "201", "也许", "", ""), "E2", "是 或 否"),
        (("lin", "林小满", "管理员", "201", "是", "", ""), "D2", "财政局"),
        (("lin", "林小满", "填报人", "201", "是", "", "lin"), "G2", "邮箱"),
    ],
)
def test_人员表的每个错处说到单元格(row, cell, words):
    assert words in faults(table("人员", PEOPLE, row))[("人员", cell)]


def test_上级成圈():
    found = faults(table("单位", UNITS, ("301", "甲", "单位", "302"), ("302", "乙", "单位", "301")))
    assert any("圈" in words for words in found.values())


def test_从上传到导入(web):
    client = web("admin")
    book = workbook(
        {
            "单位": (UNITS, ("204", "青禾县水利局", "主管部门", "100"), ("204001", "青禾县灌区管理所", "单位", "204")),
            "人员": (PEOPLE, ("guanqu", "钱一舟", "填报人", "204001", "是", "", "")),
        }
    )
    page = client.post("/people/import", {"file": SimpleUploadedFile("单位.xlsx", book)})
    assert page.status_code == 200 and "没有问题" in page.content.decode()
    assert "填报人（青禾县灌区管理所及下级）" in page.content.decode()
    assert not Node.objects.filter(code="204").exists(), "预览不写入"
    done = client.post(f"/people/import/{page.context['staged'].pk}")
    (unit, login, _, password) = done.context["fresh"][0]
    book = client.post("/people/import/initial", {"rows": f"{unit}\t{login}\t钱一舟\t{password}\n不是四栏的一行\n"}).content
    assert [cell.text for grid in formats.read(book, "xlsx") for cell in grid.cells][4:] == [
        "青禾县灌区管理所",
        "guanqu",
        "钱一舟",
        password,
    ]
    assert login == "guanqu" and Role.objects.get(account__login="guanqu").node.path.startswith(Node.objects.get(code="100").path)
    fresh = Client()
    assert fresh.post("/sign-in", {"login": "guanqu", "password": password}).status_code == 302
    assert "/password" in fresh.get("/").url, "初始密码必须先改"


def test_不是表格的文件有一句话(web):
    page = web("admin").post("/people/import", {"file": SimpleUploadedFile("x.xlsx", b"%PDF-1.4 not a workbook")})
    assert page.status_code == 200 and page.context["words"]


@pytest.mark.parametrize("login", ["tianbao", "jiaoyu", "jixiao", "shenji"])
def test_不是管理员看不到单位与账号(web, login):
    answer = web(login).get("/people/")
    assert answer.status_code == 403 and "管理员才能" in answer.content.decode()


def test_连错五次就锁_重置解锁(web):
    account = Account.objects.get(login="tianbao")
    services.set_password(account, "Qinghe-2025")
    for _ in range(services.LOCK_AFTER):
        assert Client().post("/sign-in", {"login": "tianbao", "password": "wrong"}).status_code == 403
    assert "分钟后再试" in Client().post("/sign-in", {"login": "tianbao", "password": "Qinghe-2025"}).content.decode()
    password = services.reset_password(account)
    assert not Attempt.objects.filter(login="tianbao").exists()
    assert Client().post("/sign-in", {"login": "tianbao", "password": password}).status_code == 302


def test_正在核对的一次也算数_同时试也过不了锁(web, monkeypatch):
    counted = []

    def slow(**_):
        counted.append(Attempt.objects.filter(login="tianbao").count())

    monkeypatch.setattr(services, "authenticate", slow)
    for _ in range(services.LOCK_AFTER + 3):
        services.check_sign_in("tianbao", "wrong", "10.0.0.1")
    assert counted == [1, 2, 3, 4, 5]  # each stood in the book while its password was looked at; the rest were not looked at


def test_重置密码_原来的接口令牌失效(web):
    account = Account.objects.get(login="tianbao")
    _, secret = Token.make(account, "上报", "read", 30)
    _, other = Token.make(Account.objects.get(login="jixiao"), "统计", "read", 30)
    asked = [Client(headers={"Authorization": f"Bearer {text}"}) for text in (secret, other)]
    assert [client.get("/api/v1/forms").status_code for client in asked] == [200, 200]
    services.reset_password(account)
    assert [client.get("/api/v1/forms").status_code for client in asked] == [401, 200]


def test_没有这个人和密码不对说得一样(web):
    one = Client().post("/sign-in", {"login": "nobody", "password": "x"})
    two = Client().post("/sign-in", {"login": "tianbao", "password": "x"})
    assert one.context["words"] == two.context["words"]


@pytest.mark.parametrize(
    ("new", "ok"), [("12345678", False), ("tianbao1", False), ("short1", False), ("password1", False), ("Mai-zi-2026", True)]
)
def test_密码规则(web, new, ok):
    account = Account.objects.get(login="tianbao")
    services.set_password(account, "Qinghe-2025")
    client = web("tianbao")
    answer = client.post("/password", {"old": "Qinghe-2025", "new": new, "again": new})
    assert answer.status_code == (302 if ok else 422)


def test_登录过期_送出的内容还在页上(web):
    answer = Client().post("/filings/1/save", {"c:functions": "写了半小时的一段话", "seen": "3"})
    text = answer.content.decode()
    assert answer.status_code == 401 and "写了半小时的一段话" in text and "再次保存" in text


def test_登录过期_脚本得到一句话(web):
    answer = Client().post("/filings/1/cells", "{}", content_type="application/json", headers={"accept": "application/json"})
    assert answer.status_code == 401 and answer.json()["signed_out"]


def test_登录后只回到本站(web):
    services.set_password(Account.objects.get(login="tianbao"), "Qinghe-2025")
    answer = Client().post("/sign-in", {"login": "tianbao", "password": "Qinghe-2025", "next": "https://elsewhere.example/"})
    assert answer.url == "/"


def test_最后一个管理员不能取消(web):
    assert "最后一个" in services.take_role(Role.objects.get(kind="admin"))
