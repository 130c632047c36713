"""GET /lti/grade-status/: has my grade arrived?"""

import datetime as dt
import time

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy
from courses import tickets
from courses.models import Attempt
from courses.tickets import Ticket, sign_asset_token, sign_ticket
from lti_provider.models import Passback, ResourceLink
from lti_provider.services import passbacks
from tests import cast
from tests.grade_scene import PASSED

State = Passback.State


def ask(client: Client, ticket: str, **more: str) -> HttpResponse:
    headers = {"authorization": f"Bearer {ticket}", **more}
    return client.get(reverse("lti_provider:grade-status"), headers=headers)  # type: ignore[return-value]


def lenas(attempt: Attempt) -> str:
    return sign_ticket(Ticket(attempt=attempt.pk, session="tab"))


def answer(response: HttpResponse) -> dict[str, str | None]:
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    return response.json()  # type: ignore[attr-defined, no-any-return]


def test_before_the_end_there_is_nothing_to_report(client: Client, attempt: Attempt) -> None:
    said = answer(ask(client, lenas(attempt)))

    assert said == {"state": "none", "text": "There is no grade to report yet.", "when": None}


def test_it_speaks_the_language_of_her_learning_platform_and_not_the_browsers(
    client: Client, attempt: Attempt
) -> None:
    ticket = sign_ticket(Ticket(attempt=attempt.pk, session="tab", locale="fr-BE"))
    said = answer(ask(client, ticket, **{"accept-language": "ar"}))
    assert said["text"] == "Il n’y a pas encore de note à transmettre."


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.WAITING, "waiting"),
        (State.SENDING, "waiting"),
        (State.SENT, "sent"),
        (State.FAILED, "failed"),
    ],
)
def test_lena_sees_where_her_grade_is(
    client: Client, attempt: Attempt, resource_link: ResourceLink, state: str, said: str
) -> None:
    passbacks.queue(attempt, PASSED)
    Passback.objects.update(state=state, sent_at=timezone.now() if state == State.SENT else None)

    shown = answer(ask(client, lenas(attempt)))

    assert shown["state"] == said
    assert shown["text"]
    when = parse_datetime(shown["when"] or "")
    assert when is not None
    assert abs(timezone.now() - when) < dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ((State.SENT, State.WAITING), "waiting"),
        ((State.SENT, State.SENT), "sent"),
        ((State.SENT, State.FAILED), "failed"),
        ((State.WAITING, State.FAILED), "failed"),
    ],
)
def test_two_activities_are_told_as_the_slower_one(
    client: Client,
    attempt: Attempt,
    resource_link: ResourceLink,
    states: tuple[str, str],
    said: str,
) -> None:
    cast.make_resource_link(resource_link.deployment, attempt.offering, "2")
    for row, state in zip(passbacks.queue(attempt, PASSED), states, strict=True):
        Passback.objects.filter(pk=row.pk).update(state=state)

    assert answer(ask(client, lenas(attempt)))["state"] == said


def test_leo_is_not_told_of_lenas(
    client: Client, attempt: Attempt, resource_link: ResourceLink
) -> None:
    passbacks.queue(attempt, PASSED)
    leo = cast.make_platform_user(cast.LEO, resource_link.deployment.platform)
    his = cast.make_attempt(leo.learner, attempt.edition, attempt.offering)

    assert answer(ask(client, lenas(his)))["state"] == "none"


def test_it_costs_one_query(
    client: Client,
    attempt: Attempt,
    resource_link: ResourceLink,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    passbacks.queue(attempt, PASSED)

    with django_assert_num_queries(1):
        ask(client, lenas(attempt))


def test_a_suspended_academy_is_told_nothing(
    client: Client, attempt: Attempt, resource_link: ResourceLink
) -> None:
    passbacks.queue(attempt, PASSED)
    Academy.objects.update(status=Academy.Status.SUSPENDED)

    response = ask(client, lenas(attempt))

    assert (response.status_code, answer(response)["code"]) == (403, "academy_closed")


def test_a_ticket_that_is_none_is_refused_with_a_number_to_quote(
    client: Client, attempt: Attempt
) -> None:
    good = lenas(attempt)
    foreign = sign_asset_token(tickets.AssetToken(academy=1, digest="d"))
    for bad in ("", "x", good[:-1], good + "a", foreign, "a" * 10_000):
        response = ask(client, bad)

        said = answer(response)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert said["correlation_id"] == response.headers["X-Request-ID"]
        assert said["what"]
        assert said["why"]
        assert said["to_do"]


def test_an_expired_ticket_says_so(
    client: Client, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = lenas(attempt)
    later = time.time() + tickets.TICKET_LIFETIME_SECONDS + 1
    monkeypatch.setattr("courses.tickets.time.time", lambda: later)

    assert answer(ask(client, ticket))["code"] == "ticket_expired"


def test_without_a_ticket_or_with_another_method_nothing_is_told(client: Client) -> None:
    url = reverse("lti_provider:grade-status")

    assert client.get(url).status_code == 401
    assert client.get(url, headers={"authorization": "Basic abc"}).status_code == 401
    assert client.post(url).status_code == 405
