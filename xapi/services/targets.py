"""Statements about statements: voiding (Data 2.3.2) and StatementRef (Communication 2.1.3)."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils import timezone

from xapi.models import Statement, Usage
from xapi.problems import TooSlow
from xapi.selectors import by_ids, sequences
from xapi.services.statement_rows import Cursor, Row, add_usages
from xapi.spec.refused import Refused


def void(academy_id: int, new: Sequence[Row]) -> None:
    """Void what the new statements void, and those of them that were voided in advance."""
    targets = {row.target_id for row in new if row.voiding}
    if targets:
        here = by_ids(academy_id, targets)
        if here.filter(voiding=True).exists():
            raise Refused("a voiding statement cannot be voided", "$.object.id")
        here.update(voided=True)


def follow(cursor: Cursor, academy_id: int, new: Sequence[Row], until: dt.datetime) -> None:
    """Let each statement be found by what its target is found by, however long the chain.

    The target may arrive later than what refers to it. Then it may have been voided, too. A circle
    of a hundred takes minutes, and the store with it: raises TooSlow after `until`.
    """
    ids = [row.statement_id for row in new]
    waiting = _referring(academy_id, ids)
    voided = {row.target_id for row in waiting if row.voiding}
    early = [row.pk for row in new if row.statement_id in voided and not row.voiding]
    if early:
        Statement.objects.filter(pk__in=early).update(voided=True)
    referring: dict[int, Row | Statement] = {row.pk: row for row in waiting}
    referring |= {row.pk: row for row in new if row.target_id}
    # Oldest first, so that within one request a target mostly has its rows before they are copied.
    pending = sorted(referring.values(), key=lambda row: row.pk)
    while pending:
        if timezone.now() > until:
            raise TooSlow("Too many statements refer to each other. Send fewer at once.")
        row = pending.pop(0)
        # Every round adds rows, of which there are finitely many: a circle ends, too.
        if _copy(cursor, academy_id, row):
            pending.extend(_referring(academy_id, [row.statement_id]))


def _referring(academy_id: int, targets: Sequence[uuid.UUID]) -> list[Statement]:
    found = Statement.objects.filter(academy_id=academy_id, target_id__in=targets)
    return list(found.only("statement_id", "target_id", "voiding"))


def _copy(cursor: Cursor, academy_id: int, referring: Row | Statement) -> bool:
    """Copy the usages of the target that are missing. Returns whether there were any."""
    target = sequences(academy_id, [referring.target_id])
    of_target = Usage.objects.filter(statement__in=target).exclude(source=referring.pk)
    own = Usage.objects.filter(statement=referring.pk)
    rows = ("reference_id", "usage", "source_id")
    missing = set(of_target.values_list(*rows)) - set(own.values_list(*rows))
    add_usages(
        cursor, [(reference, usage, referring.pk, source) for reference, usage, source in missing]
    )
    return bool(missing)
