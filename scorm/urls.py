"""URLs of the SCORM room."""

from django.urls import URLPattern, path

from scorm.views.commit import commit
from scorm.views.commit2004 import commit2004
from scorm.views.navigate import navigate
from scorm.views.player import player
from scorm.views.player2004 import player2004
from scorm.views.sco import sco
from scorm.views.trace import trace

app_name = "scorm"
urlpatterns: list[URLPattern] = [
    path("player/", player, name="player"),
    path("sco/", sco, name="sco"),
    path("commit/", commit, name="commit"),
    path("player2004/", player2004, name="player2004"),
    path("navigate/", navigate, name="navigate"),
    path("commit2004/", commit2004, name="commit2004"),
    path("trace/", trace, name="trace"),
]
