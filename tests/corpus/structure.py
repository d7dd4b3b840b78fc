"""Distortions of the table itself: rows that slip, merges that go, tables and cells that are cut, rows that only hold a place."""

from copy import deepcopy
from random import Random

from corpus.paper import Box, Break, Document, Line, Need, Table

__all__ = [
    "apart_first",
    "apart_repeated",
    "blank_level2",
    "block_sheets",
    "block_tables",
    "cut_expected",
    "cut_narrative",
    "cut_sheets",
    "cut_table",
    "fillers",
    "make_room",
    "merged_down",
    "owner",
    "pages",
    "repeated_head",
    "rows_of",
    "shifted",
    "shifted_funds",
]


def rows_of(table: Table, part: str = "indicators") -> dict[int, int]:
    """Grid row → number of the indicator (fund, goal) that stands in it."""
    out: dict[int, int] = {}
    for box in table.boxes:
        head, bracket, rest = box.tag.partition("[")
        if head == part and bracket and not rest.endswith(("level1", "level2")):
            out[box.row] = int(rest.partition("]")[0])
    return out


def _split_merges(table: Table, at: int, *, repeat: bool) -> None:
    """Merged cells that cover row ``at`` from above are cut there; the lower part repeats the text or is empty."""
    for box in [box for box in table.boxes if box.row < at < box.row + box.rows]:
        lower = deepcopy(box)
        lower.row, lower.rows, lower.text = at, box.row + box.rows - at, box.text if repeat else ""
        box.rows = at - box.row
        table.boxes.append(lower)


def make_room(table: Table, at: int, by: int) -> None:
    """Make room for ``by`` rows before row ``at``: boxes that cover it grow."""
    for box in table.boxes:
        if box.row >= at:
            box.row += by
        elif box.row + box.rows > at:
            box.rows += by
    table.ragged = {r + by if r >= at else r for r in table.ragged}


def owner(document: Document, table: Table) -> int:
    """Which form a table belongs to: only used while every form has one table."""
    return document.tables().index(table)


def repeated_head(document: Document, rng: Random) -> bool:
    """The header row of the indicators stands again in the middle, as on a second page."""
    done = False
    for table in document.tables():
        heads = [box for box in table.boxes if box.tag.startswith("indicators.head")]
        rows = sorted(rows_of(table))
        if len(rows) < 4 or not heads or len({box.tag for box in heads}) != len(heads):
            continue
        first, deep = min(box.row for box in heads), len({box.row for box in heads})
        if any(box.rows > deep for box in heads):
            continue
        deep = max(box.row + box.rows for box in heads) - first
        at = rng.choice(rows[1:])
        copies = [deepcopy(box) for box in heads]
        levels = [box for box in table.boxes if box.kind == "level" and box.row < at < box.row + box.rows]
        for box in levels:
            lower = deepcopy(box)
            lower.row, lower.rows = at, box.row + box.rows - at
            box.rows = at - box.row
            table.boxes.append(lower)
        make_room(table, at, deep)
        for box in copies:
            box.row += at - first
        table.boxes += copies
        done = True
    return done


def shifted(document: Document, rng: Random) -> bool:
    """What a merged cell from above covers is missing altogether, and the rest of the row stands further left."""
    moved = False
    block = rng.random() < 0.6
    for table in document.tables():
        rows = rows_of(table)
        first = min(rows, default=0)
        gone = [b for b in table.boxes if b.rows > 1 and (b.kind == "level" or (block and b.tag == "indicators.block"))]
        loss: dict[int, list[Box]] = {}
        for box in gone:
            for r in range(box.row + 1, box.row + box.rows):
                if r >= first:
                    loss.setdefault(r, []).append(box)
        for box in [b for b in gone if b.tag == "indicators.block"]:
            if first > box.row + 1:
                loss_rows = range(box.row + 1, first)
                table.boxes += [Box(r, box.col, 1, box.cols, "", "text") for r in loss_rows]
        anchored = {(b.row, b.tag.rpartition(".")[2]) for b in table.boxes if b.kind == "level"}
        places = [(b, b.row, b.col) for b in table.boxes]
        for r, lost in loss.items():
            for box, row, col in places:
                if row == r:
                    box.col -= sum(other.cols for other in lost if other.col < col)
            table.ragged.add(r)
            moved = True
            if r in rows:
                form, i = owner(document, table), rows[r]
                document.needs.append(Need("realigned", form, f"indicators[{i}]"))
                if (r, "level2") not in anchored:
                    document.forms[form]["indicators"][i]["level2"] = None
            elif any(b.tag == "total.label" and b.row == r for b in table.boxes):
                form = owner(document, table)
                path = "total_score" if document.forms[form].get("total_score") else "total_weight"
                document.needs.append(Need("realigned", form, path))
        for box in gone:
            box.rows = 1
    return moved


