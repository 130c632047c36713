"""Statements are stored: all of a request, or none (Communication 2.1.1, 2.1.2)."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xapi import scopes
from xapi.models import Attachment, Credential, Statement
from xapi.problems import Conflict, TooSlow
from xapi.selectors import LONGEST_WRITE
from xapi.services.receiving import Batch
from xapi.services.references import refer
from xapi.services.statement_rows import (
    Row,
    add_statements,
    add_usages,
    lock_ledger,
    move_ledger,
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
    named = [statement["id"].lower() for statement in batch.statements if "id" in statement]
    ids = [statement.get("id", "").lower() or str(uuid.uuid4()) for statement in batch.statements]
    with transaction.atomic():
        stored = _next_moment(credential.academy_id)
        there = _there(credential.academy_id, named)
        new: list[tuple[Row, Json]] = []
        for own, statement in zip(ids, batch.statements, strict=True):
            if own in there:
                _compare(own, statement, there[own])
            else:
                finished = _finished(statement, own, stored, credential, version)
                new.append((_row(own, finished), finished))
        if new:
            _write(credential, stored, new, batch)
            _follow(credential.academy_id, [row for row, _finished_one in new], named)
            move_ledger(credential.academy_id, stored)
            if timezone.now() - stored > LONGEST_WRITE:
                raise TooSlow("Storing took too long. Send fewer statements at once, or later.")
    return ids


def _next_moment(academy_id: int) -> dt.datetime:
    """Lock the academy's ledger; the moment of this request is later than all before."""
    ledger = lock_ledger(academy_id)
    return max(timezone.now(), ledger.stored + dt.timedelta(microseconds=1))


def _there(academy_id: int, named: Sequence[str]) -> dict[str, str]:
    """The texts of those that are stored already. `named`: the ids that the sender chose."""
    if not named:
        return {}
    found = Statement.objects.filter(academy_id=academy_id, statement_id__in=named)
    return {str(own): text for own, text in found.values_list("statement_id", "document")}


def _compare(own: str, statement: Json, there: str) -> None:
    if not same(statement, json.loads(there)):
        raise Conflict(
            f"The statement {own} is stored already and says something else. "
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


def _row(own: str, finished: Json) -> Row:
    about = finished["object"]
    return Row(
        statement_id=uuid.UUID(own),
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


def _follow(academy_id: int, rows: Sequence[Row], named: Sequence[str]) -> None:
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
