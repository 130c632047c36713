"""Guessing ends after five tries, and tells nobody which names there are."""

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from academies.staff import lockout
from tests.config.signing_in import (
    SECOND,
    SIGN_IN,
    code_of,
    give_password,
    sees_start,
    with_app,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_of_others() -> None:
    """The limits of allauth are counted in the cache."""
    cache.clear()


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour() -> None:
    with_app("olga")
    client = Client()
    for _ in range(4):
        assert give_password(client, "olga", "guess").status_code == 200
    fifth = give_password(client, "olga", "guess")
    assert (fifth.status_code, fifth.headers["Retry-After"]) == (429, "900")
    assert "Too many tries" in fifth.content.decode()
    assert give_password(client, "olga").status_code == 429, "the right one is no use now"
    assert give_password(Client(REMOTE_ADDR="192.0.2.7"), "olga").status_code == 302

    past = dt.timedelta(minutes=15, seconds=1)
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - past)
    assert give_password(client, "olga").status_code == 302


def test_a_name_that_does_not_exist_is_answered_and_locked_alike() -> None:
    with_app("olga")
    pages: dict[str, list[str]] = {"olga": [], "nobody": []}
    for name, answers in pages.items():
        for _ in range(5):
            answer = give_password(Client(), name, "guess")
            text = answer.content.decode().replace(name, "")
            text = re.sub(r'(csrfmiddlewaretoken" value=|"reference">)"?\w+', "", text)
            answers.append(f"{answer.status_code} {text}")
    assert pages["olga"] == pages["nobody"]
    assert pages["olga"][4].startswith("429")


def test_wrong_codes_count_like_wrong_passwords() -> None:
    with_app("olga")
    client = Client()
    give_password(client, "olga")
    wrong = f"{(int(code_of()) + 1) % 1_000_000:06}"
    answers = [client.post(SECOND, {"code": wrong}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post(SECOND, {"code": code_of()}).status_code == 429
    assert not sees_start(client)


def test_behind_a_proxy_only_its_own_word_about_the_address_counts(settings: Settings) -> None:
    request = (
        Client().get(SIGN_IN, headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.9"}).wsgi_request
    )
    assert lockout.client_address(request) == "127.0.0.1"
    settings.STAFF_BEHIND_PROXY = True
    assert lockout.client_address(request) == "192.0.2.9"
