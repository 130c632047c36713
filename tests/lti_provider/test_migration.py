"""Northvale's LMS says who Lena was under LTI 1.1, and proves it, or does not."""

import pytest
from django.test import Client

from academies.outbound.secrets_at_rest import seal
from demo.lms.peer import PretendPlatform
from lti_provider.models import Platform, PlatformUser
from lti_provider.services.migration import signature
from tests import cast
from tests.launch_attempts import CLAIM, Scene
from tests.launching import hand_over

LTI11 = CLAIM + "lti1p1"
KEY, SECRET = "northvale-2019", "an old shared secret"


@pytest.fixture
def old_secret(registered: Platform) -> None:
    """An administrator entered what the academy used under LTI 1.1."""
    Platform.objects.update(lti11_consumer_key=KEY, lti11_secret=seal(SECRET))


def claim(scene: Scene, **changes: str) -> dict[str, str]:
    """The claim as the platform would sign it."""
    said = scene.claims
    deployment = said[CLAIM + "deployment_id"]
    parts = (KEY, deployment, said["iss"], said["aud"], str(said["exp"]), said["nonce"])
    signed = {
        "user_id": "lena-2019",
        "oauth_consumer_key": KEY,
        "oauth_consumer_key_sign": signature("&".join(parts), SECRET),
    }
    return {**signed, **changes}


def old_id() -> str:
    return PlatformUser.objects.get(sub=cast.LENA.sub).lti11_user_id


def test_the_example_of_the_specification() -> None:
    text = "179248902&689302&https://lmsvendor.com&PM48OJSfGDTAzAo&1551290856&172we8671fd8z"

    assert signature(text, "my-lti11-secret") == "lWd54kFo5qU7xshAna6v8BwoBm6tmUjc6GTax6+12ps="


def test_a_good_signature_makes_her_the_person_she_was(scene: Scene, old_secret: None) -> None:
    path, _ = hand_over(scene.send_claims(**{LTI11: claim(scene)}))

    assert path == "/scorm/player/"
    assert old_id() == "lena-2019"


def test_without_a_user_id_it_was_the_same(scene: Scene, old_secret: None) -> None:
    scene.send_claims(**{LTI11: {**claim(scene), "user_id": None}})

    assert old_id() == cast.LENA.sub


@pytest.mark.parametrize(
    "changes",
    [
        {"oauth_consumer_key_sign": ""},
        {"oauth_consumer_key_sign": "forged"},
        {"oauth_consumer_key_sign": "fälscht"},
        {"oauth_consumer_key": "another"},
    ],
)
def test_a_bad_signature_lets_her_in_and_migrates_nobody(
    scene: Scene, old_secret: None, changes: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    path, _ = hand_over(scene.send_claims(**{LTI11: claim(scene, **changes)}))

    assert path == "/scorm/player/"
    assert old_id() == ""
    assert "lti11_migration_refused" in caplog.text
    assert "lena-2019" not in caplog.text


def test_without_a_stored_secret_nothing_is_believed(scene: Scene) -> None:
    hand_over(scene.send_claims(**{LTI11: claim(scene)}))

    assert old_id() == ""


def test_a_signature_for_another_launch_does_not_fit(
    client: Client, lms: PretendPlatform, activity: str, old_secret: None
) -> None:
    earlier = claim(Scene(client, lms, activity))

    Scene(client, lms, activity).send_claims(**{LTI11: earlier})

    assert old_id() == ""


def test_a_secret_of_another_installation_lets_her_in_too(scene: Scene, old_secret: None) -> None:
    Platform.objects.update(lti11_secret="sealed:of-another-installation")

    path, _ = hand_over(scene.send_claims(**{LTI11: claim(scene)}))

    assert (path, old_id()) == ("/scorm/player/", "")
