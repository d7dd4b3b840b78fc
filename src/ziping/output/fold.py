"""Folding Chinese text to a width: breaks between characters, keeps numbers and words whole, no line begins with 。，）」."""

import re
from functools import lru_cache
from unicodedata import category, east_asian_width

__all__ = ["cell_len", "fold", "hanging", "pad"]

_PIECE = re.compile(r"[0-9A-Za-z.%_\[\]()+\-]+|\s+|.", re.DOTALL)
_NOT_FIRST = frozenset("。，；：、！？）」』】》…％%,.;:!?)”’")
_NOT_LAST = frozenset("（「『【《“‘(")


@lru_cache(maxsize=8192)
def _columns(character: str) -> int:
    return 2 if east_asian_width(character) in "WF" else 0 if category(character) in ("Mn", "Me", "Cf") else 1


def cell_len(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def fold(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns (wide characters count two); a piece longer than a line is cut."""
    lines: list[str] = []
    line = ""
    used = 0
    for piece in _PIECE.findall(text.replace("\n", " ")):
        size = cell_len(piece)
        while size > width:  # longer than any line
            room = max(width - used, 1)
            lines.append(line + piece[:room])
            piece, line, used = piece[room:], "", 0
            size = cell_len(piece)
        if used + size > width:
            if piece.isspace():
                lines.append(line.rstrip())
                line, used = "", 0
                continue
            carried = ""
            while len(line) > 1 and (line[-1] in _NOT_LAST or (piece in _NOT_FIRST and (not carried or carried[0] in _NOT_FIRST))):
                carried, line = line[-1] + carried, line[:-1]
            lines.append(line.rstrip())
            line = carried
            used = cell_len(carried)
        line += piece
        used += size
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def pad(text: str, width: int) -> str:
    """The text with spaces to ``width`` columns."""
    return text + " " * max(width - cell_len(text), 0)


def hanging(head: str, text: str, width: int, indent: int) -> str:
    """``head`` in a column of ``indent`` columns, ``text`` folded beside it; no trailing spaces."""
    lines = fold(text, max(width - indent, 20))
    return "\n".join([pad(head, indent) + lines[0], *(" " * indent + line for line in lines[1:])]).rstrip()
