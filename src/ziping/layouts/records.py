"""Layouts as data: one file per official paper, used for reading and for writing. Strict keys, complaints with file and line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ziping.errors import DataError, UserError
from ziping.frozen import dataclass
from ziping.records import DATA, Record, load, names

__all__ = ["Block", "ColumnSpec", "Layout", "PairCell", "by_id", "every", "roles"]

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a block on paper: its field, its printed label, how many grid columns wide. Columns side by side with the same
    ``over`` stand under one wide label (年度指标值 over 计算符号, 指标值, 度量单位)."""

    role: str
    label: str
    cols: int
    over: str | None = None


@dataclass(frozen=True, slots=True)
class PairCell:
    """A printed label (``field`` None) or a value's cell (``label`` empty)."""

    label: str
    field: str | None
    cols: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the paper: ``kind`` is one of KINDS. ``points`` are those printed on the empty paper beside the money total, and
    beside 总分; ``rows`` what it prints in its rows; ``term`` which goals' indicators a table is for; ``grade`` the column of the 总分
    row in which the grade stands."""

    kind: str
    label: str = ""
    label_cols: int = 1
    columns: tuple[ColumnSpec, ...] = ()
    pairs: tuple[tuple[PairCell, ...], ...] = ()
    field: str | None = None
    rows: tuple[Any, ...] = ()
    formula: str | None = None
    points: str | None = None
    term: str = "annual"
    grade: str | None = None


@dataclass(frozen=True)
class Layout:
    """One official paper. ``like`` names the layout whose paper this one shares: read from paper, the two cannot be told apart.
    ``region`` is the place whose paper it looks like: asked only where nobody named a region and the form's points are that place's."""

    id: str
    title: str
    about: str
    kind: str
    scheme: str | None
    landscape: bool
    subtitle: tuple[str, ...]
    widths_mm: tuple[int, ...]
    blocks: tuple[Block, ...]
    money_unit: str | None = None
    signatures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    like: str | None = None
    region: str | None = None

    def block(self, *kinds: str) -> Block | None:
        """The first block of one of these kinds."""
        return next((block for block in self.blocks if block.kind in kinds), None)

    @property
    def tables(self) -> tuple[Block, ...]:
        """The indicator tables."""
        return tuple(block for block in self.blocks if block.kind in ("indicators", "own_goals"))

    @cached_property
    def fields(self) -> frozenset[str]:
        """Every column this paper has: ``funds.transfer``, ``indicators.content`` …, and its scalar fields."""
        out: set[str] = set()
        for block in self.blocks:
            if block.kind == "fund_pairs":
                out.add("funds.pairs")
            else:
                out |= {f"{_SECTIONS.get(block.kind, block.kind)}.{column.role}" for column in block.columns}
            out |= {cell.field for row in block.pairs for cell in row if cell.field}
            if block.field:
                out.add(block.field)
            if block.kind == "own_goals":
                out |= {"goals.expected", "goals.weight"}
            if block.grade:
                out.add("grade")
        if {"goals.long", "goals.annual"} & out:
            out.add("goals.expected")
        return frozenset(out)

    @property
    def signed_cells(self) -> tuple[str, ...]:
        """The labels of signatures that have a cell in the table."""
        cells = [cell.field or "" for block in self.blocks for row in block.pairs for cell in row]
        fields = [*cells, *(block.field or "" for block in self.blocks)]
        return tuple(field.partition(".")[2] for field in fields if field.startswith("signatures."))

    @property
    def prints_money_unit(self) -> bool:
        """True if 万元 or 元 stands somewhere on this paper."""
        return any("{money_unit}" in text for text in (*self.subtitle, *(block.label for block in self.blocks)))


KINDS = ("pairs", "funds", "fund_pairs", "narrative", "goals", "own_goals", "indicators", "total", "base_data")
_SECTIONS = {"own_goals": "indicators"}
_KEYS = frozenset(
    {"id", "title", "about", "kind", "scheme", "paper", "widths_mm", "blocks", "money_unit", "signatures", "notes", "like", "region"}
)
_TABLE_KEYS = frozenset({"label", "label_cols", "columns", "rows", "formula", "points", "term"})


def _columns(records: list[Record]) -> tuple[ColumnSpec, ...]:
    out = []
    for record in records:
        record.refuse_unknown({"role", "label", "cols", "over"})
        out.append(ColumnSpec(record["role"], record["label"], record["cols"], record.get("over")))
    return tuple(out)


def _pairs(rows: list[list[Record]]) -> tuple[tuple[PairCell, ...], ...]:
    out = []
    for row in rows:
        cells = []
        for record in row:
            record.refuse_unknown({"label", "field", "cols"})
            cells.append(PairCell(record.get("label", ""), record.get("field"), record["cols"]))
        out.append(tuple(cells))
    return tuple(out)


def _block(record: Record, width: int) -> Block:
    ((kind, body),) = record.items()
    if kind not in KINDS:
        raise DataError(f"{record.at(kind)}：不认识的部位「{kind}」；可用的有 {'、'.join(KINDS)}")
    if kind == "pairs":
        pairs = _pairs(body)
        for row in pairs:
            if sum(cell.cols for cell in row) != width:
                raise DataError(f"{record.at(kind)}：这一行的列数加起来应是 {width}")
        return Block("pairs", pairs=pairs)
    if kind == "narrative":
        body.refuse_unknown({"label", "field", "label_cols"})
        return Block("narrative", label=body["label"], label_cols=body.get("label_cols", 1), field=body["field"])
    if kind == "total":
        body.refuse_unknown({"label", "points", "grade"})
        return Block("total", label=body["label"], points=body.get("points"), grade=body.get("grade"))
    body.refuse_unknown(_TABLE_KEYS)
    columns = _columns(body["columns"])
    label_cols = body.get("label_cols", 1)
    if label_cols + sum(column.cols for column in columns) != width:
        raise DataError(f"{record.at(kind)}：各栏的列数加起来应是 {width}")
    rows = tuple(tuple(row) if isinstance(row, list) else row for row in body.get("rows", ()))
    return Block(
        kind, label=body["label"], label_cols=label_cols, columns=columns, rows=rows, formula=body.get("formula"),
        points=body.get("points"), term=body.get("term", "annual"),
    )  # fmt: skip


def _read(path: Path) -> Layout:
    record = load(path)
    record.refuse_unknown(_KEYS)
    if record.get("id") != path.stem:
        raise DataError(f"{record.at('id')}：id 应与文件名 {path.stem} 相同")
    twin = _read(path.with_stem(record["like"])) if "like" in record else None
    own = {
        "id": record["id"], "title": record["title"], "about": record["about"], "kind": record["kind"], "scheme": record["scheme"],
        "like": record.get("like"), "region": record.get("region"),
    }  # fmt: skip
    if twin is not None:
        record.refuse_unknown(set(own))
        return replace(twin, **own)
    paper, widths = record["paper"], tuple(record["widths_mm"])
    paper.refuse_unknown({"landscape", "subtitle"})
    above = paper["subtitle"]
    return Layout(
        **own,
        landscape=paper["landscape"],
        subtitle=tuple(above) if isinstance(above, list) else (above,),
        widths_mm=widths,
        blocks=tuple(_block(block, len(widths)) for block in record["blocks"]),
        money_unit=record.get("money_unit"),
        signatures=tuple(record.get("signatures", ())),
        notes=tuple(record.get("notes", ())),
    )


class _Shelf(Mapping[str, Layout]):
    """Layouts by id; a file is parsed when its layout is first asked for, so that one form does not pay for every paper there is."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = {path.stem: path for path in paths}
        self._read: dict[str, Layout] = {}

    def __getitem__(self, name: str) -> Layout:
        if name not in self._read:
            self._read[name] = _read(self._paths[name])
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@lru_cache(maxsize=1)
def every() -> Mapping[str, Layout]:
    """Every layout on record, by id."""
    return _Shelf(names("layouts", DATA))


_ROLE = re.compile(r"\b(?:role: |field: (?:funds|goals|indicators|base_data)\.)(\w+)")


@lru_cache(maxsize=1)
def roles() -> dict[str, frozenset[str]]:
    """The roles of the columns and cells that stand in each layout's file, by id; the files are looked at, not parsed."""
    return {path.stem: frozenset(_ROLE.findall(path.read_text(encoding="utf-8"))) for path in names("layouts", DATA)}


def by_id(name: str) -> Layout:
    """The layout with this id (or Chinese title); UserError if there is none, or several have that title."""
    if name in every():
        return every()[name]
    titled = [layout for layout in every().values() if layout.title == name]
    if len(titled) > 1:
        raise UserError(f"名称是「{name}」的版式有 {len(titled)} 种：{'、'.join(layout.id for layout in titled)}；请写明编号")
    if not titled:
        raise UserError(f"没有版式「{name}」；用 ziping layouts 查看全部版式")
    return titled[0]
