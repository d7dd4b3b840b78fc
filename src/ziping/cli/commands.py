"""What each command does. Heavy imports stand inside the commands, so that each starts as quickly as it can."""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ziping.cli.beside import idle, load_beside
from ziping.cli.followup import follow_up, former_run, judgements
from ziping.cli.inputs import Loaded, day, load_files, outputs, print_json, region, save
from ziping.cli.rules import data_folder, schemes, value
from ziping.errors import UserError

if TYPE_CHECKING:
    from ziping.pipeline import Result, Settings

__all__ = [
    "backup",
    "batch",
    "blank",
    "check",
    "convert",
    "demo",
    "explain",
    "fix",
    "layouts",
    "new",
    "read",
    "restore",
    "schema",
    "schemes",
    "score",
    "serve",
    "stats",
    "value",
]


def _complain(loaded: Iterable[Loaded]) -> None:
    for item in loaded:
        if item.refused is not None:
            print(f"ziping：{item.refused}", file=sys.stderr)


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(code for code in (text or "").replace("，", ",").split(",") if code.strip())


def _settings(options: argparse.Namespace) -> "Settings":
    from ziping.checks import chosen
    from ziping.pipeline import Settings
    from ziping.schemes import by_id

    data = data_folder(options.data)
    if options.scheme:
        by_id(options.scheme, data)
    select, ignore = _codes(getattr(options, "select", None)), _codes(getattr(options, "ignore", None))
    checks = chosen(select, ignore) if select or ignore else None
    own = judgements(options, data)
    return Settings(scheme=options.scheme, region=region(options.region), on=day(options.on), checks=checks, data=data, **own)


def _report(item: Loaded, results: "tuple[Result, ...]") -> dict[str, Any]:
    from ziping.form import dump_problem

    return {"file": item.file, "forms": [result.dump() for result in results], "problems": [dump_problem(p) for p in item.problems]}


def check(options: argparse.Namespace) -> int:
    """``ziping check``"""
    loading = load_files(options.file, options.type, keep=bool(options.annotate))
    former, given = former_run(options), load_beside(options)
    settings = None
    done: list[tuple[Loaded, tuple[Result, ...]]] = []
    for item in loading:
        from ziping.pipeline import examine

        settings = settings or replace(_settings(options), **given.settings())
        done.append((item, tuple(examine(form, settings) for form in item.forms)))
    _complain(item for item, _ in done)
    words: list[str] = []
    if settings is not None:
        followed, words = follow_up([results for _, results in done], former, settings)
        done = [(item, results) for (item, _), results in zip(done, followed, strict=True)]
        words += idle(given, [result for _, results in done for result in results])
    if options.html or options.annotate or options.opinion:
        from ziping.cli.copies import write_copies

        words += write_copies(options, done)
    if options.json:
        reports = [_report(item, results) for item, results in done]
        print_json(reports[0] if len(reports) == 1 else reports)
    else:
        from ziping.output.checked import show_check
        from ziping.output.terminal import console

        out = console()
        first = True
        for item, results in done:
            if item.refused is None:
                if not first:
                    out.print()
                first = False
                show_check(out, item.file, results, item.problems)
    for sentence in words:
        print(sentence, file=sys.stderr if options.json else sys.stdout)
    if all(item.refused is not None for item, _ in done):
        return 2
    return int(any(f.severity == "error" for _, results in done for result in results for f in result.unexplained))


def read(options: argparse.Namespace) -> int:
    """``ziping read``"""
    items = list(load_files(options.file, options.type))
    _complain(items)
    from ziping.form import dump, dump_problem

    if options.json:
        reports = [{"file": i.file, "forms": [dump(f) for f in i.forms], "problems": [dump_problem(p) for p in i.problems]} for i in items]
        print_json(reports[0] if len(reports) == 1 else reports)
    else:
        from ziping.output.terminal import console, show_form, show_problems

        out = console()
        for item in items:
            for form in item.forms:
                show_form(out, form)
                out.print()
            if item.refused is None:
                show_problems(out, item.problems)
    return 2 if all(item.refused is not None for item in items) else 0


def _one(options: argparse.Namespace) -> Loaded:
    item = next(iter(load_files([options.file], options.type)))
    if item.refused is not None:
        raise UserError(item.refused)
    return item


def score(options: argparse.Namespace) -> int:
    """``ziping score``"""
    item = _one(options)
    from ziping.pipeline import examine

    settings = _settings(options)
    results = [examine(form, settings) for form in item.forms]
    if options.json:
        print_json([{"scheme": r.scheme, "scheme_why": r.scheme_why, "sheet": r.dump()["sheet"]} for r in results])
        return 0
    from ziping.output.terminal import console, show_sheet

    out = console()
    for result in results:
        show_sheet(out, result)
    return 0


