"""Statements are stored: all of a request, or none (Communication 2.1.1, 2.1.2)."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from xapi import scopes
from xapi.models import Attachment, Credential
from xapi.problems import Conflict, TooSlow
from xapi.selectors import LONGEST_WRITE, by_ids
from xapi.services.receiving import Batch
from xapi.services.references import refer
from xapi.services.statement_rows import (
    Cursor,
    Row,
    add_statements,
    add_usages,
    next_moment,
    number,
)
from xapi.services.targets import follow, void
from xapi.spec import strict_json
from xapi.spec.comparing import same
from xapi.spec.parts import Json, kind_of
from xapi.spec.refused import Refused
from xapi.spec.statements import VOIDED
from xapi.spec.types import written
from xapi.spec.usages import usages

# Agents, activities and the rest of one request: databases take only so many in one question.
MOST_NAMED = 20_000


def authority_of(credential: Credential) -> Json:
    """Who vouches for statements of this credential (Data 2.4.9), whatever they say."""
    account = {"homePage": settings.TOOL_ORIGIN, "name": credential.key}
    return {"objectType": "Agent", "name": credential.label, "account": account}


@dataclass(frozen=True)
class Stored:
    """What became of a request."""

    # Of its statements, in its order.
    ids: list[str]
    # Whatever was stored up to this moment can be read when the transaction has ended.
    through: dt.datetime


def store(credential: Credential, batch: Batch, version: str) -> Stored:
    """Store a request's statements.

    One that is there already with the same content is left as it is. Raises Conflict when the
    content differs, Refused when a voiding statement is to be voided.
    """
    academy_id = credential.academy_id
    by_id = {_id_of(statement): statement for statement in batch.statements}
    ids = [str(own) for own in by_id]
    with transaction.atomic(), connection.cursor() as cursor:
        stored = next_moment(academy_id)
        numbers = number(cursor, academy_id, list(by_id))
        if len(numbers) < len(by_id):
            _compare(academy_id, {own: each for own, each in by_id.items() if own not in numbers})
        if not numbers:
            return Stored(ids, stored)
        finish = _finishing(credential, stored, version)
        new = [_row(key, own, finish(own, by_id[own])) for own, key in numbers.items()]
        _write(cursor, credential, stored, new, batch)
        _follow(cursor, academy_id, [row for row, _finished in new], batch, stored + LONGEST_WRITE)
        if timezone.now() - stored > LONGEST_WRITE:
            raise TooSlow("Storing took too long. Send fewer statements at once, or later.")
    return Stored(ids, stored)


def _id_of(statement: Json) -> uuid.UUID:
    """The id that the sender chose, or one of ours (Data 2.4.1)."""
    return uuid.UUID(statement["id"]) if "id" in statement else uuid.uuid4()


def _compare(academy_id: int, again: dict[uuid.UUID, Json]) -> None:
    """Those that are there already say the same, or it is a conflict (Communication 2.1.1)."""
    if not again:
        return
    for there in by_ids(academy_id, list(again)):
        if not same(again[there.statement_id], json.loads(there.document)):
            raise Conflict(
                f"The statement {there.statement_id} is stored already and says something else. "
                "Statements do not change: send it under another id."
            )


def _finishing(
    credential: Credential, stored: dt.datetime, version: str
) -> Callable[[uuid.UUID, Json], Json]:
    """How each statement of a request gets what the store sets (Data 2.3.1, 2.4)."""
    moment, authority = written(stored), authority_of(credential)
    # Data 2.4.10: a 1.0 statement without a version counts as 1.0.0.
    default = "1.0.0" if version.startswith("1.0") else "2.0.0"

    def finish(own: uuid.UUID, statement: Json) -> Json:
        return {
            "timestamp": moment,
            "version": default,
            **statement,
            "id": str(own),
            "stored": moment,
            "authority": authority,
        }

    return finish


def _row(key: int, own: uuid.UUID, finished: Json) -> tuple[Row, Json]:
    about = finished["object"]
    row = Row(
        pk=key,
        statement_id=own,
        document=strict_json.write(finished),
        target_id=uuid.UUID(about["id"]) if kind_of(about) == "StatementRef" else None,
        voiding=finished["verb"]["id"] == VOIDED,
    )
    return row, finished


def _write(
    cursor: Cursor,
    credential: Credential,
    stored: dt.datetime,
    new: list[tuple[Row, Json]],
    batch: Batch,
) -> None:
    academy_id = credential.academy_id
    add_statements(cursor, credential, stored, [row for row, _finished_one in new])
    named = [(row.pk, usages(finished)) for row, finished in new]
    wanted = {(kind, value) for _pk, each in named for kind, value, _usage in each}
    if len(wanted) > MOST_NAMED:
        raise Refused(f"the statements of one request name at most {MOST_NAMED} different things")
    define = scopes.may(credential, scopes.DEFINE)
    finished = [each for _row_, each in new]
    references = refer(cursor, academy_id, wanted, finished, define=define)
    add_usages(
        cursor,
        [
            (references[kind, value], usage, pk, pk)
            for pk, each in named
            for kind, value, usage in each
        ],
    )
    if batch.attachments:
        _attach(academy_id, batch)


def _follow(
    cursor: Cursor, academy_id: int, rows: Sequence[Row], batch: Batch, until: dt.datetime
) -> None:
    """Void, and be found by what is referred to. Nobody refers to an id that was made here."""
    void(academy_id, rows)
    if any("id" in each for each in batch.statements) or any(row.target_id for row in rows):
        follow(cursor, academy_id, rows, until)


def _attach(academy_id: int, batch: Batch) -> None:
    Attachment.objects.bulk_create(
        [
            Attachment(
                academy_id=academy_id,
                sha2=sha2,
                content_type=part.headers.get("content-type", "application/octet-stream")[:200],
                body=part.body,
            )
            for sha2, part in batch.attachments.items()
        ],
        ignore_conflicts=True,
    )
