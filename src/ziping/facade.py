"""The library's front door: ``read`` a file, ``check`` a file or a form. In process, without the worker's limits."""

from dataclasses import dataclass
from pathlib import Path

from ziping.errors import FileRefused
from ziping.form import Form, Problem
from ziping.pipeline import Reading, Result, Settings, examine
from ziping.pipeline import read as read_bytes

__all__ = ["Report", "check", "read"]


@dataclass(frozen=True, slots=True)
class Report:
    """A file examined: one Result per form, and what could not be read as it stands."""

    file: str
    results: tuple[Result, ...]
    problems: tuple[Problem, ...]


def read(source: str | Path | bytes) -> Reading:
    """The forms in a file (path) or in bytes. FileRefused if nothing can be read."""
    if isinstance(source, bytes):
        return read_bytes(source)
    try:
        return read_bytes(Path(source).read_bytes())
    except OSError as error:
        raise FileRefused(f"读不到文件 {source}：{error.strerror}") from None


def check(source: str | Path | bytes | Form, settings: Settings = Settings()) -> Report:
    """Read (unless a Form is given), score and check."""
    if isinstance(source, Form):
        return Report("", (examine(source, settings),), ())
    reading = read(source)
    name = "" if isinstance(source, bytes) else str(source)
    return Report(name, tuple(examine(form, settings) for form in reading.forms), reading.problems)
