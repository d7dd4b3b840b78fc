"""Which official paper is this? Decided by the columns that were found, not by the title alone."""

from functools import lru_cache

from ziping.layouts.draft import Draft
from ziping.layouts.records import GENERIC, Layout, every

__all__ = ["match"]

# A column that is absent, or one too many, makes it another paper: these decide.
_DECISIVE = ("funds.", "indicators.", "goals.")


@lru_cache(maxsize=1)
def _papers() -> tuple[tuple[Layout, frozenset[str]], ...]:
    """Every layout with the columns that decide."""
    decisive = [(layout, [name for name in layout.fields if name.startswith(_DECISIVE)]) for layout in every().values()]
    return tuple((layout, frozenset(names) - {"funds.source"}) for layout, names in decisive)


def _found(draft: Draft) -> set[str]:
    """The columns of a form that decide, a split target as one."""
    found = {name for name in draft.columns if name.startswith(_DECISIVE)}
    if "indicators.operator" in found:
        found = found - {"indicators.operator", "indicators.unit"} | {"indicators.split"}
    found.discard("funds.source")
    return found


def match(draft: Draft, kind: str) -> str:
    """The id of the layout whose columns are exactly those found, for this kind of form; ``generic`` if there is none."""
    found = _found(draft)
    exact = [layout for layout, wanted in _papers() if layout.kind == kind and wanted == found]
    if exact:
        heads = draft.heads | set(draft.values)
        exact.sort(key=lambda layout: -len(layout.fields & heads))
        return exact[0].id
    return GENERIC
