"""Scripts on this machine switch faults on and off over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from demo.lms.peer import PretendPlatform

SECRET = {"Authorization": "Bearer let me in"}


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[PretendPlatform]:
    with PretendPlatform.start(tmp_path, control_secret="let me in") as lms:
        yield lms


def test_faults_on_and_off(guarded: PretendPlatform) -> None:
    url = f"{guarded.base_url}/control/faults"
    fault = {"endpoint": "jwks", "mode": "503", "times": 2, "seconds": 9}
    answer = requests.post(url, json=fault, headers=SECRET, timeout=30)
    assert answer.json() == {"faults": [{**fault, "seconds": 9.0}]}
    assert requests.get(guarded.jwks_url, timeout=30).headers["Retry-After"] == "9"
    left = requests.get(url, headers=SECRET, timeout=30).json()["faults"]
    assert left == [{**fault, "times": 1, "seconds": 9.0}]
    assert requests.delete(url, headers=SECRET, timeout=30).status_code == 204
    assert requests.get(guarded.jwks_url, timeout=30).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"endpoint": "jwks", "mode": "x"}, {"times": "3"}, {"seconds": "soon"}]
)
def test_faults_that_do_not_exist(guarded: PretendPlatform, body: dict[str, str]) -> None:
    url = f"{guarded.base_url}/control/faults"
    answer = requests.post(url, json=body, headers=SECRET, timeout=30)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_keys_tokens_and_the_log(guarded: PretendPlatform) -> None:
    control = f"{guarded.base_url}/control"
    kid = requests.post(f"{control}/rotate-keys", headers=SECRET, timeout=30).json()["kid"]
    assert requests.get(guarded.jwks_url, timeout=30).json()["keys"][0]["kid"] == kid
    assert requests.post(f"{control}/forget-tokens", headers=SECRET, timeout=30).status_code == 204
    (call,) = requests.get(f"{control}/requests", headers=SECRET, timeout=30).json()["requests"]
    assert (call["endpoint"], call["status"]) == ("jwks", 200)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer guess"}])
def test_without_the_secret_there_is_nothing(
    guarded: PretendPlatform, headers: dict[str, str]
) -> None:
    url = f"{guarded.base_url}/control/faults"
    assert requests.get(url, headers=headers, timeout=30).status_code == 404


def test_without_a_configured_secret_there_is_nothing(lms: PretendPlatform) -> None:
    url = f"{lms.base_url}/control/faults"
    headers = {"Authorization": "Bearer "}
    assert requests.get(url, headers=headers, timeout=30).status_code == 404
