"""The library's front door: ``read`` a file, ``check`` a file or a form, in process and without the worker's limits; ``scan`` a folder,
through reader processes."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ziping.checks.against import Companions, gather
from ziping.errors import FileRefused, MissingExtra, reason
from ziping.form import Form, Problem
from ziping.form.register import Register
from ziping.frozen import dataclass
from ziping.pipeline import Reading, Result, Settings, examine, read_list
from ziping.pipeline import read as read_bytes

if TYPE_CHECKING:
    from ziping.batch.frames import Frames

__all__ = ["Report", "against", "check", "read", "register", "scan"]


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
        raise FileRefused(f"读不到文件 {source}：{reason(error)}") from None


def against(*sources: str | Path | bytes | Form) -> Companions:
    """Forms to lay beside those that are checked, for ``Settings(against=…)``: approved targets, monitoring, former years."""
    return gather(form for source in sources for form in ((source,) if isinstance(source, Form) else read(source).forms))


def register(source: str | Path | bytes) -> Register:
    """The list of approved projects, for ``Settings(register=…)``. FileRefused if the file holds none."""
    if isinstance(source, bytes):
        return read_list(source)
    try:
        return read_list(Path(source).read_bytes())
    except OSError as error:
        raise FileRefused(f"读不到文件 {source}：{reason(error)}") from None


def check(source: str | Path | bytes | Form, settings: Settings = Settings()) -> Report:
    """Read (unless a Form is given), score and check."""
    if isinstance(source, Form):
        return Report("", (examine(source, settings),), ())
    reading = read(source)
    name = "" if isinstance(source, bytes) else str(source)
    return Report(name, tuple(examine(form, settings) for form in reading.forms), reading.problems)


def scan(
    paths: str | Path | Sequence[str | Path],
    settings: Settings = Settings(),
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
) -> "Frames":
    """Every form in folders, archives, lists or patterns → the tables of docs/tables.md as polars frames (``frames.forms`` …).

    ``out`` keeps the tables there, and a later call goes on from them; without it nothing stays on disk. UserError where a path holds
    nothing; a file that cannot be read is a row of ``files`` and ``problems``."""
    try:
        from ziping.batch.frames import load
        from ziping.batch.run import run
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "ziping":
            raise
        raise MissingExtra("批量检查", "batch") from None
    names = [str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    if out is not None:
        return load(run(names, Path(out), settings, workers=workers, scheduler=scheduler).out)
    with TemporaryDirectory(prefix="ziping-") as folder:
        return load(run(names, Path(folder), settings, workers=workers, scheduler=scheduler).out)
