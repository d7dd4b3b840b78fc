"""The catalogue of what reviewers look at: every id is answered by checks (their ``covers``), or stands in ``data/unanswered.yml`` with
the input that it still needs."""

from ziping.checks.base import Check
from ziping.checks.registry import every
from ziping.errors import DataError
from ziping.frozen import dataclass
from ziping.records import DATA, Record, load

__all__ = ["GROUPS", "Entry", "catalogue"]

GROUPS = {  # letter → (title, how many ids it has, from 01)
    "A": ("完整与身份", 16), "B": ("资金", 18), "C": ("分值与结构", 16), "D": ("指标质量", 15), "E": ("数值与计算", 17), "F": ("偏差与原因", 9),
    "G": ("表内矛盾", 8), "H": ("佐证材料", 8), "I": ("跨年度、跨项目、全批次", 12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One id of the catalogue: the checks that answer it, or (``checks`` empty) what it asks and what it still ``needs``."""

    id: str
    checks: tuple[Check, ...]
    asks: str
    needs: str


def catalogue() -> tuple[Entry, ...]:
    """Every id in order. DataError where an id is answered and listed as unanswered, or neither, or unknown."""
    known = [f"{letter}{number:02d}" for letter, (_, count) in GROUPS.items() for number in range(1, count + 1)]
    record = load(DATA / "unanswered.yml")
    answers: dict[str, list[Check]] = {}
    for check in every():
        for ref in check.covers:
            answers.setdefault(ref, []).append(check)
    for ref in (*record, *answers):
        if ref not in known:
            raise DataError(f"检查目录里没有「{ref}」")
    entries = []
    for ref in known:
        open_ = record.get(ref)
        if (open_ is None) == (ref not in answers):
            codes = "、".join(check.code for check in answers.get(ref, []))
            said = f"已由 {codes} 回答，请从 unanswered.yml 删去这一行" if open_ else "没有检查回答它，unanswered.yml 里也没有写还要什么"
            raise DataError(f"{record.at(ref) if open_ else 'unanswered.yml'}：{ref} {said}")
        if open_ is not None and (not isinstance(open_, Record) or set(open_) != {"asks", "needs"}):
            raise DataError(f"{record.at(ref)}：应写成 {ref}: {{asks: 问什么, needs: 还要什么}}")
        entries.append(Entry(ref, tuple(answers.get(ref, ())), open_["asks"] if open_ else "", open_["needs"] if open_ else ""))
    return tuple(entries)
