"""The way of a form through a round, as a table: who acts in a phase, and where each act leads.

``act`` names: submit and pass go forward to the next phase that the round has not switched off, return goes back to 填报.
"""

from dataclasses import dataclass

__all__ = ["DONE", "DRAFT", "PHASES", "SWITCHABLE", "Phase", "after", "phase"]


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: ``id``; ``staff`` what the bureau calls it, ``filer`` what the unit reads; ``actor`` the role that acts; its acts."""

    id: str
    staff: str
    filer: str
    actor: str | None
    acts: tuple[str, ...]


DRAFT, DONE = "draft", "done"
PHASES = (
    Phase("draft", "填报", "待填报", "filler", ("submit",)),
    Phase("head", "单位负责人确认", "待本单位负责人确认", "head", ("pass", "return")),
    Phase("department", "主管部门审核", "主管部门审核中", "department", ("pass", "return")),
    Phase("office", "业务股室审核", "财政业务股室审核中", "office", ("pass", "return")),
    Phase("final", "绩效股终审", "财政绩效股终审中", "performance", ("pass", "return")),
    Phase("done", "已终审", "已通过终审", None, ()),
)
SWITCHABLE = ("head", "department", "office")  # a round may do without these
_BY_ID = {each.id: each for each in PHASES}


def phase(name: str) -> Phase:
    """The phase with this id; KeyError otherwise."""
    return _BY_ID[name]


def after(name: str, switched_off: tuple[str, ...] | list[str] = ()) -> str:
    """The phase that follows, leaving out those that the round switched off."""
    ids = [each.id for each in PHASES if each.id == name or each.id not in switched_off]
    return ids[ids.index(name) + 1]
