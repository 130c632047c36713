"""URLs of the SCORM room."""

from django.urls import URLPattern, path

from scorm.views.commit import commit
from scorm.views.player import player
from scorm.views.sco import sco

app_name = "scorm"
urlpatterns: list[URLPattern] = [
    path("player/", player, name="player"),
    path("sco/", sco, name="sco"),
    path("commit/", commit, name="commit"),
]
