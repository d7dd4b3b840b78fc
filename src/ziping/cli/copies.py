"""What ``check`` writes beside its report: a web page, annotated copies, letters of opinion. All are made before the first is written."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ziping.cli.inputs import Loaded, outputs, refuse, save
from ziping.errors import UserError

if TYPE_CHECKING:
    from ziping.pipeline import Result

__all__ = ["write_copies"]

_Done = Sequence[tuple[Loaded, "tuple[Result, ...]"]]


def write_copies(options: argparse.Namespace, done: _Done) -> list[str]:
    """Write what was asked for; returns a sentence for each file. UserError, and nothing is written, where one may not be.

    One annotated copy per file that was read, one opinion per form; several go to OUT-1, OUT-2 …
    """
    files: list[tuple[Path, bytes, str]] = []
    if options.html:
        from ziping.output.report import report

        page = report([(item.file, results, item.problems) for item, results in done])
        files.append((Path(options.html), page, f"网页报告已写到 {options.html}"))
    if options.annotate:
        files += _annotated(options, done)
    if options.opinion:
        files += _opinions(options, done)
    paths = [path.resolve() for path, _, _ in files]
    if len(set(paths)) < len(paths):
        raise UserError("两个输出写的是同一个文件，请给它们不同的文件名")
    for path, _, _ in files:
        refuse(path, options.file, force=options.force)
    for path, data, _ in files:
        save(path, data, source=None, force=options.force)
    return [words for _, _, words in files]


def _annotated(options: argparse.Namespace, done: _Done) -> list[tuple[Path, bytes, str]]:
    from ziping import formats
    from ziping.output.annotate import annotate

    read = [(item, results) for item, results in done if item.refused is None]
    files = []
    for path, (item, results) in zip(outputs(options.annotate, len(read)), read, strict=True):
        copy = annotate(item.data, options.type or formats.sniff(item.data), path.suffix, results)
        files.append((path, copy.data, f"批注本已写到 {path}：{copy.words}"))
    return files


def _opinions(options: argparse.Namespace, done: _Done) -> list[tuple[Path, bytes, str]]:
    from ziping import formats
    from ziping.output.opinion import opinion

    suffix = Path(options.opinion).suffix.lower()
    able = {end: name for name, each in formats.CARRIERS.items() if each.writes for end in each.suffixes}
    if suffix not in able:
        raise UserError(f"审核意见书不能写成「{suffix or '没有扩展名的文件'}」；扩展名应是 .docx（也可以是 .pdf、.xlsx、.html）")
    results = [result for _, each in done for result in each]
    written = [formats.write([opinion(result)], able[suffix]) for result in results]
    paths = outputs(options.opinion, len(results))
    return [(path, data, f"审核意见书已写到 {path}") for path, data in zip(paths, written, strict=True)]
