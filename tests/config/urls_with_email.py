"""The tool's URLs as they are where EMAIL_URL is set."""

from django.urls import include, path

from academies.staff.urls import RESET_BY_EMAIL
from config.urls import urlpatterns as without

urlpatterns = [path("staff/", include(RESET_BY_EMAIL)), *without]
