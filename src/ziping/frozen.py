"""``@dataclass(frozen=True, slots=True)`` that costs little to declare: same meaning, one compiled method in place of seven.

The standard decorator compiles source text for every method of every class. With more than a hundred records that was a fifth of what
``ziping check`` takes for one file. Here only ``__init__`` is compiled (it runs by the thousand); the rest is shared.
"""

import dataclasses
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

__all__ = ["dataclass", "getter", "maker", "replace"]

P = ParamSpec("P")
T = TypeVar("T")


def _arguments(fields: tuple[dataclasses.Field[Any], ...], scope: dict[str, Any]) -> tuple[list[str], list[tuple[str, str]]]:
    """The arguments of a function that takes the fields, and each field with what is written into it; ``scope`` gets what they name."""
    arguments, values = [], []
    for field in fields:
        name, value = field.name, field.name
        if field.default_factory is not dataclasses.MISSING:
            scope[f"new_{name}"] = field.default_factory
            arguments.append(f"{name}=MISSING")
            value = f"new_{name}() if {name} is MISSING else {name}"
        elif field.default is not dataclasses.MISSING:
            scope[f"default_{name}"] = field.default
            arguments.append(f"{name}=default_{name}")
        else:
            arguments.append(name)
        values.append((name, value))
    scope["MISSING"] = dataclasses.MISSING
    return (["*"] if any(field.kw_only for field in fields) else []) + arguments, values


def _initialiser(cls: type, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """``__init__`` with the fields as arguments; it writes through the slots, past the ``__setattr__`` that refuses."""
    scope: dict[str, Any] = {f"set_{field.name}": getattr(cls, field.name).__set__ for field in fields}
    arguments, values = _arguments(fields, scope)
    lines = [f" set_{name}(self, {value})\n" for name, value in values]
    exec(f"def __init__({', '.join(['self', *arguments])}):\n{''.join(lines) or ' pass'}", scope)
    made: Callable[..., None] = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def maker(cls: Callable[P, T]) -> Callable[P, T]:
    """A function that makes the records of a class as calling it does, three times as fast: for records made by the dozen for each form.

    It fills a record of a twin that may still be written to, and then makes it one of the class.
    """
    kind = cast(Any, cls)
    own = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
    own["__slots__"] = kind.__dict__["__slots__"]
    scope: dict[str, Any] = {"_twin": type(kind.__name__, kind.__bases__, own), "_kind": kind}
    arguments, values = _arguments(dataclasses.fields(kind), scope)
    lines = [" self = _twin()\n", *(f" self.{name} = {value}\n" for name, value in values), " self.__class__ = _kind\n", " return self\n"]
    exec(f"def make({', '.join(arguments)}):\n{''.join(lines)}", scope)
    return cast(Callable[P, T], scope["make"])


def getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that gives the values of these fields of a record."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


@lru_cache(maxsize=256)
def _parts(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(field.name for field in dataclasses.fields(kind))
    return names, getter(names)


def replace(record: T, **changes: Any) -> T:
    """The same record with other values in these fields, as ``dataclasses.replace`` gives it, without its walk over the fields."""
    names, values = _parts(record.__class__)  # type: ignore[arg-type]  # mypy takes a record's __hash__ for its class's
    return record.__class__(**{**dict(zip(names, values(record), strict=True)), **changes})


def _refuse_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


def _declare(plain: type, kw_only: bool = False) -> Any:
    """The class with slots and the methods of a frozen dataclass."""
    # finds the fields and makes the slots; compiles nothing
    cls: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(plain)
    fields = dataclasses.fields(cls)
    key = getter([field.name for field in fields if field.compare])
    shown = [field.name for field in fields if field.repr]

    def equal(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def digest(self: object) -> int:
        return hash(key(self))

    def show(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    cls.__init__, cls.__eq__, cls.__hash__, cls.__repr__ = _initialiser(cls, fields), equal, digest, show
    cls.__setattr__, cls.__delattr__ = _refuse_set, _refuse_delete
    cls.__getstate__, cls.__setstate__ = _state, _restore
    return cls


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, *, kw_only=False, **options):
        if options == {"frozen": True, "slots": True}:
            return partial(_declare, kw_only=kw_only)
        return dataclasses.dataclass(cls, kw_only=kw_only, **options)  # what may change, or has a __dict__, is declared as usual
