"""Files in: bytes through the reader process; files out: never the input, never overwritten without --force."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ziping.errors import FileRefused, UserError, reason
from ziping.frozen import dataclass

if TYPE_CHECKING:
    from ziping.form import Form, Problem

__all__ = ["Loaded", "day", "load_files", "outputs", "read_bytes", "refuse", "region", "save"]

_MOST_MB = 200


@dataclass(frozen=True, slots=True)
class Loaded:
    """One input file: its forms and problems, or the sentence that says why there is none."""

    file: str
    forms: tuple["Form", ...]
    problems: tuple["Problem", ...]
    refused: str | None = None
    data: bytes = b""  # the file itself, where it was asked for


def read_bytes(name: str) -> bytes:
    """A file, or standard input for ``-``. FileRefused with a sentence where it cannot be read."""
    if name == "-":
        return sys.stdin.buffer.read()
    path = Path(name)
    try:
        if path.is_dir():
            raise FileRefused("是一个文件夹，不是文件；请指明其中的文件（如 文件夹/*.docx）")
        if path.stat().st_size > _MOST_MB << 20:
            raise FileRefused(f"文件超过 {_MOST_MB} MB，不像一份自评表，未读取", code="too_large")
        return path.read_bytes()
    except FileNotFoundError:
        raise FileRefused("没有这个文件，请检查路径") from None
    except PermissionError:
        raise FileRefused("没有权限读取，请检查文件权限或是否被别的程序占用") from None
    except OSError as error:
        raise FileRefused(f"读不到（{reason(error)}）") from None


def load_files(names: list[str], carrier: str | None, *, keep: bool = False) -> Iterator[Loaded]:
    """Each file's forms, one after the other, through one reader process. A refused file is a sentence, not an end.

    ``keep``: hand over the bytes as well."""
    from ziping.form import Problem, build, build_problem
    from ziping.worker import Worker

    if hasattr(os, "fork"):  # before the fork, so that both have it for the price of one
        _prepare()
    with Worker(fork=True) as worker:
        worker.start()
        _prepare()  # else while the reader wakes up
        told = False
        for name in names:
            try:
                data = read_bytes(name)
                reply = worker.read(data, carrier)
            except FileRefused as refused:
                text = f"{'标准输入' if name == '-' else name}：{refused}"
                yield Loaded(name, (), (Problem(code=refused.code, message=str(refused), place=None),), text)
                continue
            if worker.limited is False and not told:
                told = True
                print("ziping：本系统不能限制读取程序的内存，遇到特别大的文件请留意", file=sys.stderr)
            forms = tuple(build(form) for form in reply["forms"])
            problems = tuple(build_problem(problem) for problem in reply["problems"])
            none = f"{name}：{problems[0].message if problems else '没有找到自评表'}" if not forms else None
            yield Loaded(name, forms, problems, none, data if keep else b"")


def _prepare() -> None:
    """What every file will need."""
    import ziping.pipeline  # noqa: F401
    from ziping.values.words import words

    words()


def day(text: str | None) -> date | None:
    """``2024-04-30`` → date."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"日期「{text}」写法不对，请写成 2024-04-30 这样") from None


def region(text: str | None) -> str:
    """A six-digit division code; the national one by default."""
    if text is None:
        return "000000"
    if len(text) != 6 or not text.isdigit():
        raise UserError(f"区划代码「{text}」应是六位数字，如 430112")
    return text


def print_json(data: Any) -> None:
    """One JSON document on standard output; a GBK console cannot hold every character, escapes keep the JSON whole."""
    encoding = (sys.stdout.encoding or "utf-8").lower()
    print(json.dumps(data, ensure_ascii=not encoding.startswith("utf"), indent=2))


def outputs(out: str, count: int) -> list[Path]:
    """The output paths for ``count`` forms: OUT, or OUT-1, OUT-2 …"""
    path = Path(out)
    if count == 1:
        return [path]
    return [path.with_name(f"{path.stem}-{i + 1}{path.suffix}") for i in range(count)]


def refuse(path: Path, sources: Iterable[str], *, force: bool) -> None:
    """UserError if a file may not be written: it is an input, or exists and ``force`` is off."""
    if path.exists() and any(source != "-" and path.resolve() == Path(source).resolve() for source in sources):
        raise UserError(f"输出文件就是输入文件 {path}，不会覆盖；请换一个文件名")
    if path.exists() and not force:
        raise UserError(f"{path} 已经存在；换一个文件名，或加 --force 覆盖")


def save(path: Path, data: bytes, *, source: str | None, force: bool) -> None:
    """Write a file, whole or not at all; never over the input, over another file only with --force."""
    refuse(path, [source] if source is not None else [], force=force)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # its folder may be what is wrong
            part.unlink()
        raise UserError(f"写不了 {path}：{reason(error)}") from None
