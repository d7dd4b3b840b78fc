"""``ziping fix``: a mended copy of the user's file, and the list of what was changed."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ziping.cli.inputs import load_files, print_json, refuse, save
from ziping.errors import UserError

if TYPE_CHECKING:
    from ziping.output.fixes import Fixed
    from ziping.pipeline import Settings

__all__ = ["fix"]


def fix(options: argparse.Namespace, settings: "Settings") -> int:
    """``ziping fix``: never over the input, over another file only with --force."""
    refuse(Path(options.out), [options.file], force=options.force)
    item = next(iter(load_files([options.file], options.type, keep=True)))
    if item.refused is not None:
        raise UserError(item.refused)
    from ziping import formats
    from ziping.output import fixes

    done = fixes.fix(item.data, options.type or formats.sniff(item.data), Path(options.out).suffix, item.forms, settings)
    save(Path(options.out), done.data, source=options.file, force=options.force)
    if options.json:
        print_json(_plain(options, done))
        return 0
    from ziping.output.fixes.show import show_fixes
    from ziping.output.terminal import console

    show_fixes(console(), done)
    print(f"已写出 {options.out}：{done.words}")
    return 0


def _plain(options: argparse.Namespace, done: "Fixed") -> dict[str, Any]:
    from ziping.form import dump_place

    changes = [
        {"form": number, "path": c.path, "place": dump_place(each.before.places.get(c.path)), "before": c.before, "after": c.after, "why": c.why,
         "code": c.code}
        for number, each in enumerate(done.forms) for c in each.changes
    ]  # fmt: skip
    left = [{"form": number, "path": x.path, "code": x.code, "why": x.why} for number, each in enumerate(done.forms) for x in each.left]
    return {"file": options.file, "out": options.out, "own": done.own, "changes": changes, "left": left, "message": done.words}
