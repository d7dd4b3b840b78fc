"""Web pages: tables with their spans, text as a browser shows it. Also what Excel, Word and WPS save as a web page.

``write`` lives in ``html_write``; what it writes reads back exactly.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from lxml import etree
from lxml import html as lxml_html

from ziping.errors import FileRefused
from ziping.formats.decode import decode
from ziping.formats.flow import Flow
from ziping.formats.symbols import symbols
from ziping.grid import Cell, Grid, Line, Place

__all__ = ["read"]

Element = etree._Element
OnTable = Callable[[Element, str, int], None]  # table, inherited white-space, depth

MAX_CELLS = 400_000
MAX_AREA = 4_000_000  # columns covered by all cells together; guards against cells of a thousand columns
MAX_COLSPAN = 1000  # the limit of the HTML standard
MAX_DEPTH = 200

_HIDDEN_TAGS = frozenset({"head", "title", "script", "style", "template", "noscript", "object", "svg"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "ul",
})  # fmt: skip
_PARTS = {"thead": 0, "tbody": 1, "tfoot": 2}
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*>")
_NOT_HTML = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_STYLE = re.compile(r"(?:^|;)\s*(display|visibility|white-space)\s*:\s*([a-z-]+)", re.IGNORECASE)
_SIGNS = re.compile(r"\s*(Wingdings(?: \d)?|Webdings|Symbol)\b")
_SIGNS_STYLE = re.compile(
    r"(?:(?:^|;)\s*font-family|mso-char-type\s*:\s*symbol\s*;\s*mso-symbol-font-family)\s*:\s*[\"']?(Wingdings(?: \d)?|Webdings|Symbol)\b"
)
_SIGNS_RULE = re.compile(
    r"(?:^|[\s,}])[a-z0-9]*\.([\w-]{1,60})\s*\{(?:[^{}]{0,2000}?[;\s])?font-family\s*:\s*[\"']?(Wingdings(?: \d)?|Webdings|Symbol)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\s*\+?(\d{1,9})")


def read(data: bytes) -> list[Grid]:
    """The tables of a page in document order, ``Place.table`` from 1; a nested table is a Grid of its own after the outer one.

    Text between tables becomes Lines (``Place.line`` counts them). A page without a table is one Grid without cells.
    Raises FileRefused: not text, no page, nested too deep, or more than MAX_CELLS cells.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    text = _NOT_HTML.sub("", _DECLARATION.sub("", text, count=1))
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise FileRefused("网页打不开（内容为空或结构损坏），请在浏览器或 Excel 中打开并重新保存") from None
    if "ingdings" in text or "Symbol" in text:
        _show_signs(root)
    page = _Page()
    _walk(root, page.flow, "normal", 0, page.table)
    return page.finish()


def _show_signs(root: Element) -> None:
    """Letters that the page sets in a font of signs become the signs that they show: ``<font face="Wingdings">þ</font>`` → ☑."""
    classes = {name: font for rules in root.iter("style") for name, font in _SIGNS_RULE.findall(rules.text or "")}
    for element in root.iter("font", "span", "td", "p", "b", "i"):
        match = _SIGNS.search(element.get("face") or "") or _SIGNS_STYLE.search(element.get("style") or "")
        by_class = next((classes[name] for name in (element.get("class") or "").split() if name in classes), None) if classes else None
        font = match[1] if match is not None else by_class
        if font is None:
            continue
        element.text = symbols(element.text, font) if element.text else None
        for child in element:
            child.tail = symbols(child.tail, font) if child.tail else None


