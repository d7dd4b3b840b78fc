"""What there is to do: folders, archives, lists, patterns and JSON lines → the items of a batch, each content once.

Items come in the order of their names, so the tables do not depend on who was quicker. Nothing is unpacked to disk.
"""

import glob
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from ziping.errors import FileRefused, UserError, reason
from ziping.frozen import dataclass

__all__ = ["LINE_ENDINGS", "Found", "Item", "Stray", "bytes_of", "find"]

LINE_ENDINGS = (".jsonl", ".ndjson")
_MOST_MB = 200  # a larger file is no form
_MOST_PACKED = 1 << 30  # bytes of lines in an archive: each segment is found by unpacking what stands before it
_LONGEST_SEGMENT = 64 << 20  # bytes; a line longer than this is no form
_SEGMENT_LINES, _SEGMENT_BYTES = 200, 4 << 20  # lines of JSON that are examined in one go
_DEEPEST = 3  # archives in archives
_JUNK = ("thumbs.db", "desktop.ini", ".ds_store")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to examine. ``name`` as people know it; ``path`` on disk, ``inside`` the numbers of the entries that lead to it through
    archives; for JSON lines ``line`` the first line (from 1; 0: a whole file) with ``offset`` and ``size`` of the segment in bytes."""

    name: str
    path: str
    inside: tuple[int, ...]
    size: int
    digest: str
    line: int = 0
    lines: int = 0
    offset: int = 0

    @property
    def key(self) -> str:
        """What was examined: the content, and which part of it."""
        return f"{self.digest}:{self.line}" if self.line else self.digest

    @property
    def order(self) -> tuple[str, int]:
        """Where it stands in the tables."""
        return (self.name, self.line)


@dataclass(frozen=True, slots=True)
class Stray:
    """Something that could not even be opened, and why."""

    name: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """All there is: ``items`` in order, each content once; ``same`` name → the name that stands for it; ``strays``."""

    items: tuple[Item, ...]
    same: dict[str, Item]
    strays: tuple[Stray, ...]

    @property
    def files(self) -> int:
        """How many names there are in all."""
        return len({item.name for item in self.items}) + len(self.same) + len(self.strays)


def find(paths: Iterable[str], *, out: Path | None = None, seen: Callable[[int], None] = lambda _: None) -> Found:
    """What the paths of a command line hold: a folder, a file, an archive, a pattern (``*.docx``), or ``@list.txt`` with one path a
    line. What lies in ``out`` is ours and left alone. ``seen`` is told how many files there are so far.

    UserError where a path holds nothing at all."""
    items: dict[str, list[Item]] = {}
    strays: dict[str, Stray] = {}
    for path in _spread(paths):
        if path.name in items or path.name in strays or (out is not None and _within(path.path, out)):
            continue
        for each in _look(path):
            if isinstance(each, Stray):
                strays[each.name] = each
            else:
                items.setdefault(each.name, []).append(each)
        seen(len(items) + len(strays))
    return _once(items, strays)


def _once(items: dict[str, list[Item]], strays: dict[str, Stray]) -> Found:
    first: dict[tuple[str, ...], str] = {}
    same: dict[str, Item] = {}
    kept: list[Item] = []
    for name in sorted(items):
        content = tuple(item.key for item in items[name])
        if content in first:
            same[name] = replace(items[name][0], name=first[content], size=sum(item.size for item in items[name]))
        else:
            first[content] = name
            kept += items[name]
    return Found(tuple(kept), same, tuple(strays[name] for name in sorted(strays)))


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    path: Path


def _within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _wanted(parts: Iterable[str]) -> bool:
    """False for what office programs and systems leave behind: hidden files, locks, previews."""
    return not any(part.startswith((".", "~$", "__MACOSX")) or part.lower() in _JUNK for part in parts)


def _spread(paths: Iterable[str]) -> Iterator[_Named]:
    for text in paths:
        if text.startswith("@"):
            yield from _spread(_listed(Path(text[1:])))
            continue
        path = Path(text)
        if path.is_dir():
            inner = [each for each in path.rglob("*") if each.is_file() and _wanted(each.relative_to(path).parts)]
            yield from (_Named(each.as_posix(), each) for each in sorted(inner))
        elif path.exists():
            yield _Named(path.as_posix(), path)
        else:
            found = sorted(glob.glob(text, recursive=True)) if glob.has_magic(text) else []
            if not found:
                raise UserError(f"没有「{text}」这个文件或文件夹，请检查路径")
            yield from _spread(name for name in found if _wanted([Path(name).name]))


def _listed(path: Path) -> list[str]:
    """The paths in a list: one a line; relative ones count from the folder of the list, or from here if they are not there."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"读不到清单 {path}：{reason(error)}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    names = [line.strip().strip('"') for line in text.splitlines()]
    beside = [path.parent / name for name in names if name and not name.startswith(("#", "@"))]
    return [str(each) if each.exists() or glob.has_magic(str(each)) else str(each.relative_to(path.parent)) for each in beside]


def _look(named: _Named) -> Iterator[Item | Stray]:
    """The items of one file on disk."""
    path, ending = named.path, named.path.suffix.lower()
    try:
        if ending in LINE_ENDINGS:
            with path.open("rb") as file:
                yield from _segments(file, named.name, str(path), ())
        elif ending == ".zip":
            with path.open("rb") as file:
                yield from _entries(file, named.name, str(path), (), path.stat().st_size)
        elif path.stat().st_size > _MOST_MB << 20:
            yield Stray(named.name, "too_large", f"文件超过 {_MOST_MB} MB，不像一份自评表，未读取")
        else:
            yield _whole(path.read_bytes(), named.name, str(path), ())
    except OSError as error:
        yield Stray(named.name, "unreadable", f"读不到（{reason(error)}），请检查权限或是否被别的程序占用")


