"""The word lists that checks read: ``data/words/<name>.yml``, loaded once."""

from functools import lru_cache

from ziping.errors import DataError
from ziping.records import DATA, Record, load
from ziping.text import bare

__all__ = ["mentions", "vocabulary"]


@lru_cache(maxsize=256)
def vocabulary(name: str, key: str) -> tuple[str, ...]:
    """The words under ``key`` of ``data/words/<name>.yml``, each in one spelling without spaces, in the order of the file."""
    record = load(DATA / "words" / f"{name}.yml")
    if not isinstance(record, Record) or key not in record:
        raise DataError(f"words/{name}.yml：缺少「{key}」")
    return tuple(dict.fromkeys(bare(str(word)) for word in record[key]))


def mentions(text: str | None, name: str, key: str) -> str | None:
    """The first word of the list that stands in ``text``; None if there is none."""
    if text is None:
        return None
    plain = bare(text)
    return next((word for word in vocabulary(name, key) if word in plain), None)
