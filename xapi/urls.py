"""URLs of the learning record store, whose endpoint is `/xapi/`, and of the cmi5 player."""

from django.urls import URLPattern, path, re_path

from xapi.views import documents, known, session_documents, session_statements, statements
from xapi.views.cmi5_fetch import cmi5_fetch
from xapi.views.cmi5_launch import cmi5_launch, cmi5_standing
from xapi.views.cmi5_player import cmi5_player
from xapi.views.cmi5_return import cmi5_return
from xapi.views.resource import resource

app_name = "xapi"
# What systems ask for, by its address below the endpoint (Communication 2). None of it knows a
# cookie: `config.middleware` leaves out what only pages need.
RESOURCES = {
    "statements": resource(
        {"GET": statements.get, "PUT": statements.put, "POST": statements.post},
        of_sessions=session_statements.HANDLERS,
        consistent=True,
    ),
    "activities/state": resource(
        documents.handlers(documents.STATE), of_sessions=session_documents.STATE
    ),
    "activities/profile": resource(
        documents.handlers(documents.ACTIVITY_PROFILE),
        of_sessions=session_documents.ACTIVITY_PROFILE,
    ),
    "agents/profile": resource(
        documents.handlers(documents.AGENT_PROFILE), of_sessions=session_documents.AGENT_PROFILE
    ),
    "agents": resource({"GET": known.agents}, of_sessions=session_documents.AGENTS),
    "activities": resource({"GET": known.activities}, of_sessions=session_documents.ACTIVITIES),
    "about": resource({"GET": known.about}, public=True),
}
_NAMES = {
    "activities/state": "state",
    "activities/profile": "activity_profile",
    "agents/profile": "agent_profile",
}
urlpatterns: list[URLPattern] = [
    # Some put a slash between the endpoint and the resource, whether or not there is one.
    *(
        re_path(rf"^(?:/)?{route}$", view, name=_NAMES.get(route, route))
        for route, view in RESOURCES.items()
    ),
    # The endpoint itself: whoever opens it is told what it is.
    path("", resource({"GET": known.about}, public=True), name="root"),
    # The player of cmi5 courses.
    path("cmi5/player/", cmi5_player, name="cmi5-player"),
    path("cmi5/launch/", cmi5_launch, name="cmi5-launch"),
    path("cmi5/standing/", cmi5_standing, name="cmi5-standing"),
    path("cmi5/fetch/", cmi5_fetch, name="cmi5-fetch"),
    path("cmi5/return/<uuid:session>/", cmi5_return, name="cmi5-return"),
]
