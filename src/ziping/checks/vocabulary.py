"""The word lists that checks read: ``data/words/<name>.yml``, loaded once."""

from functools import lru_cache

from ziping.errors import DataError
from ziping.records import Record, load, word_files
from ziping.text import bare

__all__ = ["mentions", "vocabulary"]


@lru_cache(maxsize=64)
def _lists(name: str) -> tuple[Record, ...]:
    """The files of one word list, parsed once however many keys are asked for."""
    records = tuple(load(path) for path in word_files(name))
    if not all(isinstance(record, Record) for record in records):
        raise DataError(f"words/{name}.yml：应写成几行「键: [词, 词]」")
    return records


@lru_cache(maxsize=256)
def vocabulary(name: str, key: str) -> tuple[str, ...]:
    """The words under ``key`` of ``data/words/<name>.yml``, each in one spelling without spaces, in the order of the file; a bureau's
    own words after ours."""
    found: list[str] = []
    for at, record in enumerate(_lists(name)):
        if key not in record:
            if at:  # an own list says only what it adds
                continue
            raise DataError(f"words/{name}.yml：缺少「{key}」")
        if not isinstance(record[key], list):
            raise DataError(f"{record.at(key)}：「{key}」应写成 [词, 词]")
        found += [bare(str(word)) for word in record[key]]
    return tuple(dict.fromkeys(found))


def mentions(text: str | None, name: str, key: str) -> str | None:
    """The first word of the list that stands in ``text``; None if there is none."""
    if text is None:
        return None
    return next(filter(bare(text).__contains__, vocabulary(name, key)), None)
