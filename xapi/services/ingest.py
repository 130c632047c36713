"""Statements are stored: all of a request, or none (Communication 2.1.1, 2.1.2)."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xapi import scopes
from xapi.models import Attachment, Credential
from xapi.problems import Conflict, TooSlow
from xapi.selectors import LONGEST_WRITE, by_ids
from xapi.services.receiving import Batch
from xapi.services.references import refer
from xapi.services.statement_rows import (
    Row,
    add_statements,
    add_usages,
    lock_ledger,
    move_ledger,
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


def store(credential: Credential, batch: Batch, version: str) -> list[str]:
    """Store a request's statements, and return their ids in its order.

    One that is there already with the same content is left as it is. Raises Conflict when the
    content differs, Refused when a voiding statement is to be voided.
    """
    academy_id = credential.academy_id
    named = any("id" in statement for statement in batch.statements)
    by_id = {_id_of(statement): statement for statement in batch.statements}
    with transaction.atomic():
        stored = _next_moment(academy_id)
        numbers = number(academy_id, list(by_id))
        _compare(academy_id, {own: each for own, each in by_id.items() if own not in numbers})
        new = []
        for own, key in numbers.items():
            finished = _finished(by_id[own], str(own), stored, credential, version)
            new.append((_row(key, own, finished), finished))
        if new:
            _write(credential, stored, new, batch)
            _follow(academy_id, [row for row, _finished_one in new], named=named)
            move_ledger(academy_id, stored)
            if timezone.now() - stored > LONGEST_WRITE:
                raise TooSlow("Storing took too long. Send fewer statements at once, or later.")
    return [str(own) for own in by_id]


def _id_of(statement: Json) -> uuid.UUID:
    """The id that the sender chose, or one of ours (Data 2.4.1)."""
    return uuid.UUID(statement["id"]) if "id" in statement else uuid.uuid4()


def _next_moment(academy_id: int) -> dt.datetime:
    """Lock the academy's ledger; the moment of this request is later than all before."""
    ledger = lock_ledger(academy_id)
    return max(timezone.now(), ledger.stored + dt.timedelta(microseconds=1))


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


def _finished(
    statement: Json, own: str, stored: dt.datetime, credential: Credential, version: str
) -> Json:
    """With what the store sets (Data 2.3.1, 2.4)."""
    moment = written(stored)
    # Data 2.4.10: a 1.0 statement without a version counts as 1.0.0.
    default = "1.0.0" if version.startswith("1.0") else "2.0.0"
    return {
        **statement,
        "id": own,
        "timestamp": statement.get("timestamp", moment),
        "version": statement.get("version", default),
        "stored": moment,
        "authority": authority_of(credential),
    }


def _row(key: int, own: uuid.UUID, finished: Json) -> Row:
    about = finished["object"]
    return Row(
        pk=key,
        statement_id=own,
        document=strict_json.write(finished),
        target_id=uuid.UUID(about["id"]) if kind_of(about) == "StatementRef" else None,
        voiding=finished["verb"]["id"] == VOIDED,
    )


def _write(
    credential: Credential, stored: dt.datetime, new: list[tuple[Row, Json]], batch: Batch
) -> None:
    academy_id = credential.academy_id
    add_statements(credential, stored, [row for row, _finished_one in new])
    named = [(row.pk, usages(finished)) for row, finished in new]
    wanted = {(kind, value) for _pk, each in named for kind, value, _usage in each}
    if len(wanted) > MOST_NAMED:
        raise Refused(f"the statements of one request name at most {MOST_NAMED} different things")
    define = scopes.may(credential, scopes.DEFINE)
    finished = [each for _row_, each in new]
    references = refer(academy_id, wanted, finished, define=define)
    add_usages(
        [
            (references[kind, value], usage, pk, pk)
            for pk, each in named
            for kind, value, usage in each
        ]
    )
    if batch.attachments:
        _attach(academy_id, batch)


def _follow(academy_id: int, rows: Sequence[Row], *, named: bool) -> None:
    """Void, and be found by what is referred to. Nobody refers to an id that was made here."""
    void(academy_id, rows)
    if named or any(row.target_id for row in rows):
        follow(academy_id, rows)


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
