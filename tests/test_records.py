"""Records: as quick to declare as they are here, they must be what frozen dataclasses are; what is kept of YAML must be what it says now."""

import pickle
import sys
from dataclasses import FrozenInstanceError, field, replace
from decimal import Decimal

import pytest
from pydantic import ValidationError

from ziping import records
from ziping.form import Form, Indicator, Place, dump, load
from ziping.frozen import dataclass
from ziping.scoring import Line


@dataclass(frozen=True, slots=True)
class 指标:
    名称: str
    分值: Decimal | None = None
    步骤: list[str] = field(default_factory=list)
    出处: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class 定量指标(Indicator):
    单位: str


def test_字段相同就相等_出处不比较():
    assert 指标("合格率", Decimal(5), [], "甲表") == 指标("合格率", Decimal("5.0"), [], "乙表")
    assert 指标("合格率") != 指标("完成率")
    assert 指标("合格率") != "合格率"


def test_可散列的作键_含列表的不行():
    assert {Place(row=1, col=2): "甲"}[Place(row=1, col=2)] == "甲"
    with pytest.raises(TypeError):
        hash(指标("合格率"))


def test_不能改_不能删_不能添():
    one = 指标("合格率")
    for change in (lambda: setattr(one, "名称", "别的"), lambda: delattr(one, "名称"), lambda: setattr(one, "新的", 1)):
        with pytest.raises((FrozenInstanceError, AttributeError)):
            change()
    assert one.名称 == "合格率"


def test_缺省的列表各是各的():
    one, two = 指标("甲"), 指标("乙")
    one.步骤.append("算")
    assert two.步骤 == []


def test_少了多了参数都不成():
    for call in (lambda: 指标(), lambda: 指标("甲", 单位="次"), lambda: Indicator("甲"), lambda: Place(row=1)):
        with pytest.raises(TypeError):
            call()


def test_继承的字段在前_换一个值是另一份():
    one = 定量指标(level3="培训", weight="5", 单位="次")
    assert replace(one, weight="6") == 定量指标(level3="培训", weight="6", 单位="次")
    assert repr(one).endswith("interim=None, forecast=None, 单位='次')")


def test_腌过再取出来还是那一份():
    assert pickle.loads(pickle.dumps(指标("合格率", Decimal("4.5"), ["算"]))) == 指标("合格率", Decimal("4.5"), ["算"])


def test_外来的数按写法算_年度要在范围里():
    assert Indicator.model_validate({"weight": Decimal("9.10"), "score": 5}) == Indicator(weight="9.10", score="5")
    for wrong in ({"kind": "project", "year": 1800}, {"kind": "project", "funds": [{"budget": [1]}]}, {"kind": "别的"}):
        with pytest.raises(ValidationError):
            Form.model_validate(wrong)


def test_写成数据再读回来是同一份表():
    form = Form(kind="project", year=2023, indicators=(Indicator(level3="合格率", goal=0),), places={"year": Place(row=1, col=1)})
    assert load(dump(form)) == (form, [])
    assert Line(path="x", written=None, computed=Decimal("4.50"), status="differs").model_dump()["computed"] == "4.50"


@pytest.fixture
def 数据(tmp_path, monkeypatch):
    """A data folder of our own making, where what was parsed may be kept."""
    monkeypatch.setattr(records, "DATA", tmp_path / "ziping" / "data")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    records.DATA.mkdir(parents=True)
    return records.DATA


def kept(folder):
    return [path for path in folder.rglob("*") if path.suffix in (".records", ".part")]


def test_留下的与新解析的一样_行号也一样(数据, monkeypatch):
    path = 数据 / "词.yml"
    path.write_text("甲: 0.60\n乙: [2020-02-25, {丙: 1}]\n", encoding="utf-8")
    first = records.load(path)
    assert len(kept(数据)) == 1
    monkeypatch.setattr(records, "load_text", lambda *_: pytest.fail("又解析了一遍"))
    again = records.load(path)
    assert again == first and again["甲"] == Decimal("0.60")
    assert again["乙"][1].at("丙") == first["乙"][1].at("丙") == "data/词.yml 第 2 行"


@pytest.mark.parametrize("now", ["甲: 2\n", "甲: 1\n乙: 2\n", "甲"])
def test_文件改了就不用留下的(数据, now):
    path = 数据 / "词.yml"
    path.write_text("甲: 1\n", encoding="utf-8")
    records.load(path)
    path.write_text(now, encoding="utf-8")
    assert records.load(path) == records.load_text(now, "data/词.yml")


def test_留下的坏了就重新解析(数据):
    path = 数据 / "词.yml"
    path.write_text("甲: 1\n", encoding="utf-8")
    records.load(path)
    (spoiled,) = kept(数据)
    spoiled.write_bytes(spoiled.read_bytes()[:-3])
    assert records.load(path) == {"甲": 1}


def test_放不下留的也照样读(数据):
    path = 数据 / "词.yml"
    path.write_text("甲: 1\n", encoding="utf-8")
    (数据 / "__pycache__").write_text("这里是个文件，不是文件夹", encoding="utf-8")
    assert records.load(path) == {"甲": 1}
    assert kept(数据) == []


def test_单位自己的目录里什么也不留(数据, tmp_path):
    path = tmp_path / "单位" / "词.yml"
    path.parent.mkdir()
    path.write_text("甲: 1\n", encoding="utf-8")
    assert records.load(path) == {"甲": 1}
    assert [each.name for each in path.parent.iterdir()] == ["词.yml"]
