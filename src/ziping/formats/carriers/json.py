"""JSON as this package writes it: not a table but the form itself, so ``pipeline`` loads it and there is nothing to read here."""

import re

from ziping.formats.carrier import Carrier
from ziping.formats.sniff import HEAD, text_of

__all__ = ["CARRIER", "accepts"]

CARRIER = Carrier("json", "JSON 表单", rank=110, suffixes=(".json",), reads=False)

_OPENING = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\]])")


def accepts(data: bytes) -> bool:
    """A text that opens an object, or a list of objects."""
    return _OPENING.match(text_of(data)[:HEAD]) is not None
