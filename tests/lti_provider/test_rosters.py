"""The class list as we keep it: who came, who left, what is remembered of whom, how often asked."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy
from demo.lms.cast import LENA as LENA_AT_LMS
from demo.lms.config import Person
from demo.lms.peer import PretendPlatform
from lti_provider import nrps, tasks
from lti_provider.models import Context, LaunchSession, Platform, ResourceLink, RosterMember
from lti_provider.services import rosters
from lti_provider.services.breaker import FAILURES
from lti_provider.services.launching import hash_token
from tests import cast
from tests.grade_scene import Graded
from tests.launching import launch, refusal_code

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def course(graded: Graded) -> Context:
    """Lena's course, whose class list the LMS gives."""
    context = cast.make_context(graded.link.deployment)
    context.memberships_url = graded.lms.memberships_url()
    context.save()
    graded.link.context = context
    graded.link.save()
    return context


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setattr(tasks.refresh_roster, "apply_async", lambda args, **_: heard.append(*args))
    return heard


def refresh(course: Context) -> Context:
    """Fetch, as if the platform could be asked again already."""
    Context.objects.update(roster_not_before=None)
    assert rosters.refresh(course.pk) is not None
    return Context.objects.get(pk=course.pk)


def members() -> dict[str, RosterMember]:
    return {member.sub: member for member in RosterMember.objects.all()}


def test_the_class_is_kept_without_names(course: Context) -> None:
    fetched = refresh(course)

    assert {sub: m.is_trainer for sub, m in members().items()} == {
        cast.LENA.sub: False,
        cast.LEO.sub: False,
        cast.TOMAS.sub: True,
    }
    assert {m.display_name for m in members().values()} == {""}
    assert (fetched.roster_problem, fetched.roster_fetched_at is None) == ("", False)


def test_names_come_and_go_with_the_academys_policy(course: Context) -> None:
    Academy.objects.update(keeps_names=True)
    refresh(course)
    assert members()[cast.LENA.sub].display_name == "Lena Lund"

    Academy.objects.update(keeps_names=False)
    refresh(course)
    assert {m.display_name for m in members().values()} == {""}


def test_the_name_of_somebody_who_has_left_goes_too(graded: Graded, course: Context) -> None:
    Academy.objects.update(keeps_names=True)
    refresh(course)
    graded.lms.unenrol(LENA_AT_LMS)
    Academy.objects.update(keeps_names=False)

    refresh(course)

    assert {m.display_name for m in members().values()} == {""}


def test_who_leaves_is_marked_and_who_comes_back_is_back(graded: Graded, course: Context) -> None:
    refresh(course)
    graded.lms.unenrol(LENA_AT_LMS)
    refresh(course)
    assert {sub for sub, m in members().items() if m.is_active} == {cast.LEO.sub, cast.TOMAS.sub}

    graded.lms.enrol(LENA_AT_LMS)
    refresh(course)
    assert all(m.is_active for m in members().values())


