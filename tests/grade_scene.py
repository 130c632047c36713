"""Northvale's LMS, running, with the tool registered and Lena in front of a graded activity."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings
from pytest_django import Settings

from courses.models import Attempt
from courses.outcomes import Completion, Outcome, Success
from demo.lms.cast import LENA as LENA_AT_LMS
from demo.lms.peer import PretendPlatform
from lti_provider import keys
from lti_provider.models import Passback, Platform, PlatformUser, ResourceLink
from lti_provider.services import passbacks
from tests import cast
from tests.lti_provider.small_server import Received, Reply, serving

AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
PASSED = Outcome(completion=Completion.COMPLETED, success=Success.PASSED)


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tool's current key; making one takes a while, so it is made once."""
    folder = tmp_path_factory.mktemp("keys")
    keys.write_new_key(folder / "lti-current.pem")
    return folder


@pytest.fixture(scope="session")
def tool_jwks_url(made_keys: Path) -> Iterator[str]:
    """Where the pretend LMS finds the tool's key set."""

    def answer(request: Received) -> Reply:
        del request
        with override_settings(KEYS_DIR=made_keys):
            return Reply(parts=(json.dumps(keys.published_keys()).encode(),))

    with serving(answer) as server:
        yield server.url


@pytest.fixture
def signing(made_keys: Path, settings: Settings) -> None:
    settings.KEYS_DIR = made_keys


@pytest.fixture
def no_tokens() -> Iterator[None]:
    """The cache outlives a test, the platforms in it do not."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def grading_lms(
    tmp_path: Path, tool_jwks_url: str, signing: None, no_tokens: None
) -> Iterator[PretendPlatform]:
    """Northvale's LMS. One graded activity, "Scene", is its first resource link."""
    with PretendPlatform.start(tmp_path, academy="northvale") as running:
        launch = "http://tool.localhost/lti/launch/"
        running.register_tool("http://tool.localhost/lti/login/", [launch], launch, tool_jwks_url)
        yield running


@dataclass(frozen=True)
class Graded:
    """Lena's attempt at Northvale, and the LMS that wants its grade."""

    lms: PretendPlatform
    platform: Platform
    link: ResourceLink
    lena: PlatformUser
    attempt: Attempt

    def wish(self, outcome: Outcome = PASSED) -> Passback:
        """What an outcome leaves in the outbox."""
        (row,) = passbacks.queue(self.attempt, outcome)
        return row

    def grade(self, label: str = "Scene", sub: str = cast.LENA.sub) -> float | None:
        """What the LMS's gradebook shows."""
        return self.lms.gradebook()[sub].get(label)


def set_scene(lms: PretendPlatform, *, graded: float | None = 100.0, **link: object) -> Graded:
    """Store both sides of one activity; `link` replaces what a launch would have said."""
    number = lms.add_activity("Scene", graded=graded)
    platform = cast.make_platform(
        cast.make_academy("northvale"),
        issuer=lms.issuer,
        client_id=lms.client_id,
        token_url=lms.token_url,
        jwks_url=lms.jwks_url,
        auth_login_url=lms.auth_url,
    )
    module = cast.make_module()
    edition = cast.make_edition(module)
    cast.make_entitlement(platform.academy, module)
    offering = cast.make_offering(platform.academy, module)
    claim = lms.claims_for(LENA_AT_LMS, number)[AGS_CLAIM]
    said = {
        "line_items_url": claim["lineitems"],
        "line_item_url": claim.get("lineitem", ""),
        "ags_scopes": claim["scope"],
        "title": "Scene",
        **link,
    }
    resource_link = cast.make_resource_link(
        cast.make_deployment(platform, lms.deployment_id), offering, number, **said
    )
    lena = cast.make_platform_user(cast.LENA, platform)
    attempt = cast.make_attempt(lena.learner, edition, offering)
    return Graded(lms, platform, resource_link, lena, attempt)


@pytest.fixture
def graded(db: None, grading_lms: PretendPlatform) -> Graded:
    return set_scene(grading_lms)
