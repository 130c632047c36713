"""Messages that must not be let in.

First the known "bad" payloads of 1EdTech's LTI Advantage certification guide, 6.1.1, then what else
PyLTI1p3 2.0.0 would have let through, then attacks on the login itself. Each answers with a plain
page, a 4xx status and a correlation id, and stores nothing.
"""

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from academies.models import Learner
from courses.models import Attempt
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession, LaunchState, Platform, ResourceLink
from tests import cast
from tests.launching import Page, answer_of, begin, known, refusal_code, stored_state

LAUNCH = "/lti/launch/"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
Claims = dict[str, Any]


class Scene:
    """Lena's login is under way; a test decides what the platform's answer says."""

    def __init__(self, client: Client, lms: PretendPlatform, link: str) -> None:
        self.client, self.lms, self.link = client, lms, link
        self.begun = begin(client, lms, cast.LENA, link)
        login = stored_state(self.begun)
        self.state = login["state"]
        self.claims: Claims = lms.claims_for(known(cast.LENA), link, login["nonce"])

    def send(self, token: str) -> Page:
        form = {"state": self.state, "id_token": token}
        return self.client.post(LAUNCH, form)

    def send_claims(self, **changes: object) -> Page:
        """Sign the good claims with changes by short or full name; None takes a claim away."""
        claims = dict(self.claims)
        for name, value in changes.items():
            key = name if name in claims else CLAIM + name
            claims.pop(key, None)
            if value is not None:
                claims[key if CLAIM + name in self.claims else name] = value
        return self.send(self.lms.sign(claims))


@pytest.fixture
def scene(client: Client, lms: PretendPlatform, activity: str) -> Scene:
    return Scene(client, lms, activity)


def assert_refused(answer: Page, code: str = "message_refused") -> None:
    page = answer.content.decode()
    assert refusal_code(answer) == code, page
    assert 400 <= answer.status_code < 500
    assert answer.headers["X-Request-ID"] in page
    for model in (Learner, ResourceLink, Attempt, LaunchSession):
        assert not model.objects.exists()


def test_the_unaltered_message_is_let_in(scene: Scene) -> None:
    """Else every test below would pass for the wrong reason."""
    assert refusal_code(scene.send_claims()) == ""
    assert LaunchSession.objects.count() == 1


# The certification guide's payloads


def test_01_no_kid_in_the_header(scene: Scene) -> None:
    assert_refused(scene.send(scene.lms.sign(scene.claims, kid="")))


def test_02_an_incorrect_kid(scene: Scene) -> None:
    assert_refused(scene.send(scene.lms.sign(scene.claims, kid="imsglobal_incorrect")))


def test_03_a_wrong_lti_version(scene: Scene) -> None:
    assert_refused(scene.send_claims(version="11.3"))


def test_04_no_lti_version(scene: Scene) -> None:
    assert_refused(scene.send_claims(version=None))


def test_05_an_invalid_lti_message(scene: Scene) -> None:
    """A token that is signed and whose claims are no LTI message."""
    standard = ("iss", "aud", "exp", "iat", "nonce")
    invalid = {name: scene.claims[name] for name in standard} | {"name": "badltilaunch"}
    assert_refused(scene.send(scene.lms.sign(invalid)))


def test_06_missing_lti_claims(scene: Scene) -> None:
    without = {name: value for name, value in scene.claims.items() if "purl.ims" not in name}
    assert_refused(scene.send(scene.lms.sign(without)))


@pytest.mark.parametrize(
    ("iat", "exp"), [(-7200, -3600), (-3600, -3000), (+3600, +7200), (-30, -70)]
)
def test_07_incorrect_timestamps(scene: Scene, iat: int, exp: int) -> None:
    now = int(time.time())
    answer = scene.send_claims(iat=now + iat, exp=now + exp)
    assert_refused(answer, "message_refused" if iat > 0 else "token_expired")


def test_08_the_message_type_is_missing(scene: Scene) -> None:
    assert_refused(scene.send_claims(message_type=None))


def test_09_the_roles_are_missing(scene: Scene) -> None:
    assert_refused(scene.send_claims(roles=None))


def test_10_the_deployment_is_missing(scene: Scene) -> None:
    assert_refused(scene.send_claims(deployment_id=None))


def test_11_the_resource_link_is_missing(scene: Scene) -> None:
    assert_refused(scene.send_claims(resource_link=None))


def test_12_the_user_is_missing(scene: Scene) -> None:
    assert_refused(scene.send_claims(sub=None))


# What else must not pass


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "nonce"])
def test_a_registered_claim_is_missing(scene: Scene, claim: str) -> None:
    assert_refused(scene.send_claims(**{claim: None}))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://lms.southmere.example"},
        {"aud": "another-client"},
        {"aud": []},
        {"azp": "another-client"},
        {"nonce": "another-nonce"},
        {"target_link_uri": "https://evil.example/"},
        {"target_link_uri": "http://tool.localhost:8000/lti/launch/?other"},
        {"message_type": "LtiStartProctoring"},
        {"iat": "yesterday"},
        {"exp": [1]},
    ],
)
def test_a_claim_is_foreign(scene: Scene, changes: Claims) -> None:
    assert_refused(scene.send_claims(**changes))


