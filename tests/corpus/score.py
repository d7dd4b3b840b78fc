"""Cell by cell: what was read against what had to be read."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from corpus.paper import Document, flatten

__all__ = ["Score", "score"]

_SPACE = re.compile(r"(?<![\d.,])\s+|\s+(?![\d.,%])")  # not inside numbers
_DIGIT = re.compile(r"\d")


@dataclass
class Score:
    """``cells`` and how many are ``right``; ``silent``: numbers that were moved or joined without a problem about them; ``misses``
    are (path, expected, read)."""

    cells: int = 0
    right: int = 0
    silent: int = 0
    needed: int = 0
    misses: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Add another file's cells (its misses stay with it)."""
        self.cells += other.cells
        self.right += other.right
        self.silent += other.silent
        self.needed += other.needed


def _row_of(path: str) -> str:
    """``forms[0].indicators[3].score`` → ``forms[0].indicators[3]``."""
    return path.rpartition(".")[0]


def score(document: Document, reading: dict[str, Any], *, loose: bool = False) -> Score:
    """Compare. A cell is every non-null scalar that was expected or read; it is right if path and text agree (``loose``: but for white
    space outside numbers). ``silent`` counts (a) needs of the document about which no problem speaks and (b) digits that stand in another cell than on
    paper, in rows about which no problem speaks."""
    out = Score()
    want = flatten({"forms": document.forms})
    have = flatten({"forms": [{k: v for k, v in form.items() if k not in ("places", "layout")} for form in reading["forms"]]})
    told = _told(reading)
    for path in dict.fromkeys([*want, *have]):
        expected, read = want.get(path), have.get(path)
        out.cells += 1
        if expected == read or (loose and expected is not None and read is not None and _SPACE.sub("", expected) == _SPACE.sub("", read)):
            out.right += 1
            continue
        out.misses.append((path, expected, read))
        if read is not None and _DIGIT.search(read) and _row_of(path) not in told and path not in told:
            out.silent += 1
            out.untold.append(path)
    left = Counter(problem["code"] for problem in reading["problems"])
    for need in document.needs:
        out.needed += 1
        path = f"forms[{need.form}].{need.path}"
        if need.code in ("filler", "stitched"):  # these name the place of what was left out or joined on, not of the value
            left[need.code] -= 1
            missed = left[need.code] < 0
        else:
            missed = (need.code, path) not in told
        if missed:
            out.silent += 1
            out.untold.append(f"{need.code} {path}")
    return out


def _home(place: dict[str, Any]) -> tuple[Any, ...]:
    """The row a place is in."""
    home = (place.get("sheet"), place.get("table"), place.get("page"))
    return (*home, place["row"], place.get("line") if home == (None, None, None) else None)


def _told(reading: dict[str, Any]) -> set[Any]:
    """Rows and paths that stand where a problem points (realigned, stitched, doubtful, filler); also as (code, path). Names filled
    down from another row do not count as standing there."""
    rows: dict[tuple[Any, ...], list[str]] = {}
    for i, form in enumerate(reading["forms"]):
        for path, place in form["places"].items():
            if place is not None and not path.endswith((".level1", ".level2")):
                rows.setdefault(_home(place), []).append(f"forms[{i}].{path}")
    told: set[Any] = set()
    for problem in reading["problems"]:
        if problem["code"] not in ("realigned", "stitched", "doubtful", "filler") or problem["place"] is None:
            continue
        for path in rows.get(_home(problem["place"]), []):
            row = _row_of(path)
            names = {path, row} if row.endswith("]") else {path}
            told |= names | {(problem["code"], name) for name in names}
    return told
