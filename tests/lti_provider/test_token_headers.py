"""What a stranger writes into a token's header: it chooses no key but the platform's own."""

import base64
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from jwt.algorithms import RSAAlgorithm

from lti_provider.models import LaunchSession
from tests.launch_attempts import Scene, assert_refused

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def strangers() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(claims: dict[str, Any], header: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    """Signed by hand (RFC 7515, 5.1): libraries refuse to write most of these headers."""
    parts = [_base64url(json.dumps(part).encode()) for part in (header, claims)]
    signature = key.sign(".".join(parts).encode(), padding.PKCS1v15(), SHA256())
    return ".".join([*parts, _base64url(signature)])


def key_requests(scene: Scene) -> int:
    return sum(call.endpoint == "jwks" for call in scene.lms.requests)


@pytest.mark.parametrize(
    "kid",
    [
        "../../../../../../dev/null",
        "/proc/sys/kernel/randomize_va_space",
        "' UNION SELECT 'key' --",
        "https://evil.example/key.pem",
        "http://169.254.169.254/latest/",
        "| sleep 10",
        "\x00",
        "\ud800",
        "k" * 100_000,
        "",
        7,
        None,
        ["a"],
        {"kid": "a"},
        True,
    ],
    ids=lambda kid: repr(kid)[:30],
)
def test_a_kid_is_only_compared(scene: Scene, strangers: rsa.RSAPrivateKey, kid: object) -> None:
    token = signed(scene.claims, {"alg": "RS256", "typ": "JWT", "kid": kid}, strangers)

    assert_refused(scene.send(token))
    # An unknown one is asked for once, at the platform's own address, and not each time.
    scene.send(token)
    assert key_requests(scene) <= 2


@pytest.mark.parametrize("own_kid", [True, False])
def test_a_key_in_the_header_is_not_taken(
    scene: Scene, strangers: rsa.RSAPrivateKey, own_kid: bool
) -> None:
    kid = scene.lms.academy.keys.kid if own_kid else "mine"
    jwk = {**RSAAlgorithm.to_jwk(strangers.public_key(), as_dict=True), "kid": kid}
    header = {"alg": "RS256", "kid": kid, "jwk": jwk, "x5c": [_base64url(b"certificate")]}

    assert_refused(scene.send(signed(scene.claims, header, strangers)))


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "", "HS512", "RS1", "PS256", None, 5])
@pytest.mark.parametrize("signature", ["a stranger's", "none"])
def test_only_rs256_is_verified(
    scene: Scene, strangers: rsa.RSAPrivateKey, alg: object, signature: str
) -> None:
    header = {"alg": alg, "kid": scene.lms.academy.keys.kid}
    token = signed(scene.claims, header, strangers)

    assert_refused(scene.send(token if signature != "none" else token.rpartition(".")[0] + "."))


def test_an_extension_that_must_be_understood_is_refused(scene: Scene) -> None:
    """RFC 7515, 4.1.11: signed by the platform, but asking for what we do not know."""
    headers = {"crit": ["x-unknown"], "x-unknown": True}
    assert_refused(scene.send(scene.lms.sign(scene.claims, headers=headers)))


def test_a_token_of_a_megabyte_is_not_even_read(scene: Scene, strangers: rsa.RSAPrivateKey) -> None:
    """Whoever signed it: no launch of any platform is a hundredth of that."""
    large = {**scene.claims, "name": "x" * MEGABYTE}
    header = {"alg": "RS256", "kid": scene.lms.academy.keys.kid}

    for token in (signed(large, header, strangers), scene.lms.sign(large)):
        began = time.monotonic()
        answer = scene.send(token)
        assert time.monotonic() - began < 2
        assert (answer.status_code, len(answer.content) < 5_000) == (400, True)
    assert not LaunchSession.objects.exists()
