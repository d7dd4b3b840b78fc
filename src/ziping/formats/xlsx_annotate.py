"""Comments into somebody's own workbook: a comments part and its drawing per sheet are added to or made; a sheet that had none
gets one line that points to its drawing. Values, styles, merges, formulas, other sheets and threads stay byte for byte.

A cell holds one comment in Excel: several are joined, behind one that stands there already. A cell with a thread of comments is
left alone, because Excel shows the thread only.
"""

from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from lxml import etree

from ziping.errors import FileRefused
from ziping.formats.comments import Comment, by_place, clean, gathered, gravest
from ziping.formats.markup import Markup, prefix_of
from ziping.formats.package import Package
from ziping.formats.vml import Ruler, Sticker, identity, new_drawing, with_stickers
from ziping.formats.xlsx_sheets import OFFICE, STRICT_OFFICE, Sheet, position, ref_of, sheets_of
from ziping.formats.zipped import open_parts

__all__ = ["annotate"]

_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_MAX_TEXT = 32_767  # characters; Excel's own limit
# what may stand before the line that points to the drawing of a sheet's comments, by the order of the standard
_IN_FRONT = """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState
    dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins
    pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing
"""
_BEFORE = frozenset(_IN_FRONT.split())


def annotate(data: bytes, comments: Sequence[Comment]) -> tuple[bytes, tuple[Comment, ...]]:
    """The workbook with the comments, and those that found no cell (joined at the first cell of the first sheet that is spoken of).

    Raises FileRefused as the reader does.
    """
    parts = open_parts(data, "Excel 工作簿")
    package = Package(parts)
    sheets = sheets_of(parts)
    wanted: dict[str, dict[tuple[int, int], list[Comment]]] = {}
    homeless: list[Comment] = []
    for where, each in by_place(comments).items():
        sheet = sheets.get(where.sheet or "") if where is not None else None
        if where is None or sheet is None:
            homeless += each
            continue
        row, col, _ = sheet.anchor(where.row - 1, where.col - 1)
        cells = wanted.setdefault(sheet.name, {})
        cells[row, col] = cells.get((row, col), []) + each
    threads = {name: _threads(package, sheets[name]) for name in wanted}
    for name, cells in wanted.items():
        for place in threads[name] & set(cells):
            homeless += cells.pop(place)
    if homeless and sheets:
        name = next(iter(wanted), next(iter(sheets)))
        taken = threads[name] if name in threads else _threads(package, sheets[name])
        first = next((0, col) for col in range(16_384) if (0, col) not in taken and sheets[name].anchor(0, col)[:2] == (0, col))
        wanted.setdefault(name, {}).setdefault(first, []).insert(0, gathered(homeless))
    for name, cells in wanted.items():
        if cells:
            _annotate(package, sheets[name], cells)
    return (package.bytes() if wanted else data), tuple(homeless)


def _annotate(package: Package, sheet: Sheet, cells: Mapping[tuple[int, int], Sequence[Comment]]) -> None:
    """Put comments into the cells of one sheet."""
    relations = {relation.kind: relation.target for relation in package.parts.relations(sheet.part).values()}
    old = relations.get("comments")
    if old is not None and package.has(old):
        markup = package.markup(old)
        fresh = _extended(markup, cells)
        package.write(old, markup.bytes())
    else:
        fresh = set(cells)
        part = package.free("xl/comments{}.xml")
        package.write(part, _new(sheet.ns[1:-1], cells))
        package.relate(sheet.part, _office(sheet) + "/comments", part)
        package.declare(part, _COMMENTS_TYPE)
    stickers = [
        Sticker(row, col, sheet.anchor(row, col)[2], gravest(each), _text(each))
        for (row, col), each in cells.items()
        if (row, col) in fresh
    ]
    if stickers:
        _draw(package, sheet, stickers)


