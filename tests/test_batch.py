"""Many files: the same tables however the work was shared out or cut off; what cannot be used is named and holds nobody up."""

import json
import re
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("polars", reason="批量检查是可选组件：pip install 'ziping[batch]'")
pytest.importorskip("distributed", reason="批量检查是可选组件：pip install 'ziping[batch]'")

import polars as pl
from openpyxl import load_workbook

from ziping.batch import patience
from ziping.batch.run import run
from ziping.batch.schema import KEYS, TABLES, VERSION
from ziping.batch.sinks import Store
from ziping.batch.sources import bytes_of, find
from ziping.batch.summary import write_summary
from ziping.batch.tally import figures, forms_by, tables
from ziping.cli import main
from ziping.errors import UserError
from ziping.exact import ZERO, half_up

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:Couldn't detect:RuntimeWarning")
ROOT = Path(__file__).parent.parent
VARIES = ("seconds", "worker")


def a_form(number: int, **changes: object) -> dict[str, object]:
    """A small project form that adds up; the budget makes each of them different."""
    rows = [("产出指标", "数量指标", "养护里程", "≥50公里", "52公里", "50", "50"), ("效益指标", "社会效益指标", "通行率", "≥95%", "96%", "30", "30"),
            ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "91%", "10", "10")]  # fmt: skip
    names = ("level1", "level2", "level3", "target", "actual", "weight", "score")
    return {
        "kind": "project", "title": "项目支出绩效自评表", "year": 2023, "money_unit": "万元", "unit": {"name": "青禾县交通运输局"},
        "project": {"name": f"道路养护{number}", "supervising_department": "青禾县交通运输局", "implementing_unit": f"第{number % 3}养护站"},
        "funds": [{"source": "年度资金总额", "budget": f"{100 + number}.10", "execution": f"{100 + number}.10", "rate": "100%",
                   "weight": "10", "score": "10", "total": True}],
        "indicators": [dict(zip(names, row, strict=True)) for row in rows], "total_score": "100", **changes,
    }  # fmt: skip


