"""Certification guide 6.3: the class list is asked for as the service wants to be asked."""

import pytest

from demo.lms.peer import PretendPlatform
from lti_provider.models import Context, LaunchSession, RosterMember
from lti_provider.services import rosters
from tests.cast import LENA, LEO, TOMAS
from tests.certification.conftest import Seen
from tests.certification.launches import assert_teaches, send

TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"


@pytest.fixture
def launched(content_lms: PretendPlatform, with_services: str) -> PretendPlatform:
    """Tomas has opened the activity, and his launch said where the class list is."""
    assert_teaches(send(content_lms, TOMAS, with_services))
    return content_lms


@pytest.fixture
def asked(launched: PretendPlatform, seen: list[Seen]) -> Seen:
    """The request for the class list, as the platform received it."""
    del launched
    assert rosters.refresh(Context.objects.get().pk) is not None
    (call,) = seen
    return call


def test_valid_instructor_launch(launched: PretendPlatform) -> None:
    assert LaunchSession.objects.get().is_trainer
    assert Context.objects.get().memberships_url == launched.memberships_url()


def test_received_request(asked: Seen, launched: PretendPlatform) -> None:
    assert asked.method == "GET"
    assert launched.memberships_url().endswith(asked.path)
    assert {m.sub: m.is_trainer for m in RosterMember.objects.all()} == {
        LENA.sub: False,
        LEO.sub: False,
        TOMAS.sub: True,
    }


def test_verify_json_header(asked: Seen) -> None:
    """NRPS 2.4: the media type of the container."""
    assert asked.accept == TYPE


def test_verify_bearer_token(asked: Seen, launched: PretendPlatform) -> None:
    assert asked.scheme == "Bearer"
    assert asked.scopes(launched), "a token that the platform issued"


def test_verify_bearer_scope(asked: Seen, launched: PretendPlatform) -> None:
    assert asked.scopes(launched) == {SCOPE}
