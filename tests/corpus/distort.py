"""What people and programs do to a form on its way into a file. Each distortion changes a Document in place and answers whether it could.

Expectations follow contract.md §1: a row that slipped keeps its first level (filled down) and loses a second-level name that it does
not print itself; filler rows are left out and named; a narrative that was cut is joined and named.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from random import Random

from corpus.paper import Box, Break, Document, Line, Need, Table

__all__ = ["DISTORTIONS", "Distortion"]

ALL = frozenset({"tabs", "csv", "markdown", "html", "docx", "xlsx", "pdf", "xls", "doc", "odt", "ods", "rtf", "pdf_office", "lines"})
SPANNED = frozenset({"html", "docx", "xlsx", "xls", "doc", "odt", "ods", "rtf", "pdf", "pdf_office"})
SHEETS = frozenset({"xlsx", "xls", "ods"})
WORD = frozenset({"docx", "doc", "odt", "rtf", "pdf_office"})


@dataclass(frozen=True)
class Distortion:
    """``apply(document, rng)`` → True if the document has what it needs; ``carriers`` where it can happen."""

    name: str
    apply: Callable[[Document, Random], bool]
    carriers: frozenset[str] = ALL


def _labels(document: Document) -> list[Box]:
    return [
        box for table in document.tables() for box in table.boxes if box.kind in ("label", "head") and not box.tag.startswith("signature")
    ]


def none(document: Document, rng: Random) -> bool:
    """Nothing happens."""
    return True


def label_breaks(document: Document, rng: Random) -> bool:
    """Line breaks inside printed labels, also one character per line."""
    for box in _labels(document):
        if len(box.text) > 2 and rng.random() < 0.6 and "移动" not in box.text:
            if rng.random() < 0.2:
                box.text = "\n".join(box.text)
            else:
                at = rng.randint(1, len(box.text) - 1)
                box.text = box.text[:at].rstrip() + "\n" + box.text[at:].lstrip()
    return True


def label_spaces(document: Document, rng: Random) -> bool:
    """Spaces between the characters of printed labels."""
    for box in _labels(document):
        if rng.random() < 0.6 and "移动" not in box.text:
            gap = rng.choice([" ", "　", "  "])
            box.text = gap.join(box.text.replace(" ", "")) if len(box.text) <= 6 else box.text[:2] + gap + box.text[2:]
    return True


def label_width(document: Document, rng: Random) -> bool:
    """Full-width letters, digits, brackets and colons in printed labels, or stars before them."""
    wide = {ord(c): chr(ord(c) + 0xFEE0) for c in "()AB/%0123456789-*"}
    for box in _labels(document):
        if "移动" not in box.text and rng.random() < 0.7:
            box.text = box.text.translate(wide)
            if box.kind == "label" and box.text and rng.random() < 0.3:
                box.text += "："
            elif box.text and rng.random() < 0.1:
                box.text = "★" + box.text
    return True


def blank_columns(document: Document, rng: Random) -> bool:
    """One or two empty columns somewhere in the grid."""
    for table in document.tables():
        for _ in range(rng.choice([1, 1, 2])):
            at = rng.randint(0, table.width)
            for box in table.boxes:
                if box.col >= at:
                    box.col += 1
                elif box.col + box.cols > at:
                    box.cols += 1
            table.width += 1
    return True


def _down(table: Table, at: int, by: int) -> None:
    """Make room for ``by`` rows before row ``at``: boxes that cover it grow."""
    for box in table.boxes:
        if box.row >= at:
            box.row += by
        elif box.row + box.rows > at:
            box.rows += by
    table.ragged = {r + by if r >= at else r for r in table.ragged}


def lead_rows(document: Document, rng: Random) -> bool:
    """Heading, 附件1, the unit of money and empty rows stand inside the table."""
    out: list[Line | Table | Break] = []
    pending: list[Line] = []
    number = 0
    for item in document.items:
        if isinstance(item, Line) and item.kind != "prose" and number < len(document.forms) and "：" not in item.text:
            pending.append(item)
        elif isinstance(item, Table):
            texts = [line.text for line in pending]
            if rng.random() < 0.6:
                texts.insert(0, rng.choice(["附件1", "附件 2", "附件1：", "公开14表"]))
            money = document.forms[number]["money_unit"]
            if money and rng.random() < 0.5:
                texts.append(rng.choice([f"单位：{money}", f"金额单位：{money}"]))
            if rng.random() < 0.4:
                texts.insert(rng.randint(0, len(texts)), "")
            _down(item, 0, len(texts))
            merged = rng.random() < 0.8
            for r, text in enumerate(texts):
                item.boxes.append(Box(r, 0, 1, item.width if merged else 1, text, "text", "lead"))
            pending, number = [], number + 1
            out.append(item)
        else:
            out.append(item)
    document.items = out
    return True


def _rows(table: Table, part: str = "indicators") -> dict[int, int]:
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


def repeated_head(document: Document, rng: Random) -> bool:
    """The header row of the indicators stands again in the middle, as on a second page."""
    done = False
    for table in document.tables():
        heads = [box for box in table.boxes if box.tag.startswith("indicators.head")]
        rows = sorted(_rows(table))
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
        _down(table, at, deep)
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
        rows = _rows(table)
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
                form, i = _owner(document, table), rows[r]
                document.needs.append(Need("realigned", form, f"indicators[{i}]"))
                if (r, "level2") not in anchored:
                    document.forms[form]["indicators"][i]["level2"] = None
            elif any(b.tag == "total.label" and b.row == r for b in table.boxes):
                document.needs.append(Need("realigned", _owner(document, table), "total_score"))
        for box in gone:
            box.rows = 1
    return moved


def shifted_funds(document: Document, rng: Random) -> bool:
    """The block label beside the money rows is missing below its first row, and those rows stand one cell further left."""
    moved = False
    for table in document.tables():
        block = next((b for b in table.boxes if b.tag == "funds.block"), None)
        rows = _rows(table, "funds")
        if block is None or not rows:
            continue
        for box in table.boxes:
            if box.row in rows and box.row > block.row and box is not block:
                box.col -= block.cols
        for r, i in rows.items():
            table.ragged.add(r)
            document.needs.append(Need("realigned", _owner(document, table), f"funds[{i}]"))
        block.rows, moved = 1, True
    return moved


def _owner(document: Document, table: Table) -> int:
    """Which form a table belongs to: only used while every form has one table."""
    return document.tables().index(table)


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
        rows = sorted(_rows(table))
        heads = [b for b in table.boxes if b.tag.startswith("indicators.head")]
        deep = len({b.row for b in heads})
        if len(rows) < 4 or len({b.tag for b in heads}) != len(heads):
            continue
        at = rng.choice(rows[1:])
        _split_merges(table, at, repeat=True)
        above, below = _cut(table, at)
        if (rng.random() < 0.5 if head is None else head) and deep == 1:
            _down(below, 0, 1)
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
        rows = sorted(_rows(table))
        heads = [b for b in table.boxes if b.tag.startswith("indicators.head")]
        if len(rows) < 4 or len({b.tag for b in heads}) != len(heads):
            continue
        at = rng.choice(rows[1:])
        _split_merges(table, at, repeat=False)
        above, below = _cut(table, at)
        if rng.random() < 0.5 and len({b.row for b in heads}) == 1:
            _down(below, 0, 1)
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
        form = _owner(document, table)
        long = [b for b in table.boxes if b.tag.startswith("goals[") and len(b.text) > 12 and b.tag.endswith(which)]
        long = [b for b in long if not b.tag.startswith("goals[") or document.styles[form].name != "goals_apart"]
        if not long:
            continue
        box = rng.choice(long)
        spots = [i for i in range(4, len(box.text) - 3) if _inner(box.text[i - 1]) and _inner(box.text[i])]
        if not spots:
            continue
        at = rng.choice(spots)
        _down(table, box.row + 1, 1)
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
        rows = sorted(_rows(table))
        cells = [b for b in table.boxes if b.tag.startswith("indicators[") and b.tag.endswith(".level3")]
        for _ in range(rng.choice([1, 1, 2])):
            model = rng.choice(cells)
            at = model.row + 1
            covering = [b for b in table.boxes if b.kind == "level" and b.row + b.rows == at]
            _down(table, at, 1)
            for box in covering:
                box.rows += 1
            block = next((b for b in table.boxes if b.tag == "indicators.block" and b.row + b.rows == at), None)
            if block is not None:
                block.rows += 1
            table.boxes.append(
                Box(at, model.col, 1, model.cols, rng.choice(["……", "…", "指标2：", "指标3：", "指标N："]), "text", "filler")
            )
            document.needs.append(Need("filler", _owner(document, table), ""))
        assert rows
    return True


def notes(document: Document, rng: Random) -> bool:
    """The form's own printed notes below, as lines or as the last row."""
    words = [
        "注：1.得分一档最高不能超过该指标分值上限。",
        "注：1.其他资金包括与中央财政资金、地方财政资金共同投入到同一项目的自有资金、社会资金等。\n2.全年执行数是指按照国库集中支付制度要求所形成的实际支出。",
        "备注：定量指标若为正向指标，则得分计算方法应用全年实际值（B）/年度指标值（A）*该指标分值。",
    ]
    text = rng.choice(words)
    if rng.random() < 0.5:
        table = document.tables()[-1]
        table.boxes.append(Box(table.height, 0, 1, table.width, text, "text", "note"))
    else:
        document.items += [Line(part) for part in text.split("\n")]
    return True


