"""Olga forgot her password, in an installation that can send e-mail."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.config.signing_in import SECOND, give_password, sees_start, with_app

pytestmark = pytest.mark.django_db
FORGOTTEN, NEW = "/staff/forgotten/", "eight blue lanterns"


@pytest.fixture(autouse=True)
def with_email(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.config.urls_with_email"
    settings.STAFF_SECOND_FACTOR = "required"
    cache.clear()


def address_in(message: str) -> str:
    found = re.search(r"https?://[^/\s]+(/staff/forgotten/\S+)", message)
    assert found, message
    return found[1]


def test_a_new_password_comes_by_email_and_the_second_factor_stays() -> None:
    with_app("olga")
    client = Client()
    assert "Forgot your password?" in client.get("/staff/sign-in/").content.decode()
    client.post(FORGOTTEN, {"email": "olga@service.example"})
    (sent,) = mail.outbox
    page = client.get(address_in(str(sent.body)), follow=True)
    form = {"password1": NEW, "password2": NEW}
    assert client.post(page.request["PATH_INFO"], form).status_code == 302
    assert not sees_start(client), "a reset signs nobody in"
    assert give_password(client, "olga", NEW).headers["Location"] == SECOND


def test_the_address_works_once() -> None:
    with_app("olga")
    client = Client()
    client.post(FORGOTTEN, {"email": "olga@service.example"})
    address = address_in(str(mail.outbox[0].body))
    page = client.get(address, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    again = Client().get(address, follow=True).content.decode()
    assert "password1" not in again


def test_nobody_learns_whether_an_address_is_known() -> None:
    with_app("olga")
    pages = []
    for name in ("olga", "nobody"):
        answer = Client().post(FORGOTTEN, {"email": f"{name}@service.example"}, follow=True)
        pages.append(answer.content.decode())
    assert pages[0] == pages[1]
