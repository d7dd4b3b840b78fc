"""Text with one cell per line (a copy from a PDF viewer) → rows again, by what the labels promise.

No lines of a table are left in such a text, and merged or empty cells are simply missing. Weight and score, two numbers that stand
together, mark each row; what stands before them fills the columns from the right, names are known by their words, and what stands
behind them is the reason. The reader says once that the table was put together and asks for confirmation.
"""

import re
from dataclasses import replace

from ziping.exact import number, percent
from ziping.form.levels import level1_class, level2_class
from ziping.grid import Cell, Grid
from ziping.layouts.chunks import count_out, count_pairs
from ziping.layouts.indicators import GRADE
from ziping.layouts.lexicon import is_block, is_other_head, is_signature, is_total, lookup, own_goal_points
from ziping.text import bare, written

__all__ = ["unroll"]

_FEWEST = 5  # labels in a row that make a header
_MOST_GOAL_LINES = 60
_FIRST = re.compile(r"\s*(?:1|一|[(（](?:1|一)[)）]|①|目标(?:1|一))\s*(?:[.、．:：是]|(?<=[)）①]))")
_MOST_LINES, _WIDEST = 4, 20  # lines and characters of a label
_Row = list[tuple[int, Cell]]


def unroll(grid: Grid) -> Grid | None:
    """The same text as a table; None if the grid is a table already or holds no header of indicators."""
    if grid.spans or any(cell.col for cell in grid.cells):
        return None
    cells = [cell for cell in grid.cells if bare(cell.text)]
    if not any(_labels(cells, at, "indicators") or _targets_only(cells, at) for at in range(len(cells))):
        return None
    lines = _unwrapped(list(grid.cells))
    cells = [cell for cell in lines if bare(cell.text)]
    nth = {id(cell): i for i, cell in enumerate(lines)}
    rows: list[_Row] = []
    at = 0
    while at < len(cells):
        counted = _counted(lines, nth[id(cells[at])])
        if counted is None:
            at = _take(cells, at, rows)
            continue
        rows += counted[0]
        at = next((i for i, cell in enumerate(cells) if nth[id(cell)] >= counted[1]), len(cells))
    out = []
    for number_, row in enumerate(rows):
        out += [Cell(number_, col, 1, 1, cell.text, cell.where, ("unrolled",)) for col, cell in row]
    return Grid(tuple(out), spans=False, above=grid.above, below=grid.below, name=grid.name)


def _unwrapped(lines: list[Cell]) -> list[Cell]:
    """The same with the labels put together that were too wide for their column, so that each of their lines became a line of its own."""
    out: list[Cell] = []
    at = 0
    while at < len(lines):
        more = next((n for n in range(_MOST_LINES, 1, -1) if _is_wrapped(lines[at : at + n])), 1)
        first = lines[at]
        out.append(first if more == 1 else replace(first, text="".join([written(cell.text) or "" for cell in lines[at : at + more]])))
        at += more
    return out


def _is_wrapped(lines: list[Cell]) -> bool:
    """True if these lines are a label together, and none of them is one."""
    texts = [bare(cell.text) for cell in lines]
    whole = "".join(texts)
    if len(lines) < 2 or not all(texts) or len(whole) > _WIDEST or any(map(str.isdigit, whole)) or not _names(whole):
        return False
    return not any(map(_names, texts)) and (texts[0] + texts[1] == whole or not _names(texts[0] + texts[1]))


def _names(text: str) -> bool:
    known = any(lookup(text, part) is not None for part in ("indicators", "funds", "goals", "head"))
    return known or is_block(text) or level1_class(text) is not None or level2_class(text) is not None


def _counted(lines: list[Cell], at: int) -> tuple[list[_Row], int] | None:
    """The block that begins at a line, where empty cells are empty lines."""
    if (goals := _goals(lines, at)) is not None:
        return goals
    for part in ("indicators", "funds", "goals", "targets_goals", "base"):
        if (found := count_out(lines, at, part)) is not None:
            return found
    if at and not bare(lines[at - 1].text) and (found := count_out(lines, at - 1, "indicators")) is not None:
        return found
    return count_pairs(lines, at)


def _targets_only(cells: list[Cell], at: int) -> bool:
    """True for the shortest header there is: the three levels and a target."""
    roles = [known.field for cell in cells[at : at + 4] if (known := lookup(cell.text, "indicators")) is not None]
    return roles == ["level1", "level2", "level3", "target"]


