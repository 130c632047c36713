"""Who may show a page of ours in a frame: the LMS that launched it, and nobody else."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpResponse

_HEADER = "Content-Security-Policy"


def origin_of(url: str) -> str:
    """The origin of an http(s) URL (RFC 6454), or "" where it has none.

    Credentials in the URL are dropped, and anything that could end a CSP directive is refused.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or any(c in host for c in " ;,'\"*"):
        return ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{f':{port}' if port is not None else ''}"


def allow_framing(
    response: HttpResponse,
    origins: Iterable[str],
    *,
    posts_to: str = "",
    frames: Iterable[str] = (),
) -> HttpResponse:
    """Let the pages of `origins` frame `response`; the rest of the policy stays as in settings.

    posts_to: the one address, at somebody else, that the page's form may post to. frames: URLs
    of somebody else whose origins the page may show in a frame, beside those of the settings.
    Written as a header here because django-csp leaves a response alone that already has one.
    """
    allowed = sorted({origin for given in origins if (origin := origin_of(given))})
    replaced = {"frame-ancestors": ["'self'", *allowed] if allowed else ["'none'"]}
    if posts_to:
        replaced["form-action"] = [origin_of(posts_to) or "'none'"]
    if strangers := sorted({origin for given in frames if (origin := origin_of(given))}):
        own = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"]
        replaced["frame-src"] = [*own, *strangers]
    response.headers[_HEADER] = build_policy(replace=replaced)
    return response
