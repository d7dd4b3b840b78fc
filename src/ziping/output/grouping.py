"""Findings that say the same about many rows, gathered for a reader. JSON and comments keep every one by itself."""

from collections.abc import Sequence

from ziping.checks import Finding, by_code
from ziping.errors import UserError
from ziping.form import Form, describe, split
from ziping.frozen import dataclass
from ziping.pipeline import Gap

__all__ = ["LEAST", "STATUS_WORDS", "Group", "Item", "comparison_words", "gaps_by_reason", "grouped"]

LEAST = 3  # findings of one check that are gathered; fewer are told one by one
STATUS_WORDS = {"new": "新增", "still": "仍在", "explained": "已说明", "mended": "已改正"}


@dataclass(frozen=True, slots=True)
class Item:
    """One finding in its list: its number from 1, and what is said of it here: its message, or (``short``) only the name of its row."""

    number: int
    finding: Finding
    said: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one check, severity and status, at least one. ``said``: what all of them say. ``basis`` and ``remedy`` are empty where
    the findings differ in them."""

    items: tuple[Item, ...]
    said: str
    basis: str
    remedy: str

    @property
    def first(self) -> Finding:
        """The first finding, for what all have in common."""
        return self.items[0].finding

    @property
    def alone(self) -> bool:
        """True for a finding that stands by itself."""
        return len(self.items) == 1

    @property
    def numbers(self) -> str:
        """The numbers of its findings: ``3`` or ``3、5—7``."""
        return _runs([item.number for item in self.items])


def _runs(numbers: Sequence[int]) -> str:
    """``3、5—7``"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)


def grouped(form: Form, findings: Sequence[Finding], first: int = 1) -> list[Group]:
    """Findings in their order, those of one check gathered at the first of them where there are at least LEAST; numbered from ``first``."""
    alike: dict[tuple[object, ...], list[tuple[int, Finding]]] = {}
    for number, finding in enumerate(findings, first):
        alike.setdefault((finding.code, finding.severity, finding.status, finding.explained), []).append((number, finding))
    groups: list[list[tuple[int, Finding]]] = []
    for members in alike.values():
        groups += [members] if len(members) >= LEAST else [[member] for member in members]
    groups.sort(key=lambda members: members[0][0])
    return [_group(form, members) for members in groups]


def gaps_by_reason(form: Form, gaps: Sequence[Gap]) -> list[tuple[str, str]]:
    """Lines that were not evaluated with the reason: one by one, or those of one reason together (``指标 1—6 得分``) from LEAST on."""
    alike: dict[str, list[str]] = {}
    for gap in gaps:
        alike.setdefault(gap.why, []).append(gap.path)
    told: list[tuple[str, str]] = []
    for why, paths in alike.items():
        rows = [steps[1] + 1 for steps in map(split, paths) if steps[0] == "indicators" and len(steps) > 1 and isinstance(steps[1], int)]
        if len(paths) < LEAST or len(rows) < len(paths):
            told += [(describe(form, path), why) for path in paths]
        else:
            told.append((f"指标 {_runs(rows)}，共 {len(rows)} 行", why))
    return told


def _group(form: Form, members: list[tuple[int, Finding]]) -> Group:
    basis, remedy = ({getattr(finding, key) for _, finding in members} for key in ("basis", "remedy"))
    shared = (basis.pop() if len(basis) == 1 else "", remedy.pop() if len(remedy) == 1 else "")
    if len(members) == 1:
        number, finding = members[0]
        return Group((Item(number, finding, finding.message),), finding.message, *shared)
    parts = [_parted(form, finding) for _, finding in members]
    rest = {part[1] for part in parts if part is not None}
    if len(rest) == 1 and None not in parts:
        items = [
            Item(number, finding, part[0], short=True) for (number, finding), part in zip(members, parts, strict=True) if part is not None
        ]
        return Group(tuple(items), f"以下 {len(members)} 处{rest.pop()}", *shared)
    title = _title(members[0][1].code)
    return Group(tuple(Item(number, finding, finding.message) for number, finding in members), f"{title}（{len(members)} 处）：", *shared)


def _parted(form: Form, finding: Finding) -> tuple[str, str] | None:
    """A message as the row it speaks of and what it says of that row; None where it does not begin with the row."""
    steps = split(finding.where)
    places = [finding.where]
    if len(steps) > 1 and isinstance(steps[1], int):
        places.append(f"{steps[0]}[{steps[1]}]")
    for place in places:
        head = describe(form, place)
        if finding.message.startswith(head):
            return head, finding.message.removeprefix(head)
    return None


def _title(code: str) -> str:
    try:
        return by_code(code)[0].title
    except UserError:  # a finding of a former run whose check is gone
        return code


def comparison_words(findings: Sequence[Finding], mended: Sequence[Finding]) -> str:
    """What became of the findings of a former run, in one sentence."""
    counts = {status: sum(finding.status == status for finding in findings) for status in ("still", "new", "explained")}
    counts = {"mended": len(mended), **counts}
    return "与上次相比：" + "，".join(f"{STATUS_WORDS[status]} {count} 处" for status, count in counts.items()) + "。"
