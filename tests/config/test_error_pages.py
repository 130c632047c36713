"""What no view answers: a plain page with a reference, and nothing of what went wrong inside."""

import pytest
from django.test import Client

from lti_provider.views import jwks


def test_an_address_that_does_not_exist(client: Client) -> None:
    answer = client.get("/nowhere/<script>/")

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is no such page." in page
    assert answer.headers["X-Request-ID"] in page
    assert "<script>/" not in page


def test_a_post_from_another_site(client: Client) -> None:
    answer = client.post("/reports/class/", headers={"Sec-Fetch-Site": "cross-site"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert answer.headers["X-Request-ID"] in page


def test_a_fault_of_ours_tells_no_secret(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down() -> None:
        raise RuntimeError("the password of the database is tulip")

    monkeypatch.setattr(jwks, "published_keys", break_down)
    client.raise_request_exception = False

    answer = client.get("/lti/jwks/")

    page = answer.content.decode()
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in page
    for secret in ("tulip", "Traceback", "RuntimeError"):
        assert secret not in page