def test_a_list_that_was_cut_off_makes_nobody_leave(
    course: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(course)
    monkeypatch.setattr(nrps, "MOST_MEMBERS", 1)

    fetched = refresh(course)

    assert all(m.is_active for m in members().values())
    assert "some people are missing here" in fetched.roster_problem


def test_an_assistant_whom_moodle_lists_as_a_learner_is_a_trainer(
    graded: Graded, course: Context
) -> None:
    """Moodle's non-editing teacher: Learner in the list, Instructor in the launch."""
    graded.lms.enrol(Person("6", "Nora", "Ny", "assistant"))
    refresh(course)
    assert not members()["6"].is_trainer

    nora = cast.make_platform_user(cast.Person("6", "Nora Ny", "northvale"), graded.platform)
    came_in = launched(nora.pk, course, is_trainer=True)
    refresh(course)
    assert members()["6"].is_trainer

    launched(nora.pk, course, is_trainer=False, created_at=came_in.created_at + MINUTE)
    refresh(course)
    assert not members()["6"].is_trainer


def launched(user: int, course: Context, **values: object) -> LaunchSession:
    return LaunchSession.objects.create(
        token_hash=str(LaunchSession.objects.count()),
        platform_user_id=user,
        deployment=course.deployment,
        context=course,
        message_type="LtiResourceLinkRequest",
        expires_at=timezone.now() + MINUTE,
        **values,
    )


@pytest.mark.parametrize("mode", ["500", "503", "429", "401", "html"])
def test_in_trouble_the_old_list_stays_and_the_platform_is_left_in_peace(
    graded: Graded, course: Context, mode: str
) -> None:
    before = refresh(course)
    graded.lms.fail("memberships", mode, seconds=100)

    after = refresh(course)

    assert len(members()) == 3
    assert after.roster_problem
    assert after.roster_fetched_at == before.roster_fetched_at
    assert after.roster_not_before is not None
    wait = after.roster_not_before - timezone.now()
    wanted = {"503": 100, "429": 100, "401": 900}.get(mode, 60)
    assert wanted - 30 < wait.total_seconds() <= wanted
    assert rosters.refresh(course.pk) is None


def test_it_is_asked_once_a_minute_at_most(course: Context) -> None:
    refresh(course)

    assert rosters.refresh(course.pk) is None


def test_one_at_a_time(course: Context) -> None:
    assert rosters._claim(course, timezone.now())

    assert rosters.refresh(course.pk) is None
    Context.objects.update(roster_not_before=timezone.now())
    assert rosters.refresh(course.pk) is not None


def test_a_platform_left_alone_or_suspended_is_not_asked(graded: Graded, course: Context) -> None:
    asked = len(graded.lms.requests)
    until = timezone.now() + 5 * MINUTE
    Platform.objects.update(service_failures=FAILURES, service_paused_until=until)
    assert "left alone" in refresh(course).roster_problem

    Platform.objects.update(service_paused_until=None, status=Platform.Status.SUSPENDED)
    assert "suspended" in refresh(course).roster_problem
    assert len(graded.lms.requests) == asked


def test_a_list_that_did_not_change_is_not_written_again(
    course: Context, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    refresh(course)
    Context.objects.update(roster_not_before=None)

    # read, claim, savepoint, trainers, rows, names, course, release
    with django_assert_max_num_queries(9):
        rosters.refresh(course.pk)


# Who asks for it


def test_a_trainers_launch_rings_for_it_and_a_learners_does_not(
    client: Client, lms: PretendPlatform, activity: str, rung: list[int]
) -> None:
    launch(client, lms, cast.LENA, activity)
    assert rung == []
    course = Context.objects.get()
    assert course.memberships_url == lms.memberships_url()

    launch(client, lms, cast.TOMAS, activity)
    assert rung == [course.pk]

    Context.objects.update(roster_fetched_at=timezone.now())
    launch(client, lms, cast.TOMAS, activity)
    assert len(rung) == 1, "the list is fresh"

    Context.objects.update(roster_fetched_at=timezone.now() - rosters.FRESH)
    launch(client, lms, cast.TOMAS, activity)
    assert len(rung) == 2


def test_a_course_known_before_gets_its_address_and_a_moved_activity_its_course(
    client: Client, lms: PretendPlatform, activity: str, rung: list[int]
) -> None:
    launch(client, lms, cast.LENA, activity)
    Context.objects.update(memberships_url="", title="Old")
    launch(client, lms, cast.LENA, activity)
    course = Context.objects.get()
    assert course.memberships_url == lms.memberships_url()
    assert course.title != "Old"

    ResourceLink.objects.update(context=None)
    launch(client, lms, cast.LENA, activity)
    assert ResourceLink.objects.get().context == course


def test_the_button_rings_when_the_platform_may_be_asked(
    client: Client, graded: Graded, course: Context, rung: list[int]
) -> None:
    tomas = cast.make_platform_user(cast.TOMAS, graded.platform)
    token = trainer_session(tomas.pk, graded, course)

    page = client.post("/lti/roster/", {"launch_token": token})
    assert 'action="/reports/class/"' in page.content.decode()
    assert token in page.content.decode()
    assert rung == [course.pk]

    Context.objects.update(roster_not_before=timezone.now() + MINUTE)
    client.post("/lti/roster/", {"launch_token": token})
    assert len(rung) == 1


@pytest.mark.parametrize("token", ["", "guessed", "x" * 5000])
def test_oscar_rings_for_nothing(
    client: Client, course: Context, rung: list[int], token: str
) -> None:
    assert refusal_code(client.post("/lti/roster/", {"launch_token": token})) == "session_over"
    assert client.get("/lti/roster/").status_code == 405
    assert rung == []


def trainer_session(user: int, graded: Graded, course: Context) -> str:
    session = launched(user, course, is_trainer=True, resource_link=graded.link)
    LaunchSession.objects.filter(pk=session.pk).update(token_hash=hash_token("of-tomas"))
    return "of-tomas"


# The command


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("refresh_rosters", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_fetches_what_is_due(graded: Graded, course: Context) -> None:
    heading, line = run("--academy", "northvale").splitlines()

    assert heading.split() == ["ID", "Academy", "Course", "People", "Problem"]
    assert line.split() == [str(course.pk), "northvale", "First", "responders", "3"]
    assert "Nothing to do" in run()
    assert "Nothing to do" in run("--academy", "southmere")


def test_the_command_says_what_went_wrong(graded: Graded, course: Context) -> None:
    graded.lms.fail("memberships", "503")

    assert "not available at the moment" in run()
