"""The walk down the paper: each row is taken by the block it stands in, labels say what a cell is.

The rows of all tables are read as one stream from top to bottom, so that a form may run over several tables, sheets or pages and a
file may hold several forms. The blocks are head, money, goals, indicators, tail.
"""

from ziping.grid import Cell
from ziping.layouts import abreast
from ziping.layouts.base_data import BaseData
from ziping.layouts.columns import MONEY, Columns, headed, header, is_legend, named_by_place, named_by_texts, refine
from ziping.layouts.draft import Draft
from ziping.layouts.goals import begin_own_goal, read_goal, read_own_goal, read_paired_goal, read_rest_of_goal
from ziping.layouts.head import is_note, name_leftovers, read_labelled, read_money_unit, read_pairs, read_title
from ziping.layouts.indicators import Levels, goes_on, read_filler, read_row, read_section, read_subtotal, read_total, read_whole_total
from ziping.layouts.lexicon import (
    is_base,
    is_block,
    is_block_piece,
    is_continued,
    is_signature,
    is_total,
    is_whole_time,
    lookup,
    may_be_label,
    title_kind,
)
from ziping.layouts.money import read_fund, read_paired_funds, sourced
from ziping.layouts.stream import Row
from ziping.text import bare, written

__all__ = ["Reader"]

_LEVELS = frozenset({"level1", "level2", "level3"})
_JUDGED = frozenset({"target", "adjusted_target", "actual", "weight", "score"})
_AHEAD = 500  # rows looked at below a header; a file may hold thousands of headers


def _names_form(cell: Cell) -> bool:
    """True for a label of the head that says whose form this is."""
    known = lookup(cell.text, "head")
    return known is not None and known.field.startswith(("project.", "unit.name"))


