"""PDF. Reading is in ``pdf_read``, drawing in ``pdf_write``."""

import re
from collections.abc import Sequence

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import is_container
from ziping.grid import Grid
from ziping.paper import Paper

__all__ = ["CARRIER", "accepts", "read", "write"]

CARRIER = Carrier("pdf", "PDF", rank=70, suffixes=(".pdf",), writes=True)

_HEADER = re.compile(rb"%PDF-\d")


def accepts(data: bytes) -> bool:
    """The header, which may stand up to a kilobyte behind the file's start."""
    return _HEADER.search(data, 0, 1024) is not None and not is_container(data)


def read(data: bytes) -> list[Grid]:
    """See ``pdf_read.read``."""
    from ziping.formats import pdf_read

    return pdf_read.read(data)


def write(papers: Sequence[Paper]) -> bytes:
    """See ``pdf_write.write``."""
    from ziping.formats import pdf_write

    return pdf_write.write(papers)
