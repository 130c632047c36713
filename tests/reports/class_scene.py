"""Tomas in front of his class: Lena's and Leo's answers, and how he asks for them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.utils import timezone

from courses.models import Attempt
from lti_provider.models import LaunchSession, Platform, PlatformUser, ResourceLink
from lti_provider.services.launching import hash_token
from scorm.models import Commit
from tests import cast
from tests.launching import Page

TOKEN = "the-token-of-a-tab"


def open_session(
    person: cast.Person, link: ResourceLink, token: str = TOKEN, **values: object
) -> LaunchSession:
    """The person has come in by the activity, as a trainer unless `values` say otherwise."""
    platform = link.deployment.platform
    user = PlatformUser.objects.filter(platform=platform, sub=person.sub).first()
    defaults: dict[str, object] = {
        "token_hash": hash_token(token),
        "is_trainer": True,
        "expires_at": timezone.now() + dt.timedelta(hours=1),
        "message_type": "LtiResourceLinkRequest",
    }
    return LaunchSession.objects.create(
        platform_user=user or cast.make_platform_user(person, platform),
        deployment=link.deployment,
        resource_link=link,
        **{**defaults, **values},
    )


def ask(path: str, token: str = TOKEN, **fields: Any) -> Page:
    return Client().post(path, {"launch_token": token, **fields})


def body(page: Page) -> str:
    return page.content.decode()


def file(page: object) -> str:
    """What a streamed answer brings."""
    content: Iterator[bytes] = page.streaming_content  # type: ignore[attr-defined]
    return b"".join(content).decode()


def leos(attempt: Attempt) -> Attempt:
    """Leo's attempt at the same offering as `attempt`."""
    leo = cast.make_platform_user(cast.LEO, Platform.objects.get()).learner
    return cast.make_attempt(leo, attempt.edition, attempt.offering)


def answer(attempt: Attempt, **values: str) -> Commit:
    """A commit with one answer: `student_response="a"`, `result="wrong"` and so on."""
    sequence = Commit.objects.count() + 1
    named = {"id": "seize-first", "type": "choice", **values}
    prefix = "cmi.interactions.0."
    return Commit.objects.create(
        attempt=attempt,
        sco="quiz",
        session=f"session-{sequence}",
        sequence=sequence,
        delta={f"{prefix}{name.replace('__', '.')}": value for name, value in named.items()},
    )
