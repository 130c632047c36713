"""Messages that must not be let in.

First the known "bad" payloads of 1EdTech's LTI Advantage certification guide, 6.1.1, then what
else PyLTI1p3 2.0.0 would have let through. Each answers with a plain page, a 4xx status and a
correlation id, and stores nothing.
"""

import base64
import hmac
import json
import time
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lti_provider.models import LaunchSession
from tests.launch_attempts import Claims, Scene, assert_refused
from tests.launching import refusal_code


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
