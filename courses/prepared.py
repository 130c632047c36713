"""Statements whose SQL is written once per process.

Django writes the SQL of a queryset anew each time it is asked, which takes many times as long as
the database needs to answer it. The fixed questions of every launch and every commit are asked
here instead; whatever is asked now and then stays a plain queryset. The reasons, and what of Django
this leans on: `docs/decisions/0019-prepared-querysets.md`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet, query, sql
from django.db.models.signals import post_save, pre_save
from django.db.transaction import TransactionManagementError, mark_for_rollback_on_error

_M = TypeVar("_M", bound=Model)


class Given(Expression):
    """A value that the asker gives, by name; `field` says how the database wants it.

    It may stand where a value stands in a comparison (`=`, `<`, `>=`). It is never None: `= NULL`
    is true of nothing, and the SQL cannot become `IS NULL` any more.
    """

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """A placeholder, and this object in the place of its value."""
        del compiler, connection
        return "%s", [self]

    def value_in(self, given: dict[str, Any], database: BaseDatabaseWrapper) -> Any:
        """The value as the database takes it. Raises KeyError, TypeError."""
        value = given[self.name]
        if value is None:
            raise TypeError(f"{self.name} is None, which a prepared comparison never finds")
        return self.output_field.get_db_prep_value(value, database)


@dataclass(frozen=True, slots=True)
class _Select:
    """The SQL, and how a row of its answer becomes an object."""

    sql: str
    parameters: Sequence[Any]
    locks: bool
    converters: Sequence[tuple[int, Sequence[Any], Any]]
    model: type[Any]
    columns: slice
    names: Sequence[str]
    related: Sequence[Any]
    annotations: Sequence[tuple[str, int]]


class Prepared(Generic[_M]):
    """A queryset with `Given` values, as `build` puts it together at its first use.

    It may filter, order, slice, annotate, lock, and load related rows and a choice of columns.
    Threads share it: whatever two of them write at once is the same.
    """

    def __init__(self, build: Callable[[], QuerySet[_M]]) -> None:
        self._build = build
        self._written: _Select | None = None

    def first(self, **given: Any) -> _M | None:
        """The first object of the answer, in the queryset's own order, or None."""
        return next(iter(self.all(**given)), None)

    def all(self, **given: Any) -> list[_M]:
        """Every object of the answer; `given` has a value for the name of each `Given`."""
        database = connections[DEFAULT_DB_ALIAS]
        written = self._written = self._written or _write(self._build(), database)
        if written.locks and database.get_autocommit():
            # What Django says while it writes the SQL.
            raise TransactionManagementError("select_for_update outside of a transaction")
        with database.cursor() as cursor:
            cursor.execute(written.sql, _values(written.parameters, given, database))
            rows = cursor.fetchall()
        return [_object(written, list(row), database) for row in rows]


class PreparedUpdate:
    """An UPDATE of the rows of a queryset with `Given` values; `values` may be `Given`, too."""

    def __init__(self, build: Callable[[], QuerySet[Any]], **values: Any) -> None:
        self._build = build
        self._set = values
        self._written: tuple[str, Sequence[Any]] | None = None

    def update(self, **given: Any) -> int:
        """How many rows were changed."""
        database = connections[DEFAULT_DB_ALIAS]
        text, parameters = self._written = self._written or self._write(database)
        with mark_for_rollback_on_error(database.alias), database.cursor() as cursor:
            cursor.execute(text, _values(parameters, given, database))
            return int(cursor.rowcount)

    def _write(self, database: BaseDatabaseWrapper) -> tuple[str, Sequence[Any]]:
        update: Any = self._build().query.chain(sql.UpdateQuery)
        update.add_update_values(self._set)
        text, parameters = update.get_compiler(connection=database).as_sql()
        return text, tuple(parameters)


