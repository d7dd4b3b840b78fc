"""Reading the base data of a rubric (基础数据: 编制数, 在职人数 …): as a list of name, value and unit, as values under their labels,
or as a table whose rows and columns both have labels.
"""

from ziping.exact import percent
from ziping.grid import Cell
from ziping.layouts.columns import Columns, header
from ziping.layouts.draft import Draft
from ziping.layouts.lexicon import is_base
from ziping.layouts.stream import Row
from ziping.text import bare, written

__all__ = ["BaseData"]


class BaseData:
    """The base data of one form while it is being read."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.columns: Columns | None = None
        self.labels: tuple[Cell, ...] = ()
        self._end: tuple[int | None, int] | None = None  # the table and the row at which the block's label, a tall cell, ends

    @property
    def empty(self) -> bool:
        """True as long as no value, no list's header and no row of labels was read."""
        return self.columns is None and not self.labels and not self.draft.base_data

    def ended(self, row: Row) -> bool:
        """True for a lone text below the tall cell that holds the block's label."""
        return len(row.texts) == 1 and self._end is not None and row.grid == self._end[0] and row.number >= self._end[1]

    def take(self, row: Row) -> None:
        """One row of the block."""
        draft = self.draft
        for cell in row.labels:
            if is_base(cell.text):
                draft.use(cell)
                self._end = (row.grid, cell.row + cell.rows) if cell.rows > 1 else None
        columns = header(row, "base")
        if {"name", "value"} <= set(columns.roles):
            self.columns = columns
            draft.use(*row.cells)
            for column in columns.columns:
                if column.known is not None:
                    draft.columns.setdefault(f"base_data.{column.role}", column.cell.text)
            return
        if self.columns is not None:
            self._listed(row, self.columns)
            return
        cells = [cell for cell in row.cells if bare(cell.text) and not is_base(cell.text)]
        figures = [cell for cell in cells if percent(cell.text) is not None]
        if not cells:
            return
        if not figures:
            self.labels = tuple(cells)
        elif self.labels:
            self._under_labels(cells)
        else:
            for label, value in zip(cells, cells[1:], strict=False):
                if percent(label.text) is None and percent(value.text) is not None:
                    self._add(written(label.text), value, label)

    def _listed(self, row: Row, columns: Columns) -> None:
        draft = self.draft
        fields: dict[str, Cell] = {}
        for at, cell in columns.under(row):
            role = columns.roles[at] if at < len(columns.roles) else ""
            if role == "name" and fields:
                self._datum(fields)
                fields = {}
            if role in ("name", "value", "unit") and cell.row == row.number:
                fields[role] = cell
                draft.use(cell)
        self._datum(fields)

    def _datum(self, fields: dict[str, Cell]) -> None:
        if not any(written(cell.text) for cell in fields.values()):
            return
        self.draft.base_data.append({})
        for role, cell in fields.items():
            self.draft.put_in(self.draft.base_data, "base_data", role, cell)

    def _under_labels(self, cells: list[Cell]) -> None:
        """Values under the labels of the row above; a row that begins with a name of its own names them too."""
        first = cells[0]
        row_name = written(first.text) if percent(first.text) is None else None
        for cell in cells:
            if cell is first and row_name is not None:
                continue
            label = next((each for each in self.labels if each.col <= cell.col < each.col + each.cols), None)
            if label is None:
                continue
            name = written(label.text)
            self._add(f"{row_name}（{name}）" if row_name else name, cell, label)
            self.draft.use(first)

    def _add(self, name: str | None, value: Cell, label: Cell) -> None:
        self.draft.use(label)
        self.draft.base_data.append({})
        self.draft.put_in(self.draft.base_data, "base_data", "name", label, name)
        self.draft.put_in(self.draft.base_data, "base_data", "value", value)
