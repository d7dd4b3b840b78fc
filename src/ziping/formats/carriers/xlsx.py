"""Excel workbooks. Reading is in ``xlsx_read``, drawing in ``xlsx_write``."""

from collections.abc import Sequence

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import members
from ziping.grid import Grid
from ziping.paper import Paper

__all__ = ["CARRIER", "accepts", "read", "write"]

CARRIER = Carrier("xlsx", "Excel 工作簿", rank=20, suffixes=(".xlsx", ".xlsm"), writes=True)


def accepts(data: bytes) -> bool:
    """A zip with the folder ``xl``."""
    return any(name.startswith("xl/") for name in members(data))


def read(data: bytes) -> list[Grid]:
    """See ``xlsx_read.read``."""
    from ziping.formats import xlsx_read

    return xlsx_read.read(data)


def write(papers: Sequence[Paper]) -> bytes:
    """See ``xlsx_write.write``."""
    from ziping.formats import xlsx_write

    return xlsx_write.write(papers)
