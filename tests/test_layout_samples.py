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
REGIONS = {"henan-2024-project": "410000"}  # 河南的分值与全国不同，纸面认不出，要写地区
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
    result = examine(form, Settings(region=REGIONS.get(name, "000000")))
    assert [(finding.code, finding.message) for finding in result.findings if finding.severity != "info"] == []


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


def test_换一种版式时放不下的内容逐一点名():
    form = sample("sichuan-2023-project")
    lost = layouts.homeless(form, layouts.by_id("mof-2020-project"))
    assert "funds[0].reason" in lost and "others.存在问题" in lost
    with pytest.raises(UserError) as refused:
        layouts.write(form, layouts.by_id("mof-2020-project"))
    assert all(path in str(refused.value) for path in lost)


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