def _draw(package: Package, sheet: Sheet, stickers: Sequence[Sticker]) -> None:
    """The boxes of new comments, in the sheet's drawing if it has one, else in a new one that the sheet is told of."""
    columns, rows = _rulers(sheet)
    pointer = sheet.root.find(sheet.ns + "legacyDrawing")
    if pointer is not None:
        number = pointer.get(f"{{{OFFICE}}}id") or pointer.get(f"{{{STRICT_OFFICE}}}id") or ""
        relation = package.parts.relations(sheet.part).get(number)
        if relation is not None and package.has(relation.target):
            package.write(relation.target, _extended_drawing(package.read(relation.target), stickers, columns, rows))
            return
    used = [number for name in package.names() if name.endswith(".vml") for number in identity(_loose(package.read(name)))]
    block = max(used, default=0) + 1
    part = package.free("xl/drawings/vmlDrawing{}.vml")
    package.write(part, new_drawing(stickers, block, columns, rows).encode("utf-8"))
    package.declare_suffix("vml", _VML_TYPE)
    number = package.relate(sheet.part, _office(sheet) + "/vmlDrawing", part)
    markup = package.markup(sheet.part)
    r, declared = prefix_of(markup.root, _office(sheet), "r")
    tag = f"{markup.root.prefix}:" if markup.root.prefix else ""
    line = f'<{tag}legacyDrawing{declared} {r}:id="{number}"/>'
    last = [child for child in markup.root if etree.QName(child).localname in _BEFORE]
    if last:
        markup.after(last[-1], line)
    else:
        markup.first(markup.root, line)
    package.write(sheet.part, markup.bytes())


def _extended_drawing(written: bytes, stickers: Sequence[Sticker], columns: Ruler, rows: Ruler) -> bytes:
    for encoding in ("utf-8-sig" if written.startswith(b"\xef\xbb\xbf") else "utf-8", "gb18030"):
        try:
            drawing = with_stickers(written.decode(encoding), stickers, columns, rows)
        except UnicodeDecodeError:
            continue
        if drawing is not None:
            return drawing.encode(encoding)
    raise FileRefused("这个 Excel 工作簿里原有批注的写法不常见，不能再加批注；请用 Excel 或 WPS 打开后另存一份再试")


def _loose(drawing: bytes) -> str:
    return drawing.decode("utf-8", "replace")


def _office(sheet: Sheet) -> str:
    return STRICT_OFFICE if sheet.ns[1:-1] == _STRICT else OFFICE


def _threads(package: Package, sheet: Sheet) -> set[tuple[int, int]]:
    """The cells of a sheet that hold a thread of comments."""
    found: set[tuple[int, int]] = set()
    for relation in package.parts.relations(sheet.part).values():
        if relation.kind == "threadedComment" and package.has(relation.target):
            places = (position(item.get("ref") or "") for item in package.parts.tree(relation.target))
            found |= {sheet.anchor(*place)[:2] for place in places if place is not None}
    return found


def _text(comments: Iterable[Comment]) -> str:
    return clean("\n\n".join(comment.text for comment in comments))[:_MAX_TEXT]


def _extended(markup: Markup, cells: Mapping[tuple[int, int], Sequence[Comment]]) -> set[tuple[int, int]]:
    """Add to a part that holds comments already; returns the cells that had none."""
    root = markup.root
    ns = f"{{{etree.QName(root).namespace}}}"
    tag = f"{root.prefix}:" if root.prefix else ""
    authors, listed = root.find(ns + "authors"), root.find(ns + "commentList")
    numbers = {author.text or "": at for at, author in enumerate(authors)} if authors is not None else {}
    held = {position(item.get("ref") or ""): item for item in listed} if listed is not None else {}
    new_authors: list[str] = []
    new: list[str] = []
    fresh: set[tuple[int, int]] = set()
    for place, each in cells.items():
        item = held.get(place)
        if item is not None and (text := item.find(ns + "text")) is not None:
            _append(markup, text, ns, tag, "\n\n" + _text(each))
            continue
        name = clean(each[0].author)
        if name not in numbers:
            numbers[name] = len(numbers) if authors is None else len(authors) + len(new_authors)
            new_authors.append(f"<{tag}author>{escape(name)}</{tag}author>")
        new.append(_comment(place, numbers[name], _text(each), tag))
        fresh.add(place)
    if authors is not None:
        markup.last(authors, "".join(new_authors))
    elif new_authors:
        markup.first(root, f"<{tag}authors>{''.join(new_authors)}</{tag}authors>")
    if listed is not None:
        markup.last(listed, "".join(new))
    else:
        markup.last(root, f"<{tag}commentList>{''.join(new)}</{tag}commentList>")
    return fresh


