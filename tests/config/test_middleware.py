"""Which of the two hosts a request is for, however its name is written; what is left out for the
resources of the record store, and for nothing else; and the language of the staff pages."""

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import formats, translation
from pytest_django import DjangoAssertNumQueries, Settings

from academies.models import Academy
from config.middleware import RecordStoreMiddleware
from tests.config.signing_in import START, person
from tests.xapi.talking import Speaker, new_id, statement
from xapi.models import Ledger
from xapi.urls import RESOURCES
from xapi.views.resource import POLICY

PAGES_OF_THE_TOOL = ["/lti/jwks/", "/admin/login/", "/scorm/player/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES_OF_THE_TOOL)
@pytest.mark.parametrize(
    "host",
    [
        "content.localhost:8000",
        "content.localhost",
        "content.localhost:443",
        "content.localhost.:8000",
        "CONTENT.localhost:8000",
    ],
)
def test_the_content_host_has_no_page_of_the_tool(host: str, path: str) -> None:
    assert Client(headers={"host": host}).get(path).status_code == 404
    assert Client(headers={"host": "tool.localhost:8000"}).get(path).status_code != 404


@pytest.mark.parametrize("host", ["tool.localhost:8000", "TOOL.localhost", "tool.localhost."])
def test_the_tools_host_has_no_file_of_a_package(host: str) -> None:
    digest = "a" * 64
    assert Client(headers={"host": host}).get(f"/c/token/{digest}/a.html").status_code == 404
    assert (
        Client(headers={"host": "content.localhost:8000"})
        .get(f"/c/token/{digest}/a.html")
        .status_code
        == 403
    )


def test_any_other_host_is_turned_away() -> None:
    for host in ("evil.example", "content.localhost.evil.example", "xcontent.localhost:8000"):
        assert Client(headers={"host": host}).get("/lti/jwks/").status_code == 400
        assert Client(headers={"host": host}).get("/xapi/about").status_code == 400


# What the middleware for browsers leaves at a request that passes it.
TRACES_OF_PAGES = {"session", "user", "_messages", "csp_nonce", "LANGUAGE_CODE", "allauth"}
PAGES = ["/staff/sign-in/", "/xapi/cmi5/player/", "/xapi/cmi5/fetch/", "/lti/jwks/", "/nowhere/"]


@pytest.fixture
def speaker(northvale: Academy) -> Speaker:
    return Speaker(northvale)


def traces(answer: Any) -> set[str]:
    return {name for name in TRACES_OF_PAGES if hasattr(answer.wsgi_request, name)}


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_pages_get_all_that_is_for_browsers(path: str) -> None:
    answer = Client().get(path)
    assert traces(answer) == TRACES_OF_PAGES
    assert "frame-src" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_forged_forms_are_refused_on_pages() -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/staff/sign-in/", {"login": "olga"}).status_code == 403


def test_the_way_off_is_for_every_resource_and_for_nothing_else() -> None:
    middleware = RecordStoreMiddleware(lambda _request: HttpResponse())
    assert middleware.resources.keys() == {f"/xapi/{route}" for route in RESOURCES}
    for route, view in RESOURCES.items():
        assert resolve(f"/xapi/{route}").func is view
    assert traces(Client().get("/xapi/about")) == set()


def test_nobody_is_looked_for_behind_a_cookie(
    speaker: Speaker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Olga's session is no business of the store's: it gives no right and costs no query."""
    browser = Client()
    browser.force_login(person("olga"))
    assert browser.get(START).status_code == 200
    with django_assert_num_queries(0):
        about = browser.get("/xapi/about")
        refused = browser.get("/xapi/statements", headers={"X-Experience-API-Version": "1.0.3"})
    assert (about.status_code, refused.status_code) == (200, 401)
    assert not about.cookies


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_answers_of_the_store_keep_what_guards_them(
    speaker: Speaker, settings: Settings, scheme: str
) -> None:
    """Whether it was stored, refused, or a fault of ours."""
    settings.SECURE_HSTS_SECONDS = 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    speaker.client = Client(raise_request_exception=False, headers={"X-Forwarded-Proto": scheme})
    answers = [
        speaker.ask("POST", "statements", body=statement()),
        speaker.ask("PUT", "statements", {"statementId": new_id()}, statement()),
        speaker.ask("POST", "statements", body=b"no JSON"),
    ]
    Ledger.objects.all().delete()
    answers.append(speaker.ask("POST", "statements", body=statement()))
    assert [each.status_code for each in answers] == [200, 204, 400, 500]
    for each in answers:
        assert each.headers["Content-Security-Policy"] == POLICY
        assert each.headers["X-Content-Type-Options"] == "nosniff"
        assert each.headers["Referrer-Policy"] == "no-referrer"
        assert each.headers["Vary"] == "Accept-Language"
        assert each.headers["Content-Length"] == str(len(each.content))
        assert len(each.headers["X-Request-ID"]) == 16
        assert ("Strict-Transport-Security" in each.headers) is (scheme == "https")
    assert answers[-1].headers["X-Request-ID"] in answers[-1].content.decode()


@pytest.mark.parametrize("host", ["content.localhost:8000", "CONTENT.localhost."])
def test_the_content_host_has_no_record_store(host: str) -> None:
    assert Client(headers={"host": host}).get("/xapi/about").status_code == 404
    assert Client(headers={"host": "tool.localhost"}).get("/xapi/about").status_code == 200


def test_nobody_is_answered_in_the_language_of_who_asked_before(client: Client) -> None:
    for asked, spoken in (("fr", "fr"), ("", "en"), ("ar", "ar"), ("tlh", "en")):
        client.get("/xapi/about", headers={"Accept-Language": asked})
        assert translation.get_language() == spoken


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_staff_pages_are_in_english_for_every_browser(language: str) -> None:
    browser = Client(headers={"host": "tool.localhost:8000", "accept-language": language})
    for path in ("/staff/sign-in/", "/admin/login/"):
        page = browser.get(path, follow=True)
        assert '<html lang="en" dir="ltr"' in " ".join(page.content.decode().split()), path
        assert page.headers["Content-Language"] == "en"
    learners = browser.post("/lti/launch/")
    assert f'<html lang="{language}"' in learners.content.decode()


def test_a_date_reads_the_same_in_paris_and_in_dublin() -> None:
    moment = dt.datetime(2026, 11, 4, 16, 5, tzinfo=dt.UTC)
    assert formats.date_format(moment, "DATETIME_FORMAT") == "4 Nov 2026, 16:05 UTC"
