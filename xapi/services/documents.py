"""Documents are written, merged and removed, by their ETags (Communication 2.2, 3.1)."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from xapi.models import Document, Ledger
from xapi.problems import Conflict, PreconditionFailed, Problem, TooLarge
from xapi.spec import strict_json
from xapi.spec.actors import identifier
from xapi.spec.parts import Json
from xapi.spec.refused import Refused


def scope_of(*values: str) -> str:
    """What stands for an activity, an agent, or both in the place of a document."""
    return hashlib.sha256("\n".join(values).encode()).hexdigest()


def state_scope(activity_id: str, agent: Json) -> str:
    """Where the state of an activity and an agent (as JSON, with an identifier) lies."""
    return scope_of(activity_id, identifier(agent) or "")


def agent_scope(agent: Json) -> str:
    """Where the profile of an agent lies."""
    return scope_of(identifier(agent) or "")


@dataclass(frozen=True)
class Place:
    """Where documents lie. `registration`: None means whichever, "" means none.

    agent: scope_of the agent whose documents they are; it is noted when one is written.
    """

    academy_id: int
    resource: str
    scope: str
    registration: str | None = ""
    agent: str = ""

    def documents(self) -> QuerySet[Document]:
        found = Document.objects.filter(
            academy_id=self.academy_id, resource=self.resource, scope=self.scope
        )
        if self.registration is None:
            return found
        return found.filter(registration=self.registration)

    def find(self, document_id: str) -> Document | None:
        return self.documents().filter(document_id=document_id).first()


@dataclass(frozen=True)
class Conditions:
    """The headers If-Match and If-None-Match; "" : not sent."""

    if_match: str = ""
    if_none_match: str = ""

    def check(self, there: Document | None) -> None:
        """Raises PreconditionFailed (RFC 9110 13.1)."""
        tag = quoted(there) if there else None
        if self.if_match and not _names(self.if_match, tag):
            raise PreconditionFailed("The document is another one by now: get it, and try again.")
        if self.if_none_match and _names(self.if_none_match, tag):
            raise PreconditionFailed("There is such a document already.")


def quoted(document: Document) -> str:
    return f'"{document.etag}"'


def _names(header: str, tag: str | None) -> bool:
    if tag is None:
        return False
    if header.strip() == "*":
        return True
    # RFC 9110 13.1.1 compares strongly. But a proxy that compresses weakens our tags on their way.
    return tag in {each.strip().removeprefix("W/") for each in header.split(",")}


def _lock(place: Place) -> None:
    Ledger.objects.select_for_update().get(academy_id=place.academy_id)


def put(
    place: Place,
    document_id: str,
    content: tuple[str, bytes],
    conditions: Conditions,
    *,
    needs_condition: bool,
    refuse_overwriting: bool,
) -> None:
    """Replace a document by (media type, bytes).

    `needs_condition`: never without If-Match or If-None-Match; `refuse_overwriting`: not over
    another document without one. Raises PreconditionFailed, Conflict and Problem.
    """
    with transaction.atomic():
        _lock(place)
        there = place.find(document_id)
        conditions.check(there)
        unconditional = not conditions.if_match and not conditions.if_none_match
        if needs_condition and unconditional and there is None:
            raise Problem("Send If-None-Match: * to write where there is no document.")
        if there and unconditional and (needs_condition or refuse_overwriting):
            raise Conflict(
                "There is such a document. Get it first, look at its ETag, and send that in "
                "If-Match; or If-None-Match: * to write only where there is none."
            )
        _save(place, document_id, content, there)


def post(
    place: Place, document_id: str, content: tuple[str, bytes], conditions: Conditions
) -> None:
    """Merge a JSON object into a document, property by property (Communication 2.2, POST)."""
    with transaction.atomic():
        _lock(place)
        there = place.find(document_id)
        conditions.check(there)
        _save(place, document_id, merged(there, content), there)


def merged(there: Document | None, content: tuple[str, bytes]) -> tuple[str, bytes]:
    """(media type, bytes) of a document after a POST of `content`. Raises Refused, TooLarge."""
    if there is None:
        if _is_json(content[0]):
            _json_object(*content)
        return content
    old = _json_object(there.content_type, bytes(there.body))
    whole = strict_json.write({**old, **_json_object(*content)}).encode()
    largest = settings.XAPI_MAX_REQUEST_BYTES
    if len(whole) > largest:
        # Each POST reads and writes all of it, and none may make it grow without an end.
        raise TooLarge(f"With this, the document is larger than {largest} bytes.")
    return "application/json", whole


def delete(place: Place, document_id: str | None, conditions: Conditions) -> None:
    """Remove one document, or (None) all of the place."""
    with transaction.atomic():
        _lock(place)
        if document_id is None:
            place.documents().delete()
            return
        there = place.find(document_id)
        conditions.check(there)
        if there:
            there.delete()


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _json_object(content_type: str, body: bytes) -> dict[str, object]:
    if not _is_json(content_type):
        raise Refused("only documents of the type application/json are merged: PUT it")
    value = strict_json.read(body)
    if not isinstance(value, dict):
        raise Refused("only JSON objects are merged")
    return value


def _save(
    place: Place, document_id: str, content: tuple[str, bytes], there: Document | None
) -> None:
    content_type, body = content
    document = there or Document(
        academy_id=place.academy_id,
        resource=place.resource,
        scope=place.scope,
        registration=place.registration or "",
        document_id=document_id,
    )
    document.agent = place.agent
    document.content_type = content_type[:200]
    document.body = body
    # Communication 3.1 wants SHA-1: it tells versions apart, and protects nothing.
    document.etag = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    document.updated_at = _later(there.updated_at if there else None)
    document.save()


def _later(before: dt.datetime | None) -> dt.datetime:
    now = timezone.now()
    return now if before is None else max(now, before + dt.timedelta(microseconds=1))
