"""URLs of the academies room: the form of an invited organisation."""

from django.urls import URLPattern, path

from academies.views.apply import apply

app_name = "academies"
urlpatterns: list[URLPattern] = [path("<str:token>/", apply, name="apply")]
