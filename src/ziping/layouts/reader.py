"""The walk down the paper: each row is taken by the block it stands in, labels say what a cell is.

The rows of all tables are read as one stream from top to bottom, so that a form may run over several tables, sheets or pages and a
file may hold several forms. The blocks are head, money, goals, indicators, tail.
"""

import re
from dataclasses import replace

from ziping.exact import number
from ziping.grid import Cell
from ziping.layouts.align import place_row
from ziping.layouts.columns import Columns, header, refine
from ziping.layouts.draft import Draft
from ziping.layouts.head import is_note, name_leftovers, read_labelled, read_pairs, read_title
from ziping.layouts.indicators import Levels, read_filler, read_row, read_total
from ziping.layouts.lexicon import (
    is_block,
    is_block_piece,
    is_continued,
    is_fund_total,
    is_signature,
    is_total,
    lookup,
    own_goal_points,
    title_kind,
)
from ziping.layouts.stream import Row
from ziping.text import bare, written

__all__ = ["Reader"]

_MONEY = frozenset({"initial_budget", "budget", "execution", "transfer", "rate"})
_LEVELS = frozenset({"level1", "level2", "level3"})
_JUDGED = frozenset({"target", "adjusted_target", "actual", "weight", "score"})
_ENDS_SENTENCE = re.compile(r"[。！？；：.!?;:>]\s*$")
_AHEAD = 500  # rows looked at below a header; a file may hold thousands of headers


