"""Web pages. Reading is in ``html_read``, drawing in ``html_write``."""

import re
from collections.abc import Sequence

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import HEAD, text_of
from ziping.grid import Grid
from ziping.paper import Paper

__all__ = ["CARRIER", "accepts", "read", "write"]

CARRIER = Carrier("html", "网页", rank=120, suffixes=(".html", ".htm"), writes=True)

_OPENING = re.compile(r"\s*(?:<!--.*?-->\s*|<\?xml\b[^>]*>\s*)*<(?:!doctype\s+html|[a-z][a-z0-9:]*[\s/>])", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?:!doctype\s+html|html|body|head|table)\b", re.IGNORECASE)


def accepts(data: bytes) -> bool:
    """A text that begins with a tag and has one that only web pages have."""
    text = text_of(data)
    return _OPENING.match(text[:HEAD]) is not None and _TAG.search(text) is not None


def read(data: bytes) -> list[Grid]:
    """See ``html_read.read``."""
    from ziping.formats import html_read

    return html_read.read(data)


def write(papers: Sequence[Paper]) -> bytes:
    """See ``html_write.write``."""
    from ziping.formats import html_write

    return html_write.write(papers)
