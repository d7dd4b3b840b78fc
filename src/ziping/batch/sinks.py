"""Where results go: parts, each written whole or not at all, and the tables that are made of them.

A part is a folder with one Parquet file per table. It is written under another name, brought to disk and then renamed, so whatever
is there under its own name is complete: the parts themselves are the journal, and a run that was cut off goes on from them.
"""

import io
import json
import os
import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from ziping.batch.lock import alone
from ziping.batch.rows import Rows
from ziping.batch.schema import DECIMALS, TABLES, VERSION, names
from ziping.batch.sources import Found, Item
from ziping.errors import UserError, reason
from ziping.frozen import dataclass

__all__ = ["Part", "Store", "frame", "parquet"]

_PLAIN: dict[str, Any] = {"text": pl.String, "int": pl.Int64, "bool": pl.Boolean}
_GROUP = 50_000  # rows that are written, and later read, in one go
_AT = "n"  # in parts: the number of the item in its part


def _type(name: str) -> Any:
    return _PLAIN[name] if name in _PLAIN else pl.Decimal(38, DECIMALS[name])


def frame(table: str, rows: Sequence[Sequence[Any]], *, numbered: bool = False) -> pl.DataFrame:
    """Rows in the order of the schema → a frame with its types; ``numbered``: the item's number in its part stands first."""
    types = {_AT: pl.Int64} if numbered else {}
    types |= {column.name: _type(column.type) for column in TABLES[table]}
    raw = {name: pl.String if isinstance(kind, pl.Decimal) else kind for name, kind in types.items()}
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(raw)
    series = [pl.Series(name, values, dtype=kind) for (name, kind), values in zip(raw.items(), columns, strict=True)]
    return pl.DataFrame(series).cast(types)  # type: ignore[arg-type]


def parquet(tables: Rows) -> dict[str, bytes]:
    """The rows of a part, numbered, as the bytes of one Parquet file per table."""
    files = {}
    for table in TABLES:
        out = io.BytesIO()
        frame(table, tables.get(table, ()), numbered=True).write_parquet(out, compression="zstd", metadata=_metadata())
        files[table] = out.getvalue()
    return files


def _metadata() -> dict[str, str]:
    from ziping import __version__

    return {"ziping.schema": str(VERSION), "ziping.engine": __version__}


@dataclass(frozen=True, slots=True)
class Part:
    """One part on disk: its folder and, in order, the keys and names of the items in it."""

    folder: Path
    keys: tuple[str, ...]
    names: tuple[str, ...]


class Store:
    """The folder of a batch: tables on top, parts and the record of the run in ``.parts``."""

    def __init__(self, out: Path) -> None:
        self.out, self.work = out, out / ".parts"

    @contextmanager
    def open(self, run: dict[str, Any], *, fresh: bool = False) -> Iterator[None]:
        """Have the folder for this run alone; ``run`` says under what rules it works. UserError if it holds something else, or somebody
        is at work in it."""
        try:
            if not self.work.exists() and self.out.is_dir() and not fresh and any(self.out.iterdir()):
                raise UserError(f"{self.out} 不是空文件夹，也不是以前批量检查留下的；请换一个 --out，或加 --force")
            self.work.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"写不了 {self.out}：{reason(error)}") from None
        with alone(self.work / "lock", self.out):
            self._prepare(run, fresh)
            yield

    def _prepare(self, run: dict[str, Any], fresh: bool) -> None:
        try:
            for old in self.work.iterdir():
                if old.is_dir() and (fresh or old.suffix == ".tmp"):
                    shutil.rmtree(old, ignore_errors=True)
            record = self.work / "run.json"
            if not fresh and record.exists() and json.loads(record.read_text(encoding="utf-8")) != run:
                raise UserError(f"{self.out} 里是用另外的设置或另一个版本做的结果；请换一个 --out，或加 --force 从头再做")
            _save(record, json.dumps(run, ensure_ascii=False, indent=2).encode())
        except OSError as error:
            raise UserError(f"写不了 {self.out}：{reason(error)}") from None

    def parts(self) -> list[Part]:
        """The parts that are there."""
        found = []
        for folder in sorted(path for path in self.work.iterdir() if path.is_dir() and path.suffix == ""):
            index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
            found.append(Part(folder, tuple(index["keys"]), tuple(index["names"])))
        return found

    def commit(self, items: Sequence[Item], files: dict[str, bytes]) -> None:
        """Keep a part. OSError (a full disk) leaves nothing of it behind."""
        keys = [item.key for item in items]
        folder = self.work / sha256("\n".join(keys).encode()).hexdigest()[:24]
        if folder.exists():
            return
        index = json.dumps({"keys": keys, "names": [item.name for item in items]}, ensure_ascii=False).encode()
        part = folder.with_name(f"{folder.name}-{uuid4().hex[:8]}.tmp")
        try:
            part.mkdir()
            for name, data in {**{f"{table}.parquet": data for table, data in files.items()}, "index.json": index}.items():
                _write(part / name, data)
            _sync_folder(part)
            part.rename(folder)
            _sync_folder(self.work)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise

    def merge(self, found: Found, strays: Rows) -> dict[str, Path]:
        """The tables of everything that was found, in order, from the parts → their paths. The same whatever way the parts came about."""
        scratch = self.work / f"merge-{uuid4().hex[:8]}.tmp"
        try:
            scratch.mkdir()
            runs = list(_runs(found.items, [each.name for each in found.strays], self.parts()))
            own = {table: frame(table, strays.get(table, ())) for table in TABLES}
            made = {}
            for table in TABLES:
                pieces = []
                for number, run in enumerate(runs):
                    path = scratch / f"{table}-{number}.parquet"
                    pieces.append(_piece(table, run, path) if isinstance(run, _Run) else _stray(own[table], run, path))
                made[table] = _table(table, [piece for piece in pieces if piece is not None], found, scratch)
            for table, path in made.items():
                path.replace(self.out / f"{table}.parquet")
            return {table: self.out / f"{table}.parquet" for table in made}
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _table(table: str, pieces: list[Path], found: Found, scratch: Path) -> Path:
    """One table out of its pieces, which already stand in its order: streamed from file to file, so that memory does not grow with it."""
    path, columns = scratch / f"{table}.parquet", names(table)
    if table == "files":  # a row per file at most; segments are added up
        rows = pl.concat([frame(table, ()), *(pl.read_parquet(piece, columns=columns) for piece in pieces)])
        _files(rows, found).write_parquet(path, compression="zstd", metadata=_metadata())
    else:
        whole = pl.scan_parquet(pieces).select(columns) if pieces else frame(table, ()).lazy()
        whole.sink_parquet(path, compression="zstd", metadata=_metadata(), maintain_order=True, row_group_size=_GROUP)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return path


