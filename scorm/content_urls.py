"""URLs of packages, on the content host."""

from django.urls import URLPattern, path

from scorm.views.content import file

app_name = "scorm_content"
urlpatterns: list[URLPattern] = [
    path("<str:token>/<str:digest>/<path:path>", file, name="file"),
]
