"""URLs of the learning record store: `/xapi/` is its endpoint."""

from django.urls import URLPattern, path

from xapi.views import documents, known, statements
from xapi.views.resource import resource

app_name = "xapi"
urlpatterns: list[URLPattern] = [
    path(
        "statements",
        resource(
            {"GET": statements.get, "PUT": statements.put, "POST": statements.post},
            consistent=True,
        ),
        name="statements",
    ),
    path("activities/state", resource(documents.handlers(documents.STATE)), name="state"),
    path(
        "activities/profile",
        resource(documents.handlers(documents.ACTIVITY_PROFILE)),
        name="activity_profile",
    ),
    path(
        "agents/profile",
        resource(documents.handlers(documents.AGENT_PROFILE)),
        name="agent_profile",
    ),
    path("agents", resource({"GET": known.agents}), name="agents"),
    path("activities", resource({"GET": known.activities}), name="activities"),
    path("about", resource({"GET": known.about}, public=True), name="about"),
]
