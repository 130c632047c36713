"""URLs of the LTI room, below /lti/."""

from django.urls import URLPattern, path

from lti_provider.views.canvas import canvas_configuration
from lti_provider.views.grade_status import grade_status
from lti_provider.views.jwks import jwks
from lti_provider.views.launch import launch
from lti_provider.views.login import login
from lti_provider.views.notices import notices
from lti_provider.views.pick import look_inside, pick
from lti_provider.views.preview import preview
from lti_provider.views.privacy import privacy
from lti_provider.views.register import register
from lti_provider.views.resend import resend
from lti_provider.views.roster import refresh_roster
from lti_provider.views.thumbnail import thumbnail

app_name = "lti_provider"
urlpatterns: list[URLPattern] = [
    path("login/", login, name="login"),
    path("launch/", launch, name="launch"),
    path("jwks/", jwks, name="jwks"),
    path("preview/", preview, name="preview"),
    path("pick/", pick, name="pick"),
    path("pick/look/", look_inside, name="pick-look"),
    path("thumbnail/<str:key>.svg", thumbnail, name="thumbnail"),
    path("notices/", notices, name="notices"),
    path("privacy/", privacy, name="privacy"),
    path("roster/", refresh_roster, name="roster"),
    path("resend/", resend, name="resend"),
    path("grade-status/", grade_status, name="grade-status"),
    path("register/<str:token>/", register, name="register"),
    path("canvas.json", canvas_configuration, name="canvas"),
]
