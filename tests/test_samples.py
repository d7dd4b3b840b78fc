"""Every sample read to the end: the plain ones are one form, each of the others shows what README.md beside it says it teaches."""

import re
from functools import lru_cache
from pathlib import Path

import pytest

from ziping.form import Form, same
from ziping.formats import office
from ziping.pipeline import Reading, read

SAMPLES = Path(__file__).parent / "samples"
CONVERTED = (".rtf", ".odt", ".ods")  # read by way of LibreOffice
PLAIN = sorted(path.name for path in SAMPLES.glob("road*") if path.name != "road-column.txt")
DIFFICULT = (
    "word-content-control.docx",
    "word-tracked-change.docx",
    "word-text-box.docx",
    "word-nested-table.docx",
    "excel-displayed.xlsx",
    "text-vanished-merge.txt",
    "web-header-breaks.html",
)


@lru_cache(maxsize=64)
def reading(name: str) -> Reading:
    if name.endswith(CONVERTED) and office.find() is None:
        pytest.skip("LibreOffice is not installed")
    return read((SAMPLES / name).read_bytes())


def form_of(name: str) -> Form:
    (form,) = reading(name).forms
    return form


# --- one form


@pytest.mark.parametrize("name", PLAIN)
def test_同一份表在每种文件里读出来都一样(name: str) -> None:
    assert same(form_of(name), form_of("road.docx"))


@pytest.mark.parametrize("name", PLAIN)
def test_普通样本没有一处读不到(name: str) -> None:
    assert reading(name).problems == ()


def test_这份表的内容() -> None:
    form = form_of("road.docx")
    assert (form.title, form.year, form.kind, form.layout) == ("项目支出绩效自评表", 2023, "project", "mof-2020-project")
    assert form.project is not None
    assert (form.project.name, form.project.implementing_unit) == ("农村公路养护", "青禾县公路养护所")
    assert [(fund.source, fund.budget, fund.execution, fund.rate, fund.score) for fund in form.funds] == [
        ("年度资金总额", "350", "343", "98.00%", "9.80"),
        ("其中：当年财政拨款", "330", "323", "97.88%", None),
        ("上年结转资金", "20", "20", "100.00%", None),
    ]
    assert [(row.level1, row.level3, row.target, row.actual, row.weight, row.score) for row in form.indicators] == [
        ("产出指标", "养护里程", "≥120公里", "126公里", "15", "15"),
        ("产出指标", "验收合格率", "100%", "100%", "15", "15"),
        ("产出指标", "完工及时率", "≥95%", "92%", "10", "9.68"),
        ("产出指标", "每公里养护成本", "≤2.8万元", "2.72万元", "10", "10"),
        ("效益指标", "群众出行条件", "明显改善", "明显改善", "30", "30"),
        ("满意度指标", "沿线群众满意度", "≥90%", "94%", "10", "10"),
    ]
    assert (form.total_weight, form.total_score) == ("100", "99.48")
    assert form.signatures == {"填表人": "周文静", "填报日期": "2024年3月15日"}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("road.docx", "table"),
        ("road.doc", "table"),
        ("road.html", "table"),
        ("road.xlsx", "sheet"),
        ("road.pdf", "page"),
        ("road.txt", "line"),
    ],
)
def test_位置用那种文件自己的说法(name: str, field: str) -> None:
    place = form_of(name).places["total_score"]
    assert getattr(place, field) is not None


def test_一行一格的文本_数对得上_并请人核对() -> None:
    column, table = reading("road-column.txt"), form_of("road.docx")
    numbers = [(row.level3, row.target, row.actual, row.weight, row.score, row.reason) for row in column.forms[0].indicators]
    assert numbers == [(row.level3, row.target, row.actual, row.weight, row.score, row.reason) for row in table.indicators]
    assert [fund.rate for fund in column.forms[0].funds] == [fund.rate for fund in table.funds]
    assert column.forms[0].total_score == "99.48"
    assert "doubtful" in {problem.code for problem in column.problems}


