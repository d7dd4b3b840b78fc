"""Pictures of paper: scans, photographs, screenshots. Read with the extra ``ocr``; see ``scan_read``."""

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import is_image
from ziping.grid import Grid

__all__ = ["CARRIER", "accepts", "read"]

CARRIER = Carrier("picture", "扫描件、图片", rank=90, suffixes=(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"))


def accepts(data: bytes) -> bool:
    """The first bytes of PNG, JPEG, TIFF or BMP; other pictures are refused with a sentence."""
    return is_image(data) and not data.startswith((b"GIF8", b"RIFF"))


def read(data: bytes) -> list[Grid]:
    """See ``scan_read.read``. Raises FileRefused where the extra is not installed."""
    from ziping.formats import scan_chars

    scan_chars.require()
    from ziping.formats import scan_read

    return scan_read.read(data)
