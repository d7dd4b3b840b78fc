"""Text by hand: tab-separated (as pasted from a spreadsheet or, ``compact``, from Word), CSV, Markdown, one cell per line."""

import csv
import io
from random import Random

from corpus.paper import Break, Document, Line, Table

__all__ = ["draw_csv", "draw_lines", "draw_markdown", "draw_tabs"]


def _encoded(document: Document, text: str) -> bytes:
    if "gb18030" in document.wishes:
        return text.encode("gb18030")
    if "utf16" in document.wishes:
        return text.encode("utf-16")
    return text.encode("utf-8-sig" if "bom" in document.wishes else "utf-8")


def _rows(document: Document, table: Table) -> list[list[str]]:
    if "compact" in document.wishes:  # each cell once; what a cell from above covers is an empty field
        out = []
        above: list[tuple[int, int, int]] = []
        for r, row in enumerate(table.rows()):
            above = [(col, top, rows) for col, top, rows in above if top + rows > r]
            fields = [(col, "") for col, _, _ in above] + [(box.col, box.text) for box in row]
            out.append([text for _, text in sorted(fields)])
            above += [(box.col, r, box.rows) for box in row if box.rows > 1]
        return out
    rows = [[text for text, _ in row] for row in table.full()]
    if "short_rows" in document.wishes:
        for row in rows:
            while len(row) > 1 and not row[-1]:
                row.pop()
    return rows


def _tabbed(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "\n" in text or "\t" in text else text


def draw_tabs(document: Document, rng: Random) -> bytes:
    """Rows of tab-separated fields; a field with a line break is quoted, as spreadsheets do."""
    out: list[str] = []
    for item in document.items:
        if isinstance(item, Line):
            out.append(item.text)
        elif isinstance(item, Break):
            out += [""] * 2
        else:
            out += ["\t".join(_tabbed(text) for text in row) for row in _rows(document, item)]
    return _encoded(document, "\n".join(out) + "\n")


def draw_csv(document: Document, rng: Random) -> bytes:
    """Everything as records; a running line is a record of one field."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    for item in document.items:
        if isinstance(item, Line):
            writer.writerow([item.text])
        elif isinstance(item, Table):
            writer.writerows(_rows(document, item))
    return _encoded(document, sink.getvalue())


def draw_markdown(document: Document, rng: Random) -> bytes:
    """Pipe tables, the title as a heading; line breaks as <br>."""
    out: list[str] = []
    for item in document.items:
        if isinstance(item, Line):
            out += ["", f"# {item.text}" if item.kind == "title" else item.text.replace("*", "\\*"), ""]
        elif isinstance(item, Table):
            for r, row in enumerate(_rows(document, item)):
                cells = [text.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("\n", "<br>") for text in row]
                out.append("| " + " | ".join(cells) + " |")
                if r == 0:
                    out.append("|" + " --- |" * item.width)
    return _encoded(document, "\n".join(out) + "\n")


def draw_lines(document: Document, rng: Random) -> bytes:
    """One cell per line, as when a Word table is turned into paragraphs: an empty cell is an empty line, and so is what a cell from
    above covers. Line breaks inside a cell are gone: where a cell of several lines ends could not be known."""
    compact = Document(document.items, document.forms, document.styles, [], document.wishes | {"compact"})
    out: list[str] = []
    for item in document.items:
        if isinstance(item, Line):
            out.append(item.text)
        elif isinstance(item, Table):
            out += [text.replace("\n", "") for row in _rows(compact, item) for text in row]
    return _encoded(document, "\n".join(out) + "\n")
