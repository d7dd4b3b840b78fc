"""``ziping fix``: what is certain is mended in the user's own file, listed, and nothing else is touched; a score never."""

import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from office_parts import p, tbl, tc, tr, word
from ziping import formats, layouts
from ziping.checks.cases import build_form
from ziping.cli import main
from ziping.errors import UserError
from ziping.form import Form, dump, get, walk
from ziping.form.model import Unit
from ziping.formats import docx_edit, xlsx_edit
from ziping.formats.cell_edits import Edit
from ziping.grid import Place
from ziping.output.fixes import fix, mend
from ziping.output.fixes.show import difference
from ziping.output.fixes.texts import spelled, without_markup
from ziping.pipeline import Settings, examine, read

EXAMPLES = Path(__file__).parents[1] / "examples"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SETTINGS = Settings(scheme="cn-mof-2020-10-project")
WRONG = {
    "funds[0].rate": "94%",
    "funds[0].initial_budget": "100",
    "funds[1].initial_budget": "１２０",
    "total_score": "99",
    "indicators[0].target": ">=12000亩",
    "indicators[1].actual": "９６.５％",
    "goals[0].actual": "<p>3 个片区的管护已经做完，渠道畅通。</p>\n<p>农户反映良好&nbsp;。</p>",
}
SOURCES = {"funds": ["年度资金总额 | 120 | 120 | 114 | 10 | 95% | 9.5", "其中：当年财政拨款 | 100 | 100 | 94 | | | ",
                     "上年结转资金 | 20 | 20 | 20 | | | "]}  # fmt: skip


def wrong(**changes: object) -> Form:
    """A clean project form with some slips that are certain to be slips, or with these changes."""
    return build_form({"name": "x", **SOURCES, "set": changes.pop("set", {}), **changes})


def spoilt() -> Form:
    return wrong(set={**WRONG, "funds[0].initial_budget": "100", "funds[1].initial_budget": "１００"})


def written(form: Form, carrier: str) -> bytes:
    if carrier == "json":
        return json.dumps(dump(form), ensure_ascii=False).encode()
    bare = form.model_copy(update={"unit": Unit()})  # this layout has no place for the unit beside the one that carries the project out
    return formats.write([layouts.write(bare, layouts.by_id("mof-2020-project"))], carrier)


def mended(data: bytes, carrier: str):
    return fix(data, carrier, f".{carrier}", read(data, carrier).forms, SETTINGS)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def differing(one: Form, other: Form) -> set[str]:
    a, b = dict(walk(one)), dict(walk(other))
    return {path for path in a | b if a.get(path) != b.get(path)}


# The whole way


@pytest.mark.parametrize("carrier", ["docx", "xlsx", "json"])
def test_只改列出的地方_别处一字不动(carrier):
    data = written(spoilt(), carrier)
    before = read(data, carrier).forms[0]
    done = mended(data, carrier)
    after = read(done.data, carrier).forms[0]
    changes = {change.path: change for change in done.forms[0].changes}
    assert done.own and set(changes) == set(WRONG)
    assert differing(before, after) == set(changes)
    assert all((get(before, path), get(after, path)) == (change.before, change.after) for path, change in changes.items())
    assert {path: change.after for path, change in changes.items()} == {
        "funds[0].rate": "95%", "funds[0].initial_budget": "120", "funds[1].initial_budget": "100", "total_score": "99.5",
        "indicators[0].target": "≥12000亩", "indicators[1].actual": "96.5%",
        "goals[0].actual": "3 个片区的管护已经做完，渠道畅通。\n农户反映良好 。",
    }  # fmt: skip


@pytest.mark.parametrize("carrier", ["docx", "xlsx", "json"])
def test_改过的问题没有了_也没有新问题(carrier):
    data = written(spoilt(), carrier)
    done = mended(data, carrier)
    before, after = (examine(read(each, carrier).forms[0], SETTINGS).findings for each in (data, done.data))
    asked = {(change.code, change.path) for change in done.forms[0].changes if change.code}
    assert {code for code, _ in asked} == {"MN101", "MN103", "SC110", "FM113"}
    assert not asked & {(f.code, f.where) for f in after} and {f.id for f in after} < {f.id for f in before}