# --- what the others teach


@pytest.mark.parametrize("name", DIFFICULT)
def test_换了做法还是这一份表(name: str) -> None:
    assert same(form_of(name), form_of("road.docx"))


def raw(name: str, part: str) -> str:
    """A part of a container, to show that the sample still has what it teaches."""
    from zipfile import ZipFile

    with ZipFile(SAMPLES / name) as archive:
        return archive.read(part).decode("utf-8")


def test_没填的内容控件是空格() -> None:
    assert "单击此处输入文字" in raw("word-content-control.docx", "word/document.xml")
    assert form_of("word-content-control.docx").indicators[0].reason is None


def test_修订后的值算数_删去的不算() -> None:
    assert "<w:delText>95%</w:delText>" in raw("word-tracked-change.docx", "word/document.xml")
    assert form_of("word-tracked-change.docx").indicators[2].actual == "92%"


def test_文本框里的标题读到而且只读一次() -> None:
    assert raw("word-text-box.docx", "word/document.xml").count("项目支出绩效自评表") == 2
    assert form_of("word-text-box.docx").title == "项目支出绩效自评表"
    assert reading("word-text-box.docx").problems == ()


def test_表里套表时位置指里面那张() -> None:
    assert form_of("word-nested-table.docx").places["total_score"].table == 2


def test_数字照单元格显示的样子读() -> None:
    sheet = raw("excel-displayed.xlsx", "xl/worksheets/sheet1.xml")
    assert "<v>0.9787878" in sheet and "<v>9.684210" in sheet
    form = form_of("excel-displayed.xlsx")
    assert (form.funds[1].rate, form.indicators[2].score, form.indicators[2].actual) == ("97.88%", "9.68", "92%")


def test_公式读保存时的结果() -> None:
    assert re.search(r"<f>[A-Z]+\d+\+.*?</f><v>99\.48", raw("excel-displayed.xlsx", "xl/worksheets/sheet1.xml"))
    assert form_of("excel-displayed.xlsx").total_score == "99.48"


def test_隐藏的行照样读() -> None:
    assert 'hidden="1"' in raw("excel-displayed.xlsx", "xl/worksheets/sheet1.xml")
    assert form_of("excel-displayed.xlsx").funds[2].source == "上年结转资金"


def test_几张工作表几份表_隐藏的在最后() -> None:
    found = reading("excel-sheets.xlsx")
    assert [(form.project and form.project.name, form.year) for form in found.forms] == [
        ("农村公路养护", 2023),
        ("危桥改造", 2023),
        ("农村公路养护", 2022),
    ]
    assert [form.places["total_score"].sheet for form in found.forms] == ["养护", "危桥", "上年"]
    assert [problem.message for problem in found.problems] == ["工作表“上年”整张是隐藏的，里面的内容照样读入，请核对是否属于这张表"]


def test_左移的行移回去并且说明() -> None:
    moved = [problem.message for problem in reading("text-vanished-merge.txt").problems if problem.code == "realigned"]
    assert any("验收合格率" in message for message in moved)


def test_折行的栏目名不算改了名() -> None:
    assert form_of("web-header-breaks.html").labels == {}


# --- the folder


def test_每个样本都写在_README_里_写到的都在() -> None:
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    named = {name for row in re.findall(r"^\| (`.+?) \|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)}
    stems = {name for name in named if not name.startswith(".")}
    full = stems | {f"{Path(stem).stem}{ending}" for stem in stems for ending in named if ending.startswith(".")}
    files = [*SAMPLES.iterdir(), *(SAMPLES / "generic").iterdir()]
    there = {path.name for path in files if path.is_file()} - {"README.md", "make.py"}
    assert there - {name for name in there if re.fullmatch(r"ruled-\w+\.json", name)} <= full
    assert stems <= there


def test_样本都是小文件() -> None:
    assert all(path.stat().st_size < 100_000 for path in SAMPLES.iterdir() if path.name != "ruled-chromium.pdf")
