"""What is laid beside the forms under examination: other forms (``--against``) and the list of approved projects (``--register``)."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ziping.cli.inputs import load_files, read_bytes
from ziping.errors import FileRefused, UserError
from ziping.frozen import dataclass

if TYPE_CHECKING:
    from ziping.checks.against import Companions
    from ziping.form import Form
    from ziping.form.register import Entry, Register
    from ziping.pipeline import Result

__all__ = ["Beside", "absent", "idle", "load_beside"]

_SHOWN = 5  # names in one sentence


@dataclass(frozen=True, slots=True)
class Beside:
    """The forms and the list that were given; None where nothing was."""

    against: "Companions | None" = None
    register: "Register | None" = None

    def settings(self) -> dict[str, Any]:
        """As fields of Settings."""
        return {"against": self.against, "register": self.register}


def load_beside(options: argparse.Namespace) -> Beside:
    """Both inputs, read before anything else so that a wrong file costs nothing. UserError names the option and the file."""
    if not options.against and not options.register:
        return Beside()
    return Beside(_against(options.against or []), _register(options.register) if options.register else None)


def _against(names: list[str]) -> "Companions | None":
    if not names:
        return None
    from ziping.checks.against import gather

    forms: list[Form] = []
    for item in load_files([each for name in names for each in _inside(name)], None):
        if item.refused is not None and item.file in names:
            raise UserError(f"--against 指的 {item.refused}")
        if item.refused is not None:  # a folder may hold other things as well
            print(f"ziping：--against 的文件夹里没有用上 {item.refused}", file=sys.stderr)
        forms += item.forms
    if not forms:
        raise UserError(f"--against 指的 {'、'.join(names)} 里没有一份表")
    return gather(forms)


def _inside(name: str) -> list[str]:
    """The file itself, or every file in the folder and below."""
    if not Path(name).is_dir():
        return [name]
    return [str(path) for path in sorted(Path(name).rglob("*")) if path.is_file() and not path.name.startswith((".", "~$"))]


def _register(name: str) -> "Register":
    from ziping.form.register import Register
    from ziping.worker import Worker

    with Worker(arguments=("register",)) as worker:
        try:
            return Register.from_json(worker.read(read_bytes(name)))
        except FileRefused as refused:
            raise UserError(f"--register 指的 {name}：{refused}") from None


def idle(given: Beside, results: "Sequence[Result]") -> list[str]:
    """Sentences about what was given and met no form, and about listed projects without a form (where several forms were checked)."""
    words = []
    if given.against is not None:
        from ziping.checks.against import beside

        used: set[int] = set()
        for result in results:
            found = beside(result.form, given.against)
            if found is not None:
                used |= {id(peer.form) for peer in (found.targets, found.monitoring, *found.earlier) if peer is not None}
        left = [_title(form) for form in given.against.forms if id(form) not in used]
        if left:
            names = "、".join(left[:_SHOWN]) + (f" 等 {len(left)} 份" if len(left) > _SHOWN else "")
            words.append(
                f"--against 给的 {names} 没有用上：与被查的表项目（单位）对不上，或年度不对（往年的自评表、同年度的申报表和监控表才能对照）"
            )
    if given.register is not None and len(results) > 1:
        words += absent(given.register.without({entry.row for result in results if (entry := given.register.project(result.form))}))
    return words


def absent(missing: "Sequence[Entry]") -> list[str]:
    """The sentence about listed projects that have no form, if there are any."""
    if not missing:
        return []
    names = "、".join(f"「{each.project or each.code}」" for each in missing[:_SHOWN]) + (" 等" if len(missing) > _SHOWN else "")
    return [f"名单上还有 {len(missing)} 个项目这次没有表：{names}"]


def _title(form: "Form") -> str:
    name = (form.project.name if form.project is not None else None) or form.unit.name or form.title or "没有名称的表"
    return f"「{name}」" + (f"（{form.year} 年）" if form.year else "")
