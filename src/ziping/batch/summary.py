"""summary.xlsx, the 汇总表 of a batch: overview, ranking, departments, findings by check and by unit, every finding, every problem file.

Each form has a number (表号) that leads from every figure to its line in 排名, and from there to its file. Where a list would be longer
than people read, it is cut and says which table holds the rest.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from ziping import __version__
from ziping.batch.schema import VERSION
from ziping.batch.sheets import Column, Figure, Link, Sheet, write_book
from ziping.batch.tally import PERCENTS, FormGroup, Tables, checks, figures, forms_by
from ziping.checks import every
from ziping.exact import half_up
from ziping.form.register import Entry, Register
from ziping.paper import SEVERITY_WORDS

__all__ = ["GRADES", "KINDS", "STATUSES", "graded", "without_form", "write_summary"]

_MOST = 20_000  # rows of a list for people
_TRACED = 12  # forms named behind a figure
KINDS = {"department": "部门整体", "project": "项目支出", "targets": "绩效目标申报", "monitoring": "运行监控", "rubric": "评分表"}
STATUSES = {"read": "已读", "refused": "读不了", "quarantined": "隔离", "duplicate": "重复"}
GRADES = ("优", "良", "中", "差")
_RANKING, _DETAIL = "排名", "问题明细"


def without_form(frames: Tables, register: Register | None) -> tuple[Entry, ...]:
    """The projects of the list that none of the forms is about."""
    if register is None:
        return ()
    heads = frames["forms"].select("project", "project_code", "unit", "department").unique().collect()
    found = (register.entry(name, code, units) for name, code, *units in heads.iter_rows() if name or code)
    return register.without({entry.row for entry in found if entry is not None})


def write_summary(path: Path, frames: Tables, missing: Sequence[Entry] = ()) -> None:
    """The workbook of these tables; ``missing`` are projects that should have a form."""
    ranked = _ranked(frames["forms"])
    numbers = ranked.select("file", "form", "number", "spot")
    detail = _detail(frames["findings"], numbers)
    rows = {number: at for at, number in reversed(list(enumerate(detail["number"], 3)))}
    write_book(
        path,
        (
            _overview(frames), _ranking(ranked, rows), _groups("部门汇总", "部门", frames, numbers, "department"),
            _groups("单位汇总", "单位", frames, numbers, "unit"), _by_check(frames, numbers), _by_unit(frames, numbers),
            _findings(detail, frames), _files(frames), _problems(frames), *([_missing(missing)] if missing else []),
        ),
    )  # fmt: skip


def _ranked(forms: pl.LazyFrame) -> pl.DataFrame:
    """Forms by total, best first, those without a total last; ``number`` is the 表号, ``rank`` equal for equal totals."""
    keyed = forms.with_row_index("number", offset=1).with_columns(
        pl.col("total").rank("min", descending=True).over("kind").alias("rank"),
        pl.col("total").count().over("kind").alias("of"),
    )
    order = {kind: at for at, kind in enumerate(KINDS)}
    sort = [pl.col("kind").replace_strict(order, default=9), -pl.col("total").fill_null(-(10**6)), pl.col("number")]
    return keyed.sort(sort).with_row_index("spot").collect()


def _numbers(frame: pl.LazyFrame, by: str, numbers: pl.DataFrame) -> dict[Any, tuple[list[int], int]]:
    """For each value of a column: the first 表号 of the forms that have it, and how many there are."""
    joined = frame.select(by, "file", "form").unique().join(numbers.lazy().select("file", "form", "number"), on=["file", "form"])
    found = joined.group_by(by).agg(pl.col("number").sort().head(_TRACED).alias("first"), pl.len().alias("all")).collect()
    return {key: (list(first), count) for key, first, count in found.iter_rows()}


def _trace(found: tuple[list[int], int] | None) -> str:
    if found is None:
        return ""
    first, count = found
    return "、".join(map(str, first)) + (f" 等 {count} 份" if count > len(first) else "")


def _share(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value, 4)


def _points(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value)


def graded(group: FormGroup) -> list[int]:
    """Forms in the grades 优 良 中 差, and with another grade or none."""
    counts = [sum(count for grade, count in group.grades.items() if grade.startswith(name)) for name in GRADES]
    return [*counts, group.forms - sum(counts)]


def _overview(frames: Tables) -> Sheet:
    found = figures(frames)
    whole = found.whole
    rows: list[tuple[str, Any]] = [(f"文件：{word}", found.statuses[name]) for name, word in STATUSES.items() if name in found.statuses]
    kinds = dict(frames["forms"].group_by("kind").len().collect().iter_rows())
    rows += [("表", whole.forms)] + [(f"表：{word}", kinds[kind]) for kind, word in KINDS.items() if kind in kinds]
    rows += [("全年预算数合计（万元）", whole.budget), ("全年执行数合计（万元）", whole.execution)]
    rows += [("执行率（两数都有的表）", None if whole.rate is None else Figure(half_up(whole.rate, 4), "percent"))]
    rows += [("有总分的表", whole.scored), ("总分平均", _points(whole.mean)), ("总分按预算加权平均", _points(whole.weighted))]
    rows += [(f"总分的第 {percent} 百分位", _points(value)) for percent, value in zip(PERCENTS, whole.percentiles, strict=True)]
    rows += [(f"等级：{name}", count) for name, count in zip((*GRADES, "其他或未写"), graded(whole), strict=True)]
    rows += [("错误", whole.errors), ("警告", whole.warnings), ("提示", whole.infos), ("没有写金额单位、按万元计的表", found.unitless)]
    rows += [("检查程序版本", "、".join(found.engines) or __version__), ("表结构版本", str(VERSION))]
    rows += [(f"方案 {scheme}", f"内容摘要 {version}") for scheme, version in found.schemes.items()]
    notes = ("预算绩效自评表批量检查汇总", "金额为万元。表号见「排名」，由表号可找到文件；全部数据在同一文件夹的 .parquet 表里。")
    return Sheet("总览", (Column("项目", width=34), Column("数", "money", 26)), rows, notes)


_RANKED = (
    Column("名次", "count", 6), Column("表号", "count", 7), Column("单位", width=24), Column("部门", width=22), Column("项目", width=26),
    Column("表种", width=10), Column("年度", "text", 7), Column("总分", "points", 8), Column("等级", width=6), Column("重算最低", "points", 9),
    Column("重算最高", "points", 9), Column("审定总分", "points", 9), Column("预算（万元）", "money", 13), Column("执行（万元）", "money", 13),
    Column("执行率", "percent", 9), Column("错误", "count", 6), Column("警告", "count", 6), Column("提示", "count", 6),
    Column("方案", width=24), Column("文件", width=40), Column("第几份", "count", 7),
)  # fmt: skip


_ON_PAPER = 18  # up to 提示: all 21 side by side on A4 are too small to read


def _ranking(ranked: pl.DataFrame, rows: dict[int, int]) -> Sheet:
    def lines() -> Iterator[tuple[Any, ...]]:
        for form in ranked.head(_MOST).iter_rows(named=True):
            findings = form["errors"] + form["warnings"] + form["infos"]
            first = rows.get(form["number"]) if findings else None
            yield (
                None if form["rank"] is None else int(form["rank"]),
                form["number"] if first is None else Link(form["number"], _DETAIL, first),
                form["unit"], form["department"], form["project"], KINDS[form["kind"]], None if form["year"] is None else str(form["year"]),
                form["total"], form["grade"], form["total_low"], form["total_high"], form["review"], form["budget"], form["execution"],
                _share(form["rate"]), form["errors"], form["warnings"], form["infos"], form["scheme"], form["file"], form["form"] + 1,
            )  # fmt: skip

    rest = f"共 {ranked.height} 份，只列前 {_MOST} 份，其余见 forms.parquet。" if ranked.height > _MOST else ""
    return Sheet(_RANKING, _RANKED, lines(), (f"同一表种内按表上总分排名，同分同名次；点表号看它的问题。{rest}",), _ON_PAPER)


_GROUPED = (
    Column("表", "count", 6), Column("预算（万元）", "money", 14), Column("执行（万元）", "money", 14), Column("执行率", "percent", 9),
    Column("有总分", "count", 7), Column("平均分", "points", 8), Column("加权平均分", "points", 10), Column("最低四分位", "points", 10),
    Column("中位数", "points", 8), *(Column(grade, "count", 5) for grade in GRADES), Column("其他", "count", 5),
    Column("错误", "count", 6), Column("警告", "count", 6), Column("提示", "count", 6), Column("表号", width=40),
)  # fmt: skip


def _groups(name: str, title: str, frames: Tables, numbers: pl.DataFrame, column: str) -> Sheet:
    groups = forms_by(frames["forms"], column)
    traced = _numbers(frames["forms"], column, numbers)
    rows = (
        (
            each.name, each.forms, each.budget, each.execution, _share(each.rate), each.scored, _points(each.mean), _points(each.weighted),
            _points(each.percentiles[1]), _points(each.percentiles[2]), *graded(each), each.errors, each.warnings, each.infos,
            _trace(traced.get(each.name, traced.get(None))),
        )
        for each in groups[:_MOST]
    )  # fmt: skip
    notes = ("执行率 = 执行合计 ÷ 预算合计（两数都有的表）；加权平均按预算加权；百分位取实有的值（最近秩）。",)
    return Sheet(name, (Column(title, width=28), *_GROUPED), rows, notes)


def _by_check(frames: Tables, numbers: pl.DataFrame) -> Sheet:
    titles = {check.code: check.title for check in every()}
    traced = _numbers(frames["findings"].filter(pl.col("explained").is_null()), "code", numbers)
    rows = (
        (
            each.code, titles.get(each.code, ""), SEVERITY_WORDS[each.severity], each.count, each.forms, each.units, each.budget,
            _points(each.mean), _trace(traced.get(each.code)),
        )
        for each in checks(frames["findings"], frames["forms"])
    )  # fmt: skip
    columns = (
        Column("检查", width=9), Column("查什么", width=44), Column("级别", width=6), Column("条数", "count", 8), Column("表", "count", 8),
        Column("单位", "count", 8), Column("所涉预算（万元）", "money", 16), Column("所涉表平均分", "points", 12), Column("表号", width=50),
    )  # fmt: skip
    return Sheet("按检查", columns, rows, ("每条检查查出多少、涉及哪些表；用 ziping explain 编号 看它查什么、为何、不查什么。",))


def _by_unit(frames: Tables, numbers: pl.DataFrame) -> Sheet:
    titles = {check.code: check.title for check in every()}
    found = (
        frames["findings"].filter(pl.col("explained").is_null()).join(frames["forms"].select("file", "form", "unit"), on=["file", "form"])
    ).join(numbers.lazy().select("file", "form", "number"), on=["file", "form"])
    first = pl.col("number").unique().sort().head(_TRACED).alias("first")
    groups = found.group_by("unit", "code", "severity").agg(pl.len().alias("count"), first, pl.col("number").n_unique().alias("forms"))
    ordered = sorted(groups.collect().iter_rows(), key=lambda row: (row[0] or "", list(SEVERITY_WORDS).index(row[2]), -row[3], row[1]))
    rows = (
        (unit, code, titles.get(code, ""), SEVERITY_WORDS[severity], count, forms, _trace((first, forms)))
        for unit, code, severity, count, first, forms in ordered[:_MOST]
    )
    columns = (
        Column("单位", width=28), Column("检查", width=9), Column("查什么", width=44), Column("级别", width=6), Column("条数", "count", 8),
        Column("表", "count", 8), Column("表号", width=50),
    )  # fmt: skip
    return Sheet("按单位", columns, rows, ("每个单位在每条检查上的问题。",))


def _detail(findings: pl.LazyFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """The findings of the list for people, with 表号, in the order of the ranking."""
    joined = findings.join(numbers.lazy(), on=["file", "form"]).sort("spot", "row", maintain_order=True)
    return joined.head(_MOST).collect()


def _findings(detail: pl.DataFrame, frames: Tables) -> Sheet:
    forms = frames["forms"].select("file", "form", "unit", "project").collect()
    names = {(file, form): (unit, project) for file, form, unit, project in forms.iter_rows()}
    rows = (
        (
            Link(row["number"], _RANKING, row["spot"] + 3) if row["spot"] < _MOST else row["number"],
            *names[row["file"], row["form"]], row["code"], SEVERITY_WORDS[row["severity"]], row["path"], row["found"], row["expected"],
            row["message"], row["remedy"], row["basis"], row["explained"], row["file"], row["form"] + 1,
        )
        for row in detail.iter_rows(named=True)
    )  # fmt: skip
    columns = (
        Column("表号", "count", 7), Column("单位", width=24), Column("项目", width=24), Column("检查", width=9), Column("级别", width=6),
        Column("地址", width=20), Column("表上", width=16), Column("应为", width=16), Column("问题", width=70), Column("处理", width=44),
        Column("依据", width=30), Column("已有的说明", width=24), Column("文件", width=40), Column("第几份", "count", 7),
    )  # fmt: skip
    count = frames["findings"].select(pl.len()).collect().item()
    rest = f"共 {count} 条，只列前 {_MOST} 条，其余见 findings.parquet。" if count > _MOST else ""
    return Sheet(_DETAIL, columns, rows, (f"按排名次序；点表号回到排名。{rest}",))


def _files(frames: Tables) -> Sheet:
    bad = frames["files"].filter(pl.col("status") != "read").head(_MOST).collect()
    rows = (
        (
            row["file"], STATUSES[row["status"]], row["code"], row["reason"] or (f"内容与 {row['same_as']} 相同，只检查一次"), row["tries"],
            row["bytes"], row["sha256"],
        )
        for row in bad.iter_rows(named=True)
    )  # fmt: skip
    columns = (
        Column("文件", width=50), Column("结果", width=8), Column("原因编号", width=12), Column("原因", width=80), Column("试了几次", "count", 8),
        Column("字节", "count", 12), Column("内容摘要", width=20),
    )  # fmt: skip
    return Sheet("问题文件", columns, rows, ("没有用上的文件：读不了、隔离（使读取程序退出、超时或内存超限）或与别的文件相同。",))


def _problems(frames: Tables) -> Sheet:
    listed: Iterable[Any] = frames["problems"].head(_MOST).collect().iter_rows(named=True)
    rows = ((row["file"], None if row["form"] is None else row["form"] + 1, row["code"], row["message"], row["place"]) for row in listed)
    columns = (
        Column("文件", width=50),
        Column("第几份", "count", 8),
        Column("编号", width=12),
        Column("说明", width=90),
        Column("位置", width=30),
    )
    count = frames["problems"].select(pl.len()).collect().item()
    rest = f"共 {count} 条，只列前 {_MOST} 条，其余见 problems.parquet。" if count > _MOST else ""
    return Sheet("读取问题", columns, rows, (f"读取时没有照原样读进来的地方，请人看一眼。{rest}",))


def _missing(entries: Sequence[Entry]) -> Sheet:
    columns = (
        Column("名单行号", "count", 8), Column("项目", width=50), Column("项目代码", width=20), Column("单位", width=30), Column("主管部门", width=30),
        Column("预算数", width=14), Column("年度", width=8),
    )  # fmt: skip
    rows = ((each.row, each.project, each.code, each.unit, each.department, each.budget, each.year) for each in entries)
    return Sheet("缺表项目", columns, rows, (f"名单上有、这次没有表的项目，共 {len(entries)} 个。",))
