"""Backup and restore: one zip with every row as JSON lines, the attachments and the site's key; the same on SQLite and PostgreSQL."""

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from ziping import __version__
from ziping.errors import UserError, reason
from ziping_web.people.models import Account

__all__ = ["pack", "unpack"]

_APPS = ("people", "rounds", "filings", "intake", "review", "api")
_MANIFEST, _ROWS, _FILES = "ziping-backup.json", "rows/", "files/"
_BATCH = 500


class _WholeTimes(DjangoJSONEncoder):
    """Times to the microsecond: Django's own encoder cuts them to the millisecond, and .0004 s then comes back as no fraction at all."""

    def default(self, o: object) -> object:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _models() -> list[type]:
    """Every table of ours, those that others point to first."""
    left = [model for name in _APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)]
    done: list[type] = []
    while left:
        for model in left:
            needs = {field.related_model for field in model._meta.fields if field.is_relation} - {model}
            if not needs & set(left):
                done.append(model)
        left = [model for model in left if model not in done]
    return done


def pack(out: Path, *, force: bool) -> str:
    """Write a backup of one moment; the site may go on working. UserError where ``out`` may not be written."""
    if out.exists() and not force:
        raise UserError(f"{out} 已经存在；换一个文件名，或加 --force 覆盖")
    if not Account.objects.exists():
        raise UserError("数据库里还没有任何账号，没有可备份的内容；请核对 --home 或 DATABASE_URL")
    part = out.with_name(out.name + ".part")
    counts: dict[str, int] = {}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with (
            os.fdopen(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600), "w+b") as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as book,
            _moment(),
        ):
            for model in _models():
                label = model._meta.label_lower
                with book.open(f"{_ROWS}{label}.jsonl", "w", force_zip64=True) as file:
                    for row in model._base_manager.order_by("pk").iterator(chunk_size=_BATCH):
                        text = serializers.serialize("jsonl", [row], ensure_ascii=False, cls=_WholeTimes)
                        file.write(text.strip().encode() + b"\n")
                        counts[label] = counts.get(label, 0) + 1
            files = sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
            for path in files:
                book.write(path, _FILES + path.relative_to(settings.MEDIA_ROOT).as_posix())
            manifest = {
                "version": __version__,
                "at": datetime.now().isoformat(timespec="seconds"),
                "rows": counts,
                "files": len(files),
                "migrations": _migrations(),
            }
            book.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))
        os.replace(part, out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(f"写不了 {out}：{reason(error)}") from None
    return f"已备份到 {out}：{sum(counts.values())} 条记录，{len(files)} 个附件"


@contextmanager
def _moment() -> Iterator[None]:
    """One consistent view of the database for the whole of a backup; a caller's own transaction will do."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:  # a deferred transaction: in WAL mode a reader holds nobody up
        connection.cursor().execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.cursor().execute("COMMIT")


def _migrations() -> list[str]:
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations() if app in _APPS)


def unpack(source: Path, *, force: bool) -> str:
    """Put a backup in place of what is there; all or nothing. UserError for a foreign file, a newer version, or data in the way."""
    try:
        book = zipfile.ZipFile(source)
        manifest = json.loads(book.read(_MANIFEST))
    except FileNotFoundError:
        raise UserError(f"没有文件 {source}") from None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        raise UserError(f"{source} 不是 ziping 的备份文件") from None
    newer = sorted(set(manifest["migrations"]) - set(_migrations()))
    if newer:
        raise UserError(f"这份备份出自更新的版本（{manifest['version']}），请先升级 ziping 再恢复")
    account = apps.get_model("people", "Account")
    if account.objects.exists() and not force:
        raise UserError("这里已经有数据；恢复会用备份替换全部数据，确定的话加 --force（建议先 ziping backup）")
    with book:
        bad = book.testzip()
        if bad is not None:
            raise UserError(f"备份文件已损坏（{bad}），没有恢复")
        with transaction.atomic(), _times_as_they_were():
            _empty()
            count = sum(_load(book, model) for model in _models())
            wanted = sum(manifest["rows"].values())
            if count != wanted:
                raise UserError(f"备份里应有 {wanted} 条记录，只读到 {count} 条，没有恢复")
            connection.check_constraints()
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            connection.cursor().execute(statement)
        files = _files(book)
    return f"已恢复 {manifest['at']} 的备份：{count} 条记录，{files} 个附件"


@contextmanager
def _times_as_they_were() -> Iterator[None]:
    """What was done keeps its time: the fields that are otherwise filled with the moment of writing take what the backup says."""
    found = [
        field
        for model in _models()
        for field in model._meta.fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    kept = [(field, field.auto_now, field.auto_now_add) for field in found]
    try:
        for field in found:
            field.auto_now = field.auto_now_add = False
        yield
    finally:
        for field, now, add in kept:
            field.auto_now, field.auto_now_add = now, add


def _empty() -> None:
    Session.objects.all().delete()
    DBTaskResult.objects.all().delete()
    for model in reversed(_models()):
        model._base_manager.all()._raw_delete(connection.alias)


def _rows(book: zipfile.ZipFile, model: type) -> Iterator[str]:
    name = f"{_ROWS}{model._meta.label_lower}.jsonl"
    if name in book.namelist():
        with book.open(name) as file:
            for line in file:
                yield line.decode(errors="replace")


def _row(line: str, model: type, number: int) -> Model:
    try:
        return next(serializers.deserialize("jsonl", line)).object
    except (StopIteration, serializers.base.DeserializationError):
        raise UserError(f"备份里 {model._meta.label_lower} 的第 {number} 条记录读不出，没有恢复") from None


def _load(book: zipfile.ZipFile, model: type) -> int:
    count, batch = 0, []
    for line in _rows(book, model):
        batch.append(_row(line, model, count + len(batch) + 1))
        if len(batch) == _BATCH:
            count += len(model._base_manager.bulk_create(batch))
            batch = []
    return count + len(model._base_manager.bulk_create(batch))


def _files(book: zipfile.ZipFile) -> int:
    root = Path(settings.MEDIA_ROOT)
    count = 0
    for name in book.namelist():
        if not name.startswith(_FILES) or name.endswith("/"):
            continue
        inside = PurePosixPath(name[len(_FILES) :])
        if inside.is_absolute() or ".." in inside.parts or "\\" in name or ":" in name:  # a drive or a step up, on Windows
            raise UserError(f"备份文件里有不该有的路径 {name}，附件没有恢复")
        target = root / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(book.read(name))
        count += 1
    return count
