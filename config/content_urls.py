"""URLs of the content origin: package files and the player's shim, nothing else."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/", include("scorm.content_urls")),
]
