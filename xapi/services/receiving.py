"""From the body of a request to checked statements and their attachments."""

import hashlib
from dataclasses import dataclass, field

from django.conf import settings

from xapi.problems import TooLarge
from xapi.services.signatures import check_signature
from xapi.spec import multipart, strict_json
from xapi.spec.multipart import Part
from xapi.spec.parts import Json, kind_of, with_lists
from xapi.spec.refused import Refused
from xapi.spec.statements import validate

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
# A page of an answer is a hundred statements, in memory at once. Files come as attachments.
LARGEST_STATEMENT = 1_048_576
# By the length of their hexadecimal digests.
_SHA2 = {56: hashlib.sha224, 64: hashlib.sha256, 96: hashlib.sha384, 128: hashlib.sha512}


@dataclass(frozen=True)
class Batch:
    """Statements as JSON, checked, and the attachments that came with them by digest."""

    statements: list[Json]
    attachments: dict[str, Part] = field(default_factory=dict)
    # PUT and a POST of one statement are not lists.
    single: bool = False


def receive(content_type: str, body: bytes, version: str) -> Batch:
    """Read and check a whole request (Communication 1.5). Raises Refused, TooLarge."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "application/json":
        return _checked(body, [], version)
    if media_type == "multipart/mixed":
        first, *others = multipart.parts(content_type, body)
        if not first.headers.get("content-type", "").lower().startswith("application/json"):
            raise Refused("the first part is not application/json")
        return _checked(first.body, others, version)
    raise Refused(f"statements come as application/json or multipart/mixed, not {media_type!r}")


def _checked(body: bytes, parts: list[Part], version: str) -> Batch:
    value = strict_json.read(body)
    listed = value if isinstance(value, list) else [value]
    most = settings.XAPI_MAX_STATEMENTS
    if len(listed) > most:
        raise Refused(f"at most {most} statements are stored at once")
    for position, statement in enumerate(listed):
        try:
            validate(statement, version)
        except Refused as wrong:
            if not isinstance(value, list):
                raise
            raise Refused(wrong.why, f"$[{position}]" + wrong.path.removeprefix("$")) from wrong
    if len(body) > LARGEST_STATEMENT:
        _refuse_large(listed)
    statements = [with_lists(statement) for statement in listed]
    _refuse_repeated_ids(statements)
    given = {_digest_of(part): part for part in parts}
    _match(statements, given)
    return Batch(statements, given, single=not isinstance(value, list))


def _refuse_large(statements: list[Json]) -> None:
    if any(len(strict_json.write(each).encode()) > LARGEST_STATEMENT for each in statements):
        raise TooLarge(
            f"A statement holds at most {LARGEST_STATEMENT} bytes. Send files as attachments."
        )


def _refuse_repeated_ids(statements: list[Json]) -> None:
    ids = [statement["id"].lower() for statement in statements if "id" in statement]
    if len(set(ids)) != len(ids):
        raise Refused("two statements of one request have the same id")


def _digest_of(part: Part) -> str:
    stated = part.headers.get("x-experience-api-hash", "").lower()
    if not stated:
        raise Refused("a part has no X-Experience-API-Hash")
    # Communication 1.5.2: required, and binary.
    if part.headers.get("content-transfer-encoding", "").lower() != "binary":
        raise Refused("a part has no Content-Transfer-Encoding: binary")
    digest = _SHA2.get(len(stated))
    if digest is None or digest(part.body).hexdigest() != stated:
        raise Refused("the X-Experience-API-Hash is not the SHA-2 digest of its part")
    return stated


def _attachments(statement: Json) -> list[Json]:
    inner = statement["object"] if kind_of(statement["object"]) == "SubStatement" else {}
    return [*statement.get("attachments", []), *inner.get("attachments", [])]


def _match(statements: list[Json], given: dict[str, Part]) -> None:
    """Data 2.4.11: each attachment is a part or has a fileUrl; each part is an attachment."""
    used: set[str] = set()
    for statement in statements:
        for attachment in _attachments(statement):
            digest = attachment["sha2"].lower()
            part = given.get(digest)
            if part is None and "fileUrl" not in attachment:
                raise Refused(f"the attachment {digest[:12]} has no fileUrl and no part")
            if part is None:
                continue
            used.add(digest)
            if attachment["usageType"] == SIGNATURE:
                check_signature(statement, attachment, part)
    if set(given) - used:
        raise Refused("a part belongs to no attachment")
