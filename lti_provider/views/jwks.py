"""The tool's public keys, for platforms (RFC 7517)."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from lti_provider.keys import published_keys


@require_safe
def jwks(request: HttpRequest) -> JsonResponse:
    """The key set; short-lived in caches, so that a new key is known before it signs."""
    del request
    return JsonResponse(published_keys(), headers={"Cache-Control": "public, max-age=300"})
