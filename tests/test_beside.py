"""Beside the form: approved targets, monitoring, former years, and the list of approved projects. One fact per test."""

import csv
import io
import json

import pytest

import ziping
from ziping.checks.against import beside, gather
from ziping.checks.cases import build_form
from ziping.cli import main
from ziping.errors import FileRefused
from ziping.form import dump
from ziping.pipeline import Settings, examine


def form(**changes):
    return build_form({"set": changes})


def listed(*rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


HEADS = ("序号", "项目名称", "项目单位", "批复金额（万元）", "年度")


def test_是哪一种表由表种和年度说():
    given = gather([form(kind="targets"), form(kind="monitoring"), form(year=2022), form(year=2021)])
    found = beside(form(), given)
    assert (found.targets.form.kind, found.monitoring.form.kind) == ("targets", "monitoring")
    assert [peer.form.year for peer in found.earlier] == [2022, 2021]
    assert found.last_year is found.earlier[0]


def test_前年的表不是上年的表():
    found = beside(form(), gather([form(year=2021)]))
    assert found.last_year is None and len(found.earlier) == 1


def test_别的单位的同名项目不对照():
    other = form(**{"kind": "targets", "project.implementing_unit": "云溪区农田站", "unit.name": "云溪区农田站"})
    assert beside(form(), gather([other])).targets is None


def test_项目代码相同就是同一个项目():
    one, two = form(**{"project.code": "P-7"}), form(**{"kind": "targets", "project.code": "P-7", "project.name": "农田管护（东片）"})
    assert beside(one, gather([two])).targets is not None


def test_同名的行按次序一一对应():
    rows = ["产出指标 | 数量指标 | 修渠 | ≥1公里 | 1公里 | 10 | 10", "产出指标 | 数量指标 | 修渠 | ≥2公里 | 2公里 | 10 | 10"]
    found = beside(build_form({"rows": rows}), gather([build_form({"rows": rows, "set": {"kind": "targets"}})]))
    assert found.targets.pairs == (0, 1) and found.targets.lost == ()


def test_没有给出的输入写在覆盖情况里():
    coverage = examine(form()).coverage
    waiting = {each.needs: each.codes for each in coverage.unasked}
    assert set(waiting) == {"targets", "monitoring", "last_year", "register"}
    given = examine(form(), Settings(against=gather([form(kind="targets")]))).coverage
    assert "targets" not in {each.needs for each in given.unasked}
    assert given.checks_run == coverage.checks_run + len(waiting["targets"])


def test_名单的栏目按名称认_前面可以有标题():
    table = listed(
        ["2023年批复项目名单"], HEADS, [1, "高标准农田管护", "青禾县农田建设站", "1,200.50", "2023"], ["", "合计", "", "1,200.50", ""]
    )
    register = ziping.register(table)
    (entry,) = register.entries
    assert (entry.project, str(entry.amount), entry.year) == ("高标准农田管护", "1200.50", "2023")
    assert register.money_unit == "万元"
    assert register.project(form()) is entry


def test_没有名单的文件说清楚缺什么():
    with pytest.raises(FileRefused, match="项目名称"):
        ziping.register(listed(["甲", "乙"], ["1", "2"]))


def test_名单与申报表从命令行给(tmp_path, capsys):
    (tmp_path / "自评.json").write_text(json.dumps(dump(form()), ensure_ascii=False), encoding="utf-8")
    targets = form(**{"kind": "targets", "indicators[0].target": "≥20000亩"})
    (tmp_path / "申报.json").write_text(json.dumps(dump(targets), ensure_ascii=False), encoding="utf-8")
    (tmp_path / "名单.csv").write_bytes(listed(HEADS, [1, "高标准农田管护", "青禾县农田建设站", "108", "2023"]))
    at = [str(tmp_path / name) for name in ("自评.json", "申报.json", "名单.csv")]
    status = main(["check", at[0], "--against", at[1], "--register", at[2], "--json"])
    report = json.loads(capsys.readouterr().out)
    assert {"XF106", "MN113"} <= {finding["code"] for finding in report["forms"][0]["findings"]} and status == 0


def test_没有用上的对照表要说出来(tmp_path, capsys):
    (tmp_path / "自评.json").write_text(json.dumps(dump(form()), ensure_ascii=False), encoding="utf-8")
    other = form(**{"kind": "targets", "project.name": "桥梁维修"})
    (tmp_path / "申报.json").write_text(json.dumps(dump(other), ensure_ascii=False), encoding="utf-8")
    main(["check", str(tmp_path / "自评.json"), "--against", str(tmp_path / "申报.json")])
    assert "「桥梁维修」（2023 年）" in capsys.readouterr().out


def test_名单读不到时不检查(tmp_path, capsys):
    (tmp_path / "自评.json").write_text(json.dumps(dump(form()), ensure_ascii=False), encoding="utf-8")
    assert main(["check", str(tmp_path / "自评.json"), "--register", str(tmp_path / "没有.xlsx")]) == 2
    assert "--register" in capsys.readouterr().err
