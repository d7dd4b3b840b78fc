"""Schemes as data: which one answers, what each rests on, and how a bureau's own is read, complained of and used."""

import json
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ziping.cli import main
from ziping.errors import DataError, UserError
from ziping.records import DATA, load_text
from ziping.regulations import Authority, regulation
from ziping.schemes import KINDS, Number, by_id, check_folder, choose, every, find, looks, overlapping, widen
from ziping.schemes.build import build
from ziping.schemes.skeleton import create
from ziping.schemes.strict import Ground

IDS = {
    "cn-mof-2016-project", "cn-mof-2020-10-project", "cn-mof-2021-101-cost", "cn-hn-changsha-2020-department",
    "cn-hn-2018-department-rubric", "cn-hb-2020-project", "cn-hb-2020-department", "cn-sc-2023-project", "cn-sc-2022-linkage-fund",
    "cn-sc-2017-project-evaluation", "cn-ha-2024-project", "cn-nx-yinchuan-2021-project", "cn-sh-2022-project", "cn-ah-2022-project", "cn-yn-2020-project",
    "cn-he-2019-project", "practice-profile-hebei-tianjin", "cn-gx-profile", "cn-sx-profile", "cn-zj-profile", "practice-reverse-linear",
}  # fmt: skip
ALL = pytest.mark.parametrize("scheme", list(every().values()), ids=list(every()))
DAYS = st.dates(date(2014, 1, 1), date(2030, 12, 31))
REGIONS = sorted({scheme.region for scheme in every().values()})


def numbers(data):
    """Every Number inside a scheme."""
    if isinstance(data, Number):
        return [data]
    if isinstance(data, dict):
        return [found for value in data.values() for found in numbers(value)]
    if isinstance(data, tuple):
        return [found for value in data for found in numbers(value)]
    if hasattr(data, "__dataclass_fields__") and not isinstance(data, Authority):
        return [found for each in fields(data) for found in numbers(getattr(data, each.name))]
    return []


def test_目录里的方案都在():
    assert set(every()) >= IDS


# Which one answers


@given(day=DAYS, kind=st.sampled_from(KINDS), region=st.sampled_from(REGIONS))
def test_任何一天一种表一个地区至多一个方案(day, kind, region):
    by_day = [s for s in every().values() if s.by == "day" and (s.kind, s.region) == (kind, region) and s.in_force(day)]
    assert len(by_day) <= 1
    scheme = find(kind, region, on=day)
    assert scheme is None or scheme.in_force(day) and scheme.kind == kind and scheme.region in widen(region)


def test_没有两个方案的日期重叠():
    assert overlapping(every().values()) == []


def test_重叠的日期会被认出来():
    one = by_id("cn-mof-2020-10-project")
    assert overlapping([one, replace(one, id="x", since=one.since + timedelta(days=99))])
    assert not overlapping([one, replace(one, id="x", own=True)])
    assert not overlapping([one, replace(one, id="x", region="110000")])


@ALL
def test_生效不早于所依的方案和文件(scheme):
    if scheme.parent:
        assert scheme.since >= by_id(scheme.parent).since
    if scheme.basis:
        assert scheme.since >= regulation(scheme.basis).since


@pytest.mark.parametrize(
    ("kind", "region", "day", "answer"),
    [
        ("project", "430112", "2016-10-31", None),
        ("project", "430112", "2020-02-24", "cn-mof-2016-project"),
        ("project", "430112", "2020-02-25", "cn-mof-2020-10-project"),
        ("project", "420106", "2024-04-30", "cn-hb-2020-project"),
        ("project", "420106", "2019-04-30", "cn-mof-2016-project"),
        ("project", "640104", "2022-04-30", "cn-nx-yinchuan-2021-project"),
        ("project", "640200", "2022-04-30", "cn-mof-2020-10-project"),
        ("project", "510724", "2023-04-30", "cn-sc-2023-project"),
        ("project", "450100", "2023-04-30", "cn-mof-2020-10-project"),
        ("department", "430112", "2021-04-30", "cn-hn-changsha-2020-department"),
        ("department", "430112", "2022-04-30", None),
        ("rubric", "430111", "2018-04-30", "cn-hn-2018-department-rubric"),
    ],
)
def test_由近及远由日期选定(kind, region, day, answer):
    scheme = find(kind, region, on=date.fromisoformat(day))
    assert (scheme.id if scheme else None) == answer