def shifted_funds(document: Document, rng: Random) -> bool:
    """The block label beside the money rows is missing below its first row, and those rows stand one cell further left."""
    moved = False
    for table in document.tables():
        block = next((b for b in table.boxes if b.tag == "funds.block"), None)
        rows = rows_of(table, "funds")
        if block is None or not rows or block.row in rows:
            continue
        for box in table.boxes:
            if box.row in rows and box.row > block.row and box is not block:
                box.col -= block.cols
        for r, i in rows.items():
            table.ragged.add(r)
            document.needs.append(Need("realigned", owner(document, table), f"funds[{i}]"))
        block.rows, moved = 1, True
    return moved


def _apart(document: Document, *, repeat: bool) -> bool:
    for table in document.tables():
        for box in list(table.boxes):
            if box.rows == 1 and box.cols == 1:
                continue
            for r in range(box.row, box.row + box.rows):
                for c in range(box.col, box.col + box.cols):
                    if (r, c) != (box.row, box.col):
                        table.boxes.append(Box(r, c, 1, 1, box.text if repeat else "", box.kind, ""))
            box.rows = box.cols = 1
    return True


def apart_first(document: Document, rng: Random) -> bool:
    """Every merge taken apart: the text in the first cell, the others empty."""
    return _apart(document, repeat=False)


def apart_repeated(document: Document, rng: Random) -> bool:
    """Every merge taken apart: the text in each of the cells."""
    return _apart(document, repeat=True)


def _cut(table: Table, at: int) -> tuple[Table, Table]:
    above = Table([b for b in table.boxes if b.row < at], table.width, {r for r in table.ragged if r < at})
    below = Table([b for b in table.boxes if b.row >= at], table.width, {r - at for r in table.ragged if r >= at})
    for box in below.boxes:
        box.row -= at
    return above, below


def _replace(document: Document, table: Table, *parts: Line | Table | Break) -> None:
    at = next(i for i, item in enumerate(document.items) if item is table)
    document.items[at : at + 1] = parts


def block_tables(document: Document, rng: Random, gap: str = "gap") -> bool:
    """Money, goals and indicators each in a table of their own."""
    done = False
    for table in document.tables():
        starts = sorted({b.row for b in table.boxes if b.tag in ("funds.block", "goals.block", "indicators.block")} - {0})
        parts: list[Line | Table | Break] = []
        rest, cut = table, 0
        for start in starts:
            if any(b.row < start - cut < b.row + b.rows for b in rest.boxes):
                continue
            above, rest = _cut(rest, start - cut)
            cut = start
            parts += [above, Break(gap)]
            done = True
        _replace(document, table, *parts, rest)
    return done


def block_sheets(document: Document, rng: Random) -> bool:
    """One form over several sheets."""
    return block_tables(document, rng, "sheet")


def cut_table(document: Document, rng: Random, gap: str = "gap", *, head: bool | None = None) -> bool:
    """The indicator table goes on in another table, with or without its header row; merged names are printed again."""
    done = False
    for table in document.tables():
        rows = sorted(rows_of(table))
        heads = [b for b in table.boxes if b.tag.startswith("indicators.head")]
        deep = len({b.row for b in heads})
        if len(rows) < 4 or len({b.tag for b in heads}) != len(heads):
            continue
        at = rng.choice(rows[1:])
        _split_merges(table, at, repeat=True)
        above, below = _cut(table, at)
        if (rng.random() < 0.5 if head is None else head) and deep == 1:
            make_room(below, 0, 1)
            copies = [deepcopy(b) for b in heads]
            for box in copies:
                box.row, box.rows = 0, 1
            below.boxes += copies
        _replace(document, table, above, Break(gap), below)
        done = True
    return done


def pages(document: Document, rng: Random) -> bool:
    """A page ends inside the indicators: merged cells go on empty on the next page, which may begin with the header row again."""
    done = False
    for table in document.tables():
        rows = sorted(rows_of(table))
        heads = [b for b in table.boxes if b.tag.startswith("indicators.head")]
        if len(rows) < 4 or len({b.tag for b in heads}) != len(heads):
            continue
        at = rng.choice(rows[1:])
        _split_merges(table, at, repeat=False)
        above, below = _cut(table, at)
        if rng.random() < 0.5 and len({b.row for b in heads}) == 1:
            make_room(below, 0, 1)
            below.boxes += [Box(0, b.col, 1, b.cols, b.text, b.kind, b.tag) for b in heads]
            block = next((b for b in below.boxes if b.col == 0 and b.row == 1 and not b.text), None)
            if block is not None:
                block.row, block.rows = 0, block.rows + 1
        _replace(document, table, above, Break("page"), below)
        done = True
    return done


