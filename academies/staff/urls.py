"""The pages of signing in, below /staff/. Those of allauth's that are not named do not exist."""

from allauth.account import views as account
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from academies.staff import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(([path("", views.root, name="root")], "staff"))),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("password/", account.password_change, name="account_change_password"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("second-factor/", include("allauth.mfa.urls")),
]

# Where e-mail is configured.
RESET_BY_EMAIL: list[URLPattern | URLResolver] = [
    path("forgotten/", account.password_reset, name="account_reset_password"),
    path("forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "forgotten/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
if settings.STAFF_RESET_BY_EMAIL:
    urlpatterns += RESET_BY_EMAIL
