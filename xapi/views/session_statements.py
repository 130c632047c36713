"""Statements of a session: an AU stores what its rules allow, and reads what tells of itself.

It may read what is about its learner in its registration, by no way round: neither others'
statements, nor what somebody has said about its own.
"""

import json
from dataclasses import replace

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from xapi.models import Session, Statement
from xapi.problems import NotAllowed
from xapi.selectors import Query
from xapi.services.cmi5.hearing import hear
from xapi.spec.actors import identifier
from xapi.spec.parts import Json
from xapi.spec.usages import AGENT, REGISTRATION
from xapi.spec.usages import Usage as Role
from xapi.views import parameters, statements
from xapi.views.call import Call
from xapi.views.resource import Handler, json_answer


def put(call: Call) -> HttpResponse:
    stored = hear(call.session, statements.one_received(call), call.version)
    return statements.consistent(stored, HttpResponse(status=204))


def post(call: Call) -> HttpResponse:
    stored = hear(call.session, statements.received(call), call.version)
    return statements.consistent(stored, json_answer(stored.ids))


def get(call: Call) -> HttpResponseBase:
    """What the session's learner and registration are told of (8.1.3, 8.1.4)."""
    registration = call.session.registration
    if "agent" in call.parameters:
        check_agent(call)
    if "registration" in call.parameters:
        check_registration(call)
    agent, code = identifier(registration.actor) or "", str(registration.code)
    own = [(REGISTRATION, code, Role.REGISTRATION), (AGENT, agent, Role.AGENT)]

    def within(query: Query) -> Query:
        return replace(query, named=[*own, *query.named], direct=True)

    return statements.read(call, within, lambda row: _is_own(row, call.session))


def check_agent(call: Call) -> Json:
    """The parameter `agent`, which is the actor of the launch (8.1.3). Raises NotAllowed."""
    agent = parameters.actor(call, "agent")
    if {"objectType": "Agent", **agent} != call.session.registration.actor:
        raise NotAllowed("The agent is not the actor of the launch (cmi5 8.1.3).")
    return agent


def check_registration(call: Call) -> None:
    """The parameter `registration`, which is the one of the launch (8.1.4). Raises NotAllowed."""
    if parameters.uuid(call, "registration") != str(call.session.registration.code):
        raise NotAllowed("The registration is not the one of the launch (cmi5 8.1.4).")


def _is_own(row: Statement, session: Session) -> bool:
    told = json.loads(row.document)
    stated = told.get("context", {}).get("registration", "").lower()
    own = identifier(session.registration.actor)
    return identifier(told["actor"]) == own and stated == str(session.registration.code)


HANDLERS: dict[str, Handler] = {"GET": get, "PUT": put, "POST": post}
