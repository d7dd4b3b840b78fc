"""How sure a reading of a scan is, and from where on a person should look: measured by benchmarks/scans.py."""

from decimal import Decimal

__all__ = ["is_doubtful"]

_NUMBERS, _WORDS = Decimal("0.97"), Decimal("0.80")
_SHORT = 24  # characters: a longer value is a text in which numbers occur


def is_doubtful(value: object, confidence: str | None) -> bool:
    """True for a value that a person should confirm. ``confidence`` is that of its least certain character (0 … 1 as text; None: not
    a scan). Digits are doubted sooner than words: nobody sees from a number that it is wrong.

    >>> is_doubtful("9.18", "0.95"), is_doubtful("同比上升", "0.95"), is_doubtful("9.18", None)
    (True, False, False)
    """
    if confidence is None:
        return False
    numeric = any(char.isdigit() for char in str(value))
    return Decimal(confidence) < (_NUMBERS if numeric and len(str(value)) <= _SHORT else _WORDS)
