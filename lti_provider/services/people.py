"""Recognise the person of a launch: (platform, sub) is the whole identity."""

from django.db import IntegrityError, transaction

from academies.models import Academy, Learner
from lti_provider.claims import Message, Person
from lti_provider.models import Platform, PlatformUser


def recognise(platform: Platform, message: Message) -> PlatformUser:
    """The platform's user of the message, made at first sight; personal data by the policy."""
    person = message.person
    user = _find(platform, person.sub)
    if user is None:
        return _create(platform, message)
    _update(user.learner, platform.academy, person, message.locale)
    return user


def _find(platform: Platform, sub: str) -> PlatformUser | None:
    return PlatformUser.objects.select_related("learner").filter(platform=platform, sub=sub).first()


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