def signature_row(document: Document, rng: Random) -> bool:
    """填表人 and 联系电话 in cells of the last row, or all in one cell."""
    lines = [item for item in document.items if isinstance(item, Line) and item.text.startswith("填表人：")]
    for form, table in zip(document.forms, document.tables(), strict=False):
        if not form["signatures"]:
            form["signatures"] = {"填表人": "周禾", "联系电话": "0731-88881234"}
        at, pairs = table.height, list(form["signatures"].items())
        if rng.random() < 0.5:
            table.boxes.append(Box(at, 0, 1, table.width, "    ".join(f"{k}：{v}" for k, v in pairs), "text", "signature"))
            continue
        for i, (label, text) in enumerate(pairs):
            table.boxes.append(Box(at, 2 * i, 1, 1, label, "label", "signature"))
            wide = 1 if i < len(pairs) - 1 else table.width - 2 * i - 1
            table.boxes.append(Box(at, 2 * i + 1, 1, wide, text, "text", "signature"))
    document.items = [item for item in document.items if item not in lines]
    return True


def booklet(document: Document, rng: Random) -> bool:
    """The form stands at the end of a long booklet: prose, a contents page, tables of other kinds."""
    front: list[Line | Table | Break] = [Line("青禾县2023年度部门决算公开", "prose"), Line("目  录", "prose")]
    front += [
        Line(f"第{n}部分 {t}", "prose") for n, t in zip("一二三四", ["单位概况", "决算表", "情况说明", "附件：绩效自评"], strict=True)
    ]
    prose = [
        "（一）贯彻执行有关法律法规和方针政策，拟订全县发展规划并组织实施。",
        "2023年度收入总计3,215.68万元，比上年增加120.45万元，增长3.89%。主要原因是：项目经费增加。",
        "本部门对2023年度项目支出开展了绩效自评，共涉及项目12个，资金1,784万元，自评得分均在90分以上。",
        "三、绩效自评结果：项目全年预算数100万元，执行数98万元，执行率98%，得分9.8分。",
        "机关运行经费支出45.12万元，较上年减少2.3%。",
    ]
    for n in range(rng.choice([20, 60])):
        front.append(Line(rng.choice(prose), "prose"))
        if n in (7, 13):
            heads = rng.choice(
                [["项目", "行次", "金额", "项目", "行次", "金额"], ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "备注"]]
            )
            boxes = [Box(0, c, 1, 1, head, "head") for c, head in enumerate(heads)]
            for r in range(1, 9):
                texts = ["205", "教育支出", "1,286.50", "812.10", "474.40", ""]
                boxes += [Box(r, c, 1, 1, text, "text") for c, text in enumerate(texts)]
            front += [Line("收入支出决算总表", "prose"), Table(boxes, 6), Break("gap")]
    document.items = [*front, Break("page"), *document.items]
    return True


