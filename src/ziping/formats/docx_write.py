"""Papers as a Word document: own WordprocessingML in a lean set of parts, the same bytes for the same papers.

Each paper is a section of its own: title, subtitle lines, the table in fixed layout, foot lines. Notes become Word comments.
Lengths are twentieths of a point (1 mm = 56.69), type sizes half points, as the format counts them.
"""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ziping.paper import SEVERITY_WORDS, Box, Note, Paper

__all__ = ["write"]

_SHORT, _LONG = 11906, 16838  # A4
_SIDE, _TOP = 850, 964  # margins: 15 mm and 17 mm
_IMPOSSIBLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FONTS = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:cs="Times New Roman"/>'
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")

_STYLES = f"""{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}<w:sz w:val="21"/><w:szCs w:val="21"/>\
<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>\
<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>\
</w:styles>"""


def write(papers: Sequence[Paper]) -> bytes:
    """The papers as one .docx. Raises ValueError for a paper whose boxes overlap or leave its grid."""
    comments: list[str] = []
    body = "".join(_section(paper, comments, last=index == len(papers) - 1) for index, paper in enumerate(papers))
    parts = {
        "[Content_Types].xml": _content_types(bool(comments)),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": f"{_HEAD}<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _relations([("styles", "styles.xml")] + ([("comments", "comments.xml")] if comments else [])),
    }
    if comments:
        parts["word/comments.xml"] = f"{_HEAD}<w:comments {_W}>{''.join(comments)}</w:comments>"
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = ZipInfo(name)  # dated 1980, so that the same papers give the same bytes
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, text)
    return out.getvalue()


def _section(paper: Paper, comments: list[str], *, last: bool) -> str:
    width, height = (_LONG, _SHORT) if paper.landscape else (_SHORT, _LONG)
    page = (
        f'<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"{" w:orient=" + chr(34) + "landscape" + chr(34) if paper.landscape else ""}/>'
        f'<w:pgMar w:top="{_TOP}" w:right="{_SIDE}" w:bottom="{_TOP}" w:left="{_SIDE}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    space = width - 2 * _SIDE
    notes = _notes_by_box(paper)
    heading = _paragraph(
        paper.title, size=_title_size(paper.title, space), bold=True, centred=True, marks=_mark(notes.pop(None, []), comments)
    )
    heading += "".join(_paragraph(line, size=24, centred=True) for line in paper.subtitle)
    # Word needs a paragraph behind a table, and LibreOffice loses a table that ends the document: there is always one.
    foot = [_paragraph(line, size=21) for line in paper.foot] or [_paragraph("", size=2)]
    if not last:
        foot[-1] = _with_section(foot[-1], page)
    return heading + _table(paper, space, notes, comments) + "".join(foot) + (page if last else "")


def _with_section(paragraph: str, page: str) -> str:
    """The last paragraph of a section carries its page settings, at the end of its properties."""
    return paragraph.replace("</w:pPr>", f"{page}</w:pPr>", 1)


def _title_size(title: str, space: int) -> int:
    """18 pt, smaller where the title would not fit on one line, not below 12 pt."""
    wide = sum(2 if ord(char) > 0x2E7F else 1 for char in title) / 2
    return max(24, min(36, int(space / 10 / max(wide, 1))))


def _table(paper: Paper, space: int, notes: dict[tuple[int, int] | None, list[Note]], comments: list[str]) -> str:
    total = sum(paper.widths_mm) or 1
    edges = [round(space * sum(paper.widths_mm[:i]) / total) for i in range(len(paper.widths_mm) + 1)]
    size = 18 if len(paper.widths_mm) > 9 else 21
    starts, covers = _tiles(paper)
    rows: list[str] = []
    for row in range(paper.rows):
        cells: list[str] = []
        col = 0
        while col < len(paper.widths_mm):
            box = starts.get((row, col)) or covers.get((row, col)) or Box(row, col, 1, 1, "")
            cells.append(_cell(box, row, edges, size, _mark(notes.get((row, col), []), comments)))
            col = box.col + box.cols
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)
    grid = "".join(f'<w:gridCol w:w="{edges[i + 1] - edges[i]}"/>' for i in range(len(paper.widths_mm)))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{space}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _tiles(paper: Paper) -> tuple[dict[tuple[int, int], Box], dict[tuple[int, int], Box]]:
    """Boxes by their first position, and by the positions in their first column where a merged cell goes on."""
    taken: set[tuple[int, int]] = set()
    starts: dict[tuple[int, int], Box] = {}
    covers: dict[tuple[int, int], Box] = {}
    for box in paper.boxes:
        area = {(r, c) for r in range(box.row, box.row + box.rows) for c in range(box.col, box.col + box.cols)}
        inside = min(box.row, box.col) >= 0 and box.row + box.rows <= paper.rows and box.col + box.cols <= len(paper.widths_mm)
        if not area or not inside or area & taken:
            raise ValueError(f"box at row {box.row}, column {box.col} overlaps another or leaves the paper")
        taken |= area
        starts[box.row, box.col] = box
        covers.update({(r, box.col): box for r in range(box.row + 1, box.row + box.rows)})
    return starts, covers