def folder_of(path: Path, count: int = 12) -> Path:
    """Single forms as JSON, two of them the same, a file of lines, an archive with a name in GBK, and what office programs leave behind."""
    path.mkdir()
    for number in range(count):
        (path / f"{number:03}.json").write_text(json.dumps(a_form(number), ensure_ascii=False), encoding="utf-8")
    (path / "表三的副本.json").write_bytes((path / "003.json").read_bytes())
    lines = [json.dumps(a_form(100 + number), ensure_ascii=False) for number in range(5)]
    lines[2] = "{"
    (path / "历年.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with zipfile.ZipFile(path / "乡镇.zip", "w") as archive:
        archive.writestr("XXXXXX.json", json.dumps(a_form(200, total_score="99"), ensure_ascii=False))
    archived = (path / "乡镇.zip").read_bytes().replace(b"XXXXXX", "石桥镇".encode("gb18030"))  # as Chinese Windows names it
    (path / "乡镇.zip").write_bytes(archived)
    (path / "~$锁.docx").write_bytes(b"x")
    (path / "空.docx").write_bytes(b"")
    (path / "坏.zip").write_bytes(b"PK\x03\x04 not an archive")
    return path


def content(out: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, without what may differ from run to run."""
    frames = {table: pl.read_parquet(out / f"{table}.parquet") for table in TABLES}
    frames["files"] = frames["files"].drop(VARIES)
    return {table: sorted(frame.rows(), key=repr) for table, frame in frames.items()}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("batch") / "自评表")


@pytest.fixture(scope="module")
def undisturbed(forms: Path) -> Path:
    """The tables of one run with two workers."""
    out = forms.parent / "out-2"
    run([str(forms)], out, workers=2)
    return out


# What there is to do


def test_每份内容只做一次_名字按中文读出(forms):
    found = find([str(forms)])
    names = [item.name.removeprefix(f"{forms.as_posix()}/") for item in found.items]
    assert "乡镇.zip/石桥镇.json" in names and names == sorted(names)
    assert [Path(name).name for name in found.same] == ["表三的副本.json"]
    assert not [name for name in names if "~$" in name]


def test_清单和通配说的是同样的文件(forms, tmp_path):
    (tmp_path / "清单.txt").write_text("\n".join(str(forms / f"{n:03}.json") for n in range(3)), encoding="gb18030")
    assert find([f"@{tmp_path / '清单.txt'}"]).items == find([str(forms / "00[0-2].json")]).items
    with pytest.raises(UserError, match="没有「不存在"):
        find(["不存在"])


def test_压缩包里的坏条目各说各的(tmp_path):
    inner = tmp_path / "内.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("甲.json", json.dumps(a_form(1)))
    with zipfile.ZipFile(tmp_path / "外.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "内.zip")
        archive.writestr("乙.json", "x" * 100_000)
    data = bytearray((tmp_path / "外.zip").read_bytes())
    at = data.index("乙.json".encode()) + len("乙.json".encode()) + 3
    data[at : at + 40] = bytes(40)
    (tmp_path / "外.zip").write_bytes(data)
    inner.unlink()
    (tmp_path / "坏.zip").write_bytes(b"PK\x03\x04 not an archive")
    found = find([str(tmp_path)])
    assert [item.name.rpartition(".zip/")[2] for item in found.items] == ["甲.json"]
    assert {Path(each.name).name for each in found.strays} == {"乙.json", "坏.zip"}


def test_压缩包里的JSON行与解开的一样分段(tmp_path, monkeypatch):
    monkeypatch.setattr("ziping.batch.sources._SEGMENT_LINES", 2)
    text = "\n".join(json.dumps(a_form(number)) for number in range(5)).encode()
    (tmp_path / "历年.jsonl").write_bytes(text)
    with zipfile.ZipFile(tmp_path / "包.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("历年.jsonl", text)
    inside, outside = find([str(tmp_path / "包.zip")]).items, find([str(tmp_path / "历年.jsonl")]).items
    assert [item.key for item in inside] == [item.key for item in outside] and [item.line for item in inside] == [1, 3, 5]
    assert [bytes_of(item) for item in inside] == [bytes_of(item) for item in outside]
    assert b"".join(map(bytes_of, inside)) == text


# What a reader is granted


def waits(monkeypatch, used: list[float], *, asleep: bool = False) -> list[float]:
    """How a reader with 20 seconds is waited for that has used so many seconds of processor time at each look."""
    looks = iter(used)
    monkeypatch.setattr(patience, "_used", lambda pid, alone=False: next(looks))
    monkeypatch.setattr(patience, "_asleep", lambda pid: asleep)
    return list(patience.by_work(1, 20))


def test_机器忙不是文件的错_按算的时间计(monkeypatch):
    assert waits(monkeypatch, [100, 104, 110, 121]) == [20, 16, 10]
    assert waits(monkeypatch, [100, 100, 105, 125]) == [20, 20, 15]  # at first it got no turn at all


def test_睡着不动的读取程序到时就停(monkeypatch):
    assert waits(monkeypatch, [100, 100.001], asleep=True) == [20]
    assert waits(monkeypatch, [100, 110, 110.001], asleep=True) == [20, 10]


def test_算满时间的读取程序到时就停(monkeypatch):
    assert waits(monkeypatch, [100, 125]) == [20]


# The tables


def test_表的栏目和类型就是说明里写的(undisturbed):
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert f"表结构版本 {VERSION}" in page
    for table, columns in TABLES.items():
        part = re.search(rf"^## {table}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)[1]
        assert re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", part, re.MULTILINE) == [(c.name, c.type, c.meaning) for c in columns]
        frame = pl.read_parquet(undisturbed / f"{table}.parquet")
        assert frame.columns == [column.name for column in columns]
        assert frame.equals(frame.sort(KEYS[table])) and not frame.select(KEYS[table]).is_duplicated().any()
        assert pl.read_parquet_metadata(undisturbed / f"{table}.parquet")["ziping.schema"] == str(VERSION)


def test_每个文件都有下落(undisturbed):
    files = {Path(row["file"]).name: row for row in pl.read_parquet(undisturbed / "files.parquet").iter_rows(named=True)}
    assert len(files) == 17 and files["坏.zip"]["status"] == "refused"
    assert files["表三的副本.json"]["status"] == "duplicate" and files["表三的副本.json"]["same_as"].endswith("003.json")
    assert files["空.docx"]["status"] == "refused" and "空" in files["空.docx"]["reason"]
    assert (files["历年.jsonl"]["forms"], files["历年.jsonl"]["problems"]) == (4, 1)
    problem = pl.read_parquet(undisturbed / "problems.parquet").filter(pl.col("file").str.ends_with("历年.jsonl")).row(0, named=True)
    assert problem["form"] == 2 and "第 3 行" in problem["message"]


def test_与逐份检查的结果相同(undisturbed, forms):
    from ziping import check

    name = f"{forms.as_posix()}/乡镇.zip/石桥镇.json"
    own = check(json.dumps(a_form(200, total_score="99")).encode()).results[0]
    found = pl.read_parquet(undisturbed / "findings.parquet").filter(pl.col("file") == name)
    assert found.select("id", "severity", "path", "message").rows() == [(f.id, f.severity, f.where, f.message) for f in own.findings]
    assert "SC110" in found["code"]


def test_一个和四个进程做出同样的表(undisturbed, forms, tmp_path):
    run([str(forms)], tmp_path / "1", workers=1)
    run([str(forms)], tmp_path / "4", workers=4)
    assert content(tmp_path / "1") == content(undisturbed) == content(tmp_path / "4")


# Figures


def total_of(rows: list[tuple[str, str | None, str, str]]) -> pl.LazyFrame:
    """Forms with unit, grade, total and budget; nothing else that the figures look at differs."""
    names = ("unit", "grade", "total", "budget")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows]).with_columns(
        pl.col("total").cast(pl.Decimal(38, 4)), pl.col("budget").cast(pl.Decimal(38, 6))
    )
    return frame.with_columns(
        pl.col("budget").alias("execution"), *(pl.lit(0).alias(name) for name in ("errors", "warnings", "infos"))
    ).lazy()


def test_合计和平均是精确的十进制数():
    (group,) = forms_by(total_of([("甲", "优", "0.1", "0.1"), ("甲", "良", "0.2", "0.2"), ("甲", None, "0.3", "999999999.000001")]), "unit")
    assert str(group.budget) == "999999999.300001" and group.rate == 1
    assert (str(group.mean), str(half_up(group.weighted or ZERO, 9))) == ("0.2000", "0.300000000")
    assert group.grades == {"优": 1, "良": 1}


def test_百分位是实有的值_最近秩():
    totals = ["60", "70", "80", "90", "100"]
    (group,) = forms_by(total_of([("甲", None, each, "1") for each in totals]), "unit")
    assert [str(value) for value in group.percentiles] == ["60.0000", "70.0000", "80.0000", "90.0000", "100.0000"]
    (alone,) = forms_by(total_of([("甲", None, "98.18", "1")]), "unit")
    assert {str(value) for value in alone.percentiles} == {"98.1800"}


def test_统计的每个数都能从表里再算出来(undisturbed):
    found = figures(tables(undisturbed))
    forms = pl.read_parquet(undisturbed / "forms.parquet")
    assert found.whole.budget == sum(forms["budget"]) and found.whole.forms == forms.height == 17
    assert {group.name: group.forms for group in found.forms["unit"]} == dict(forms["unit"].value_counts().iter_rows())
    assert found.rows["level1"][0].name == "产出指标" and found.rows["level1"][0].full == 17
    codes = pl.read_parquet(undisturbed / "findings.parquet")["code"].value_counts()
    assert {group.code: group.count for group in found.checks} == dict(codes.iter_rows())


def test_统计写出表格和不联网的网页(undisturbed, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["stats", str(undisturbed), "--html", str(tmp_path / "统计.html"), "--xlsx", str(tmp_path / "统计.xlsx")]) == 0
    said = capsys.readouterr().out
    assert "按单位" in said and "青禾县交通运输局" in said
    page = (tmp_path / "统计.html").read_text(encoding="utf-8")
    assert "<svg" in page and not re.findall(r"https?://|<script|src=|@import", page)
    assert "按检查" in load_workbook(tmp_path / "统计.xlsx").sheetnames
    assert main(["stats", str(undisturbed), "--html", str(tmp_path / "统计.html")]) == 2
    monkeypatch.setenv("COLUMNS", "60")
    main(["stats", str(undisturbed)])
    assert re.search(r"^第0养护站 +\d+ .*\d$", capsys.readouterr().out, re.MULTILINE)  # one line, no figure broken
    assert main(["stats", str(tmp_path)]) == 2


def test_汇总表里的数都指得回表_公式不起作用(undisturbed, tmp_path):
    frames = dict(tables(undisturbed))
    frames["forms"] = frames["forms"].with_columns(pl.lit("=HYPERLINK(1)").alias("project"))
    write_summary(tmp_path / "汇总.xlsx", frames)
    book = load_workbook(tmp_path / "汇总.xlsx")
    overview = {row[0].value: row[1] for row in book["总览"].iter_rows(min_row=4)}
    assert (overview["表"].value, overview["表"].number_format) == (17, "#,##0")
    assert (overview["执行率（两数都有的表）"].value, overview["执行率（两数都有的表）"].number_format) == (1, "0.00%")
    ranking = {row[1].value: row for row in book["排名"].iter_rows(min_row=3)}
    assert len(ranking) == 17 and {row[4].data_type for row in ranking.values()} == {"s"}
    best, worst = next(iter(ranking.values()))[0].value, list(ranking.values())[-1]
    assert best == 1 and (worst[0].value, worst[7].value) == (17, 99) and worst[19].value.endswith("乡镇.zip/石桥镇.json")
    check = next(row for row in book["按检查"].iter_rows(min_row=3, values_only=True) if row[0] == "SC110")
    assert check[8] == str(worst[1].value)
    detail = next(row for row in book["问题明细"].iter_rows(min_row=3) if row[3].value == "SC110")
    assert detail[0].hyperlink.location == f"'排名'!A{worst[0].row}"


def test_笔记本里的例子能跑(tmp_path, monkeypatch):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(
        r"^```python\n(.*?)^```", (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        exec(block, names)
    assert names["frames"].forms.height == 4 and (tmp_path / "out/笔记本/forms.parquet").is_file()


# The command


def test_一个文件夹里同时只做一个批量(tmp_path):
    with Store(tmp_path / "out").open({}), pytest.raises(UserError, match="另一个批量检查"), Store(tmp_path / "out").open({}):
        pass
    with Store(tmp_path / "out").open({}):
        pass


def test_命令的状态与一份时相同(forms, undisturbed, tmp_path, capsys):
    assert main(["batch", str(forms), "--out", str(undisturbed)]) == 1  # nothing to do again: the parts are there
    said = capsys.readouterr()
    assert "以前已经做完" in said.err and "空.docx" not in said.err.split("共")[0] and "读不了 2" in said.out
    assert (undisturbed / "summary.xlsx").is_file()
    assert main(["batch", str(forms), "--out", str(undisturbed), "--region", "430000"]) == 2
    assert "另外的设置" in capsys.readouterr().err
    assert main(["batch", "不存在", "--out", str(tmp_path / "空")]) == 2
    (tmp_path / "有东西").mkdir()
    (tmp_path / "有东西" / "别人的.txt").write_text("x")
    assert main(["batch", str(forms), "--out", str(tmp_path / "有东西")]) == 2


def test_对照表与名单_批量时同逐份检查一样用_缺表的项目列出来(tmp_path, capsys):
    given, aside = tmp_path / "自评表", tmp_path / "申报"
    for folder in (given, aside):
        folder.mkdir()
    for number in (1, 2):
        (given / f"{number}.json").write_text(json.dumps(a_form(number), ensure_ascii=False), encoding="utf-8")
    targets = a_form(1, kind="targets")
    targets["indicators"][0]["target"] = "≥80公里"  # type: ignore[index]
    (aside / "一.json").write_text(json.dumps(targets, ensure_ascii=False), encoding="utf-8")
    (aside / "说明.txt").write_text("不是表", encoding="utf-8")
    listed = "项目名称,项目单位,批复金额（万元）\n道路养护1,第1养护站,101.10\n道路养护2,第2养护站,99\n桥梁加固,第1养护站,30\n"
    (tmp_path / "名单.csv").write_text(listed, encoding="utf-8")
    command = ["batch", str(given), "--out", str(tmp_path / "out"), "--against", str(aside), "--register", str(tmp_path / "名单.csv")]
    main(command)
    told = capsys.readouterr()
    assert "「桥梁加固」" in told.out and "说明.txt" in told.err
    found = pl.read_parquet(tmp_path / "out" / "findings.parquet").select("file", "code").rows()
    assert {Path(file).name for file, code in found if code == "XF106"} == {"1.json"}
    assert {Path(file).name for file, code in found if code == "MN113"} == {"2.json"}
    sheet = load_workbook(tmp_path / "out" / "summary.xlsx")["缺表项目"]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] == 4] == ["桥梁加固"]
    main(command)
    assert "以前已经做完" in capsys.readouterr().err
    (tmp_path / "名单.csv").write_text(listed.replace("99", "98"), encoding="utf-8")
    assert main(command) == 2  # under another list the results are others
