# ruff: noqa: S608 -- names come from the models; every value is a parameter
"""Model objects out of and into statements of our own.

Django puts a statement together anew for each query set, which takes ten times as long as the
database takes to find one row. Every review runs the same few statements; they are written out,
and only their columns come from the models, so that a new field is read and stored at once.

Signals are not sent, nothing is checked but what the database checks, and no field fills in the
time by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)
Parameters = Mapping[str, Any] | Sequence[Any]

# The place of a value that needs converting, its column, and how.
_Conversion = tuple[int, Any, Callable[[Any, Any, Any], Any]]
_Conversions = list[_Conversion]


class Columns(Generic[M]):
    """All columns of a model, under the name that its table has in a statement."""

    def __init__(self, model: type[M], name: str = "") -> None:
        self._model = model
        self._fields = model._meta.concrete_fields
        self._names = [field.attname for field in self._fields]
        self._key = self._names.index(model._meta.pk.attname)
        table = name or model._meta.db_table
        self._sql = ", ".join(f'{table}."{field.column}"' for field in self._fields)
        self._conversions: WeakKeyDictionary[BaseDatabaseWrapper, _Conversions] = (
            WeakKeyDictionary()
        )

    def __str__(self) -> str:
        return self._sql

    def __len__(self) -> int:
        return len(self._fields)

    def read(self, values: list[Any], database: BaseDatabaseWrapper) -> M | None:
        """The object with these values; None where an outer join has found none."""
        if values[self._key] is None:
            return None
        for place, column, convert in self._conversions_of(database):
            values[place] = convert(values[place], column, database)
        return self._model.from_db(database.alias, self._names, values)

    def _conversions_of(self, database: BaseDatabaseWrapper) -> _Conversions:
        # Each thread has its own connection, to which some of the functions belong.
        found = self._conversions.get(database)
        if found is None:
            found = self._conversions[database] = list(_conversions(self._fields, database))
        return found


def _conversions(
    fields: Sequence["Field[Any, Any]"], database: BaseDatabaseWrapper
) -> Iterator[_Conversion]:
    for place, field in enumerate(fields):
        column = field.get_col(field.model._meta.db_table)
        for convert in database.ops.get_db_converters(column):
            yield place, column, convert
        for convert in column.get_db_converters(database):
            yield place, column, convert


def fetch(
    statement: str, parameters: Parameters, *tables: Columns[Any]
) -> Iterator[tuple[Any, ...]]:
    """Yield for each row one object for each of `tables`, in the order of its columns."""
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    for row in found:
        objects, start = [], 0
        for columns in tables:
            end = start + len(columns)
            objects.append(columns.read(list(row[start:end]), database))
            start = end
        yield tuple(objects)


@cache
def _columns_of(model: type[M]) -> Columns[M]:
    return Columns(model)


def find(model: type[M], key: object) -> M | None:
    """The row with this primary key."""
    columns = _columns_of(model)
    name = model._meta.pk.column
    statement = f'SELECT {columns} FROM "{model._meta.db_table}" WHERE "{name}" = %s'
    for (found,) in fetch(statement, [key], columns):
        return cast("M", found)
    return None


def insert(instance: Model) -> bool:
    """Store a new row and give `instance` its key; False if one like it was there already."""
    statement, fields = _insertion(type(instance))
    database = connections[DEFAULT_DB_ALIAS]
    values = [
        field.get_db_prep_save(getattr(instance, field.attname), database) for field in fields
    ]
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        stored = cursor.fetchone()
    if stored is None:
        return False
    instance.pk = stored[0]
    instance._state.adding, instance._state.db = False, database.alias
    return True


@cache
def _insertion(model: type[Model]) -> tuple[str, "list[Field[Any, Any]]"]:
    """The statement that stores a row, and the fields that it takes in their order."""
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = (
        f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({marks}) '
        f'ON CONFLICT DO NOTHING RETURNING "{meta.pk.column}"'
    )
    return statement, fields


def update(model: type[Model], values: Mapping[str, Any], where: Mapping[str, Any]) -> int:
    """Set fields of the rows in which all fields of `where` are so; return how many they were."""
    settings = ", ".join(f"{_column(model, name)} = %s" for name in values)
    conditions = " AND ".join(f"{_column(model, name)} = %s" for name in where)
    database = connections[DEFAULT_DB_ALIAS]
    parameters = [
        model._meta.get_field(name).get_db_prep_save(value, database)  # type: ignore[union-attr]
        for name, value in (*values.items(), *where.items())
    ]
    with database.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET {settings} WHERE {conditions}', parameters
        )
        return int(cursor.rowcount)


def update_all(model: type[M], rows: Sequence[M], names: Sequence[str]) -> None:
    """Store these fields of many rows, one short statement for each.

    `bulk_update` puts one long expression together, which takes twenty times as long.
    """
    fields = [model._meta.get_field(name) for name in (*names, model._meta.pk.name)]
    settings = ", ".join(f"{_column(model, name)} = %s" for name in names)
    database = connections[DEFAULT_DB_ALIAS]
    parameters = [
        [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields]  # type: ignore[union-attr]
        for row in rows
    ]
    if parameters:
        with database.cursor() as cursor:
            cursor.executemany(
                f'UPDATE "{model._meta.db_table}" SET {settings} '
                f'WHERE "{model._meta.pk.column}" = %s',
                parameters,
            )


def _column(model: type[Model], name: str) -> str:
    return f'"{model._meta.get_field(name).column}"'  # type: ignore[union-attr]
