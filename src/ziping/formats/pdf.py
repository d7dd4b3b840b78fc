"""PDF. Drawing is in ``pdf_write``."""

from collections.abc import Sequence

from ziping.paper import Paper

__all__ = ["write"]


def write(papers: Sequence[Paper]) -> bytes:
    """Draw papers, see ``pdf_write.write``."""
    from ziping.formats import pdf_write

    return pdf_write.write(papers)
