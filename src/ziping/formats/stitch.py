"""Pages to Grids: a table cut by page breaks becomes one again.

Two tables on neighbouring pages are one when the first stands at the foot of its page and the second at the head of the next,
nothing but page numbers and running headers is between them, their outer edges agree, and the second does not begin like a
new copy of the same form. What the break cut in two is joined and marked ``stitched``: a row whose text goes on, a merged cell.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ziping.formats.cuts import Box, Part, doubted_at, is_one_name, merged_over, row_is_cut
from ziping.formats.ruled import Frame
from ziping.formats.runs import Run, Setting, TextLine, is_open, lines, setting
from ziping.frozen import dataclass
from ziping.grid import Cell, Grid, Line, Place

__all__ = ["Box", "Page", "Part", "Piece", "Spot", "laid_out", "stitched"]

_AGREE = 3.5  # points by which the edges of one table may differ from page to page
_FOOT, _HEAD = 0.2, 0.35  # of the page's height: what may be free below the first part, above the second
_MARGIN = 0.12  # of the page's height: where page numbers and running headers stand
_PAGE_NUMBER = re.compile(r"[\s\-—–－_·]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[\s\-—–－_·]*")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell or line of the Grids on the page: its Place and text, its page from 1, its box there (as in Part)."""

    where: Place
    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Piece:
    """A table as it stands on one page: column edges, row edges (points from the upper left corner), its parts."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: number from 1, size in points, its tables and the lines outside them, both from top to bottom. ``turn`` says how it
    lies in the file, for those who go back there (see ``pdf_text.turned``)."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]
    lines: tuple[TextLine, ...]
    turn: tuple[int, float, float, float, float] = (0, 0.0, 0.0, 0.0, 0.0)


def laid_out(number: int, width: float, height: float, found: Sequence[Frame], runs: Mapping[tuple[int, int] | None, list[Run]]) -> Page:
    """Runs set into the slots of the frames; ``runs`` by (frame, slot), None for what stands outside all tables."""
    pieces, outside = [], []
    sliced: dict[tuple[int, int], list[Run]] = {}
    for run in runs.get(None, ()):
        owner = next((o for k, frame in enumerate(found) if (o := _sliced(run, k, frame)) is not None), None)
        if owner is None:
            outside.append(run)
        else:
            sliced.setdefault(owner, []).append(run)
    for k, frame in enumerate(found):
        parts = []
        for i, slot in enumerate(frame.slots):
            inside = [*runs.get((k, i), ()), *sliced.get((k, i), ())]
            box = frame.box(slot)
            if inside:
                text = setting(inside, box[0], box[2])
                sure = None if inside[0].sure is None else min(run.sure or 0.0 for run in inside)
                parts.append(Part(slot.row, slot.col, slot.rows, slot.cols, text, number, slot.torn, box=box, sure=sure))
            elif not slot.open:
                parts.append(Part(slot.row, slot.col, slot.rows, slot.cols, Setting(), number, slot.torn, box=box))
        if any(part.set.text for part in parts):
            pieces.append(Piece(frame.xs, frame.ys, tuple(parts)))
    return Page(number, width, height, tuple(pieces), tuple(lines(outside)))


def _sliced(run: Run, k: int, frame: Frame) -> tuple[int, int] | None:
    """The torn slot whose text this is: lines that the page break goes through are printed on both pages, hidden in part or whole."""
    x, em = (run.x0 + run.x1) / 2, run.y1 - run.y0
    for edge, inside, y, side in ((frame.ys[0], 0.1, run.y1, 0), (frame.ys[-1], -0.1, run.y0, 1)):
        away = (edge - y) if side == 0 else (y - edge)
        slot = frame.slot_at(x, edge + inside) if -em < away < em / 2 else None
        if slot is not None and frame.slots[slot].torn[side]:
            return k, slot
    return None


def stitched(pages: Sequence[Page], spots: list[Spot] | None = None) -> list[Grid]:
    """The tables of all pages in reading order, each with the lines above it; the last one also with those below.

    ``spots``, where given, is filled with the place of every cell and line on its page.
    """
    running = _running(pages)
    grids: list[Grid] = []
    waiting: list[Line] = []
    table: _Table | None = None
    held: list[Line] = []  # running lines since the table so far: dropped if it goes on, kept if it has ended
    end_room = 0.0
    for page in pages:
        rows = sorted(
            [(line.y0, k, None) for k, line in enumerate(page.lines)] + [(p.ys[0], k, p) for k, p in enumerate(page.pieces)],
            key=lambda e: e[:2],
        )
        first = True
        for _, k, piece in rows:
            if piece is None:
                line = page.lines[k]
                if _is_page_number(line, page):
                    continue
                note = Line(line.text, Place(row=k + 1, col=1, page=page.number, confidence=_shown(line.sure)))
                if spots is not None:
                    spots.append(Spot(note.where, line.text, page.number, line[:4]))
                if table is not None and _key(line, page) in running:
                    held.append(note)
                    continue
                if table is not None:
                    grids.append(table.grid(waiting, spots))
                    table, waiting, held = None, held, []
                waiting.append(note)
                continue
            if table is not None and first and page.number == table.page + 1 and _goes_on(table, end_room, piece, page):
                table.add(piece, page.number)
                held = []
            else:
                if table is not None:
                    grids.append(table.grid(waiting, spots))
                    waiting, held = held, []
                table = _Table(piece, page.number)
            first = False
            end_room = (page.height - piece.ys[-1]) / page.height
    if table is not None:
        grids.append(table.grid(waiting, spots))
        waiting = held
    if waiting:
        if grids:
            grids[-1] = grids[-1].with_lines(above=grids[-1].above, below=waiting)
        else:
            grids.append(Grid((), below=tuple(waiting)))
    return grids


def _key(line: TextLine, page: Page) -> tuple[str, int]:
    return re.sub(r"\d+", "0", line.text), round(line.y0 / page.height * 50)


def _in_margin(line: TextLine, page: Page) -> bool:
    return line.y1 < _MARGIN * page.height or line.y0 > (1 - _MARGIN) * page.height


def _running(pages: Sequence[Page]) -> set[tuple[str, int]]:
    """Lines that stand at the same place in the margin of several pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_key(line, page) for line in page.lines if _in_margin(line, page)})
    return {key for key, count in seen.items() if count > 1}


