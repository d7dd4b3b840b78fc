"""Reading the indicator table: rows under their columns, names filled down where a merge was lost, fillers left out."""

import re
from typing import Any

from ziping.exact import number
from ziping.form.levels import level1_class, level2_class
from ziping.grid import Cell
from ziping.layouts.align import place_alone, place_row
from ziping.layouts.columns import Columns
from ziping.layouts.draft import Draft
from ziping.layouts.head import is_note
from ziping.layouts.lexicon import is_block_piece, is_total, may_be_label
from ziping.layouts.stream import Row
from ziping.text import bare, plain, written

__all__ = ["GRADE", "Levels", "goes_on", "read_filler", "read_row", "read_section", "read_subtotal", "read_total", "read_whole_total"]

_FILLER = re.compile(r"(?:指标[\dNn]*[:：]?)?[….·.]*|指标[\dNn]+[:：]?")
_ORDERED = re.compile(r"[一二三四五六七八九十]+[、.．]")
_SUBTOTAL = re.compile(r".{0,10}小计(?:\(.{0,30}\))?")
_WHOLE_TOTAL = re.compile(
    r"([^:：\d]{2,12})[:：]?\s*(\d+(?:\.\d+)?)\s*分?(?:[,;，；。\s]*(?:自评|评价)?(?:等[级次])?[:：]?\s*(优秀?|良好?|中|差))?[。]?"
)
GRADE = re.compile(r"(?:[(（]?\S{0,4}等[级次][)）]?\s*[:：]?\s*)?(优秀?|良好?|中|差|合格|不合格|较差|一般)")
_FIELDS = (
    "level1", "level2", "level3", "content", "initial_target", "target", "actual", "weight", "score", "review_score", "reason",
    "measure", "interim", "forecast",
)  # fmt: skip
_LONGEST_NAME = 30  # characters
_OWN = frozenset(_FIELDS) - {"level1", "level2"}
_BLANK = dict.fromkeys(_FIELDS)
_UNREAD = frozenset({"", "block", "core", "number", "standard", "tick"})


class Levels:
    """The names above the current row, for filling down. ``merged`` columns and whether names repeat tell what a blank means:
    where a carrier shows merges, a blank of its own is a blank; where it cannot, it may be the rest of a merged cell. A blank at the
    top of another page or table goes on with the name above the break (``before``: the names where the header stands again)."""

    def __init__(self, rows: list[Row], columns: Columns, before: "Levels | None" = None) -> None:
        self.last: dict[str, Cell | None] = dict(before.last) if before else {"level1": None, "level2": None}
        self._sheet: tuple[str | None, int | None, int | None] | None = before._sheet if before else None
        self._carried: set[int] = set()
        self.slipped: bool = before is not None and before.slipped  # rows before this one stood too far left
        self.fills: dict[str, bool] = {}
        spans = all(row.spans for row in rows)
        at = {name: next((i for i, role in enumerate(columns.roles) if role == name), None) for name in ("level1", "level2")}
        merged = [row for row in rows if any(cell.rows > 1 for cell in row.all)] if spans else []
        shown = any(cell.rows > 1 for row in merged for i, cell in columns.under(row) if i in at.values())
        for name, index in at.items():
            self.fills[name] = index is not None and (not spans or (not shown and self._unmerged(rows, columns, index)))
        pointed = not {"weight", "score"}.isdisjoint(columns.roles)  # points tell how far a row slipped
        self.closed = frozenset() if shown or pointed else self._known(rows)

    def turn(self, row: Row, blanks: dict[str, Cell]) -> None:
        """Remember the blank cells of a row that begins another page, table or sheet."""
        where = row.cells[0].where
        sheet = (where.sheet, where.table, where.page)
        if self._sheet is not None and sheet != self._sheet:
            self._carried = {id(cell) for cell in blanks.values()}
        self._sheet = sheet

    def carried(self, cell: Cell | None) -> bool:
        """True if this blank cell goes on with the name above the break."""
        return cell is not None and id(cell) in self._carried

    @staticmethod
    def _known(rows: list[Row]) -> frozenset[str]:
        """The levels of which the table prints two known names or more: where no merge shows, its other rows hardly invent their own."""
        texts = {text for row in rows for text in row.texts[:3]}
        classes = (("level1", level1_class), ("level2", level2_class))
        return frozenset(name for name, class_of in classes if len({class_of(text) for text in texts} - {None}) > 1)

    @staticmethod
    def _unmerged(rows: list[Row], columns: Columns, at: int) -> bool:
        """True if a column shows no repeated name, yet blanks below names: its merges were taken apart."""
        previous, blanks = None, 0
        for row in rows:
            for index, cell in columns.under(row):
                if index != at:
                    continue
                text = bare(cell.text)
                if text and text == previous:
                    return False
                blanks += not text
                previous = text or previous
        return blanks > 0


def _is_remark(row: Row, columns: Columns) -> bool:
    """True for a lone text under the first level's label that names no level: something written below the table."""
    cell = row.filled[0]
    if cell.row != row.number or "level1" not in columns.roles or level1_class(cell.text) or level2_class(cell.text):
        return False
    return any(there is cell and at < len(columns.roles) and columns.roles[at] == "level1" for at, there in columns.under(row))