def _labels(cells: list[Cell], at: int, part: str) -> list[str]:
    """The fields of a run of different labels that starts here; empty if it is too short to be a header."""
    roles: list[str] = []
    for cell in cells[at:]:
        known = lookup(cell.text, part)
        if known is None or known.field in roles:
            break
        roles.append(known.field)
    enough = _FEWEST if part == "indicators" else 3
    return roles if len(roles) >= enough else []


def _is_label(text: str) -> bool:
    known = any(lookup(text, part) is not None for part in ("head", "goals", "indicators", "tail"))
    return known or is_signature(text) or is_block(text) or is_other_head(text)


def _take(cells: list[Cell], at: int, rows: list[_Row]) -> int:
    """The next piece of the form into rows; returns where the one after it starts."""
    roles = _labels(cells, at, "indicators")
    if roles:
        rows.append([(i + 1, cells[at + i]) for i in range(len(roles))])
        return _indicators(cells, at + len(roles), roles, rows)
    if is_total(cells[at].text) and (above := _header_above(rows)):
        return _total(cells, at, above, rows)
    roles = _labels(cells, at, "funds")
    if roles:
        first = cells[at]
        unnamed = [] if "source" in roles else [(1, Cell(first.row, 1, 1, 1, "", first.where))]  # the column of sources has no label
        rows.append([*unnamed, *((i + 1 + len(unnamed), cells[at + i]) for i in range(len(roles)))])
        return _funds(cells, at + len(roles), roles, rows)
    cell = cells[at]
    after = cells[at + 1] if at + 1 < len(cells) else None
    goal = lookup(cell.text, "goals")
    if goal is not None and goal.field == "expected" and after is not None:
        second = lookup(after.text, "goals")
        if second is not None and second.field == "actual" and at + 3 < len(cells):
            rows.append([(1, cell), (2, after)])
            rows.append([(1, cells[at + 2]), (2, cells[at + 3])])
            return at + 4
    labelled = lookup(cell.text, "head") is not None or is_signature(cell.text) or own_goal_points(cell.text) is not None
    if is_other_head(cell.text) or lookup(cell.text, "tail") is not None or is_block(cell.text, "goals"):
        labelled = labelled or (after is not None and not is_total(after.text) and not bare(after.text).startswith(("注:", "备注:")))
    if labelled and after is not None and not _is_label(after.text):
        rows.append([(0, cell), (1, after)])
        return at + 2
    rows.append([(0, cell)])
    return at + 1


def _goals(lines: list[Cell], at: int) -> tuple[list[_Row], int] | None:
    """The goals under their two labels where each of the two texts takes several lines; None if it is not so."""
    start = at + 1 if is_block(lines[at].text, "goals") else at
    known = [lookup(cell.text, "goals") for cell in lines[start : start + 2]]
    if [label.field if label is not None else None for label in known] != ["expected", "actual"]:
        return None
    end = next((i for i in range(start + 2, len(lines)) if not bare(lines[i].text) or _is_label(lines[i].text)), len(lines))
    both = _two_texts(lines[start + 2 : end])
    if both is None:
        return None
    return [[*((0, cell) for cell in lines[at:start]), (1, lines[start]), (2, lines[start + 1])], [(1, both[0]), (2, both[1])]], end


def _two_texts(lines: list[Cell]) -> tuple[Cell, Cell] | None:
    """What was planned and what came of it, two texts of several lines each; None where it cannot be told where the second begins: behind
    the only line within that ends a sentence, or where the numbering begins again."""
    ends = [i + 1 for i, cell in enumerate(lines[:-1]) if cell.text.rstrip().endswith(("。", "！"))]
    starts = [i for i, cell in enumerate(lines) if i and _FIRST.match(cell.text)]
    if len(lines) < 3 or len(lines) > _MOST_GOAL_LINES or not (len(starts) == 1 and _FIRST.match(lines[0].text) or len(ends) == 1):
        return None
    cut = starts[0] if len(starts) == 1 and _FIRST.match(lines[0].text) else ends[0]
    return _as_one(lines[:cut]), _as_one(lines[cut:])


def _as_one(lines: list[Cell]) -> Cell:
    text = lines[0].text.strip()
    for cell in lines[1:]:
        text += ("\n" if text.endswith(("。", "；", ";", "！")) else "") + cell.text.strip()
    return replace(lines[0], text=text)


def _header_above(rows: list[_Row]) -> list[str]:
    """The fields of the last header of indicators, as the columns of its table; empty if there is none."""
    for row in reversed(rows):
        known = [(i, hit.field) for i, cell in row if (hit := lookup(cell.text, "indicators")) is not None]
        if len(known) >= _FEWEST and row[0][1].text != known[0][1]:
            fields = dict(known)
            return [fields.get(i + 1, "") for i in range(max(fields))]
    return []


