"""What a batch adds up to: groups of forms, of indicator rows and of findings, in exact decimals.

Sums are added as decimals by polars; every quotient is taken here, of exact sums, and rounded half up where it is shown. Percentiles
are by nearest rank: values that really occur.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from ziping.batch.schema import TABLES, names
from ziping.errors import UserError
from ziping.exact import ZERO
from ziping.frozen import dataclass

__all__ = [
    "FORM_GROUPS",
    "PERCENTS",
    "ROW_GROUPS",
    "CheckGroup",
    "Figures",
    "FormGroup",
    "RowGroup",
    "checks",
    "figures",
    "forms_by",
    "rows_by",
    "tables",
]

PERCENTS = (10, 25, 50, 75, 90)
FORM_GROUPS = {"unit": "单位", "department": "部门", "year": "年度", "scheme": "方案"}
ROW_GROUPS = {"level1": "一级指标", "level2": "二级指标"}
_NONE = "（未写）"
_CLASSES = {
    "level1": {
        "output": "产出指标", "benefit": "效益指标", "satisfaction": "满意度指标", "cost": "成本指标", "decision": "决策（投入）", "management": "过程（管理）",
    },
    "level2": {
        "quantity": "数量指标", "quality": "质量指标", "timeliness": "时效指标", "cost": "成本指标", "economic_benefit": "经济效益指标",
        "social_benefit": "社会效益指标", "ecological_benefit": "生态效益指标", "sustainable": "可持续影响指标", "satisfaction": "服务对象满意度指标",
    },
}  # fmt: skip

Tables = Mapping[str, pl.LazyFrame]


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Forms that have one thing in common. Money in 万元; ``budget`` and ``execution`` over all of them, ``rate`` of those that have
    both; ``mean`` of the ``scored`` ones, ``weighted`` by their budgets; ``percentiles`` of their totals; None where there is nothing."""

    name: str
    forms: int
    budget: Decimal
    execution: Decimal
    rate: Decimal | None
    scored: int
    mean: Decimal | None
    weighted: Decimal | None
    percentiles: tuple[Decimal | None, ...]
    grades: dict[str, int]
    errors: int
    warnings: int
    infos: int


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Indicator rows of one level: ``share`` of the points that were given, ``mean`` of the rows' own shares, ``weighted`` by the
    budgets of their forms; ``full`` how many have full marks."""

    name: str
    rows: int
    forms: int
    weight: Decimal
    score: Decimal
    share: Decimal | None
    mean: Decimal | None
    weighted: Decimal | None
    full: int
    percentiles: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """Findings of one check: how many, in how many forms and units, the budgets of these forms and their mean total."""

    code: str
    severity: str
    count: int
    forms: int
    units: int
    budget: Decimal
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything ``ziping stats`` shows. ``statuses`` of the files; ``unitless``: forms with amounts but without a unit of money."""

    whole: FormGroup
    statuses: dict[str, int]
    forms: dict[str, list[FormGroup]]
    rows: dict[str, list[RowGroup]]
    checks: list[CheckGroup]
    unitless: int
    schemes: dict[str, str]
    engines: tuple[str, ...]


def tables(folder: Path) -> Tables:
    """The tables of a batch, to be read when asked. UserError if there are none."""
    missing = [table for table in TABLES if not (folder / f"{table}.parquet").is_file()]
    if missing:
        raise UserError(f"{folder} 里没有批量检查的结果（缺 {missing[0]}.parquet）；先用 ziping batch 文件夹 --out {folder}")
    frames = {table: pl.scan_parquet(folder / f"{table}.parquet") for table in TABLES}
    if any(set(names(table)) - set(frame.collect_schema().names()) for table, frame in frames.items()):
        raise UserError(f"{folder} 里的结果是别的版本做的，栏目不全；请用 ziping batch 再做一次")
    return frames


def _quotient(one: Decimal | None, other: Decimal | int | None) -> Decimal | None:
    return one / other if one is not None and other else None


