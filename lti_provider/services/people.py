"""Recognise the person of a launch: (platform, sub) is the whole identity."""

import secrets

import structlog
from django.db import IntegrityError, transaction
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone

from academies.models import Academy, Learner
from courses.prepared import Given, Prepared
from lti_provider.claims import Message, Person
from lti_provider.models import LaunchSession, Platform, PlatformUser

log = structlog.get_logger(__name__)


def recognise(platform: Platform, message: Message) -> PlatformUser:
    """The platform's user of the message, made at first sight; personal data by the policy.

    Whoever comes back as a learner loses the trainer's pages of that class at once. A message
    without `sub` gets a person of its own, for this launch only.
    """
    person = message.person
    if not person.sub:
        return _create_anonymous(platform, message)
    user = _find(platform, person.sub)
    if user is None:
        return _create(platform, message)
    if user.has_trainer_pages and not message.is_trainer:  # type: ignore[attr-defined]  # _find
        _close_trainer_pages(user, message)
    _update(user.learner, platform.academy, person, message.locale)
    return user


def find(platform: Platform, sub: str) -> PlatformUser | None:
    """Somebody whom this platform has sent before, with their learner; None for a stranger."""
    return PlatformUser.objects.select_related("learner").filter(platform=platform, sub=sub).first()


def _find(platform: Platform, sub: str) -> PlatformUser | None:
    return _USER.first(platform=platform.pk, sub=sub, now=timezone.now())


def _user() -> QuerySet[PlatformUser]:
    """With `has_trainer_pages`, in the same query: most launches are a learner's repeated one."""
    pages = LaunchSession.objects.filter(
        is_trainer=True,
        revoked_at=None,
        expires_at__gt=Given("now", DateTimeField()),
        platform_user=OuterRef("pk"),
    )
    return (
        PlatformUser.objects.select_related("learner")
        .filter(platform=Given("platform", BigIntegerField()), sub=Given("sub", CharField()))
        .annotate(has_trainer_pages=Exists(pages))
    )


_USER = Prepared(_user)


def _trainer_pages() -> QuerySet[LaunchSession]:
    return LaunchSession.objects.filter(
        is_trainer=True, revoked_at=None, expires_at__gt=timezone.now()
    )


def _close_trainer_pages(user: PlatformUser, message: Message) -> None:
    """Roles are those of a context (LTI A.2.2): every page of the same class is meant."""
    here = Q()
    if message.resource_link.id:
        here |= Q(resource_link__resource_link_id=message.resource_link.id)
    if message.context.id:
        here |= Q(context__context_id=message.context.id)
    if not here:
        return  # about no class, such as a data privacy launch
    closed = (
        _trainer_pages()
        .filter(here, platform_user=user, deployment__deployment_id=message.deployment_id)
        .update(revoked_at=timezone.now())
    )
    log.info("trainer_pages_closed", user=user.pk, sessions=closed)


def _create_anonymous(platform: Platform, message: Message) -> PlatformUser:
    """LTI 1.3 core 5.3.6.1: nobody can say later that two launches are of one person."""
    with transaction.atomic():
        learner = Learner.objects.create(academy=platform.academy, language=message.locale)
        return PlatformUser.objects.create(
            platform=platform,
            sub=f"anonymous:{secrets.token_urlsafe(16)}",
            learner=learner,
            is_anonymous=True,
        )


def _create(platform: Platform, message: Message) -> PlatformUser:
    kept = _kept(platform.academy, message.person)
    try:
        with transaction.atomic():
            learner = Learner.objects.create(
                academy=platform.academy, language=message.locale, **kept
            )
            return PlatformUser.objects.create(
                platform=platform, sub=message.person.sub, learner=learner
            )
    except IntegrityError:
        # Two tabs of a newcomer at once: the constraint let one win; both are that person.
        return PlatformUser.objects.select_related("learner").get(
            platform=platform, sub=message.person.sub
        )


def _update(learner: Learner, academy: Academy, person: Person, locale: str) -> None:
    """Store what changed, and nothing when nothing did: most launches are repeats."""
    wanted = {**_kept(academy, person), "language": locale}
    changed = [name for name, value in wanted.items() if getattr(learner, name) != value]
    for name in changed:
        setattr(learner, name, wanted[name])
    if changed:
        learner.save(update_fields=changed)


def _kept(academy: Academy, person: Person) -> dict[str, str]:
    """What the academy's policy lets a launch leave behind; the rest is dropped here."""
    return {
        "display_name": person.name if academy.keeps_names else "",
        "email": person.email if academy.keeps_emails else "",
        "person_sourcedid": person.person_sourcedid if academy.keeps_person_sourcedids else "",
    }
