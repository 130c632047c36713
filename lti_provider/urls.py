"""URLs of the LTI room."""

from django.urls import URLPattern

app_name = "lti_provider"
urlpatterns: list[URLPattern] = []
