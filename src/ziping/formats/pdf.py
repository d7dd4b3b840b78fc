"""PDF. Reading is in ``pdf_read``, drawing in ``pdf_write``."""

from collections.abc import Sequence

from ziping.grid import Grid
from ziping.paper import Paper

__all__ = ["read", "write"]


def read(data: bytes) -> list[Grid]:
    """The tables of a PDF, see ``pdf_read.read``."""
    from ziping.formats import pdf_read

    return pdf_read.read(data)


def write(papers: Sequence[Paper]) -> bytes:
    """Draw papers, see ``pdf_write.write``."""
    from ziping.formats import pdf_write

    return pdf_write.write(papers)
