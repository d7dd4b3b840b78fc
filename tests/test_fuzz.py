"""Three hundred broken files of every carrier read in process: each gives forms or one clear sentence (``benchmarks/fuzz.py`` tries more)."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

import fuzz  # noqa: E402
from ziping.errors import FileRefused  # noqa: E402
from ziping.form import dump  # noqa: E402
from ziping.pipeline import examine, read  # noqa: E402
from ziping.text import bare  # noqa: E402
from ziping.values import parse  # noqa: E402

FILES = {"docx": 60, "xlsx": 50, "html": 50, "text": 50, "json": 30, "pdf": 10, "doc": 30, "xls": 20}
"""Broken files of each carrier; a PDF is the slowest to read."""


@pytest.mark.parametrize("carrier", fuzz.CARRIERS)
def test_坏文件要么读出要么说一句话(carrier):
    faults = []
    for number in range(FILES[carrier]):
        kind, said = fuzz.attempt(carrier, fuzz.broken(carrier, number, seed=1))
        if kind == "fault":
            faults.append(f"{carrier} {number}: {said}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("carrier", fuzz.CARRIERS)
def test_同一个种子弄坏的是同样的字节(carrier):
    assert [fuzz.broken(carrier, n, seed=7) for n in range(3)] == [fuzz.broken(carrier, n, seed=7) for n in range(3)]
    assert len({fuzz.broken(carrier, n, seed=7) for n in range(8)}) > 4


def test_出了别的错就算一个毛病(monkeypatch):
    def fails(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(fuzz, "read", fails)
    assert fuzz.attempt("docx", b"x")[0] == "fault"


@pytest.mark.skipif(not hasattr(fuzz.signal, "SIGPROF"), reason="没有按 CPU 时间计的信号")
def test_死循环按CPU时间停下_后面的照试(monkeypatch):
    honest = fuzz.attempt

    def hangs(carrier: str, data: bytes) -> tuple[str, str]:
        while data == fuzz.broken("json", 1, 1):
            pass
        return honest(carrier, data)

    monkeypatch.setattr(fuzz, "attempt", hangs)
    monkeypatch.setattr(fuzz, "LIMIT", 2.0)
    assert [outcome.kind == "fault" for outcome in fuzz.fuzz("json", 3)] == [False, True, False]


# --- what broken files have shown: work that grew with the square of a text or a table


LONG = {
    "数字": "9" * 20_000,
    "左括号": "(" * 20_000,
    "冒号": "：" * 20_000,
    "句号": "。" * 20_000,
    "星号": "★" * 20_000,
    "破折号": "1-" * 10_000,
}


def form_with(text: str) -> dict:
    row = {
        "level1": text,
        "level2": text,
        "level3": text,
        "content": text,
        "target": text,
        "actual": text,
        "weight": text,
        "score": text,
        "reason": text,
    }
    funds = {"source": text, "budget": text, "execution": text, "rate": text, "total": True}
    return {
        "kind": "project",
        "title": text,
        "functions": text,
        "funds": [funds],
        "goals": [{"expected": text, "actual": text}],
        "indicators": [row],
    }


@pytest.mark.parametrize("sign", LONG)
def test_每格都是两万个同样的字_照样检查(sign):
    (form,) = read(json.dumps(form_with(LONG[sign])).encode()).forms
    assert len(examine(form).findings) > 0
    assert form.indicators[0].actual == LONG[sign]


def test_一格全是空格和换行_照样检查():
    (form,) = read(json.dumps(form_with("完成" + " \t\n" * 6000 + "任务")).encode()).forms
    assert len(examine(form).findings) > 0


@pytest.mark.parametrize("sign", LONG)
def test_一格两万个同样的字_照样读(sign):
    head = "一级指标\t二级指标\t三级指标\t目标值\t完成值\t分值\t得分\n"
    text = f"{LONG[sign]}\n项目支出绩效自评表\n{LONG[sign]}\t{LONG[sign]}\n{head}产出指标\t数量指标\t{LONG[sign]}\t≥5人\t6人\t10\t10\n".encode()
    (form,) = read(text, "text").forms
    assert form.indicators[0].level3 == LONG[sign]


def test_几百个空列的表照读():
    wide = "\t" * 300
    text = (
        f"一级指标\t二级指标{wide}\t三级指标\t目标值\t完成值\t分值\t得分\n" + f"产出指标\t培训{wide}\t≥5人\t6人\t10\t10\n质量\t10\t10\n" * 3
    )
    (form,) = read(text.encode(), "text").forms
    assert len(form.indicators) == 6


def test_两千字以上的格子不当指标值读():
    assert type(parse("５" * 2001)).__name__ == "Unread" and type(parse("好" * 2001)).__name__ == "State"


def test_半个字符的JSON说清楚():
    with pytest.raises(FileRefused, match="半个字符"):
        read(b'{"kind": "project", "title": "\\ud83d"}')
    (form,) = read(b'{"kind": "project", "title": "\\ud83d\\ude00"}').forms
    assert dump(form)["title"] == "\U0001f600"


def test_长文的写法也统一_只是不长记():
    assert bare("５ 人\u200b" * 30_000) == "5人" * 30_000
