"""Ruled lines in, frames of cells out; the same for a drawn PDF and for a scan, and free of both.

A rule is ``(at, start, end)``: a horizontal one stands at y from x to x, a vertical one at x from y to y. The origin is the
upper left corner, y grows downward. All distances are in points when ``unit`` is 1; a scan gives its pixels per point.

    rules → joined where they continue each other → tied where they cross → one frame for each tied group
    → loose ends cut off (an underline), open sides closed → walls between slots → merged cells

>>> frame, = frames([(0, 0, 90), (20, 30, 90), (40, 0, 90)], [(0, 0, 40), (30, 0, 40), (90, 0, 40)])
>>> [(slot.row, slot.col, slot.rows, slot.cols) for slot in frame.slots]
[(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ziping.frozen import dataclass

__all__ = ["Frame", "Rule", "Slot", "frames"]

Rule = tuple[float, float, float]

_SAME = 0.8  # two strokes of one drawn line
_GAP = 3.0  # a hole in a line: dashes, dots, corners that do not meet
_TOUCH = 2.0  # a line that ends just before the one it should meet
_EDGE = 3.2  # the two strokes of a double line, the two borders of neighbouring boxes; no row is lower than this
_SHORT = 4.0  # anything shorter is a dot, a tick or a part of a letter
_MOST = 1500  # rules of one direction that are looked at; a form has fewer than 200


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell: row, col from 0, spans. ``open`` when a part of the outer border beside it is missing. ``torn`` (above, below)
    when the table stops there without a drawn border: a page break goes through the cell."""

    row: int
    col: int
    rows: int
    cols: int
    open: bool = False
    torn: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class Frame:
    """One ruled table: column edges ``xs``, row edges ``ys``, its slots in reading order, and for each grid field
    (row by row) the index of the slot that owns it."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]
    owners: tuple[int, ...]

    def slot_at(self, x: float, y: float) -> int | None:
        """Index of the slot that holds a point; None outside."""
        xs, ys = self.xs, self.ys
        if not (xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]):
            return None
        return self.owners[(bisect_right(ys, y) - 1) * (len(xs) - 1) + bisect_right(xs, x) - 1]

    def box(self, slot: Slot) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a slot."""
        return self.xs[slot.col], self.ys[slot.row], self.xs[slot.col + slot.cols], self.ys[slot.row + slot.rows]


def frames(horizontal: Sequence[Rule], vertical: Sequence[Rule], *, unit: float = 1.0) -> list[Frame]:
    """The ruled tables of one page, from top to bottom.

    A table has rules of both directions that meet, and at least two cells. A single box is not a table. A small box inside a
    cell of another table is a drawing, not a table; from three rows and three columns on it is a table of its own.
    """
    across, down = _joined(horizontal, unit), _joined(vertical, unit)
    found = []
    for group_across, group_down, loose, free in _tied(across, down, unit):
        closed_across, closed_down = _closed(group_across, group_down, loose, free, unit)
        frame = _frame(closed_across, closed_down, group_across, unit=unit)
        if frame is not None and len(frame.slots) > 1:
            found.append(frame)
    found.sort(key=lambda f: (f.ys[0], f.xs[0]))
    return [f for f in found if len(f.xs) > 3 < len(f.ys) or not any(f is not other and _inside(f, other) for other in found)]


def _inside(inner: Frame, outer: Frame) -> bool:
    one, other = outer.slot_at(inner.xs[0], inner.ys[0]), outer.slot_at(inner.xs[-1], inner.ys[-1])
    return one is not None and one == other


