"""The outbox in the staff admin: read by those in reach, sent again by those who may."""

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from academies import permissions
from academies.models import Academy, StaffUser
from academies.permissions import Right
from courses.models import Attempt
from lti_provider import tasks
from lti_provider.models import Passback, ResourceLink
from lti_provider.services import passbacks
from tests import cast
from tests.grade_scene import PASSED

State = Passback.State
LIST = "admin:lti_provider_passback_changelist"
WHY = "The platform says this person cannot be graded"
FULL_WHY = f"{WHY} (teachers and people no longer enrolled cannot)."


@pytest.fixture
def letter(attempt: Attempt, resource_link: ResourceLink) -> Passback:
    """Lena's grade, refused."""
    (row,) = passbacks.queue(attempt, PASSED)
    Passback.objects.update(state=State.FAILED, last_status=400, last_answer=FULL_WHY, tries=1)
    row.refresh_from_db()
    return row


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setattr(
        tasks.deliver_passback, "apply_async", lambda args, **_options: heard.append(args[0])
    )
    return heard


@pytest.fixture
def administrators_may_send(monkeypatch: pytest.MonkeyPatch) -> None:
    table = permissions.RIGHTS[StaffUser.Role.ACADEMY_ADMINISTRATOR]
    monkeypatch.setitem(table, "lti_provider.passback", frozenset({Right.VIEW, Right.CHANGE}))


def signed_in(role: str, academy: Academy | None = None) -> Client:
    user = StaffUser.objects.create(
        username=f"somebody-{role}", role=role, academy=academy, is_staff=True
    )
    client = Client()
    client.force_login(user)
    return client


def send_again(client: Client, row: Passback) -> HttpResponse:
    form = {"action": "send_again", "_selected_action": [str(row.pk)]}
    return client.post(reverse(LIST), form)  # type: ignore[return-value]


@pytest.mark.django_db(transaction=True)
def test_the_owner_sends_a_dead_letter_again(letter: Passback, rung: list[int]) -> None:
    answer = send_again(signed_in(StaffUser.Role.OWNER), letter)

    assert answer.status_code == 302
    assert [str(m) for m in get_messages(answer.wsgi_request)] == [  # type: ignore[attr-defined]
        "1 grade is being sent again."
    ]
    before = letter.timestamp
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.revision) == (State.WAITING, 0, 2)
    assert letter.timestamp > before
    assert rung == [letter.pk]


def test_the_list_says_who_what_and_why(letter: Passback) -> None:
    page = signed_in(StaffUser.Role.OWNER).get(reverse(LIST)).content.decode()

    for shown in (
        "Northvale Police Academy",
        str(letter.platform_user.learner.pseudonym)[:8],
        "100.00 / 100",
        "Failed",
        WHY,
        "Send again",
    ):
        assert shown in page
    assert FULL_WHY not in page, "a narrow screen has no room for it"


def test_a_name_is_shown_only_where_the_policy_keeps_it(letter: Passback) -> None:
    owner = signed_in(StaffUser.Role.OWNER)
    learner = letter.platform_user.learner
    learner.display_name = "Lena Lund"
    learner.save()
    assert "Lena Lund" not in owner.get(reverse(LIST)).content.decode()

    Academy.objects.update(keeps_names=True)
    assert "Lena Lund" in owner.get(reverse(LIST)).content.decode()


def test_one_is_read_and_never_edited(letter: Passback) -> None:
    owner = signed_in(StaffUser.Role.OWNER)
    url = reverse("admin:lti_provider_passback_change", args=[letter.pk])

    page = owner.get(url).content.decode()

    assert FULL_WHY in page
    assert 'name="_save"' not in page
    assert owner.post(url, {"score_given": "1"}).status_code == 403
    assert owner.get(reverse("admin:lti_provider_passback_add")).status_code == 403


def test_an_auditor_reads_and_sends_nothing(letter: Passback, rung: list[int]) -> None:
    auditor = signed_in(StaffUser.Role.AUDITOR)

    assert WHY in auditor.get(reverse(LIST)).content.decode()
    send_again(auditor, letter)

    letter.refresh_from_db()
    assert (letter.state, rung) == (State.FAILED, [])


@pytest.mark.usefixtures("administrators_may_send")
def test_southmeres_administrator_neither_sees_nor_sends_northvales(
    letter: Passback, rung: list[int]
) -> None:
    anton = signed_in(StaffUser.Role.ACADEMY_ADMINISTRATOR, cast.make_academy("southmere"))

    assert WHY not in anton.get(reverse(LIST)).content.decode()
    send_again(anton, letter)

    letter.refresh_from_db()
    assert (letter.state, rung) == (State.FAILED, [])


@pytest.mark.usefixtures("administrators_may_send")
@pytest.mark.django_db(transaction=True)
def test_northvales_own_administrator_does_both(
    letter: Passback, rung: list[int], northvale: Academy
) -> None:
    ada = signed_in(StaffUser.Role.ACADEMY_ADMINISTRATOR, northvale)

    assert WHY in ada.get(reverse(LIST)).content.decode()
    send_again(ada, letter)

    assert rung == [letter.pk]


def test_a_list_of_many_costs_no_more_queries_than_one(
    letter: Passback, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owner = signed_in(StaffUser.Role.OWNER)
    owner.get(reverse(LIST))
    for number in range(20, 32):
        person = cast.make_platform_user(
            cast.Person(str(number), "", "northvale"), letter.platform_user.platform
        )
        attempt = cast.make_attempt(person.learner, letter.attempt.edition, letter.attempt.offering)
        passbacks.queue(attempt, PASSED)

    with django_assert_max_num_queries(16):
        owner.get(reverse(LIST))
