"""OpenDocument spreadsheets, read by way of LibreOffice where it is installed."""

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import open_document
from ziping.grid import Grid

__all__ = ["CARRIER", "accepts", "read"]

CARRIER = Carrier("ods", "ODF 表格", rank=40, suffixes=(".ods",))


def accepts(data: bytes) -> bool:
    """A zip that says so in its mimetype; templates too."""
    return open_document(data).startswith("spreadsheet")


def read(data: bytes) -> list[Grid]:
    """See ``office.read``."""
    from ziping.formats import office

    return office.read(data, "ods")
