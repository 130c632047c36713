"""The three document resources (Communication 2.2, 2.3, 2.6, 2.7): one behaviour, three places."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.http import http_date

from xapi import scopes
from xapi.models import Document
from xapi.problems import NotAllowed, NotFound
from xapi.services import documents
from xapi.services.documents import Conditions, Place, scope_of
from xapi.spec import strict_json
from xapi.spec.refused import Refused
from xapi.views import parameters
from xapi.views.call import Call
from xapi.views.resource import Handler, json_answer


@dataclass(frozen=True)
class Kind:
    """How one document resource differs from the others."""

    resource: Document.Resource
    id_name: str
    belongs_to: tuple[str, ...]
    scope: str
    place: Callable[[Call], Place]
    profile: bool = True


def _state(call: Call) -> Place:
    whole = "stateId" not in call.parameters
    registration: str | None = None if whole else ""
    if "registration" in call.parameters:
        registration = parameters.uuid(call, "registration")
    agent = parameters.actor_id(call, "agent")
    scope = scope_of(parameters.iri(call, "activityId"), agent)
    return Place(call.academy_id, Document.Resource.STATE, scope, registration, scope_of(agent))


def _activity(call: Call) -> Place:
    scope = scope_of(parameters.iri(call, "activityId"))
    return Place(call.academy_id, Document.Resource.ACTIVITY_PROFILE, scope)


def _agent(call: Call) -> Place:
    scope = scope_of(parameters.actor_id(call, "agent"))
    return Place(call.academy_id, Document.Resource.AGENT_PROFILE, scope, agent=scope)


STATE = Kind(
    resource=Document.Resource.STATE,
    id_name="stateId",
    belongs_to=("activityId", "agent", "registration"),
    scope=scopes.STATE,
    place=_state,
    profile=False,
)
ACTIVITY_PROFILE = Kind(
    resource=Document.Resource.ACTIVITY_PROFILE,
    id_name="profileId",
    belongs_to=("activityId",),
    scope=scopes.PROFILE,
    place=_activity,
)
AGENT_PROFILE = Kind(
    resource=Document.Resource.AGENT_PROFILE,
    id_name="profileId",
    belongs_to=("agent",),
    scope=scopes.PROFILE,
    place=_agent,
)


def _allowed(call: Call, kind: Kind) -> None:
    if not scopes.may(call.credential, kind.scope, reading=call.method in {"GET", "HEAD"}):
        raise NotAllowed(f"This credential has no scope {kind.scope!r}.")


def _document_id(call: Call, kind: Kind) -> str:
    value = parameters.text(call, kind.id_name)
    if len(value) > 500:
        raise Refused("longer than 500 characters", kind.id_name)
    return value


def _conditions(call: Call) -> Conditions:
    headers = call.headers
    return Conditions(headers.get("if-match", ""), headers.get("if-none-match", ""))


def _content(call: Call) -> tuple[str, bytes]:
    content_type = call.headers.get("content-type") or "application/octet-stream"
    return content_type, call.body


def _get(call: Call, kind: Kind) -> HttpResponse:
    if kind.id_name not in call.parameters:
        call.allow_only(*kind.belongs_to, "since")
        return _list(call, kind.place(call))
    call.allow_only(kind.id_name, *kind.belongs_to)
    there = kind.place(call).find(_document_id(call, kind))
    if there is None:
        raise NotFound("There is no such document.")
    response = HttpResponse(bytes(there.body), content_type=there.content_type)
    response.headers["ETag"] = documents.quoted(there)
    response.headers["Last-Modified"] = http_date(there.updated_at.timestamp())
    return response


def _list(call: Call, place: Place) -> HttpResponse:
    """The ids of all documents of the place, or of those stored after `since`."""
    found = place.documents()
    since: dt.datetime | None = parameters.moment(call, "since")
    if since:
        found = found.filter(updated_at__gt=since)
    rows = list(found.order_by("document_id").values_list("document_id", "updated_at"))
    response = json_answer(sorted({document_id for document_id, _moment in rows}))
    response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()}"'
    if rows:
        newest = max(moment for _document_id, moment in rows)
        response.headers["Last-Modified"] = http_date(newest.timestamp())
    return response


def _put(call: Call, kind: Kind) -> HttpResponse:
    call.allow_only(kind.id_name, *kind.belongs_to)
    content = _content(call)
    if content[0].lower().startswith("application/json"):
        strict_json.read(content[1])
    newer = call.version.startswith("2.")
    documents.put(
        kind.place(call),
        _document_id(call, kind),
        content,
        _conditions(call),
        # 1.0.3 asks it of profiles only (Communication 3.1), 2.0 of state too, but only of
        # documents that exist (IEEE 9274.1.1 4.1.4).
        needs_condition=kind.profile and not newer,
        refuse_overwriting=kind.profile or newer,
    )
    return HttpResponse(status=204)


def _post(call: Call, kind: Kind) -> HttpResponse:
    call.allow_only(kind.id_name, *kind.belongs_to)
    place = kind.place(call)
    documents.post(place, _document_id(call, kind), _content(call), _conditions(call))
    return HttpResponse(status=204)


def _delete(call: Call, kind: Kind) -> HttpResponse:
    call.allow_only(kind.id_name, *kind.belongs_to)
    place = kind.place(call)
    whole = not kind.profile and kind.id_name not in call.parameters
    documents.delete(place, None if whole else _document_id(call, kind), _conditions(call))
    return HttpResponse(status=204)


_ACTS: dict[str, Callable[[Call, Kind], HttpResponse]] = {
    "GET": _get,
    "HEAD": _get,
    "PUT": _put,
    "POST": _post,
    "DELETE": _delete,
}


def answer(call: Call, kind: Kind) -> HttpResponse:
    """What the call asks of the resource; whether it may is asked before."""
    return _ACTS[call.method](call, kind)


def handlers(kind: Kind) -> dict[str, Handler]:
    """The methods of one document resource, for the credential of a system."""

    def handle(call: Call) -> HttpResponse:
        _allowed(call, kind)
        return answer(call, kind)

    return dict.fromkeys(("GET", "PUT", "POST", "DELETE"), handle)