def _append(markup: Markup, text: etree._Element, ns: str, tag: str, more: str) -> None:
    """Write behind the text of a comment: as a further run; a plain text becomes a run first, since both may not stand together."""
    run = f'<{tag}r><{tag}t xml:space="preserve">{escape(more)}</{tag}t></{tag}r>'
    plain = text.find(ns + "t")
    runs = text.findall(ns + "r")
    if plain is not None:
        markup.before(plain, f"<{tag}r>")
        markup.after(plain, f"</{tag}r>" + ("" if runs else run))
    if runs:
        markup.after(runs[-1], run)
    elif plain is None:
        markup.first(text, run)


def _comment(place: tuple[int, int], author: int, text: str, tag: str) -> str:
    properties = f'<{tag}rPr><{tag}sz val="9"/><{tag}rFont val="宋体"/><{tag}family val="3"/><{tag}charset val="134"/></{tag}rPr>'
    run = f'<{tag}r>{properties}<{tag}t xml:space="preserve">{escape(text)}</{tag}t></{tag}r>'
    return f'<{tag}comment ref="{ref_of(*place)}" authorId="{author}"><{tag}text>{run}</{tag}text></{tag}comment>'


def _new(space: str, cells: Mapping[tuple[int, int], Sequence[Comment]]) -> bytes:
    """A comments part, cells in the order of the sheet."""
    names = list(dict.fromkeys(clean(each[0].author) for each in cells.values()))
    authors = "".join(f"<author>{escape(name)}</author>" for name in names)
    listed = "".join(_comment(place, names.index(clean(each[0].author)), _text(each), "") for place, each in sorted(cells.items()))
    text = f'<comments xmlns="{space}"><authors>{authors}</authors><commentList>{listed}</commentList></comments>'
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode("utf-8")


def _rulers(sheet: Sheet) -> tuple[Ruler, Ruler]:
    """Widths of the columns and heights of the rows in pixels, as far as the sheet says them."""
    ns, usual = sheet.ns, sheet.root.find(sheet.ns + "sheetFormatPr")
    width = _number(usual.get("defaultColWidth") if usual is not None else None, 8.43)
    height = _number(usual.get("defaultRowHeight") if usual is not None else None, 15.0)
    columns: dict[int, int] = {}
    for item in sheet.root.iterfind(f"{ns}cols/{ns}col"):
        first, last = int(_number(item.get("min"), 1)), int(_number(item.get("max"), 1))
        for col in range(first, min(last, 256) + 1):
            columns[col - 1] = 0 if item.get("hidden") in ("1", "true") else round(_number(item.get("width"), width) * 7 + 5)
    rows: dict[int, int] = {}
    for at, item in enumerate(sheet.root.iterfind(f"{ns}sheetData/{ns}row")):
        row = int(_number(item.get("r"), at + 1))
        if row <= 2000:
            rows[row - 1] = 0 if item.get("hidden") in ("1", "true") else round(_number(item.get("ht"), height) * 96 / 72)
    return _ruler(columns, round(width * 7 + 5)), _ruler(rows, round(height * 96 / 72))


def _ruler(sizes: Mapping[int, int], usual: int) -> Ruler:
    return Ruler(tuple(sizes.get(at, usual) for at in range(max(sizes, default=-1) + 1)), max(usual, 1))


def _number(written: str | None, usual: float) -> float:
    try:
        value = float(written) if written is not None else usual
    except ValueError:
        return usual
    return value if 0 <= value < 1e7 else usual
