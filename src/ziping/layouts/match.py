"""Which official paper is this? Decided by the columns that were found, not by the title alone."""

from ziping.layouts.draft import Draft
from ziping.layouts.records import GENERIC, Layout, every

__all__ = ["match"]

# A column that is absent, or one too many, makes it another paper: these decide.
_DECISIVE = ("funds.", "indicators.", "goals.")


def _distance(layout: Layout, draft: Draft) -> int:
    """How many columns differ; more than a few means another paper."""
    found = {name for name in draft.columns if name.startswith(_DECISIVE)}
    if any(name == "indicators.operator" for name in found):
        found = {name for name in found if name not in ("indicators.operator", "indicators.unit")} | {"indicators.split"}
    wanted = {name for name in layout.fields if name.startswith(_DECISIVE) and name != "funds.source"}
    found.discard("funds.source")
    return len(found ^ wanted)


def match(draft: Draft, kind: str) -> str:
    """The id of the layout whose columns are exactly those found, for this kind of form; ``generic`` if there is none."""
    same_kind = [layout for layout in every().values() if layout.kind == kind]
    exact = [layout for layout in same_kind if _distance(layout, draft) == 0]
    if exact:
        heads = draft.heads | set(draft.values)
        exact.sort(key=lambda layout: -len(layout.fields & heads))
        return exact[0].id
    return GENERIC