def wish(*names: str) -> Callable[[Document, Random], bool]:
    """Something that only the carrier can do."""

    def ask(document: Document, rng: Random) -> bool:
        document.wishes.update(names)
        return True

    return ask


_EVERY = [
    Distortion("none", none),
    Distortion("label_breaks", label_breaks, ALL - {"lines"}),
    Distortion("label_spaces", label_spaces),
    Distortion("label_width", label_width),
    Distortion("blank_columns", blank_columns, ALL - {"pdf_office", "lines"}),
    Distortion("lead_rows", lead_rows),
    Distortion("repeated_head", repeated_head),
    Distortion("shifted", shifted, frozenset({"tabs", "csv", "html", "docx", "xlsx"})),
    Distortion("shifted_funds", shifted_funds, frozenset({"tabs", "csv", "html", "docx", "xlsx"})),
    Distortion("apart_first", apart_first, frozenset({"html", "docx", "xlsx", "xls", "ods", "odt", "doc", "rtf"})),
    Distortion("apart_repeated", apart_repeated, ALL - {"pdf", "pdf_office", "lines"}),
    Distortion("block_tables", block_tables),
    Distortion("block_sheets", block_sheets, SHEETS),
    Distortion("cut_table", cut_table, ALL - {"lines"}),
    Distortion("cut_sheets", cut_sheets, SHEETS),
    Distortion("pages", pages, ALL - SHEETS - {"lines", "pdf_office"}),
    Distortion("cut_narrative", cut_narrative, ALL - {"lines"}),
    Distortion("cut_expected", cut_expected, frozenset({"tabs", "csv", "markdown"})),
    Distortion("fillers", fillers),
    Distortion("notes", notes),
    Distortion("signature_row", signature_row),
    Distortion("booklet", booklet, ALL - {"csv"}),
    Distortion("several", none),
    Distortion("several_sheets", none, SHEETS),
    Distortion("compact", wish("compact"), frozenset({"tabs", "csv"})),
    Distortion("short_rows", wish("short_rows"), frozenset({"tabs", "csv", "markdown"})),
    Distortion("gb18030", wish("gb18030"), frozenset({"tabs", "csv", "html"})),
    Distortion("utf16", wish("utf16"), frozenset({"tabs"})),
    Distortion("nested", wish("nested"), frozenset({"html", "docx"})),
    Distortion("controls", wish("controls"), frozenset({"docx"})),
    Distortion("tracked", wish("tracked"), frozenset({"docx"})),
    Distortion("pieces", wish("pieces"), frozenset({"docx"})),
    Distortion("line_breaks", wish("line_breaks"), frozenset({"docx"})),
    Distortion("boxes", wish("boxes"), frozenset({"docx"})),
    Distortion("numbers", wish("numbers"), SHEETS),
    Distortion("formulas", wish("numbers", "formulas"), frozenset({"xlsx"})),
    Distortion("hidden", wish("hidden"), frozenset({"xlsx"})),
    Distortion("guide_sheet", wish("guide_sheet", "merge_lines"), frozenset({"xlsx"})),
]
DISTORTIONS = {distortion.name: distortion for distortion in _EVERY}
