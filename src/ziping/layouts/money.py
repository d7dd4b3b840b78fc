"""Reading the money table: a source and amounts under columns, label and amount side by side, or ``其中：财政拨款：120`` in one cell."""

import re
from dataclasses import replace

from ziping.exact import number, percent
from ziping.grid import Cell
from ziping.layouts.align import is_money, place_row
from ziping.layouts.columns import MONEY, Columns
from ziping.layouts.draft import Draft
from ziping.layouts.lexicon import is_block, is_fund_total, is_other_head, is_signature, lookup
from ziping.layouts.stream import Row
from ziping.text import bare, written

__all__ = ["read_fund", "read_paired_funds", "sourced"]

_READ = MONEY | {"weight", "score", "review_score", "reason"}
_NAMED = re.compile(r"\s*(\S.*?)\s*[:：]\s*(-?[\d,，]+(?:\.\d+)?)?\s*(?:万元|元)?\s*")


def sourced(draft: Draft, columns: Columns, below: Row | None) -> Columns:
    """The columns of money with the one of the sources named as such where it is headed 年度预算数(万元) or the like: names, not
    amounts, stand below it."""
    first = next((i for i, role in enumerate(columns.roles) if role and role != "block"), None)
    if first is None or "source" in columns.roles or columns.roles[first] not in MONEY or below is None:
        return columns
    column = columns.columns[first]
    under = next((cell for at, cell in columns.under(below) if at == first), None)
    text = written(under.text) if under is not None else None
    begin = next((cell for cell in below.cells if bare(cell.text)), None)
    slipped = (
        columns.roles.count(columns.roles[first]) > 1 and begin is not None and begin.col < column.start and percent(begin.text) is None
    )
    if not slipped and (text is None or percent(text) is not None or is_money(text)):
        return columns
    draft.use(column.cell)
    renamed = replace(column, role="source", known=None)
    return Columns((*columns.columns[:first], renamed, *columns.columns[first + 1 :]), columns.grid, columns.width)


def read_fund(draft: Draft, row: Row, columns: Columns) -> bool:
    """A row of money: a source and numbers under the columns. False if the row belongs to another block."""
    first = row.texts[0]
    if (lookup(first, "head") is not None and lookup(first, "funds") is None) or is_other_head(first):
        return False
    if _named_amounts(draft, row):
        return True
    roles = columns.roles
    money_from = next((i for i, role in enumerate(roles) if role in MONEY), len(roles))
    source: Cell | None = None
    found: dict[str, Cell] = {}
    loose: list[tuple[Cell, str]] = []
    placed = place_row(row, columns.with_sources, missing=frozenset({"block"}))
    for at, cell in ((index, cell) for index in sorted(placed.columns) for cell in placed.columns[index]):
        text = written(cell.text)
        if at >= len(roles):
            continue
        if at < money_from:
            if text is not None and not is_block(text, "funds") and cell.row == row.number:
                if is_block(text) or lookup(text, "goals"):
                    return False
                if source is not None and (percent(text) is not None or is_money(text)) and percent(source.text) is None:
                    loose.append((cell, written(columns.columns[at].cell.text) or ""))  # an amount under a label that nobody knows
                    continue
                source = cell
            elif text is not None:
                draft.use(cell)
                draft.money_unit(cell.text, cell)
        elif roles[at] in _READ:
            found.setdefault(roles[at], cell)
        elif not roles[at]:
            loose.append((cell, written(columns.columns[at].cell.text) or ""))
    if source is None and not any(written(cell.text) for cell in found.values()):
        return True
    draft.funds.append({"total": source is not None and is_fund_total(source.text)})
    if source is not None:
        draft.put_in(draft.funds, "funds", "source", source)
    for field, cell in found.items():
        draft.put_in(draft.funds, "funds", field, cell)
    for cell, label in loose:
        draft.stands(cell, f"资金「{written(source.text)}」" if source is not None else f"资金第 {len(draft.funds)} 行", label)
    if placed.shift:
        name = written(source.text) if source is not None else ""
        text = f"资金「{name}」这一行左移了 {placed.shift} 格（上方合并单元格缺失），已按栏目移回，请核对"
        draft.problem("realigned", text, next(cell for cell in row.cells if bare(cell.text)).where)
    return True


def _named_amounts(draft: Draft, row: Row) -> bool:
    """``按收入性质分： | 按支出性质分：`` and ``其中：一般公共预算：120 | 其中：基本支出：80``: name and amount in one cell. The rows of
    one column belong together, so they wait until the block ends."""
    cells = [cell for cell in row.cells if bare(cell.text) and not is_block(cell.text, "funds")]
    matches = [_NAMED.fullmatch(cell.text) for cell in cells]
    if not cells or any(match is None for match in matches):
        return False
    for cell, match in zip(cells, matches, strict=True):
        assert match is not None
        draft.use(cell)
        draft.fund_pairs.append((replace(cell, text=match[1]), replace(cell, text=match[2] or "")))
    return True


def read_paired_funds(draft: Draft, row: Row) -> bool:
    """Money printed as label and amount side by side (绩效目标申报表), beside the block's label, or below it where that stands alone."""
    if row.line:
        return False
    block = next((cell for cell in row.all if bare(cell.text) and is_block(cell.text, "funds")), None)
    if block is None and not draft.paying:
        return False
    cells = [cell for cell in row.all if cell.row == row.number and (block is None or cell.text != block.text)]
    texts = [(at, text) for at, cell in enumerate(cells) if (text := written(cell.text)) is not None]
    pairs = []
    for (at, text), (after, amount) in zip(texts, [*texts[1:], (len(cells), "")], strict=False):
        if number(text) is None and at + 1 < len(cells):
            pairs.append((cells[at], cells[after] if amount and number(amount) is not None else cells[at + 1]))
    if block is None and (2 * len(pairs) != len(texts) or any(_opens(label.text) for label, _ in pairs)):
        return False
    if not pairs:
        return False
    if block is not None:
        draft.use(block)
        draft.money_unit(block.text, block)
    draft.fund_pairs += pairs
    draft.paying = True
    return True


def _opens(text: str) -> bool:
    """True for a label that begins another part of the form."""
    return (
        lookup(text, "head") is not None or is_other_head(text) or is_signature(text) or is_block(text) or lookup(text, "goals") is not None
    )
