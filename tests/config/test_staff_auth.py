"""Olga signs in, with a second factor; guessing is locked out; sessions end when they are ended."""

import datetime as dt
import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from academies.models import StaffUser
from tests.academies.staff import Role
from tests.config.signing_in import (
    PASSWORD,
    SECOND,
    SET_UP,
    SIGN_IN,
    START,
    code_of,
    give_password,
    person,
    secret_of,
    sees_start,
    signed_in_with_app,
    with_app,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings: Settings) -> Iterator[None]:
    """As in a real installation; the limits of allauth are counted in the cache."""
    settings.STAFF_SECOND_FACTOR = "required"
    cache.clear()
    yield
    cache.clear()


def test_olga_gives_name_password_and_code() -> None:
    with_app("olga")
    client = Client()
    assert client.get(START, follow=True).request["PATH_INFO"] == SIGN_IN
    answer = give_password(client, "olga")
    assert answer.headers["Location"] == SECOND
    assert not sees_start(client)
    assert client.post(SECOND, {"code": code_of()}).headers["Location"] == START
    assert sees_start(client)


def test_an_email_address_does_for_a_name() -> None:
    with_app("olga")
    assert give_password(Client(), "olga@service.example").headers["Location"] == SECOND


def test_the_page_that_was_wanted_opens_after_the_sign_in() -> None:
    with_app("olga")
    client = Client()
    wanted = "/admin/academies/academy/"
    sent = client.get(wanted, follow=True)
    client.post(SIGN_IN, {"login": "olga", "password": PASSWORD, "next": wanted})
    assert f'value="{wanted}"' in sent.content.decode()
    assert client.post(SECOND, {"code": code_of()}).headers["Location"] == wanted


def test_nobody_is_led_to_another_site() -> None:
    with_app("olga")
    client = Client()
    client.post(SIGN_IN, {"login": "olga", "password": PASSWORD, "next": "https://evil.example/"})
    assert client.post(SECOND, {"code": code_of()}).headers["Location"] == START


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_without_a_second_factor_nobody_sees_anything(role: Role) -> None:
    person("nell", role)
    client = Client()
    assert give_password(client, "nell").headers["Location"] == START
    for path in (START, "/admin/academies/academy/", "/staff/sessions/", "/staff/password/"):
        assert client.get(path).headers["Location"] == SET_UP, path
    assert "Set one up now" in client.get(SET_UP).content.decode()


