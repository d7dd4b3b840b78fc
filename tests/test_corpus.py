"""Fictional forms, drawn by other libraries than ours and distorted as people distort them, are read cell by cell as they stand.

A quick walk: every distortion in every carrier that needs no office program, on a few seeds. The long one is benchmarks/corpus.py.
"""

import pytest

from corpus.cases import CASES, LOOSE, build, judge, reading
from corpus.country import PAPERS
from corpus.distort import DISTORTIONS
from corpus.draw_office import OFFICE
from corpus.forms import STYLES
from corpus.score import Score, score

DIRECT = [carrier for carrier in CASES if carrier not in OFFICE]
PAIRS = [
    (carrier, name) for name, distortion in DISTORTIONS.items() for carrier in DIRECT if name != "none" and carrier in distortion.carriers
]
SEEDS = {"none": range(4)}


def walk(carrier: str, distortion: str) -> tuple[Score, list[str]]:
    whole, told = Score(), []
    for case in build(carrier, distortion, SEEDS.get(distortion, range(1))):
        result = judge(case)
        whole.add(result)
        told += [f"{case.name} {path}: {want!r} ≠ {have!r}" for path, want, have in result.misses[:3]]
        told += [f"{case.name} 没有提示 {path}" for path in result.untold[:3]]
    return whole, told


@pytest.mark.parametrize("carrier", DIRECT)
def test_没有变形的表一格不差(carrier):
    whole, told = walk(carrier, "none")
    assert whole.cells and whole.right == whole.cells, "\n".join(told)


@pytest.mark.parametrize("style", STYLES)
def test_每一种版式在网页里一格不差(style):
    (case,) = build("html", "none", [7], style=style)
    result = judge(case)
    assert result.misses == []


@pytest.mark.parametrize(("carrier", "distortion"), PAIRS, ids=["/".join(pair) for pair in PAIRS])
def test_变形的表几乎一格不差而且移动过的数都有提示(carrier, distortion):
    whole, told = walk(carrier, distortion)
    assert whole.right >= whole.cells * 0.995 and whole.silent == 0, "\n".join(told)


# The country's papers


@pytest.mark.parametrize("paper", PAPERS)
def test_全国的每一种表一格不差而且认得出(paper):
    carrier = DIRECT[list(PAPERS).index(paper) % len(DIRECT)]
    (case,) = build(carrier, "none", [2], style=paper)
    result = judge(case)
    (form,) = reading(case)["forms"]
    assert result.misses == [] and form["layout"] in (paper, *PAPERS[paper].like)


ONCE_WRONG = [
    "html/label_spaces/0/hubei-2020-project",  # 项　目　类　别: the name of a value without a field
    "html/label_width/0/hubei-2020-project",
    "html/apart_repeated/0/hubei-2020-project",  # target and actual alike beside the repeated label of a goal
    "html/shifted_funds/0/sichuan-2023-project",  # the sources stand under 年度预算数（万元）
    "html/shifted/0/yinchuan-2021-project",  # a second-level name 绩效目标
    "html/apart_repeated/0/hunan-2018-department-rubric",
    "html/mixed_shifted/0/hunan-2018-department-rubric",  # a note below the base data
    "html/apart_first/0/mof-targets",  # label and amount with empty cells between
    "html/section_rows/0/mof-targets",
    "html/apart_repeated/0/shanghai-2023-targets",
    "html/head_lines/0/shanghai-2023-targets",
    "html/value_breaks/0/shanghai-2023-targets",
    "docx/cut_table/1/hubei-2020-department",  # the goal's label again beside the rest of its table
    "lines/none/0/hubei-2020-project",
    "lines/none/1/hunan-2018-department-rubric",
    "lines/none/2/shanghai-2023-targets",
    "lines/none/1/mof-monitoring",
    "lines/section_rows/2/yunnan-2020-project",
    "lines/section_rows/2/shanghai-2023-targets",
    "lines/notes/2/yunnan-2020-project",  # an empty 其他需要说明事项, then 总分
    "pdf/blank_columns/2/mof-monitoring",
    "tabs/blank_columns/2/mof-monitoring",  # no column of figures, 带动农户增收 reads like a value
    "xlsx/label_spaces/2/mof-monitoring",
    "tabs/cut_expected/2/mof-targets",
    "xlsx/apart_first/2/hebei-2019-project",  # money without a figure in its first column
    "xlsx/shifted_funds/2/sichuan-2023-project",
    "tabs/shifted_funds/2/yinchuan-2021-project",  # a wide label beside a wide column without one
    "csv/compact/3/yunnan-2020-project",  # a wide label is one field of text, the second header row stands under its neighbours
    "tabs/cut_expected/3/mof-monitoring",  # the rest of a goal that is printed as label and text
    "tabs/shifted/3/shanghai-2023-targets",  # 服务对象满意度（问卷）, no level, and nothing stands under a column without a label
    "xlsx/mixed_shifted/4/mof-monitoring",  # rows of a workbook have no end and this form no points: 指标2： is no level, two texts no name
    "xlsx/mixed_shifted/3/shanghai-2023-targets",  # a name alone, nothing filled in, among rows that slipped
    "csv/short_rows/5/mof-monitoring",
    "lines/head_lines/5/mof-monitoring",  # money of a monitoring form has columns of its own
    "lines/label_spaces/5/shanghai-2023-targets",  # the last target is empty, and so is the end of the text
    "csv/section_rows/5/yinchuan-2021-project",  # the label of the money stands in a row above, so the first column is the sources'
    "csv/shifted_funds/6/hunan-2021-project",  # two readings as good: the one that ends where the table does
    "xlsx/hidden/5/hunan-2018-department-rubric",  # a note below the base data
    "html/merged_down/0/mof-monitoring",  # a reason merged from above ends the row
]


@pytest.mark.parametrize("name", ONCE_WRONG)
def test_读错过的表如今一格不差(name):
    carrier, distortion, seed, paper = name.split("/")
    (case,) = build(carrier, distortion, [int(seed)], style=paper)
    result = judge(case)
    assert result.misses == [] and result.silent == 0


# The scorer itself


def test_挪错的数没有提示就记下来():
    (case,) = build("html", "none", [0])
    wrong = {"forms": [{**form, "places": {}} for form in case.document.forms], "problems": []}
    wrong["forms"][0] = {**wrong["forms"][0], "total_score": "1"}
    result = score(case.document, wrong)
    assert (result.cells - result.right, result.silent) == (1, 1)


def test_读得一样就一格不差():
    (case,) = build("html", "none", [0])
    result = score(case.document, {"forms": [{**form, "places": {}} for form in case.document.forms], "problems": []})
    assert result.right == result.cells > 50 and result.silent == 0


def test_多读出来的一格也算错():
    (case,) = build("html", "none", [0])
    form = {**case.document.forms[0], "grade": "优", "places": {}}
    result = score(case.document, {"forms": [form], "problems": []})
    assert [miss[0] for miss in result.misses] == ["forms[0].grade"]


def test_空白只在没有格线的载体里不计较():
    assert {"pdf", "lines"} <= LOOSE and not {"html", "docx", "xlsx", "tabs", "csv", "markdown"} & LOOSE
