"""Sums inside an empty form, for carriers that calculate: rates, the money total, total weight and score."""

from dataclasses import replace

from ziping.layouts.desk import Desk
from ziping.paper import Box

__all__ = ["with_formulas"]

_Spot = tuple[int, int]
_SUMMED = ("initial_budget", "budget", "execution", "transfer", "interim_execution")
_TOTALS = ("total_weight", "total_score", "total_review_score")


def with_formulas(desk: Desk) -> list[Box]:
    """The boxes of a paper, those that can be calculated with a formula."""
    return [box if (formula := _formula(desk, box.path or "")) is None else replace(box, formula=formula) for box in desk.boxes]


def _formula(desk: Desk, path: str) -> str | None:
    form, spot = desk.form, desk.spot
    total = next((i for i, fund in enumerate(form.funds) if fund.total), None)
    field = path.rpartition(".")[2]
    if path.startswith("funds[") and field in ("rate", "interim_rate"):
        return _rate(desk, path[: -len(field)], field)
    if total is not None and path.startswith(f"funds[{total}].") and field in _SUMMED:
        cells = [spot[other] for i in range(len(form.funds)) if i != total and (other := f"funds[{i}].{field}") in spot]
        return f'=IF(COUNT({_list(cells)})=0,"",SUM({_list(cells)}))' if cells else None
    if path in _TOTALS:
        field = path.removeprefix("total_")
        counted = [i for i, row in enumerate(form.indicators) if row.term == "annual"]  # those of the whole time add up to 90 themselves
        cells = [spot[other] for i in counted if (other := f"indicators[{i}].{field}") in spot]
        extra = f"+N({_ref(spot[other])})" if total is not None and (other := f"funds[{total}].{field}") in spot else ""
        return f'=IF(COUNT({_list(cells)})=0,"",SUM({_list(cells)}){extra})' if cells else None
    return None


def _rate(desk: Desk, prefix: str, field: str) -> str | None:
    funds = desk.layout.block("funds")
    if field == "interim_rate":
        a, b, c = (
            desk.spot.get(prefix + "initial_budget") or desk.spot.get(prefix + "budget"),
            desk.spot.get(prefix + "interim_execution"),
            None,
        )
    else:
        a, b, c = (desk.spot.get(prefix + name) for name in ("budget", "execution", "transfer"))
    if a is None or b is None:
        return None
    spent = f"({_ref(b)}-{_ref(c)})" if c and funds is not None and funds.formula == "(B-C)/A" else _ref(b)
    return f'=IF(N({_ref(a)})=0,"",ROUND({spent}/{_ref(a)},4))'


def _list(cells: list[_Spot]) -> str:
    """Cells for a function: those below each other as a range."""
    runs: list[list[_Spot]] = []
    for cell in cells:
        if runs and runs[-1][-1] == (cell[0] - 1, cell[1]):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return ",".join(_ref(run[0]) if len(run) == 1 else f"{_ref(run[0])}:{_ref(run[-1])}" for run in runs)


def _ref(cell: _Spot) -> str:
    return f"{{r{cell[0]}c{cell[1]}}}"
