"""Every address that a platform supplies may lead inside: none of them is called.

The addresses of registration are in test_registration_attacks.py; how an address is judged, in
tests/academies. Here a platform that is let in changes where its services are.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from pytest_django import Settings

from lti_provider import access_tokens, ags, nrps, platform_keys
from lti_provider.groups import read_groups
from lti_provider.models import Context, Platform
from lti_provider.services import notices, rosters
from lti_provider.verdicts import NotSent
from tests import cast
from tests.lti_provider.small_server import Reply, SmallServer, serving

TOKEN = b'{"access_token": "abc", "token_type": "Bearer", "expires_in": 3600}'
SCORE = ags.Score("4", Decimal(1), Decimal(1), dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
COLUMN = ags.Column("Scene", Decimal(1), "module", "1")
READING = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
Call = Callable[[Platform, str], object]


def the_key_set(platform: Platform, inside: str) -> None:
    platform.jwks_url = inside
    with pytest.raises(platform_keys.KeyUnknown):
        platform_keys.refresh(platform)


def the_token(platform: Platform, inside: str) -> None:
    platform.token_url = inside
    with pytest.raises(access_tokens.TokenRefused):
        access_tokens.obtain(platform, frozenset({nrps.SCOPE}))


def a_score(platform: Platform, inside: str) -> None:
    with pytest.raises(NotSent):
        ags.GradeService(platform, 5).post_score(inside, SCORE)


def the_results(platform: Platform, inside: str) -> None:
    with pytest.raises(NotSent):
        ags.GradeService(platform, 5).results(inside)


def the_columns(platform: Platform, inside: str) -> None:
    with pytest.raises(NotSent):
        ags.GradeService(platform, 5).find_line_item(inside, READING, COLUMN)


def a_new_column(platform: Platform, inside: str) -> None:
    with pytest.raises(NotSent):
        ags.GradeService(platform, 5).create_line_item(inside, COLUMN)


def the_class_list(platform: Platform, inside: str) -> None:
    course = cast.make_context(cast.make_deployment(platform))
    course.memberships_url = inside
    course.save()
    rosters.refresh(course.pk)
    assert Context.objects.get().roster_problem


def the_groups(platform: Platform, inside: str) -> None:
    with pytest.raises(NotSent):
        read_groups(platform, inside, 5)


def the_notices(platform: Platform, inside: str) -> None:
    Platform.objects.update(notification_service_url=inside)
    with pytest.raises(NotSent):
        notices.subscribe(platform.pk)


EVERY: tuple[Call, ...] = (
    the_key_set,
    the_token,
    a_score,
    the_results,
    the_columns,
    a_new_column,
    the_class_list,
    the_groups,
    the_notices,
)


@pytest.fixture
def inside() -> Iterator[SmallServer]:
    """A service on loopback that answers everybody."""
    with serving(lambda _request: Reply(parts=(TOKEN,))) as running:
        yield running


@pytest.mark.parametrize("call", EVERY, ids=lambda call: call.__name__)
@pytest.mark.usefixtures("no_tokens", "signing")
def test_loopback_is_not_called(
    platform: Platform,
    inside: SmallServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    call: Call,
) -> None:
    """The platform's tokens are at hand, so that it is the service's own address that counts."""
    if call is not the_token:
        token = access_tokens.AccessToken("abc", frozenset())
        monkeypatch.setattr(access_tokens, "obtain", lambda *_: token)
    settings.ALLOW_PRIVATE_PLATFORMS = []

    call(platform, f"{inside.url}/secret")

    assert inside.received == []