def test_several_audiences_need_an_authorised_party(scene: Scene) -> None:
    client_id = scene.claims["aud"]
    assert_refused(scene.send_claims(aud=[client_id, "another"]))


def test_several_audiences_with_us_as_authorised_party_are_fine(scene: Scene) -> None:
    client_id = scene.claims["aud"]
    answer = scene.send_claims(aud=[client_id, "another"], azp=client_id)
    assert refusal_code(answer) == ""


def test_a_token_may_not_be_older_than_ten_minutes_whatever_it_says(scene: Scene) -> None:
    now = int(time.time())
    assert_refused(scene.send_claims(iat=now - 700, exp=now + 3600), "token_expired")


def test_an_unknown_deployment(scene: Scene) -> None:
    assert_refused(scene.send_claims(deployment_id="999"), "unknown_platform")


# Signatures


def test_no_signature_at_all(scene: Scene) -> None:
    assert_refused(scene.send(scene.lms.sign(scene.claims, alg="none")))


def test_hs256_with_the_public_key_as_secret(scene: Scene) -> None:
    """Made by hand: PyJWT would refuse to sign this. The key is the platform's public one."""
    public = scene.lms.academy.keys.private.public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "kid": scene.lms.academy.keys.kid}
    signed = b".".join(_base64url(json.dumps(part).encode()) for part in (header, scene.claims))
    signature = _base64url(hmac.digest(secret, signed, "sha256"))

    assert_refused(scene.send((signed + b"." + signature).decode()))


def _base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def test_a_key_of_somebody_else_under_the_platforms_kid(scene: Scene) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert_refused(scene.send(scene.lms.sign(scene.claims, key=stranger)))


@pytest.mark.parametrize("header", ["jku", "x5u"])
def test_a_key_address_in_the_header_is_not_asked(scene: Scene, header: str) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = scene.lms.sign(
        scene.claims, key=stranger, headers={header: f"{scene.lms.base_url}/attack"}
    )
    assert_refused(scene.send(token))
    assert not [call for call in scene.lms.requests if "attack" in call.path]


@pytest.mark.parametrize(
    "damage",
    [
        lambda token: token[:-6] + "AAAAAA",
        lambda token: token.replace(".", "", 1),
        lambda token: token + ".x",
        lambda token: "a" * 1_000_000,
        lambda token: base64.urlsafe_b64encode(b"[" * 40_000).decode() + ".e30.e30",
        lambda token: "\x00",
        lambda token: "...",
    ],
)
def test_a_damaged_token(scene: Scene, damage: Callable[[str], str]) -> None:
    assert_refused(scene.send(damage(scene.lms.sign(scene.claims))))


# Attacks on the login


def test_an_answer_is_accepted_once(scene: Scene, client: Client) -> None:
    form = answer_of(scene.lms, scene.begun, cast.LENA)
    again = {**form, "binding": scene.begun.secret}
    assert refusal_code(client.post(LAUNCH, form)) == ""

    replayed = client.post(LAUNCH, again)

    assert refusal_code(replayed) == "state_used"
    assert LaunchSession.objects.count() == 1


def test_a_token_cannot_be_used_in_another_login(scene: Scene, client: Client) -> None:
    stolen = answer_of(scene.lms, scene.begun, cast.LENA)["id_token"]
    other = begin(client, scene.lms, cast.LENA, scene.link)

    answer = client.post(LAUNCH, {"state": stored_state(other)["state"], "id_token": stolen})

    assert_refused(answer)


def test_another_browser_cannot_finish_the_login_and_does_not_spoil_it(scene: Scene) -> None:
    form = answer_of(scene.lms, scene.begun, cast.LENA)
    victim = Client()

    assert_refused(victim.post(LAUNCH, {**form, "binding": "guessed"}), "browser_not_bound")
    assert_refused(victim.post(LAUNCH, {**form, "binding": "none"}), "browser_not_bound")

    assert refusal_code(scene.client.post(LAUNCH, form)) == ""


def test_a_state_that_was_never_given_out(scene: Scene) -> None:
    form = {"state": "invented", "id_token": "x", "binding": "x"}
    assert_refused(scene.client.post(LAUNCH, form), "state_unknown")


def test_a_login_that_took_too_long(scene: Scene) -> None:
    form = answer_of(scene.lms, scene.begun, cast.LENA)
    LaunchState.objects.update(expires_at="2026-01-01T00:00:00Z")
    assert_refused(scene.client.post(LAUNCH, form), "state_expired")


def test_the_platform_says_that_nobody_is_signed_in(scene: Scene) -> None:
    form = {"state": scene.state, "error": "login_required", "error_description": "<b>no</b>"}
    answer = scene.client.post(LAUNCH, form)
    assert_refused(answer, "platform_error")
    assert "<b>no</b>" not in answer.content.decode()


def test_no_refusal_tells_the_log_or_the_page_a_token_or_a_name(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    token = scene.lms.sign({**scene.claims, "nonce": "another"})
    page = scene.send(token).content.decode()

    for secret in (token, "Lena", "Lund", scene.begun.secret):
        assert secret not in page
        assert secret not in caplog.text


def test_a_platform_whose_key_set_cannot_be_had(scene: Scene) -> None:
    scene.lms.fail("jwks", "html")
    assert_refused(scene.send_claims())
    assert Platform.objects.get().jwks == {}