def _is_name_alone(row: Row) -> bool:
    """True for a lone text that may be the name of an indicator for which nothing is filled in, among rows that slipped."""
    if len(row.texts) != 1:
        return False
    text = row.texts[0]
    named = level1_class(text) or level2_class(text) or number(text) is not None
    return not named and len(text) <= _LONGEST_NAME and text[-1] not in "。；;" and not is_note(text) and not may_be_label(text)


def _narrative(cells: list[Cell]) -> str:
    """The texts of the cells under one column with their line breaks."""
    return "".join([part for cell in cells if (part := written(cell.text, long=True)) is not None])


def read_row(draft: Draft, row: Row, columns: Columns, levels: Levels, *, goal: int | None, term: str) -> None:
    """One row of the table into the draft (or a Problem: filler, realigned)."""
    alone = place_alone(row, columns) if levels.slipped and _is_name_alone(row) else None
    if alone is None and len(row.texts) == 1 and _is_remark(row, columns):
        return
    placed = alone or place_row(row, columns, closed=levels.closed)
    levels.slipped = levels.slipped or placed.shift > 0
    roles = [*columns.roles, ""]  # a cell may stand right of all columns
    values: dict[str, Any] = {}
    cells: dict[str, Cell] = {}
    split: dict[str, str] = {}
    blanks: dict[str, Cell] = {}
    used, texts = draft.used, placed.texts
    loose: list[tuple[Cell, str]] = []
    for at, there in sorted(placed.columns.items()):
        role = roles[at]
        if role in _UNREAD:
            if role == "block":
                draft.use(*(cell for cell in there if cell.row < row.number or is_block_piece(cell.text)))
            elif role not in ("", "tick"):
                draft.use(*there)
            elif at < len(columns.roles):
                loose += [(cell, written(columns.columns[at].cell.text) or "") for cell in there]
            continue
        used.update(map(id, there))
        text = texts.get(at)
        if text is None:
            if any(bare(cell.text) for cell in there):
                cells.setdefault(f"{role}!", there[0])  # a dash: said to be nothing, not to be filled
            elif role in ("level1", "level2"):
                blanks[role] = there[0]
            continue
        if role in ("operator", "unit"):
            split[role] = text
            cells.setdefault("target", there[0])
            continue
        if role in ("reason", "measure"):
            text = _narrative(there)
        if role in values:
            values[role] += text
            continue
        values[role] = text
        if role not in cells:
            cells[role] = there[0] if len(there) == 1 else next((cell for cell in there if bare(cell.text)), there[0])
    if not values and not split:
        return
    says = split or not _OWN.isdisjoint(values)
    if _filler(draft, values, row):
        return
    _target(values, cells, split)
    if not says and not any(name in cells and cells[name].row == row.number for name in ("level1", "level2")):
        return
    levels.turn(row, blanks)
    _fill(values, cells, levels, blanks, realigned=placed.shift > 0)
    index = len(draft.indicators)
    for cell, label in loose:
        draft.stands(cell, f"指标 {index + 1}", label)
    if placed.shift:
        first = next(cell for cell in row.cells if bare(cell.text))
        name = values.get("content") or values.get("level3") or ""
        draft.problem(
            "realigned",
            f"指标 {index + 1}「{name}」这一行左移了 {placed.shift} 格（上方合并单元格缺失），已按栏目移回，请核对",
            first.where,
        )
    own = values if _BLANK.keys() >= values.keys() else {field: values[field] for field in values if field in _BLANK}
    draft.indicators.append({**_BLANK, **own, "goal": goal, "term": term})
    path = f"indicators[{index}]."
    for field, cell in cells.items():
        if own.get(field) is not None:
            draft.places[path + field] = cell.where
            if cell.notes and "stitched" in cell.notes and cell.row == row.number:
                draft.problem("stitched", f"指标 {index + 1} 的单元格被分页切开，已接上，请核对", cell.where)


def read_filler(draft: Draft, row: Row) -> bool:
    """A row of one text that only holds a place, wherever in the row it stands."""
    name = row.texts[0]
    if not _FILLER.fullmatch(bare(name)):
        return False
    draft.use(*row.cells)
    draft.problem("filler", f"占位行「{name}」没有内容，未读作指标", row.cells[0].where)
    return True


def read_section(draft: Draft, row: Row, columns: Columns, levels: Levels) -> bool:
    """``一、产出指标（50分）`` in a row of its own: the first level of the rows below. True if the row was that."""
    cell = row.filled[0]
    if len(row.texts) > 1 or cell.row != row.number or level1_class(row.texts[0]) is None:
        return False
    first = next((column for column in columns.columns if column.role in ("level1", "level2", "level3")), None)
    if first is None or cell.col > first.start or any(each.row < row.number and each.col >= first.start for each in row.all):
        return False
    if first.role == "level1" and cell.col + cell.cols <= first.stop and not _ORDERED.match(row.texts[0]):
        return False  # a name of its column, beside which nothing is filled in
    draft.use(*row.cells)
    levels.last = {"level1": cell, "level2": None}
    return True


