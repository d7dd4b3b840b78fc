"""A form while it is being read: values with their places, problems, labels as they were printed, cells not yet used.

The one mutable thing in reading; ``finish`` turns it into an immutable Form.
"""

import re
from typing import Any

from ziping.form import BaseDatum, Form, Fund, Goal, Indicator, Kind, Problem, Project, Unit
from ziping.frozen import maker
from ziping.grid import Cell, Place
from ziping.layouts.lexicon import Known, is_fund_total, key, lookup
from ziping.text import bare, written

__all__ = ["Draft"]

_CODED = re.compile(r"^[\[(【（]?([0-9][0-9A-Za-z]{1,14})[\])】）]?\s*[-—－–_:：]?\s*(\D.*)$")
_LONG = frozenset({"functions", "expected", "actual", "reason", "measure"})
_AMOUNTS = frozenset({"initial_budget", "budget", "execution", "rate"})
_MONEY = re.compile(r"(万元|元)")


_new_indicator = maker(Indicator)  # a form has dozens


def _is_long(path: str) -> bool:
    """Narrative fields keep their line breaks."""
    head, _, field = path.rpartition(".")
    if path == "functions":
        return True
    return field in _LONG and (head.startswith("goals") or field in ("reason", "measure"))


class Draft:
    """One form in the making."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.funds: list[dict[str, Any]] = []
        self.goals: list[dict[str, Any]] = []
        self.indicators: list[dict[str, Any]] = []
        self.base_data: list[dict[str, Any]] = []
        self.labels: dict[str, str] = {}
        self.signatures: dict[str, str | None] = {}
        self.others: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self.problems: list[Problem] = []
        self.used: set[int] = set()
        self.stood: dict[int, str] = {}  # cells under a column that has no field: in which row and under which label
        self.pending: list[tuple[int | None, tuple[Cell, ...]]] = []  # the filled cells of each row of a table, with its grid
        self.fund_pairs: list[tuple[Cell, Cell]] = []
        self.paying = False  # below the label of the money, before another block begins
        self.goal_label = ""  # of the goal whose own table is being read
        self.title_kind: str | None = None
        self.columns: dict[str, str] = {}
        self.heads: set[str] = set()
        self.printed: set[str] = set()  # labels of heads as this paper spells them

    @property
    def started(self) -> bool:
        """True once the form has a body, so that another heading begins another form."""
        return bool(self.indicators or self.funds or self.columns)

    def use(self, *cells: Cell) -> None:
        """Mark cells as read: they are not left over."""
        for cell in cells:
            self.used.add(id(cell))

    def stands(self, cell: Cell, row: str, label: str) -> None:
        """Remember where a cell without a field stands, so that it can be named."""
        if bare(cell.text):
            self.stood[id(cell)] = f"{row}「{label}」一栏的" if label else ""

    def flush_fund_pairs(self) -> None:
        """Money printed as label and amount: the pairs of one column belong together, column by column."""
        pairs, self.fund_pairs, self.paying = self.fund_pairs, [], False
        if pairs:
            self.columns.setdefault("funds.pairs", "")
        above: tuple[int, str, str] | None = None
        pairs.sort(key=lambda pair: (pair[0].col, pair[0].row))
        if self._amounts_by_column(pairs):
            return
        for label, value in pairs:
            text = written(label.text) or ""
            if (label.col, label.text, value.text) == above:  # one tall cell, taken apart with its text in each part
                self.use(label, value)
                continue
            above = label.col, label.text, value.text
            self.funds.append({"total": is_fund_total(text) or bare(text).endswith("总额")})
            self.put_in(self.funds, "funds", "source", label)
            self.put_in(self.funds, "funds", "budget", value)

    def _amounts_by_column(self, pairs: list[tuple[Cell, Cell]]) -> bool:
        """预算数： | 350 | 执行数： | 332.5 over 其中：财政拨款 | 330 | 其中：财政拨款 | 312.5: each column of pairs is one of amounts, and begins
        with its sum. False if the pairs are not that."""
        fields: dict[int, str] = {}
        rows: dict[str, list[tuple[str, Cell, Cell]]] = {}  # by the label on the left; "" for the sums
        for label, value in pairs:
            if label.col not in fields:
                known = lookup(label.text, "funds")
                if known is None or known.field not in _AMOUNTS or known.field in fields.values():
                    return False
                fields[label.col] = known.field
                rows.setdefault("", []).append((known.field, label, value))
            elif (name := key(label.text)) and all(field != fields[label.col] for field, _, _ in rows.get(name, ())):
                rows.setdefault(name, []).append((fields[label.col], label, value))
            else:
                return False
        if len(fields) < 2:
            return False
        for name, amounts in rows.items():
            self.funds.append({"total": not name})
            self.use(*(label for _, label, _ in amounts))
            if name:
                self.put_in(self.funds, "funds", "source", amounts[0][1])
            for field, _, value in amounts:
                self.put_in(self.funds, "funds", field, value)
        return True

    def put(self, path: str, cell: Cell, text: str | None = None) -> str | None:
        """Put a cell's text at a scalar path (``project.name``, ``functions``) and remember its place; the first one stays."""
        self.use(cell)
        value = written(cell.text if text is None else text, long=_is_long(path))
        if value is None or self.values.get(path) is not None:
            return None
        self.values[path] = value
        self.places[path] = cell.where
        return value

    def put_in(self, rows: list[dict[str, Any]], prefix: str, field: str, cell: Cell, text: str | None = None) -> str | None:
        """Put a cell's text into the last row of a section."""
        self.use(cell)
        path = f"{prefix}[{len(rows) - 1}].{field}"
        value = written(cell.text if text is None else text, long=_is_long(path))
        if value is not None:
            rows[-1][field] = value
            self.places[path] = cell.where
        return value

    def problem(self, code: str, message: str, where: Place | None) -> None:
        """Remember something that was not read as it stands."""
        self.problems.append(Problem(code=code, message=message, place=where))

    def label(self, path: str, known: Known, cell: Cell) -> None:
        """Remember a label that is not one of the known spellings."""
        self.use(cell)
        self.printed.add(cell.text)
        if not known.exact:
            text = written(cell.text)
            if text is not None and path not in self.labels:
                self.labels[path] = text
                self.places[f"labels.{path}"] = cell.where

    def money_unit(self, text: str, cell: Cell) -> None:
        """Take 万元 / 元 from the head of the money table."""
        if "money_unit" not in self.values:
            match = _MONEY.search(bare(text))
            if match:
                self.values["money_unit"] = match[1]
                self.places["money_unit"] = cell.where

    def finish(self, *, kind: Kind, layout: str) -> Form:
        """The immutable form."""
        values = dict(self.values)
        unit = {key.partition(".")[2]: values.pop(key) for key in list(values) if key.startswith("unit.")}
        project = {key.partition(".")[2]: values.pop(key) for key in list(values) if key.startswith("project.")}
        if "name" not in unit and "implementing_unit" in project:
            unit["name"] = project["implementing_unit"]
            self.places["unit.name"] = self.places["project.implementing_unit"]
        if "name" in unit and "code" not in unit:
            match = _CODED.match(unit["name"])
            if match:
                unit["code"], unit["name"] = match[1], match[2].strip()
                self.places["unit.code"] = self.places["unit.name"]
        return Form(
            **values,
            kind=kind,
            unit=Unit(**unit),
            project=Project(**project) if kind != "department" else None,
            funds=tuple([Fund(**row) for row in self.funds]),
            goals=tuple([Goal(**row) for row in self.goals]),
            indicators=tuple([_new_indicator(**row) for row in self.indicators]),
            base_data=tuple([BaseDatum(**row) for row in self.base_data]),
            labels=self.labels,
            signatures=self.signatures,
            others=self.others,
            layout=layout,
            places=self.places,
        )
