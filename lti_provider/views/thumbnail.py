"""The picture of a subject, for the picker and for the platform's course page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lti_provider import thumbnails


@require_safe
def thumbnail(request: HttpRequest, key: str) -> HttpResponse:
    """Drawn from the key, so that it never changes and nothing has to be looked up."""
    del request
    try:
        picture = thumbnails.draw(key)
    except ValueError as unknown:
        raise Http404("no such picture") from unknown
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(picture, content_type="image/svg+xml", headers=headers)