def test_系统口径和专项资金只在点名时用():
    answers = [find(kind, region, on=date(2024, 4, 30)) for kind in KINDS for region in REGIONS]
    assert {scheme.by for scheme in answers if scheme} == {"day"}
    assert choose("project", year=2022, named="cn-sc-2022-linkage-fund").answer == "cn-sc-2022-linkage-fund"


def test_说得出为什么是它():
    steps = looks("project", "420106", on=date(2024, 4, 30))
    assert [step.region for step in steps] == ["420106", "420100", "420000"]
    assert "没有方案" in steps[0].why and "有效" in steps[-1].why
    assert "已经失效" in looks("department", "430112", on=date(2024, 4, 30))[0].why


# What each rests on


@ALL
def test_每个数都有出处_没有读过原文的不写条文(scheme):
    found = numbers(scheme)
    assert all(number.authority.words() for number in found)
    for number in found:
        authority = number.authority
        assert authority.kind != "at" or authority.article in regulation(authority.ref).articles


@ALL
def test_固定的分值加起来等于总分值(scheme):
    for weights in (scheme.weights, *(each.weights for each in scheme.weight_sets if each.has or each.lacks or each.about)):
        parts = [number.value for key, number in weights.items() if key not in ("total", "declared_total")]
        assert len(parts) < 3 or sum(parts) == 100
    assert {n.value for n in (scheme.weights.get("declared_total"),) if n} <= {90}


@ALL
def test_内含的分值不多于它所在的部分(scheme):
    for outer, parts in scheme.nested.items():
        assert sum(number.value for number in parts.values()) <= scheme.weights[outer].value


@ALL
def test_定性分档首尾相接(scheme):
    spans = sorted((band.low.value, band.high.value) for band in scheme.bands)
    assert not spans or spans[0][0] == 0 and spans[-1][1] == 1
    assert all(one[1] == two[0] for one, two in zip(spans, spans[1:], strict=False))


def test_什么都没有改的方案与所依的相同():
    plain, parent = by_id("cn-ah-2022-project"), by_id("cn-mof-2020-10-project")
    same = ("weights", "execution", "quantitative", "bands", "grades", "policy", "over", "ceilings", "money_unit")
    assert all(getattr(plain, name) == getattr(parent, name) for name in same)


def test_没有一个方案主张总分上限或折算():
    assert not any(scheme.ceilings or scheme.inapplicable for scheme in every().values())


def test_叠加只换系统口径写的那几段():
    base, laid = by_id("cn-hb-2020-project"), by_id("cn-hb-2020-project+practice-reverse-linear")
    assert laid.quantitative.reverse.curve == "linear_to_double" and base.quantitative.reverse.curve == "inverse"
    assert (laid.weights, laid.bands, laid.region, laid.since) == (base.weights, base.bands, base.region, base.since)
    assert "叠加" in laid.title and base.id in laid.id


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere", "没有方案"),
        ("cn-hb-2020-project+nowhere", "没有方案"),
        ("cn-hb-2020-project+cn-mof-2016-project", "不能叠加"),
        ("cn-gx-profile+cn-gx-profile", "不能叠加"),
        ("cn-hb-2020-project+cn-gx-profile+cn-zj-profile", "一次只能"),
    ],
)
def test_叠加写错了有话说(name, says):
    with pytest.raises(UserError, match=says):
        by_id(name)


# A bureau's own folder

OWN = """id: {name}
title: 本县项目支出绩效自评
for: {kind: project, region: "420106"}
in_force: {from: 2022-01-01, to: null}
basis: null
extends: cn-mof-2020-10-project
"""


@pytest.fixture
def folder(tmp_path):
    """An own folder with one scheme; returns a function that writes a further file into it."""

    def write(text, name="our-county-2022-project", part="schemes"):
        (tmp_path / part).mkdir(exist_ok=True)
        (tmp_path / part / f"{name}.yml").write_text(text.replace("{name}", name), encoding="utf-8")
        return tmp_path

    return write


def test_本单位的方案按地区先用(folder):
    path = folder(OWN)
    check_folder(path)
    assert find("project", "420106", on=date(2024, 4, 30), extra=path).id == "our-county-2022-project"
    assert find("project", "420106", on=date(2024, 4, 30)).id == "cn-hb-2020-project"


def test_与自带的同地区时本单位的优先(folder):
    path = folder(OWN.replace("420106", "420000"))
    assert find("project", "420106", on=date(2024, 4, 30), extra=path).own
    assert "优先" in looks("project", "420106", on=date(2024, 4, 30), extra=path)[-1].why


