"""Every check there is, found by looking: one module per check in the family folders beside this file. Nothing is registered by hand."""

from functools import lru_cache
from os import listdir
from pathlib import Path

from ziping.checks.base import Check, of_module
from ziping.errors import UserError

__all__ = ["by_code", "chosen", "every"]


@lru_cache(maxsize=1)
def every() -> tuple[Check, ...]:
    """All checks in order of code."""
    found = [of_module(module) for module in _modules().values()]
    return tuple(sorted(found, key=lambda check: check.code))


@lru_cache(maxsize=1)
def _modules() -> dict[str, str]:
    """The module of each check by its code, with which the name of its file begins; nothing is imported."""
    root = Path(__file__).parent
    found = {}
    for family in sorted(path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith("_")):
        for name in sorted(name.removesuffix(".py") for name in listdir(root / family) if name.endswith(".py") and name[0] != "_"):
            found[name.partition("_")[0].upper()] = f"ziping.checks.{family}.{name}"
    return found


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[Check, ...]]:
    index: dict[str, tuple[Check, ...]] = {}
    for check in every():
        for key in (check.code, check.code[:2], check.name, *check.covers):
            index[key.upper()] = (*index.get(key.upper(), ()), check)
    return index


def by_code(code: str) -> tuple[Check, ...]:
    """The checks a user means: a code (SC110), a name, a family (SC), or an id of the catalogue (E10)."""
    module = _modules().get(code.strip().upper())
    if module is not None:  # one check is asked for, one is imported
        return (of_module(module),)
    found = _index().get(code.strip().upper())
    if not found:
        near = [key for key in _index() if key.startswith(code.strip().upper()[:2]) and len(key) > 2]
        hint = f"，相近的有 {'、'.join(sorted(near)[:8])}" if near else ""
        raise UserError(f"没有检查「{code}」{hint}；用 ziping explain --list 查看全部检查")
    return found


def chosen(select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> tuple[Check, ...]:
    """The checks to run: all, or those selected, without those ignored."""
    wanted = [check for code in select for check in by_code(code)] if select else list(every())
    left_out = {check.code for code in ignore for check in by_code(code)}
    return tuple(check for check in dict.fromkeys(wanted) if check.code not in left_out)
