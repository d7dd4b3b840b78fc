"""What a carrier says of itself: the record that every module in ``carriers/`` holds under the name CARRIER."""

from ziping.frozen import dataclass

__all__ = ["Carrier"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier.

    ``name`` is also its module's; ``title`` what Chinese users call it. ``rank`` is the order in which carriers are asked whether
    a file is theirs: small asks early, and what would accept almost anything (text: 900) comes last. ``suffixes`` are the usual
    ends of file names with their dot, the one that we write first. ``reads``: it has ``read(data) -> list[Grid]``; ``writes``:
    it has ``write(papers) -> bytes``.
    """

    name: str
    title: str
    rank: int
    suffixes: tuple[str, ...]
    reads: bool = True
    writes: bool = False