def test_本单位的文件和报表可以引用_读过的条文算数(folder):
    folder(
        "id: our-notice\ntitle: 本县办法\nissuer: 本县财政局\nin_force: {from: 2022-01-01}\narticles: {第三条: 执行率占 20 分}\n",
        "our-notice",
        "regulations",
    )
    text = OWN.replace("basis: null", "basis: our-notice") + "weights: {policy: free, execution: {value: 20, at: 第三条}}\n"
    path = folder(text)
    (path / "sightings.yml").write_text("- {id: our-form, title: 本县 2022 年的表}\n", encoding="utf-8")
    number = by_id("our-county-2022-project", path).weights["execution"]
    assert number.authority.strong and "本县办法" in number.authority.words() and "第三条" in number.authority.words()


@pytest.mark.parametrize(
    ("more", "line", "says"),
    [
        ("weight: 1\n", 7, "不认识的键「weight」"),
        ("title: 又一个\n", 7, "重复出现"),
        ("weights:\n  policy: fixed\n  output: 50\n", 9, "每个数都要有出处"),
        ("weights:\n  policy: fixed\n  output: {value: 50}\n", 9, "没有出处"),
        ("weights:\n  policy: fixed\n  output: {value: 五十, memory: true}\n", 9, "不是数"),
        ("weights:\n  policy: fixed\n  output: {value: -5, memory: true}\n", 9, "不能小于"),
        ("weights:\n  policy: fixd\n", 8, "只能是 fixed、adjustable、free"),
        (
            "weights:\n  policy: fixed\n  total: {value: 100, memory: true}\n  output: {value: 50, memory: true}\n  benefit: {value: 40, memory: true}\n",
            8,
            "相加是 90",
        ),
        ("weights: 100\n", 7, "应写成几行"),
        ("execution: {rate: budget_ratio, curve: ratio, zero_budget: zero, memory: true}\n", 7, "只能是 ratio_capped、deviation"),
        ("execution: {rate: budget_ratio, curve: steps_below, zero_budget: zero, memory: true}\n", 7, "要有 per、deduct"),
        (
            "qualitative:\n  bands:\n    - {level: partly, from: {value: 0.8, memory: true}, to: {value: 0.6, memory: true}}\n",
            9,
            "from 应小于 to",
        ),
        ("grades:\n  - {grade: 优, from: {value: 90, seen: no-such-form}}\n", 8, "没有登记报表「no-such-form」"),
        ("grades:\n  - {grade: 优, from: {value: 90, at: 第一条}}\n", 8, "没有核对过原文的数不要写 at"),
        ("over_fulfilment: {at: {value: 1.2, memory: true}, then: deduct_fixed}\n", 7, "要写 deduct"),
        (
            "ceilings:\n  - {below: {value: 0.6, memory: true}, most: {value: 90, memory: true}}\n  - {below: {value: 0.8, memory: true}, most: {value: 80, memory: true}}\n",
            7,
            "应越低",
        ),
    ],
)
def test_写错了说明文件_行_怎么改(folder, more, line, says):
    with pytest.raises(DataError) as caught:
        check_folder(folder(OWN + more))
    assert f"our-county-2022-project.yml 第 {line} 行" in str(caught.value) and says in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"420106"', "420106", "加引号"),
        ("kind: project", "kind: projects", "只能是"),
        ("from: 2022-01-01", 'from: "2022"', "不是日期"),
        ("from: 2022-01-01", "from: 2019-01-01", "早于所继承的"),
        ("to: null", "to: 2021-01-01", "早于 from"),
        ("extends: cn-mof-2020-10-project", "extends: nowhere", "没有方案「nowhere」"),
        ("extends: cn-mof-2020-10-project", "extends: our-county-2022-project", "继承成环"),
        ("extends: cn-mof-2020-10-project", "extends: null", "缺少「weights」"),
        ("basis: null", "basis: nowhere", "没有登记文件「nowhere」"),
        ("id: {name}", "id: other", "与文件名相同"),
        ("title: 本县项目支出绩效自评\n", "", "缺少「title」"),
    ],
)
def test_表头写错了也有话说(folder, old, new, says):
    assert old in OWN
    with pytest.raises(DataError, match=says) as caught:
        check_folder(folder(OWN.replace(old, new)))
    assert "our-county-2022-project.yml" in str(caught.value)


def test_不能与自带的方案同名(folder):
    with pytest.raises(DataError, match="与自带的方案相同"):
        check_folder(folder(OWN, "cn-hb-2020-project"))


