"""Each layout's fictional sample (``samples/layouts``): drawn on its paper, read back whole, recognised, and nothing for a reviewer to say.

The pages in ``samples/layouts`` are typed by hand as the papers are ruled, not drawn by our writers: from them the same form is read.
"""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from ziping import formats, layouts
from ziping.errors import UserError
from ziping.form import Form, dump, load, same
from ziping.pipeline import Settings, examine, read

FOLDER = Path(__file__).parent / "samples" / "layouts"
IDS = sorted(layouts.every())
PAGES = sorted(path.stem for path in FOLDER.glob("*.html"))
ON_PDF = ("hubei-2020-project", "sichuan-2023-project")


@cache
def sample(name: str) -> Form:
    form, problems = load(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    assert problems == []
    return form


def told(one: Form, other: Form) -> str:
    left, right = dump(one), dump(other)
    return "\n".join(f"{k}: {left[k]} != {right[k]}" for k in left if k not in ("places", "layout") and left[k] != right[k])


@pytest.mark.parametrize("name", IDS)
def test_每种版式都有一份填好的样表(name):
    form = sample(name)
    layout = layouts.by_id(name)
    assert form.kind == layout.kind and layouts.homeless(form, layout) == []


@pytest.mark.parametrize("carrier", ["docx", "xlsx", "html"])
@pytest.mark.parametrize("name", IDS)
def test_样表写出再读回还是同一份表(name, carrier):
    layout = layouts.by_id(name)
    reading = read(formats.write([layouts.write(sample(name), layout)], carrier))
    (form,) = reading.forms
    assert same(sample(name), form), told(sample(name), form)
    assert form.layout == (layout.like or name)
    assert [problem.message for problem in reading.problems] == []


@pytest.mark.parametrize("name", ON_PDF)
def test_样表从_PDF_读回也是同一份表(name):
    (form,) = read(formats.write([layouts.write(sample(name), layouts.by_id(name))], "pdf")).forms
    assert same(sample(name), form), told(sample(name), form)


@pytest.mark.parametrize("name", IDS)
def test_样表没有审核人要说的话(name):
    (form,) = read(formats.write([layouts.write(sample(name), layouts.by_id(name))], "html")).forms
    result = examine(form)
    assert [(finding.code, finding.message) for finding in result.findings if finding.severity != "info"] == []


def test_河南的表_分值合于河南才按河南的方案():
    form = sample("henan-2024-project").model_copy(update={"layout": "henan-2024-project"})
    assert examine(form).scheme == "cn-ha-2024-project"
    assert examine(form, Settings(region="420000")).scheme == "cn-hb-2020-project"
    rows = tuple(row.model_copy(update={"weight": "20"}) for row in form.indicators)
    assert examine(form.model_copy(update={"indicators": rows})).scheme == "cn-mof-2020-10-project"


def test_不评分的表不说分值没有填写():
    for name, word in (("mof-monitoring", "监控表不评分"), ("mof-targets", "只定目标，不评分"), ("hubei-2020-project", "只有各目标的分值")):
        assert all(word in gap.why for gap in examine(sample(name)).coverage.not_evaluable), name


def changed(name: str, **values: object) -> list[tuple[str, str]]:
    """What the checks say of a sample with other values at some paths (``funds__0__budget="950"``): code and path."""
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for path, value in values.items():
        *steps, last = path.split("__")
        inner = data
        for step in steps:
            inner = inner[int(step) if isinstance(inner, list) else step]
        inner[last] = value  # type: ignore[index]
    return [(finding.code, finding.where) for finding in examine(load(data)[0]).findings if finding.severity != "info"]


def test_申报表的实施期资金和年度资金各自合计():
    assert changed("mof-targets", funds__0__budget="950.000000") == [("MN101", "funds[0].budget")]


def test_评分表按基础数据核对得分():
    rows = json.loads((FOLDER / "hunan-2018-department-rubric.json").read_text(encoding="utf-8"))["base_data"]
    at = next(i for i, row in enumerate(rows) if row["name"] == "在职人员数")
    assert changed("hunan-2018-department-rubric", **{f"base_data__{at}__value": "36"}) == [("SC108", "indicators[0].score")]


def test_湖北的表_扣了分而表下没有写原因():
    others = {"项目类别": "部门预算项目"}
    cell = "others.偏差大或目标未完成原因分析"
    assert changed("hubei-2020-project", others=others) == [("EX101", cell), ("EX101", cell)]


def test_银川的表_执行率得分在指标表里_按资金算_不算两遍():
    (form,) = read(formats.write([layouts.write(sample("yinchuan-2021-project"), layouts.by_id("yinchuan-2021-project"))], "html")).forms
    sheet = examine(form).sheet
    (line,) = (line for line in sheet.indicators if "执行率" in "".join(line.steps))
    assert line.status == "agrees" and sheet.execution is None
    assert sheet.total.status == "agrees" and sheet.total.recomputed == (sheet.total.computed,) * 2


@pytest.mark.parametrize("name", PAGES)
def test_照纸面手工排的网页读出来也是这份表(name):
    reading = read((FOLDER / f"{name}.html").read_bytes())
    (form,) = reading.forms
    assert same(sample(name), form), told(sample(name), form)
    assert form.layout == name


@pytest.mark.parametrize("name", PAGES)
def test_网页里没有一处文字落空(name):
    reading = read((FOLDER / f"{name}.html").read_bytes())
    assert [problem.message for problem in reading.problems] == []


# --- papers whose layout is not on record: read all the same, by their labels

GENERIC = FOLDER.parent / "generic"


@cache
def generic(name: str) -> tuple[Form, list[str]]:
    reading = read((GENERIC / name).read_bytes())
    (form,) = reading.forms
    return form, [problem.message for problem in reading.problems]


def column(rows, field):
    return [getattr(row, field) for row in rows]


def test_重庆的表_得分系数不当作得分():
    form, told = generic("chongqing-department.html")
    assert form.layout == "generic" and form.unit.name == "云溪区林业局" and form.total_score == "97.50"
    assert column(form.indicators, "target") == ["≥2.1万亩", "≥85%", "≤0.3‰", "≥90%"]
    assert column(form.indicators, "actual") == ["2.2", "88", "0.1", "80"]
    assert column(form.indicators, "weight") == ["30", "20", "25", "15"]
    assert column(form.indicators, "score") == ["30", "20", "25", "12.60"]
    assert form.indicators[0].initial_target == "2.0"
    (fund,) = form.funds
    assert (fund.initial_budget, fund.budget, fund.execution, fund.weight, fund.rate, fund.score) == ("3120.00", "3286.00", "3253.14", "10", "99%", "9.90")  # fmt: skip
    assert form.goals[0].actual == "完成营造林2.2万亩，森林火灾受害率0.1‰。"
    assert form.others["说明"].startswith("林农反映") and form.signatures["联系人"] == "张青"
    assert len(told) == 5 and all("得分系数" in text or "100" in text or "84" in text for text in told)


def test_广东的评分表_逐项的分都在():
    form, told = generic("guangdong-scorecard.txt")
    assert (form.layout, form.kind, form.unit.name) == ("generic", "rubric", "松湖区第一中学")
    assert column(form.indicators, "weight") == ["4", "8", "12", "16", "10", "20", "20", "10"]
    assert column(form.indicators, "score") == ["4", "8", "11.40", "16", "10", "20", "20", "10"]
    assert column(form.indicators, "level2")[-3:] == ["效率性", "效果性", "公平性"]
    assert form.indicators[2].reason == "尾款待质保期满后支付" and (form.total_weight, form.total_score) == ("100", "99.40")
    assert told == ["「评分标准」一栏是表上印的口径，不是填报的内容，未读入"]


def test_湖南按收支性质分的资金_名称和金额在一格里():
    form, told = generic("hunan-by-nature.xlsx")
    assert told == [] and form.layout == "generic"
    assert [(fund.source, fund.budget) for fund in form.funds] == [
        ("年度资金总额", "900.00"), ("按收入性质分", None), ("其中：一般公共预算", "880.00"), ("政府性基金拨款", None), ("其他资金", "20.00"),
        ("按支出性质分", None), ("其中：基本支出", "640.00"), ("项目支出", "260.00"),
    ]  # fmt: skip
    assert form.signatures == {"填表人": "李禾", "联系电话": "0731-5550166", "单位负责人": "王小溪"}
    assert not [finding.code for finding in examine(form).findings]  # 两种分法各自合计，不重复相加


def test_旧申报表_实施期和年度的指标左右并列():
    form, told = generic("targets-abreast.html")
    assert told == [] and form.layout == "generic"
    assert [(row.term, row.level3, row.target) for row in form.indicators] == [
        ("long", "三年数字化页数", "≥900万页"), ("long", "差错率", "≤0.3%"), ("long", "年均查档人次", "≥8000人次"), ("long", "查档群众满意度", "≥95%"),
        ("annual", "当年数字化页数", "≥300万页"), ("annual", "完成时间", "11月底前"), ("annual", "当年查档人次", "≥7500人次"),
        ("annual", "查档群众满意度", "≥93%"),
    ]  # fmt: skip
    assert column(form.indicators, "level1")[4:] == ["产出指标", "产出指标", "效益指标", "满意度指标"]
    assert [fund.source for fund in form.funds if fund.total] == ["中期资金总额", "年度资金总额"]


def test_监控表_不是七月也认得():
    form, told = generic("monitoring-ticked.html")
    assert told == [] and form.layout == "mof-monitoring"
    assert [(fund.interim_execution, fund.interim_rate) for fund in form.funds] == [("288.00", "60.00%")] * 2
    assert column(form.indicators, "interim") == ["21公里", "正在实施", "92%", None]
    assert column(form.indicators, "forecast") == ["36公里", "12月中旬", "92%", "92%"]


def test_监控表_原因说明在勾选栏旁边_勾了哪一栏逐处说():
    form, told = generic("monitoring-causes.html")
    assert form.layout == "mof-monitoring" and column(form.indicators, "reason") == [None, "养护班组缺员，7月起补员。", None, None]
    assert [text for text in told if text.startswith("指标 2")] == [
        "指标 2「人员保障」一栏的「√」没有地方放，未读入", "指标 2「有可能」一栏的「√」没有地方放，未读入",
    ]  # fmt: skip
    assert "资金「年度资金总额」「全年预计执行数」一栏的「352」没有地方放，未读入" in told and len(told) == 10


def test_评分表_各级的分值另有一栏_基础数据在前面一张表里():
    form, told = generic("rubric-level-points.html")
    assert (form.kind, form.unit.name, form.year) == ("rubric", "清溪县审计局", 2017)
    assert column(form.indicators, "weight") == ["5", "8", "5", "56", "26"] and form.total_weight == "100"
    assert [(each.name, each.value) for each in form.base_data][:3] == [("编制数", "40"), ("2017年实际在职人数", "38"), ("控制率", "95%")]
    assert ("三公经费（2017年决算数）", "18.30") in [(each.name, each.value) for each in form.base_data]
    assert sum("13" in text or "61" in text or "26" in text for text in told) == 6  # 各级的分值没有地方放，一处一处说


def test_换一种版式时放不下的内容逐一点名():
    form = sample("sichuan-2023-project")
    lost = layouts.homeless(form, layouts.by_id("mof-2020-project"))
    assert "funds[0].reason" in lost and "others.存在问题" in lost
    with pytest.raises(UserError) as refused:
        layouts.write(form, layouts.by_id("mof-2020-project"))
    assert all(path in str(refused.value) for path in lost)


def test_自己纸上多印的一行还写在自己的纸上_换了纸就没有地方():
    form = sample("mof-2020-project").model_copy(update={"others": {"存在问题": "备料偏晚。"}, "layout": "mof-2020-project"})
    layout = layouts.by_id("mof-2020-project")
    (again,) = read(formats.write([layouts.write(form, layout)], "html")).forms
    assert same(form, again), told(form, again)
    assert layouts.homeless(form, layouts.by_id("anhui-2022-project")) == ["others.存在问题"]


@pytest.mark.parametrize("name", IDS)
def test_空表里的合计都算得出(name):
    layout = layouts.by_id(name)
    form = layouts.blank(layout)
    boxes = {box.path: box for box in layouts.write(form, layout, formulas=True).boxes if box.path}
    for path in ("total_weight", "total_score", "total_review_score"):
        if path in boxes:
            assert boxes[path].formula is not None and "SUM(" in boxes[path].formula
    rates = [box for path, box in boxes.items() if path.endswith(("].rate", ".interim_rate"))]
    assert all(box.formula for box in rates)


def test_申报表的合计只加年度的指标():
    layout = layouts.by_id("mof-targets")
    boxes = {box.path: box for box in layouts.write(layouts.blank(layout), layout, formulas=True).boxes if box.path}
    years = [i for i, row in enumerate(layouts.blank(layout).indicators) if row.term == "annual"]
    first, last = boxes[f"indicators[{years[0]}].weight"], boxes[f"indicators[{years[-1]}].weight"]
    assert f"SUM({{r{first.row}c{first.col}}}:{{r{last.row}c{last.col}}})" in boxes["total_weight"].formula


def test_同一版式的几张表排在一起_标题和年度各归各表():
    page = (FOLDER / "shanghai-2023-targets.html").read_text(encoding="utf-8")
    table = page[page.index("<table") : page.index("</body>")]
    forms = read(page.replace("</body>", table + "</body>").encode()).forms
    assert [(form.kind, form.title, form.year, form.layout) for form in forms] == [
        ("targets", "财政项目支出绩效目标填报表", 2023, "shanghai-2023-targets")
    ] * 2


def test_目标拆成三列再合起来一字不差():
    from ziping.layouts.desk import split_target

    for text in (
        "≥95%",
        "≤2.9万元/年",
        "＝12台",
        "100",
        "50次以上",
        "有效提升",
        "3—5次",
        "12月底前",
        "≥1,200亩",
        "≥ 50人",
        "＜5起",
        "98.5％",
        "1.5.2版",
    ):
        parts = split_target(text)
        assert "".join(parts.get(key, "") for key in ("operator", "target", "unit")) == text
    assert split_target("≥95%") == {"operator": "≥", "target": "95", "unit": "%"}
    assert split_target("有效提升") == {"target": "有效提升"}


def test_没有登记的版式编号给出去处():
    with pytest.raises(Exception, match="ziping layouts"):
        layouts.by_id("没有这种")
    assert re.fullmatch(r"[a-z0-9-]+", IDS[0])
