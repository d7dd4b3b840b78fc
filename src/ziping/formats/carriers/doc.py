"""Word 97–2003 documents. Reading is in ``doc_read``."""

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import streams
from ziping.grid import Grid

__all__ = ["CARRIER", "accepts", "read"]

CARRIER = Carrier("doc", "Word 97–2003 文档", rank=50, suffixes=(".doc", ".wps"))


def accepts(data: bytes) -> bool:
    """An old Office container with a Word stream at its root; a workbook inside a document stands deeper."""
    return "worddocument" in streams(data)


def read(data: bytes) -> list[Grid]:
    """See ``doc_read.read``."""
    from ziping.formats import doc_read

    return doc_read.read(data)
