"""Text with one cell per line where empty cells are empty lines (a Word table turned into paragraphs): every row has as many lines as
its header, so the rows can be counted out. Tried first; one line that does not fit under its label and the block is not read so.
"""

from ziping.exact import number, percent
from ziping.form.levels import level1_class, level2_class
from ziping.grid import Cell
from ziping.layouts.columns import MONEY
from ziping.layouts.lexicon import is_base, is_block, is_fund_total, is_signature, is_total, lookup
from ziping.text import bare, written

__all__ = ["count_out", "count_pairs"]

_POINTS = frozenset({"weight", "score", "review_score"})
_LAST = frozenset({"reason", "measure", "target"})
_FEWEST = {"indicators": 4, "funds": 3, "goals": 2, "targets_goals": 2, "base": 2}
_WHOLE = {"goals": ["", "expected", "actual"], "targets_goals": ["", "long", "annual"]}
_LEVELS = ("level1", "level2")
_Row = list[tuple[int, Cell]]


def count_out(lines: list[Cell], at: int, part: str) -> tuple[list[_Row], int] | None:
    """The block whose first line is ``lines[at]`` (the block's own label) as rows of (column, cell), and where the next one starts;
    None if no header of ``part`` starts there or its rows cannot be counted out."""
    head = _header(lines, at, part)
    if head is None:
        return None
    if not bare(lines[at].text):  # the label of a goal runs down beside its table
        return _data(lines, part, *head, [""], beside=True)
    again = [bare(cell.text) for cell in lines[at + 1 : head[2]]]
    return _data(lines, part, *head, again, beside=True) or _data(lines, part, *_below(*head), again, beside=False)


def count_pairs(lines: list[Cell], at: int) -> tuple[list[_Row], int] | None:
    """Money as label and amount under the block's label at ``lines[at]``, one list of them or several side by side, each beginning with
    a total: its rows and where the next block starts; None if it is not printed so."""
    if at >= len(lines) or not bare(lines[at].text) or not is_block(lines[at].text, "funds"):
        return None
    width = 1
    while at + width + 1 < len(lines) and _is_total(lines[at + width].text) and _is_amount(lines[at + width + 1].text):
        width += 2
    if width == 1:
        return None
    rows = [list(enumerate(lines[at : at + width]))]
    at += width
    lead = (
        0 if at < len(lines) and bare(lines[at].text) else 1
    )  # beside the block's label, which runs down; or below it, where it stands alone
    while at < len(lines) and not (lead and bare(lines[at].text)):
        chunk = lines[at + lead : at + width - 1 + lead]
        pairs = list(zip(chunk[::2], chunk[1::2], strict=False))
        if 2 * len(pairs) < width - 1 or not any(bare(label.text) for label, _ in pairs):
            break
        if any(not _is_amount(amount.text) or number(label.text) is not None or _opens(label.text) for label, amount in pairs):
            break
        if any(bare(amount.text) and not bare(label.text) for label, amount in pairs):
            break
        rows.append([(i + 1, cell) for i, cell in enumerate(chunk)])
        at += width - 1 + lead
    return rows, at


def _opens(text: str) -> bool:
    """True for a label that begins another part of the form."""
    return is_block(text) or is_signature(text) or lookup(text, "head") is not None or lookup(text, "goals") is not None


def _is_total(text: str) -> bool:
    return bare(text).endswith("总额") or is_fund_total(text)


def _is_amount(text: str) -> bool:
    return written(text) is None or number(text) is not None


def _below(rows: list[_Row], roles: list[str], at: int) -> tuple[list[_Row], list[str], int]:
    """The same header if the block's label stands in a row of its own above it, not in a column beside the rows."""
    label = rows[0][0]
    return [[label], [(i - 1, cell) for i, cell in rows[0][1:]], *([(i - 1, cell) for i, cell in row] for row in rows[1:])], roles[1:], at


