"""Rows of a form added, moved, removed and brought back, with the merged names kept whole. The writing itself is ``services``'."""

import json
from typing import Any

from ziping_web.filings import cells
from ziping_web.filings.models import Draft, Edit, Filing
from ziping_web.filings.services import Refused, Saved, apply_edit
from ziping_web.people.models import Account

__all__ = ["add_row", "dump_row", "move_row", "remove_row", "undo_rows"]

_LEVELS = ("level1", "level2", "goal")


def _structure(draft: Draft, section: str, seen: int) -> None:
    if section not in cells.SECTIONS:
        raise Refused("这里不能增删行")
    if draft.versions.get(section, 0) > seen:
        raise Refused("别人刚调整过这张表的行，这一步没有做；请刷新页面看清楚再做")


def add_row(filing: Filing, section: str, by: Account, *, after: str | None = None, seen: int, count: int = 1) -> Saved:
    """Add empty rows after the row with this key (at the end by default); a new indicator inherits the level names above it.
    The keys of the new rows are ``Saved.cells``' addresses."""
    count = max(1, min(count, 300))

    def edit(draft: Draft, form: dict[str, Any]):
        _structure(draft, section, seen)
        keys, rows, before = list(draft.rows[section]), form[section], _shape(draft, form, section)
        if len(rows) + count > 500:
            raise Refused("一张表最多 500 行")
        at = keys.index(after) + 1 if after in keys else len(keys)
        done = []
        for number in range(count):
            row = dump_row(section)
            if section == "indicators" and at > 0:
                row.update({name: rows[at - 1].get(name) for name in ("level1", "level2", "goal")})
            key = str(draft.next_key + number)
            rows.insert(at + number, row)
            keys.insert(at + number, key)
            done.append((f"{section}.{key}", None, "added"))
        draft.next_key += count
        draft.rows = {**draft.rows, section: keys}
        return [*done, (section, before, "added")], []

    return apply_edit(filing, by, edit, "row")


def dump_row(section: str) -> dict[str, Any]:
    """An empty row of a section as plain data."""
    return cells.SECTIONS[section]().model_dump()


def remove_row(filing: Filing, section: str, key: str, by: Account, *, seen: int) -> Saved:
    """Remove a row. Its text stays in the edits, so that it can be brought back by hand."""

    def edit(draft: Draft, form: dict[str, Any]):
        _structure(draft, section, seen)
        if key not in draft.rows[section]:
            raise Refused("这一行已经不在了")
        if any(cell.startswith(f"{section}.{key}.") for cell in draft.locked):
            raise Refused("这一行有预先填入的内容，不能删除")
        newer = [cell for cell, version in draft.versions.items() if cell.startswith(f"{section}.{key}.") and version > seen]
        if newer:
            raise Refused("别人刚改过这一行，没有删除；请刷新页面看清楚再做")
        at, before = draft.rows[section].index(key), _shape(draft, form, section, gone=key)
        gone = form[section].pop(at)
        draft.rows = {**draft.rows, section: [other for other in draft.rows[section] if other != key]}
        return [(f"{section}.{key}", json.dumps(gone, ensure_ascii=False), None), (section, before, "removed")], []

    return apply_edit(filing, by, edit, "row")


def move_row(filing: Filing, section: str, key: str, by: Account, *, steps: int, seen: int) -> Saved:
    """Move a row up (negative) or down. At the edge of its 二级指标 it first joins the next one, so that no merged name is ever torn."""

    def edit(draft: Draft, form: dict[str, Any]):
        _structure(draft, section, seen)
        keys, rows, before = list(draft.rows[section]), form[section], _shape(draft, form, section, levels=key)
        if key not in keys:
            raise Refused("这一行已经不在了")
        start, joined = keys.index(key), False
        for _ in range(min(abs(steps), len(keys))):
            at = keys.index(key)
            to = at + (1 if steps > 0 else -1)
            if not 0 <= to < len(keys):
                break
            mine, theirs = ({name: rows[number].get(name) for name in _LEVELS} for number in (at, to))
            if mine != theirs:
                rows[at].update(theirs)
                joined = True
                continue
            keys.insert(to, keys.pop(at))
            rows.insert(to, rows.pop(at))
        if keys == draft.rows[section] and not joined:
            return [], []
        draft.rows = {**draft.rows, section: keys}
        return [(f"{section}.{key}", str(start), str(keys.index(key))), (section, before, "moved")], []

    return apply_edit(filing, by, edit, "row")


def _shape(draft: Draft, form: dict[str, Any], section: str, *, gone: str = "", levels: str = "") -> str:
    """The order of a section's rows as JSON, with the whole row that goes or the level names of the one that moves: what undo needs."""
    rows = dict(zip(draft.rows[section], form[section], strict=True))
    shape: dict[str, Any] = {"keys": draft.rows[section], "rows": {key: rows[key] for key in gone.split() if key in rows}}
    if levels in rows:
        shape["levels"] = {levels: {name: rows[levels].get(name) for name in _LEVELS if name in rows[levels]}}
    return json.dumps(shape, ensure_ascii=False)


def undo_rows(filing: Filing, section: str, by: Account, *, seen: int) -> Saved:
    """Take back the last act on a section's rows; done twice it is done again. What an added row holds by now goes and comes with it."""

    def edit(draft: Draft, form: dict[str, Any]):
        _structure(draft, section, seen)
        last = Edit.objects.filter(filing=filing, cell=section, serial=draft.versions.get(section, 0)).first()
        if last is None or not last.before:
            raise Refused("没有可以撤销的行操作")
        shape = json.loads(last.before)
        now = dict(zip(draft.rows[section], form[section], strict=True))
        new = [key for key in now if key not in shape["keys"]]
        levels = next(iter(shape.get("levels", ())), "")
        before = _shape(draft, form, section, gone=" ".join(new), levels=levels)
        rows = {**shape["rows"], **now}
        for key, names in shape.get("levels", {}).items():
            rows[key].update(names)
        form[section] = [rows[key] for key in shape["keys"]]
        draft.rows = {**draft.rows, section: shape["keys"]}
        return [(section, before, "undone")], []

    return apply_edit(filing, by, edit, "row")
