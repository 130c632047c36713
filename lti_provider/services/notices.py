"""Platform Notification Service 1.0: subscribe to what a platform tells, and believe it.

A notice is verified like a launch (signature, issuer, audience, times), without a login of ours to
answer: it comes from server to server. Its nonce is accepted once.
"""

import datetime as dt
import hashlib
import json
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lti_provider import tool
from lti_provider.claims import ClaimsRefused, Message
from lti_provider.claims.notices import CONTEXT_COPY, Notice, read_notice
from lti_provider.models import Context, Deployment, LaunchState, Platform
from lti_provider.service_calls import ServiceCalls

NOTICE_SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
_SUBSCRIBING_SECONDS = 30.0
# A platform that refuses is asked again by the first launch after this.
_ASK_AGAIN_SECONDS = 3600
log = structlog.get_logger(__name__)


class NoticeRefused(Exception):
    """The notice is not one of a platform we know, or was told before. For the log."""


def wants_subscription(platform: Platform, message: Message) -> bool:
    """Note a notification service that we have not subscribed to; whether somebody should, now.

    Costs no query where we have. The caller rings the task.
    """
    offered = message.notifications
    if not offered.url or CONTEXT_COPY not in offered.notice_types:
        return False
    if _subscription(offered.url) in platform.notice_handlers:
        return False
    place = f"lti-notices-{platform.pk}-{hashlib.sha256(offered.url.encode()).hexdigest()}"
    if not cache.add(place, True, _ASK_AGAIN_SECONDS):
        return False
    if platform.notification_service_url != offered.url:
        platform.notification_service_url = offered.url
        platform.save(update_fields=["notification_service_url"])
    return True


def subscribe(pk: int) -> bool:
    """Tell the platform where notices of a course copy go (PNS 3.2); whether it agreed.

    Raises NotSent where no answer came.
    """
    platform = Platform.objects.get(pk=pk)
    wanted = _subscription(platform.notification_service_url)
    body = {"notice_type": wanted["notice_type"], "handler": wanted["handler"]}
    answer = ServiceCalls(platform, _SUBSCRIBING_SECONDS).send(
        "PUT",
        wanted["service_url"],
        NOTICE_SCOPE,
        {"Content-Type": "application/json", "Accept": "application/json"},
        json.dumps(body).encode(),
    )
    agreed = 200 <= answer.status < 300
    if agreed:
        _remember(pk, wanted)
    log.info("notices_subscribed", platform=pk, agreed=agreed, status=answer.status)
    return agreed


def hear(token: str) -> Notice:
    """Verify one notice and do what it asks for. Raises NoticeRefused."""
    platform = _platform_of(token)
    try:
        claims = tool.verify_token(token, platform)
        notice = read_notice(claims)
    except (tool.TokenRefused, ClaimsRefused) as refused:
        raise NoticeRefused(str(refused)) from refused
    deployment = Deployment.objects.filter(
        platform=platform, deployment_id=notice.deployment_id
    ).first()
    if deployment is None:
        raise NoticeRefused("unknown deployment")
    with transaction.atomic():
        _spend(platform, str(claims["nonce"]))
        if notice.kind == CONTEXT_COPY:
            _note_copy(deployment, notice)
    log.info("notice_heard", platform=platform.pk, kind=notice.kind)
    return notice


def _subscription(service_url: str) -> dict[str, str]:
    """As it is remembered: a platform may have one service for each deployment."""
    handler = settings.TOOL_ORIGIN + reverse("lti_provider:notices")
    return {"service_url": service_url, "notice_type": CONTEXT_COPY, "handler": handler}


def _remember(pk: int, wanted: dict[str, str]) -> None:
    with transaction.atomic():
        platform = Platform.objects.select_for_update().get(pk=pk)
        others = [
            known
            for known in platform.notice_handlers
            if known.get("service_url") != wanted["service_url"]
        ]
        platform.notice_handlers = [*others, wanted]
        platform.save(update_fields=["notice_handlers"])


def _platform_of(token: str) -> Platform:
    """Who the notice says it is from; the signature is checked with that platform's key."""
    try:
        issuer, audiences = tool.unverified_parties(token)
    except tool.TokenRefused as refused:
        raise NoticeRefused(str(refused)) from refused
    platform = (
        Platform.objects.select_related("academy")
        .filter(issuer=issuer, client_id__in=audiences, status=Platform.Status.ACTIVE)
        .first()
    )
    if platform is None or not platform.academy.may_enter(timezone.now().date()):
        raise NoticeRefused("no registered platform that may come in")
    return platform


def _spend(platform: Platform, nonce: str) -> None:
    """Accept a nonce once, as a login of ours that is spent from its first moment on.

    It is kept for as long as the token's age lets it be accepted (tool.OLDEST_TOKEN_SECONDS).
    """
    now = timezone.now()
    kept = tool.OLDEST_TOKEN_SECONDS + 2 * settings.LTI_CLOCK_LEEWAY_SECONDS
    name = hashlib.sha256(f"notice {platform.pk} {nonce}".encode()).hexdigest()
    try:
        with transaction.atomic():
            LaunchState.objects.create(
                state=name,
                nonce=name,
                platform=platform,
                used_at=now,
                expires_at=now + dt.timedelta(seconds=kept),
            )
    except IntegrityError as again:
        raise NoticeRefused("told before") from again


def _note_copy(deployment: Deployment, notice: Notice) -> None:
    """Remember the course of which another one is a copy, where it is one that we know."""
    origins: list[Any] = list(
        Context.objects.filter(deployment=deployment, context_id__in=notice.origins).exclude(
            context_id=notice.context_id
        )[:2]
    )
    if len(origins) != 1:
        log.info("copy_of_unknown_courses", deployment=deployment.pk, known=len(origins))
        return
    Context.objects.update_or_create(
        deployment=deployment,
        context_id=notice.context_id,
        defaults={"copied_from": origins[0]},
        create_defaults={
            "label": notice.context_label,
            "title": notice.context_title,
            "copied_from": origins[0],
        },
    )
