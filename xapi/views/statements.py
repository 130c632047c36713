"""Statements: PUT, POST and GET (Communication 2.1)."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from xapi import scopes, selectors
from xapi.models import Credential, Statement
from xapi.problems import NotAllowed, NotFound
from xapi.services.ingest import Stored, store
from xapi.services.receiving import Batch, receive
from xapi.spec import multipart, strict_json
from xapi.spec.formats import FORMATS, preferred
from xapi.spec.multipart import Attached
from xapi.spec.refused import Refused
from xapi.spec.types import written
from xapi.spec.usages import ACTIVITY, AGENT, REGISTRATION, VERB
from xapi.spec.usages import Usage as Role
from xapi.views import parameters
from xapi.views.call import Call
from xapi.views.resource import json_answer

SINGLE = ("statementId", "voidedStatementId")
FILTERS = (
    "agent", "verb", "activity", "registration", "related_activities", "related_agents", "since",
    "until", "limit", "ascending",
)  # fmt: skip
SHAPE = ("format", "attachments")
# Ours, in the address `more`.
AFTER = "after"
Narrowing = Callable[[selectors.Query], selectors.Query]


def _require_write(call: Call) -> None:
    if not scopes.may(call.credential, scopes.WRITE):
        raise NotAllowed("This credential may not store statements.")


def put(call: Call) -> HttpResponse:
    _require_write(call)
    stored = store(call.credential, one_received(call), call.version)
    return consistent(stored, HttpResponse(status=204))


def post(call: Call) -> HttpResponse:
    _require_write(call)
    stored = store(call.credential, received(call), call.version)
    return consistent(stored, json_answer(stored.ids))


def received(call: Call) -> Batch:
    """What a POST wants stored, read and checked."""
    call.allow_only()
    return receive(call.headers.get("content-type", ""), call.body, call.version)


def one_received(call: Call) -> Batch:
    """The one statement that a PUT wants stored, with the id of its parameter."""
    call.allow_only("statementId")
    own = parameters.uuid(call, "statementId")
    batch = receive(call.headers.get("content-type", ""), call.body, call.version)
    if not batch.single:
        raise Refused("PUT stores one statement, not a list")
    statement = batch.statements[0]
    if statement.setdefault("id", own).lower() != own:
        raise Refused("the id is not the one in the parameter statementId", "$.id")
    return batch


def get(call: Call) -> HttpResponseBase:
    """One statement, or those that match the filters with the address of the next page."""
    reads_all = _reads_all(call)
    if not reads_all and not scopes.may(call.credential, scopes.READ_MINE):
        raise NotAllowed("This credential may not read statements.")
    mine = None if reads_all else call.credential
    return read(call, lambda query: replace(query, mine=mine), lambda row: _is_of(row, mine))


def _reads_all(call: Call) -> bool:
    if call.is_of_a_session:
        return False
    return scopes.may(call.credential, scopes.READ, reading=True)


def read(call: Call, within: Narrowing, allows: Callable[[Statement], bool]) -> HttpResponseBase:
    """What a GET asks for, of what the asker may see: `within` narrows the filters to it, and
    `allows` says it of a single statement."""
    call.allow_only(*SINGLE, *FILTERS, *SHAPE, AFTER)
    through = written(selectors.consistent_through(call.academy_id))
    named = [name for name in SINGLE if name in call.parameters]
    response = _one(call, named, allows) if named else _several(call, within(_query(call)))
    response.headers["X-Experience-API-Consistent-Through"] = through
    return response


def _is_of(row: Statement, mine: Credential | None) -> bool:
    return mine is None or row.credential_id == mine.pk


def consistent(stored: Stored, response: HttpResponse) -> HttpResponse:
    """With the moment through which the store can be read now (Communication 2.1.3)."""
    through = max(stored.through, selectors.settled())
    response.headers["X-Experience-API-Consistent-Through"] = written(through)
    return response


def _shape(call: Call) -> str:
    shape = call.parameters.get("format", "exact")
    if shape not in FORMATS:
        raise Refused(f"not one of {', '.join(FORMATS)}", "format")
    return shape


def _texts(call: Call, rows: list[Statement]) -> list[str]:
    languages = preferred(call.headers.get("accept-language", ""))
    return selectors.formatted(call.academy_id, rows, _shape(call), languages)


def _one(call: Call, named: list[str], allows: Callable[[Statement], bool]) -> HttpResponseBase:
    others = [name for name in (*FILTERS, AFTER) if name in call.parameters]
    if len(named) > 1 or others:
        raise Refused("beside it only `format` and `attachments` are allowed", named[0])
    own = parameters.uuid(call, named[0])
    found = selectors.one(call.academy_id, own, voided=named[0] == "voidedStatementId")
    if found is None or not allows(found):
        raise NotFound("There is no such statement.")
    response = _sent(call, _texts(call, [found])[0], [found])
    response.headers["Last-Modified"] = http_date(found.stored.timestamp())
    return response


def _limit(call: Call) -> int:
    given = call.parameters.get("limit", "0")
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise Refused("not a number of statements, or negative", "limit")
    # 0: as many as the store gives at once.
    most = settings.XAPI_PAGE_STATEMENTS
    return min(int(given) or most, most)


def _named(call: Call) -> list[tuple[str, str, Role]]:
    given = call.parameters
    related_agents = parameters.boolean(call, "related_agents")
    related_activities = parameters.boolean(call, "related_activities")
    # The first one leads through the index, so the rarest comes first.
    named: list[tuple[str, str, Role]] = []
    if "registration" in given:
        registration = parameters.uuid(call, "registration")
        named.append((REGISTRATION, registration, Role.REGISTRATION))
    if "agent" in given:
        role = Role.RELATED_AGENT if related_agents else Role.AGENT
        named.append((AGENT, parameters.actor_id(call, "agent", groups=True), role))
    if "activity" in given:
        role = Role.RELATED_ACTIVITY if related_activities else Role.ACTIVITY
        named.append((ACTIVITY, parameters.iri(call, "activity"), role))
    if "verb" in given:
        named.append((VERB, parameters.iri(call, "verb"), Role.VERB))
    return named


def _query(call: Call) -> selectors.Query:
    after = call.parameters.get(AFTER)
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Refused("not an address of this store", AFTER)
    return selectors.Query(
        named=_named(call),
        since=parameters.moment(call, "since"),
        until=parameters.moment(call, "until"),
        ascending=parameters.boolean(call, "ascending"),
        limit=_limit(call),
        after=None if after is None else int(after),
    )


def _several(call: Call, query: selectors.Query) -> HttpResponseBase:
    rows, more = selectors.page(call.academy_id, query)
    address = ""
    if more:
        address = call.path + "?" + urlencode({**call.parameters, AFTER: rows[-1].pk})
    texts = ",".join(_texts(call, rows))
    body = f'{{"statements":[{texts}],"more":{strict_json.write(address)}}}'
    response = _sent(call, body, rows)
    if rows:
        newest = max(row.stored for row in rows)
        response.headers["Last-Modified"] = http_date(newest.timestamp())
    return response


def _sent(call: Call, body: str, rows: list[Statement]) -> HttpResponseBase:
    """As JSON, or as multipart with the attachments (Communication 1.5.2).

    However large they are together, one at a time is in memory.
    """
    if not parameters.boolean(call, "attachments"):
        return HttpResponse(body, content_type="application/json")
    whole = multipart.streamed(body.encode(), _attached(call, rows))
    response = StreamingHttpResponse(whole.pieces, content_type=whole.content_type)
    response.headers["Content-Length"] = str(whole.size)
    return response


def _attached(call: Call, rows: list[Statement]) -> list[Attached]:
    """Who reads all gets all; others what they have certainly had in their hands.

    An attachment with a fileUrl may have been named by somebody who knows its digest only, and the
    bytes come from another statement.
    """
    found = selectors.attached_to(call.academy_id, rows)
    if not found or _reads_all(call):
        return found
    listed = [each for row in rows for each in selectors.listed_attachments(row)]
    sent = {sha2 for sha2, has_url in listed if not has_url}
    return [each for each in found if each.sha2 in sent]
