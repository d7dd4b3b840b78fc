"""What leaves the engine (forms, score sheets, findings, results): frozen records that become plain JSON data and come back checked.

The classes are the public contract; pydantic checks what comes from outside and writes their JSON Schema. It is imported for just that:
reading a table and judging it makes only records of our own, and importing pydantic takes longer than all of that.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Self

from ziping.frozen import getter

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["AsText", "Between", "Published"]


class Published:
    """Base of every such record. Declare with ``@dataclass(frozen=True, slots=True, kw_only=True)`` of ``ziping.frozen``."""

    __slots__ = ()

    @classmethod
    def model_validate(cls, data: Any) -> Self:
        """Plain data from outside → the record. pydantic's ValidationError where it is something else; unknown keys are ignored."""
        made: Self = _adapter(cls).validate_python(data)  # type: ignore[arg-type]
        return made

    @classmethod
    def model_json_schema(cls, *, mode: str = "validation") -> dict[str, Any]:
        """The JSON Schema; ``mode`` is "validation" (what may come in) or "serialization" (what goes out)."""
        way: Literal["serialization", "validation"] = "serialization" if mode == "serialization" else "validation"
        return _adapter(cls).json_schema(mode=way)  # type: ignore[arg-type]

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """The fields in their order."""
        return _names(cls)  # type: ignore[arg-type]

    def items(self) -> Iterator[tuple[str, Any]]:
        """The fields with their values."""
        return zip(_names(type(self)), self.values(), strict=True)  # type: ignore[arg-type]

    def values(self) -> tuple[Any, ...]:
        """The values of the fields in their order."""
        return _values(type(self))(self)  # type: ignore[arg-type]

    def model_copy(self, update: Mapping[str, Any]) -> Self:
        """The same with other values in these fields."""
        return replace(self, **update)  # type: ignore[type-var]

    def model_dump(self, *, exclude: Collection[str] = ()) -> dict[str, Any]:
        """Plain JSON data: records as mappings, tuples as lists, decimals as text."""
        return {name: _plain(value) for name, value in self.items() if name not in exclude}


# (mypy takes the __hash__ of a record for that of its class: hence the ignores above.)
@lru_cache(maxsize=64)
def _adapter(cls: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(cls)


@lru_cache(maxsize=64)
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(cls.__dataclass_fields__)


@lru_cache(maxsize=64)
def _values(cls: Any) -> Callable[[Any], tuple[Any, ...]]:
    return getter(_names(cls))


_AS_IT_IS = frozenset({type(None), str, bool, int})


def _plain(value: Any) -> Any:
    if value.__class__ in _AS_IT_IS:
        return value
    if isinstance(value, Published):
        return {name: each if each.__class__ in _AS_IT_IS else _plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return {key: _plain(item) for key, item in value.items()}


class AsText:
    """Annotation of a text: numbers from Python callers count by their text (JSON numbers already come as text from the codec); as on
    paper, outer white space is trimmed and a cell that holds only a dash or a stroke is None."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(_as_text, handler(source))


_NOTHING = frozenset("-—－/／")


def _as_text(value: Any) -> Any:
    if isinstance(value, str):
        trimmed = value.strip()
        return None if not trimmed or len(trimmed) < 3 and _NOTHING.issuperset(trimmed) else trimmed
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return value


class Between:
    """Annotation of a whole number: the least and the most it may be."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return {**handler(source), "ge": self.least, "le": self.most}
