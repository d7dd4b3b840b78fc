"""The worksheets of a workbook that is written into: their parts, their merged areas, and cells by their references."""

import re

from lxml import etree

from ziping.formats.zipped import Parts
from ziping.frozen import dataclass

__all__ = ["OFFICE", "STRICT_OFFICE", "Sheet", "position", "ref_of", "sheets_of"]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_REF = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its part, its root, its name space in braces; merged areas (row, col, last row, last col from 0)."""

    name: str
    part: str
    root: etree._Element
    ns: str
    merges: tuple[tuple[int, int, int, int], ...]

    def anchor(self, row: int, col: int) -> tuple[int, int, int]:
        """The first cell of the merged area that covers a cell, and how many columns it has."""
        for top, left, bottom, right in self.merges:
            if top <= row <= bottom and left <= col <= right:
                return top, left, right - left + 1
        return row, col, 1


def sheets_of(parts: Parts) -> dict[str, Sheet]:
    """Worksheets by name, visible ones first, as the reader goes."""
    main = parts.main("xl/workbook.xml")
    root = parts.tree(main)
    ns = f"{{{etree.QName(root).namespace}}}"
    relations = parts.relations(main)
    items = sorted(root.iterfind(f"{ns}sheets/{ns}sheet"), key=lambda item: item.get("state", "visible") != "visible")
    found: dict[str, Sheet] = {}
    for item in items:
        relation = relations.get(item.get(f"{{{OFFICE}}}id") or item.get(f"{{{STRICT_OFFICE}}}id") or "")
        if relation is None or relation.kind != "worksheet" or not parts.has(relation.target):
            continue
        sheet = parts.tree(relation.target)
        areas = (_area(merge.get("ref") or "") for merge in sheet.iterfind(f"{ns}mergeCells/{ns}mergeCell"))
        name = item.get("name") or ""
        found.setdefault(name, Sheet(name, relation.target, sheet, ns, tuple(each for each in areas if each is not None)))
    return found


def position(ref: str) -> tuple[int, int] | None:
    """(row, col) from 0 of a reference as ``B3``."""
    match = _REF.fullmatch(ref.upper())
    if match is None:
        return None
    col = 0
    for letter in match[1]:
        col = col * 26 + ord(letter) - 64
    return int(match[2]) - 1, col - 1


def _area(ref: str) -> tuple[int, int, int, int] | None:
    first, _, last = ref.partition(":")
    start, end = position(first), position(last or first)
    return None if start is None or end is None else (*start, *end)


def ref_of(row: int, col: int) -> str:
    """The reference of a cell, row and col from 0: ``B3``."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
