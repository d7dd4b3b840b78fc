"""A form on its country's paper: boxes on a grid, as the paper is ruled. Widths are drawn by lot, so that only labels can say what is what."""

from collections.abc import Iterable
from copy import deepcopy
from random import Random

from corpus.country import PAPERS, Block, Paper, columns_of
from corpus.country_form import country_form
from corpus.forms import Sample
from corpus.paper import Box, Break, Desk, Document, Line, Table

__all__ = ["lay_country"]

_TOTALS = {"weight": "total_weight", "score": "total_score", "review_score": "total_review_score"}


class _Country(Desk):
    """Draws the blocks of one paper from top to bottom."""

    def __init__(self, paper: Paper, sample: Sample, rng: Random) -> None:
        self.sample, self.style, self.form, self.rng, self.paper = sample, sample.style, sample.form, rng, paper
        widest = max(len(columns_of(block.columns)) for block in paper.blocks)
        self.wide = rng.choice([1, 1, 2])  # columns that the labels at the left take
        self.width = max(widest, 6) + self.wide + rng.choice([0, 0, 1, 2])
        self.boxes: list[Box] = []
        self.row = 0
        self.last: dict[str, tuple[int, int]] = {}  # the columns of the table of indicators drawn last
        self.beside = False  # the row 总分 stands beside the label of the indicators

    def draw(self) -> None:
        """All blocks."""
        blocks = self.paper.blocks
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            self.beside = block.kind == "indicators" and after is not None and after.kind == "total" and self.rng.random() < 0.5
            getattr(self, f"draw_{block.kind}")(block)

    def draw_pairs(self, block: Block) -> None:
        for row in block.rows.split(";"):
            pairs = [(label, path) for label, _, path in (pair.partition("=") for pair in row.split("|"))]
            spans = self.share(2 * len(pairs), 0)
            for (label, path), left, right in zip(pairs, spans[::2], spans[1::2], strict=True):
                self.box(*left, label, "label", f"{path}.label")
                self.box(*right, self.printed(path), "text", path)
            self.row += 1

    def printed(self, path: str) -> str | None:
        """What stands on paper at a path: the unit with its code before it."""
        section, _, key = path.partition(".")
        value = self.form[section].get(key)
        code = self.form["unit"].get("code")
        return f"{code}-{value}" if path == "unit.name" and code else value

    def label(self, text: str) -> str:
        return text.replace("{m}", str(self.form["money_unit"]))

    def draw_funds(self, block: Block) -> None:
        rows, columns = self.form["funds"], columns_of(block.columns)
        self.box(0, self.wide, self.label(block.label), "label", "funds.block", rows=1 + len(rows))
        spans = self.share(len(columns), self.wide)
        for (role, label), span in zip(columns, spans, strict=True):
            self.box(*span, self.label(label), "head", f"funds.head.{role}")
        self.row += 1
        dash = self.rng.choice(["", "—", "--", "/", "-"])
        for i, fund in enumerate(rows):
            for (role, _), span in zip(columns, spans, strict=True):
                value = fund.get(role)
                empty = dash if role in ("weight", "score") else ""
                kind = {"source": "text", "reason": "long"}.get(role, "number")
                self.box(*span, empty if value is None else value, kind, f"funds[{i}].{role}")
            self.row += 1

    def draw_fund_pairs(self, block: Block) -> None:
        """Two lists of source and amount side by side; where one is shorter, its second row is taller or its last rows are empty."""
        sides = [side.split("|") for side in block.rows.split(";")]
        height = max(map(len, sides))
        self.box(0, self.wide, self.label(block.label), "label", "funds.block", rows=height)
        spans, i, top = self.share(4, self.wide), 0, self.row
        for side, left, right in zip(sides, spans[::2], spans[1::2], strict=True):
            spare = height - len(side)
            tall = spare and self.rng.random() < 0.5
            at = top
            for n in range(height if not tall else len(side)):
                deep = 1 + spare if tall and n == 1 else 1
                known = n < len(side)
                self.box(*left, side[n] if known else "", "text", f"funds[{i}].source" if known else "", rows=deep, row=at)
                self.box(
                    *right,
                    self.form["funds"][i]["budget"] if known else "",
                    "number",
                    f"funds[{i}].budget" if known else "",
                    rows=deep,
                    row=at,
                )
                at, i = at + deep, i + known
        self.row += height

    def draw_goals(self, block: Block) -> None:
        rows, columns = self.form["goals"], columns_of(block.columns)
        self.box(0, self.wide, block.label, "label", "goals.block", rows=1 + len(rows))
        spans = self.share(len(columns), self.wide)
        for (role, label), span in zip(columns, spans, strict=True):
            self.box(*span, label, "head", f"goals.head.{role}")
        self.row += 1
        for i, goal in enumerate(rows):
            for (role, _), span in zip(columns, spans, strict=True):
                self.box(*span, goal.get(role), "long", f"goals[{i}].{role}")
            self.row += 1

    def draw_goals_abreast(self, block: Block) -> None:
        columns = columns_of(block.columns)
        self.box(0, self.wide, block.label, "label", "goals.block", rows=2)
        spans = self.share(len(columns), self.wide)
        for i, ((role, label), span) in enumerate(zip(columns, spans, strict=True)):
            self.box(*span, label, "head", f"goals.head.{role}")
            self.box(*span, self.form["goals"][i]["expected"], "long", f"goals[{i}].expected", row=self.row + 1)
        self.row += 2

    def draw_narrative(self, block: Block) -> None:
        section, _, key = block.path.partition(".")
        value = self.form["functions"] if not key else self.form["goals"][0]["expected"] if "[" in section else self.form[section].get(key)
        self.box(0, self.wide, block.label, "label", f"{block.path}.label")
        self.box(self.wide, self.width - self.wide, value, "long", block.path)
        self.row += 1

    def draw_own_goals(self, block: Block) -> None:
        deep_label = self.rng.random() < 0.6
        for g, goal in enumerate(self.form["goals"]):
            numbers = [i for i, row in enumerate(self.form["indicators"]) if row["goal"] == g]
            label = block.label.replace("{n}", str(g + 1)).replace("{points}", goal["weight"])
            self.box(0, self.wide, label, "label", "goals.block", rows=2 + len(numbers) if deep_label else 1)
            self.box(self.wide, self.width - self.wide, goal["expected"], "long", f"goals[{g}].expected")
            self.row += 1
            if not deep_label:
                self.box(0, self.wide, self.rng.choice(["年度绩效指标", "绩效指标"]), "label", "indicators.block", rows=1 + len(numbers))
            self.rows(block, numbers)

    def draw_indicators(self, block: Block) -> None:
        numbers = [i for i, row in enumerate(self.form["indicators"]) if (row.get("term") == "long") == block.long]
        deep = 1 + (self.form_two_rows(block))
        self.box(0, self.wide, block.label, "label", "indicators.block", rows=deep + len(numbers) + self.beside)
        self.rows(block, numbers, deep=deep)

    def form_two_rows(self, block: Block) -> bool:
        """True where 年度指标值 stands over its three parts: on Yunnan's paper."""
        self.style.two_row_head = (
            "operator:" in block.columns and self.form["title"].endswith("项目支出绩效自评表") and "部门" not in self.form["title"]
        )
        return self.style.two_row_head

    def rows(self, block: Block, numbers: list[int], *, deep: int = 1) -> None:
        columns = columns_of(block.columns)
        spans = self.share(len(columns), self.wide)
        parts = [span for (role, _), span in zip(columns, spans, strict=True) if role in ("operator", "number", "unit")]
        for (role, label), span in zip(columns, spans, strict=True):
            if deep == 2 and span in parts:
                if role == "operator":
                    self.box(span[0], sum(cols for _, cols in parts), "年度指标值", "head", "indicators.head.target")
                self.box(*span, label, "head", f"indicators.head.{role}", row=self.row + 1)
            else:
                self.box(*span, label, "head", f"indicators.head.{role}", rows=deep)
        self.row += deep
        for k, i in enumerate(numbers):
            for (role, _), span in zip(columns, spans, strict=True):
                self.indicator_cell(i, k, numbers, role, span)
        self.row += len(numbers)
        self.last = {role: span for (role, _), span in zip(columns, spans, strict=True)}

    def draw_total(self, block: Block) -> None:
        first = min(span[0] for role, span in self.last.items() if role in _TOTALS)
        start = self.wide if any(b.row <= self.row < b.row + b.rows for b in self.boxes) else 0
        self.box(start, first - start, block.label, "label", "total.label")
        for role, span in self.last.items():
            if span[0] < first:
                continue
            path = "grade" if role == "reason" and block.grade else _TOTALS.get(role)
            text = str(self.form.get(path) or "") if path else ""
            if path == "grade":
                text = self.rng.choice(["{}", "（自评等级）{}", "自评等级：{}"]).format(text)
            self.box(*span, text, "number" if path and path != "grade" else "text", path or "total.blank")
        self.row += 1

    def draw_base(self, block: Block) -> None:
        """Name, value and unit; once or twice side by side."""
        columns, data = columns_of(block.columns), self.form["base_data"]
        twice = 2 if self.rng.random() < 0.4 and self.width - self.wide >= 2 * len(columns) else 1
        height = -(-len(data) // twice)
        self.box(0, self.wide, block.label, "label", "base.block", rows=1 + height)
        spans = self.share(twice * len(columns), self.wide)
        for n, span in enumerate(spans):
            self.box(*span, columns[n % len(columns)][1], "head", f"base.head.{n}")
        self.row += 1
        for i, datum in enumerate(data):
            for (role, _), span in zip(columns, spans[i % twice * len(columns) :], strict=False):
                self.box(*span, datum[role], "number" if role == "value" else "text", f"base_data[{i}].{role}", row=self.row + i // twice)
        self.row += height


def lay_country(name: str, rng: Random) -> Document:
    """A random form on the paper ``name`` of PAPERS."""
    paper, sample = PAPERS[name], country_form(name, rng)
    desk = _Country(paper, sample, rng)
    desk.draw()
    table = Table(desk.boxes, desk.width)
    form = sample.form
    above: Iterable[str] = (
        line.replace("{y}", str(form["year"])) for line in paper.above if "{y}" not in line or "年度" not in form["title"]
    )
    lines = [Line(text) for text in above]
    first = [line for line in lines if "编号" in line.text or "公开" in line.text]
    items: list[Line | Table | Break] = [*first, Line(form["title"], "title"), *(line for line in lines if line not in first), table]
    if paper.notes and rng.random() < 0.5:
        table.boxes += [Box(table.height + n, 0, 1, table.width, text, "text", "note") for n, text in enumerate(paper.notes)]
    else:
        items += [Line(text) for text in paper.notes]
    signed = {label: text for label, text in form["signatures"].items() if label in paper.signatures}
    if signed:
        items.append(Line("　　".join(f"{label}：{text}" for label, text in signed.items()), "signatures"))
    shown = deepcopy(form)
    if shown["project"] is not None:
        shown["unit"] = {"name": form["unit"]["name"], "code": form["unit"]["code"]}
    return Document(items, [shown], [sample.style])