def test_两个自己的方案日期重叠会被拒绝(folder):
    folder(OWN)
    with pytest.raises(DataError, match="有重叠"):
        check_folder(folder(OWN, "our-county-2023-project"))


def test_空文件夹和放错地方都有话说(tmp_path):
    (tmp_path / "方案").mkdir()
    with pytest.raises(DataError, match="checks.yml"):
        check_folder(tmp_path)


RECORDS = {path.stem: path.read_text(encoding="utf-8") for path in (DATA / "schemes").glob("*.yml")}
JUNK = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=3), st.lists(st.integers(), max_size=2), st.just({"a": 1}))


def places(data, path=()):
    """The paths of every value in plain data."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, value in items for place in [(*path, key), *places(value, (*path, key))]]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(RECORDS)))
def test_无论哪里写坏都只是一句话(data, name):
    plain = yaml.safe_load(RECORDS[name])
    path = data.draw(st.sampled_from(places(plain)))
    here = plain
    for step in path[:-1]:
        here = here[step]
    if data.draw(st.booleans()):
        del here[path[-1]]
    else:
        here[path[-1]] = data.draw(JUNK)
    record = load_text(yaml.safe_dump(plain, allow_unicode=True), f"schemes/{name}.yml")
    parent = plain.get("extends")
    basis = plain.get("basis")
    try:
        build(
            record,
            by_id(parent) if isinstance(parent, str) and parent in RECORDS else None,
            Ground(basis if isinstance(basis, str) else None, None),
        )
    except DataError as fault:
        assert f"{name}.yml 第" in str(fault)


# Commands


def test_新方案的样子原样就能用(tmp_path, capsys):
    assert main(["schemes", "--new", "our-county-2025-project", "--region", "420106", "--data", str(tmp_path)]) == 0
    path = tmp_path / "schemes" / "our-county-2025-project.yml"
    assert path.exists() and "每个数都要写出处" in path.read_text(encoding="utf-8")
    scheme = by_id("our-county-2025-project", tmp_path)
    assert (scheme.by, scheme.region, scheme.weight("output")) == ("name", "420106", 50)
    capsys.readouterr()
    assert main(["schemes", "our-county-2025-project", "--data", str(tmp_path)]) == 0
    assert "某县项目支出绩效自评" in capsys.readouterr().out
    with pytest.raises(UserError, match="已经存在"):
        create("our-county-2025-project", tmp_path)


@pytest.mark.parametrize(("name", "says"), [("本县", "小写字母"), ("cn-hb-2020-project", "自带的方案")])
def test_新方案的编号不合适(tmp_path, name, says):
    with pytest.raises(UserError, match=says):
        create(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_列出一个方案的每个数和出处(capsys):
    assert main(["schemes", "cn-hb-2020-project"]) == 0
    out = "".join(capsys.readouterr().out.split())
    assert "20（见于湖北2020年项目自评表，未见文件）" in out and "80" in out


@pytest.mark.parametrize("name", sorted(IDS))
def test_每个方案都列得出来(capsys, name):
    assert main(["schemes", name]) == 0 and by_id(name).title[:6] in capsys.readouterr().out
    assert main(["schemes", name, "--json"]) == 0 and json.loads(capsys.readouterr().out)["id"] == name


def test_用哪个方案和为什么(capsys):
    assert main(["schemes", "--on", "2024-04-30", "--region", "510724", "--kind", "project"]) == 0
    out = capsys.readouterr().out
    assert "cn-sc-2023-project" in out and "510724" in out and "没有方案" in out


def test_本单位的方案可以点名核算(capsys, folder, tmp_path):
    path = folder(OWN + "grades: null\n")
    form = tmp_path / "a.json"
    form.write_text('{"kind": "project", "title": "项目支出绩效自评表", "year": 2023}', encoding="utf-8")
    assert main(["check", str(form), "--data", str(path), "--region", "420106"]) == 0
    assert "本县项目支出绩效自评（our-county-2022-project）" in capsys.readouterr().out.replace("\n", "").replace(" ", "")


def test_指标值怎样理解怎样比较(capsys):
    assert main(["value", "50 次以上", "48次"]) == 0
    out = capsys.readouterr().out
    assert "≥50次" in out and "以上" in out and "未达到目标" in out
    assert main(["value", "50次1"]) == 0
    assert "^" in capsys.readouterr().out
    assert main(["value", "≥95%", "96%", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["target"]["shows"], report["comparison"]["met"]) == ("≥95%", True)
