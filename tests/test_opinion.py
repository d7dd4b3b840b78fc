"""审核意见书: findings by weight, a deadline where something must be mended, fit to be sent back to the unit."""

import json
import re
from pathlib import Path

import pytest

from ziping import formats
from ziping.cli import main
from ziping.form import Form
from ziping.output.opinion import opinion
from ziping.pipeline import Result, examine, read

EXAMPLE = Path(__file__).parents[1] / "examples" / "department-2020.docx"


def result(**changes: object) -> Result:
    return examine(read(EXAMPLE.read_bytes()).forms[0]).model_copy(update=changes)


def texts(each: Result) -> list[str]:
    return [box.text for box in opinion(each).boxes]


def numbers(text: str) -> list[int]:
    """``3、5—7`` → 3, 5, 6, 7: findings of one check that say the same about many rows share a line."""
    ends = [[int(end) for end in part.split("—")] for part in text.split("、")]
    return [number for pair in ends for number in range(pair[0], pair[-1] + 1)]


def test_问题按轻重排列_编号一个不少():
    done = result()
    said = texts(done)
    listed = said[said.index("序号") : next(i for i, text in enumerate(said) if "未能核算" in text)]
    shown = [number for text in listed if re.fullmatch(r"[\d、—]*\d", text) for number in numbers(text)]
    assert sorted(shown) == list(range(1, len(done.findings) + 1))
    heads = [said.index(text) for text in said if text.startswith(("一、错误", "二、警告", "三、提示"))]
    assert len(heads) == 3 and heads == sorted(heads)


def test_每条有位置_问题_依据_处理():
    done = result()
    finding = done.findings[0]
    said = texts(done)
    at = next(i for i, text in enumerate(said) if finding.message in text)
    assert f"第 {finding.place.row} 行" in said[at - 1] and said[at + 1 : at + 3] == [finding.basis, finding.remedy]


def test_有单位_年度_总分_和未能核算的行():
    done = result()
    said = texts(done)
    assert {"青禾县教育局", "2020"} <= set(said) and any("98.18" in text for text in said)
    assert any(f"未能核算 {len(done.coverage.not_evaluable)} 行" in text for text in said) and all(
        gap.why in said for gap in done.coverage.not_evaluable
    )


def test_要改的才有期限():
    done = result()
    only_info = result(findings=tuple(f for f in done.findings if f.severity == "info"))
    assert any("日前修改后重新报送" in line for line in opinion(done).foot)
    for mild in (only_info, result(findings=())):
        assert not any("重新报送" in line for line in opinion(mild).foot) and any("审核单位" in line for line in opinion(mild).foot)
    assert any("不必重新报送" in text for text in texts(only_info))
    assert any("未发现需要修改的内容" in text for text in texts(result(findings=())))


def test_项目表写明项目与主管部门():
    form = Form.model_validate({"kind": "project", "project": {"name": "道路养护", "supervising_department": "交通局"}})
    assert {"道路养护", "交通局", "（表上未填）"} <= set(texts(examine(form)))
    assert opinion(examine(form)).title == "项目支出绩效自评审核意见书"


@pytest.mark.parametrize("carrier", ["docx", "xlsx", "pdf", "html"])
def test_每种格式都画得出(carrier):
    grids = formats.read(formats.write([opinion(result())], carrier), carrier)
    written = "".join("".join(cell.text.split()) for grid in grids for cell in grid.cells)
    assert "经审核，发现错误" in written and "（MN103）" in written and "序号位置问题依据处理" in written


def test_几份表各写一份(capsys, tmp_path):
    source = tmp_path / "two.json"
    source.write_text(json.dumps([{"kind": "project", "project": {"name": name}} for name in ("甲", "乙")]), encoding="utf-8")
    main(["check", str(source), "--opinion", str(tmp_path / "意见.docx")])
    assert sorted(path.name for path in tmp_path.glob("意见*")) == ["意见-1.docx", "意见-2.docx"]
    assert "审核意见书已写到" in capsys.readouterr().out


def test_扩展名不对有一句话(capsys, tmp_path):
    assert main(["check", str(EXAMPLE), "--opinion", str(tmp_path / "意见.doc")]) == 2
    assert ".docx" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_两个输出不能是同一个文件(capsys, tmp_path):
    out = str(tmp_path / "a.docx")
    assert main(["check", str(EXAMPLE), "--opinion", out, "--annotate", out]) == 2
    assert "同一个文件" in capsys.readouterr().err and not list(tmp_path.iterdir())
