"""Column edges that were dragged a little apart by hand, made one again.

In Word every row has cells of its own width: whoever drags an edge in one row leaves a sliver of a column between it and the others.
Two edges are one when they stand near each other and no row has a cell between them.

>>> snapped([0, 900, 940, 1800], [(0, 1, 3), (0, 2, 3)]), snapped([0, 900, 1100, 1800], [(0, 1, 2, 3)])
([0, 1, 1, 2], [0, 1, 2, 3])
"""

from collections.abc import Iterable, Sequence

__all__ = ["REACH", "snapped"]

REACH = 300  # twentieths of a point, 5 mm; a column of its own this narrow is seen by the cells in it


def snapped(edges: Sequence[int], rows: Iterable[tuple[int, ...]]) -> list[int]:
    """For each edge (places in twentieths of a point, rising) the number of the edge that it becomes, from 0. ``rows``: the numbers of
    the edges at which the cells of a row begin or end."""
    users: list[set[int]] = [set() for _ in edges]
    for number, used in enumerate(dict.fromkeys(rows)):
        for edge in used:
            users[edge].add(number)
    out: list[int] = []
    first, here = 0, set[int]()
    for edge, place in enumerate(edges):
        if out and place - first <= REACH and here.isdisjoint(users[edge]):
            here |= users[edge]
            out.append(out[-1])
        else:
            first, here = place, users[edge]
            out.append(out[-1] + 1 if out else 0)
    return out
