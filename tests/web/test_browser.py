"""The site in a real browser: the keyboard, blocks from a spreadsheet, two people in one form, a server that is gone and comes back,
and a whole round with five roles. Skipped, visibly, where there is no Chromium or no Playwright.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("django", reason="需要 web 附加部分：pip install -e '.[web]'")
_sync = pytest.importorskip("playwright.sync_api", reason="没有 Playwright：pip install -e '.[dev]'")
_CHROMIUM = (
    os.environ.get("ZIPING_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = pytest.mark.skipif(_CHROMIUM is None, reason="没有 Chromium；有的话可以用 ZIPING_CHROMIUM 指明")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
)
_SAVED = ".state.saved:has-text('已保存')"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a county with two forms of one school."""
    home = tmp_path_factory.mktemp("site")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    environment = {**os.environ, "ZIPING_HOME": str(home), "ZIPING_DEMO": "1", "DATABASE_URL": "", "PYTHONPATH": os.pathsep.join(sys.path)}
    server = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("browser_server.py"), str(port), "2"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout.readline().strip() == "ready"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()


@pytest.fixture(scope="module")
def chromium():
    """One browser for all; every person gets a context of his own."""
    with _sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def person(chromium, site):
    """A function that signs somebody in and gives the page; whatever a page's scripts complain of fails the test."""
    contexts, complaints = [], []

    def sign_in(login: str, **options):
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=site, **options)
        context.set_default_timeout(60_000)  # a slow machine may take its time, but never for ever
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in")
        page.fill("#login", login)
        page.fill("#password", "Qinghe-2025")
        page.press("#password", "Enter")
        page.wait_for_url("**/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []


def _open(page, name: str = "校舍维修改造"):
    page.goto("/")
    page.click(f"table.list a:has-text('{name}')")
    page.wait_for_selector("#paper")
    return page


def _shot(name: str) -> str:
    """Where a screenshot goes: a folder named by ZIPING_SHOTS, to be looked at; else away with the other temporary files."""
    folder = Path(os.environ.get("ZIPING_SHOTS") or tempfile.mkdtemp(prefix="ziping-shots-"))
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder / f"{name}.png")


_AXE = (Path(__file__).with_name("axe") / "axe.min.js").read_text(encoding="utf-8")


def _sound(page, name: str) -> None:
    """No serious fault that axe finds, nothing wider than the window; a screenshot for people."""
    page.screenshot(path=_shot(name))
    page.evaluate(_AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    grave = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
    assert grave == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_键盘像电子表格一样(person):
    page = _open(person("tianbao"))
    keys = page.keyboard
    actual = page.locator("#sheet textarea[name^='c:indicators.'][name$='.actual']")
    first, second = actual.nth(0), actual.nth(1)
    before = first.input_value()
    first.click()
    keys.type("11间")  # typing replaces
    keys.press("Enter")  # and Enter goes down
    assert second.evaluate("field => field === document.activeElement")
    page.wait_for_selector(_SAVED)
    assert first.input_value() == "11间"
    assert page.inner_text("#row").count("860平方米") >= 1  # the derivation stands beside the row
    keys.press("ArrowUp")
    keys.press("F2")  # to the end of what stands there
    keys.type("半")
    keys.press("Escape")
    assert first.input_value() == "11间"
    keys.press("Tab")
    assert page.evaluate("document.activeElement.name").endswith(".weight")
    keys.press("Shift+Tab")
    assert first.evaluate("field => field === document.activeElement")
    keys.press("Control+z")
    assert first.input_value() == before
    keys.press("Control+y")
    assert first.input_value() == "11间"
    keys.press("Control+z")
    keys.press("Delete")
    assert first.input_value() == ""
    keys.press("Control+z")  # faster than the server answers: a late receipt must not stand in the way of the newest text
    page.wait_for_selector(_SAVED)
    page.reload()
    assert actual.nth(0).input_value() == before


def test_离开格子后得分和问题随即更新(person):
    page = _open(person("tianbao"))
    actual = page.locator("#sheet textarea[name^='c:indicators.'][name$='.actual']").first
    due = page.locator("#sheet td[data-cell^='indicators.'][data-cell$='.score'] .due").first
    full = due.inner_text()
    before = actual.input_value()
    actual.click()
    page.keyboard.type("6间")
    page.keyboard.press("Tab")
    page.wait_for_function(
        "old => document.querySelector(\"#sheet td[data-cell^='indicators.'][data-cell$='.score'] .due\").textContent !== old", arg=full
    )
    assert due.inner_text() != full
    assert "6间" in page.inner_text("#row") or "6" in page.inner_text("#row .derived")
    actual.click()
    page.keyboard.type(before)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "old => document.querySelector(\"#sheet td[data-cell^='indicators.'][data-cell$='.score'] .due\").textContent === old", arg=full
    )


_PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_粘贴一块先看后贴_并能一次撤销(person):
    page = _open(person("tianbao"))
    actual = page.locator("#sheet textarea[name^='c:indicators.'][name$='.actual']")
    before = [actual.nth(number).input_value() for number in (0, 1)]
    actual.nth(0).click()
    page.evaluate(_PASTE, '13间\t14\n"870\n平方米"\t11\n')
    page.wait_for_selector("dialog.ask")
    words = page.inner_text("dialog.ask")
    assert "13间" in words and before[0] in words and "将改动 4 格" in words
    assert actual.nth(0).input_value() == before[0]  # nothing yet
    page.screenshot(path=_shot("粘贴"))
    page.click("dialog.ask button.main")
    assert [actual.nth(number).input_value() for number in (0, 1)] == ["13间", "870\n平方米"]
    page.wait_for_selector(_SAVED)
    page.keyboard.press("Control+z")
    assert [actual.nth(number).input_value() for number in (0, 1)] == before
    page.wait_for_selector(_SAVED)


def test_加行移行删行_合并格不乱_都能撤销(person):
    page = _open(person("tianbao"))
    names = page.locator("#sheet textarea[name^='c:indicators.'][name$='.level3']")
    spans = "[...document.querySelectorAll('#sheet td[data-cell$=\".level1\"]')].map(each => each.rowSpan)"
    merged, before = page.evaluate(spans), names.evaluate_all("all => all.map(each => each.value)")
    names.nth(1).click()
    page.click("#row-tools [data-act=add]")
    page.wait_for_function("count => document.querySelectorAll('#sheet textarea[name$=\".level3\"]').length === count", arg=len(before) + 1)
    assert page.evaluate(spans)[0] == merged[0] + 1  # the new row stands inside the merged cell
    page.keyboard.type("新增的指标")
    page.keyboard.press("Enter")
    page.wait_for_selector(_SAVED)
    names.nth(0).click()
    page.click("#row-tools [data-act=remove]")
    page.wait_for_selector("dialog.ask")
    assert before[0] in page.inner_text("dialog.ask")  # what would be lost is shown
    page.click("dialog.ask button.main")
    page.wait_for_function("name => document.querySelector('#sheet textarea[name$=\".level3\"]').value !== name", arg=before[0])
    page.keyboard.press("Control+z")
    page.wait_for_function("name => document.querySelector('#sheet textarea[name$=\".level3\"]').value === name", arg=before[0])
    names.nth(2).click()
    page.click("#row-tools [data-act=remove]")
    page.click("dialog.ask button.main")
    page.wait_for_function("count => document.querySelectorAll('#sheet textarea[name$=\".level3\"]').length === count", arg=len(before))
    assert names.evaluate_all("all => all.map(each => each.value)") == before
    assert page.evaluate(spans) == merged


def test_两人同时改一格_后来的看见两个值(person):
    one, other = _open(person("tianbao")), _open(person("tianbao"))
    other.wait_for_selector("#present:has-text('另一个窗口也打开了这份表')")
    field = "#sheet textarea[name$='.reason']"
    for page, text in ((one, "天气原因"), (other, "采购推迟")):
        page.locator(field).first.click()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.wait_for_selector(".clash" if page is other else _SAVED)
    words = other.inner_text(".clash")
    assert "天气原因" in words and "采购推迟" in words
    one.reload()
    assert one.locator(field).first.input_value() == "天气原因"  # not overwritten
    other.screenshot(path=_shot("冲突"))
    other.click(".clash button:has-text('用我的')")
    other.wait_for_selector(_SAVED)
    one.reload()
    assert one.locator(field).first.input_value() == "采购推迟"
    one.locator(field).first.click()
    one.keyboard.press("Delete")
    one.keyboard.press("Tab")
    one.wait_for_selector(_SAVED)


def test_服务器不在时留在本机_回来后补存_重载也不丢(person):
    page = _open(person("tianbao"))
    field = page.locator("#sheet textarea[name$='.reason']").nth(1)
    page.context.route("**/cells", lambda route: route.abort())
    field.click()
    page.keyboard.type("断网时写的")
    page.keyboard.press("Tab")
    page.wait_for_selector(".state.offline:has-text('未保存，已留在本机')")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert field.input_value() == "断网时写的"
    page.context.unroute("**/cells")
    page.wait_for_selector(_SAVED)
    page.reload()
    assert field.input_value() == "断网时写的"
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_登录过期_写下的字不丢_重新登录后补存(person):
    page = _open(person("tianbao"))
    field = page.locator("#sheet textarea[name$='.reason']").nth(2)
    session = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    field.click()
    page.keyboard.type("过期时写的")
    page.keyboard.press("Tab")
    page.wait_for_selector(".state.signed-out")
    assert page.url.endswith("/") and "filings" in page.url  # still here
    page.context.add_cookies(session)
    page.wait_for_selector(_SAVED)
    page.reload()
    assert field.input_value() == "过期时写的"


