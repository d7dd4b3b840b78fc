"""The example form, in every carrier and as really published: what we must read, score and say. One fact per test."""

from decimal import Decimal

import pytest

import ziping
from ziping.form import get, same

ENDINGS = ("txt", "docx", "xlsx", "pdf")

# 目标值、完成值、分值、得分，一行一个指标
NUMBERS = [
    ("同比上升", "同比上升", "10", "10"),
    ("50 次以上", "50 次以上", "10", "10"),
    ("80%以上", "98%以上", "10", "10"),
    ("100%", "100%", "5", "5"),
    ("同比上升", "同比上升", "5", "5"),
    ("95%以上", "100%", "5", "5"),
    ("100%以内", "102%以内", "5", "4"),
    (None, None, "0", "0"),
    ("95%", "95%", "15", "15"),
    (None, None, "0", "0"),
    ("机制建成", "有机制并执行", "15", "15"),
    ("90%以上", "95%以上", "10", "10"),
]
LEVELS = [("产出指标", "数量指标")] * 2 + [("产出指标", None)] * 5 + [
    ("效益指标", "经济效益指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "生态效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
]  # fmt: skip
FUNDS = {
    "funds[0].source": "财政拨款", "funds[0].budget": "1784", "funds[0].execution": "1930.54", "funds[0].transfer": "0",
    "funds[0].weight": None, "funds[0].rate": "108.00%", "funds[0].score": None, "funds[0].total": False,
    "funds[1].source": "年度资金总额", "funds[1].budget": "1784", "funds[1].execution": "1930.54", "funds[1].transfer": "0",
    "funds[1].weight": "10", "funds[1].rate": "108.00%", "funds[1].score": "9.18", "funds[1].total": True,
    "total_weight": "100", "total_score": "98.18", "unit.accounting_units": "1", "year": 2020, "money_unit": "万元",
    "labels.funds.transfer": "上级财政移动支付 (C)",
}  # fmt: skip

ERRORS = [
    ("MN103", "funds[0].rate"),
    ("MN103", "funds[1].rate"),
    ("CO103", "indicators[6]"),
]
OTHERS = [
    ("EX101", "indicators[6].reason"),
    ("MN106", "funds"),
    ("VX250", "indicators[0].actual"),
    ("VX250", "indicators[1].actual"),
    ("VX250", "indicators[4].actual"),
    ("VX203", "indicators[2].actual"),
    ("VX203", "indicators[6].actual"),
    ("VX203", "indicators[11].actual"),
    ("VX115", "indicators[0].target"),
    ("VX115", "indicators[4].target"),
    ("WT116", "indicators[2].level2"),
    ("WT116", "indicators[3].level2"),
    ("WT116", "indicators[4].level2"),
    ("WT116", "indicators[5].level2"),
    ("WT116", "indicators[6].level2"),
    ("SC108", "indicators[6].score"),
    ("FM113", "functions"),
    ("FM113", "goals[0].actual"),
    ("FM114", "labels.funds.transfer"),
    ("WT108", "indicators[7].weight"),
    ("WT108", "indicators[9].weight"),
]
WARNINGS = {"EX101", "MN106", "VX250", "VX203", "VX115", "SC108"}
INFOS = {"FM113", "FM114", "WT108"}


def twin(root, ending):
    return root / f"examples/department-2020.{ending}"


@pytest.fixture(scope="module", params=[*ENDINGS, "published"])
def result(request, root):
    """The one Result of the example in each carrier, and of the published form where it is at hand."""
    path = request.getfixturevalue("worked_example") if request.param == "published" else twin(root, request.param)
    (only,) = ziping.check(path).results
    return only


def test_每个数都在自己的栏里(result):
    rows = [(row.target, row.actual, row.weight, row.score) for row in result.form.indicators]
    assert rows == NUMBERS


def test_一级二级指标各归各行(result):
    assert [(row.level1, row.level2) for row in result.form.indicators] == LEVELS


def test_原因和措施都空着(result):
    assert all(row.reason is None and row.measure is None for row in result.form.indicators)


def test_资金与总分照原样(result):
    assert {path: get(result.form, path) for path in FUNDS} == FUNDS


def test_这份表用望城区2020年的方案(result):
    assert result.scheme == "cn-hn-changsha-2020-department"


def test_错误正好是这几处(result):
    assert sorted((f.code, f.where) for f in result.findings if f.severity == "error") == sorted(ERRORS)


def test_其余问题正好是这几处(result):
    assert sorted((f.code, f.where) for f in result.findings if f.severity != "error") == sorted(OTHERS)


def test_警告与提示各归各类(result):
    spoken = {code: {f.severity for f in result.findings if f.code == code} for code in WARNINGS | INFOS}
    assert spoken == {**dict.fromkeys(WARNINGS, {"warning"}), **dict.fromkeys(INFOS, {"info"})}


def test_执行率矛盾一条同时指向资金情况(result):
    (finding,) = (f for f in result.findings if f.code == "CO103")
    assert any(path == "funds" or path.startswith("funds[") for path in finding.also)


def test_执行率得分9_18相符(result):
    line = result.sheet.execution
    assert (line.computed, line.status) == (Decimal("9.18"), "agrees")


def test_总分98_18相符(result):
    total = result.sheet.total
    assert (total.computed, total.status) == (Decimal("98.18"), "agrees")


def test_指标7应得4_90(result):
    line = result.sheet.indicators[6]
    assert (line.computed, line.written, line.status) == (Decimal("4.90"), "4", "differs")


def test_没有基数的同比上升不给满分也不算错(result):
    line = result.sheet.indicators[0]
    assert (line.computed, line.status) == (None, "not_evaluable")


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending != "docx"])
def test_换一种文件读出同一份表(root, ending):
    (form,) = ziping.read(twin(root, ending)).forms
    (docx,) = ziping.read(root / "examples/department-2020.docx").forms
    assert same(form, docx)


def test_换一种文件问题的编号不变(root):
    docx, xlsx = (ziping.check(root / f"examples/department-2020.{carrier}").results[0] for carrier in ("docx", "xlsx"))
    assert [f.id for f in docx.findings] == [f.id for f in xlsx.findings]