def _joined(rules: Sequence[Rule], unit: float) -> list[Rule]:
    """Strokes of one line made one; the short ones left out; sorted by position."""
    lines: list[Rule] = []
    ordered = sorted(rules)
    start = 0
    for i in range(1, len(ordered) + 1):
        if i < len(ordered) and ordered[i][0] - ordered[i - 1][0] <= _SAME * unit and ordered[i][0] - ordered[start][0] <= _EDGE * unit:
            continue
        lane = ordered[start:i]
        start = i
        at = sum(rule[0] for rule in lane) / len(lane)
        begin = end = None
        for _, a, b in sorted(lane, key=lambda rule: rule[1]):
            if end is None or a > end + _GAP * unit:
                if end is not None and begin is not None and end - begin >= _SHORT * unit:
                    lines.append((at, begin, end))
                begin, end = a, b
            elif b > end:
                end = b
        if begin is not None and end is not None and end - begin >= _SHORT * unit:
            lines.append((at, begin, end))
    if len(lines) > _MOST:  # a map or a chart: its table, if there is one, has the long lines
        lines = sorted(sorted(lines, key=lambda rule: rule[1] - rule[2])[:_MOST])
    return lines


def _tied(across: list[Rule], down: list[Rule], unit: float) -> list[tuple[list[Rule], list[Rule], list[Rule], list[Rule]]]:
    """Groups of rules that cross each other, each as (horizontal, vertical, horizontals and verticals of the page that cross nothing)."""
    touch = _TOUCH * unit
    parent = list(range(len(across) + len(down)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    places = [rule[0] for rule in down]
    crossed = set()
    for i, (y, a, b) in enumerate(across):
        for k in range(bisect_left(places, a - touch), bisect_right(places, b + touch)):
            if down[k][1] - touch <= y <= down[k][2] + touch:
                parent[root(len(across) + k)] = root(i)
                crossed.add(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i in sorted(crossed):
        groups.setdefault(root(i), ([], []))[0].append(across[i])
    free = []
    for k, rule in enumerate(down):
        group = groups.get(root(len(across) + k))
        if group is not None:
            group[1].append(rule)
        else:
            free.append(rule)
    loose = [rule for i, rule in enumerate(across) if i not in crossed]
    return [(h, v, loose, free) for h, v in groups.values()]


def _closed(across: list[Rule], down: list[Rule], loose: list[Rule], free: list[Rule], unit: float) -> tuple[list[Rule], list[Rule]]:
    """Missing outer sides added where several rules end at one place; then every end that leads nowhere cut off."""
    near = _EDGE * unit
    left, right = _missing_side(across, down, unit)
    if left is not None or right is not None:
        start = min(rule[1] for rule in across) if left is None else left
        end = max(rule[2] for rule in across) if right is None else right
        # a full-width row of an open table crosses nothing: its rules are known by their two ends
        across = across + [rule for rule in loose if abs(rule[1] - start) <= near and abs(rule[2] - end) <= near]
        top, bottom = min(rule[0] for rule in across), max(rule[0] for rule in across)
        down = down + [(x, top, bottom) for x in (left, right) if x is not None]
    open_top, open_bottom = _missing_side(down, across, unit)
    edges = [y for y in (open_top, open_bottom) if y is not None]
    top = min(rule[0] for rule in across) if open_top is None else open_top
    bottom = max(rule[0] for rule in across) if open_bottom is None else open_bottom
    # where pages break through a table, a merged cell that fills the page has no rule but those at its sides
    down = sorted(down + [rule for rule in free if abs(rule[1] - top) <= near and abs(rule[2] - bottom) <= near])
    start, end = min(rule[0] for rule in down), max(rule[0] for rule in down)
    across = across + [(y, start, end) for y in edges]
    return _pruned(across + _torn_corners(across, down, top, bottom, near), down, unit)


def _torn_corners(across: list[Rule], down: list[Rule], top: float, bottom: float, near: float) -> list[Rule]:
    """What the first and the last rule of a table lack to reach its sides: a merged cell there goes on over the page break."""
    out = []
    for y, end in ((top, 1), (bottom, 2)):
        drawn = [rule for rule in across if abs(rule[0] - y) <= near]
        sides = [rule[0] for rule in down if abs(rule[end] - y) <= near]
        if drawn and sides:
            left, right = min(rule[1] for rule in drawn), max(rule[2] for rule in drawn)
            out += [(y, min(sides), left)] if min(sides) < left - near else []
            out += [(y, right, max(sides))] if max(sides) > right + near else []
    return out


def _pruned(across: list[Rule], down: list[Rule], unit: float) -> tuple[list[Rule], list[Rule]]:
    """Every end that leads nowhere cut off."""
    for _ in range(4):
        kept_across = _trimmed(across, down, unit)
        kept_down = _trimmed(down, kept_across, unit)
        if len(kept_across) == len(across) and len(kept_down) == len(down):
            break
        across, down = kept_across, kept_down
    return kept_across, kept_down


def _missing_side(rules: list[Rule], crossing: list[Rule], unit: float) -> tuple[float | None, float | None]:
    """Where the rules end together without a border that crosses them, at their start and at their end; None where all is well.

    Two are enough where a part of the border is drawn (a merged cell cut by a page break) or where they are the first and the last of
    all, else it must be half of them.
    """
    near = _EDGE * unit
    places = [rule[0] for rule in crossing]
    sides: list[float | None] = []
    met = [_crossings(rule, crossing, unit) for rule in rules]
    for end, sign in ((1, -1), (2, 1)):
        outmost = max(sign * place for place in [*places, *(rule[end] for rule in rules)])
        loose = [
            rule
            for rule, crossed in zip(rules, met, strict=True)
            if crossed and sign * (rule[end] - crossed[0 if end == 1 else -1]) > near and outmost - sign * rule[end] <= near
        ]
        drawn = max(sign * place for place in places) >= outmost - near
        dangling = [rule[end] for rule in loose]
        sides_too = len(loose) >= 2 and min(loose)[0] - min(rules)[0] <= near and max(rules)[0] - max(loose)[0] <= near
        enough = len(dangling) >= 2 and (drawn or sides_too or 2 * len(dangling) >= len(rules))
        sides.append(sum(dangling) / len(dangling) if enough else None)
    return sides[0], sides[1]


def _crossings(rule: Rule, ordered: list[Rule], unit: float) -> list[float]:
    """Places along a rule where others cross it; ``ordered`` by place."""
    at, a, b = rule
    touch = _TOUCH * unit
    low, high = bisect_left(ordered, (a - touch,)), bisect_right(ordered, (b + touch, float("inf")))
    return [place for place, start, end in ordered[low:high] if start - touch <= at <= end + touch]


def _trimmed(rules: list[Rule], crossing: list[Rule], unit: float) -> list[Rule]:
    """Each rule from its first to its last crossing; one that is crossed at a single place is gone."""
    ordered = sorted(crossing)
    kept = []
    for rule in rules:
        met = _crossings(rule, ordered, unit)
        if met and met[-1] - met[0] > _EDGE * unit:
            kept.append((rule[0], met[0], met[-1]))
    return kept


def _edges(places: list[float], near: float) -> tuple[float, ...]:
    """Places that mean one edge made one. A cluster is never wider than ``near``."""
    out: list[float] = []
    group: list[float] = []
    for place in sorted(places):
        if group and place - group[0] > near:
            out.append(sum(group) / len(group))
            group = []
        group.append(place)
    if group:
        out.append(sum(group) / len(group))
    return tuple(out)


def _walls(rules: list[Rule], edges: tuple[float, ...], middles: list[float], near: float) -> list[bytearray]:
    """For each edge the fields along it that have a wall there."""
    walls = [bytearray(len(middles)) for _ in edges]
    for at, a, b in rules:
        k = bisect_left(edges, at)
        if k == len(edges) or (k and at - edges[k - 1] < edges[k] - at):
            k -= 1
        if abs(edges[k] - at) <= near:
            for i in range(bisect_left(middles, a), bisect_right(middles, b)):
                walls[k][i] = 1
    return walls


def _frame(across: list[Rule], down: list[Rule], drawn: list[Rule], *, unit: float) -> Frame | None:
    """Slots between the rules; ``drawn`` are the horizontal ones that are really there."""
    near = _EDGE * unit
    xs, ys = _edges([rule[0] for rule in down], near), _edges([rule[0] for rule in across], near)
    cols, rows = len(xs) - 1, len(ys) - 1
    if cols < 1 or rows < 1:
        return None
    above = _walls(across, ys, [(a + b) / 2 for a, b in pairwise(xs)], near)
    left = _walls(down, xs, [(a + b) / 2 for a, b in pairwise(ys)], near)
    parent = list(range(rows * cols))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for row in range(rows):
        for col in range(cols):
            k = row * cols + col
            if col + 1 < cols and not left[col + 1][row]:
                parent[root(k + 1)] = root(k)
            if row + 1 < rows and not above[row + 1][col]:
                parent[root(k + cols)] = root(k)
    regions: dict[int, list[int]] = {}
    for k in range(rows * cols):
        regions.setdefault(root(k), []).append(k)
    slots = [piece for fields in regions.values() for piece in _rectangles(fields, cols)]
    slots = [replace(slot, open=True) if _is_open(slot, above, left, rows, cols) else slot for slot in slots]
    ends = _walls(
        [r for r in drawn if abs(r[0] - ys[0]) <= near or abs(r[0] - ys[-1]) <= near], ys, [(a + b) / 2 for a, b in pairwise(xs)], near
    )
    slots = [replace(slot, torn=_torn(slot, ends, rows)) for slot in slots]
    slots.sort(key=lambda slot: (slot.row, slot.col))
    owners = [0] * (rows * cols)
    for index, slot in enumerate(slots):
        for row in range(slot.row, slot.row + slot.rows):
            base = row * cols
            owners[base + slot.col : base + slot.col + slot.cols] = [index] * slot.cols
    return Frame(xs, ys, tuple(slots), tuple(owners))


def _rectangles(fields: list[int], cols: int) -> list[Slot]:
    """A region as rectangles: itself, or, where a piece of wall is missing and it is none, its runs row by row."""
    first, last = fields[0] // cols, fields[-1] // cols
    low, high = min(k % cols for k in fields), max(k % cols for k in fields)
    if len(fields) == (last - first + 1) * (high - low + 1):
        return [Slot(first, low, last - first + 1, high - low + 1)]
    pieces: list[Slot] = []
    running: dict[tuple[int, int], Slot] = {}
    inside = set(fields)
    for row in range(first, last + 1):
        spans: dict[tuple[int, int], Slot] = {}
        col = low
        while col <= high:
            if row * cols + col not in inside:
                col += 1
                continue
            end = col
            while end <= high and row * cols + end in inside:
                end += 1
            grown = running.get((col, end))
            spans[(col, end)] = replace(grown, rows=grown.rows + 1) if grown else Slot(row, col, 1, end - col)
            col = end
        pieces.extend(slot for span, slot in running.items() if span not in spans)
        running = spans
    return pieces + list(running.values())


def _is_open(slot: Slot, above: list[bytearray], left: list[bytearray], rows: int, cols: int) -> bool:
    across, down = range(slot.col, slot.col + slot.cols), range(slot.row, slot.row + slot.rows)
    return (
        (slot.row == 0 and not all(above[0][c] for c in across))
        or (slot.row + slot.rows == rows and not all(above[rows][c] for c in across))
        or (slot.col == 0 and not all(left[0][r] for r in down))
        or (slot.col + slot.cols == cols and not all(left[cols][r] for r in down))
    )


def _torn(slot: Slot, drawn: list[bytearray], rows: int) -> tuple[bool, bool]:
    across = range(slot.col, slot.col + slot.cols)
    return (
        slot.row == 0 and not any(drawn[0][c] for c in across),
        slot.row + slot.rows == rows and not any(drawn[rows][c] for c in across),
    )
