"""The browser policies of the staff admin: as wide as Unfold needs, and only there."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.academies.staff import olga, signed_in

pytestmark = pytest.mark.django_db


def policy(client: Client, path: str, **headers: str) -> dict[str, str]:
    header = client.get(path, headers=headers).headers["Content-Security-Policy"]
    directives = (part.strip().partition(" ") for part in header.split(";"))
    return {name: sources for name, _, sources in directives}


def test_scripts_of_the_admin_come_from_here_and_none_is_inline() -> None:
    wide = policy(signed_in(olga()), reverse("admin:index"))
    assert wide["script-src"] == "'self' 'unsafe-eval'"
    assert wide["style-src"] == "'self' 'unsafe-inline'"
    assert wide["default-src"] == "'self'"
    assert wide["frame-ancestors"] == "'none'"


def test_the_rest_of_the_site_is_strict() -> None:
    strict = policy(Client(), "/no-such-page/")
    assert strict["default-src"] == "'self'"
    assert not {"script-src", "style-src"} & strict.keys()


def test_the_content_origin_is_not_widened_by_a_path() -> None:
    strict = policy(Client(), "/admin/", host="content.localhost:8000")
    assert "script-src" not in strict


def test_forms_of_the_admin_send_their_origin() -> None:
    """With "no-referrer" Chromium sends "Origin: null", and every form would be refused."""
    answer = Client().get(reverse("admin:login"))
    assert answer.headers["Referrer-Policy"] == "same-origin"
