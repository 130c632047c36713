"""The statements of one academy as NDJSON: one a line, as they are stored, oldest first."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db.models import Max

from academies import audit
from academies.models import Academy, StaffUser
from academies.permissions import Act, require
from xapi.models import Statement

# Statements in memory at once.
PAGE: Final = 500


def export(
    actor: StaffUser | None, academy: Academy, since: dt.date | None, until: dt.date | None
) -> Iterator[bytes]:
    """The lines of what was stored on the days from `since` to `until` (UTC, both included).

    Voided statements too: what voids them is another line. The export is noted before the first
    line is read. actor None: the command line. Raises PermissionDenied.
    """
    if actor is not None:
        require(actor, Act.EXPORT_STATEMENTS, academy)
    newest = Statement.objects.filter(academy=academy).aggregate(Max("pk"))["pk__max"] or 0
    said = {"since": since, "until": until, "through": newest}
    audit.record(actor, "statements.exported", "statements", {}, said, academy)
    return _lines(academy.pk, since, until, newest)


def _lines(
    academy_id: int, since: dt.date | None, until: dt.date | None, newest: int
) -> Iterator[bytes]:
    rows = Statement.objects.filter(academy_id=academy_id, pk__lte=newest)
    if since is not None:
        rows = rows.filter(stored__gte=_midnight(since))
    if until is not None:
        rows = rows.filter(stored__lt=_midnight(until) + dt.timedelta(days=1))
    ordered = rows.order_by("pk").values_list("pk", "document")
    after = 0
    while page := list(ordered.filter(pk__gt=after)[:PAGE]):
        yield "".join(f"{document}\n" for _pk, document in page).encode()
        after = page[-1][0]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