def _cell(box: Box, row: int, edges: list[int], size: int, marks: tuple[str, str]) -> str:
    properties = f'<w:tcW w:w="{edges[box.col + box.cols] - edges[box.col]}" w:type="dxa"/>'
    if box.cols > 1:
        properties += f'<w:gridSpan w:val="{box.cols}"/>'
    if box.rows > 1:
        properties += '<w:vMerge w:val="restart"/>' if row == box.row else "<w:vMerge/>"
    if box.vertical:
        properties += '<w:textDirection w:val="tbRlV"/>'
    lines = box.text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if row == box.row else [""]
    centred = box.role != "narrative"
    paragraphs = [
        _paragraph(line, size=size, centred=centred, marks=(marks[0] if i == 0 else "", marks[1] if i == len(lines) - 1 else ""))
        for i, line in enumerate(lines)
    ]
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{"".join(paragraphs)}</w:tc>'


def _paragraph(text: str, *, size: int, bold: bool = False, centred: bool = False, marks: tuple[str, str] = ("", "")) -> str:
    run = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    pieces: list[str] = []
    for part in re.split("([\t\n])", _IMPOSSIBLE.sub("", text)):
        if part:
            pieces.append({"\t": "<w:tab/>", "\n": "<w:br/>"}.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    written = f"<w:r>{run}{''.join(pieces)}</w:r>" if pieces else ""
    align = '<w:jc w:val="center"/>' if centred else ""
    return f"<w:p><w:pPr>{align}{run}</w:pPr>{marks[0]}{written}{marks[1]}</w:p>"


def _notes_by_box(paper: Paper) -> dict[tuple[int, int] | None, list[Note]]:
    """Notes by the first position of the box they fall into; under None those that fall into no box."""
    found: dict[tuple[int, int] | None, list[Note]] = {}
    for note in paper.notes:
        inside = (box for box in paper.boxes if box.row <= note.row < box.row + box.rows and box.col <= note.col < box.col + box.cols)
        box = next(inside, None)
        found.setdefault(None if box is None else (box.row, box.col), []).append(note)
    return found


def _mark(notes: Iterable[Note], comments: list[str]) -> tuple[str, str]:
    """What stands before and behind the text the notes speak of; the notes themselves are added to ``comments``."""
    before = behind = ""
    for note in notes:
        number = len(comments)
        lines = f"【{SEVERITY_WORDS.get(note.severity, note.severity)}】{note.text}".split("\n")
        text = "".join(_paragraph(line, size=21) for line in lines)
        comments.append(f'<w:comment w:id="{number}" w:author="绩效自评核对" w:initials="核">{text}</w:comment>')
        before += f'<w:commentRangeStart w:id="{number}"/>'
        behind += f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
    return before, behind


def _content_types(comments: bool) -> str:
    kinds = {"document": "document.main", "styles": "styles"} | ({"comments": "comments"} if comments else {})
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in kinds.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    lines = "".join(f'<Relationship Id="rId{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets, 1))
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