def _data(
    lines: list[Cell], part: str, rows: list[_Row], roles: list[str], at: int, again: list[str], *, beside: bool
) -> tuple[list[_Row], int] | None:
    """The rows below a header; ``beside``: the block's label stands in the first column, which is empty in all of them. ``again``: the
    lines of the header, as they may stand again on a second page."""
    data, ended = [], False
    while at < len(lines):
        chunk = lines[at : at + len(roles)]
        total = next((i for i, cell in enumerate(chunk[:2]) if is_total(cell.text)), None) if part == "indicators" else None
        if total is not None:
            first = min((i for i, role in enumerate(roles) if role in _POINTS), default=len(roles))
            tail = lines[at + total + 1 : at + total + 1 + len(roles) - first]
            data.append([(1, chunk[total]), *((first + i, cell) for i, cell in enumerate(tail))])
            at, ended = at + total + 1 + len(tail), True
            break
        short = roles[len(chunk) :]  # empty lines at the very end of a text get lost
        if not (_LAST.issuperset(short) or part == "base" and len(chunk) > 2) or not any(bare(cell.text) for cell in chunk):
            break
        if bare(chunk[0].text) and (beside or is_block(chunk[0].text)):
            break
        if (
            again[0]
            and bare(chunk[beside].text) == again[0]
            and [bare(cell.text) for cell in lines[at + beside : at + beside + len(again)]] == again
        ):
            at += beside + len(again)
            continue
        if not all(_fits(role, cell.text) for role, cell in zip(roles, chunk, strict=False)):
            break
        data.append(list(enumerate(chunk)))
        at += len(roles)
    if not beside and at < len(lines) and not ended and not _is_next(lines[at : at + 2]):
        return None
    filled = [(roles[i], cell.text) for row in data for i, cell in row if i < len(roles) and bare(cell.text)]
    if not data or not (part in _WHOLE or _sure(roles, filled)):
        return None
    return [*rows, *data], at


def _sure(roles: list[str], filled: list[tuple[str, str]]) -> bool:
    """True if figures stand where figures are asked for; where no column asks for any, if names of the levels stand in theirs."""
    wanted = _POINTS | MONEY | {"value"}
    if wanted & set(roles):
        return any(role in wanted for role, _ in filled)
    names = [(role, text) for role, text in filled if role in _LEVELS]
    return len(names) > 2 and all(level1_class(text) if role == "level1" else level2_class(text) for role, text in names)


def _is_next(lines: list[Cell]) -> bool:
    """True if these lines begin another part of the form."""
    texts = [cell.text for cell in lines if bare(cell.text)]
    return (
        not texts or is_block(texts[0]) or is_signature(texts[0].split("：")[0]) or any(lookup(texts[0], part) for part in ("head", "tail"))
    )


def _header(lines: list[Cell], at: int, part: str) -> tuple[list[_Row], list[str], int] | None:
    """The header rows, the field of every column (the block's own column is ""), and where the data start."""
    if at + 1 >= len(lines) or not _begins(lines, at, part):
        return None
    roles, end = [""], at + 1
    if part == "funds" and end < len(lines) and not bare(lines[end].text):
        roles, end = ["", ""], end + 1  # the column of sources has no label
    while end < len(lines):
        known = lookup(lines[end].text, part) if bare(lines[end].text) else None
        if known is not None and part == "funds" and roles[1:2] == [known.field] and "source" not in roles:
            roles[1] = "source"  # 年度预算数(万元) over the sources, 年初预算 and 调整后预算数 beside it
        if known is None or (known.field in roles and part != "base"):
            break
        roles.append(known.field)
        end += 1
    if len(roles) - 1 < _FEWEST[part] or roles != _WHOLE.get(part, roles) or (part == "base" and not {"name", "value"} <= set(roles)):
        return None
    rows = [list(enumerate(lines[at:end]))]
    if "target" in roles:
        where = roles.index("target")
        for lead in (0, 1):  # 1: no empty line for the block's label, which stands alone above
            below = lines[end : end + len(roles) + 2 - lead]
            labels = {i: known.field for i, cell in enumerate(below) if bare(cell.text) and (known := lookup(cell.text, part)) is not None}
            if sum(bool(bare(cell.text)) for cell in below) != 3 or list(labels) != [where - lead + n for n in range(3)]:
                continue
            rows = [[(i + 2 if i > where else i, cell) for i, cell in rows[0]], [(i + lead, cell) for i, cell in enumerate(below)]]
            wide = lines[end]  # the wide label's other places, empty as in any text
            rows[0] += [(where + n, Cell(wide.row, wide.col, 1, 1, "", wide.where)) for n in (1, 2)]
            return rows, [*roles[:where], *labels.values(), *roles[where + 1 :]], end + len(below)
    return rows, roles, end


def _begins(lines: list[Cell], at: int, part: str) -> bool:
    """True for the label of a block, or for the empty line beside a header of indicators below a goal's label."""
    text = lines[at].text
    if bare(text):
        return is_base(text) if part == "base" else is_block(text)
    first = lookup(lines[at + 1].text, part) if part == "indicators" and bare(lines[at + 1].text) else None
    return first is not None and first.field == "level1"


def _fits(role: str, text: str) -> bool:
    """True if a line can stand under a label."""
    if written(text) is None:
        return True
    if role in _POINTS:
        return number(text) is not None
    if role in MONEY:
        return number(text) is not None or percent(text) is not None
    if role == "value":
        return percent(text) is not None
    if role in ("expected", "actual", "long", "annual"):
        return lookup(text, "head") is None and not is_block(text)
    return role not in ("level1", "level2", "source") or number(text) is None
