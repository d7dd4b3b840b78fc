"""The command line as a clerk meets it: exit statuses, JSON of the contract, files never overwritten, consoles of every width."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len

from ziping.checks import every
from ziping.cli import main
from ziping.layouts import every as every_layout

ROOT = Path(__file__).parents[1]
EXAMPLE = str(ROOT / "examples" / "department-2020.docx")


def run(capsys, *arguments):
    """Exit status, standard output, standard error of one call in this process."""
    try:
        status = main(list(arguments))
    except SystemExit as stop:
        status = stop.code
    out, err = capsys.readouterr()
    return status, out, err


def shell(*arguments, **environment):
    """The same through a real process, with its own environment."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    return subprocess.run([sys.executable, "-m", "ziping", *arguments], capture_output=True, env=env, timeout=300)


def test_有错误时退出状态为_1(capsys):
    status, out, _ = run(capsys, "check", EXAMPLE)
    assert status == 1 and "错误 3 处" in out


def test_没有错误时退出状态为_0(capsys, tmp_path):
    form = tmp_path / "a.json"
    form.write_text('{"kind": "project", "title": "项目支出绩效自评表"}', encoding="utf-8")
    assert run(capsys, "check", str(form))[0] == 0


def test_一个文件都没读成时退出状态为_2(capsys, tmp_path):
    (tmp_path / "空.docx").write_bytes(b"")
    status, out, err = run(capsys, "check", str(tmp_path / "空.docx"))
    assert (status, out) == (2, "") and "空" in err and len(err.strip().splitlines()) == 1


def test_读成一个就不算失败_没读成的另有一句话(capsys, tmp_path):
    (tmp_path / "空.docx").write_bytes(b"")
    status, out, err = run(capsys, "check", EXAMPLE, str(tmp_path / "空.docx"), "--json")
    reports = json.loads(out)
    assert status == 1 and [len(report["forms"]) for report in reports] == [1, 0]
    assert reports[1]["problems"][0]["code"] == "unreadable" and "空.docx" in err


def test_检查的_JSON_合约定(capsys):
    _, out, _ = run(capsys, "check", EXAMPLE, "--json")
    report = json.loads(out)
    assert set(report) == {"file", "forms", "problems"}
    result = report["forms"][0]
    assert {"form", "scheme", "sheet", "findings", "coverage"} <= set(result)
    assert {"execution", "indicators", "total", "grade"} <= set(result["sheet"])
    line = result["sheet"]["indicators"][6]
    assert {"path", "written", "computed", "range", "rule", "steps", "status"} <= set(line)
    assert line["computed"] == "4.90" and line["status"] == "differs"
    assert result["sheet"]["total"]["recomputed"] == ["99.08", "99.08"]
    finding = result["findings"][0]
    keys = {"code", "name", "severity", "where", "also", "place", "found", "expected", "message", "basis", "remedy", "id"}
    assert keys <= set(finding)
    assert {"checks_run", "rows", "rows_evaluated", "not_evaluable"} <= set(result["coverage"])


def test_读取的_JSON_可以原样再读(capsys, tmp_path):
    _, out, _ = run(capsys, "read", EXAMPLE, "--json")
    again = tmp_path / "again.json"
    again.write_text(out, encoding="utf-8")
    _, second, _ = run(capsys, "read", str(again), "--json")
    assert json.loads(second)["forms"] == json.loads(out)["forms"]


def test_结论的编号再跑一遍不变(capsys):
    ids = [[f["id"] for f in json.loads(run(capsys, "check", EXAMPLE, "--json")[1])["forms"][0]["findings"]] for _ in range(2)]
    assert ids[0] == ids[1] and len(set(ids[0])) == len(ids[0])


def test_标准输入(capsys, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(Path(EXAMPLE).read_bytes())

    monkeypatch.setattr(sys, "stdin", Stdin)
    status, out, _ = run(capsys, "read", "-", "--type", "docx", "--json")
    assert status == 0 and json.loads(out)["file"] == "-"


def test_只做选定的检查(capsys):
    _, out, _ = run(capsys, "check", EXAMPLE, "--json", "--select", "E10,MN103")
    result = json.loads(out)["forms"][0]
    assert {f["code"] for f in result["findings"]} == {"MN103"} and result["coverage"]["checks_run"] == 2
    _, out, _ = run(capsys, "check", EXAMPLE, "--json", "--ignore", "MN,CO")
    assert all(f["code"][:2] not in ("MN", "CO") for f in json.loads(out)["forms"][0]["findings"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check"], "缺少参数"),
        (["check", "x.docx", "--nope"], "不认识的参数"),
        (["chek", "x.docx"], "没有「chek」"),
        (["check", EXAMPLE, "--scheme", "cn-nowhere"], "没有方案"),
        (["check", EXAMPLE, "--on", "去年"], "2024-04-30"),
        (["check", EXAMPLE, "--region", "43"], "六位数字"),
        (["check", EXAMPLE, "--select", "ZZ999"], "没有检查"),
        (["explain", "ZZ999"], "没有检查"),
        (["blank", "no-such", "x.docx"], "没有版式"),
        (["convert", EXAMPLE, "x.pages"], "扩展名"),
        (["convert", EXAMPLE, "x.docx", "--layout", "mof-2020-project"], "不能互相套用"),
        (["check", "没有这个文件.docx"], "没有这个文件"),
    ],
)
def test_用错了有一句中文并说怎么改(capsys, monkeypatch, tmp_path, arguments, says):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *arguments)
    assert status == 2 and says in err and "Traceback" not in err and not list(tmp_path.iterdir())


