"""An unread value for the eye: the text and, under it, a mark at the spot. Wide characters count two columns."""

import unicodedata

from ziping.values.model import Unread

__all__ = ["caret", "columns"]


def caret(unread: Unread) -> str:
    """Two lines: the text as written, and ``~~~^`` ending under the place where reading stopped.

    >>> print(caret(Unread("50次1", 3, "")))
    50次1
    ~~~~^
    """
    text = "".join(" " if char in "\r\n\t\v" else char for char in unread.text)
    at = max(0, min(unread.at, len(text)))
    return f"{text}\n{'~' * columns(text[:at])}^"


def columns(text: str) -> int:
    """How many columns a terminal gives to ``text``."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
