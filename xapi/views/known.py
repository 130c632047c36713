"""What is known of agents and activities, and of the store itself (Communication 2.4, 2.5, 2.8)."""

from django.http import HttpResponse

from xapi import scopes, selectors
from xapi.problems import NotAllowed
from xapi.spec.actors import IDENTIFIERS, identifier
from xapi.spec.usages import ACTIVITY, AGENT
from xapi.spec.versions import SUPPORTED
from xapi.views import parameters
from xapi.views.call import Call
from xapi.views.resource import json_answer


def _require_read(call: Call) -> None:
    readable = (scopes.READ, scopes.PROFILE, scopes.STATE)
    if not any(scopes.may(call.credential, scope, reading=True) for scope in readable):
        raise NotAllowed("This credential may not read what is known of agents and activities.")


def agents(call: Call) -> HttpResponse:
    """The Person object: everything that is known of one agent, in lists."""
    _require_read(call)
    return person_of(call)


def person_of(call: Call) -> HttpResponse:
    """The same; whether the asker may know is asked before."""
    call.allow_only("agent")
    agent = parameters.actor(call, "agent")
    key = (AGENT, identifier(agent) or "")
    known = selectors.known_of(call.academy_id, [key]).get(key, {})
    person: dict[str, object] = {"objectType": "Person"}
    if known.get("names"):
        person["name"] = known["names"]
    person |= {name: [agent[name]] for name in IDENTIFIERS if name in agent}
    return json_answer(person)


def activities(call: Call) -> HttpResponse:
    """An activity with its definition, merged from all statements that gave one."""
    _require_read(call)
    return activity_of(call)


def activity_of(call: Call) -> HttpResponse:
    """The same; whether the asker may know is asked before."""
    call.allow_only("activityId")
    key = (ACTIVITY, parameters.iri(call, "activityId"))
    known = selectors.known_of(call.academy_id, [key]).get(key)
    activity: dict[str, object] = {"objectType": "Activity", "id": key[1]}
    if known:
        activity["definition"] = known
    return json_answer(activity)


def about(call: Call) -> HttpResponse:
    """Which versions are spoken. Asked without a credential and without a version."""
    del call
    return json_answer({"version": SUPPORTED, "extensions": {}})
