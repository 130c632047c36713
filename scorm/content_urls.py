"""URLs of the SCORM room."""

from django.urls import URLPattern

app_name = "scorm_content"
urlpatterns: list[URLPattern] = []