@pytest.mark.parametrize("carrier", ["docx", "xlsx"])
def test_干净的表一个字节也不改(carrier):
    data = written(wrong(), carrier)
    done = mended(data, carrier)
    assert done.data == data and not done.forms[0].changes and "与原件相同" in done.words


def test_再改一次_没有可改的了():
    done = mended(mended(written(spoilt(), "docx"), "docx").data, "docx")
    assert not done.forms[0].changes


def test_几份表在一个文件里_各改各的():
    both = json.dumps([dump(spoilt()), dump(wrong()), dump(spoilt())], ensure_ascii=False).encode()
    done = mended(both, "json")
    assert [len(each.changes) for each in done.forms] == [7, 0, 7]
    assert [form.total_score for form in read(done.data, "json").forms] == ["99.5"] * 3


def test_JSON_里的数还是数_别的键都在():
    data = b'{"file": "a", "forms": [{"form": {"kind": "project", "year": 2023, "total_score": 9.10}, "extra": [1.50]}]}'
    done = fix(data, "json", ".json", read(data, "json").forms, SETTINGS)
    assert re.sub(rb"\s+", b"", done.data) == re.sub(rb"\s+", b"", data)


# Own files, byte for byte


def test_docx_只有那几个字的文本改了():
    data = written(spoilt(), "docx")
    after = mended(data, "docx").data
    old, new = parts(data), parts(after)
    assert {name for name in old if old[name] != new[name]} == {"word/document.xml"} and list(old) == list(new)
    trees = [etree.fromstring(each["word/document.xml"]) for each in (old, new)]
    texts = [[t.text for t in tree.iter(f"{W}t")] for tree in trees]
    for tree in trees:
        for t in tree.iter(f"{W}t"):
            t.text, t.attrib["{http://www.w3.org/XML/1998/namespace}space"] = "", "preserve"
    assert etree.tostring(trees[0]) == etree.tostring(trees[1])
    assert len(texts[0]) == len(texts[1]) and 0 < sum(a != b for a, b in zip(*texts, strict=True)) <= 9


def test_docx_一个数分在几段格式里_各段的格式都在():
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>108.</w:t></w:r><w:r><w:t>00</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>%</w:t></w:r>"
    data = word(tbl(tr(tc("<w:p>" + bold + "</w:p>"))))
    after, refused = docx_edit.edit(data, [Edit(Place(1, 1, table=1), "108.00%", "108.21%")])
    assert not refused
    runs = [(r.find(f"{W}rPr") is not None, r.findtext(f"{W}t")) for r in etree.fromstring(parts(after)["word/document.xml"]).iter(f"{W}r")]
    assert runs == [(True, "108."), (False, "21"), (True, "%")]


def test_docx_格里断行的数也改得了_断行还在():
    data = word(tbl(tr(tc("<w:p><w:r><w:t>108.</w:t><w:br/><w:t>00%</w:t></w:r></w:p>"))))
    after, refused = docx_edit.edit(data, [Edit(Place(1, 1, table=1), "108.00%", "108.21%")])
    assert not refused and formats.read(after, "docx")[0].cells[0].text == "108.\n21%"


def test_docx_同样的数不止一处_不猜():
    data = word(tbl(tr(tc(p("甲 5 乙 5 丙")))))
    after, refused = docx_edit.edit(data, [Edit(Place(1, 1, table=1), "5", "6")])
    assert after == data and len(refused) == 1
    assert docx_edit.edit(data, [Edit(Place(9, 9, table=1), "5", "6")])[1][0].why == "在原件里找不到这一格"


def test_docx_目标值分在三格里_只改符号那一格():
    data = word(tbl(tr(tc(p("＝")), tc(p("95")), tc(p("%")))))
    after, refused = docx_edit.edit(data, [Edit(Place(1, 1, table=1), "＝95%", "=95%")])
    assert not refused and [cell.text for cell in formats.read(after, "docx")[0].cells] == ["=", "95", "%"]
    assert docx_edit.edit(data, [Edit(Place(1, 1, table=1), "＝95%", "＝96%")])[0] == data


def test_docx_删去的和隐藏的字不算():
    text = '<w:p><w:del w:id="1"><w:r><w:delText>90%</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>90%</w:t></w:r><w:r><w:t>90%</w:t></w:r></w:p>'
    after, refused = docx_edit.edit(word(tbl(tr(tc(text)))), [Edit(Place(1, 1, table=1), "90%", "91%")])
    assert not refused and formats.read(after, "docx")[0].cells[0].text == "91%"
    assert [t.text for t in etree.fromstring(parts(after)["word/document.xml"]).iter(f"{W}t")] == ["90%", "91%"]


