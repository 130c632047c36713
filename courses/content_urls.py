"""URLs of packages, on the content host."""

from django.urls import URLPattern, path

from courses.views.content import file

app_name = "courses_content"
urlpatterns: list[URLPattern] = [
    path("<str:token>/<str:digest>/<path:path>", file, name="file"),
]
