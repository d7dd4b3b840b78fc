"""Curves and schemes on written-down cases: every scheme's worked example, the vectors of every rule, shapes no scheme claims yet."""

from decimal import Decimal
from pathlib import Path

import pytest

from ziping.checks.cases import build_form
from ziping.records import load, load_text
from ziping.schemes import CURVES as NAMED
from ziping.schemes import by_id, choose, every
from ziping.schemes.build import build
from ziping.schemes.strict import Ground
from ziping.scoring import adjust, curves, make_sheet, understand

CASES = Path(__file__).parent / "conformance" / "curves"
EXAMPLES = [(path.stem, case) for path in sorted(CASES.glob("*.yml")) for case in load(path)]
D = Decimal


def sheet_of(case, scheme):
    form = build_form({key: case[key] for key in ("form", "rows", "funds", "goals", "set") if key in case})
    return make_sheet(form, understand(form), scheme)


def line_of(sheet, path):
    if path == "total_review_score":
        return sheet.review
    return sheet.total if path == "total_score" else sheet.line(f"{path}.score")


def changed(text, base="cn-mof-2020-10-project"):
    """A scheme that differs from a base in what ``text`` says."""
    head = f'id: x-y\ntitle: 试\nfor: {{kind: project, region: "000000", by: name}}\nin_force: {{from: 2022-01-01}}\nextends: {base}\n'
    return build(load_text(head + text, "试"), by_id(base), Ground(None, None))


def one_row(row, scheme, **more):
    (line,) = sheet_of({"rows": [row], **more}, scheme).indicators
    return line


def test_每个方案都有一个自己的算例():
    assert {path.stem for path in CASES.glob("*.yml")} == set(every())


@pytest.mark.parametrize(("name", "case"), EXAMPLES, ids=[f"{name}-{case['name']}" for name, case in EXAMPLES])
def test_算例(name, case):
    sheet = sheet_of(case, by_id(name))
    for path, due in case["due"].items():
        line = line_of(sheet, path)
        found = list(line.range) if line.range else line.computed
        assert found == ([D(str(end)) for end in due] if isinstance(due, list) else due if due is None else D(str(due))), (path, line)
        assert line.steps, "每一行都要有推导"
    for path, flag in case.get("flags", {}).items():
        assert line_of(sheet, path).flags == (flag,)
    flagged = {line.path.removesuffix(".score") for line in sheet.indicators if line.flags}
    assert "flags" not in case or flagged == set(case["flags"])
    for path, status in case.get("status", {}).items():
        assert line_of(sheet, path).status == status
    assert "grade" not in case or sheet.grade == case["grade"]


# The vectors of the rules, curve by curve


@pytest.mark.parametrize(
    ("curve", "points", "wanted", "got", "due"),
    [
        ("ratio_capped", 10, 50, 50, "10.00"),
        ("ratio_capped", 10, 50, 45, "9.00"),
        ("ratio_capped", 10, 50, 75, "10.00"),
        ("ratio_capped", 10, 50, -3, "0.00"),
        ("inverse", 10, 100, 150, "6.67"),
        ("inverse", 10, 100, 200, "5.00"),
        ("inverse", 5, 100, 102, "4.90"),
        ("linear_to_double", 10, 100, 150, "5.00"),
        ("linear_to_double", 10, 100, 200, "0.00"),
        ("linear_to_double", 5, 100, 102, "4.90"),
        ("all_or_nothing", 5, 0, 0, "5.00"),
        ("all_or_nothing", 5, 0, 2, "0.00"),
    ],
)
def test_定量曲线(curve, points, wanted, got, due):
    assert round(curves.CURVES[curve](D(points), D(wanted), D(got)), 2) == D(due)


