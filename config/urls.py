"""URLs of the tool's origin. The content origin has its own: `config/content_urls.py`."""

from allauth.account.views import logout
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from academies.staff.views import to_password, to_sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    # Before the admin's own, which know no second factor.
    path("admin/login/", to_sign_in),
    path("admin/logout/", logout),
    path("admin/password_change/", to_password),
    path("admin/", admin.site.urls),
    path("staff/", include("academies.staff.urls")),
    path("apply/", include("academies.urls")),
    path("lti/", include("lti_provider.urls")),
    path("scorm/", include("scorm.urls")),
    path("xapi/", include("xapi.urls")),
    path("reports/", include("reports.urls")),
]

handler400 = "config.error_pages.bad_request"
handler403 = "config.error_pages.permission_denied"
handler404 = "config.error_pages.not_found"
handler500 = "config.error_pages.server_error"
