"""The tool's URLs, and the bare views that its own are measured against."""

from django.urls import URLPattern, URLResolver, path

from benchmarks.bare import bare, record, record2004, replay
from config.urls import urlpatterns as tools_patterns

urlpatterns: list[URLPattern | URLResolver] = [
    *tools_patterns,
    path("benchmarks/bare/", bare),
    path("benchmarks/record/", record),
    path("benchmarks/record2004/", record2004),
    path("benchmarks/replay/", replay),
]