@pytest.mark.parametrize(
    ("scheme", "score", "status"),
    [
        ("cn-mof-2020-10-project", "9.00", "in_range"),
        ("cn-mof-2020-10-project", "12.00", "out_of_range"),
        ("cn-mof-2020-10-project", "8.99", "out_of_range"),
        ("cn-mof-2016-project", "7.50", "in_range"),
        ("cn-mof-2016-project", "11.99", "in_range"),
        ("cn-mof-2016-project", "12.00", "out_of_range"),
    ],
)
def test_定性分档含低不含高(scheme, score, status):
    assert one_row(f"效益指标 | 社会效益指标 | 能力 | 有所提升 | 部分达成预期指标 | 15 | {score}", by_id(scheme)).status == status


def test_达成一档满分在内():
    line = one_row("效益指标 | 社会效益指标 | 能力 | 有所提升 | 达成预期指标 | 15 | 15", by_id("cn-mof-2020-10-project"))
    assert line.status == "in_range"


@pytest.mark.parametrize(("total", "grade"), [("90", "优"), ("89.995", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.99", "差")])
def test_等级按四舍五入后的总分含低(total, grade):
    funds = [f"年度资金总额 | 100 | 100 | 100 | 10 | 100% | {D(total) - 50}"]
    case = {"funds": funds, "rows": ["产出指标 | 数量指标 | 甲 | ≥5个 | 5个 | 50 | 50"]}
    assert sheet_of(case, by_id("cn-mof-2020-10-project")).grade == grade


def test_完成一倍半满分而且留意():
    line = one_row("产出指标 | 数量指标 | 甲 | ≥50人 | 75人 | 10 | 10", by_id("practice-profile-hebei-tianjin"))
    assert (line.computed, line.flags) == (D("10.00"), ("over_fulfilled",)) and "150%" in line.steps[-1]


def test_国家办法没有定超额的界限():
    assert by_id("cn-mof-2020-10-project").over is None


# Shapes that no scheme claims: tried with invented numbers


def test_不适用的指标去掉后按百分制折算():
    scheme = changed("inapplicable: {rule: rescale, memory: true}\n")
    rows = ["产出指标 | 数量指标 | 甲 | ≥50人 | 45人 | 80 | 72", "效益指标 | 社会效益指标 | 乙 | 不适用 | 不适用 | 10 | "]
    case = {"rows": rows, "funds": ["年度资金总额 | 100 | 100 | 90 | 10 | 90% | 9"], "set": {"total_score": "90"}}
    sheet = sheet_of(case, scheme)
    assert (sheet.total.computed, sheet.total.status, sheet.total.rule) == (D("90.00"), "agrees", "rescaled")
    assert sheet.indicators[1].status == "not_scored"


def test_没有这条规定的方案_不适用的行不折算():
    rows = ["产出指标 | 数量指标 | 甲 | ≥50人 | 45人 | 80 | 72", "效益指标 | 社会效益指标 | 乙 | 不适用 | 不适用 | 10 | 10"]
    sheet = sheet_of({"rows": rows, "funds": [], "set": {"total_score": "82"}}, by_id("cn-mof-2020-10-project"))
    assert (sheet.total.computed, sheet.total.rule, sheet.indicators[1].status) == (D("82.00"), "sum", "not_evaluable")


def two_goals(first, second):
    return {
        "goals": [{"expected": "甲", "weight": first}, {"expected": "乙", "weight": second}],
        "rows": ["产出指标 | 数量指标 | 甲 | ≥10个 | 9个 | 100 | 90", "产出指标 | 数量指标 | 乙 | ≥10个 | 8个 | 100 | 80"],
        "funds": [],
        "set": {"indicators[0].goal": None, "total_score": "86"},
    }


def goals_sheet(scheme, first="60%", second="40%"):
    form = build_form(two_goals(first, second))
    rows = tuple(row.model_copy(update={"goal": i}) for i, row in enumerate(form.indicators))
    form = form.model_copy(update={"indicators": rows})
    return make_sheet(form, understand(form), scheme)


def test_几个目标按比例汇总():
    total = goals_sheet(changed("goals: ratio\n")).total
    assert (total.computed, total.status, total.recomputed) == (D("86.00"), "agrees", (D("86.00"), D("86.00")))


def test_几个目标各带分值就相加():
    assert goals_sheet(by_id("cn-hb-2020-project"), "40", "40").total.computed == D("170.00")


CEILINGS = """
ceilings:
  - {below: {value: 0.7, memory: true}, most: {value: 85, memory: true}}
  - {below: {value: 0.8, memory: true}, most: {value: 89, memory: true}}
"""


@pytest.mark.parametrize(("spent", "most", "grade"), [(60, "85.00", "良"), (70, "89.00", "良"), (80, "98.00", "优"), (100, "100.00", "优")])
def test_执行率低的总分有上限(spent, most, grade):
    funds = [f"年度资金总额 | 100 | 100 | {spent} | 10 | {spent}% | 10"]
    sheet = sheet_of({"funds": funds, "rows": ["产出指标 | 数量指标 | 甲 | ≥5个 | 5个 | 90 | 90"]}, changed(CEILINGS))
    assert (sheet.total.recomputed[1], sheet.grade) == (D(most), grade)
    assert sheet.total.computed == D("100.00"), "各项得分之和照旧"


@pytest.mark.parametrize(
    ("then", "deduct", "got", "due"),
    [
        ("deduct_fixed", "2", "64", "10.00"),
        ("deduct_fixed", "2", "65", "8.00"),
        ("deduct_fixed", "12", "65", "0.00"),
        ("deduct_share", "0.5", "65", "10.00"),
        ("deduct_share", "0.5", "75", "9.00"),
        ("deduct_share", "0.5", "500", "0.00"),
    ],
)
def test_超额完成扣分(then, deduct, got, due):
    text = f"over_fulfilment: {{at: {{value: 1.3, memory: true}}, then: {then}, deduct: {{value: {deduct}, memory: true}}}}\n"
    assert one_row(f"产出指标 | 数量指标 | 甲 | ≥50人 | {got}人 | 10 | 10", changed(text)).computed == D(due)


QUANTITATIVE = "quantitative: {{forward: {}, reverse: {}, equal: ratio_capped, zero_target: all_or_nothing, {} memory: true}}\n"
STEPS = "{curve: steps_below, per: {value: 0.05, memory: true}, deduct: {value: 1, memory: true}}"
STEPS_UP = "{curve: steps_above, per: {value: 0.05, memory: true}, deduct: {value: 1, memory: true}}"
STAIRS = (
    "{curve: staircase, stairs: [{up_to: 0.1, share: {value: 1, memory: true}}, {up_to: 0.2, share: {value: 0.6, memory: true}}, "
    "{share: {value: 0, memory: true}}]}"
)


@pytest.mark.parametrize(("got", "due"), [(100, "5.00"), (99, "4.00"), (95, "4.00"), (94, "3.00"), (70, "0.00")])
def test_每低一档扣分(got, due):
    scheme = changed(QUANTITATIVE.format(STEPS, STEPS_UP, ""))
    assert one_row(f"产出指标 | 数量指标 | 甲 | ≥100个 | {got}个 | 5 | 5", scheme).computed == D(due)
    assert one_row(f"产出指标 | 成本指标 | 甲 | ≤100元 | {200 - got}元 | 5 | 5", scheme).computed == D(due)


@pytest.mark.parametrize(
    ("got", "distance", "stairs"), [(80, "10.00", "10.00"), (72, "9.00", "10.00"), (68, "8.50", "6.00"), (60, "7.50", "0.00")]
)
def test_区间之外按远近(got, distance, stairs):
    row = f"产出指标 | 数量指标 | 甲 | 80~100个 | {got}个 | 10 | 10"
    assert one_row(row, changed(QUANTITATIVE.format("ratio_capped", "inverse", "range: by_distance,"))).computed == D(distance)
    assert one_row(row, changed(QUANTITATIVE.format("ratio_capped", "inverse", f"range: {STAIRS},"))).computed == D(stairs)


def test_没有规定区间怎样扣分就不核():
    line = one_row("产出指标 | 数量指标 | 甲 | 80~100个 | 60个 | 10 | 8", by_id("cn-mof-2020-10-project"))
    assert (line.computed, line.status) == (None, "not_evaluable")


RATE = "execution: {{rate: budget_ratio, zero_budget: {}, memory: true, curve: {}}}\n"
BANDS = (
    "{curve: staircase, stairs: [{from: 0.95, share: {value: 1, memory: true}}, {from: 0.6, share: {value: 0.5, memory: true}}, "
    "{share: {value: 0, memory: true}}]}"
)


@pytest.mark.parametrize(
    ("spent", "steps", "bands"), [(100, "10.00", "10.00"), (95, "9.00", "10.00"), (94, "8.00", "5.00"), (59, "1.00", "0.00")]
)
def test_执行率分档(spent, steps, bands):
    case = {"funds": [f"年度资金总额 | 100 | 100 | {spent} | 10 | | "]}
    assert sheet_of(case, changed(RATE.format("not_applicable", STEPS))).execution.computed == D(steps)
    assert sheet_of(case, changed(RATE.format("not_applicable", BANDS))).execution.computed == D(bands)


@pytest.mark.parametrize(("zero", "due"), [("not_applicable", None), ("zero", D("0.00")), ("full", D("10.00"))])
def test_预算为零照方案(zero, due):
    case = {"funds": ["年度资金总额 | 0 | 0 | 0 | 10 | | "]}
    assert sheet_of(case, changed(RATE.format(zero, "ratio_capped"))).execution.computed == due


def test_预算为零却有支出_不给分也不扣分():
    case = {"funds": ["年度资金总额 | 0 | 0 | 5 | 10 | | "]}
    assert sheet_of(case, changed(RATE.format("full", "ratio_capped"))).execution.status == "not_evaluable"


def test_汇总的算式():
    assert adjust.rescaled(D(81), D(10), D(100)) == 90
    assert adjust.by_ratio([(D(90), D("0.6")), (D(80), D("0.4"))]) == 86


# The variant


@pytest.mark.parametrize(
    ("year", "heads", "output"),
    [
        (2022, {"cost", "output", "benefit", "satisfaction"}, "40"),
        (2021, {"cost", "output", "benefit", "satisfaction"}, "50"),
        (2022, {"output", "benefit", "satisfaction"}, "50"),
        (2022, {"cost", "output", "benefit"}, "40"),
    ],
)
def test_设成本指标的表自2022年度起换分值(year, heads, output):
    choice = choose("project", year=year, heads=frozenset(heads), about="project")
    assert (choice.answer, choice.scheme.weight("output")) == ("cn-mof-2020-10-project", D(output))
    assert ("cn-mof-2021-101-cost" in choice.why) == (output == "40")


def test_不设满意度时效益多十分():
    choice = choose("project", year=2023, heads=frozenset({"cost", "output", "benefit"}), about="project")
    assert choice.scheme.weight("benefit") == 30 and choice.scheme.weight("satisfaction") is None


def test_地方方案不随中央的变体():
    choice = choose("project", year=2023, region="340000", heads=frozenset({"cost", "output", "benefit", "satisfaction"}))
    assert choice.answer == "cn-ah-2022-project" and choice.scheme.weight("output") == 50


@pytest.mark.parametrize(("about", "decision"), [("project", "20"), ("department", "25")])
def test_四川评价项目和部门各一套分值(about, decision):
    choice = choose("rubric", year=2018, region="510000", about=about)
    assert choice.scheme.weight("decision") == D(decision)


def test_方案可以点名的曲线与计分的曲线一一对应():
    assert {name for place in NAMED.values() for name in place} == {*curves.CURVES, *curves.BOUNDED}
