"""The audit log as a file: CSV (RFC 4180) for a spreadsheet, NDJSON for a program."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from academies import audit, spreadsheets
from academies.models import AuditEntry, StaffUser
from academies.permissions import Act, require

COLUMNS = (
    *("at", "actor_name", "action", "target", "target_name", "academy_id", "country"),
    *("before", "after", "reason", "correlation_id"),
)


def export(
    actor: StaffUser,
    rows: QuerySet[AuditEntry],
    since: dt.date | None,
    until: dt.date | None,
) -> QuerySet[AuditEntry]:
    """Of `rows` (within the actor's reach) those of the days, oldest first; the export is noted.

    Raises PermissionDenied.
    """
    require(actor, Act.EXPORT_AUDIT)
    if since:
        rows = rows.filter(at__date__gte=since)
    if until:
        rows = rows.filter(at__date__lte=until)
    newest = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
    # Not its own entry, which is written after these were counted.
    chosen = rows.filter(pk__lte=newest).order_by("pk")
    said = {"since": since, "until": until, "entries": chosen.count()}
    audit.record(actor, "audit.exported", "audit", {}, said, actor.academy, country=actor.country)
    return chosen


def as_ndjson(rows: QuerySet[AuditEntry]) -> Iterator[str]:
    """One JSON object a line."""
    for row in rows.iterator(chunk_size=500):
        yield json.dumps(_values(row), ensure_ascii=False) + "\n"


def as_csv(rows: QuerySet[AuditEntry]) -> Iterator[str]:
    """A header and one line an entry, its values as JSON in two of the cells."""
    yield spreadsheets.line(COLUMNS)
    for row in rows.iterator(chunk_size=500):
        yield spreadsheets.line(_cell(value) for value in _values(row).values())


def _values(row: AuditEntry) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in COLUMNS}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value or "")