@dataclass(frozen=True, slots=True)
class _Run:
    """Items that stand next to each other in a part and in the tables: numbers ``first`` to ``last`` of the part, with their names now."""

    part: Part
    first: int
    names: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return self.names == self.part.names


def _runs(items: Sequence[Item], strays: Sequence[str], parts: Iterable[Part]) -> Iterator[_Run | str]:
    """Where the rows of the tables come from, in their order: stretches of parts, and between them the names of what was not opened."""
    where: dict[str, tuple[Part, int]] = {}
    for part in parts:
        for number, key in enumerate(part.keys):
            where.setdefault(key, (part, number))
    at: tuple[Part, int] | None = None
    now: list[str] = []
    waiting = deque(sorted(strays))
    for item in items:
        part, number = where[item.key]
        strange = bool(waiting) and waiting[0] <= item.name
        if at is not None and (strange or part is not at[0] or number != at[1] + len(now)):
            yield _Run(*at, tuple(now))
            at, now = None, []
        while waiting and waiting[0] <= item.name:
            yield waiting.popleft()
        at = at or (part, number)
        now.append(item.name)
    if at is not None:
        yield _Run(*at, tuple(now))
    yield from waiting


def _stray(rows: pl.DataFrame, name: str, path: Path) -> Path | None:
    """What is known of something that was not opened; None where this table says nothing of it."""
    some = rows.filter(pl.col("file") == name).select(pl.lit(0, pl.Int64).alias(_AT), pl.all())
    if not some.height:
        return None
    some.write_parquet(path, compression="zstd")
    return path


def _piece(table: str, run: _Run, path: Path) -> Path:
    """The rows of a run as a file: the part's own, or a copy of some of it, with the names that the files have now."""
    source = run.part.folder / f"{table}.parquet"
    if run.whole:
        return source
    last = run.first + len(run.names) - 1
    rows = pl.read_parquet(source).filter(pl.col(_AT).is_between(run.first, last))
    now = pl.DataFrame({_AT: range(run.first, last + 1), "file": run.names}, schema={_AT: pl.Int64, "file": pl.String})
    rows = rows.drop("file").join(now, on=_AT, how="left", maintain_order="left").select([_AT, *names(table)])
    rows.write_parquet(path, compression="zstd")
    return path


def _files(rows: pl.DataFrame, found: Found) -> pl.DataFrame:
    """One row per name: the segments of a file of lines added up, and a row for every name whose content stands elsewhere."""
    sums = ["bytes", "forms", "problems", "errors", "warnings", "infos", "seconds"]
    worst = pl.col("status").replace_strict({"quarantined": 0, "refused": 1}, default=2)
    whole = rows.sort(worst, maintain_order=True).group_by("file", maintain_order=True).agg(
        pl.col(sums).sum(), pl.col("tries").max(), pl.exclude([*sums, "tries"]).first()
    ).select(names("files"))  # fmt: skip
    if found.same:
        blank = dict.fromkeys(names("files"))
        copies = [
            list({**blank, "file": name, "sha256": item.digest, "bytes": item.size, "status": "duplicate", "same_as": item.name}.values())
            for name, item in found.same.items()
        ]
        whole = pl.concat([whole, frame("files", copies)])
    return whole.sort("file")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _save(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".new")
    _write(part, data)
    part.replace(path)


def _sync_folder(path: Path) -> None:
    """A new name is on disk only when its folder is; systems without that (Windows) keep names by themselves."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(path, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