class _Page:
    """One pass over the tree: running text goes to ``flow`` until a table takes it as its ``above``."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.grids: list[Grid] = []
        self.above: list[Line] = []  # lines since the last table
        self.lines = 0
        self.cells = 0
        self.area = 0

    def finish(self) -> list[Grid]:
        """All Grids; the lines left over stand below the last one."""
        self._take_lines()
        if self.grids and self.above:
            self.grids[-1] = self.grids[-1].with_lines(above=self.grids[-1].above, below=self.above)
        return self.grids or ([Grid((), above=tuple(self.above))] if self.above else [])

    def table(self, element: Element, space: str, depth: int) -> None:
        """Read one table, then those nested in its cells."""
        nested: list[tuple[Element, str, int]] = []

        def later(inner: Element, inner_space: str, inner_depth: int) -> None:
            nested.append((inner, inner_space, inner_depth))

        for caption in element.iterchildren("caption"):
            _walk(caption, self.flow, space, depth + 1, later)
        sections = _sections(element, self.flow, depth, later)
        self._take_lines()
        number = len(self.grids) + 1
        cells = []
        for row, col, rows, cols, cell in self._placed(sections):
            flow = Flow()
            inside = _white_space(cell, space)
            _walk_children(cell, flow, inside, depth + 3, later)
            text = flow.text()
            if inside == "normal":
                text = text.strip("\n") if text.strip() else ""
            cells.append(Cell(row, col, rows, cols, text, Place(row + 1, col + 1, table=number)))
        if cells:
            self.grids.append(Grid(tuple(cells), above=tuple(self.above)))
            self.above = []
        for inner in nested:
            self.table(*inner)

    def _take_lines(self) -> None:
        for text in filter(None, (line.strip() for line in self.flow.text().split("\n"))):
            self.lines += 1
            self.above.append(Line(text, Place(1, 1, line=self.lines)))
        self.flow.clear()

    def _placed(self, sections: Iterable[Sequence[Sequence[Element]]]) -> Iterator[tuple[int, int, int, int, Element]]:
        """Row, column and span of every cell: each takes the first columns that no cell from above reaches into."""
        top = 0
        for section in sections:
            until: list[int] = []  # per column: the first row below the cells standing there
            for row, cells in enumerate(section):
                col = 0
                for cell in cells:
                    while col < len(until) and until[col] > row:
                        col += 1
                    cols = min(_span(cell, "colspan") or 1, MAX_COLSPAN)
                    if cols > 1:
                        cols = next((at for at in range(col, min(col + cols, len(until))) if until[at] > row), col + cols) - col
                    rows = min(_span(cell, "rowspan") or len(section), len(section) - row)
                    self._count(cols)
                    until.extend([0] * (col + cols - len(until)))
                    until[col : col + cols] = [row + rows] * cols
                    yield top + row, col, rows, cols, cell
                    col += cols
            top += len(section)

    def _count(self, cols: int) -> None:
        self.cells += 1
        self.area += cols
        if self.cells > MAX_CELLS or self.area > MAX_AREA:
            raise FileRefused(f"网页里的表格超过 {MAX_CELLS} 个单元格，不像自评表；请只保留要处理的表后再试", code="too_large")


def _walk(element: Element, flow: Flow, space: str, depth: int, on_table: OnTable) -> None:
    """Add what ``element`` shows to ``flow``; tables go to ``on_table`` instead."""
    _guard(depth)
    tag = element.tag
    if not isinstance(tag, str) or _is_hidden(element):
        return
    if tag == "br":
        flow.line_break()
    elif tag == "table":
        flow.block()
        on_table(element, space, depth)
    elif tag in ("input", "select"):
        flow.add(_shown(element), space)
    else:
        block = tag in _BLOCKS
        if block:
            flow.block()
        _walk_children(element, flow, _white_space(element, space), depth, on_table)
        if block:
            flow.block()


def _guard(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise FileRefused(f"网页的标签嵌套超过 {MAX_DEPTH} 层，无法读取；请在 Excel 中打开并另存为 .xlsx 后再试", code="too_large")


def _walk_children(element: Element, flow: Flow, space: str, depth: int, on_table: OnTable) -> None:
    if element.text:
        # HTML drops the line end that directly follows <pre>.
        flow.add(element.text.removeprefix("\n") if element.tag in ("pre", "textarea") else element.text, space)
    for child in element:
        _walk(child, flow, space, depth + 1, on_table)
        if child.tail:
            flow.add(child.tail, space)


def _sections(table: Element, flow: Flow, depth: int, on_table: OnTable) -> list[list[list[Element]]]:
    """The row groups of a table in the order they are shown (head, bodies, foot); each a list of rows of cells.

    Text inside the table but outside its cells goes to ``flow`` (a browser shows it above the table), a table there to ``on_table``.
    """
    groups: list[tuple[int, list[list[Element]]]] = [(1, [])]

    def gather(node: Element, row: list[Element] | None, level: int) -> None:
        _guard(level)
        astray(node.text)
        for child in node:
            tag = child.tag
            if not isinstance(tag, str) or _is_hidden(child) or tag in ("caption", "col", "colgroup"):
                pass
            elif tag == "table":  # not inside a cell, against the rules
                on_table(child, "normal", level + 1)
            elif tag in ("td", "th"):
                if row is None:  # a cell without a row
                    row = []
                    groups[-1][1].append(row)
                row.append(child)
            elif tag == "tr":
                groups[-1][1].append([])
                gather(child, groups[-1][1][-1], level + 1)
                row = None
            elif tag in _PARTS:
                groups.append((_PARTS[tag], []))
                gather(child, None, level + 1)
                groups.append((1, []))
                row = None
            else:  # a form or a span around rows, as old pages have it
                gather(child, row, level + 1)
            astray(child.tail)

    def astray(text: str | None) -> None:
        if text and text.strip():
            flow.add(text, "normal")
            flow.block()

    gather(table, None, depth)
    return [rows for _, rows in sorted(groups, key=lambda group: group[0]) if rows]


def _is_hidden(element: Element) -> bool:
    if element.tag in _HIDDEN_TAGS or element.get("hidden") is not None or element.get("data-ziping") == "note":
        return True
    style = element.get("style")
    return style is not None and any(
        (name.lower(), value.lower()) in (("display", "none"), ("visibility", "hidden"), ("visibility", "collapse"))
        for name, value in _STYLE.findall(style)
    )


def _white_space(element: Element, inherited: str) -> str:
    if element.tag in ("pre", "textarea"):
        inherited = "pre"
    style = element.get("style")
    for name, value in _STYLE.findall(style) if style else ():
        if name.lower() == "white-space":
            inherited = "normal" if value.lower() in ("normal", "nowrap") else value.lower()
    return inherited


def _shown(control: Element) -> str:
    """What a saved page shows in a field of an on-line form."""
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return "".join((option.text or "").strip() for option in chosen)
    kind = (control.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if control.get("checked") is not None else "☐"
    return (control.get("value") or "") if kind in ("text", "number", "date", "tel", "email", "url", "search") else ""


def _span(cell: Element, name: str) -> int:
    """The written span; 0 means "to the end of the group" for rows. Anything that is no number counts as 1."""
    written = cell.get(name)
    match = _DIGITS.match(written) if written else None
    return int(match[1]) if match else 1