class Reader:
    """Walks the stream; ``block`` says which part of the form the next row belongs to."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.drafts: list[Draft] = []
        self.draft = Draft()
        self.block = "head"
        self.columns: Columns | None = None
        self.whole: Row | None = None  # a row of another table in which the form goes on, with a cell for every column
        self.levels: Levels | None = None
        self.goal: int | None = None
        self.term = "annual"
        self.beside: tuple[Columns, Levels | None, list[Row]] | None = None  # the table on the right (None: of money), its rows so far
        self.base: BaseData | None = None
        self.skip = 0

    def run(self) -> list[Draft]:
        """All drafts that hold a form."""
        for index, row in enumerate(self.rows):
            if self.skip:
                self.skip -= 1
                continue
            if row.texts:
                self.take(index, row)
        self.close()
        return self.drafts

    def close(self) -> None:
        """End the current form (if it is one) and begin another."""
        draft = self.draft
        draft.flush_fund_pairs()
        self.read_beside()
        if draft.indicators or (draft.funds and (draft.title_kind or draft.goals)) or (draft.title_kind and draft.columns):
            name_leftovers(draft)
            self.drafts.append(draft)
        self.draft, self.block, self.columns, self.levels, self.goal = Draft(), "head", None, None, None
        self.term, self.base = "annual", None

    def take(self, number: int, row: Row) -> None:
        """One row: a heading, a header row, or data of the current block."""
        draft = self.draft
        single = row.texts[0] if len(row.texts) == 1 else None
        if single is not None and self.continued(number, row, single):
            return
        if single is not None and title_kind(single) is not None:
            if draft.started or (draft.title_kind and row.line and draft.heads):
                self.close()
                draft = self.draft
            read_title(draft, row)
            return
        if not row.line:
            draft.pending.append((row.grid, row.filled))
            if len(row.labels) > 1 and self.headers(number, row):
                return
        if (not row.line and row.labels and self.own_goal(row)) or self.base_row(row):
            return
        if self.block == "indicators" and not row.line and self.indicator_row(row):
            return
        if self.block == "funds" and not row.line and self.fund_row(row):
            return
        if self.block == "goals" and self.goal_row(row):
            return
        if self.block == "tail" and self.levels is not None and not row.line and self.columns is not None and goes_on(row, self.columns):
            self.block = "indicators"  # a note or a sum stood between
            self.values(row, self.columns, self.levels)
            return
        self.around(row)

    def continued(self, number: int, row: Row, text: str) -> bool:
        """A heading that only says that the form goes on: 续表, 自评表（续）, or the same heading again above the rest of the indicators."""
        draft = self.draft
        again = self.block == "indicators" and text == draft.values.get("title")
        if again:
            after = next((later for later in self.rows[number + 1 : number + 4] if len(later.texts) > 1 and not later.line), None)
            again = after is not None and lookup(after.texts[0], "head") is None
        if not again and (not draft.started or not is_continued(text)):
            return False
        draft.use(*row.cells)
        return True

    # header rows -----------------------------------------------------------------------------------------------------------

    def headers(self, number: int, row: Row) -> bool:
        """A header row opens its block."""
        parts = headed(row)
        if not parts:
            return False
        columns = header(row, "indicators")
        fields = set(columns.roles)
        if not fields & _LEVELS and "target" in fields and len(fields & _JUDGED) >= 3:
            columns = named_by_texts(columns, self.ahead(number + 1))
            columns = columns if _LEVELS & set(columns.roles) else named_by_place(columns, self.ahead(number + 1))
            fields = set(columns.roles)
        if fields & _LEVELS and len(fields & (_LEVELS | _JUDGED)) >= 3 and fields & _JUDGED:
            self.open_indicators(number, row, columns)
            return True
        if self.block == "indicators":
            return False
        if "funds" in parts and self.funds_header(number, row):
            return True
        goals = {"goals": {"expected", "actual"}, "targets_goals": {"long", "annual"}}
        for part, asked in goals.items():
            if part in parts and asked <= set((columns := header(row, part)).roles):
                self.open("goals", columns)
                self.use_block_cells(row)
                return True
        return False

    def funds_header(self, number: int, row: Row) -> bool:
        """The header of the money, perhaps that of the next form."""
        following = next((below for below in self.rows[number + 1 : number + 3] if not is_legend(below)), None)
        columns = header(row, "funds")
        halves = abreast.money(columns, following)
        columns = columns if halves is not None else sourced(self.draft, columns, following)
        fields = set(columns.roles)
        if len(fields & MONEY) >= 2 or (fields & MONEY and {"weight", "score"} <= fields) or halves is not None:
            if self.draft.indicators:
                self.close()
                self.draft.pending.append((row.grid, row.filled))
            self.open("funds", columns)
            if halves is not None:
                self.columns, self.beside = halves[0], (halves[1], None, [])
            self.legend(number + 1)
            for cell in row.all:
                if is_block(cell.text, "funds") and bare(cell.text):
                    self.draft.use(cell)
                    self.draft.printed.add(cell.text)
                self.draft.money_unit(cell.text, cell)
            return True
        return False

    def open(self, block: str, columns: Columns) -> None:
        self.draft.flush_fund_pairs()
        self.read_beside()
        self.block, self.columns = block, columns
        for column in columns.columns:
            if column.known is not None:
                self.draft.label(f"{block}.{column.role}", column.known, column.cell)
                self.draft.columns.setdefault(f"{block}.{column.role}", column.cell.text)
            elif column.role == "block":
                self.draft.use(column.cell)

    def open_indicators(self, number: int, row: Row, columns: Columns) -> None:
        following = self.rows[number + 1] if number + 1 < len(self.rows) else None
        if following is not None and not following.line and following.grid == row.grid:
            finer = refine(columns, following, "indicators")
            if finer is not None:
                columns, self.skip = finer, 1
                self.draft.use(*row.cells, *following.cells)
        self.legend(number + 1 + self.skip)
        columns = named_by_texts(columns, self.ahead(number + 1 + self.skip)) if columns.doubtful else columns
        before = self.levels if self.block == "indicators" else None
        if begin_own_goal(self.draft, row):
            self.goal = len(self.draft.goals) - 1
        self.open("indicators", columns)
        self.term = "long" if any(is_whole_time(cell.text) for cell in row.all if is_block(cell.text)) else "annual"
        halves = abreast.split(columns)
        if halves is not None:
            columns = self.columns = halves[0]
            self.term = "long"
        for column in columns.columns:
            if column.role == "standard":
                text = f"「{written(column.cell.text)}」一栏是表上印的口径，不是填报的内容，未读入"
                self.draft.problem("unplaced", text, column.cell.where)
        if any("unrolled" in cell.notes for cell in row.cells):
            self.draft.problem("doubtful", "这份文本一行一格、没有表格线，指标表是按栏目顺序拼起来的，请逐行核对", row.cells[0].where)
        ahead = self.ahead(number + 1 + self.skip)
        self.levels = Levels(ahead, columns, before)
        if halves is not None:
            self.beside = halves[1], Levels(ahead, halves[1]), []

    def legend(self, number: int) -> None:
        """A row right below a header that only gives the units or the numbers of its columns is left out and named."""
        row = self.rows[number] if number < len(self.rows) else None
        if row is None or not is_legend(row):
            return
        self.skip += 1
        own = [cell for cell in row.filled if cell.row == row.number]
        self.draft.use(*own)
        shown = "、".join(row.texts)
        shown = shown if len(shown) <= 30 else shown[:29] + "…"
        self.draft.problem("filler", f"表头下面的「{shown}」是各栏的单位或栏次，不是填报的内容，未读入", own[0].where)

    def ahead(self, start: int) -> list[Row]:
        """The rows from here to the end of the table, or to its sum."""
        out = []
        for later in self.rows[start : start + _AHEAD]:
            if later.line or (later.texts and is_total(later.texts[0])):
                break
            out.append(later)
        return out

    def use_block_cells(self, row: Row) -> None:
        for cell in row.labels:
            if is_block_piece(cell.text):
                self.draft.use(cell)

    # data rows -------------------------------------------------------------------------------------------------------------

    def indicator_row(self, row: Row) -> bool:
        columns, levels = self.columns_of(row), self.levels
        assert columns is not None and levels is not None
        first = row.texts[0]
        if read_subtotal(self.draft, row) or read_section(self.draft, row, columns, levels):
            return True
        if len(row.texts) > 1 and not (row.labels and may_be_label(first)):
            return self.values(row, columns, levels)
        if is_total(first):
            read_total(self.draft, row, columns)
            self.block = "tail"
            return True
        if len(row.texts) == 1 and read_filler(self.draft, row):
            return True
        if len(row.texts) == 1 and read_whole_total(self.draft, row):
            self.block = "tail"
            return True
        if is_signature(first) or (len(row.texts) <= 2 and (lookup(first, "tail") or (len(row.cells) == 1 and len(columns.columns) > 3))):
            self.block = "tail"
            return False
        if lookup(first, "head") is not None and len(row.texts) <= 4 and row.cells and written(row.cells[0].text) == first:
            self.block = "tail"
            return False
        if len(row.texts) == 1 and (is_note(first) or (row.filled and read_labelled(self.draft, row.filled[0]))):
            self.block = "tail"
            return True
        return self.values(row, columns, levels)

    def columns_of(self, row: Row) -> Columns | None:
        """Where the columns stand in this row's table: a table in which the form goes on may have a grid of its own, which its whole rows
        show; its sum spans several columns."""
        columns, whole = self.columns, self.whole
        if columns is None or row.grid == columns.grid or row.width == columns.width:
            return columns
        if len(row.all) == len(columns.columns):
            self.whole = row
        elif whole is not None and whole.grid == row.grid and len(whole.all) == len(columns.columns):
            return columns.moved(whole)
        return columns

    def values(self, row: Row, columns: Columns, levels: Levels) -> bool:
        """A row of the indicator table itself."""
        whole = row
        if self.beside is not None:
            self.beside[2].append(row)
            row = abreast.part(row, columns)
        if row.cells:
            read_row(self.draft, row, columns, levels, goal=self.goal, term=self.term)
        self.use_block_cells(whole)
        return True

    def read_beside(self) -> None:
        """The rows of the table that stood right of the one just read."""
        if self.beside is None:
            return
        columns, levels, rows = self.beside
        self.beside = None
        for row in (abreast.part(row, columns) for row in rows):
            if levels is not None:
                read_row(self.draft, row, columns, levels, goal=self.goal, term="annual")
            elif row.texts:
                read_fund(self.draft, row, columns)

    def base_row(self, row: Row) -> bool:
        """基础数据 of a rubric: from its label or heading to the next block."""
        opens = any(is_base(cell.text) for cell in row.labels if cell.row == row.number)
        if opens and (self.base is None or self.block != "base"):
            self.block, self.base = "base", self.base or BaseData(self.draft)
            self.base.columns, self.base.labels = None, ()
        if self.block != "base" or self.base is None:
            return False
        if not row.line and self.base.empty and any(_names_form(cell) for cell in row.labels if cell.row == row.number):
            self.block = "head"  # 一、基本情况 over 项目名称, 主管部门 …
            self.use_base_cells(row)
            return False
        single = row.filled[0] if len(row.texts) == 1 and row.filled and not opens else None
        if single is not None and not row.line and read_labelled(self.draft, single):
            self.block = "head"
            return True
        if row.line and not opens or self.base.ended(row) or is_signature(row.texts[0]) or (single is not None and is_note(single.text)):
            self.block = "head"
            return False
        self.base.take(row)
        return True

    def use_base_cells(self, row: Row) -> None:
        self.draft.use(*(cell for cell in row.labels if is_base(cell.text)))

    def fund_row(self, row: Row) -> bool:
        """A row of money, or the first one of the next block."""
        assert self.columns is not None
        own = row if self.beside is None else abreast.part(row, self.columns)
        if own.texts and not read_fund(self.draft, own, self.columns):
            self.block = "head"
            return False
        if self.beside is not None:
            self.beside[2].append(row)
        return True

    def own_goal(self, row: Row) -> bool:
        """A goal with points; the table below is its own."""
        if not read_own_goal(self.draft, row):
            return False
        self.goal, self.block = len(self.draft.goals) - 1, "head"
        return True

    def goal_row(self, row: Row) -> bool:
        """Goal texts, or the first row of the next block."""
        assert self.columns is not None
        if not row.line and len(row.texts) == 1 and is_block(row.texts[0]) and not is_block(row.texts[0], "goals"):
            self.use_block_cells(row)
            self.block = "head"  # the heading of the next block in a row of its own
            return True
        read = read_goal(self.draft, row, self.columns)
        if read is None:
            self.block = "head"
            return False
        self.use_block_cells(row)
        return read

    # everything else -------------------------------------------------------------------------------------------------------

    def around(self, row: Row) -> None:
        """Pairs, labelled lines, year lines, notes, and goals printed as pairs."""
        draft = self.draft
        if (
            draft.indicators
            and not row.line
            and any((known := lookup(text, "head")) is not None and known.field == "project.name" for text in row.texts[:2])
        ):
            self.close()
            draft = self.draft
            draft.pending.append((row.grid, row.filled))
        if read_title(draft, row):
            return
        for cell in row.labels:
            if cell.row == row.number and is_block(cell.text, "funds"):
                draft.use(cell)
                draft.money_unit(cell.text, cell)
                draft.paying = not row.line
        if (
            self.block == "tail"
            and self.columns is not None
            and not row.line
            and is_total(row.texts[0])
            and "total_score" not in draft.values
        ):
            read_total(draft, row, self.columns_of(row) or self.columns)  # remarks may stand between the last indicator and 总分
            return
        read_money_unit(draft, row)
        if not row.line and self.block != "tail" and (read_paired_goal(draft, row) or read_paired_funds(draft, row)):
            return
        if not row.line and (read_rest_of_goal(draft, row) or read_pairs(draft, row)):
            return
        for cell in row.filled:
            if id(cell) not in draft.used:
                read_labelled(draft, cell)
