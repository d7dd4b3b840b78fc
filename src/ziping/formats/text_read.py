"""Text files: tab-separated tables, Markdown (also with tables in HTML), CSV, or simply one cell per line. Which of them is decided by the content.

None of these forms can say what was merged (``Grid.spans`` is False): an empty cell may be the rest of a merged one, and a row
may be shorter than its neighbours. Nothing is padded or guessed here; layouts know what stands where.
"""

import re
from collections.abc import Sequence
from html import escape

from ziping.formats.decode import decode
from ziping.formats.delimited import Item, Row, commas, grids, pipes, plain_lines
from ziping.grid import Grid, Line, Place

__all__ = ["read"]

_QUOTED = re.compile(
    r'(?:^|\t)"(?:[^"\t\n]|"")*\n(?:[^"\t]|"")*"(?=\t|$)', re.MULTILINE
)  # a cell of several lines, as spreadsheets copy it
_TABLE = re.compile(r"<(/?)table\b[^<>]*>", re.IGNORECASE)
_ROW = re.compile(r"<tr\b[^<>]*>\s*<t[dh]\b", re.IGNORECASE)
_FIGURE = re.compile(r"[\d\s.,%％\-—－/／]+")
_GOES_ON = re.compile(r"^[(（]?续上?表|[(（]续表?[)）]$|表$")  # a line between two parts of one table, or the heading of the next


def read(data: bytes) -> list[Grid]:
    """The tables of a text file in order, with the lines around them; ``Place.line`` is the physical line, from 1.

    Text without any table form becomes one Grid of one column, one line per cell (blank lines between them are empty cells).
    A text of nothing but white space has no Grid. Raises FileRefused if the bytes are not text.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "").rstrip("\x1a")
    if _TABLE.search(text) and _ROW.search(text):
        from ziping.formats import html_read

        return html_read.read(_page(text).encode())
    lines = text.split("\n")
    items = pipes(lines)
    if items is None:
        items = _tabs(lines) if "\t" in text else commas(text)
    return grids(_column(lines) if items is None else items)


def _page(text: str) -> str:
    """Markdown whose tables are written as HTML (programs that turn PDF into Markdown do so for merged cells), as a page: its other lines
    become paragraphs."""
    parts, at, deep = [], 0, 0
    for tag in _TABLE.finditer(text):
        if not deep and not tag[1]:
            parts += [f"<p>{escape(line)}</p>" for line in plain_lines(text[at : tag.start()])]
            at = tag.start()
        deep = max(0, deep - 1) if tag[1] else deep + 1
        if not deep:
            parts.append(text[at : tag.end()])
            at = tag.end()
    rest = text[at:]
    return "".join([*parts, rest] if deep else [*parts, *(f"<p>{escape(line)}</p>" for line in plain_lines(rest))])


def _column(lines: Sequence[str]) -> list[Item]:
    """A copy from a PDF viewer or plain running text: every line a cell; what it means is for the layout to say."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return [Row(at + 1, [lines[at].strip()]) for at in range(filled[0], filled[-1] + 1)] if filled else []


def _tabs(lines: Sequence[str]) -> list[Item]:
    """Rows are lines with a tab. Blank lines and page breaks do not end a table, other lines do, except the rest of a cell."""
    items: list[Item] = []
    quotes = _QUOTED.search("\n".join(lines)) is not None  # then a line without a tab is no rest of a cell
    at = 0
    while at < len(lines):
        start, row = at + 1, _row(lines, at)
        if row is not None:
            fields, at = row
            items.append(Row(start, fields))
        elif lines[at].strip():
            end = _end_of_run(lines, at)
            cell = None if quotes else _open_cell(items, lines, at, end)
            for number in range(at, end):
                if cell is None:
                    items.append(Line(lines[number].strip(), Place(1, 1, line=number + 1)))
                else:
                    cell.fields[_last_filled(cell)] += "\n" + lines[number]
            at = end - 1
        at += 1
    return items


def _row(lines: Sequence[str], at: int) -> tuple[list[str], int] | None:
    """The row that starts here and its last line: a line with a tab, or one whose first cell is quoted over several lines."""
    if "\t" in lines[at]:
        return _fields(lines, at)
    if lines[at].startswith('"'):
        fields, end = _fields(lines, at)
        if len(fields) > 1:
            return fields, end
    return None


def _end_of_run(lines: Sequence[str], at: int) -> int:
    """First line from ``at`` on that is blank or a row."""
    while at < len(lines) and lines[at].strip() and _row(lines, at) is None:
        at += 1
    return at


def _open_cell(items: Sequence[Item], lines: Sequence[str], start: int, end: int) -> Row | None:
    """The row whose last cell goes on in ``lines[start:end]``: it stands directly above, more rows come directly after
    (blank lines apart), and the cell is not a figure; else None. A title after a finished table thus stays a title."""
    above = items[-1] if items else None
    if not isinstance(above, Row) or start == 0 or not lines[start - 1].strip():
        return None
    while end < len(lines) and not lines[end].strip() and "\t" not in lines[end]:
        end += 1
    if end == len(lines) or _row(lines, end) is None:
        return None
    if _GOES_ON.search(lines[start].strip()):
        return None
    last = _last_filled(above)
    return None if last < 0 or _FIGURE.fullmatch(above.fields[last]) else above


def _last_filled(row: Row) -> int:
    return max((at for at, field in enumerate(row.fields) if field.strip()), default=-1)


def _fields(lines: Sequence[str], at: int) -> tuple[list[str], int]:
    """Fields of the row that starts at ``lines[at]``, and the index of its last line.

    Spreadsheets quote a cell with line breaks when they copy it: ``"第一行⏎第二行"``. The quoted lines between hold no tab.
    """
    fields = lines[at].split("\t")
    while fields[-1].startswith('"') and fields[-1].count('"') % 2:
        inside, end = [fields[-1]], at + 1
        while end < len(lines) and lines[end].count('"') % 2 == 0 and "\t" not in lines[end]:
            inside.append(lines[end])
            end += 1
        head, *rest = lines[end].split("\t") if end < len(lines) else [""]
        if not head.endswith('"') or head.count('"') % 2 == 0:
            break  # an opening quote of ordinary text
        fields[-1:] = ["\n".join([*inside, head]), *rest]
        at = end
    return [_unquoted(field) for field in fields], at


def _unquoted(field: str) -> str:
    inner = field[1:-1]
    quoted = len(field) > 1 and field[0] == field[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if quoted and ('""' in inner or "\n" in inner) else field
