"""Rich text, read by way of LibreOffice where it is installed."""

from ziping.formats.carrier import Carrier
from ziping.grid import Grid

__all__ = ["CARRIER", "accepts", "read"]

CARRIER = Carrier("rtf", "RTF 文档", rank=80, suffixes=(".rtf",))


def accepts(data: bytes) -> bool:
    """Every RTF file begins with the same five characters."""
    return data.startswith(b"{\\rtf")


def read(data: bytes) -> list[Grid]:
    """See ``office.read``."""
    from ziping.formats import office

    return office.read(data, "rtf")
