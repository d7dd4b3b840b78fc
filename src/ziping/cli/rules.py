"""``ziping schemes`` and ``ziping value``: the rules themselves, without any form."""

import argparse
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ziping.cli.inputs import day, print_json, region
from ziping.errors import UserError

if TYPE_CHECKING:
    from ziping.schemes import Scheme

__all__ = ["data_folder", "schemes", "value"]


def data_folder(text: str | None) -> Path | None:
    """The folder given by ``--data``, made sure of: everything in it is read strictly, and its words are used from now on."""
    if text is None:
        return None
    folder = Path(text)
    if not folder.is_dir():
        raise UserError(f"--data 指的 {folder} 不是文件夹")
    from ziping.schemes import check_folder

    check_folder(folder)
    if (folder / "words").is_dir():
        from ziping.values.own import use_words

        use_words(folder)
    return folder


def schemes(options: argparse.Namespace) -> int:
    """``ziping schemes``"""
    if options.new:
        return _new(options)
    from ziping.schemes import KINDS, by_id, every, looks

    data = data_folder(options.data)
    if options.id:
        scheme = by_id(options.id, data)
        if options.json:
            print_json(_plain(scheme))
            return 0
        from ziping.output.rules import show_scheme
        from ziping.output.terminal import console

        show_scheme(console(), scheme)
        return 0
    if options.on or options.region:
        on = day(options.on)
        latest = on or max(date(2020, 1, 1), *(each.since for each in every(data).values()))
        kinds = [options.kind] if options.kind else list(KINDS)
        found = [(kind, looks(kind, region(options.region), on=latest, extra=data)) for kind in kinds]
        if options.json:
            print_json([steps[-1].scheme.id for _, steps in found if steps[-1].scheme is not None])
            return 0
        from ziping.output.rules import show_looks, show_schemes
        from ziping.output.terminal import console

        out = console()
        out.print(f"地区 {region(options.region)}，日期 {on or latest}：由近及远（县、市、省、全国）查找")
        for kind, steps in found:
            show_looks(out, kind, steps)
        out.print()
        show_schemes(out, [steps[-1].scheme for _, steps in found if steps[-1].scheme is not None])
        return 0
    listed = [each for each in every(data).values() if options.kind in (None, each.kind)]
    if options.json:
        print_json([_brief(each) for each in listed])
        return 0
    from ziping.output.rules import show_schemes
    from ziping.output.terminal import console

    show_schemes(console(), listed)
    return 0


def _brief(scheme: "Scheme") -> dict[str, Any]:
    return {
        "id": scheme.id, "title": scheme.title, "kind": scheme.kind, "region": scheme.region, "from": scheme.since.isoformat(),
        "to": scheme.until.isoformat() if scheme.until else None, "by": scheme.by, "extends": scheme.parent,
        "basis": scheme.authority().words(),
    }  # fmt: skip


def _plain(data: Any) -> Any:
    """Frozen records as JSON data: numbers as decimal strings, authorities in words beside their kind."""
    from ziping.exact import show
    from ziping.regulations import Authority

    if isinstance(data, Authority):
        return {"kind": data.kind, "ref": data.ref, "article": data.article, "words": data.words()}
    if is_dataclass(data) and not isinstance(data, type):
        return {each.name: _plain(getattr(data, each.name)) for each in fields(data)}
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple, set, frozenset)):
        values = [_plain(value) for value in data]
        return sorted(values) if isinstance(data, (set, frozenset)) else values
    if isinstance(data, Decimal):
        return show(data)
    return data.isoformat() if isinstance(data, date) else data


def _new(options: argparse.Namespace) -> int:
    from ziping.schemes.skeleton import create

    folder = Path(options.data) if options.data else Path(".")
    if not folder.is_dir():
        raise UserError(f"--data 指的 {folder} 不是文件夹；请先建好")
    path = create(options.new, folder, region=region(options.region) if options.region else None, kind=options.kind or "project")
    shown = f" --data {folder}" if options.data else " --data ."
    print(f"已写出 {path}")
    print(f"改好以后用 ziping schemes {options.new}{shown} 查看，用 ziping check 文件{shown} --scheme {options.new} 试用")
    return 0


def value(options: argparse.Namespace) -> int:
    """``ziping value``"""
    from ziping.values import compare, parse
    from ziping.values import show as show_meaning

    data_folder(options.data)
    target = parse(options.text)
    actual = None if options.actual is None else parse(options.actual)
    found = None if actual is None else compare(target, actual)
    if options.json:
        both = {"target": target, **({} if actual is None else {"actual": actual})}
        report: dict[str, Any] = {
            key: {"kind": type(each).__name__.lower(), "shows": show_meaning(each), **_plain(each)} for key, each in both.items()
        }
        print_json({**report, **({} if found is None else {"comparison": _plain(found)})})
        return 0
    from ziping.output.rules import show_value
    from ziping.output.terminal import console

    show_value(console(), target, actual, found)
    return 0
