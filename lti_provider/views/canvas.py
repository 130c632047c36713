"""The tool's configuration as Canvas takes it: "Enter URL" of an LTI key."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from lti_provider.registration.canvas import canvas_json
from lti_provider.services.registering import this_tool


@require_safe
def canvas_configuration(request: HttpRequest) -> JsonResponse:
    """Public: it says nothing that the key set and the login page do not say."""
    del request
    return JsonResponse(canvas_json(this_tool()))
