"""A list of approved projects or units → Register. Its columns are found by their labels (``data/register.yml``), wherever they stand."""

from functools import lru_cache

from ziping.errors import FileRefused
from ziping.form.register import Entry, Register
from ziping.grid import Grid, rows_of
from ziping.records import DATA, load
from ziping.text import bare, written

__all__ = ["read_register"]

_DEEPEST = 12  # rows: the heads stand no deeper than a title and a few notes
_NAMES = ("project", "code", "unit", "unit_code", "department")


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {bare(str(word)): str(field) for field, words in load(DATA / "register.yml").items() for word in words}


def _key(text: str) -> str:
    """A label without its unit of money: 预算金额（万元） → 预算金额."""
    key = bare(text)
    for unit in ("(万元)", "(元)"):
        key = key.replace(unit, "")
    return key.strip("*:：")


def _heads(rows: list[list[tuple[int, str]]]) -> tuple[int, dict[int, str]]:
    """The row with the most known labels, and the field of each of its columns; (-1, {}) if no row has two, or one with a name."""
    best: tuple[int, dict[int, str]] = (-1, {})
    for number, row in enumerate(rows[:_DEEPEST]):
        columns: dict[int, str] = {}
        for col, text in row:
            field = _labels().get(_key(text))
            if field is not None and field not in columns.values():
                columns[col] = field
        if len(columns) > len(best[1]) and any(field in _NAMES for field in columns.values()):
            best = (number, columns)
    return best


def read_register(grids: list[Grid]) -> Register:
    """The register in a file's tables: the first table in which the heads are found, all its rows. FileRefused if there is none."""
    for grid in grids:
        cells = rows_of(grid)
        rows = [[(cell.col, cell.text) for cell in row] for row in cells]
        at, columns = _heads(rows)
        if at < 0:
            continue
        entries = []
        for number, row in enumerate(rows[at + 1 :], at + 1):
            values = {columns[col]: written(text) for col, text in row if col in columns}
            if any(values.get(name) for name in _NAMES) and not (values.get("project") or values.get("unit") or "").startswith(
                ("合计", "总计", "小计")
            ):
                entries.append(Entry(row=cells[number][0].where.row, **values))
        if entries:
            words = [text for row in rows[: at + 1] for _, text in row] + [line.text for line in grid.above]
            unit = (
                "万元"
                if any("万元" in word for word in words)
                else "元"
                if any("(元)" in bare(word) or "单位:元" in bare(word) for word in words)
                else None
            )
            return Register(tuple(entries), frozenset(columns.values()), unit)
    labels = "、".join(f"「{load(DATA / 'register.yml')[field][0]}」" for field in ("project", "unit"))
    raise FileRefused(f"没有找到名单：要有一行表头，写明 {labels} 等栏目，其下一行一个项目或单位")
