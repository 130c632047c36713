"""URLs of the content origin: package files and the player's shim, nothing else."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # A player's own page first: it has the name of a file that no package may have.
    path("c/", include("scorm.content_urls")),
    path("c/", include("courses.content_urls")),
]
