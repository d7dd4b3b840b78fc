"""One value of a filled official paper spoiled: the check that speaks, and where. The papers are the samples of ``tests/samples/layouts``."""

import json
import re
from pathlib import Path

import pytest

import ziping
from ziping.form import load
from ziping.pipeline import Settings, examine

SAMPLES = Path(__file__).parent / "samples" / "layouts"

LOUD = [  # layout, path, what stands there now, code
    ("hubei-2020-project", "funds[0].score", None, "SC150"),
    ("hubei-2020-project", "funds[0].budget", None, "MN151"),
    ("hubei-2020-project", "funds[0].execution", None, "MN151"),
    ("hubei-2020-project", "funds[0].score", "19.50", "MN104"),
    ("hubei-2020-project", "goals[0].weight", "55", "WT101"),
    ("hubei-2020-project", "total_score", "98.60", "SC110"),
    ("hubei-2020-project", "indicators[0].level3", None, "FM152"),
    ("yinchuan-2021-project", "total_weight", "110", "WT101"),
    ("yinchuan-2021-project", "indicators[0].score", None, "SC150"),
    ("yinchuan-2021-project", "indicators[0].review_score", None, "SC150"),
    ("yinchuan-2021-project", "indicators[0].review_score", "6", "SC106"),
    ("yinchuan-2021-project", "total_score", None, "SC150"),
    ("yinchuan-2021-project", "total_review_score", "99.8", "SC110"),
    ("hunan-2018-department-rubric", "base_data[0].value", None, "FM153"),
    ("hunan-2018-department-rubric", "base_data[0].value", "28", "SC108"),
    ("hunan-2018-department-rubric", "indicators[4].weight", None, "WT150"),
    ("changsha-2020-department", "functions", None, "FM101"),
    ("changsha-2020-department", "funds[1].rate", None, "MN151"),
    ("shanghai-2022-project", "funds[0].rate", None, "MN151"),
    ("mof-2020-project", "goals[0].actual", "养护县乡公路136公里，路面技术状况均达到良等以上。", "CO107"),
    ("mof-2020-project", "goals[0].expected", "养护县乡公路130公里，路面技术状况达到良等以上。", "CO107"),
]


def spoiled(layout, path, value):
    form = json.loads((SAMPLES / f"{layout}.json").read_text(encoding="utf-8"))
    *steps, last = [int(part) if part.isdigit() else part for part in re.findall(r"\w+", path)]
    at = form
    for step in steps:
        at = at[step]
    at[last] = value
    return examine(load(form)[0], Settings()).findings


@pytest.mark.parametrize(("layout", "path", "value", "code"), LOUD, ids=[f"{each[0]}-{each[1]}-{each[2]}" for each in LOUD])
def test_改坏一处就有话(layout, path, value, code):
    assert [found.code for found in spoiled(layout, path, value) if path in (found.where, *found.also) and found.code == code]


@pytest.mark.parametrize("layout", sorted({each[0] for each in LOUD}))
def test_没有改坏就没有话(layout):
    findings = examine(load(json.loads((SAMPLES / f"{layout}.json").read_text(encoding="utf-8")))[0], Settings()).findings
    assert not [found.message for found in findings if found.severity != "info"]


def test_金额都带着万元的表照样读全(tmp_path):
    page = (SAMPLES.parent / "road.html").read_text(encoding="utf-8")
    for amount in ("320", "350", "343", "300", "330", "323", "20"):
        page = page.replace(f">{amount}<", f">{amount}.00万元<")
    assert "320.00万元" in page
    path = tmp_path / "road.html"
    path.write_text(page, encoding="utf-8")
    form = ziping.read(path).forms[0]
    assert [(fund.source, fund.initial_budget) for fund in form.funds][:2] == [
        ("年度资金总额", "320.00万元"),
        ("其中：当年财政拨款", "300.00万元"),
    ]
    assert not [found for found in examine(form, Settings()).findings if found.where.startswith("funds")]


def test_各项分值得分都带着分字的表照样核算():
    form = json.loads((SAMPLES / "mof-2020-project.json").read_text(encoding="utf-8"))
    for row in form["indicators"]:
        row["weight"], row["score"] = f"{row['weight']}分", f"{row['score']}分"
    assert not [found for found in examine(load(form)[0], Settings()).findings if found.severity != "info"]
    form["total_score"] = "99.98分"
    assert [found.code for found in examine(load(form)[0], Settings()).findings if found.severity == "error"] == ["SC110"]
