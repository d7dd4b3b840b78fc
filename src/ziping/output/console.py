"""Standard output for people: its width in columns, colours on a terminal only, plain when piped.

Two dozen lines of styled text need no library; rich takes an eighth of a whole ``ziping check`` to load. Its tables are still drawn by it.
"""

import os
import sys
from typing import Any

from ziping.output.fold import fold

__all__ = ["Console", "Text"]

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_USUAL = 80


class Text:
    """Characters with a style (``"bold red"``)."""

    def __init__(self, plain: str, style: str = "") -> None:
        self.plain, self.style = plain, style
        self._marked: tuple[int, str] | None = None

    def mark(self, length: int, style: str) -> None:
        """Another style for the first ``length`` characters; only in a text that is printed whole."""
        self._marked = length, style

    def coloured(self) -> str:
        """With the codes that a terminal understands."""
        if self._marked is None:
            return _coloured(self.plain, self.style)
        length, style = self._marked
        return _coloured(self.plain[:length], style) + _coloured(self.plain[length:], self.style)


def _coloured(text: str, style: str) -> str:
    if not text or not style:
        return text
    codes = ";".join(_STYLES[word] for word in style.split())
    return "\n".join(f"\x1b[{codes}m{line}\x1b[0m" if line else "" for line in text.split("\n"))


class Console:
    """Prints to standard output."""

    def __init__(self) -> None:
        self.width = _columns()
        self.colours = _wants_colours()

    def print(self, text: Any = "", *, whole: bool = False) -> None:
        """A string or a Text, folded to the width unless ``whole`` (folded already); or a table of rich."""
        if isinstance(text, str):
            text = Text(text)
        elif not isinstance(text, Text):
            from rich.console import Console as Rich

            Rich(highlight=False, emoji=False, markup=False, width=self.width).print(text)
            return
        if not whole:
            text = Text("\n".join(part for line in text.plain.split("\n") for part in fold(line, self.width)), text.style)
        sys.stdout.write((text.coloured() if self.colours else text.plain) + "\n")


def _columns() -> int:
    """COLUMNS, else those of the terminal that any of our streams is connected to, else 80."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None and (width := os.get_terminal_size(stream.fileno()).columns):
                return width
        except (OSError, ValueError):  # not a terminal, or closed
            continue
    return _USUAL


def _wants_colours() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    try:
        return sys.stdout.isatty() and (sys.platform != "win32" or _windows_colours())
    except ValueError:  # closed
        return False


def _windows_colours() -> bool:
    """Ask the Windows console to understand colours; False where it is too old for that."""
    if sys.platform != "win32":
        return True
    import ctypes

    kernel, mode = ctypes.windll.kernel32, ctypes.c_uint32()
    handle = kernel.GetStdHandle(-11)
    return bool(kernel.GetConsoleMode(handle, ctypes.byref(mode)) and kernel.SetConsoleMode(handle, mode.value | 4))
