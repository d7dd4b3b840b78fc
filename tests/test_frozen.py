"""Records that are made by the dozen: the quick ways of making them give what the class gives."""

import dataclasses
import pickle

import pytest

from ziping.frozen import maker, replace
from ziping.scoring import Line, TotalLine
from ziping.text import bare, plain, together
from ziping.values import Interval, parse


def test_另一条路做出的记录与类做出的相同():
    given = {"path": "indicators[0].score", "written": "9", "status": "agrees"}
    for kind in (Line, TotalLine):
        made = maker(kind)(**given)
        assert made == kind(**given) and type(made) is kind and pickle.loads(pickle.dumps(made)) == made
        with pytest.raises(dataclasses.FrozenInstanceError):
            made.path = "total_score"
    with pytest.raises(TypeError):
        maker(Line)(path="total_score")


def test_换一个字段与标准做法相同():
    value = parse("50次以上")
    assert isinstance(value, Interval)
    assert replace(value, unit="人") == dataclasses.replace(value, unit="人") != value


@pytest.mark.parametrize(
    "texts", [["产出 指标", "≥９５％", "第一行\n第二 行", "零\u200b宽", "全　角，", ""], ["夹着\u241e分隔符", "别的 字"], []]
)
def test_合在一起拼写与逐个拼写相同(texts):
    whole, solid = together(texts)
    assert all(plain(text) in whole and bare(text) in solid for text in texts)
    assert [bare(text) for text in texts] == ["".join(plain(text).replace("\u200b", "").split()) for text in texts]
