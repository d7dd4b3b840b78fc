"""Findings that go on: stable ids, a former run beside this one, explanations with reasons, a bureau's own severities, gathering."""

import json
from datetime import date
from pathlib import Path

import pytest

from ziping import formats, layouts
from ziping.checks import by_code, every
from ziping.checks.baseline import compare, load_baseline, pair
from ziping.checks.explained import answer, load_explained
from ziping.checks.severities import own_severities
from ziping.cli import main
from ziping.errors import UserError
from ziping.form import Form
from ziping.output.checked import show_check
from ziping.output.grouping import LEAST, grouped
from ziping.output.opinion import opinion
from ziping.output.report import report
from ziping.pipeline import Result, Settings, examine, read

EXAMPLES = Path(__file__).parents[1] / "examples"
EXAMPLE = str(EXAMPLES / "department-2020.docx")


@pytest.fixture(scope="module")
def form() -> Form:
    return read(Path(EXAMPLE).read_bytes()).forms[0]


def changed(form: Form, number: int, **fields: str | None) -> Form:
    rows = list(form.indicators)
    rows[number] = rows[number].model_copy(update=fields)
    return form.model_copy(update={"indicators": tuple(rows)})


def ids(form: Form) -> dict[str, str]:
    """id → code and the name of its row."""
    found = {}
    for finding in examine(form).findings:
        row = form.indicators[int(finding.where[11 : finding.where.index("]")])] if finding.where.startswith("indicators[") else None
        found[finding.id] = f"{finding.code} {row.name if row else finding.where}"
    return found


# Ids


def test_标识不重复(form):
    findings = examine(form).findings
    assert len({finding.id for finding in findings}) == len(findings)


def test_上面加一行_标识不变(form):
    more = form.model_copy(update={"indicators": (form.indicators[1].model_copy(update={"content": "新增的指标"}), *form.indicators)})
    before, after = ids(form), ids(more)
    assert {key: value for key, value in after.items() if key in before} == before


def test_同名的两行_改好一行_另一行的标识不变(form):
    twice = form.model_copy(update={"indicators": (*form.indicators[:3], form.indicators[1], *form.indicators[3:])})
    second = {f.id for f in examine(twice).findings if f.where == "indicators[3].actual"}
    one_mended = changed(twice, 1, actual="53次")
    assert second and second == {f.id for f in examine(one_mended).findings if f.where == "indicators[3].actual"}


def test_一段话里两处与表不符_改好一处_另一处的标识不变(form):
    rows = (
        form.indicators[0].model_copy(update={"content": name, "target": "≥40人", "actual": "48人"}) for name in ("培训教师", "资助学生")
    )
    text = "培训教师50人，资助学生60人，运转正常。"
    two = form.model_copy(update={"indicators": tuple(rows), "goals": (form.goals[0].model_copy(update={"actual": text}),)})
    one = two.model_copy(update={"goals": (form.goals[0].model_copy(update={"actual": text.replace("教师50", "教师48")}),)})
    both, left = (list(examine(each, Settings(checks=by_code("CO107"))).findings) for each in (two, one))
    assert [f.found for f in both] == ["培训教师50人", "资助学生60人"]
    assert [f.id for f in left] == [both[1].id]


def test_换一种格式_标识不变(form):
    paper = layouts.write(form, layouts.by_id(form.layout))
    again = read(formats.write([paper], "xlsx")).forms[0]
    assert ids(again) == ids(form)


# A former run


def former_run(form: Form, tmp_path: Path) -> Path:
    path = tmp_path / "上次.json"
    path.write_text(json.dumps({"file": "x", "forms": [examine(form).dump()], "problems": []}, ensure_ascii=False), encoding="utf-8")
    return path


def test_改正一处_新添一处_其余仍在(form, tmp_path):
    former = load_baseline(former_run(form, tmp_path).read_text(encoding="utf-8"), "上次.json")
    now = examine(changed(changed(form, 6, reason="年中追加任务，按批复列支。", measure="下年按季核对。"), 3, score="99"))
    found, mended = compare(now.form, now.findings, former[0], Settings().asked)
    assert {f.code for f in mended} >= {"EX101"} and all(f.status == "mended" for f in mended)
    assert {(f.code, f.status) for f in found if f.where == "indicators[3].score"} == {("SC106", "new")}
    assert {f.status for f in found if f.code == "MN103"} == {"still"}


def test_没有做的检查不算改正(form, tmp_path):
    former = load_baseline(former_run(form, tmp_path).read_text(encoding="utf-8"), "上次.json")
    only = Settings(checks=by_code("MN103"))
    _, mended = compare(form, examine(form, only).findings, former[0], only.asked)
    assert mended == ()


def test_这次没有给出所需材料的检查_不算改正(form, tmp_path, capsys):
    waiting = next(check for check in every() if check.needs == "last_year")
    result = examine(form).dump()
    result["findings"].append({**result["findings"][0], "code": waiting.code, "id": "0" * 12})
    former = tmp_path / "上次.json"
    former.write_text(json.dumps({"forms": [result]}, ensure_ascii=False), encoding="utf-8")
    main(["check", EXAMPLE, "--baseline", str(former), "--json"])
    assert json.loads(capsys.readouterr().out)["forms"][0]["mended"] == []


