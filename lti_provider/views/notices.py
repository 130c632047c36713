"""Where platforms tell what happened (Platform Notification Service 1.0, 3.3)."""

import json
from typing import Any

import structlog
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lti_provider.services.notices import NoticeRefused, hear

MOST_NOTICES = 100
log = structlog.get_logger(__name__)


@csrf_exempt  # from server to server; each notice is signed by its platform
@require_POST
def notices(request: HttpRequest) -> JsonResponse:
    """{"accepted": n, "refused": n}: 200 when any was accepted, 400 when none was.

    Each notice stands for itself: a bad one does not stop the rest of the batch.
    """
    tokens = _tokens(request.body)
    if tokens is None:
        return JsonResponse(
            {"error": f"The body must be an object with 1 to {MOST_NOTICES} notices."}, status=400
        )
    accepted = sum(_is_heard(token) for token in tokens)
    answer = {"accepted": accepted, "refused": len(tokens) - accepted}
    return JsonResponse(answer, status=200 if accepted else 400)


def _is_heard(token: str) -> bool:
    try:
        hear(token)
    except NoticeRefused as refused:
        log.warning("notice_refused", why=str(refused)[:300])
        return False
    return True


def _tokens(body: bytes) -> list[str] | None:
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    told = document.get("notices") if isinstance(document, dict) else None
    if not isinstance(told, list) or not 0 < len(told) <= MOST_NOTICES:
        return None
    tokens = [notice.get("jwt") if isinstance(notice, dict) else None for notice in told]
    return [token if isinstance(token, str) else "" for token in tokens]
