"""Plain text: tab-separated tables, Markdown, CSV, one cell per line. Reading is in ``text_read``."""

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import foreign_text, text_of
from ziping.grid import Grid

__all__ = ["CARRIER", "accepts", "read"]

CARRIER = Carrier("text", "文本", rank=900, suffixes=(".txt", ".tsv", ".md", ".csv"))


def accepts(data: bytes) -> bool:
    """Whatever is text at all: every other carrier has said no before."""
    text = text_of(data)
    return bool(text) and not foreign_text(text)


def read(data: bytes) -> list[Grid]:
    """See ``text_read.read``."""
    from ziping.formats import text_read

    return text_read.read(data)