def _act(page, words: str) -> None:
    page.click(f"button:has-text('{words}')")
    page.wait_for_selector(".said.success, .said.error")


@pytest.mark.long
def test_五个角色走完一轮(person):
    clerk = _open(person("tianbao"))
    for field, text in (("actual", ("96%", "93%")), ("score", ("10.00", "10.00"))):
        for back, value in zip((-2, -1), text, strict=True):
            clerk.locator(f"#sheet textarea[name^='c:indicators.'][name$='.{field}']").nth(back).click()
            clerk.keyboard.type(value)
            clerk.keyboard.press("Enter")
    clerk.locator("#sheet textarea[name='c:total_score']").click()
    clerk.keyboard.type("99.73")
    clerk.keyboard.press("Tab")
    clerk.wait_for_selector(_SAVED)
    clerk.wait_for_function("() => document.querySelector('[data-score=written]').textContent === '99.73'")
    assert clerk.inner_text("#counts").startswith("错误 0")
    _sound(clerk, "填报")
    clerk.click("button:has-text('提交：交给')")
    if clerk.locator("#findings textarea").count():
        clerk.wait_for_selector("dialog.ask:has-text('还不能提交')")  # a word on each warning is asked for
        clerk.click("dialog.ask button:has-text('关闭')")
        for field in clerk.locator("#findings textarea").all():
            field.fill("已核对，情况属实")
        clerk.click("button:has-text('提交：交给')")
    clerk.wait_for_selector(".said.success:has-text('已提交')")

    head = _open(person("fuzeren"))
    _act(head, "通过：交给「主管部门审核」")
    department = _open(person("jiaoyu"))
    department.fill("textarea[name^='r:indicators.']:visible >> nth=0", "请附验收单")
    _sound(department, "审核")
    _act(department, "退回：单位修改后重新走一遍")

    clerk.goto("/")
    assert "请附验收单" in clerk.inner_text("main")  # the reason stands in the to-do list
    _open(clerk)
    reason = clerk.locator("#sheet textarea[name$='.reason']").first
    reason.click()
    clerk.keyboard.type("验收单已附")
    clerk.keyboard.press("Tab")
    clerk.wait_for_selector(_SAVED)
    for field in clerk.locator("#findings textarea").all():
        if not field.input_value():
            field.fill("已核对，情况属实")
    clerk.click("button:has-text('提交：交给')")
    clerk.wait_for_selector(".said.success:has-text('已提交')")

    _act(_open(head), "通过：交给")
    _open(department)
    assert "验收单已附" in department.inner_text("#changed")  # what changed since the return
    department.fill("input[name^='m:'] >> nth=0", "9")
    _act(department, "保存审定得分")
    _act(department, "通过：交给「业务股室审核」")
    office = person("gushi")
    office.check("input[name=form][aria-label='选中 校舍维修改造']")
    office.click("button:has-text('通过选中的')")
    _sound(office, "批量")
    office.click("button:has-text('确认通过这 1 份')")
    office.click("button:has-text('撤销这次批量通过')")
    assert "业务股室审核" in office.inner_text("main")
    _act(_open(office), "通过：交给「绩效股终审」")
    final = _open(person("jixiao"))
    assert "主管部门审核 9.00" in final.inner_text(".scores")
    _act(final, "终审通过")
    assert "已终审" in final.inner_text("[aria-current=step]")
    _sound(final, "终审后")


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("tianbao", "/"),
        ("tianbao", "form"),
        ("jiaoyu", "/filings/"),
        ("jixiao", "/overview/"),
        ("jixiao", "/rounds/new"),
        ("jixiao", "/rounds/2/"),
        ("jixiao", "/rounds/2/edit"),
        ("jixiao", "/rounds/2/reminders"),
        ("admin", "/people/import"),
        ("admin", "/api/v1/docs"),
        ("shenji", "/password"),
        ("admin", "/people/"),
        ("admin", "/people/accounts/1/"),
        ("admin", "/tokens/"),
    ],
)
def test_主要页面_没有严重的无障碍问题_不横向滚动(person, login, address):
    page = person(login)
    if address == "form":
        _open(page, "学生营养改善补助")
        page.locator("#sheet textarea").nth(20).click()
    else:
        page.goto(address)
    _sound(page, f"{login}{address.replace('/', '-')}")


def test_登录页_没有严重的无障碍问题(chromium, site):
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=site)
    page = context.new_page()
    page.goto("/sign-in")
    _sound(page, "登录")
    context.close()