@pytest.mark.django_db(transaction=True)  # what follows a commit matters here
def test_the_app_is_set_up_right_after_the_password() -> None:
    olga = person("olga")
    client = Client()
    give_password(client, "olga")
    before = client.session.session_key
    page = client.get("/staff/second-factor/totp/activate/").content.decode()
    assert "data:image/svg+xml;base64," in page
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    answer = client.post("/staff/second-factor/totp/activate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/staff/second-factor/recovery-codes/"
    assert client.session.session_key != before
    assert sees_start(client)
    assert secret_of(olga) == secret
    row = Authenticator.objects.get(user=olga, type=Authenticator.Type.TOTP)
    assert secret not in str(row.data), "the secret is stored in the clear"


@pytest.mark.django_db(transaction=True)  # what follows a commit matters here
def test_a_session_with_a_password_only_stays_outside_when_another_sets_a_factor_up() -> None:
    """Whoever stole the password was there first, and gets nothing from Olga's own set-up."""
    person("olga")
    thief, olga = Client(), Client()
    give_password(thief, "olga")
    give_password(olga, "olga")
    olga.get("/staff/second-factor/totp/activate/")
    code = code_of(olga.session["mfa.totp.secret"])
    olga.post("/staff/second-factor/totp/activate/", {"code": code})
    assert sees_start(olga)
    assert thief.get(START).headers["Location"] == SET_UP


def test_a_wrong_code_does_not_open() -> None:
    with_app("olga")
    client = Client()
    give_password(client, "olga")
    wrong = f"{(int(code_of()) + 1) % 1_000_000:06}"
    answer = client.post(SECOND, {"code": wrong})
    assert "This did not match" in answer.content.decode()
    assert not sees_start(client)


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_minute_does_not_open(steps: int) -> None:
    with_app("olga")
    client = Client()
    give_password(client, "olga")
    assert client.post(SECOND, {"code": code_of(steps=steps)}).status_code == 200


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_code_works_once(forgetful: bool) -> None:
    """Also in a second server process, which does not share the cache of the first."""
    with_app("olga")
    signed_in_with_app("olga")
    if forgetful:
        cache.clear()
    onlooker = Client()
    give_password(onlooker, "olga")
    assert onlooker.post(SECOND, {"code": code_of()}).status_code == 200
    assert not sees_start(onlooker)
    assert onlooker.post(SECOND, {"code": code_of(steps=1)}).status_code == 302


def test_recovery_codes_are_shown_once_and_work_once() -> None:
    person("olga")
    client = Client()
    give_password(client, "olga")
    client.get("/staff/second-factor/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/staff/second-factor/totp/activate/", {"code": code_of(secret)})
    page = client.get("/staff/second-factor/recovery-codes/").content.decode()
    codes = re.findall(r'<li class="reference">(\d+)</li>', page)
    assert len(codes) == 10
    again = client.get("/staff/second-factor/recovery-codes/").content.decode()
    assert not any(code in again for code in codes)

    lost_phone = Client()
    give_password(lost_phone, "olga")
    assert lost_phone.post(SECOND, {"code": codes[0]}).status_code == 302
    assert sees_start(lost_phone)
    once_more = Client()
    give_password(once_more, "olga")
    assert once_more.post(SECOND, {"code": codes[0]}).status_code == 200
    assert once_more.post(SECOND, {"code": codes[1]}).status_code == 302


@pytest.mark.parametrize("taken", [{"is_staff": False}, {"is_active": False}])
def test_oscar_who_is_no_staff_is_told_what_a_stranger_is_told(taken: dict[str, bool]) -> None:
    person("oscar", Role.ACADEMY_ADMINISTRATOR, **taken)
    for name in ("oscar", "nobody"):
        answer = give_password(Client(), name)
        assert answer.status_code == 200
        assert "are not correct" in answer.content.decode()


def test_a_right_that_is_withdrawn_ends_the_session_at_the_next_click() -> None:
    with_app("olga")
    client = signed_in_with_app("olga")
    StaffUser.objects.filter(username="olga").update(is_staff=False)
    assert client.get(START, follow=True).request["PATH_INFO"] == SIGN_IN


@pytest.mark.parametrize(
    ("passed", "open_"),
    [
        ({"hours": 1, "minutes": -1}, True),
        ({"hours": 1, "minutes": 1}, False),
    ],
)
def test_an_hour_without_a_click_is_the_end(
    passed: dict[str, int], open_: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_app("olga")
    client = signed_in_with_app("olga")
    later = time.time() + dt.timedelta(**passed).total_seconds()
    monkeypatch.setattr("academies.staff.middleware.time.time", lambda: later)
    assert sees_start(client) == open_


def test_eight_hours_are_the_end_of_a_busy_day(monkeypatch: pytest.MonkeyPatch) -> None:
    with_app("olga")
    client = signed_in_with_app("olga")
    began = time.time()
    for half_hours in range(1, 17):
        monkeypatch.setattr(
            "academies.staff.middleware.time.time", lambda n=half_hours: began + n * 1790
        )
        assert sees_start(client)
    monkeypatch.setattr("academies.staff.middleware.time.time", lambda: began + 8 * 3600 + 5)
    assert not sees_start(client)


@pytest.mark.parametrize("path", ["signup/", "sign-up/", "email/", "forgotten/"])
def test_nobody_signs_up_or_asks_for_a_password_by_email(path: str) -> None:
    assert Client().get(f"/staff/{path}").status_code == 404


def test_after_a_new_secret_key_codes_fit_as_long_as_the_old_one_is_known(
    settings: Settings,
) -> None:
    with_app("olga")
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another " * 8, []
    client = Client()
    give_password(client, "olga")
    assert client.post(SECOND, {"code": code_of()}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.post(SECOND, {"code": code_of()}).status_code == 302


def test_django_s_own_doors_lead_to_ours() -> None:
    with_app("olga")
    answer = Client().post("/admin/login/", {"username": "olga", "password": PASSWORD})
    assert answer.status_code == 405
    assert Client().get("/admin/login/?next=/admin/").headers["Location"] == (
        f"{SIGN_IN}?next=%2Fadmin%2F"
    )
    client = signed_in_with_app("olga")
    assert client.get("/admin/password_change/").headers["Location"] == "/staff/password/"
    client.post("/admin/logout/")
    assert not sees_start(client)


def test_the_only_factor_cannot_be_given_up_where_it_is_required() -> None:
    with_app("olga")
    client = signed_in_with_app("olga")
    answer = client.post("/staff/second-factor/totp/deactivate/")
    assert "Add another one first" in answer.content.decode()
    assert Authenticator.objects.filter(user__username="olga").exists()


def test_a_demonstration_lets_look_around_and_says_so(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = "optional"
    person("olga")
    client = Client()
    give_password(client, "olga")
    assert "with a password alone" in client.get(START).content.decode()
    with_app("ole")
    assert "with a password alone" not in signed_in_with_app("ole").get(START).content.decode()


def test_the_pages_keep_a_strict_policy_and_pass_the_check_against_forgery() -> None:
    answer = Client().get(SIGN_IN)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SIGN_IN, {"login": "olga", "password": "x"}).status_code == 403
