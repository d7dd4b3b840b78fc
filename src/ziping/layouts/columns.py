"""Columns: a header row of a block, read into fields by its labels; then the cells of any row below, put under them."""

import re
from dataclasses import replace
from functools import cached_property

from ziping.exact import number
from ziping.form.levels import level1_class, level2_class
from ziping.frozen import dataclass
from ziping.grid import Cell
from ziping.layouts.lexicon import Known, heads_of, is_block, is_block_piece, key, lookup
from ziping.layouts.stream import Row
from ziping.text import bare, written

__all__ = ["LEVELS", "MONEY", "Column", "Columns", "headed", "header", "is_legend", "named_by_place", "named_by_texts", "refine"]

LEVELS = ("level1", "level2", "level3")
_ONCE = frozenset({"weight", "score", "review_score"})  # a form has one such number for a row: a further column of another name is not it
MONEY = frozenset({"initial_budget", "budget", "execution", "transfer", "rate", "interim_execution", "interim_rate"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a header: the grid columns start … stop it covers, its field ("block", "" if unknown), its label cell."""

    start: int
    stop: int
    role: str
    cell: Cell
    known: Known | None


@dataclass(frozen=True)
class Columns:
    """All columns of a block from left to right; ``grid`` and ``width`` say on which table they were read."""

    columns: tuple[Column, ...]
    grid: int | None
    width: int

    @cached_property
    def roles(self) -> list[str]:
        """The fields in order."""
        return [column.role for column in self.columns]

    @cached_property
    def asked(self) -> list[str]:
        """What a text below is asked to suit: the fields; where the block's label stands whole above its column, only that label is one
        below it: 绩效目标 beside 绩效指标 is a name. ``blank`` where there is no label at all: seldom does a text stand below."""
        return [
            f"block:{key(column.cell.text)}"
            if column.role == "block" and is_block(column.cell.text)
            else column.role or ("" if column.cell.text.strip() else "blank")
            for column in self.columns
        ]

    @cached_property
    def points(self) -> frozenset[int]:
        """Which columns hold a row's weight and score."""
        return frozenset(i for i, role in enumerate(self.roles) if role in ("weight", "score"))

    @cached_property
    def doubtful(self) -> bool:
        """True where a column before the first target has a label that nobody knows, or two have that of the same upper level."""
        end = next((i for i, role in enumerate(self.roles) if role == "target"), 0)
        levels = [role for role in self.roles[:end] if role in ("level1", "level2")]
        return len(set(levels)) < len(levels) or any(not c.role and c.cell.text.strip() for c in self.columns[:end])

    @cached_property
    def spots(self) -> dict[int, int]:
        """Grid columns → the column that covers each."""
        return {col: i for i, column in reversed(list(enumerate(self.columns))) for col in range(column.start, column.stop)}

    @cached_property
    def with_sources(self) -> "Columns":
        """The same with the columns before the first of money, where they have no label, as those of the sources: also the first of
        all, where the block's own label stands in a row above."""
        first = next((i for i, role in enumerate(self.roles) if role in MONEY), len(self.columns))
        bare_ones = [i < first and (not c.role or c.role == "block" and not c.cell.text.strip()) for i, c in enumerate(self.columns)]
        named = tuple(replace(c, role="source") if bare else c for c, bare in zip(self.columns, bare_ones, strict=True))
        return Columns(named, self.grid, self.width)

    def moved(self, row: Row) -> "Columns":
        """The same where a whole row of another table shows them, one cell for each."""
        there = zip(self.columns, row.all, strict=True)
        return Columns(tuple([replace(c, start=cell.col, stop=cell.col + cell.cols) for c, cell in there]), row.grid, row.width)

    def index(self, col: int) -> int | None:
        """The column that covers a grid column."""
        return self.spots.get(col)

    def nearest(self, start: int, stop: int, at: int) -> int:
        """The column that a cell from ``start`` to ``stop`` stands under when it begins inside column ``at``: the next one, if it covers
        less than half of this one and more of that."""
        here = self.columns[at]
        if at + 1 == len(self.columns) or 2 * (here.stop - start) >= here.stop - here.start:
            return at
        after = self.columns[at + 1]
        return at + 1 if min(stop, after.stop) - after.start > here.stop - start else at

    def under(self, row: Row, gaps: tuple[tuple[int, int], ...] = ()) -> list[tuple[int, Cell]]:
        """The cells of a row with the column each stands under: by position on the same table, by order on a table whose grid
        differs (the form goes on in another table). ``gaps`` are cells that are missing from the row, as (grid column, width) from
        left to right: the row's own cells behind them stand that much further right."""
        cells = row.all
        same = row.grid == self.grid or row.width == self.width
        if not same and len(cells) == len(self.columns):
            return list(enumerate(cells))
        if not same and len(cells) + 1 == len(self.columns) and self.roles[0] == "block" and not (cells and is_block_piece(cells[0].text)):
            return list(enumerate(cells, 1))  # the block's own label, which runs down beside the table, does not go on
        out = []
        spots, columns = self.spots, self.columns
        last = len(columns) - 1
        for cell in cells:
            col = cell.col
            if gaps and cell.row == row.number:
                for start, width in gaps:
                    if col >= start:
                        col += width
            at = spots.get(col)
            if at is not None:
                if cell.cols > 1 and col != columns[at].start:
                    at = self.nearest(col, col + cell.cols, at)
                out.append((at, cell))
            elif columns and col >= columns[last].stop:
                out.append((last + 1, cell))  # a cell left of the first column stands under none
        return out


def headed(row: Row) -> set[str]:
    """The parts (funds, goals, indicators …) whose table this row may head: two of its labels or more are known ones there."""
    once: set[str] = set()
    twice: set[str] = set()
    for cell in row.labels:
        for part in heads_of(written(cell.text)):
            (twice if part in once else once).add(part)
    return twice


def header(row: Row, part: str) -> Columns:
    """A row's cells as columns of a part (funds, goals, indicators); roles are empty where a label is not known.
    A row with fewer than two known labels heads nothing: no columns.

    Labels that are one character off count only beside such labels."""
    if part not in headed(row):
        return Columns((), row.grid, row.width)
    columns = []
    texts = [written(cell.text) for cell in row.all]
    exact = [lookup(text, part) if text else None for text in texts]
    for cell, text, hit in zip(row.all, texts, exact, strict=True):
        known = hit or (lookup(text, part, fuzzy=True) if text else None)
        role = known.field if known else ""
        if not role and (text is None and cell.col == 0 or text is not None and is_block(text, part.removeprefix("targets_"))):
            role = "block"
        columns.append(Column(cell.col, cell.col + cell.cols, role, cell, known))
    names = [i for i, column in enumerate(columns) if column.role in ("level1", "level2", "level3")]
    for i, column in enumerate(columns[: names[-1]] if names else ()):
        if column.role == "weight":  # the points of a whole level, in a column of their own: no row's weight
            columns[i] = Column(column.start, column.stop, "", column.cell, None)
    said: dict[str, str] = {}
    for i, column in enumerate(columns if part != "funds" else ()):
        if column.role in _ONCE and said.setdefault(column.role, key(column.cell.text)) != key(column.cell.text):
            columns[i] = Column(column.start, column.stop, "", column.cell, None)  # 主管部门评分 beside 财政评分: told, not joined
    return Columns(tuple(columns), row.grid, row.width)


def refine(top: Columns, row: Row, part: str) -> Columns | None:
    """A second header row under the first: its labels replace those above them (年度指标值 over 计算符号 | 指标值 | 度量单位).
    None if the row is not a header row."""
    below = []
    labels = 0
    for cell in row.cells:
        text = written(cell.text)
        if text is None:
            continue
        known = lookup(text, part)
        if known is None:
            return None
        labels += 1
        below.append(Column(cell.col, cell.col + cell.cols, known.field, cell, known))
    if labels < 2:
        return None
    top = _made_wide(top, below, row)
    kept: list[Column] = []
    for column in top.columns:
        inside = [b for b in below if column.start <= b.start < column.stop]
        if inside and not (column.cell.row + column.cell.rows > row.number and row.spans):
            kept.extend(inside)
        else:
            kept.append(column)
    return Columns(tuple(sorted(kept, key=lambda column: column.start)), top.grid, top.width)


def _made_wide(top: Columns, below: list[Column], row: Row) -> Columns:
    """The first header row with the one label that the second divides made as wide as its parts, and what stands right of it moved there:
    in text without merges a wide label is one field, so that the second row's labels seem to stand under its neighbours."""
    first, last = below[0], below[-1]
    over = next((column for column in top.columns if column.start == first.start), None)
    wide = last.stop - first.start
    if row.spans or over is None or wide != len(below) or over.stop - over.start >= wide:
        return top
    hidden = [column for column in top.columns if over.stop <= column.start < last.stop]
    if not any(column.role for column in hidden) or {column.role for column in hidden} & {column.role for column in below}:
        return top
    more = wide - (over.stop - over.start)
    moved = [replace(c, start=c.start + more, stop=c.stop + more) if c.start >= over.stop else c for c in top.columns]
    return Columns(tuple([replace(c, stop=c.stop + more) if c is over else c for c in moved]), top.grid, top.width + more)


_ORDINALS = ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮", "甲乙丙丁戊己庚辛壬癸", "一二三四五六七八九十", "ABCDEFGHIJKLMNO")
_UNIT = re.compile(r"\((?:[^()]{1,12})\)|万元|元|分|%")
_NTH = re.compile(r"\(?(?:第?(\d{1,2})(?:栏|列)?|(.))\)?(?:=.{1,12})?")
_FORMULA = re.compile(r"[\dA-Z①-⑮()]+(?:[-+*×/÷][\dA-Z①-⑮()%]+)+(?:\*?100%)?")
_MANY = 3  # cells that make a row of numbers below a header


def is_legend(row: Row) -> bool:
    """True for a row that says of each column above it its unit or its number and nothing else: ``（万元） | （分）``, ``1 | 2 | 3=2/1``."""
    texts = [bare(text) for text in row.texts]
    if row.line or len(texts) < 2:
        return False
    if all(_UNIT.fullmatch(text) for text in texts):
        return True
    place, counted = 0, 0  # where the count stands
    for text in texts:
        nth = _NTH.fullmatch(text)
        at = int(nth[1]) if nth is not None and nth[1] else _ordinal(nth[2]) if nth is not None else None
        if at is None and _FORMULA.fullmatch(text) is None or at is not None and at != 1 and at != place + 1:
            return False
        place, counted = place + 1 if at is None else at, counted + (at is not None)
    return counted >= _MANY


def _ordinal(char: str) -> int | None:
    return next((row.index(char) + 1 for row in _ORDINALS if char in row), None)


def named_by_texts(columns: Columns, rows: list[Row]) -> Columns:
    """The same with the levels told by what stands below, where the labels before the first target do not tell: the column of 产出指标 and
    效益指标 is the first, that of 数量指标 and 质量指标 the second, the next one that of the names."""
    end = columns.roles.index("target") if "target" in columns.roles else 0
    texts: dict[int, list[str]] = {}
    for row in rows:
        for at, cell in columns.under(row):
            if at < end and cell.row == row.number and (text := written(cell.text)) is not None:
                texts.setdefault(at, []).append(text)
    free = [i for i, c in enumerate(columns.columns[:end]) if c.role in ("", *LEVELS) and c.cell.text.strip() and i in texts]
    first = next((i for i in free if all(level1_class(text) for text in texts[i])), None)
    second = next((i for i in free if i != first and all(level2_class(text) for text in texts[i])), None)
    if first is None or second is None or second < first:
        return columns
    third = next((i for i in free if i > second), None)
    if third is None:
        return columns
    said = {first: "level1", second: "level2", third: "level3"}
    named = []
    for i, column in enumerate(columns.columns):
        role = said.get(i, "" if column.role in ("level1", "level2") else column.role)
        known = column.known if role == column.role else Known(role, False) if role else None
        named.append(replace(column, role=role, known=known))
    return Columns(tuple(named), columns.grid, columns.width)


def named_by_place(columns: Columns, rows: list[Row]) -> Columns:
    """The same with the column right before the target as that of the names, where the header prints no level (序号 | 考核指标 | 目标值 …):
    every row below that has a target has a text of its own there, and no figure."""
    end = columns.roles.index("target") if "target" in columns.roles else 0
    at = next((i for i in reversed(range(end)) if columns.columns[i].cell.text.strip() and columns.roles[i] != "number"), None)
    if at is None or columns.roles[at] not in ("", "block"):
        return columns
    names = 0
    for row in rows:
        there = {i: written(cell.text) for i, cell in columns.under(row) if cell.row == row.number}
        name = there.get(at)
        if there.get(end) is not None and (name is None or number(name) is not None or is_block(name)):
            return columns
        names += name is not None
    named = replace(columns.columns[at], role="level3", known=Known("level3", False))
    return Columns((*columns.columns[:at], named, *columns.columns[at + 1 :]), columns.grid, columns.width) if names else columns
