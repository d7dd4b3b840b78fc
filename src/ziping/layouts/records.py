"""Layouts as data: one file per official paper, used for reading and for writing. Strict keys, complaints with file and line."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ziping.errors import DataError, UserError
from ziping.records import DATA, Record, load, names

__all__ = ["Block", "ColumnSpec", "Layout", "PairCell", "by_id", "every"]

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a block on paper: its field, its printed label, how many grid columns wide."""

    role: str
    label: str
    cols: int


@dataclass(frozen=True, slots=True)
class PairCell:
    """A printed label (``field`` None) or a value's cell (``label`` empty)."""

    label: str
    field: str | None
    cols: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the paper: ``kind`` pairs, funds, narrative, goals, indicators or total. ``points`` are those printed on the empty
    paper beside the money total, and beside 总分."""

    kind: str
    label: str = ""
    label_cols: int = 1
    columns: tuple[ColumnSpec, ...] = ()
    pairs: tuple[tuple[PairCell, ...], ...] = ()
    field: str | None = None
    rows: tuple[Any, ...] = ()
    formula: str | None = None
    points: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One official paper."""

    id: str
    title: str
    about: str
    kind: str
    scheme: str | None
    landscape: bool
    subtitle: str
    widths_mm: tuple[int, ...]
    blocks: tuple[Block, ...]

    def block(self, kind: str) -> Block | None:
        """The first block of a kind."""
        return next((block for block in self.blocks if block.kind == kind), None)

    @property
    def fields(self) -> frozenset[str]:
        """Every column this paper has: ``funds.transfer``, ``indicators.content`` …, and its scalar fields."""
        out: set[str] = set()
        for block in self.blocks:
            out |= {f"{block.kind}.{column.role}" for column in block.columns}
            out |= {cell.field for row in block.pairs for cell in row if cell.field}
            if block.field:
                out.add(block.field)
        return frozenset(out)


_KEYS = frozenset({"id", "title", "about", "kind", "scheme", "paper", "widths_mm", "blocks"})


def _columns(records: list[Record]) -> tuple[ColumnSpec, ...]:
    out = []
    for record in records:
        record.refuse_unknown({"role", "label", "cols"})
        out.append(ColumnSpec(record["role"], record["label"], record["cols"]))
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
    if kind == "pairs":
        pairs = _pairs(body)
        for row in pairs:
            if sum(cell.cols for cell in row) != width:
                raise DataError(f"{record.at(kind)}：这一行的列数加起来应是 {width}")
        return Block("pairs", pairs=pairs)
    if kind == "narrative":
        body.refuse_unknown({"label", "field"})
        return Block("narrative", label=body["label"], field=body["field"])
    if kind == "total":
        body.refuse_unknown({"label", "points"})
        return Block("total", label=body["label"], points=body.get("points"))
    if kind not in ("funds", "goals", "indicators"):
        raise DataError(f"{record.at(kind)}：不认识的部位「{kind}」；可用的有 pairs、funds、narrative、goals、indicators、total")
    body.refuse_unknown({"label", "label_cols", "columns", "rows", "formula", "points"})
    columns = _columns(body["columns"])
    label_cols = body.get("label_cols", 1)
    if label_cols + sum(column.cols for column in columns) != width:
        raise DataError(f"{record.at(kind)}：各栏的列数加起来应是 {width}")
    rows = tuple(tuple(row) if isinstance(row, list) else row for row in body.get("rows", ()))
    return Block(
        kind, label=body["label"], label_cols=label_cols, columns=columns, rows=rows, formula=body.get("formula"), points=body.get("points")
    )


def _read(path: Path) -> Layout:
    record = load(path)
    record.refuse_unknown(_KEYS)
    if record.get("id") != path.stem:
        raise DataError(f"{record.at('id')}：id 应与文件名 {path.stem} 相同")
    paper = record["paper"]
    paper.refuse_unknown({"landscape", "subtitle"})
    widths = tuple(record["widths_mm"])
    return Layout(
        id=record["id"],
        title=record["title"],
        about=record["about"],
        kind=record["kind"],
        scheme=record["scheme"],
        landscape=paper["landscape"],
        subtitle=paper["subtitle"],
        widths_mm=widths,
        blocks=tuple(_block(block, len(widths)) for block in record["blocks"]),
    )


@lru_cache(maxsize=1)
def every() -> dict[str, Layout]:
    """Every layout on record, by id."""
    return {path.stem: _read(path) for path in names("layouts", DATA)}


def by_id(name: str) -> Layout:
    """The layout with this id (or Chinese title); UserError if there is none."""
    found = every().get(name) or next((layout for layout in every().values() if layout.title == name), None)
    if found is None:
        raise UserError(f"没有版式「{name}」；用 ziping layouts 查看全部版式")
    return found
