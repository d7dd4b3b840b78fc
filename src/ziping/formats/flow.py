"""Text as a browser lays it out: white space collapsed, blocks on lines of their own."""

import re

from ziping.text import is_cjk

__all__ = ["Flow"]

_RUN = re.compile(r"[ \t\n\f]+")


class Flow:
    """A builder for the text of one cell or of the space between two tables.

    ``space`` is the value of CSS white-space: ``normal`` (also nowrap), ``pre-line`` (line ends kept), anything else keeps all.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = ""  # white space met but not yet written: " ", or "\n" if the source broke its line there
        self._fresh = True  # nothing on the present line yet

    def add(self, text: str, space: str) -> None:
        """Characters of the source."""
        if space == "normal":
            self._collapse(text)
        elif space == "pre-line":
            first, *rest = text.split("\n")
            self._collapse(first)
            for line in rest:
                self.line_break()
                self._collapse(line)
        elif text:
            self._flush_gap(text[0])
            self._parts.append(text)
            self._fresh = text.endswith("\n")

    def line_break(self) -> None:
        """``<br>``."""
        self._parts.append("\n")
        self._gap, self._fresh = "", True

    def block(self) -> None:
        """The edge of a block: whatever comes next begins a line."""
        self._gap = ""
        if not self._fresh:
            self.line_break()

    def text(self) -> str:
        """All of it; white space that nothing followed is not shown."""
        return "".join(self._parts)

    def clear(self) -> None:
        """Start anew."""
        self._parts.clear()
        self._gap, self._fresh = "", True

    def _collapse(self, text: str) -> None:
        at = 0
        for run in _RUN.finditer(text):
            self._write(text[at : run.start()])
            self._gap = "\n" if "\n" in run[0] and self._gap != " " else " "
            at = run.end()
        self._write(text[at:])

    def _write(self, word: str) -> None:
        if word:
            self._flush_gap(word[0])
            self._parts.append(word)
            self._fresh = False

    def _flush_gap(self, follower: str) -> None:
        # CSS Text 3: a line end of the source between two Chinese characters is no space (programs wrap their long lines).
        if self._gap and not self._fresh and not (self._gap == "\n" and is_cjk(self._parts[-1][-1]) and is_cjk(follower)):
            self._parts.append(" ")
        self._gap = ""
