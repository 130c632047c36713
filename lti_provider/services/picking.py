"""Choosing content for a course of the LMS (Deep Linking 2.0), from the request to the answer."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

import jwt
import msgspec
import structlog
from django.conf import settings as django_settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies.models import Learner
from courses.models import Attempt, Module, Offering
from courses.services.attempts import open_attempt
from lti_provider import keys, thumbnails
from lti_provider.claims import DeepLinkingSettings, Message, MessageType
from lti_provider.deep_linking import (
    Answer,
    ChosenModule,
    Image,
    Parties,
    Period,
    content_item,
    response_claims,
)
from lti_provider.models import LaunchSession, Platform
from lti_provider.refusals import LaunchRefused
from lti_provider.services import links, people

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a trainer wants of one module; `points` None: not graded."""

    module: Module
    title: str
    points: float | None
    target: str = ""
    available: Period = field(default_factory=Period)
    submission: Period = field(default_factory=Period)


def admit_to_picker(platform: Platform, message: Message) -> LaunchSession:
    """DL 4.4: the session of a trainer who may choose. Raises LaunchRefused."""
    if message.deep_linking is None or not message.is_trainer:
        raise _trainers_only()
    deployment, context = links.find_place(platform, message)
    return LaunchSession(
        platform_user=people.recognise(platform, message),
        deployment=deployment,
        context=context,
        deep_linking=msgspec.to_builtins(message.deep_linking),
    )


def settings_of(session: LaunchSession | None) -> DeepLinkingSettings | None:
    """What the platform asked for, or None where the session is no trainer's choosing."""
    if session is None or not session.is_trainer:
        return None
    if session.message_type != MessageType.DEEP_LINKING:
        return None
    return msgspec.convert(session.deep_linking, DeepLinkingSettings)


def answer_with(
    session: LaunchSession, settings: DeepLinkingSettings, wishes: Iterable[Wish]
) -> str:
    """The signed answer (DL 4.5) that brings the wished modules. Raises KeysRefused."""
    items = tuple(content_item(_chosen(wish), settings) for wish in wishes)
    log.info("content_chosen", session=session.pk, items=len(items))
    return sign_answer(session, settings, Answer(items=items, log=f"modules chosen: {len(items)}"))


def sign_answer(session: LaunchSession, settings: DeepLinkingSettings, answer: Answer) -> str:
    """The answer as a JWT that the platform verifies by our key set. Raises KeysRefused."""
    platform = session.platform_user.platform
    parties = Parties(platform.client_id, platform.issuer, session.deployment.deployment_id)
    nonce = secrets.token_urlsafe(24)
    claims = response_claims(parties, settings, answer, now=timezone.now(), nonce=nonce)
    key = keys.signing_key()
    return jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})


def open_preview(learner: Learner, module: Module) -> Attempt:
    """The trainer's own look at a module that no activity points to yet. Raises NothingReleased."""
    seen = Offering.objects.filter(
        module=module,
        resource_links=None,
        attempts__learner=learner,
        attempts__kind=Attempt.Kind.PREVIEW,
    ).first()
    with transaction.atomic():
        offering = seen or Offering.objects.create(
            academy_id=learner.academy_id, module=module, title=module.title
        )
        return open_attempt(learner, offering, Attempt.Kind.PREVIEW)


def today() -> dt.date:
    """The day by which entitlements are judged."""
    return timezone.now().date()


def thumbnail_path(subject: str) -> str:
    return reverse("lti_provider:thumbnail", args=[thumbnails.key_of(subject)])


def _chosen(wish: Wish) -> ChosenModule:
    module, origin = wish.module, django_settings.TOOL_ORIGIN
    picture = origin + thumbnail_path(module.course.subject)
    return ChosenModule(
        module_id=str(module.public_id),
        url=origin + reverse("lti_provider:launch"),
        title=wish.title,
        text=module.description or module.course.description,
        points=wish.points,
        target=wish.target,
        available=wish.available,
        submission=wish.submission,
        icon=Image(f"{origin}{django_settings.STATIC_URL}icon.svg", 48, 48),
        thumbnail=Image(picture, thumbnails.WIDTH, thumbnails.HEIGHT),
    )


def _trainers_only() -> LaunchRefused:
    return LaunchRefused(
        "trainers_only",
        what=_("Only trainers choose modules for a course."),
        why=_("Your learning platform says that you take part in this course as a learner."),
        to_do=_("Go back to your learning platform and open an activity of the course instead."),
        status=403,
    )
