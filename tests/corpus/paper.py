"""A form laid on a grid: boxes with spans, lines around them. Made here and nowhere else, so that it owes nothing to our writers."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any

from corpus.forms import Sample, Style

__all__ = ["Box", "Break", "Desk", "Document", "Line", "Need", "Table", "flatten", "lay"]


@dataclass
class Box:
    """One cell: grid position from 0, spans, printed text. ``kind``: label, head (a column's label), level, text, number or long.
    ``tag`` says what it is: ``indicators[3].target``, ``indicators.head``, ``total``."""

    row: int
    col: int
    rows: int
    cols: int
    text: str
    kind: str
    tag: str = ""


@dataclass
class Table:
    """Boxes on a grid ``width`` columns wide. Rows in ``ragged`` end with their last box."""

    boxes: list[Box]
    width: int
    ragged: set[int] = field(default_factory=set)

    @property
    def height(self) -> int:
        return max((box.row + box.rows for box in self.boxes), default=0)

    def rows(self) -> Iterator[list[Box]]:
        """Row by row the boxes anchored there, gaps filled with empty boxes."""
        covered: dict[int, set[int]] = {}
        for box in self.boxes:
            for r in range(box.row, box.row + box.rows):
                covered.setdefault(r, set()).update(range(box.col, box.col + box.cols))
        for r in range(self.height):
            own = [box for box in self.boxes if box.row == r]
            taken = covered.get(r, set())
            last = max(taken, default=-1) + 1 if r in self.ragged else self.width
            own += [Box(r, c, 1, 1, "", "text") for c in range(last) if c not in taken]
            yield sorted(own, key=lambda box: box.col)

    def full(self) -> Iterator[list[tuple[str, Box | None]]]:
        """Row by row one (text, box) for every grid column; covered places have box None and no text."""
        for r, own in enumerate(self.rows()):
            line: dict[int, tuple[str, Box | None]] = {box.col: (box.text, box) for box in own}
            last = max((b.col + b.cols for b in self.boxes if b.row <= r < b.row + b.rows), default=0) if r in self.ragged else self.width
            yield [line.get(c, ("", None)) for c in range(last)]


@dataclass
class Line:
    """A running line outside tables. ``kind``: title, line, prose, signatures."""

    text: str
    kind: str = "line"


@dataclass
class Break:
    """What separates two parts: ``page``, ``sheet`` or ``gap`` (some empty lines)."""

    kind: str


@dataclass
class Need:
    """A problem that must be told: ``code`` about ``path`` (prefix) of form ``form``."""

    code: str
    form: int
    path: str


@dataclass
class Document:
    """All of one file, what must be read from it and told about it. ``wishes`` are for the carrier (``nested``, ``gb18030`` …)."""

    items: list[Line | Table | Break]
    forms: list[dict[str, Any]]
    styles: list[Style]
    needs: list[Need] = field(default_factory=list)
    wishes: set[str] = field(default_factory=set)

    def tables(self) -> list[Table]:
        return [item for item in self.items if isinstance(item, Table)]


def flatten(form: dict[str, Any]) -> dict[str, str]:
    """A nested form as path → text: every non-null scalar; ``total`` only where true, ``term`` only where long."""
    out: dict[str, str] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                if not path and key in ("places", "layout"):
                    continue
                walk(part, f"{path}.{key}" if path else key)
        elif isinstance(value, (list, tuple)):
            for i, part in enumerate(value):
                walk(part, f"{path}[{i}]")
        elif value is not None and value is not False and not (path.endswith(".term") and value == "annual"):
            out[path] = str(value)

    walk(form, "")
    return out


class Desk:
    """Draws boxes row by row on a grid ``width`` columns wide."""

    def __init__(self, sample: Sample, rng: Random) -> None:
        self.sample, self.style, self.form, self.rng = sample, sample.style, sample.form, rng
        self.width = len(self.style.indicators) + 1 + rng.choice([0, 0, 1, 2])
        self.width = max(self.width, len(self.style.funds) + 1)
        self.boxes: list[Box] = []
        self.row = 0

    def box(self, col: int, cols: int, text: str | None, kind: str, tag: str = "", *, rows: int = 1, row: int | None = None) -> None:
        shown = text if text is not None else ""
        self.boxes.append(Box(self.row if row is None else row, col, rows, cols, shown, kind, tag))

    def share(self, columns: int, start: int) -> list[tuple[int, int]]:
        """(col, cols) of ``columns`` columns from ``start`` to the right edge; the first ones are the wide ones."""
        room = self.width - start
        each, rest = divmod(room, columns)
        out, col = [], start
        for i in range(columns):
            cols = each + (1 if i < rest else 0)
            out.append((col, cols))
            col += cols
        return out

    def pair_row(self, pairs: list[tuple[str, str | None, str]]) -> None:
        spans = self.share(2 * len(pairs), 0)
        for (label, value, tag), left, right in zip(pairs, spans[::2], spans[1::2], strict=True):
            self.box(*left, label, "label", f"{tag}.label")
            self.box(*right, value, "text", tag)
        self.row += 1

    def head(self) -> None:
        form, labels = self.form, self.style.labels
        if form["kind"] == "department":
            unit = form["unit"]
            name = f"{unit['code']}-{unit['name']}" if unit["code"] else unit["name"]
            pairs = [(labels["unit.name"], name, "unit.name")]
            if "accounting_units" in unit:
                pairs.append((labels["unit.accounting_units"], unit["accounting_units"], "unit.accounting_units"))
            self.pair_row(pairs)
        else:
            project = form["project"]
            keys = ["project.name", "project.supervising_department", "project.implementing_unit"]
            pairs = [(labels[key], project[key.partition(".")[2]], key) for key in keys]
            self.pair_row(pairs[:1])
            self.pair_row(pairs[1:])

    def funds(self) -> None:
        labels, rows = self.style.labels, self.form["funds"]
        self.box(0, 1, labels["funds_block"].format(m=self.form["money_unit"]), "label", "funds.block", rows=1 + len(rows))
        spans = self.share(len(self.style.funds), 1)
        for role, span in zip(self.style.funds, spans, strict=True):
            self.box(*span, labels[f"funds.{role}"], "head", f"funds.head.{role}")
        self.row += 1
        dash = self.rng.choice(["", "—", "--", "/", "-"])
        for i, fund in enumerate(rows):
            for role, span in zip(self.style.funds, spans, strict=True):
                value = fund.get(role)
                empty = dash if role in ("weight", "score") else ""
                self.box(*span, empty if value is None else value, "text" if role == "source" else "number", f"funds[{i}].{role}")
            self.row += 1

    def functions(self) -> None:
        self.box(0, 1, self.style.labels["functions"], "label", "functions.label")
        self.box(1, self.width - 1, self.form["functions"], "long", "functions")
        self.row += 1

    def goals(self) -> None:
        labels, rows = self.style.labels, self.form["goals"]
        self.box(0, 1, labels["goals_block"], "label", "goals.block", rows=1 + len(rows))
        spans = self.share(2, 1)
        for role, span in zip(("expected", "actual"), spans, strict=True):
            self.box(*span, labels[f"goals.{role}"], "head", f"goals.head.{role}")
        self.row += 1
        for i, goal in enumerate(rows):
            for role, span in zip(("expected", "actual"), spans, strict=True):
                self.box(*span, goal.get(role), "long", f"goals[{i}].{role}")
            self.row += 1

    def goals_apart(self) -> None:
        """年度绩效目标1（40分）| text, then a table of its own, for each goal."""
        for g, goal in enumerate(self.form["goals"]):
            numbers = [i for i, row in enumerate(self.form["indicators"]) if row["goal"] == g]
            self.box(0, 1, f"年度绩效目标{g + 1}（{goal['weight']}分）", "label", "goals.block")
            self.box(1, self.width - 1, goal["expected"], "long", f"goals[{g}].expected")
            self.row += 1
            self.indicator_table(numbers, "年度绩效指标", total=False)

    def indicators(self) -> None:
        total = "total" in self.style.blocks
        self.indicator_table(range(len(self.form["indicators"])), self.style.labels["indicators_block"], total=total)

    def indicator_table(self, numbers: Any, label: str, *, total: bool) -> None:
        labels, roles, rows = self.style.labels, self.style.indicators, self.form["indicators"]
        spans = self.share(len(roles), 1)
        deep = 2 if self.style.two_row_head else 1
        numbers = list(numbers)
        self.box(0, 1, label, "label", "indicators.block", rows=deep + len(numbers) + total)
        for role, (col, cols) in zip(roles, spans, strict=True):
            split = role in ("operator", "number", "unit")
            if deep == 2 and split:
                if role == "operator":
                    wide = sum(c for r, (_, c) in zip(roles, spans, strict=True) if r in ("operator", "number", "unit"))
                    self.box(col, wide, "年度指标值", "head", "indicators.head.target")
                self.box(col, cols, labels[f"indicators.{role}"], "head", f"indicators.head.{role}", row=self.row + 1)
            else:
                self.box(col, cols, labels[f"indicators.{role}"], "head", f"indicators.head.{role}", rows=deep)
        self.row += deep
        for k, i in enumerate(numbers):
            for role, span in zip(roles, spans, strict=True):
                self.indicator_cell(i, k, numbers, role, span)
        self.row += len(numbers)
        if total:
            self.total(dict(zip(roles, spans, strict=True)))
        assert all(rows[i] for i in numbers)

    def indicator_cell(self, i: int, k: int, numbers: list[int], role: str, span: tuple[int, int]) -> None:
        rows = self.form["indicators"]
        row, tag, at = rows[i], f"indicators[{i}].{role}", self.row + k
        if role in ("level1", "level2"):
            keys = ("level1",) if role == "level1" else ("level1", "level2")
            same = [all(rows[j][key] == row[key] for key in keys) for j in numbers]
            if k and same[k - 1]:
                return
            run = next((n for n in range(k, len(same)) if not same[n]), len(same)) - k
            self.box(*span, row[role], "level", tag, rows=run, row=at)
        elif role in ("operator", "number", "unit"):
            part = self.sample.split[i][("operator", "number", "unit").index(role)]
            self.box(*span, part, "number" if role == "number" else "text", tag, row=at)
        else:
            kind = "number" if role in ("weight", "score", "review_score") else "long" if role in ("reason", "measure") else "text"
            text = row.get(role)
            if row.get("unadjusted") and role in ("target", "initial_target"):
                text = row["target"] if role == "initial_target" else None
            self.box(*span, text, kind, tag, row=at)

    def total(self, spans: dict[str, tuple[int, int]]) -> None:
        paths = {"weight": "total_weight", "score": "total_score", "review_score": "total_review_score"}
        first = min(spans[role][0] for role in paths if role in spans)
        self.box(1, first - 1, self.style.labels["total"], "label", "total.label")
        for role, span in spans.items():
            if span[0] >= first:
                path = paths.get(role)
                self.box(*span, self.form.get(path) if path else "", "number" if path else "text", path or "total.blank")
        self.row += 1


def lay(sample: Sample, rng: Random) -> Document:
    """The form on plain paper: its heading, one table, the line of signatures."""
    desk = Desk(sample, rng)
    for block in ("head", "funds", "functions", "goals", "goals_apart", "indicators"):
        if block == "head" or block in sample.style.blocks:
            getattr(desk, block)()
    items: list[Line | Table | Break] = [Line(sample.form["title"], "title")]
    if sample.style.year_line:
        items.append(Line(sample.style.year_line))
    items.append(Table(desk.boxes, desk.width))
    signatures = sample.form["signatures"]
    if signatures:
        items.append(Line("　　".join(f"{label}：{text}" for label, text in signatures.items()), "signatures"))
    form = deepcopy(sample.form)
    for row in form["indicators"]:
        row.pop("unadjusted", None)
    if form["kind"] != "department":
        form["unit"] = {"name": form["unit"]["name"], "code": form["unit"]["code"]}
    return Document(items, [form], [sample.style])
