"""The cookie that binds a login to the browser: partitioned, so that it survives in an iframe.

A cookie is an accelerator only. Where a browser refuses it, the same secret comes back from the
browser's storage, by the page `check.html`.
"""

from http.cookies import Morsel

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_PROBE_SECONDS = 60

# Python learns `Partitioned` (CHIPS) in 3.14; until then a Morsel refuses the attribute.
if "partitioned" not in Morsel._reserved:  # type: ignore[attr-defined]  # noqa: SLF001
    Morsel._reserved["partitioned"] = "Partitioned"  # type: ignore[attr-defined]  # noqa: SLF001
    Morsel._flags.add("partitioned")  # type: ignore[attr-defined]  # noqa: SLF001


def set_binding(response: HttpResponse, state: str, secret: str) -> None:
    """Give the browser the secret of the login `state`, for as long as the login may take.

    A second cookie, which scripts may read, tells the login page that cookies are kept here: some
    browsers deny storage to a frame and keep its partitioned cookies, others the reverse.
    """
    _set(response, _name(state), secret, settings.LTI_STATE_LIFETIME_SECONDS)
    _set(response, _probe_name(state), "1", _PROBE_SECONDS, readable=True)


def drop_binding(response: HttpResponse, state: str) -> None:
    """Take the secret back: the login is over."""
    _set(response, _name(state), "", 0)


def read_binding(request: HttpRequest, state: str) -> str:
    """The secret that this browser holds for `state`, or ""."""
    return request.COOKIES.get(_name(state), "")


def _name(state: str) -> str:
    """One cookie per login: two tabs launch at once and must not overwrite one another."""
    return f"{_prefix()}lti-{state[:12]}"


def _probe_name(state: str) -> str:
    return f"{_prefix()}lti-kept-{state[:12]}"


def _prefix() -> str:
    """It makes the browser refuse the cookie from a neighbouring host (RFC 6265bis 4.1.3.2).

    It needs https.
    """
    return "__Host-" if settings.HTTPS else ""


def _set(
    response: HttpResponse, name: str, value: str, lifetime: int, *, readable: bool = False
) -> None:
    response.set_cookie(
        name, value, max_age=lifetime, path="/", secure=True, httponly=not readable, samesite="None"
    )
    response.cookies[name]["partitioned"] = True
