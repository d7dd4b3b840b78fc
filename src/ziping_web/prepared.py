"""Queries that every request asks: Django builds their SQL once, later requests only fill in the values.

Building a query costs Django several times what running it costs SQLite. ``fetch`` and ``change`` take a module's own function, which builds
the query from its ``shape`` (what changes the SQL: hashable, part of the key) with a ``Slot`` for every value of the request. The function
sees nothing of the request but the shape, so that no value of one person can stay in a query that another one runs.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import UpdateQuery

__all__ = ["Build", "Slot", "add", "change", "fetch"]

_MOST = 500  # queries kept: shapes of lists differ by their filters
_plans: dict[Hashable, Callable[[Mapping[str, Any]], Any]] = {}
_building = Lock()
Build = Callable[..., QuerySet]


class Slot(Expression):
    """Room for a value that is given by this name when the query runs; ``field`` where the database wants more than numbers and texts."""

    def __init__(self, name: str, field: Field | None = None) -> None:
        super().__init__()
        self.name, self.stored_as = name, field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """A parameter, which is the slot itself until the query runs."""
        return "%s", [self]

    def value(self, values: Mapping[str, Any]) -> Any:
        """What the database gets."""
        given = values[self.name]
        return given if self.stored_as is None else self.stored_as.get_db_prep_save(given, connection)


def _ready(order: Sequence[Any], values: Mapping[str, Any]) -> list[Any]:
    return [each.value(values) if isinstance(each, Slot) else each for each in order]


def fetch(build: Build, shape: tuple[Hashable, ...] = (), **values: Any) -> list[Any]:
    """What the query finds: models with what ``select_related`` names, or tuples of ``values_list``. Prefetching is not done."""
    return _plan((build, shape), lambda: _reading(build(*shape)))(values)


def change(build: Build, shape: tuple[Hashable, ...], new: Mapping[str, Any], **values: Any) -> int:
    """Give the columns of the rows that the query finds their new values; how many rows there were."""
    return _plan((build, shape, tuple(new)), lambda: _writing(build(*shape), tuple(new)))(
        {**values, **{f"={name}": new[name] for name in new}}
    )


def add(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """New rows, each with every column but the key (``auto_now_add`` is not done here); all rows name the same columns."""
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in rows[0]]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[field.get_db_prep_save(row[field.name], connection) for field in fields] for row in rows])


def _plan(key: tuple[Any, ...], make: Callable[[], Callable[[Mapping[str, Any]], Any]]) -> Callable[[Mapping[str, Any]], Any]:
    plan = _plans.get(key)
    if plan is None:
        with _building:
            if key[0].__closure__:
                raise TypeError("what builds a prepared query sees its shape only")
            if len(_plans) >= _MOST:
                _plans.clear()
            plan = _plans[key] = make()
    return plan


def _reading(found: QuerySet) -> Callable[[Mapping[str, Any]], list[Any]]:
    compiler = found.query.get_compiler(connection=connection)
    try:
        sql, order = compiler.as_sql()
    except EmptyResultSet:
        return lambda values: []
    converters = compiler.get_converters([column[0] for column in compiler.select])
    made = _models(compiler) if found._iterable_class is ModelIterable else tuple

    def run(values: Mapping[str, Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, _ready(order, values))
            rows = cursor.fetchall()
        out = []
        for row in rows:
            row = list(row)
            for at, (steps, column) in converters.items():
                for step in steps:
                    row[at] = step(row[at], column, connection)
            out.append(made(row))
        return out

    return run


def _models(compiler: Any) -> Callable[[list[Any]], Any]:
    info = compiler.klass_info
    model, first, last = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    alias = connection.alias
    related = get_related_populators(info, compiler.select, alias)

    def made(row: list[Any]) -> Any:
        one = model.from_db(alias, names, row[first:last])
        for each in related:
            each.populate(row, one)
        return one

    return made


def _writing(found: QuerySet, names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], int]:
    query = found.order_by().query.chain(UpdateQuery)
    query.add_update_values({name: Slot(f"={name}", found.model._meta.get_field(name)) for name in names})
    sql, order = query.get_compiler(connection=connection).as_sql()

    def run(values: Mapping[str, Any]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, _ready(order, values))
            return int(cursor.rowcount)

    return run