def _whole(data: bytes, name: str, path: str, inside: tuple[int, ...]) -> Item:
    return Item(name, path, inside, len(data), sha256(data).hexdigest())


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name in an archive: UTF-8 where it says so, else most likely GBK, as Chinese Windows writes it."""
    if entry.flag_bits & 0x800:
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return entry.filename


def _entries(file: IO[bytes], name: str, path: str, inside: tuple[int, ...], size: int) -> Iterator[Item | Stray]:
    """The files of an archive, and those of archives in it."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        yield Stray(name, "unreadable", "压缩包已损坏或不是 zip，没有打开；请重新压缩后再试" if size else "压缩包是空的")
        return
    with archive:
        for number, entry in enumerate(archive.infolist()):
            inner = _entry_name(entry)
            if entry.is_dir() or inner.endswith("/") or not _wanted(PurePosixPath(inner).parts):
                continue
            shown = f"{name}/{inner}"
            if inner.lower().endswith(LINE_ENDINGS):
                yield from _segments_within(archive, entry, shown, path, (*inside, number))
                continue
            try:
                data = _unpack(archive, entry)
            except FileRefused as refused:
                yield Stray(shown, refused.code, str(refused))
                continue
            if inner.lower().endswith(".zip"):
                if len(inside) + 1 < _DEEPEST:
                    yield from _entries(io.BytesIO(data), shown, path, (*inside, number), len(data))
                else:
                    yield Stray(shown, "too_large", f"压缩包套了 {_DEEPEST} 层以上，没有展开；请先解压")
            else:
                yield _whole(data, shown, path, (*inside, number))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry, never more than a form may have, whatever the directory says."""
    most = _MOST_MB << 20
    with _opened(archive, entry) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise FileRefused(f"展开后超过 {_MOST_MB} MB，不像一份自评表，未读取", code="too_large")
    return data


def _segments(file: IO[bytes], name: str, path: str, inside: tuple[int, ...]) -> Iterator[Item | Stray]:
    """A file of JSON lines, cut between lines; read once, in small pieces. Its digest is that of the whole file."""
    whole, cuts = sha256(), []
    at = line = start = first = 0
    while text := file.readline(1 << 20):
        whole.update(text)
        at += len(text)
        ended = text.endswith(b"\n")
        line += ended
        if at - start > _LONGEST_SEGMENT:
            yield Stray(name, "too_large", f"第 {line + 1} 行太长（{_LONGEST_SEGMENT >> 20} MB 以上），不是一行一份表，未读取")
            return
        if inside and at > _MOST_PACKED:
            yield Stray(name, "too_large", f"压缩包里的 JSON 行文件展开后超过 {_MOST_PACKED >> 30} GB，没有读取；请先解压")
            return
        if ended and (line - first >= _SEGMENT_LINES or at - start >= _SEGMENT_BYTES):
            cuts.append((start, first, at - start, line - first))
            start, first = at, line
    if at > start:
        cuts.append((start, first, at - start, max(line - first, 1)))
    if not cuts:
        yield Stray(name, "no_form", "文件是空的")
    digest = whole.hexdigest()
    for offset, before, size, lines in cuts:
        yield Item(name, path, inside, size, digest, line=before + 1, lines=lines, offset=offset)


def _segments_within(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, path: str, inside: tuple[int, ...]
) -> Iterator[Item | Stray]:  # fmt: skip
    """The same for lines in an archive: its bytes pass by, they are not kept."""
    try:
        with _opened(archive, entry) as stream:
            yield from list(_segments(stream, name, path, inside))
    except FileRefused as refused:
        yield Stray(name, refused.code, str(refused))


@contextmanager
def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """The bytes of an entry, to be read. FileRefused where they cannot be had."""
    if entry.flag_bits & 0x1:
        raise FileRefused("压缩包有密码，没有读取；请解压后再试", code="encrypted")
    try:
        with archive.open(entry) as stream:
            yield stream
    except Exception as error:  # whatever a damaged directory, an unknown method or a broken stream leads to
        raise FileRefused(f"压缩包里的这个文件取不出来（{type(error).__name__}），请解压后再试") from None


def bytes_of(item: Item) -> bytes:
    """The bytes of an item, wherever it lies. FileRefused where they are gone or changed since they were counted."""
    try:
        path = Path(item.path)
        if item.line:
            with _lines_of(path, item.inside) as file:
                file.seek(item.offset)
                return file.read(item.size)
        data = _member(path, item.inside) if item.inside else path.read_bytes()
    except OSError as error:
        raise FileRefused(f"读不到（{reason(error)}），请检查权限或是否被别的程序占用") from None
    if sha256(data).hexdigest() != item.digest:
        raise FileRefused("文件在处理当中被改动了，请再运行一次")
    return data


@contextmanager
def _lines_of(path: Path, inside: tuple[int, ...]) -> Iterator[IO[bytes]]:
    if not inside:
        with path.open("rb") as file:
            yield file
        return
    archive = _archive(path, path.stat().st_mtime_ns, inside[:-1])
    with _opened(archive, archive.infolist()[inside[-1]]) as stream:
        yield stream


def _member(path: Path, inside: tuple[int, ...]) -> bytes:
    archive = _archive(path, path.stat().st_mtime_ns, inside[:-1])
    return _unpack(archive, archive.infolist()[inside[-1]])


@lru_cache(maxsize=2)  # neighbours lie in the same archive; its directory is read once
def _archive(path: Path, stamp: int, inside: tuple[int, ...]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(_member(path, inside)) if inside else path)
