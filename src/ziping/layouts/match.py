"""Which official paper is this? Decided by the columns that were found and their order; among papers with the same columns by what is
printed: the labels, the title, the heads. A paper that says nothing of its own is the national one."""

from collections.abc import Iterable
from functools import lru_cache

from ziping.frozen import dataclass
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


@dataclass(frozen=True, slots=True)
class _Print:
    """What a layout prints, reduced to keys: its title, its column labels by field, the labels of its pairs, those of its money."""

    title: str
    columns: tuple[tuple[str, str], ...]
    pairs: tuple[str, ...]
    money: tuple[str, ...]


@lru_cache(maxsize=64)
def _print(name: str) -> _Print:
    layout = every()[name]
    sections = {"own_goals": "indicators", "fund_pairs": "funds"}
    return _Print(
        key(layout.title),
        tuple((f"{sections.get(b.kind, b.kind)}.{c.role}", key(c.label)) for b in layout.blocks for c in b.columns if c.label),
        tuple(key(cell.label) for block in layout.blocks for row in block.pairs for cell in row if cell.label),
        tuple(key(block.label.partition("{")[0]).rstrip("(") for block in layout.blocks if block.kind == "funds"),
    )


def _printed(papers: list[Layout], draft: Draft) -> dict[str, int]:
    """How much of what each paper prints was found on this one: column labels, heads, title."""
    columns = {(name, key(text)) for name, text in draft.columns.items()}
    title = key(str(draft.values.get("title") or ""))
    printed = {key(text) for text in draft.printed}
    heads = draft.heads | set(draft.values)
    money_unit = draft.values.get("money_unit")
    found = {}
    for layout in papers:
        own = _print(layout.id)
        same = sum(column in columns for column in own.columns) + sum(label in printed for label in own.pairs)
        same += 2 * title.endswith(own.title) + len(layout.fields & heads)
        same += sum(any(text.startswith(label) for text in printed) for label in own.money)
        found[layout.id] = same + (layout.money_unit is not None and layout.money_unit == money_unit)
    return found


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
        printed = _printed(alike, draft)
        alike.sort(key=lambda layout: (-printed[layout.id], layout.scheme is not None, not layout.id.startswith("mof-")))
    return alike[0].id if alike else GENERIC
