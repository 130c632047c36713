"""Documents of a session: an AU keeps its own state, and reads and sets its learner's preferences.

What is shared with other learners (activity profiles) it may read, and not write: it runs in a
learner's browser, and would write there for everybody.
"""

from django.http import HttpResponse
from django.utils import timezone

from xapi.cmi5.preferences import check_preferences
from xapi.cmi5.vocabulary import LAUNCH_DATA, LEARNER_PREFERENCES
from xapi.models import Session
from xapi.problems import NotAllowed
from xapi.services.cmi5.erased import unless_erased
from xapi.services.documents import merged
from xapi.views import documents, known, parameters
from xapi.views.call import Call
from xapi.views.resource import Handler
from xapi.views.session_statements import check_agent, check_registration


def _state(call: Call) -> HttpResponse:
    """Of its own activity, learner and registration (8.1.3 to 8.1.5)."""
    check_agent(call)
    _check_place(call)
    writes = call.method not in ("GET", "HEAD")
    if writes and call.parameters.get("stateId", LAUNCH_DATA) == LAUNCH_DATA:
        # 10.2.1; without an id all documents are meant, this one among them.
        raise NotAllowed(f"An AU changes or removes no {LAUNCH_DATA} (cmi5 10.2.1).")
    return _answer(call, documents.STATE)


def _answer(call: Call, kind: documents.Kind) -> HttpResponse:
    if call.method in ("GET", "HEAD"):
        return documents.answer(call, kind)
    learner = call.session.registration.attempt.learner_id
    return unless_erased(learner, lambda: documents.answer(call, kind))


def _check_place(call: Call) -> None:
    session = call.session
    own_activity = parameters.iri(call, "activityId") == session.activity_id
    if "registration" in call.parameters:
        check_registration(call)
    elif session.is_cmi5 or not own_activity:
        raise NotAllowed("The state of an AU belongs to a registration (cmi5 8.1.4).")
    if session.is_cmi5 and not own_activity:
        raise NotAllowed("The activity is not the one of the launch (cmi5 8.1.5).")


def _agent_profile(call: Call) -> HttpResponse:
    check_agent(call)
    preferences = call.parameters.get("profileId") == LEARNER_PREFERENCES
    if preferences and call.method == "DELETE":
        raise NotAllowed("Learner preferences are changed, not removed (cmi5 11).")
    if preferences and call.method in ("PUT", "POST"):
        _check_preferences(call)
    if preferences and call.method == "GET":
        # 11: before "initialized". Also where there are none: then the AU has learnt that.
        unread = Session.objects.filter(pk=call.session.pk, preferences_read_at=None)
        unread.update(preferences_read_at=timezone.now())
    return _answer(call, documents.AGENT_PROFILE)


def _check_preferences(call: Call) -> None:
    """Of a POST, what would come of it."""
    content = (call.headers.get("content-type", ""), call.body)
    if call.method == "POST":
        there = documents.AGENT_PROFILE.place(call).find(LEARNER_PREFERENCES)
        content = merged(there, content)
    check_preferences(*content)


def _activity_profile(call: Call) -> HttpResponse:
    _check_activity(call)
    return documents.answer(call, documents.ACTIVITY_PROFILE)


def _agents(call: Call) -> HttpResponse:
    check_agent(call)
    return known.person_of(call)


def _activities(call: Call) -> HttpResponse:
    _check_activity(call)
    return known.activity_of(call)


def _check_activity(call: Call) -> None:
    if parameters.iri(call, "activityId") != call.session.activity_id:
        raise NotAllowed("The activity is not the one of the launch (cmi5 8.1.5).")


_WRITING = ("GET", "PUT", "POST", "DELETE")
STATE: dict[str, Handler] = dict.fromkeys(_WRITING, _state)
AGENT_PROFILE: dict[str, Handler] = dict.fromkeys(_WRITING, _agent_profile)
ACTIVITY_PROFILE: dict[str, Handler] = {"GET": _activity_profile}
AGENTS: dict[str, Handler] = {"GET": _agents}
ACTIVITIES: dict[str, Handler] = {"GET": _activities}
