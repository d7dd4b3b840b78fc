"""Word documents. Reading is in ``docx_read``, drawing in ``docx_write``."""

from collections.abc import Sequence

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import members
from ziping.grid import Grid
from ziping.paper import Paper

__all__ = ["CARRIER", "accepts", "read", "write"]

CARRIER = Carrier("docx", "Word 文档", rank=10, suffixes=(".docx", ".docm"), writes=True)


def accepts(data: bytes) -> bool:
    """A zip with the folder ``word``; also with a workbook inside, which is why Word is asked before Excel."""
    return any(name.startswith("word/") for name in members(data))


def read(data: bytes) -> list[Grid]:
    """See ``docx_read.read``."""
    from ziping.formats import docx_read

    return docx_read.read(data)


def write(papers: Sequence[Paper]) -> bytes:
    """See ``docx_write.write``."""
    from ziping.formats import docx_write

    return docx_write.write(papers)
