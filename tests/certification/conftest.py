"""Northvale's LMS with an activity that opens, and what it sees of the calls to its services."""

from collections.abc import Iterator
from dataclasses import dataclass

import flask
import pytest

from courses.models import Edition
from demo.lms.peer import PretendPlatform
from demo.lms.sessions import digest
from lti_provider.models import Platform
from tests.lti_provider.conftest import activity, content_lms, content_platform, lms, registered
from tests.scorm.playing import one_part

__all__ = ["activity", "content_lms", "content_platform", "lms", "registered"]


@pytest.fixture
def opens(activity: str, edition: Edition) -> str:
    """The resource link id of an activity whose module is really there."""
    one_part(edition)
    return activity


@pytest.fixture
def with_services(
    content_lms: PretendPlatform, content_platform: Platform, edition: Edition, no_tokens: None
) -> str:
    """The resource link id of an activity at the LMS that accepts what the tool signs."""
    del content_platform, no_tokens
    one_part(edition)
    return content_lms.add_activity("Scene", {"module": str(edition.module.public_id)})


@dataclass(frozen=True)
class Seen:
    """One service call as the LMS received it. token: what the LMS keeps of a bearer token."""

    method: str
    path: str
    accept: str
    content_type: str
    scheme: str
    token: str

    def scopes(self, lms: PretendPlatform) -> set[str]:
        """What the token of the call is good for; empty for a token that was never issued."""
        row = lms.academy.store.one("SELECT * FROM access_tokens WHERE digest = ?", self.token)
        return set(row["scopes"].split()) if row else set()


@pytest.fixture
def seen() -> Iterator[list[Seen]]:
    """Every call to the services of a pretend LMS, from now on."""
    calls: list[Seen] = []

    def note(sender: flask.Flask, **_: object) -> None:
        del sender
        headers = flask.request.headers
        scheme, _space, secret = headers.get("Authorization", "").partition(" ")
        if "/services.php/" in flask.request.path:
            calls.append(
                Seen(
                    flask.request.method,
                    flask.request.path,
                    headers.get("Accept", ""),
                    headers.get("Content-Type", ""),
                    scheme,
                    digest(secret),
                )
            )

    with flask.request_started.connected_to(note):
        yield calls
