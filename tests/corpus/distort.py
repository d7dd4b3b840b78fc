"""What people and programs do to a form on its way into a file. Each distortion changes a Document in place and answers whether it could.

Expectations follow contract.md §1: a row that slipped keeps its first level (filled down) and loses a second-level name that it does
not print itself; filler rows are left out and named; a narrative that was cut is joined and named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from corpus.habits import blank_rows, continued, extra_column, head_lines, section_rows, value_breaks, value_spaces
from corpus.paper import Box, Break, Document, Line, Table
from corpus.structure import (
    apart_first,
    apart_repeated,
    blank_level2,
    block_sheets,
    block_tables,
    cut_expected,
    cut_narrative,
    cut_sheets,
    cut_table,
    fillers,
    make_room,
    merged_down,
    pages,
    repeated_head,
    shifted,
    shifted_funds,
)

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
            make_room(item, 0, len(texts))
            merged = rng.random() < 0.8
            for r, text in enumerate(texts):
                item.boxes.append(Box(r, 0, 1, item.width if merged else 1, text, "text", "lead"))
            pending, number = [], number + 1
            out.append(item)
        else:
            out.append(item)
    document.items = out
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
    lines = [item for item in document.items if isinstance(item, Line) and item.kind == "signatures"]
    for form, table in zip(document.forms, document.tables(), strict=False):
        elsewhere = {box.tag.partition(".")[2] for box in table.boxes if box.tag.startswith("signatures.")}
        if not set(form["signatures"]) - elsewhere:
            form["signatures"] |= {"填表人": "周禾", "联系电话": "0731-88881234"}
        at, pairs = table.height, [(label, text) for label, text in form["signatures"].items() if label not in elsewhere]
        if rng.random() < 0.5 or 2 * len(pairs) > table.width:
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


def furniture(document: Document, rng: Random) -> bool:
    """A page break with page numbers and running heads around it."""
    document.wishes.add("furniture")
    return pages(document, rng)


def mixed(document: Document, rng: Random) -> bool:
    """Two to four of them together."""
    rng.choice([label_breaks, label_spaces, label_width])(document, rng)
    rng.choice([fillers, repeated_head, cut_narrative, notes])(document, rng)
    rng.choice([blank_columns, signature_row, lead_rows])(document, rng)
    rng.choice([none, none, booklet])(document, rng)
    return True


def mixed_shifted(document: Document, rng: Random) -> bool:
    """Rows that slipped, on a form that is distorted otherwise too."""
    rng.choice([label_breaks, label_spaces, label_width])(document, rng)
    rng.choice([fillers, cut_narrative, none])(document, rng)
    done = shifted(document, rng)
    rng.choice([none, shifted_funds])(document, rng)
    rng.choice([lead_rows, notes, signature_row])(document, rng)
    return done


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
    Distortion("merged_down", merged_down, SPANNED),
    Distortion("blank_level2", blank_level2, SPANNED),
    Distortion("section_rows", section_rows),
    Distortion("blank_rows", blank_rows, ALL - {"lines"}),
    Distortion("extra_column", extra_column, ALL - {"lines"}),
    Distortion("continued", continued, ALL - {"lines"}),
    Distortion("head_lines", head_lines),
    Distortion("value_spaces", value_spaces, ALL - {"pdf", "pdf_office"}),
    Distortion("value_breaks", value_breaks),
    Distortion("mixed", mixed, ALL - {"lines", "csv", "pdf_office"}),
    Distortion("mixed_shifted", mixed_shifted, frozenset({"tabs", "csv", "html", "docx", "xlsx"})),
    Distortion("compact", wish("compact"), frozenset({"tabs", "csv"})),
    Distortion("short_rows", wish("short_rows"), frozenset({"tabs", "csv", "markdown"})),
    Distortion("gb18030", wish("gb18030"), frozenset({"tabs", "csv", "html"})),
    Distortion("utf16", wish("utf16"), frozenset({"tabs"})),
    Distortion("nested", wish("nested"), frozenset({"html", "docx"})),
    Distortion("controls", wish("controls"), frozenset({"docx"})),
    Distortion("tracked", wish("tracked"), frozenset({"docx"})),
    Distortion("pieces", wish("pieces"), frozenset({"docx"})),
    Distortion("line_breaks", wish("line_breaks"), frozenset({"docx"})),
    Distortion("jagged", wish("jagged"), frozenset({"docx", "doc", "odt", "rtf", "pdf_office"})),
    Distortion("narrow", wish("narrow"), frozenset({"pdf"})),
    Distortion("turned", wish("turned"), frozenset({"pdf"})),
    Distortion("furniture", furniture, frozenset({"pdf"})),
    Distortion("boxes", wish("boxes"), frozenset({"docx"})),
    Distortion("numbers", wish("numbers"), SHEETS),
    Distortion("formulas", wish("numbers", "formulas"), frozenset({"xlsx"})),
    Distortion("hidden", wish("hidden"), SHEETS),
    Distortion("guide_sheet", wish("guide_sheet", "merge_lines"), frozenset({"xlsx"})),
]
DISTORTIONS = {distortion.name: distortion for distortion in _EVERY}
