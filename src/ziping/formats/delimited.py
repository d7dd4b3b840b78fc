"""Tables written with commas, semicolons or Markdown pipes, and how rows and lines of any text become Grids."""

import csv
import html
import io
import re
from collections.abc import Iterable, Sequence

from ziping.errors import FileRefused
from ziping.frozen import dataclass
from ziping.grid import Cell, Grid, Line, Place

__all__ = ["Item", "Row", "commas", "grids", "pipes", "plain_lines"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the physical line it starts on (from 1) and its fields, as many as were written."""

    line: int
    fields: list[str]


MAX_CELLS = 400_000

Item = Row | Line | None  # what a text is made of, in order; None ends a table without a line of text


def grids(items: Iterable[Item]) -> list[Grid]:
    """Rows that stand together become one Grid; the lines before it are its ``above``, those after the last Grid ``below``."""
    found: list[Grid] = []
    above: list[Line] = []
    loose: list[Line] = []
    rows: list[Row] = []
    for item in items:
        if isinstance(item, Line):
            loose.append(item)
        elif rows and (item is None or loose):
            found.append(_grid(rows, above))
            rows, above = [], []
        if isinstance(item, Row):
            if not rows:
                above, loose = loose, []
            rows.append(item)
    if rows:
        found.append(_grid(rows, above))
    if found and loose:
        found[-1] = found[-1].with_lines(above=found[-1].above, below=loose)
    return found


def _grid(rows: Sequence[Row], above: Sequence[Line]) -> Grid:
    if sum(len(row.fields) for row in rows) > MAX_CELLS:
        raise FileRefused(f"文本里的表超过 {MAX_CELLS} 个单元格，不像自评表；请只保留要处理的表后再试", code="too_large")
    cells = tuple(
        Cell(r, c, 1, 1, text, Place(r + 1, c + 1, line=row.line)) for r, row in enumerate(rows) for c, text in enumerate(row.fields)
    )
    return Grid(cells, spans=False, above=tuple(above))


# --- commas and semicolons

_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_MOST = 0.6  # share of records that must have three fields or more; titles and notes stand above and below the table


def commas(text: str) -> list[Item] | None:
    """A CSV text (commas or semicolons, fields quoted as RFC 4180 says); None if it does not look like one.

    Running text has commas too: most records must have at least three fields, or all of at least three records exactly two.
    """
    best: list[Row] = []
    for delimiter in ",;":
        if delimiter in _THOUSANDS.sub("", text):
            rows = _records(text, delimiter)
            if _looks_tabular(rows) and max(len(row.fields) for row in rows) > max((len(row.fields) for row in best), default=1):
                best = rows
    if not best:
        return None
    wide = [at for at, row in enumerate(best) if len(row.fields) > 1]
    first, last = wide[0], wide[-1]
    return [
        row if first <= at <= last else Line(row.fields[0].strip(), Place(1, 1, line=row.line))
        for at, row in enumerate(best)
        if first <= at <= last or row.fields[0].strip()
    ]


def _records(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    start = 1
    try:
        for fields in reader:
            if fields:
                rows.append(Row(start, fields))
            start = reader.line_num + 1
    except csv.Error:  # a field longer than the library takes: then it is not a table
        return []
    return rows


def _looks_tabular(rows: Sequence[Row]) -> bool:
    if len(rows) < 2:
        return False
    if sum(1 for row in rows if len(row.fields) >= 3) >= _MOST * len(rows):
        return True
    return len(rows) >= 3 and all(len(row.fields) == 2 for row in rows)


# --- Markdown

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING = re.compile(r"#{1,6}\s+(.*?)(?:\s+#+)?\s*")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.*\S)\1", re.DOTALL)


def pipes(lines: Sequence[str]) -> list[Item] | None:
    """A Markdown text with at least one pipe table; None if there is none. The rule under the head is no row."""
    rules = {at for at in range(1, len(lines)) if _is_rule(lines[at]) and "|" in lines[at - 1] and not _is_rule(lines[at - 1])}
    if not rules:
        return None
    items: list[Item] = []
    inside = False
    columns = 0  # of a table without pipes at its edges, where a pipe at the beginning of a row follows an empty cell; else 0
    for at, line in enumerate(lines):
        if at in rules:
            continue
        if at + 1 in rules or (inside and "|" in line):
            if at + 1 in rules:
                rule = lines[at + 1].strip()
                columns = 0 if rule.startswith("|") else len(_split(rule))
            fields = _split(line)
            if len(fields) < columns and line.lstrip().startswith("|"):
                fields = ["", *fields]
            if not inside or any(fields):
                items.append(Row(at + 1, fields))
            if at + 1 in rules and not any(fields):  # a table without a head is written with an empty one
                items.pop()
            inside = True
            continue
        if inside:
            items.append(None)
            inside = False
        if line.strip():
            items.append(Line(_said(line), Place(1, 1, line=at + 1)))
    return items


def plain_lines(text: str) -> list[str]:
    """The lines of Markdown between its tables, as a reader sees them; empty ones left out."""
    return [_said(line) for line in text.split("\n") if line.strip()]


def _said(line: str) -> str:
    heading = _HEADING.fullmatch(line.strip())
    return _plain(heading[1] if heading else line.strip())


def _is_rule(line: str) -> bool:
    return len(line) < 1000 and "|" in line and "-" in line and _RULE.fullmatch(line) is not None


def _split(line: str) -> list[str]:
    """Cells of one Markdown row: ``| a | b\\|c |`` → ``['a', 'b|c']``."""
    bare = line.strip().removeprefix("|")
    cells, cell, at = [], "", 0
    while at < len(bare):
        if bare[at] == "\\" and at + 1 < len(bare):
            cell += bare[at : at + 2]
            at += 2
            continue
        if bare[at] == "|":
            cells.append(cell)
            cell = ""
        else:
            cell += bare[at]
        at += 1
    if cell.strip() or not bare.endswith("|"):
        cells.append(cell)
    return [_plain(cell.strip()) for cell in cells]


def _plain(text: str) -> str:
    """What a reader of the rendered page sees: line breaks, escapes and entities resolved, bold unwrapped if it wraps all."""
    strong = _STRONG.fullmatch(text)
    if strong and strong[1] not in strong[2]:
        text = strong[2]
    return html.unescape(_ESCAPE.sub(r"\1", _BREAK.sub("\n", text)))
