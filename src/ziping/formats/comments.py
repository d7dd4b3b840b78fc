"""A comment to be put into somebody's own file: where, by whom, how grave, what it says. What the three annotating codecs share.

Each codec (``docx_annotate``, ``xlsx_annotate``, ``pdf_annotate``) has ``annotate(data, comments) -> (bytes, homeless)``: the same
file with comments added and nothing else changed, and the comments that found no cell. Those stand joined in one comment at the
beginning of the file, so that none is lost.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ziping.frozen import dataclass
from ziping.grid import Place

__all__ = ["Comment", "by_place", "clean", "gathered", "gravest"]

_GRAVITY = ("info", "warning", "error")
_IMPOSSIBLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that no XML can hold


@dataclass(frozen=True, slots=True)
class Comment:
    """``where`` None: no cell of its own. ``severity``: error, warning or info. ``text``: lines, separated by ``\\n``.

    ``quote`` is what is written at that place: it decides where one address fits two places (a line and a cell of a PDF page).
    """

    where: Place | None
    author: str
    severity: str
    text: str
    quote: str | None = None


def gathered(comments: Sequence[Comment]) -> Comment:
    """Several comments as one without a place, as grave as the gravest; at least one must be given."""
    return replace(comments[0], where=None, severity=gravest(comments), text="\n\n".join(comment.text for comment in comments))


def by_place(comments: Iterable[Comment]) -> dict[Place | None, list[Comment]]:
    """Comments by where they stand, places and comments in the order given."""
    found: dict[Place | None, list[Comment]] = {}
    for comment in comments:
        found.setdefault(comment.where, []).append(comment)
    return found


def gravest(comments: Iterable[Comment]) -> str:
    """The highest severity among comments."""
    return max((comment.severity for comment in comments), key=lambda each: _GRAVITY.index(each) if each in _GRAVITY else -1)


def clean(text: str) -> str:
    """The text with one kind of line end and without characters that cannot be written."""
    return _IMPOSSIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