def _is_page_number(line: TextLine, page: Page) -> bool:
    return _in_margin(line, page) and _PAGE_NUMBER.fullmatch(line.text) is not None


def _goes_on(table: "_Table", end_room: float, piece: Piece, page: Page) -> bool:
    """True when ``piece`` at the head of a page is the rest of ``table``. ``end_room``: share of the page free below the table."""
    first_row = (piece.ys[1] - piece.ys[0]) / page.height
    top = piece.ys[0] / page.height
    margin = min(max(_MARGIN, top), _FOOT)  # the sheet is as free at its foot as at its head
    if top > _HEAD or end_room > max(_FOOT, first_row + margin):
        return False
    if abs((piece.xs[-1] - piece.xs[0]) - (table.xs[-1] - table.xs[0])) > _AGREE:
        return False
    shift = table.xs[0] - piece.xs[0]
    inner = [x + shift for x in piece.xs[1:-1]]
    known = table.xs[1:-1]
    if inner and known and not any(abs(x - y) <= _AGREE for x in inner for y in known):
        return False
    return not table.begins_again(piece)


class _Table:
    """A table that grows page by page."""

    def __init__(self, piece: Piece, page: int) -> None:
        self.xs = list(piece.xs)
        self.page = page
        # extents in points until all column edges are known: (left, right) beside each part
        self.parts: list[tuple[Part, float, float]] = [(p, piece.xs[p.col], piece.xs[p.col + p.cols]) for p in piece.parts]
        self.rows = len(piece.ys) - 1
        self.opening = _opening(piece)
        self.last: list[int] = [i for i, (p, _, _) in enumerate(self.parts) if p.row + p.rows == self.rows]

    def begins_again(self, piece: Piece) -> bool:
        """True when the piece opens with the labels of this table but other content: the next copy of the same form."""
        rows = _opening(piece)
        same = 0
        while same < min(len(rows), len(self.opening)) and rows[same] == self.opening[same]:
            same += 1
        alike = sum(
            1
            for mine, other in zip(self.opening[same : same + 4], rows[same : same + 4], strict=False)
            if mine and other and mine[0] == other[0] and mine[0][2] and not mine[0][2][0].isdigit()
        )
        return alike >= 2 or (alike == 1 and same == 0)

    def add(self, piece: Piece, page: int) -> None:
        """Join the rest that stands on the next page."""
        shift = self.xs[0] - piece.xs[0]
        edges = [x + shift for x in piece.xs]
        self.xs = _merged_edges(self.xs, edges)
        repeated = self._repeated(piece)
        tops = [p for p in piece.parts if p.row == repeated]
        pairs = self._pairs(tops, edges)
        cut = pairs is not None and row_is_cut(pairs)
        base = self.rows - (1 if cut else 0)
        swallowed: dict[int, int] = {}
        if cut and pairs is not None:
            swallowed = {id(after): index for index, _, after in pairs}
        else:
            swallowed = {id(after): index for index, after in self._carried(tops, edges)}
        doubted = doubted_at(pairs, swallowed) if pairs is not None and not cut else None
        if doubted is not None:
            before, left, right = self.parts[doubted[0]]
            self.parts[doubted[0]] = (replace(before, notes=("doubtful",)), left, right)
        ends: list[int] = []
        for part in piece.parts:
            index = swallowed.get(id(part))
            moved = base + part.row if not cut or part.row >= repeated else self.rows + part.row
            if index is not None and (cut or not repeated):
                before, left, right = self.parts[index]
                grown = before.rows + (0 if repeated else part.rows - (1 if cut else 0))
                merged = replace(merged_over(before, part), rows=grown)
                self.parts[index] = (merged, left, right)
                if repeated and part.rows > 1:
                    rest = replace(merged, row=moved + 1, col=part.col, rows=part.rows - 1, page=page, box=part.box)
                    self.parts.append((rest, left, right))
                    index = len(self.parts) - 1
            elif index is not None:
                # the repeated head stands between: two cells, one text
                before, left, right = self.parts[index]
                self.parts.append((replace(merged_over(before, part), row=moved, rows=part.rows, page=page, box=part.box), left, right))
                index = len(self.parts) - 1
            else:
                notes = ("doubtful",) if doubted is not None and part is doubted[1] else ()
                self.parts.append((replace(part, row=moved, notes=notes), edges[part.col], edges[part.col + part.cols]))
                index = len(self.parts) - 1
            if part.row + part.rows == len(piece.ys) - 1:
                ends.append(index)
        self.rows = base + len(piece.ys) - 1
        self.last = ends
        self.page = page

    def _repeated(self, piece: Piece) -> int:
        """How many rows at the head of the piece repeat the head of the table."""
        rows = _opening(piece)
        same = 0
        while same < min(len(rows) - 1, len(self.opening)) and rows[same] and rows[same] == self.opening[same]:
            same += 1
        return same

    def _pairs(self, tops: list[Part], edges: list[float]) -> list[tuple[int, Part, Part]] | None:
        """The cells on both sides of the break, (index, before, after), when they stand exactly one below the other."""
        by_extent = {(self._edge(left), self._edge(right)): i for i in self.last for _, left, right in (self.parts[i],)}
        pairs = []
        for part in tops:
            index = by_extent.pop((self._edge(edges[part.col]), self._edge(edges[part.col + part.cols])), None)
            if index is None:
                return None
            pairs.append((index, self.parts[index][0], part))
        return None if by_extent else pairs

    def _carried(self, tops: list[Part], edges: list[float]) -> list[tuple[int, Part]]:
        """Merged cells that go on below the break: from the left, one whose text stands on one side only, under one of equal width."""
        by_extent = {(self._edge(left), self._edge(right)): i for i in self.last for _, left, right in (self.parts[i],)}
        carried = []
        leading = True
        for part in sorted(tops, key=lambda p: p.col):
            index = by_extent.get((self._edge(edges[part.col]), self._edge(edges[part.col + part.cols])))
            if index is None:
                leading = False
                continue
            before = self.parts[index][0]
            torn = before.torn[1] and part.torn[0]
            one_sided = not part.set.text if before.set.text else bool(part.set.text and (before.rows > 1 and part.rows > 1))
            both_empty = not part.set.text and not before.set.text and before.rows > 1 and part.rows > 1
            if (
                torn
                or is_open(before.set.text, part.set.text)
                or is_one_name(before.set, part.set)
                or (one_sided and (leading or (before.rows > 1 and part.rows > 1)))
                or both_empty
            ):
                carried.append((index, part))
            else:
                leading = False
        return carried

    def _edge(self, x: float) -> int:
        """Number of the column edge nearest to a place."""
        k = bisect_left(self.xs, x)
        if k == len(self.xs) or (k and x - self.xs[k - 1] < self.xs[k] - x):
            k -= 1
        return k

    def grid(self, above: list[Line], spots: list[Spot] | None) -> Grid:
        """The table as a Grid, cells in reading order."""
        cells = []
        for part, left, right in self.parts:
            col = self._edge(left)
            where = Place(row=part.row + 1, col=col + 1, page=part.page, confidence=_shown(part.sure))
            cells.append(Cell(part.row, col, part.rows, max(1, self._edge(right) - col), part.set.text, where, part.notes))
            if spots is not None:
                spots.append(Spot(where, part.set.text, part.page, part.box))
        cells.sort(key=lambda cell: (cell.row, cell.col))
        return Grid(tuple(cells), above=tuple(above))


def _opening(piece: Piece) -> list[list[tuple[int, int, str]]]:
    """The first rows of a piece as (col, cols, text) without white space."""
    rows: list[list[tuple[int, int, str]]] = [[] for _ in range(min(len(piece.ys) - 1, 16))]
    for part in piece.parts:
        if part.row < len(rows):
            rows[part.row].append((part.col, part.cols, "".join(part.set.text.split())))
    return rows


def _merged_edges(known: list[float], more: list[float]) -> list[float]:
    out = list(known)
    for x in more:
        if all(abs(x - y) > _AGREE for y in known):
            out.append(x)
    return sorted(out)


def _shown(sure: float | None) -> str | None:
    """A probability as a Place has it: cut, not rounded, so that 1.00 is certain."""
    return None if sure is None else f"{int(sure * 100) / 100:.2f}"
