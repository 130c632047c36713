"""The class list beside the progress: who has not opened the activity, who left, who is shown."""

import datetime as dt
import re
import time

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy
from courses.models import Attempt
from lti_provider.models import (
    Context,
    LaunchSession,
    Passback,
    PlatformUser,
    ResourceLink,
    RosterMember,
)
from tests import cast
from tests.launching import Page
from tests.reports.test_class_page import PAGE, TOKEN, open_session

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def course(resource_link: ResourceLink) -> Context:
    """The activity's course; its class list was fetched at 06:12."""
    context = cast.make_context(resource_link.deployment)
    context.memberships_url = "https://lms.northvale.example/members"
    context.roster_fetched_at = dt.datetime(2026, 3, 2, 6, 12, tzinfo=dt.UTC)
    context.save()
    resource_link.context = context
    resource_link.save()
    return context


@pytest.fixture
def tomas(course: Context, resource_link: ResourceLink) -> LaunchSession:
    return open_session(cast.TOMAS, resource_link, context=course)


def listed(course: Context, person: cast.Person, **values: object) -> RosterMember:
    return RosterMember.objects.create(
        context=course, sub=person.sub, **{"display_name": person.name, **values}
    )


def keep_names() -> None:
    Academy.objects.update(keeps_names=True)


def show(client: Client, **choice: str) -> Page:
    return client.post(PAGE, {"launch_token": TOKEN, **choice})


def text(page: Page) -> str:
    return page.content.decode()


def names(page: Page) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*>(?:<button[^>]*>)?<bdi>([^<]*)</bdi>', text(page))


def count(page: Page, what: str) -> int:
    found = re.search(rf"<dt>{what}</dt><dd>(\d+)</dd>", text(page))
    assert found, text(page)
    return int(found[1])


def test_who_never_came_is_not_opened_yet(
    client: Client, tomas: LaunchSession, course: Context, attempt: Attempt
) -> None:
    keep_names()
    listed(course, cast.LENA)
    listed(course, cast.LEO)

    page = show(client)

    assert names(page) == ["Lena Lund", "Leo Lind"]
    assert text(page).count("○ Not opened yet") == 1
    assert (count(page, "Learners"), count(page, "Not opened yet")) == (2, 1)
    assert count(page, "In progress") == 1
    fetched = '<time datetime="2026-03-02T06:12:00+00:00">2026-03-02 06:12 UTC</time>'
    assert f"Class list from {fetched}." in text(page)


def test_without_names_it_says_why_and_shows_the_same_pseudonym_each_time(
    client: Client, tomas: LaunchSession, course: Context, attempt: Attempt
) -> None:
    listed(course, cast.LENA)
    listed(course, cast.LEO)

    first, second = show(client), show(client)

    assert "keeps no names in this tool" in text(first)
    assert names(first) == names(second)
    assert attempt.learner.shown_as in names(first)
    assert all(re.fullmatch(r"Learner [0-9a-f]{8}", name) for name in names(first))
    assert "Leo" not in text(first), "a name stored before the policy changed is not shown"


def test_who_came_to_another_activity_is_shown_under_the_pseudonym_they_have(
    client: Client, tomas: LaunchSession, course: Context
) -> None:
    listed(course, cast.LEO)
    leo = cast.make_platform_user(cast.LEO, course.deployment.platform)

    assert names(show(client)) == [leo.learner.shown_as]


def test_trainers_and_those_who_left_are_not_missing(
    client: Client, tomas: LaunchSession, course: Context
) -> None:
    keep_names()
    listed(course, cast.Person("7", "Tina Tarn", "northvale"), is_trainer=True)
    listed(course, cast.OSCAR, is_active=False)
    # Moodle lists its non-editing teachers as learners; this one has just come in.
    listed(course, cast.TOMAS, is_trainer=False)

    assert names(show(client)) == []


