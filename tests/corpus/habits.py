"""What people do to a form besides: rows and columns of their own, heads as running lines, a heading again on the next page."""

from random import Random

from corpus.paper import Box, Break, Document, Line, Table
from corpus.structure import cut_table, make_room, rows_of

__all__ = ["blank_rows", "continued", "extra_column", "head_lines", "section_rows", "value_breaks", "value_spaces"]

_BLOCKS = ("funds.block", "goals.block", "indicators.block")
_OWN_COLUMNS = {
    "数据来源": ["统计报表", "台账", "问卷调查", ""],
    "评分标准": ["每低1%扣0.5分，扣完为止", "完成得满分，未完成不得分", ""],
    "佐证材料": ["附件3", "验收单2份", "", ""],
    "指标说明": ["反映项目产出数量", "实际完成率=实际数/计划数×100%", ""],
}


def section_rows(document: Document, rng: Random) -> bool:
    """The label of a block is not beside its rows but a row of its own above them: 二、年度绩效指标."""
    done = False
    for table, style in zip(document.tables(), document.styles, strict=True):
        if style.name == "goals_apart":
            continue
        number = 0
        for name in _BLOCKS:
            blocks = [b for b in table.boxes if b.tag == name]
            block = blocks[0] if len(blocks) == 1 else None
            if block is None:
                continue
            top, end = block.row, block.row + block.rows
            table.boxes.remove(block)
            for box in table.boxes:
                if top <= box.row < end and box.col == block.col + block.cols:
                    box.col, box.cols = block.col, box.cols + block.cols
            make_room(table, top, 1)
            number += 1
            text = rng.choice([block.text, f"{'一二三四'[number - 1]}、{block.text}"])
            table.boxes.append(Box(top, 0, 1, table.width, text, "label", name))
            done = True
    return done


def blank_rows(document: Document, rng: Random) -> bool:
    """Empty rows between blocks and between indicators."""
    for table in document.tables():
        starts = [b.row for b in table.boxes if b.tag in _BLOCKS and b.row]
        places = [*starts, *(row for row in rows_of(table) if rng.random() < 0.15)]
        for at in sorted(set(places), reverse=True):
            if at in starts or rng.random() < 0.7:
                make_room(table, at, 1)
    return True


def extra_column(document: Document, rng: Random) -> bool:
    """A column of the unit's own among the indicators, under a label that no field has."""
    done = False
    for form, table in zip(document.forms, document.tables(), strict=True):
        heads = [b for b in table.boxes if b.tag.startswith("indicators.head")]
        rows = sorted(rows_of(table))
        spots = [b for b in heads if not b.tag.endswith(("level1", "level2", "level3", "number", "unit", "operator"))]
        if not rows or not spots or len({b.tag for b in heads}) != len(heads) or any(row["goal"] for row in form["indicators"]):
            continue
        at, top = rng.choice(spots).col, min(b.row for b in heads)
        deep = max(b.row + b.rows for b in heads) - top
        inside = range(top, table.height)
        for box in table.boxes:
            if box.col >= at:
                box.col += 1
            elif box.col + box.cols > at or (box.col + box.cols == at and box.row not in inside):
                box.cols += 1
        table.width += 1
        label = rng.choice(list(_OWN_COLUMNS))
        table.boxes.append(Box(top, at, deep, 1, label, "head", "own"))
        table.boxes += [Box(row, at, 1, 1, rng.choice(_OWN_COLUMNS[label]), "text", "own") for row in rows]
        done = True
    return done


def continued(document: Document, rng: Random) -> bool:
    """The table goes on on another page under 续表, or under the same heading again."""
    titles = [form["title"] for form in document.forms]
    if not cut_table(document, rng, "continued"):
        return False
    number, items = 0, []
    for item in document.items:
        if isinstance(item, Line) and item.kind == "title":
            number += 1
        if isinstance(item, Break) and item.kind == "continued":
            title = titles[max(number - 1, 0)]
            items.append(Line(rng.choice(["续表", "（续表）", "续上表", f"{title}（续）", f"{title}(续表)", title])))
        else:
            items.append(item)
    document.items = items
    return True


def head_lines(document: Document, rng: Random) -> bool:
    """Name, department and unit stand as running lines above the table."""
    out: list[Line | Table | Break] = []
    for item in document.items:
        if isinstance(item, Table):
            rows = {b.row for b in item.boxes if b.tag.startswith(("project.", "unit."))}
            own = [b for b in item.boxes if b.row in rows]
            for row in sorted(rows):
                boxes = sorted((b for b in own if b.row == row), key=lambda b: b.col)
                pairs = zip(boxes[::2], boxes[1::2], strict=True)
                out.append(
                    Line(rng.choice(["    ", "　　"]).join(f"{label.text}{rng.choice('：:')}{value.text}" for label, value in pairs))
                )
            gone = len({b.row for b in own})
            item.boxes = [b for b in item.boxes if b not in own]
            for box in item.boxes:
                box.row -= gone
        out.append(item)
    document.items = out
    return True


def value_spaces(document: Document, rng: Random) -> bool:
    """Spaces before and behind what was filled in."""
    for table in document.tables():
        for box in table.boxes:
            if box.kind in ("text", "number", "level") and box.text and rng.random() < 0.4:
                box.text = rng.choice(["", " ", "　", "  "]) + box.text + rng.choice([" ", "\u00a0", "　　", ""])
    return True


def value_breaks(document: Document, rng: Random) -> bool:
    """Line breaks inside names and short texts, to make them fit."""
    for table in document.tables():
        for box in table.boxes:
            spots = [i for i in range(1, len(box.text)) if "一" <= box.text[i - 1] <= "鿿" and "一" <= box.text[i] <= "鿿"]
            if box.kind in ("text", "level") and spots and rng.random() < 0.4 and not box.tag.startswith("own"):
                at = rng.choice(spots)
                box.text = box.text[:at] + "\n" + box.text[at:]
    return True