def _carrier(path: Path) -> str:
    from ziping.formats import CARRIERS

    carrier = path.suffix.lower().lstrip(".")
    carrier = "html" if carrier == "htm" else carrier
    able = [name for name, known in CARRIERS.items() if known.writes]
    if carrier not in (*able, "json"):
        raise UserError(f"输出文件 {path.name} 的扩展名应是 {'、'.join('.' + name for name in able)} 或 .json")
    return carrier


def convert(options: argparse.Namespace) -> int:
    """``ziping convert``"""
    carrier = _carrier(Path(options.out))
    item = _one(options)
    from ziping import formats, layouts
    from ziping.form import dump
    from ziping.output.official import layout_of

    files: list[bytes] = []
    for form in item.forms:
        if carrier == "json":
            files.append(json.dumps(dump(form), ensure_ascii=False, indent=2).encode())
            continue
        layout = layouts.by_id(options.layout) if options.layout else layout_of(form)
        files.append(formats.write([layouts.write(form, layout)], carrier))
    for problem in item.problems:
        print(f"ziping：{problem.message}", file=sys.stderr)
    paths = outputs(options.out, len(files))
    for path in paths:  # refuse before anything is written
        if path.exists() and not options.force:
            save(path, b"", source=options.file, force=False)
    for path, data in zip(paths, files, strict=True):
        save(path, data, source=options.file, force=options.force)
        print(f"已写出 {path}")
    return 0


def blank(options: argparse.Namespace) -> int:
    """``ziping blank``"""
    carrier = _carrier(Path(options.out))
    from ziping import formats, layouts
    from ziping.form import dump

    layout = layouts.by_id(options.layout)
    form = layouts.blank(layout)
    if carrier == "json":
        data = json.dumps(dump(form), ensure_ascii=False, indent=2).encode()
    else:
        data = formats.write([layouts.write(form, layout, formulas=True)], carrier)
    save(Path(options.out), data, source=None, force=options.force)
    print(f"已写出 {options.out}")
    return 0


def batch(options: argparse.Namespace) -> int:
    """``ziping batch``"""
    from ziping.cli.many import batch

    given = load_beside(options)
    return batch(options, replace(_settings(options), **given.settings()))


def fix(options: argparse.Namespace) -> int:
    """``ziping fix``"""
    from ziping.cli.fixing import fix

    return fix(options, _settings(options))


def stats(options: argparse.Namespace) -> int:
    """``ziping stats``"""
    from ziping.cli.many import stats

    return stats(options)


def explain(options: argparse.Namespace) -> int:
    """``ziping explain``"""
    from ziping.output.terminal import console, show_explain

    out = console()
    if options.code is None or options.list:
        from ziping.output.listing import show_list

        show_list(out)
        return 0
    from ziping.checks import by_code
    from ziping.checks.cases import cases_of

    try:
        found = by_code(options.code)
    except UserError:
        from ziping.checks.catalogue import catalogue

        open_ = next((entry for entry in catalogue() if entry.id == options.code.strip().upper()), None)
        if open_ is None:
            raise
        print(f"{open_.id}  {open_.asks}？还没有检查回答它，还要：{open_.needs}。")
        return 0
    for number, each in enumerate(found):
        if number:
            out.print()
        show_explain(out, each, cases_of(each))
    return 0


def layouts(options: argparse.Namespace) -> int:
    """``ziping layouts``"""
    from ziping.layouts import every

    if options.json:
        print_json([{"id": x.id, "title": x.title, "kind": x.kind, "about": x.about, "scheme": x.scheme} for x in every().values()])
        return 0
    from ziping.output.terminal import console, show_layouts

    show_layouts(console(), every().values())
    return 0


def schema(options: argparse.Namespace) -> int:
    """``ziping schema``"""
    from ziping.form import Form
    from ziping.pipeline import Result

    print_json((Form if options.of == "form" else Result).model_json_schema(mode="serialization"))
    return 0


def new(options: argparse.Namespace) -> int:
    """``ziping new check``: the two files of a check, for contributors."""
    from ziping.checks.skeleton import create

    for path in create(options.code, options.slug):
        print(f"已写出 {path}")
    return 0


def _web() -> Any:
    """The web application, an extra; imported only when it is asked for."""
    try:
        return import_module("ziping_web.commands")
    except ModuleNotFoundError as error:
        raise UserError(f"网站部分没有装全（缺 {error.name}），请先执行 pip install 'ziping[web]'") from None


def demo(options: argparse.Namespace) -> int:
    """``ziping demo``"""
    status: int = _web().demo(home=options.home, host=options.host, port=options.port, load_only=options.load_only)
    return status


def serve(options: argparse.Namespace) -> int:
    """``ziping serve``"""
    status: int = _web().serve(home=options.home, host=options.host, port=options.port)
    return status


def backup(options: argparse.Namespace) -> int:
    """``ziping backup``"""
    status: int = _web().backup(home=options.home, out=options.out, force=options.force)
    return status


def restore(options: argparse.Namespace) -> int:
    """``ziping restore``"""
    status: int = _web().restore(home=options.home, source=options.source, force=options.force)
    return status