def test_改了指标名称_问题还是原来的问题(form, tmp_path):
    former = load_baseline(former_run(form, tmp_path).read_text(encoding="utf-8"), "上次.json")
    now = examine(changed(form, 6, content="预算执行不超支"))
    found, _ = compare(now.form, now.findings, former[0], Settings().asked)
    assert {f.status for f in found if f.where.startswith("indicators[6]")} == {"still"}


def test_几份表各找各的_改了单位名称的也找得到(form, tmp_path):
    forms = [form.model_copy(update={"unit": form.unit.model_copy(update={"name": name})}) for name in ("甲局", "乙局", "丙局")]
    former = load_baseline(json.dumps({"forms": [examine(each).dump() for each in forms]}), "x")
    renamed = forms[1].model_copy(update={"unit": form.unit.model_copy(update={"name": "乙局（本级）"})})
    found, unmet = pair([forms[2], renamed, forms[0]], former)
    assert [each.form.unit.name for each in found] == ["丙局", "乙局", "甲局"] and unmet == []
    found, unmet = pair([forms[0]], former)
    assert found[0].form.unit.name == "甲局" and len(unmet) == 2


def test_命令行写明与上次相比(form, tmp_path, capsys):
    former = former_run(changed(form, 3, score="99"), tmp_path)
    assert main(["check", EXAMPLE, "--baseline", str(former)]) == 1
    said = capsys.readouterr().out
    assert "与上次相比：已改正 " in said and "已改正（" not in said and "【仍在】" in said
    assert main(["check", EXAMPLE, "--baseline", str(former), "--json"]) == 1
    result = json.loads(capsys.readouterr().out)["forms"][0]
    assert "SC106" in {f["code"] for f in result["mended"]} and {f["status"] for f in result["findings"]} == {"still"}


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"forms": [{"form": {"kind": "project"}}]}', "说明"])
def test_不是上次结果的文件有一句话(text, tmp_path, capsys):
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    assert main(["check", EXAMPLE, "--baseline", str(path)]) == 2
    assert "check 文件 --json" in capsys.readouterr().err


# Explanations

ENTRY = "- code: EX101\n  reason: 年中追加任务，县财政局已批复\n"


def explained(text: str, tmp_path: Path):
    path = tmp_path / "说明.yml"
    path.write_text(text, encoding="utf-8")
    return load_explained(path)


@pytest.mark.parametrize(
    "spot",
    ["", "  row: 预算执行不超标\n", "  where: indicators[6].reason\n", "  unit: 青禾县教育局\n  year: 2020\n"],
    ids=lambda s: s.strip(),
)
def test_已说明的照列_不计数(form, spot, tmp_path):
    result = examine(form, Settings(explained=explained(ENTRY + spot, tmp_path)))
    finding = result.findings[-1]
    assert (finding.code, finding.status, finding.explained) == ("EX101", "explained", "年中追加任务，县财政局已批复")
    assert finding not in result.unexplained and len(result.findings) == len(examine(form).findings) and result.outdated == ()


@pytest.mark.parametrize("spot", ["  row: 培训次数\n", "  id: 0123456789ab\n", "  where: total_score\n"], ids=lambda s: s.strip())
def test_对不上的说明要更新(form, spot, tmp_path):
    result = examine(form, Settings(explained=explained(ENTRY + spot, tmp_path)))
    assert result.unexplained == result.findings
    assert [entry.code for entry in result.outdated] == ["EX101"] and "说明.yml 第 1 行" in result.outdated[0].message


def test_别的表的说明不算过时(form, tmp_path):
    result = examine(form, Settings(explained=explained(ENTRY + "  unit: 别的局\n", tmp_path)))
    assert result.outdated == () and result.unexplained == result.findings


def test_过期的说明不再有效(form, tmp_path):
    entries = explained(ENTRY + "  until: 2024-12-31\n", tmp_path)
    on_the_day = examine(form, Settings(explained=entries, today=date(2024, 12, 31)))
    assert len(on_the_day.unexplained) < len(on_the_day.findings) and on_the_day.outdated == ()
    after = examine(form, Settings(explained=entries, today=date(2025, 1, 1)))
    assert after.unexplained == after.findings and "已经过期" in after.outdated[0].message


def test_没做的检查_它的说明不算过时(form, tmp_path):
    entries = explained(ENTRY, tmp_path)
    findings, outdated = answer(form, (), entries, ran=by_code("MN103"))
    assert (findings, outdated) == ((), ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- code: EX101\n", "第 1 行：EX101 没有写理由"),
        ("- code: EX101\n  reason: 无\n", "第 2 行：EX101 没有写理由"),
        ("- reason: 已批复\n", "code 要写一条检查的完整编号"),
        ("- code: ZZ999\n  reason: 已批复\n", "没有「ZZ999」"),
        (ENTRY + "  row: 甲\n  where: total_score\n", "只写一个"),
        (ENTRY + "  until: 明年\n", "第 3 行：until 应写成日期"),
        (ENTRY + "  year: 二〇二〇\n", "year 应写成年份"),
        (ENTRY + "  units: 甲局\n", "不认识的键「units」"),
        ("code: EX101\n", "一条一条的清单"),
        ("- EX101\n", "第 1 条"),
    ],
)
def test_说明清单写得不对_说出文件和行(text, says, tmp_path):
    with pytest.raises(UserError, match="说明.yml") as refused:
        explained(text, tmp_path)
    assert says in str(refused.value)


