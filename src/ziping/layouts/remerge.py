"""Tables whose merged cells were taken apart with the text repeated in each part (exports of data programs) → merged again.

A label that stands twice side by side is one wide label. The cells under it are one where they are equal; equal cells under two
different labels (目标值 and 完成值 both ``95%``) stay two.
"""

from dataclasses import replace

from ziping.grid import Cell, Grid, rows_of
from ziping.layouts.lexicon import is_base, is_block, is_other_head, is_signature, is_total, lookup, own_goal_points, title_kind
from ziping.text import bare

__all__ = ["remerge"]

_PARTS = ("indicators", "funds", "goals")
_Run = tuple[int, int]  # positions start … stop in a row


def remerge(grid: Grid) -> Grid:
    """The same table with repeated texts merged; the grid itself if it has merges of its own or no label stands twice side by side."""
    if any(cell.rows > 1 or cell.cols > 1 for cell in grid.cells):
        return grid
    rows = rows_of(grid)
    if not any(_label(row[start].text) for row in rows for start, _ in _runs(row)):
        return grid
    out: list[list[Cell]] = []
    bands: list[tuple[int, int]] = []
    priced = False  # below a header of money; without one, labels and amounts stand side by side
    for row in rows:
        runs = _runs(row)
        if _is_header(row):
            priced = priced or sum(lookup(cell.text, "funds") is not None for cell in row) >= 2
            bands = [(row[start].col, row[stop - 1].col) for start, stop in runs]
        elif not _is_pairs(row, priced=priced):
            inside = [_clip(row, run, band) for run in runs for band in bands]
            runs = [run for run in inside if run[1] - run[0] > 1] + [run for run in runs if is_total(row[run[0]].text)]
        out.append(_merged(row, runs))
    _merge_down(out)
    return replace(grid, cells=tuple(cell for row in out for cell in row))


def _label(text: str) -> bool:
    return any(lookup(text, part) is not None for part in ("head", *_PARTS))


def _runs(row: list[Cell]) -> list[_Run]:
    """Where the same text stands in two or more cells side by side."""
    out: list[_Run] = []
    start = 0
    for at in range(1, len(row) + 1):
        if at < len(row) and row[at].col == row[at - 1].col + 1 and row[at].text == row[start].text:
            continue
        if at - start > 1 and bare(row[start].text):
            out.append((start, at))
        start = at
    return out


def _is_header(row: list[Cell]) -> bool:
    base = {known.field for cell in row if (known := lookup(cell.text, "base")) is not None}
    return {"name", "value"} <= base or any(
        len({known.field for cell in row if (known := lookup(cell.text, part)) is not None}) >= 2 for part in _PARTS
    )


def _is_pairs(row: list[Cell], *, priced: bool) -> bool:
    """Rows of labels and values, and rows of one text only: there everything that is repeated is one cell."""
    texts = [cell.text for cell in row if bare(cell.text)]
    if len(set(texts)) <= 1:
        return True
    first = texts[0]
    if own_goal_points(first) is not None:  # its label beside its text, or beside an indicator of its own
        return len(set(texts)) == 2
    if is_block(first, "funds") and not priced:
        return True
    known = lookup(first, "head") is not None or lookup(first, "tail") is not None or is_other_head(first)
    return known or is_signature(first) or title_kind(first) is not None


def _clip(row: list[Cell], run: _Run, band: tuple[int, int]) -> _Run:
    """The part of a run that stands under one wide label."""
    under = [at for at in range(*run) if band[0] <= row[at].col <= band[1]]
    return (under[0], under[-1] + 1) if under else (0, 0)


def _merged(row: list[Cell], runs: list[_Run]) -> list[Cell]:
    gone = {at for start, stop in runs for at in range(start + 1, stop)}
    wide = {start: stop - start for start, stop in runs if start not in gone}
    return [replace(cell, cols=wide.get(at, 1)) for at, cell in enumerate(row) if at not in gone]


def _merge_down(rows: list[list[Cell]]) -> None:
    """The label of a block repeated beside each of its rows becomes one cell again."""
    top: tuple[int, int] | None = None  # row and position of the label that runs down
    for number, row in enumerate(rows):
        first = row[0] if row else None
        if first is None or first.col or not bare(first.text) or not (is_block(first.text) or is_base(first.text)) or len(row) < 2:
            top = None
            continue
        if top is not None:
            above = rows[top[0]][top[1]]
            if above.text == first.text and above.cols == first.cols:
                rows[top[0]][top[1]] = replace(above, rows=above.rows + 1)
                del row[0]
                continue
        top = number, 0
