"""Which official paper is this? Decided by the columns that were found and their order; among papers with the same columns by what is
printed: the labels, the title, the heads. A paper that says nothing of its own is the national one."""

from collections.abc import Iterable
from functools import lru_cache

from ziping.layouts.draft import Draft
from ziping.layouts.lexicon import key
from ziping.layouts.records import GENERIC, Layout, every, roles

__all__ = ["likely", "match", "wanted"]

# A column that is absent, or one too many, makes it another paper: these decide.
_DECISIVE = ("funds.", "indicators.", "goals.", "base_data.")
_NOT_DECISIVE = frozenset({"funds.source", "goals.expected"})
_PRINTED_ONLY = frozenset({"indicators.number", "indicators.core", "indicators.standard", "indicators.tick"})

# Roles that a layout's file may name though they do not decide, or not name though its paper has them.
_UNSURE = frozenset({"annual", "budget", "expected", "long", "pairs", "source", "weight"})


def _found(draft: Draft) -> list[str]:
    names = [name for name in draft.columns if name.startswith(_DECISIVE) and name not in _NOT_DECISIVE | _PRINTED_ONLY]
    if "indicators.adjusted_target" in names:  # where both stand, the adjusted one is the target
        other = {"indicators.target": "indicators.initial_target", "indicators.adjusted_target": "indicators.target"}
        names = [other.get(name, name) for name in names]
    return names


def wanted(layout: Layout) -> frozenset[str]:
    """The columns that a paper must have to be this one."""
    return frozenset(name for name in layout.fields if name.startswith(_DECISIVE) and name not in _NOT_DECISIVE)


def _weight_first(names: list[str]) -> bool:
    """True if the weight stands before the target."""
    return {"indicators.weight", "indicators.target"} <= set(names) and names.index("indicators.weight") < names.index("indicators.target")


def _order(layout: Layout) -> list[str]:
    return [f"indicators.{column.role}" for block in layout.tables for column in block.columns]


def _printed(layout: Layout, draft: Draft) -> int:
    """How much of what this paper prints was found on it: column labels, heads, title."""
    sections = {"own_goals": "indicators", "fund_pairs": "funds"}
    labels = [
        (f"{sections.get(block.kind, block.kind)}.{column.role}", column.label) for block in layout.blocks for column in block.columns
    ]
    same = sum(key(draft.columns.get(name, "")) == key(label) for name, label in labels if label)
    title = draft.values.get("title")
    same += 2 * (title is not None and key(str(title)).endswith(key(layout.title)))
    printed = {key(text) for text in draft.printed}
    for block in layout.blocks:
        same += sum(key(cell.label) in printed for row in block.pairs for cell in row if cell.label)
        own = key(block.label.partition("{")[0]).rstrip("(")
        same += block.kind == "funds" and any(text.startswith(own) for text in printed)
    heads = draft.heads | set(draft.values)
    same += len(layout.fields & heads)
    return same + (layout.money_unit is not None and layout.money_unit == draft.values.get("money_unit"))


def likely(found: Iterable[str]) -> list[Layout]:
    """The layouts that may have just these columns; the others need not be parsed to know that they have not."""
    sought = {name.rpartition(".")[2] for name in found} - _UNSURE
    return [every()[name] for name, said in roles().items() if said - _UNSURE == sought]


@lru_cache(maxsize=256)
def _papers(kind: str, found: frozenset[str], weight_first: bool) -> tuple[Layout, ...]:
    """The papers that have exactly these columns; forms of the same few papers follow each other."""
    return tuple(
        layout
        for layout in likely(found)
        if layout.kind == kind and layout.like is None and wanted(layout) == found and _weight_first(_order(layout)) == weight_first
    )


def match(draft: Draft, kind: str) -> str:
    """The id of the layout whose columns are exactly those found, for this kind of form; ``generic`` if there is none."""
    found = _found(draft)
    terms = {row["term"] for row in draft.indicators}
    papers = _papers(kind, frozenset(found), _weight_first(found))
    alike = [layout for layout in papers if terms <= {block.term for block in layout.tables}]
    if len(alike) > 1:
        alike.sort(key=lambda layout: (-_printed(layout, draft), layout.scheme is not None, not layout.id.startswith("mof-")))
    return alike[0].id if alike else GENERIC