class PreparedInsert(Generic[_M]):
    """`save(force_insert=True)` of a new object of `model`, whose key the database makes.

    Where somebody listens to the model's signals, or the database does not return the key, it is
    `save` itself.
    """

    def __init__(self, model: type[_M]) -> None:
        self._model = model
        self._written: tuple[str, Sequence[Any]] | None = None

    def insert(self, row: _M) -> _M:
        """Store `row`, which then has its key."""
        database = connections[DEFAULT_DB_ALIAS]
        if self._needs_save(database):
            row.save(force_insert=True)
            return row
        text, parameters = self._written = self._written or self._write(database)
        fields = self._fields()
        stored = {f.attname: f.get_db_prep_save(f.pre_save(row, True), database) for f in fields}
        with mark_for_rollback_on_error(database.alias), database.cursor() as cursor:
            cursor.execute(text, [stored[given.name] for given in parameters])
            row.pk = cursor.fetchone()[0]
        row._state.adding = False  # noqa: SLF001  # as save does
        row._state.db = database.alias  # noqa: SLF001
        return row

    def _needs_save(self, database: BaseDatabaseWrapper) -> bool:
        heard = pre_save.has_listeners(self._model) or post_save.has_listeners(self._model)
        return heard or not database.features.can_return_columns_from_insert

    def _fields(self) -> "list[Field[Any, Any]]":
        fields = self._model._meta.local_concrete_fields  # noqa: SLF001
        return [f for f in fields if not f.primary_key]

    def _write(self, database: BaseDatabaseWrapper) -> tuple[str, Sequence[Any]]:
        template = self._model()
        for field in self._fields():
            template.__dict__[field.attname] = Given(field.attname, field)
        insert: Any = sql.InsertQuery(self._model)
        insert.insert_values(self._fields(), [template], raw=True)
        compiler = insert.get_compiler(connection=database)
        compiler.returning_fields = [self._model._meta.pk]  # noqa: SLF001
        ((text, parameters),) = compiler.as_sql()
        return text, tuple(parameters)


def _values(
    parameters: Sequence[Any], given: dict[str, Any], database: BaseDatabaseWrapper
) -> list[Any]:
    return [p.value_in(given, database) if isinstance(p, Given) else p for p in parameters]


def _write(queryset: QuerySet[Any], database: BaseDatabaseWrapper) -> _Select:
    _check(queryset)
    compiler: Any = queryset.query.get_compiler(connection=database)
    text, parameters = compiler.as_sql()
    select, info = compiler.select, compiler.klass_info
    start, stop = info["select_fields"][0], info["select_fields"][-1] + 1
    converters = compiler.get_converters([column[0] for column in select])
    return _Select(
        sql=text,
        parameters=tuple(parameters),
        locks=queryset.query.select_for_update and database.features.has_select_for_update,
        converters=[(place, steps, column) for place, (steps, column) in converters.items()],
        model=info["model"],
        columns=slice(start, stop),
        names=[column[0].target.attname for column in select[start:stop]],
        related=query.get_related_populators(  # type: ignore[attr-defined]  # not in the stubs
            info, select, database.alias
        ),
        annotations=tuple(compiler.annotation_col_map.items()),
    )


def _check(queryset: Any) -> None:
    """What a queryset does besides its SQL is not done here, so it may not be asked for."""
    plain = queryset._iterable_class is query.ModelIterable  # noqa: SLF001  # no public way to ask
    prefetches = queryset._prefetch_related_lookups  # noqa: SLF001
    if not plain or prefetches or queryset.query.combinator:
        raise TypeError("a prepared queryset gives objects, without prefetching and unions")


def _object(written: _Select, row: list[Any], database: BaseDatabaseWrapper) -> Any:
    for place, steps, column in written.converters:
        for step in steps:
            row[place] = step(row[place], column, database)
    found = written.model.from_db(database.alias, written.names, row[written.columns])
    for populator in written.related:
        populator.populate(row, found)
    for name, place in written.annotations:
        setattr(found, name, row[place])
    return found