def test_错误都有说明_退出状态为0(tmp_path, capsys):
    path = tmp_path / "说明.yml"
    codes = {f.code for f in examine(read(Path(EXAMPLE).read_bytes()).forms[0]).findings if f.severity == "error"}
    path.write_text("".join(f"- code: {code}\n  reason: 历史数据，县财政局已备案\n" for code in codes), encoding="utf-8")
    assert main(["check", EXAMPLE, "--explained", str(path)]) == 0
    said = capsys.readouterr().out
    assert "已说明 3 处" in said and "错误 0 处" in said and "说明  历史数据，县财政局已备案" in said


# A bureau's own severities


def own(text: str, tmp_path: Path) -> Path:
    (tmp_path / "checks.yml").write_text(text, encoding="utf-8")
    return tmp_path


def test_本单位可以调高_调低_关掉一条检查(form, tmp_path):
    severities = own_severities(own("EX101: error\nMN103: info\nWT116: off\n", tmp_path))
    result = examine(form, Settings(severities=severities))
    found = {f.code: f for f in result.findings}
    assert (found["EX101"].severity, found["MN103"].severity, "WT116" in found) == ("error", "info", False)
    assert all("程度为本单位所定" in found[code].basis for code in ("EX101", "MN103")) and result.coverage.off == ("WT116",)
    assert result.coverage.checks_run == examine(form).coverage.checks_run - 1


def test_与原来相同的程度不另说(form, tmp_path):
    result = examine(form, Settings(severities=own_severities(own("EX101: warning\n", tmp_path))))
    assert result.findings == examine(form).findings


@pytest.mark.parametrize(
    ("text", "says"),
    [("EX101: 严重\n", "第 1 行：EX101 「严重」不是程度"), ("EX101:\n", "没有写程度"), ("\nEX: off\n", "第 2 行：没有检查「EX」"),
     ("EX101: on\n", "「on」不是程度"), ("- EX101\n", "一行一个"), ("EX101: off\nEX101: info\n", "重复出现")],
)  # fmt: skip
def test_程度写得不对_说出文件和行(text, says, tmp_path):
    with pytest.raises(UserError, match=r"checks\.yml") as refused:
        own_severities(own(text, tmp_path))
    assert says in str(refused.value)


def test_命令行读本单位的程度(tmp_path, capsys):
    errors = sorted({f.code for f in examine(read(Path(EXAMPLE).read_bytes()).forms[0]).findings if f.severity == "error"})
    folder = own("".join(f"{code}: {'off' if n else 'info'}\n" for n, code in enumerate(errors)), tmp_path)
    assert main(["check", EXAMPLE, "--data", str(folder)]) == 0
    assert f"关掉了 {len(errors) - 1} 项检查" in capsys.readouterr().out


# Gathering


def alike(form: Form, count: int) -> Result:
    """The form with so many rows whose score is above their weight, and nothing else asked."""
    rows = tuple(form.indicators[1].model_copy(update={"content": f"指标{n}", "score": "99"}) for n in range(count))
    return examine(form.model_copy(update={"indicators": rows}), Settings(checks=by_code("SC106")))


def test_三处起归在一起_两处不归(form):
    assert [len(g.items) for g in grouped(form, alike(form, LEAST - 1).findings)] == [1] * (LEAST - 1)
    result = alike(form, LEAST + 2)
    (group,) = grouped(result.form, result.findings)
    assert [item.finding for item in group.items] == list(result.findings) and group.numbers == f"1—{LEAST + 2}"


def test_程度不同_下落不同的不归在一起(form):
    result = alike(form, 6)
    mixed = [f.model_copy(update={"status": "new" if n % 2 else "still"}) for n, f in enumerate(result.findings)]
    assert [g.numbers for g in grouped(result.form, mixed)] == ["1、3、5", "2、4、6"]


def test_归在一起_每一处都还在(form):
    result = alike(form, 5)
    page = report([("x", [result], [])]).decode()
    assert all(f'id="f1-1-{n}"' in page and f"「指标{n - 1}」" in page for n in range(1, 6))
    letter = "\n".join(box.text for box in opinion(result).boxes)
    assert all(f"「指标{n}」" in letter for n in range(5)) and "1—5" in letter
    assert len(result.dump()["findings"]) == 5


def test_终端里依据和处理只说一次(form, capsys):
    from ziping.output.terminal import console

    result = alike(form, 5)
    show_check(console(), "x", [result], ())
    said = capsys.readouterr().out
    assert said.count("依据") == 1 and all(f"「指标{n}」" in said for n in range(5))
