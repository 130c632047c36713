"""URLs of the tool's origin. The content origin has its own: `config/content_urls.py`."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("apply/", include("academies.urls")),
    path("lti/", include("lti_provider.urls")),
    path("scorm/", include("scorm.urls")),
    path("reports/", include("reports.urls")),
]