def _funds(cells: list[Cell], at: int, roles: list[str], rows: list[_Row]) -> int:
    columns = [role for role in roles if role != "source"]
    while at + 1 < len(cells):
        source = cells[at]
        if is_block(source.text, "funds"):
            at += 1
            continue
        if _is_label(source.text) or _value(source):
            return at
        values: list[Cell] = []
        while at + 1 + len(values) < len(cells) and len(values) < len(columns) and _value(cells[at + 1 + len(values)]):
            values.append(cells[at + 1 + len(values)])
        if not values:
            return at
        under = [i for i, role in enumerate(columns) if len(values) == len(columns) or role not in ("weight", "score")]
        rows.append([(1, source), *((under[i] + 2, value) for i, value in enumerate(values) if i < len(under))])
        at += 1 + len(values)
    return at


def _value(cell: Cell) -> bool:
    return percent(cell.text) is not None or written(cell.text) is None


def _indicators(cells: list[Cell], at: int, roles: list[str], rows: list[_Row]) -> int:
    end = next((i for i in range(at, len(cells)) if is_total(cells[i].text)), len(cells))
    points = [i for i, role in enumerate(roles) if role in ("weight", "score")]
    if len(points) != 2 or points[1] != points[0] + 1:
        width = len(roles)
        for start in range(at, end, width):
            rows.append([(i + 1, cell) for i, cell in enumerate(cells[start : min(start + width, end)])])
        return _total(cells, end, roles, rows)
    body = [cell for cell in cells[at:end] if not is_block(cell.text, "indicators")]
    anchors = []
    i = 0
    while i + 1 < len(body):
        if number(body[i].text) is not None and number(body[i + 1].text) is not None:
            anchors.append(i)
            i += 2
        else:
            i += 1
    named = [i for i, role in enumerate(roles) if role in ("level1", "level2")]
    plain = [i for i in range(points[0]) if i not in named]
    behind = list(range(points[1] + 1, len(roles)))
    start = 0
    for order, anchor in enumerate(anchors):
        before = body[start:anchor]
        row: dict[int, Cell] = {points[0]: body[anchor], points[1]: body[anchor + 1]}
        own = before[-len(plain) :] if plain else []
        while own and (level1_class(own[0].text) or level2_class(own[0].text)):
            own = own[1:]
        for column, cell in zip(reversed(plain), reversed(own), strict=False):
            row[column] = cell
        names = before[: len(before) - len(own)]
        spare: list[Cell] = []
        for place, cell in enumerate(names):
            followed = any(level2_class(later.text) for later in names[place + 1 :])  # 成本指标 stands on either level
            role = "level2" if level2_class(cell.text) and not (level1_class(cell.text) and followed) else "level1"
            if not (level1_class(cell.text) or level2_class(cell.text)):
                spare.append(cell)
            elif role in roles:
                row[roles.index(role)] = cell
        if order and spare:
            rows[-1] += _behind(behind, spare, len(roles))
        rows.append([(column + 1, cell) for column, cell in sorted(row.items())])
        start = anchor + 2
    if anchors and start < len(body):
        rows[-1] += _behind(behind, body[start:], len(roles))
    return _total(cells, end, roles, rows)


def _behind(columns: list[int], cells: list[Cell], width: int) -> _Row:
    """What stands behind the points, under the columns there; what is too much beyond the last one, where it is found to have none."""
    own = [(column + 1, cell) for column, cell in zip(columns, cells, strict=False)]
    return own + [(width + 1 + i, cell) for i, cell in enumerate(cells[len(own) :])]


def _total(cells: list[Cell], at: int, roles: list[str], rows: list[_Row]) -> int:
    """The 总分 line and the numbers behind it, under weight and score."""
    if at >= len(cells):
        return at
    row: _Row = [(1, cells[at])]
    columns = [i + 1 for i, role in enumerate(roles) if role in ("weight", "score")]
    at += 1
    values: list[Cell] = []
    while at < len(cells) and number(cells[at].text) is not None and len(values) < len(columns):
        values.append(cells[at])
        at += 1
    for column, cell in zip(reversed(columns), reversed(values), strict=False):
        row.append((column, cell))
    if columns and at < len(cells) and GRADE.fullmatch(cells[at].text.strip()):
        row.append((columns[-1] + 1, cells[at]))
        at += 1
    rows.append(sorted(row, key=lambda item: item[0]))
    return at
