"""URLs of the SCORM room on the content host: the shim, beside the files of every package."""

from django.urls import URLPattern, path

from courses.content_types import SHIM
from scorm.views.shim import shim

app_name = "scorm_content"
urlpatterns: list[URLPattern] = [
    path(f"<str:token>/<str:digest>/{SHIM}", shim, name="shim"),
]
