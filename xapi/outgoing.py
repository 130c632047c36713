"""What is sent to another record store, and what its answer means (Communication 2.1.2, 3.2)."""

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from academies.outbound import http
from academies.outbound.http import AddressRefused, NoAnswer
from academies.outbound.patience import read_retry_after
from academies.outbound.secrets_at_rest import SecretLost, unseal
from xapi.models import Forwarding, Statement
from xapi.spec import multipart, strict_json
from xapi.spec.multipart import Attached
from xapi.spec.parts import Json

# Of what the other store says about a refusal, so much is shown.
_LONGEST_QUOTE = 200
_LARGEST_ANSWER = 65_536
_PASSING = {
    408: "The store waited too long for the statements.",
    425: "The store asks to send the statements again.",
    429: "The store receives too many requests at the moment.",
    503: "The store is not available at the moment.",
}
# Whatever is sent, the answer will be the same: somebody has to change something.
_OF_THE_STORE = {
    401: "The store does not know this key and secret. Enter them again.",
    403: "The store does not let this key store statements. Its administrator can change that.",
    404: "There is no record store at this address. The endpoint is the part before “statements”.",
    405: "There is no record store at this address. The endpoint is the part before “statements”.",
    # It is not about what was sent: to give each statement up would empty the queue for nothing.
    402: "The store wants to be paid. Its administrator can say more.",
    407: "A proxy between us and the store wants a password.",
    410: "There is no record store at this address any more. Enter its new endpoint.",
    421: "The server at this address does not answer for this store.",
    426: "The server at this address wants another version of HTTP or TLS.",
    451: "The store may not be reached for legal reasons.",
}


class Kind(StrEnum):
    DELIVERED = "delivered"
    # The statement itself will never be taken.
    REFUSED = "refused"
    # One of several was not taken: send them one by one.
    SPLIT = "split"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one request. why: for the academy's administrator, in a sentence or two."""

    kind: Kind
    why: str = ""
    status: int | None = None
    retry_after: dt.timedelta | None = None


def send(
    forwarding: Forwarding, statements: Sequence[Statement], attachments: Sequence[Attached]
) -> Receipt:
    """Store statements in the academy's own store, in one request that is in memory whole."""
    body = [prepared(json.loads(row.document), forwarding.version) for row in statements]
    content_type, content = "application/json", strict_json.write(body).encode()
    if attachments:
        whole = multipart.streamed(content, attachments)
        content_type, content = whole.content_type, b"".join(whole.pieces)
    try:
        answer = http.send(
            "POST",
            f"{forwarding.endpoint}statements",
            headers={
                "Content-Type": content_type,
                "X-Experience-API-Version": forwarding.version,
                "Accept": "application/json",
            },
            body=content,
            authorization=_basic(forwarding.username, unseal(forwarding.secret)),
            largest=_LARGEST_ANSWER,
        )
    except (AddressRefused, NoAnswer) as failed:
        return Receipt(Kind.LATER, f"Nothing could be sent: {failed}.")
    except SecretLost as lost:
        return Receipt(Kind.LATER, str(lost))
    now = dt.datetime.now(dt.UTC)
    return judge(answer.status, answer.headers, answer.body, len(statements), now)


def prepared(statement: Json, version: str) -> Json:
    """A statement for another store, which vouches for it and dates it itself (Data 2.4.8, 2.4.9).

    One that was stored in 2.0 is sent to a store of 1.0.3 without saying so; if it uses what came
    with 2.0, that store refuses it.
    """
    left_out = {"stored", "authority"}
    if version.startswith("1.0") and not str(statement.get("version", "1.0")).startswith("1.0"):
        left_out.add("version")
    return {name: value for name, value in statement.items() if name not in left_out}


def judge(
    status: int, headers: Mapping[str, str], body: bytes, count: int, now: dt.datetime
) -> Receipt:
    """The meaning of an answer to `count` statements. headers: names in lower case."""
    if 200 <= status < 300:
        return _receipt(status, body)
    if status in _OF_THE_STORE:
        return Receipt(Kind.LATER, _OF_THE_STORE[status], status)
    if status in _PASSING:
        wait = read_retry_after(headers.get("retry-after", ""), now)
        return Receipt(Kind.LATER, _PASSING[status], status, wait)
    if status < 400:
        return Receipt(Kind.LATER, "The store sends us elsewhere (has it moved?).", status)
    if status >= 500:
        return Receipt(Kind.LATER, f"The store has an error of its own ({status}).", status)
    if count > 1:
        return Receipt(Kind.SPLIT, status=status)
    if status == 409:
        # It has a statement with this id: this one, or one that we may not change.
        return Receipt(Kind.DELIVERED, status=status)
    return Receipt(Kind.REFUSED, _refusal(status, body), status)


def _receipt(status: int, body: bytes) -> Receipt:
    """2.1.2: the ids, as JSON; some stores say nothing. A page is a login or a proxy."""
    try:
        if body.strip():
            json.loads(body)
    except (ValueError, RecursionError):
        why = "The store answered with a page instead of a receipt (a login or a proxy?)."
        return Receipt(Kind.LATER, why, status)
    return Receipt(Kind.DELIVERED, status=status)


def _refusal(status: int, body: bytes) -> str:
    said = body.decode("utf-8", "replace")
    plain = " ".join("".join(c if c.isprintable() else " " for c in said[:2_000]).split())
    quote = plain[:_LONGEST_QUOTE]
    return f"The store refused it ({status})." + (f" It says: {quote}" if quote else "")


def _basic(username: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{secret}".encode()).decode()
