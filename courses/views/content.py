"""Files of packages, on the content host only: untrusted HTML and JavaScript.

The right to read them is a signed token in the path, so that relative addresses inside a
package carry it along. No cookie is set or read here.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from academies.models import Academy
from courses.closures import is_closed
from courses.content_types import ContentType, content_type_for
from courses.framing import origin_of
from courses.models import Edition
from courses.selectors import is_open
from courses.store import NotStored, package_store
from courses.tickets import TICKET_LIFETIME_SECONDS, AssetToken, TicketRefused, read_asset_token
from courses.views.ranges import file_response

# What runs in a package may load from the package, and from nowhere else: no other server learns
# who reads what by the way. A link or a window that it opens can still carry away what it knows,
# which is one attempt (docs/security.md).
_PACKAGE_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
    "base-uri 'self'",
    "form-action 'self'",
)


@require_safe
def file(request: HttpRequest, token: str, digest: str, path: str) -> HttpResponseBase:
    """One file of the package `digest`."""
    right = right_to(token, digest)
    if right is None:
        return no_longer_valid()
    try:
        stored = package_store().file(digest, path)
    except NotStored:
        return framed(_plain("The package has no such file.", 404), right, _policy(right))
    kind = content_type_for(path)
    etag = f'"{hashlib.sha256(f"{digest}/{path}".encode()).hexdigest()[:32]}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        if settings.CONTENT_ACCEL:
            response = _handed_over(stored.internal, kind)
        else:
            response = file_response(request, stored, kind.value, etag)
    return framed(_cached(response, kind, etag), right, _policy(right))


def _policy(right: AssetToken) -> tuple[str, ...]:
    """A package that speaks for itself (cmi5, xAPI) may call the one service that listens to it."""
    if not right.calls:
        return _PACKAGE_POLICY
    called = f"connect-src 'self' data: blob: {settings.TOOL_ORIGIN}{right.calls}"
    return (*_PACKAGE_POLICY, called)


def right_to(token: str, digest: str) -> AssetToken | None:
    """The token's right to this package, if its academy may still come in and open it; or None.

    One query, at every file: what is withdrawn is closed from the next file on.
    """
    try:
        right = read_asset_token(token)
    except TicketRefused:
        return None
    if right.digest != digest:
        return None
    today = timezone.now().date()
    opens = is_open(right.academy, today, "module__course_id")
    editions = Edition.objects.filter(opens, content_digest=digest)
    academy = (
        Academy.with_provider.filter(~is_closed(right.source), Exists(editions), pk=right.academy)
        .only("status", "agreement_starts_on", "agreement_expires_on")
        .first()
    )
    may_enter = academy is not None and academy.may_enter(today)
    return right if may_enter else None


def _handed_over(internal: str, kind: ContentType) -> HttpResponse:
    """nginx sends the bytes, ranges included, from the location that CONTENT_ACCEL names."""
    location = f"{settings.CONTENT_ACCEL.rstrip('/')}/{internal}"
    return HttpResponse(content_type=kind.value, headers={"X-Accel-Redirect": location})


def _cached(response: HttpResponseBase, kind: ContentType, etag: str) -> HttpResponseBase:
    """A package never changes, and its address changes with the token."""
    if response.status_code < 400:
        seconds = TICKET_LIFETIME_SECONDS
        response.headers["Cache-Control"] = f"private, max-age={seconds}, immutable"
        response.headers["ETag"] = etag
    if not kind.inline:
        response.headers["Content-Disposition"] = "attachment"
    return response


def framed(
    response: HttpResponseBase, right: AssetToken, policy: tuple[str, ...]
) -> HttpResponseBase:
    """Add the CSP `policy`, with every page that may stand around: a shim, the player, the LMS."""
    ancestors = sorted({origin for given in right.ancestors if (origin := origin_of(given))})
    around = " ".join(["'self'", settings.TOOL_ORIGIN, *ancestors])
    response.headers["Content-Security-Policy"] = "; ".join((*policy, f"frame-ancestors {around}"))
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def no_longer_valid() -> HttpResponse:
    """Answer to a token that gives no right (any more)."""
    return _plain("This address is no longer valid. Open the module again.", 403)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
