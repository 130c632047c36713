"""Pages that only a page of ours may post to.

A ticket or a launch token in the body is the whole authority of these pages, and there is no
cookie. That keeps a stranger from acting as Lena, but not from making Lena act as a stranger: a
page of any site could post the stranger's own ticket from her browser, and she would work on the
stranger's attempt (login CSRF, RFC 6819 4.4.1.8). So the page that posts has to be ours.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

_OURS = frozenset({"same-origin", "none"})
View = Callable[[HttpRequest], HttpResponse]


def is_posted_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page posted this, by the browser's own word.

    No page can write these headers (Fetch Metadata 2.1). A browser too old for `Sec-Fetch-Site` is
    asked for the origin; ours post with "null", since they send no referrer (Fetch 3.2).
    """
    if request.method != "POST":
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in _OURS
    return request.headers.get("Origin", "null") not in ("null", settings.TOOL_ORIGIN)


def only_from_own_pages(view: View) -> View:
    """Refuse with 403 what another site's page posts to `view`."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if is_posted_from_elsewhere(request):
            raise PermissionDenied("Open the activity from your learning platform.")
        return view(request)

    guarded.is_for_own_pages = True  # type: ignore[attr-defined]  # a test asks every view
    return guarded