def workbook(*cells: object, formats_: dict[str, str] | None = None) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "表"
    for at, cell in enumerate(cells, 1):
        sheet.cell(1, at, cell)
    for ref, code in (formats_ or {}).items():
        sheet[ref].number_format = code
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def edited(data: bytes, col: int, before: str, after: str):
    done, refused = xlsx_edit.edit(data, [Edit(Place(1, col, sheet="表"), before, after)])
    return openpyxl.load_workbook(io.BytesIO(done))["表"].cell(1, col), done, refused


def test_xlsx_数还是数_格式不变():
    data = workbook(1.08, "别的", formats_={"A1": "0.00%"})
    cell, done, refused = edited(data, 1, "108.00%", "108.21%")
    assert not refused and (cell.value, cell.number_format) == (1.0821, "0.00%")
    assert {name for name, part in parts(data).items() if parts(done)[name] != part} == {"xl/worksheets/sheet1.xml"}


def test_xlsx_格式装不下的数写成文字():
    cell, _, refused = edited(workbook(98, formats_={"A1": "0"}), 1, "98", "98.18")
    assert not refused and cell.value == "98.18"


def test_xlsx_公式不动():
    data = workbook("=1+1")
    plain = (
        parts(data)["xl/worksheets/sheet1.xml"]
        .replace(b"<v></v>", b"<v>2</v>")
        .replace(b"<v/>", b"<v>2</v>")
        .replace(b"<v />", b"<v>2</v>")
    )
    assert b"<v>2</v>" in plain
    changed = {**parts(data), "xl/worksheets/sheet1.xml": plain}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in changed.items():
            archive.writestr(name, part)
    done, refused = xlsx_edit.edit(out.getvalue(), [Edit(Place(1, 1, sheet="表"), "2", "3")])
    assert done == out.getvalue() and "公式" in refused[0].why


def test_xlsx_共用的文字只改这一格():
    cell, done, refused = edited(workbook("＞＝95%", "＞＝95%"), 1, "＞＝95%", "≥95%")
    assert not refused and cell.value == "≥95%"
    assert openpyxl.load_workbook(io.BytesIO(done))["表"]["B1"].value == "＞＝95%"


# What is certain and what is not


def codes(form: Form) -> dict[str, str]:
    return {change.path: change.after for change in mend(form, SETTINGS).changes}


def test_得分一律不动():
    form = wrong(
        set={
            "indicators[0].score": "３０",
            "funds[0].score": "９.５",
            "indicators[1].review_score": "<p>20</p>",
            "indicators[2].score": "9_",
        }
    )
    assert not {path for path in codes(form) if path.endswith("score")}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"total_score": "98", "indicators[0].score": "21"}, "得分本身不对"),
        ({"total_score": "99.5", "indicators[0].score": "19"}, "多半是某项得分写错"),
    ],
    ids=["有得分超过分值", "总分与重算相符"],
)
def test_总分可能是对的_不改总分(changes, why):
    done = mend(wrong(set=changes), SETTINGS)
    assert not done.changes and any(left.path == "total_score" and why in left.why for left in done.left)


def test_有得分读不出_不改总分():
    assert "total_score" not in codes(wrong(set={"total_score": "98", "indicators[0].score": "二十分吧"}))


def test_合计改了会与执行率矛盾_不改():
    form = wrong(set={"funds[1].budget": "60"})
    done = mend(form, SETTINGS)
    assert not done.changes and any(left.path == "funds[0].budget" and "新的问题" in left.why for left in done.left)


def test_合计错了_执行率对得上来源_改合计不改执行率():
    assert codes(wrong(set={"funds[0].budget": "210"})) == {"funds[0].budget": "120"}


def test_其中行和空着的来源不当作合计的依据():
    assert not codes(wrong(set={"funds[0].initial_budget": "90", "funds[2].initial_budget": None}))
    assert not codes(wrong(set={"funds[0].initial_budget": "90", "funds[2].source": "其中：专项"}))


def test_写法跟着原来的写法():
    assert codes(wrong(set={"funds[0].initial_budget": "1,100.00"})) == {"funds[0].initial_budget": "120.00"}
    assert codes(wrong(set={"funds[0].rate": "94.00%"})) == {"funds[0].rate": "95.00%"}