class Reader:
    """Walks the stream; ``block`` says which part of the form the next row belongs to."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.drafts: list[Draft] = []
        self.draft = Draft()
        self.block = "head"
        self.columns: Columns | None = None
        self.levels: Levels | None = None
        self.goal: int | None = None
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
        if draft.indicators or (draft.funds and (draft.title_kind or draft.goals)) or (draft.title_kind and draft.columns):
            name_leftovers(draft)
            self.drafts.append(draft)
        self.draft, self.block, self.columns, self.levels, self.goal = Draft(), "head", None, None, None

    def take(self, number: int, row: Row) -> None:
        """One row: a heading, a header row, or data of the current block."""
        draft = self.draft
        single = row.texts[0] if len(row.texts) == 1 else None
        if single is not None and self.goes_on(number, row, single):
            return
        if single is not None and title_kind(single) is not None:
            if draft.started or (draft.title_kind and row.line and draft.heads):
                self.close()
                draft = self.draft
            read_title(draft, row)
            return
        if not row.line:
            draft.pending.extend((row.grid, cell) for cell in row.cells if bare(cell.text))
            if self.headers(number, row):
                return
        if not row.line and self.own_goal(row):
            return
        if self.block == "indicators" and not row.line and self.indicator_row(row):
            return
        if self.block == "funds" and not row.line and self.fund_row(row):
            return
        if self.block == "goals" and self.goal_row(row):
            return
        self.around(row)

    def goes_on(self, number: int, row: Row, text: str) -> bool:
        """A heading that only says that the form goes on: 续表, 自评表（续）, or the same heading again above the rest of the indicators."""
        draft = self.draft
        again = self.block == "indicators" and text == draft.values.get("title")
        if again:
            after = next((later for later in self.rows[number + 1 : number + 4] if later.texts and not later.line), None)
            again = after is not None and lookup(after.texts[0], "head") is None
        if not again and (not draft.started or not is_continued(text)):
            return False
        draft.use(*row.cells)
        return True

    # header rows -----------------------------------------------------------------------------------------------------------

    def headers(self, number: int, row: Row) -> bool:
        """A header row opens its block."""
        columns = header(row, "indicators")
        fields = set(columns.roles)
        if fields & _LEVELS and len(fields & (_LEVELS | _JUDGED)) >= 3 and fields & _JUDGED:
            self.open_indicators(number, row, columns)
            return True
        if self.block == "indicators":
            return False
        columns = header(row, "funds")
        fields = set(columns.roles)
        if len(fields & _MONEY) >= 2 or (fields & _MONEY and {"weight", "score"} <= fields):
            if self.draft.indicators:
                self.close()
                self.draft.pending.extend((row.grid, cell) for cell in row.cells if bare(cell.text))
            self.open("funds", columns)
            for cell in row.all:
                if is_block(cell.text, "funds") and bare(cell.text):
                    self.draft.use(cell)
                self.draft.money_unit(cell.text, cell)
            return True
        columns = header(row, "goals")
        if {"expected", "actual"} <= set(columns.roles):
            self.open("goals", columns)
            self.use_block_cells(row)
            return True
        columns = header(row, "targets_goals")
        if {"long", "annual"} <= set(columns.roles):
            self.open("goals", columns)
            self.use_block_cells(row)
            return True
        return False

    def open(self, block: str, columns: Columns) -> None:
        self.draft.flush_fund_pairs()
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
        before = self.levels if self.block == "indicators" else None
        self.open("indicators", columns)
        if any("unrolled" in cell.notes for cell in row.cells):
            self.draft.problem("doubtful", "这份文本一行一格、没有表格线，指标表是按栏目顺序拼起来的，请逐行核对", row.cells[0].where)
        ahead = []
        start = number + 1 + self.skip
        for later in self.rows[start : start + _AHEAD]:
            if later.line or (later.texts and is_total(later.texts[0])):
                break
            ahead.append(later)
        self.levels = Levels(ahead, columns, before)

    def use_block_cells(self, row: Row) -> None:
        for cell in row.all:
            if bare(cell.text) and is_block_piece(cell.text):
                self.draft.use(cell)

    # data rows -------------------------------------------------------------------------------------------------------------

    def indicator_row(self, row: Row) -> bool:
        columns, levels = self.columns, self.levels
        assert columns is not None and levels is not None
        first = row.texts[0]
        if is_total(first):
            read_total(self.draft, row, columns)
            self.block = "tail"
            return True
        if len(row.texts) == 1 and read_filler(self.draft, row):
            return True
        if is_signature(first) or (len(row.texts) <= 2 and (lookup(first, "tail") or (len(row.cells) == 1 and len(columns.columns) > 3))):
            self.block = "tail"
            return False
        if lookup(first, "head") is not None and len(row.texts) <= 4 and row.cells and written(row.cells[0].text) == first:
            self.block = "tail"
            return False
        if len(row.texts) == 1 and (is_note(first) or read_labelled(self.draft, next(c for c in row.cells if bare(c.text)))):
            self.block = "tail"
            return True
        read_row(self.draft, row, columns, levels, goal=self.goal, term="annual")
        self.use_block_cells(row)
        return True

    def fund_row(self, row: Row) -> bool:
        """A row of money: a source and numbers under the columns."""
        columns = self.columns
        assert columns is not None
        first = row.texts[0]
        if lookup(first, "head") is not None and lookup(first, "funds") is None:
            self.block = "head"
            return False
        roles = columns.roles
        money_from = next((i for i, role in enumerate(roles) if role in _MONEY), len(roles))
        source: Cell | None = None
        found: dict[str, Cell] = {}
        named = Columns(
            tuple(replace(c, role="source") if i < money_from and not c.role else c for i, c in enumerate(columns.columns)),
            columns.grid,
            columns.width,
        )
        placed = place_row(row, named, missing=frozenset({"block"}))
        for at, cell in ((index, cell) for index in sorted(placed.columns) for cell in placed.columns[index]):
            text = written(cell.text)
            if at >= len(roles):
                continue
            if at < money_from:
                if text is not None and not is_block(text, "funds") and cell.row == row.number:
                    if is_block(text) or lookup(text, "goals"):
                        self.block = "head"
                        return False
                    source = cell
                elif text is not None:
                    self.draft.use(cell)
                    self.draft.money_unit(cell.text, cell)
            elif roles[at] in _MONEY | {"weight", "score", "review_score", "reason", "interim_execution", "interim_rate"}:
                found.setdefault(roles[at], cell)
        if source is None and not any(written(cell.text) for cell in found.values()):
            return True
        draft = self.draft
        draft.funds.append({"total": source is not None and is_fund_total(source.text)})
        if source is not None:
            draft.put_in(draft.funds, "funds", "source", source)
        for field, cell in found.items():
            draft.put_in(draft.funds, "funds", field, cell)
        if placed.shift:
            name = written(source.text) if source is not None else ""
            text = f"资金「{name}」这一行左移了 {placed.shift} 格（上方合并单元格缺失），已按栏目移回，请核对"
            draft.problem("realigned", text, next(cell for cell in row.cells if bare(cell.text)).where)
        return True

    def paired_funds(self, row: Row) -> bool:
        """Money printed as label and amount side by side (绩效目标申报表), under the block's label."""
        if row.line or not any(is_block(cell.text, "funds") and bare(cell.text) for cell in row.all):
            return False
        block = next(cell for cell in row.all if is_block(cell.text, "funds") and bare(cell.text))
        cells = [cell for cell in row.all if cell is not block and cell.row == row.number]
        pairs = []
        for label, value in zip(cells, cells[1:], strict=False):
            text, amount = written(label.text), written(value.text)
            if text is not None and number(text) is None and (amount is None or number(amount) is not None):
                pairs.append((label, value))
        if not pairs:
            return False
        self.draft.use(block)
        self.draft.money_unit(block.text, block)
        self.draft.fund_pairs += pairs
        return True

    def own_goal(self, row: Row) -> bool:
        """``年度绩效目标1（40分） | 文字``: a goal with points and an indicator table of its own."""
        points = own_goal_points(row.texts[0])
        if points is None or len(row.texts) < 2:
            return False
        label, text = [cell for cell in row.cells if bare(cell.text)][:2]
        draft = self.draft
        draft.goals.append({})
        draft.use(label)
        draft.put_in(draft.goals, "goals", "expected", text)
        draft.put_in(draft.goals, "goals", "weight", label, points)
        self.goal, self.block = len(draft.goals) - 1, "head"
        return True

    def goal_row(self, row: Row) -> bool:
        """Goal texts under 预期目标 | 实际完成情况; a lone text under a filled column is the rest of one cut by a page break."""
        columns, draft = self.columns, self.draft
        assert columns is not None
        if row.line or any(lookup(text, "head") for text in row.texts[:1]):
            self.block = "head"
            return False
        found: dict[str, Cell] = {}
        for at, cell in columns.under(row):
            roles = ("expected", "actual", "long", "annual")
            if at < len(columns.roles) and columns.roles[at] in roles and bare(cell.text) and cell.row == row.number:
                found.setdefault(columns.roles[at], cell)
        self.use_block_cells(row)
        if len(row.texts) == 1 and is_block(row.texts[0]) and not is_block(row.texts[0], "goals"):
            self.block = "head"  # the heading of the next block in a row of its own
            return True
        if not found:
            return False
        if {"long", "annual"} <= set(columns.roles):
            for term in ("long", "annual"):
                if term in found:
                    draft.goals.append({"term": term})
                    draft.put_in(draft.goals, "goals", "expected", found[term])
            return True
        last = draft.goals[-1] if draft.goals else None
        if last is not None and len(found) == 1 and len(row.texts) == 1:
            field, cell = next(iter(found.items()))
            if last.get(field) is not None and self.cut_before(row, field, str(last[field]), cell):
                self.stitch(f"goals[{len(draft.goals) - 1}].{field}", last, field, cell)
                return True
        draft.goals.append({})
        for field, cell in found.items():
            draft.put_in(draft.goals, "goals", field, cell)
            if "stitched" in cell.notes:
                draft.problem("stitched", "年度总体目标的单元格被分页切开，已接上，请核对", cell.where)
        return True

    def cut_before(self, row: Row, field: str, before: str, cell: Cell) -> bool:
        """True if a lone text can be the rest of the one above: it begins another table, or the carrier hides merges and the text
        above stops in mid-sentence or blank lines stand between."""
        above = self.draft.places[f"goals[{len(self.draft.goals) - 1}].{'expected' if self.draft.goals[-1].get('expected') else 'actual'}"]
        if row.spans:
            cut = field == "actual" and "expected" in self.draft.goals[-1] and not _ENDS_SENTENCE.search(before)
            return cut or (above.table, above.page) != (cell.where.table, cell.where.page)
        gap = above.line is not None and cell.where.line is not None and cell.where.line - above.line > 1
        return gap or not _ENDS_SENTENCE.search(before)

    def stitch(self, path: str, row: dict[str, object], field: str, cell: Cell) -> None:
        """Join the rest of a narrative to its beginning: nothing between them where the cut is in mid-sentence."""
        text = written(cell.text, long=True)
        self.draft.use(cell)
        before = str(row[field])
        row[field] = before + ("\n" if _ENDS_SENTENCE.search(before) else "") + (text or "")
        self.draft.problem("stitched", f"年度总体目标的文字被分页切成两格，已接上（{path}），请核对", cell.where)

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
            draft.pending.extend((row.grid, cell) for cell in row.cells if bare(cell.text))
        if read_title(draft, row):
            return
        for cell in row.cells:
            if bare(cell.text) and is_block(cell.text, "funds"):
                draft.use(cell)
                draft.money_unit(cell.text, cell)
        if (
            self.block == "tail"
            and self.columns is not None
            and not row.line
            and is_total(row.texts[0])
            and "total_score" not in draft.values
        ):
            read_total(draft, row, self.columns)  # remarks may stand between the last indicator and 总分
            return
        if not row.line and self.block != "tail" and (self.paired_goal(row) or self.paired_funds(row)):
            return
        if not row.line and read_pairs(draft, row):
            return
        for cell in row.cells:
            if bare(cell.text) and id(cell) not in draft.used:
                read_labelled(draft, cell)

    def paired_goal(self, row: Row) -> bool:
        """``年度总体目标 | 文字`` and ``预期目标 | 文字`` without a header row of their own."""
        draft = self.draft
        texts = [cell for cell in row.cells if bare(cell.text)]
        if len(texts) < 2:
            return False
        found = False
        at = 0
        while at < len(texts) - 1:
            cell, after = texts[at], texts[at + 1]
            known = lookup(cell.text, "goals")
            field = known.field if known is not None else "expected" if is_block(cell.text, "goals") and len(bare(cell.text)) > 3 else None
            if field is None or lookup(after.text, "goals") is not None or lookup(after.text, "indicators") is not None:
                at += 1
                continue
            if not draft.goals or draft.goals[-1].get(field) is not None:
                draft.goals.append({})
            draft.use(cell)
            draft.put_in(draft.goals, "goals", field, after)
            found, at = True, at + 2
        return found