def _ranks(column: str) -> list[pl.Expr]:
    known = pl.col(column).drop_nulls()
    rank = [((known.len() * percent + 99) // 100 - 1).clip(0) for percent in PERCENTS]
    return [known.sort().get(at, null_on_oob=True).alias(f"p{percent}") for percent, at in zip(PERCENTS, rank, strict=True)]


def _product(one: str, other: str) -> pl.Expr:
    """The exact product of two decimal columns: their digits behind the point together."""
    digits = pl.Decimal(38, 14)
    return pl.col(one).cast(digits) * pl.col(other).cast(digits)


def _percentiles(row: Mapping[str, Any]) -> tuple[Decimal | None, ...]:
    return tuple(row[f"p{percent}"] for percent in PERCENTS)


def forms_by(forms: pl.LazyFrame, column: str | None) -> list[FormGroup]:
    """Forms in groups of a column (None: all of them in one), largest budget first, then by name."""
    name = pl.lit("合计") if column is None else pl.col(column).cast(pl.String).fill_null(_NONE)
    keyed = forms.with_columns(name.alias("group"))
    both = pl.col("budget").is_not_null() & pl.col("execution").is_not_null()
    weighed = pl.col("total").is_not_null() & (pl.col("budget") > 0)
    sums = keyed.group_by("group").agg(
        pl.len().alias("forms"), pl.col("budget", "execution", "errors", "warnings", "infos").sum(),
        pl.col("budget").filter(both).sum().alias("base"), pl.col("execution").filter(both).sum().alias("spent"),
        pl.col("total").count().alias("scored"), pl.col("total").sum().alias("points"),
        _product("total", "budget").filter(weighed).sum().alias("product"), pl.col("budget").filter(weighed).sum().alias("weight"),
        *_ranks("total"),
    )  # fmt: skip
    graded = keyed.filter(pl.col("grade").is_not_null()).group_by("group", "grade").len().collect()
    grades: dict[str, dict[str, int]] = {}
    for group, grade, count in sorted(graded.iter_rows(), key=lambda row: (row[0], _grade_rank(row[1]))):
        grades.setdefault(group, {})[grade] = count
    found = [
        FormGroup(
            name=row["group"], forms=row["forms"], budget=row["budget"] or ZERO, execution=row["execution"] or ZERO,
            rate=_quotient(row["spent"], row["base"]), scored=row["scored"], mean=_quotient(row["points"], row["scored"]),
            weighted=_quotient(row["product"], row["weight"]), percentiles=_percentiles(row), grades=grades.get(row["group"], {}),
            errors=row["errors"], warnings=row["warnings"], infos=row["infos"],
        )
        for row in sums.collect().iter_rows(named=True)
    ]  # fmt: skip
    return sorted(found, key=lambda group: (-group.budget, group.name))


def _grade_rank(grade: str) -> tuple[int, str]:
    return ("优良中差".find(grade[:1]) % 5, grade)


def rows_by(indicators: pl.LazyFrame, forms: pl.LazyFrame, level: str) -> list[RowGroup]:
    """Indicator rows that carry points, in groups of their first or second level; largest number of points first."""
    known = pl.col(f"{level}_class").replace_strict(_CLASSES[level], default=None, return_dtype=pl.String)
    name = pl.coalesce(known, pl.col(level), pl.lit(_NONE))
    scored = (
        indicators.filter((pl.col("weight") > 0) & pl.col("score").is_not_null())
        .select("file", "form", "weight", "score", "score_share", name.alias("group"))
        .join(forms.select("file", "form", "budget"), on=["file", "form"], how="left")
    )
    weighed = pl.col("budget") > 0
    sums = scored.group_by("group").agg(
        pl.len().alias("rows"), pl.struct("file", "form").n_unique().alias("forms"), pl.col("weight", "score").sum(),
        pl.col("score_share").sum().alias("shares"), (pl.col("score") == pl.col("weight")).sum().alias("full"),
        _product("score_share", "budget").filter(weighed).sum().alias("product"), pl.col("budget").filter(weighed).sum().alias("money"),
        *_ranks("score_share"),
    )  # fmt: skip
    found = [
        RowGroup(
            name=row["group"], rows=row["rows"], forms=row["forms"], weight=row["weight"], score=row["score"],
            share=_quotient(row["score"], row["weight"]), mean=_quotient(row["shares"], row["rows"]),
            weighted=_quotient(row["product"], row["money"]), full=row["full"], percentiles=_percentiles(row),
        )
        for row in sums.collect().iter_rows(named=True)
    ]  # fmt: skip
    return sorted(found, key=lambda group: (-group.weight, group.name))


def checks(findings: pl.LazyFrame, forms: pl.LazyFrame) -> list[CheckGroup]:
    """Findings in groups of their check and severity: errors first, then by how many there are. Explained ones do not count."""
    key = ["code", "severity"]
    findings = findings.filter(pl.col("explained").is_null())
    counts = findings.group_by(key).len("count")
    concerned = (
        findings.select(*key, "file", "form").unique().join(forms.select("file", "form", "unit", "budget", "total"), on=["file", "form"])
    )
    sums = concerned.group_by(key).agg(
        pl.len().alias("forms"), pl.col("unit").n_unique().alias("units"), pl.col("budget").sum(),
        pl.col("total").sum().alias("points"), pl.col("total").count().alias("scored"),
    )  # fmt: skip
    found = [
        CheckGroup(
            code=row["code"], severity=row["severity"], count=row["count"], forms=row["forms"], units=row["units"],
            budget=row["budget"] or ZERO, mean=_quotient(row["points"], row["scored"]),
        )
        for row in counts.join(sums, on=key).collect().iter_rows(named=True)
    ]  # fmt: skip
    rank = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda group: (rank[group.severity], -group.count, group.code))


def figures(frames: Tables) -> Figures:
    """Every figure that ``ziping stats`` shows."""
    forms = frames["forms"]
    whole = forms_by(forms, None)
    versions = forms.filter(pl.col("scheme").is_not_null()).select("scheme", "scheme_version").unique().collect()
    unitless = forms.filter(pl.col("money_unit").is_null() & pl.col("budget").is_not_null()).select(pl.len()).collect().item()
    statuses = dict(sorted(frames["files"].group_by("status").len().collect().iter_rows()))
    return Figures(
        whole=whole[0] if whole else FormGroup("合计", 0, ZERO, ZERO, None, 0, None, None, (None,) * len(PERCENTS), {}, 0, 0, 0),
        statuses=statuses,
        forms={column: forms_by(forms, column) for column in FORM_GROUPS},
        rows={level: rows_by(frames["indicators"], forms, level) for level in ROW_GROUPS},
        checks=checks(frames["findings"], forms),
        unitless=unitless,
        schemes=dict(sorted(_pairs(versions.iter_rows()))),
        engines=tuple(sorted(forms.select("engine").unique().collect()["engine"])),
    )


def _pairs(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[str, str]]:
    return ((str(one), str(other)) for one, other in rows)