def test_who_left_after_working_is_still_shown_and_marked(
    client: Client, tomas: LaunchSession, course: Context, attempt: Attempt
) -> None:
    keep_names()
    listed(course, cast.LENA, is_active=False)
    listed(course, cast.LEO)

    assert "No longer in the class list</span>" in text(show(client))
    assert names(show(client, show="left")) == ["Lena Lund"]


def test_a_platform_without_a_class_list_is_explained(
    client: Client, tomas: LaunchSession, course: Context, attempt: Attempt
) -> None:
    Context.objects.update(memberships_url="")

    page = text(show(client))

    assert "gives this tool no class list" in page
    assert 'data-testid="refresh-roster"' not in page


def test_a_problem_is_shown_in_plain_words_with_the_old_list(
    client: Client, tomas: LaunchSession, course: Context
) -> None:
    listed(course, cast.LEO)
    soon = timezone.now() + 10 * MINUTE
    Context.objects.update(
        roster_problem="The platform is not available at the moment.", roster_not_before=soon
    )

    page = text(show(client))

    assert "The platform is not available at the moment." in page
    assert re.search(rf"can be asked again after <time [^>]*>{soon:%H:%M} UTC</time>", page)
    assert 'data-testid="refresh-roster"' not in page
    assert page.count('data-testid="class-row"') == 1


def test_a_list_never_fetched_is_being_fetched(
    client: Client, tomas: LaunchSession, course: Context
) -> None:
    Context.objects.update(roster_fetched_at=None)

    page = text(show(client))

    assert "The class list is being fetched" in page
    assert 'action="/lti/roster/"' in page


def test_what_the_gradebook_shows_otherwise_is_said(
    client: Client,
    tomas: LaunchSession,
    attempt: Attempt,
    resource_link: ResourceLink,
    lena_at_platform: PlatformUser,
) -> None:
    Passback.objects.create(
        resource_link=resource_link,
        platform_user=lena_at_platform,
        attempt=attempt,
        score_given=85,
        score_maximum=100,
        timestamp=timezone.now(),
        state=Passback.State.SENT,
        result_score=30,
        result_maximum=50,
    )

    page = text(show(client))

    assert "Changed in the LMS" in page
    assert "60 %" in page
    assert len(names(show(client, show="changed"))) == 1
    Passback.objects.update(result_score=None)
    assert "✓ Grade sent" in text(show(client))


def test_the_other_courses_people_are_not_in_it(
    client: Client, tomas: LaunchSession, course: Context
) -> None:
    keep_names()
    southmere = cast.make_deployment(cast.make_platform(cast.make_academy("southmere")))
    other = cast.make_context(course.deployment, "3")
    listed(cast.make_context(southmere), cast.SAMI)
    listed(other, cast.LEO)
    listed(course, cast.LENA)

    assert names(show(client)) == ["Lena Lund"]


def thousand(course: Context, attempt: Attempt) -> None:
    """Three hundred have begun, seven hundred have not."""
    RosterMember.objects.bulk_create(
        RosterMember(context=course, sub=str(number), display_name=f"Person {number:04}")
        for number in range(100, 1100)
    )
    for number in range(100, 400):
        person = cast.Person(str(number), "", "northvale")
        user = cast.make_platform_user(person, course.deployment.platform)
        cast.make_attempt(user.learner, attempt.edition, attempt.offering)


def test_a_thousand_cost_no_more_queries_than_one_and_little_time(
    client: Client,
    tomas: LaunchSession,
    course: Context,
    attempt: Attempt,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    keep_names()
    listed(course, cast.LEO)
    with django_assert_num_queries(7):
        show(client)
    RosterMember.objects.all().delete()
    thousand(course, attempt)

    began = time.process_time()
    with django_assert_num_queries(7):
        page = show(client)

    # Measured 0.1 s; the bound leaves room for a slow machine.
    assert time.process_time() - began < 5
    assert len(names(page)) == 1000
    assert "Page 1 of 2" in text(page)
    assert names(show(client, page="2")) == names(show(client, page="9")) == ["Person 1099"]
    assert len(names(show(client, show="not_opened"))) == 700
