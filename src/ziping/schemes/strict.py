"""Reading a record strictly: what is missing, of the wrong kind or unknown is said with file, line and remedy."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ziping.errors import DataError
from ziping.frozen import dataclass
from ziping.records import Record
from ziping.regulations import Authority, authority_of
from ziping.schemes.model import Number

__all__ = ["CITED", "Ground", "day", "flag", "listing", "mapping", "need", "number", "one_of", "pick", "text", "texts", "whole"]

CITED = frozenset({"at", "seen", "memory"})


@dataclass(frozen=True, slots=True)
class Ground:
    """What a scheme rests on: the document in ``basis`` (None: none was read or known), and a bureau's own folder beside ours."""

    basis: str | None
    extra: Path | None

    def authority(self, record: Record) -> Authority:
        """The authority a record claims, by its own words or through the document."""
        return authority_of(record, self.basis, self.extra)


def need(record: Record, key: str, remedy: str = "请补上") -> Any:
    """The value of a key that must be there."""
    if key not in record:
        raise DataError(f"{record.at()}：缺少「{key}」，{remedy}")
    return record[key]


def mapping(record: Record, key: str, keys: set[str] | frozenset[str] | None = None) -> Record:
    """A value that must be a mapping, with no keys but these."""
    value = need(record, key)
    if not isinstance(value, Record):
        raise DataError(f"{record.at(key)}：「{key}」应写成几行「键: 值」，不能是「{_short(value)}」")
    if keys is not None:
        value.refuse_unknown(keys)
    return value


def listing(record: Record, key: str, keys: set[str] | frozenset[str]) -> list[Record]:
    """A value that must be a list of mappings."""
    value = need(record, key)
    if not isinstance(value, list) or not all(isinstance(item, Record) for item in value):
        raise DataError(f"{record.at(key)}：「{key}」应写成一张表，每行形如「- {{键: 值}}」")
    for item in value:
        item.refuse_unknown(keys)
    return value


def text(record: Record, key: str) -> str:
    """A value that must be a non-empty text."""
    value = need(record, key)
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{record.at(key)}：「{key}」应是一段文字，不能是「{_short(value)}」；数字和日期请加引号")
    return value


def texts(record: Record, key: str) -> tuple[str, ...]:
    """A list of texts; empty if the key is absent."""
    value = record.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise DataError(f"{record.at(key)}：「{key}」应写成 [文字, 文字]")
    return tuple(value)


def flag(record: Record, key: str) -> bool:
    """true or false; false if the key is absent."""
    value = record.get(key, False)
    if not isinstance(value, bool):
        raise DataError(f"{record.at(key)}：「{key}」只能写 true 或 false")
    return value


def one_of(record: Record, key: str, allowed: tuple[str, ...]) -> str:
    """A value that must be one of a few words."""
    value = need(record, key)
    if not isinstance(value, str) or value not in allowed:
        raise DataError(f"{record.at(key)}：「{key}」只能是 {'、'.join(allowed)}，不能是「{_short(value)}」")
    return value


def pick(record: Record, key: str, allowed: tuple[str, ...]) -> frozenset[str]:
    """A list of words out of a few; empty if the key is absent."""
    found = texts(record, key)
    for word in found:
        if word not in allowed:
            raise DataError(f"{record.at(key)}：「{key}」里只能写 {'、'.join(allowed)}，不能是「{word}」")
    return frozenset(found)


def day(record: Record, key: str) -> date | None:
    """A date, None where the file says null or nothing."""
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise DataError(f"{record.at(key)}：「{_short(value)}」不是日期，请写成 2020-02-25 这样，不加引号")
    return value


def whole(record: Record, key: str) -> int:
    """A whole number."""
    value = need(record, key)
    if isinstance(value, bool) or not isinstance(value, int):
        raise DataError(f"{record.at(key)}：「{key}」应是整数，不能是「{_short(value)}」")
    return value


def number(owner: Record, key: str, ground: Ground, *, least: int = 0) -> Number:
    """``{value: 10, seen: …}`` → Number. Every number says where it comes from."""
    record = need(owner, key)
    if not isinstance(record, Record):
        raise DataError(f"{owner.at(key)}：「{key}」应写成 {{value: 数, seen: 报表编号}}（或 memory: true），每个数都要有出处")
    record.refuse_unknown(CITED | {"value"})
    value = need(record, "value")
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or isinstance(value, Decimal) and not value.is_finite():
        raise DataError(f"{record.at('value')}：「{_short(value)}」不是数；小数写成 0.6，百分数也写成 0.6，不加引号")
    if value < least:
        raise DataError(f"{record.at('value')}：「{key}」是 {value}，不能小于 {least}")
    return Number(Decimal(value), ground.authority(record))


def _short(value: Any) -> str:
    shown = "空" if value is None else str(value)
    return shown if len(shown) <= 30 else shown[:28] + "……"