def read_subtotal(draft: Draft, row: Row) -> bool:
    """``小计 | 50 | 49`` between the rows of an indicator table: no indicator, and named. True if the row was one."""
    name = next((text for text in row.texts[:2] if text[:-1].rstrip().endswith("小") or "小计" in text), None)
    if name is None or _SUBTOTAL.fullmatch(bare(name)) is None:
        return False
    at = row.texts.index(name)
    if any(number(text) is None for text in row.texts[at + 1 :]) or (at and level1_class(row.texts[0]) is None):
        return False
    draft.use(*row.cells)
    draft.problem("filler", f"「{name}」这一行是小计，未读作指标", row.filled[0].where)
    return True


def read_whole_total(draft: Draft, row: Row) -> bool:
    """``总分：97分``, all in one cell. True if the row was that."""
    match = _WHOLE_TOTAL.fullmatch(plain(row.texts[0]).strip())
    if match is None or not is_total(match[1]):
        return False
    cell = row.filled[0]
    draft.put("total_score", cell, match[2])
    if match[3]:
        draft.put("grade", cell, match[3])
    return True


def goes_on(row: Row, columns: Columns) -> bool:
    """True for a row below a note or a sum that is one of the table above: it has a name, and figures where the table has points (where
    it has none, a target)."""
    if row.grid != columns.grid and row.width != columns.width:
        return False
    there = {columns.roles[at]: cell.text for at, cell in columns.under(row) if at < len(columns.roles) and cell.row == row.number}
    named = any(written(there.get(role)) is not None and number(there[role]) is None for role in ("level3", "content"))
    points = [role for role in ("weight", "score") if role in columns.roles]
    if not named or is_total(row.texts[0]) or len(row.texts) < 3:
        return False
    if points:
        return any(number(there.get(role, "")) is not None for role in points) and all(_is_points(there.get(role)) for role in points)
    return written(there.get("target")) is not None and ("level1" not in there or not may_be_label(row.texts[0]))


def _is_points(text: str | None) -> bool:
    return written(text) is None or number(text or "") is not None


def _filler(draft: Draft, values: dict[str, Any], row: Row) -> bool:
    """Rows that only hold a place (``……``, a bare ``指标2：``) are left out and named."""
    name = values.get("level3") or values.get("content")
    if name is None or len(_OWN.intersection(values)) > 1 or not _FILLER.fullmatch(bare(name)):
        return False
    draft.problem("filler", f"占位行「{name}」没有内容，未读作指标", row.cells[0].where if row.cells else None)
    return True


def _target(values: dict[str, Any], cells: dict[str, Cell], split: dict[str, str]) -> None:
    """Sign, number and unit in three columns joined in that order; an adjusted value becomes the target."""
    if "adjusted_target" in values:
        values["initial_target"] = values.get("target")
        values["target"] = values.pop("adjusted_target")
        if "target" in cells:
            cells["initial_target"] = cells["target"]
        cells["target"] = cells.pop("adjusted_target")
    if split:
        target, sign, unit = values.get("target"), split.get("operator"), split.get("unit")
        if sign == "定性" and target is not None:
            sign = None
        if unit is not None and target is not None and target.endswith(unit):
            unit = None
        values["target"] = "".join(part for part in (sign, target, unit) if part) or None


def _fill(values: dict[str, Any], cells: dict[str, Cell], levels: Levels, blanks: dict[str, Cell], *, realigned: bool) -> None:
    """Fill a lost first-level name down always, a second-level one only where the carrier hides merges and the row did not slip, or
    where the blank goes on over a page break."""
    new_level1 = values.get("level1") is not None and cells["level1"] is not levels.last["level1"]
    if new_level1:
        levels.last["level2"] = None
    for name in ("level1", "level2"):
        if values.get(name) is not None:
            levels.last[name] = cells[name]
        elif f"{name}!" in cells:
            levels.last[name] = None
        elif (above := levels.last[name]) is not None and (
            name == "level1" or (levels.fills[name] and not realigned) or levels.carried(blanks.get(name))
        ):
            values[name] = written(above.text)
            cells[name] = above
        elif name == "level2":
            levels.last[name] = None


def read_total(draft: Draft, row: Row, columns: Columns) -> None:
    """The 总分 row: weight and scores under their columns, moved back if the row slipped."""
    label = next(cell for cell in row.all if bare(cell.text) and not cell.row < row.number)
    draft.use(label)
    placed = place_row(row, columns, without=label, points_only=True)
    for at, there in sorted(placed.columns.items()):
        role = columns.roles[at] if at < len(columns.roles) else ""
        path = {"weight": "total_weight", "score": "total_score", "review_score": "total_review_score"}.get(role)
        for cell in there:
            text = written(cell.text)
            if role == "block":
                draft.use(cell)
            if path is not None and text is not None:
                draft.put(path, cell)
            elif text is not None and (grade := GRADE.fullmatch(text)):
                draft.put("grade", cell, grade[1])
    if placed.shift:
        draft.problem("realigned", f"「{written(label.text)}」这一行左移了 {placed.shift} 格，已按栏目移回，请核对", label.where)
