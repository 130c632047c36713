"""URLs of the LTI room, below /lti/."""

from django.urls import URLPattern, path

from lti_provider.views.grade_status import grade_status
from lti_provider.views.jwks import jwks
from lti_provider.views.launch import launch
from lti_provider.views.login import login
from lti_provider.views.preview import preview

app_name = "lti_provider"
urlpatterns: list[URLPattern] = [
    path("login/", login, name="login"),
    path("launch/", launch, name="launch"),
    path("jwks/", jwks, name="jwks"),
    path("preview/", preview, name="preview"),
    path("grade-status/", grade_status, name="grade-status"),
]