def cut_sheets(document: Document, rng: Random) -> bool:
    """The indicator table goes on, headed again, on another sheet."""
    return cut_table(document, rng, "sheet", head=True)


def cut_expected(document: Document, rng: Random) -> bool:
    """The same for 预期目标, only where merges are hidden: where they are shown, a lone text there may be another goal without a result."""
    return cut_narrative(document, rng, ".expected")


def cut_narrative(document: Document, rng: Random, which: str = ".actual") -> bool:
    """A goal's text stands in two cells, one below the other, as after a page break; cut in mid-sentence."""
    done = False
    for table in document.tables():
        form = owner(document, table)
        long = [b for b in table.boxes if b.tag.startswith("goals[") and len(b.text) > 12 and b.tag.endswith(which)]
        long = [b for b in long if not b.tag.startswith("goals[") or document.styles[form].name != "goals_apart"]
        if not long:
            continue
        box = rng.choice(long)
        spots = [i for i in range(4, len(box.text) - 3) if _inner(box.text[i - 1]) and _inner(box.text[i])]
        if not spots:
            continue
        at = rng.choice(spots)
        make_room(table, box.row + 1, 1)
        table.boxes.append(Box(box.row + 1, box.col, 1, box.cols, box.text[at:], "long", ""))
        box.text = box.text[:at]
        document.needs.append(Need("stitched", form, box.tag))
        done = True
    return done


def _inner(char: str) -> bool:
    return "一" <= char <= "鿿"


def fillers(document: Document, rng: Random) -> bool:
    """Rows that only hold a place: ……, 指标2：."""
    for table in document.tables():
        rows = sorted(rows_of(table))
        cells = [b for b in table.boxes if b.tag.startswith("indicators[") and b.tag.endswith(".level3")]
        for _ in range(rng.choice([1, 1, 2])):
            model = rng.choice(cells)
            at = model.row + 1
            covering = [b for b in table.boxes if b.kind == "level" and b.row + b.rows == at]
            make_room(table, at, 1)
            for box in covering:
                box.rows += 1
            block = next((b for b in table.boxes if b.tag == "indicators.block" and b.row + b.rows == at), None)
            if block is not None:
                block.rows += 1
            table.boxes += [Box(at, b.col, 1, b.cols, "", "text") for b in table.boxes if b.row == model.row and b.col > model.col]
            table.boxes.append(
                Box(at, model.col, 1, model.cols, rng.choice(["……", "…", "指标2：", "指标3：", "指标N："]), "text", "filler")
            )
            document.needs.append(Need("filler", owner(document, table), ""))
        assert rows
    return True


def merged_down(document: Document, rng: Random) -> bool:
    """One 三级指标 beside several 目标内容, or one reason for several rows: a cell merged down counts in every row it covers."""
    done = False
    for form, table in zip(document.forms, document.tables(), strict=True):
        role = "level3" if any(box.tag == "indicators.head.content" for box in table.boxes) and rng.random() < 0.7 else "reason"
        cells = {box.tag: box for box in table.boxes}
        rows = form["indicators"]
        for i in range(len(rows) - 1):
            upper, lower = cells.get(f"indicators[{i}].{role}"), cells.get(f"indicators[{i + 1}].{role}")
            together = all(rows[i][key] == rows[i + 1][key] for key in ("level1", "level2", "goal"))
            if upper is None or lower is None or not upper.text or not together or rng.random() < 0.5 or upper.rows > 1:
                continue
            if lower.row != upper.row + 1:
                continue
            upper.rows = 2
            table.boxes.remove(lower)
            cells[f"indicators[{i + 1}].{role}"] = upper
            rows[i + 1][role] = rows[i][role]
            done = True
    return done


def blank_level2(document: Document, rng: Random) -> bool:
    """A second-level name was never filled in; the carrier shows its merges, so the blank is a blank and not the rest of one."""
    done = False
    for form, table in zip(document.forms, document.tables(), strict=True):
        names = [b for b in table.boxes if b.kind == "level" and b.tag.endswith(".level2") and b.rows == 1]
        merged = any(b.kind == "level" and b.rows > 1 for b in table.boxes)
        if names and merged:
            box = rng.choice(names)
            form["indicators"][int(box.tag.partition("[")[2].partition("]")[0])]["level2"] = None
            box.text, done = "", True
    return done