def test_没有写符号的目标不替人写():
    assert not codes(wrong(set={"indicators[0].target": "12000亩", "indicators[0].actual": "12600亩"}))


SPELLINGS = {
    ">=95%": "≥95%", "＞＝95%": "≥95%", "=>50次": "≥50次", "≧50次": "≥50次", "<=3起": "≤3起", "＜５０元": "<50元", "＝1００%": "=100%",
    "１２３．４５": "123.45", "１，０００人": "1,000人", "完成１００％，反映良好": "完成100%，反映良好",
    "95％": "95％", "≥95%": "≥95%", "有机制": "有机制", "①批": "①批", "A>=B": "A>=B", "《管理办法》": "《管理办法》", "": "",
}  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_数字和符号的写法(text):
    if text == "A>=B":
        assert spelled(text) in (text, "A≥B")
    else:
        assert spelled(text) == SPELLINGS[text] and spelled(spelled(text)) == spelled(text)


MARKUP = {
    "<p>甲</p>": "甲",
    "<p>甲</p><p>乙</p>": "甲\n乙",
    "<p>甲</p>\n<p>乙</p>": "甲\n乙",
    "甲<br/>乙<br>丙": "甲\n乙\n丙",
    '<ol style="a: b"><li>甲</li>\n<li><b>乙</b>丙</li></ol>': "甲\n乙丙",
    "甲&nbsp;乙&lt;5%&amp;": "甲 乙<5%&",
    "<!-- 注 -->甲<style>p {}</style>乙": "甲乙",
    "<td>甲</td><td>乙</td>": "甲 乙",
    "甲\x07乙_x000D_": "甲乙",
    "投诉率<5%，甲<乙": "投诉率<5%，甲<乙",
    "结对帮扶乡镇学<p>校 26 所。</p> <p>二、其他。</p>": "结对帮扶乡镇学校 26 所。\n二、其他。",
    "第一段\n\n第二段": "第一段\n\n第二段",
}


@pytest.mark.parametrize("text", MARKUP)
def test_去掉网页标签_文字不少(text):
    assert without_markup(text, long=True) == MARKUP[text]


def test_改动说得清():
    assert difference("108.00%", "108.21%") == "108.00% → 108.21%"
    assert difference("<p>" + "文" * 90 + "</p>", "文" * 90) == "删去「<p>」、删去「</p>」"


# The command


def test_命令列出每处改动(tmp_path, capsys):
    out = tmp_path / "改正.docx"
    assert main(["fix", str(EXAMPLES / "department-2020.docx"), str(out)]) == 0
    said = capsys.readouterr().out
    assert "108.00% → 108.21%" in said and "第 4 行第 9 格" in said and "原件的副本，改了 5 处，其余未动" in said
    assert main(["fix", str(EXAMPLES / "department-2020.docx"), str(out), "--force", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["own"] and {c["path"] for c in report["changes"]} >= {"funds[0].rate", "functions", "labels.funds.transfer"}
    assert set(report["changes"][0]) == {"form", "path", "place", "before", "after", "why", "code"}


def test_别的载体写官方版式_并且说明(tmp_path, capsys):
    out = tmp_path / "a.xlsx"
    assert main(["fix", str(EXAMPLES / "department-2020.docx"), str(out)]) == 0
    assert "官方版式" in capsys.readouterr().out and read(out.read_bytes()).forms[0].funds[1].rate == "108.21%"


@pytest.mark.parametrize("name", ["同一个.docx", "已有.docx", "a.txt", "a"])
def test_写不得的时候什么也不写(name, tmp_path, capsys):
    source = tmp_path / "同一个.docx"
    source.write_bytes((EXAMPLES / "department-2020.docx").read_bytes())
    (tmp_path / "已有.docx").write_bytes(b"x")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    force = ["--force"] if name.startswith("同") else []
    assert main(["fix", str(source), str(tmp_path / name), *force]) == 2
    assert capsys.readouterr().err.startswith("ziping：") and {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_没有地方放的内容_说出来(tmp_path):
    form = wrong(set={"grade": "优"})
    with pytest.raises(UserError, match="没有地方放"):
        fix(b"", "html", ".docx", [form], SETTINGS)
