"""A batch from beginning to end: find, examine what is not yet done, merge. The command line and ``ziping.scan`` both call ``run``."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from ziping import __version__
from ziping.batch.engine import orders_for, work
from ziping.batch.schema import VERSION
from ziping.batch.sinks import Store
from ziping.batch.sources import Found, Item, find
from ziping.batch.task import Orders, stray_rows
from ziping.checks import Check
from ziping.frozen import dataclass
from ziping.pipeline import Settings

__all__ = ["Done", "Watch", "hands", "run"]


class Watch(Protocol):
    """What a run tells whoever watches it."""

    def counting(self, files: int) -> None:
        """So many files were found until now."""

    def begins(self, total: int, done: int) -> None:
        """``total`` files and lines of JSON in all, ``done`` of them by an earlier run."""

    def ready(self) -> None:
        """The workers stand."""

    def done(self, count: int, troubles: Sequence[tuple[str, str]]) -> None:
        """``count`` more are done; a name and a sentence for each of them that is of no use."""


class _Silent:
    def counting(self, files: int) -> None: ...

    def begins(self, total: int, done: int) -> None: ...

    def ready(self) -> None: ...

    def done(self, count: int, troubles: Sequence[tuple[str, str]]) -> None: ...


@dataclass(frozen=True, slots=True)
class Done:
    """A finished batch: its folder, the tables by name, what was found."""

    out: Path
    tables: dict[str, Path]
    found: Found


def hands() -> int:
    """How many workers this machine feeds: its cores."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    paths: Sequence[str], out: Path, settings: Settings = Settings(), *, workers: int | None = None, scheduler: str | None = None,
    fresh: bool = False, watch: Watch | None = None, orders: Callable[[Orders], Orders] = lambda each: each,
) -> Done:  # fmt: skip
    """Examine what ``paths`` hold and leave the tables in ``out``; what an earlier run has done there is not done again.

    ``workers`` processes on this machine (None: as many as cores) or those of ``scheduler``. ``fresh`` forgets an earlier run.
    ``orders`` may change how files are read (a test gives a reader that misbehaves)."""
    watch = watch or _Silent()
    store = Store(out)
    with store.open(_rules(settings), fresh=fresh):
        found = find(paths, out=out, seen=watch.counting)
        kept = {key for part in store.parts() for key in part.keys}
        todo = [item for item in found.items if item.key not in kept]
        watch.begins(_count(found.items) + len(found.strays), _count(found.items) - _count(todo))
        watch.done(len(found.strays), [(each.name, each.reason) for each in found.strays])
        if todo:
            own = orders(orders_for(settings))
            work(todo, store, own, workers=workers or hands(), scheduler=scheduler, progress=watch.done, ready=watch.ready)
        return Done(out, store.merge(found, stray_rows(found.strays)), found)


def _count(items: Sequence[Item]) -> int:
    return sum(item.lines or 1 for item in items)


def _rules(settings: Settings) -> dict[str, Any]:
    """Under what rules a run works; results of other rules are not mixed with it."""
    code = sha256()
    root = Path(__file__).parent.parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".yml", ".txt") and path.relative_to(root).parts[0] not in ("cli", "output"):
            code.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    plain = {field.name: _short(_mark(getattr(settings, field.name))) for field in fields(settings)}
    if not settings.explained:
        plain.pop("today")  # the day only tells which explanations are out of date; a run may go on tomorrow
    return {"schema": VERSION, "engine": __version__, "build": code.hexdigest()[:12], "settings": plain}


def _short(mark: Any) -> Any:
    """A mark as it is kept: of a long one (a list of projects, the forms to compare with) only its digest."""
    text = json.dumps(mark, ensure_ascii=False)
    return mark if len(text) < 1000 else sha256(text.encode()).hexdigest()[:12]


def _mark(value: Any) -> Any:
    """A setting as text that is equal only where the setting is: a folder counts by what is in it."""
    if isinstance(value, Check):
        return value.code
    if isinstance(value, Path):
        files = sorted(path for path in ([value] if value.is_file() else value.rglob("*")) if path.is_file())
        digest = sha256()
        for path in files:
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:12]
    if isinstance(value, tuple | list):
        return [_mark(each) for each in value]
    if isinstance(value, frozenset | set):
        return sorted(map(repr, value))
    if isinstance(value, dict):
        return {str(key): _mark(value[key]) for key in value}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _mark(getattr(value, field.name)) for field in fields(value)}
    return None if value is None else value if isinstance(value, str | int) else repr(value)
