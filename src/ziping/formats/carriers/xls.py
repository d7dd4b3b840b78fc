"""Excel 97–2003 workbooks. Reading is in ``xls_read``."""

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import streams
from ziping.grid import Grid

__all__ = ["CARRIER", "accepts", "read"]

CARRIER = Carrier("xls", "Excel 97–2003 工作簿", rank=60, suffixes=(".xls", ".et"))


def accepts(data: bytes) -> bool:
    """An old Office container with a workbook stream at its root."""
    return not {"workbook", "book"}.isdisjoint(streams(data))


def read(data: bytes) -> list[Grid]:
    """See ``xls_read.read``."""
    from ziping.formats import xls_read

    return xls_read.read(data)
