"""``ziping batch`` and ``ziping stats``: arguments, progress and printing; the work is done by ``ziping.batch``."""

import argparse
import errno
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ziping.cli.beside import absent
from ziping.cli.inputs import print_json, refuse, save
from ziping.errors import MissingExtra, UserError, reason

if TYPE_CHECKING:
    from ziping.batch.sheets import Sheet
    from ziping.form.register import Entry
    from ziping.pipeline import Settings

__all__ = ["batch", "stats"]

_LISTED = 15  # groups of each kind in the terminal
_PAUSE = 20  # seconds between two lines of progress where there is no terminal


@contextmanager
def extra() -> Iterator[None]:
    """Imports of the extra ``batch``: what is missing is said with the line that installs it."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "ziping":
            raise
        raise MissingExtra("批量检查", "batch") from None


class _Bar:
    """A progress bar with rate and remaining time on a terminal, a line now and then elsewhere; a line for each problem file."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._total = self._done = self._before = 0
        self._started = self._said = time.monotonic()

    def counting(self, files: int) -> None:
        if files % 1000 == 0:
            self._console.print(f"已找到 {files} 个文件 ……")

    def begins(self, total: int, done: int) -> None:
        self._total, self._done, self._before = total, done, done
        before = f"，其中 {done} 份以前已经做完，接着做其余的" if done else ""
        self._console.print(f"共 {total} 份{before}")

    def ready(self) -> None:
        self._started = self._said = time.monotonic()
        if self._console.is_terminal:
            columns = (BarColumn(), TextColumn("{task.completed}/{task.total} 份"), TextColumn("{task.fields[rate]}"))
            remaining = (TextColumn("还要"), TimeRemainingColumn(compact=True))
            self._bar = Progress(*columns, *remaining, console=self._console, transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=self._total, completed=self._done, rate="")

    def done(self, count: int, troubles: Sequence[tuple[str, str]]) -> None:
        for name, why in troubles:
            self._console.print(f"{name}：{why}")
        self._done += count
        now = time.monotonic()
        finished, seconds = self._done - self._before, max(now - self._started, 0.001)
        rate = f"每秒 {finished / seconds:.1f} 份"
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done, rate=rate)
        elif now - self._said > _PAUSE and finished:
            self._said = now
            left = round((self._total - self._done) * seconds / finished)
            self._console.print(f"已完成 {self._done}/{self._total} 份，{rate}，还要 {left // 60} 分 {left % 60} 秒")

    def close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    @property
    def finished(self) -> int:
        return self._done


def batch(options: argparse.Namespace, settings: "Settings") -> int:
    """Examine, keep, merge, sum up; status as ``check`` has it, 130 where the user broke off."""
    with extra():
        from ziping.batch.run import run
        from ziping.batch.summary import without_form, write_summary
        from ziping.batch.tally import tables
    out = Path(options.out)
    bar = _Bar()
    try:
        run(options.paths, out, settings, workers=options.workers, scheduler=options.scheduler, fresh=options.force, watch=bar)
        bar.close()
        frames = tables(out)
        missing = without_form(frames, settings.register)
        write_summary(out / "summary.xlsx", frames, missing)
    except KeyboardInterrupt:
        bar.close()
        print(f"\nziping：已中断。做完的 {bar.finished} 份都留在 {out} 里，再运行同一条命令就从这里接着做", file=sys.stderr)
        return 130
    except OSError as error:
        bar.close()
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) if hasattr(errno, "EDQUOT") else error.errno == errno.ENOSPC
        why = "磁盘空间不够" if full else f"写不下去（{reason(error)}）"
        raise UserError(f"{out}：{why}，已停下；做完的都留着，处理好以后再运行同一条命令就接着做") from None
    finally:
        bar.close()
    return _finish(out, missing)


def _finish(out: Path, missing: "Sequence[Entry]") -> int:
    from ziping.batch.tally import figures, tables

    found = figures(tables(out))
    whole, files = found.whole, found.statuses
    words = {"read": "已读", "refused": "读不了", "quarantined": "隔离", "duplicate": "内容重复"}
    print(f"文件 {sum(files.values())} 个：" + "，".join(f"{words[status]} {files[status]}" for status in words if status in files))
    print(f"表 {whole.forms} 份：错误 {whole.errors} 条，警告 {whole.warnings} 条，提示 {whole.infos} 条")
    print(f"汇总表 {out / 'summary.xlsx'}；数据表 {out}（*.parquet，说明见 docs/tables.md）；统计用 ziping stats {out}")
    for sentence in absent(missing):
        print(f"{sentence}（见汇总表「缺表项目」）")
    if not whole.forms:
        raise UserError("没有一个文件读得出自评表")
    return int(whole.errors > 0)


def stats(options: argparse.Namespace) -> int:
    """Print the figures of a batch; write them as workbook and page, into its own folder where nothing else is asked for."""
    with extra():
        from ziping.batch.sheets import write_book
        from ziping.batch.stats import page, sheets_of
        from ziping.batch.tally import figures, tables
    folder = Path(options.dir)
    found = figures(tables(folder))
    if options.json:
        from ziping.batch.stats import plain

        print_json(plain(found))
        return 0
    sheets = sheets_of(found)
    _print(sheets)
    book, web = _target(options.xlsx, folder / "stats.xlsx", options.force), _target(options.html, folder / "stats.html", options.force)
    write_book(book, sheets)
    save(web, page(found), source=None, force=True)
    print(f"已写出 {book}、{web}")
    return 0


def _target(asked: str | None, own: Path, force: bool) -> Path:
    """Where a file goes: what was asked for is not overwritten, what is the folder's own is."""
    if asked is None:
        return own
    path = Path(asked)
    refuse(path, [], force=force)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


# Columns of the terminal, those that matter most first; where it is narrow the last ones stay away, they are in the workbook
_KEPT = (
    "表", "平均分", "错误", "执行率", "预算（万元）", "得分率", "条数", "级别", "指标行", "满分行", "单位", "警告", "加权平均", "平均得分率",
    "P50", "P10", "P90", "查什么",
)  # fmt: skip
_NAMES = 20  # cells of the terminal that the first column gets at least, if it has names as long as that


def _print(sheets: "Sequence[Sheet]") -> None:
    """The tables in the terminal: the columns that matter most, as many as it has room for, and the first groups of each."""
    from rich.cells import cell_len
    from rich.table import Table

    from ziping.batch.stats import cell
    from ziping.output.terminal import console

    out = console()
    for sheet in sheets:
        rows = [[cell(value, column.kind) for column, value in zip(sheet.columns, row, strict=True)] for row in sheet.rows]
        titles = [column.title for column in sheet.columns]
        widths = [max(cell_len(text) for text in texts) for texts in zip(titles, *rows[:_LISTED], strict=True)]
        room, shown = out.width - min(widths[0], _NAMES), {0}
        for at in sorted((titles.index(title) for title in _KEPT if title in titles[1:]), key=lambda at: _KEPT.index(titles[at])):
            width = min(widths[at], _NAMES) if sheet.columns[at].kind == "text" else widths[at]
            if width + 2 <= room:
                room -= width + 2
                shown.add(at)
        table = Table(title=sheet.name, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for at in sorted(shown):
            text = sheet.columns[at].kind == "text"
            table.add_column(titles[at], justify="left" if text else "right", overflow="fold", no_wrap=not text)
        for row in rows[:_LISTED]:
            table.add_row(*(row[at] for at in sorted(shown)))
        out.print(table)
        if len(rows) > _LISTED:
            out.print(f"……共 {len(rows)} 行，其余见 Excel 和网页")
        out.print()
