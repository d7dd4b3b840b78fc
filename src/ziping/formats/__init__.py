"""Carriers: bytes in, Grids out; Papers in, bytes out. Dumb codecs: nothing here knows what a form is.

Each carrier is one module in ``carriers/`` that declares itself; nothing is registered. What the modules share (readers, writers,
number formats, zip guards) stands beside that folder and is imported only when a file needs it.
"""

from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from ziping.errors import FileRefused, UserError
from ziping.formats import carriers
from ziping.formats.carrier import Carrier
from ziping.formats.sniff import forget, refusal
from ziping.grid import Grid
from ziping.paper import Paper

__all__ = ["CARRIERS", "Carrier", "read", "sniff", "write"]


def _found() -> dict[str, ModuleType]:
    """Every carrier's module by the carrier's name, in order of rank."""
    modules = [import_module(f"{carriers.__name__}.{found.name}") for found in iter_modules(carriers.__path__)]
    return {module.CARRIER.name: module for module in sorted(modules, key=lambda module: (module.CARRIER.rank, module.CARRIER.name))}


_MODULES = _found()
CARRIERS: dict[str, Carrier] = {name: module.CARRIER for name, module in _MODULES.items()}
_MOST_COVERED = 1_000_000  # rows that all cells together cover: what reading costs afterwards grows with it
_BY_SUFFIX = {suffix: name for name, carrier in reversed(CARRIERS.items()) for suffix in carrier.suffixes}


def sniff(data: bytes) -> str:
    """The name of the carrier these bytes are in, by content alone. Raises FileRefused with a sentence where there is none."""
    try:
        for name, module in _MODULES.items():
            if module.accepts(data):
                return name
        raise refusal(data)
    finally:
        forget()


def read(data: bytes, carrier: str) -> list[Grid]:
    """The tables of one file in document order, with the lines around them. Raises FileRefused with a sentence for the user.

    ``carrier``: a name, or the end of a file name, as users say it (``txt``, ``htm``).
    """
    known = CARRIERS.get(carrier) or CARRIERS.get(_BY_SUFFIX.get("." + carrier.lower().lstrip("."), ""))
    if known is None or not known.reads:
        able = "、".join(name for name, each in CARRIERS.items() if each.reads)
        raise FileRefused(f"没有「{carrier}」这种表格文件；能读取的有 {able}")
    grids: list[Grid] = _MODULES[known.name].read(data)
    if sum(cell.rows for grid in grids for cell in grid.cells) > _MOST_COVERED:
        raise FileRefused("文件里的合并单元格多得不像自评表，没有读取；请只保留要处理的表后再试", code="too_large")
    return grids


def write(papers: Sequence[Paper], carrier: str) -> bytes:
    """Draw papers in a carrier: one section, sheet or page run each."""
    known = CARRIERS.get(carrier)
    if known is None or not known.writes:
        able = "、".join(each.suffixes[0] for each in CARRIERS.values() if each.writes)
        raise UserError(f"不能写成 .{carrier}；可以写成 {able}、.json")
    drawn: bytes = _MODULES[carrier].write(papers)
    return drawn