@pytest.mark.parametrize("carrier", ["docx", "xlsx", "pdf", "html", "json"])
def test_转换成每种格式(capsys, tmp_path, carrier):
    out = tmp_path / f"official.{carrier}"
    assert run(capsys, "convert", EXAMPLE, str(out))[0] == 0
    status, text, _ = run(capsys, "read", str(out), "--json")
    assert status == 0 and json.loads(text)["forms"][0]["total_score"] == "98.18"


def test_不覆盖已有的文件_除非明说(capsys, tmp_path):
    out = tmp_path / "a.docx"
    out.write_bytes(b"mine")
    status, _, err = run(capsys, "convert", EXAMPLE, str(out))
    assert status == 2 and "--force" in err and out.read_bytes() == b"mine"
    assert run(capsys, "convert", EXAMPLE, str(out), "--force")[0] == 0 and out.read_bytes() != b"mine"


def test_输出不会是输入_明说也不行(capsys, tmp_path):
    source = tmp_path / "a.docx"
    source.write_bytes(Path(EXAMPLE).read_bytes())
    status, _, err = run(capsys, "convert", str(source), str(source), "--force")
    assert status == 2 and "输入文件" in err and source.read_bytes() == Path(EXAMPLE).read_bytes()


def test_几份表分别写出(capsys, tmp_path):
    forms = [{"kind": "project", "project": {"name": name}} for name in ("甲", "乙")]
    source = tmp_path / "two.json"
    source.write_text(json.dumps(forms), encoding="utf-8")
    assert run(capsys, "convert", str(source), str(tmp_path / "out.html"))[0] == 0
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out-1.html", "out-2.html"]


@pytest.mark.parametrize("layout", list(every_layout()))
@pytest.mark.parametrize("carrier", ["docx", "xlsx", "pdf", "html", "json"])
def test_空表(capsys, tmp_path, layout, carrier):
    out = tmp_path / f"blank.{carrier}"
    assert run(capsys, "blank", layout, str(out))[0] == 0 and out.stat().st_size > 500


def test_空表的_Excel_里有合计公式(capsys, tmp_path):
    out = tmp_path / "blank.xlsx"
    run(capsys, "blank", "mof-2020-project", str(out))
    formulas = [cell.value for row in openpyxl.load_workbook(out).active.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert sum("SUM" in formula for formula in formulas) >= 5 and any("/" in formula for formula in formulas)


@pytest.mark.parametrize("check", every(), ids=lambda check: check.code)
def test_每条检查都有说明(capsys, check):
    status, out, _ = run(capsys, "explain", check.code)
    assert status == 0 and check.title in out and all(word in out for word in ("查什么", "为何", "不查", "依据", "案例"))


def test_方案与版式有中文名称(capsys):
    assert "项目支出绩效自评" in run(capsys, "schemes")[1]
    assert "部门整体自评表" in run(capsys, "layouts")[1]
    status, out, _ = run(capsys, "schemes", "--on", "2019-04-30", "--json")
    assert status == 0 and json.loads(out) == ["cn-mof-2016-project"]
    assert json.loads(run(capsys, "schemes", "--on", "2024-04-30", "--region", "420106", "--kind", "project", "--json")[1]) == [
        "cn-hb-2020-project"
    ]


def test_JSON_Schema_认得自己的表(capsys):
    form = json.loads(run(capsys, "schema")[1])
    assert form["title"] == "Form" and "indicators" in form["properties"]
    assert "findings" in json.loads(run(capsys, "schema", "--of", "result")[1])["properties"]


@pytest.mark.parametrize("columns", [80, 160])
@pytest.mark.parametrize("command", ["check", "score", "read"])
def test_终端上没有一行超出宽度(columns, command):
    done = shell(command, EXAMPLE, COLUMNS=str(columns), PYTHONIOENCODING="utf-8")
    lines = done.stdout.decode().splitlines()
    assert len(lines) > 15 and max(cell_len(line) for line in lines) <= columns
    assert "\x1b" not in done.stdout.decode()


def test_GBK_控制台不出乱子():
    done = shell("check", EXAMPLE, PYTHONIOENCODING="gbk")
    assert done.returncode == 1 and "总分" in done.stdout.decode("gbk") and done.stderr == b""
    done = shell("check", EXAMPLE, "--json", PYTHONIOENCODING="gbk")
    assert json.loads(done.stdout)["forms"][0]["form"]["total_score"] == "98.18"


def test_网页报告(capsys, tmp_path):
    out = tmp_path / "报告.html"
    status, _, _ = run(capsys, "check", EXAMPLE, "--html", str(out))
    page = out.read_text(encoding="utf-8")
    assert (
        status == 1 and "MN103" in page and "&lt;p&gt;" in page and "<script" not in page and "http" not in page.replace("http-equiv", "")
    )
    assert "<td>department-2020" in page and str(Path(EXAMPLE).parent) not in page and "funds[" not in page


def test_每个命令的用法只写一遍(capsys):
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    assert capsys.readouterr().out.startswith("用法：ziping check ")
