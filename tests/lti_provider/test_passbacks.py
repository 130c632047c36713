"""Grades on their way: what is wished for, what arrives, and what an LMS may answer meanwhile."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from courses.models import Attempt
from courses.outcomes import Completion, Outcome, Success
from demo.lms.cast import LENA as LENA_AT_LMS
from demo.lms.peer import PretendPlatform
from lti_provider.models import Passback, Platform, PlatformUser, ResourceLink
from lti_provider.services import passbacks
from lti_provider.services.passbacks import LONGEST_WAIT, next_timestamp
from lti_provider.verdicts import MOST_UNAUTHORIZED_TRIES, Kind
from tests import cast
from tests.grade_scene import PASSED, Graded, set_scene

State = Passback.State


def scored(score: str) -> Outcome:
    return Outcome(completion=Completion.COMPLETED, score=Decimal(score))


def deliver(row: Passback) -> Passback:
    """Deliver, which must be possible, and look at the row again."""
    assert passbacks.deliver(row.pk) is not None, "the row was not due"
    row.refresh_from_db()
    return row


def make_due(row: Passback) -> None:
    """Let the back-off pass."""
    Passback.objects.filter(pk=row.pk).update(not_before=timezone.now())


# What is wished for


def test_an_unfinished_attempt_wishes_for_nothing(
    attempt: Attempt, resource_link: ResourceLink
) -> None:
    """Moodle would take an unfinished score as an order to erase the grade."""
    unfinished = Outcome(completion=Completion.INCOMPLETE, score=Decimal("0.4"))

    assert passbacks.queue(attempt, unfinished) == []
    assert not Passback.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "points"),
    [
        (PASSED, "100"),
        (Outcome(success=Success.FAILED), "0"),
        (scored("0.854321"), "85.4321"),
        (scored("-0.5"), "0"),
        (scored("1.5"), "100"),
    ],
)
def test_the_grade_is_stored_in_points(
    attempt: Attempt, resource_link: ResourceLink, outcome: Outcome, points: str
) -> None:
    (row,) = passbacks.queue(attempt, outcome)

    assert (row.score_given, row.score_maximum) == (Decimal(points), Decimal(100))
    assert row.state == State.WAITING


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        ({}, 1),
        ({"line_item_url": ""}, 1),
        ({"line_item_url": "", "ags_scopes": [f"{cast.AGS}lineitem.readonly"]}, 0),
        ({"line_item_url": "", "line_items_url": ""}, 0),
        ({"line_items_url": "", "ags_scopes": [f"{cast.AGS}score"]}, 1),
    ],
)
def test_an_activity_without_a_column_gets_none(
    attempt: Attempt, resource_link: ResourceLink, offered: dict[str, object], wanted: int
) -> None:
    ResourceLink.objects.update(**offered)

    assert len(passbacks.queue(attempt, PASSED)) == wanted


def test_every_activity_of_the_class_is_told_and_no_other_academy(
    attempt: Attempt, resource_link: ResourceLink, lena_at_platform: PlatformUser
) -> None:
    twin = cast.make_resource_link(resource_link.deployment, attempt.offering, "2")
    southmere = cast.make_platform(cast.make_academy("southmere"))
    cast.make_platform_user(cast.SAMI, southmere)
    cast.make_resource_link(
        cast.make_deployment(southmere),
        cast.make_offering(southmere.academy, attempt.edition.module),
    )

    rows = passbacks.queue(attempt, PASSED)

    assert {row.resource_link for row in rows} == {resource_link, twin}
    assert {row.platform_user for row in rows} == {lena_at_platform}


def test_a_newer_grade_takes_the_place_of_the_old_wish(
    attempt: Attempt, resource_link: ResourceLink
) -> None:
    (first,) = passbacks.queue(attempt, scored("0.3"))
    Passback.objects.update(state=State.FAILED, tries=9, last_status=400, last_answer="No.")

    (second,) = passbacks.queue(attempt, scored("0.9"))

    row = Passback.objects.get()
    assert first.pk == second.pk == row.pk
    assert (row.score_given, row.revision, row.state) == (Decimal(90), 2, State.WAITING)
    assert (row.tries, row.last_status, row.last_answer) == (0, None, "")
    assert row.timestamp > first.timestamp


@given(
    st.lists(
        st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 1, 0, 0, 5)),  # noqa: DTZ001
        max_size=30,
    )
)
def test_times_grow_by_whole_seconds_whatever_the_clock_does(clock: list[dt.datetime]) -> None:
    last = None
    for now in clock:
        stamp = next_timestamp(now.replace(tzinfo=dt.UTC), last)
        assert stamp.microsecond == 0
        assert stamp + dt.timedelta(seconds=1) > now.replace(tzinfo=dt.UTC)
        assert last is None or stamp >= last + dt.timedelta(seconds=1)
        last = stamp


def test_a_wish_costs_few_queries(
    attempt: Attempt,
    resource_link: ResourceLink,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    passbacks.queue(attempt, scored("0.1"))
    with django_assert_max_num_queries(6):
        passbacks.queue(attempt, scored("0.2"))


# What arrives


def test_a_passed_module_arrives_in_the_gradebook(graded: Graded) -> None:
    row = deliver(graded.wish())

    assert graded.grade() == 100.0
    assert (row.state, row.tries, row.last_status, row.last_answer) == (State.SENT, 1, 200, "")
    assert row.sent_at is not None
    assert row.lease_until is None
    assert passbacks.deliver(row.pk) is None


def test_three_grades_within_a_second_arrive_in_order(graded: Graded) -> None:
    for score in ("0.2", "0.5", "0.8"):
        deliver(graded.wish(scored(score)))

    assert graded.grade() == 80.0
    assert [post.status for post in graded.lms.score_log] == [200, 200, 200]


def test_the_column_of_fifty_points_shows_half_of_them(
    db: None, grading_lms: PretendPlatform
) -> None:
    graded = set_scene(grading_lms, graded=50.0)

    deliver(graded.wish(scored("0.9")))

    assert graded.grade() == 45.0


@pytest.mark.parametrize("endpoint", ["token", "scores"])
@pytest.mark.parametrize(
    ("mode", "status"), [("500", 500), ("503", 503), ("429", 429), ("401", 401), ("html", 200)]
)
def test_a_platform_in_trouble_gets_the_grade_later(
    graded: Graded, endpoint: str, mode: str, status: int
) -> None:
    graded.lms.fail(endpoint, mode, seconds=40)
    before = timezone.now()

    row = deliver(graded.wish())

    assert (row.state, row.last_status, row.tries) == (State.WAITING, status, 1)
    assert row.last_answer
    assert row.not_before > before
    if mode in ("503", "429"):
        assert row.not_before >= before + dt.timedelta(seconds=40)
    assert graded.grade() is None
    assert passbacks.deliver(row.pk) is None, "its time has not come"

    graded.lms.clear_faults()
    make_due(row)
    assert deliver(row).state == State.SENT
    assert graded.grade() == 100.0


def test_a_lost_answer_is_found_out(graded: Graded, settings: Settings) -> None:
    """The score landed, the answer did not: 409 tells, and the same grade is sent once more."""
    settings.LTI_HTTP_TIMEOUT_SECONDS = (0.3, 0.3)
    graded.lms.fail("scores", "hang", times=1, seconds=0.6)
    row = deliver(graded.wish())
    assert (row.state, row.last_status) == (State.WAITING, None)
    assert "did not answer in time" in row.last_answer
    graded.lms.academy.stopping.wait(0.6)
    settings.LTI_HTTP_TIMEOUT_SECONDS = (5, 5)
    make_due(row)

    assert deliver(row).state == State.SENT

    assert [post.status for post in graded.lms.score_log] == [200, 409, 200]
    assert graded.grade() == 100.0


def test_a_platform_that_is_down_gets_the_grade_when_it_is_up(graded: Graded) -> None:
    Platform.objects.update(token_url="http://127.0.0.1:9/")
    row = deliver(graded.wish())
    assert (row.state, row.last_status) == (State.WAITING, None)

    Platform.objects.update(token_url=graded.lms.token_url)
    make_due(row)
    assert deliver(row).state == State.SENT


def test_somebody_no_longer_enrolled_is_a_dead_letter_until_sent_again(graded: Graded) -> None:
    graded.lms.unenrol(LENA_AT_LMS)

    row = deliver(graded.wish())

    assert (row.state, row.last_status) == (State.FAILED, 400)
    assert "no longer enrolled" in row.last_answer
    assert passbacks.deliver(row.pk) is None

    graded.lms.enrol(LENA_AT_LMS)
    (again,) = passbacks.send_again([row])
    assert deliver(again).state == State.SENT
    assert graded.grade() == 100.0


def test_a_grade_of_the_future_holds_ours_up_and_then_gives_way(graded: Graded) -> None:
    deliver(graded.wish(scored("0.4")))
    future = int(timezone.now().timestamp()) + 3600
    graded.lms.academy.store.run("UPDATE grades SET graded_at = ?", future)

    row = deliver(graded.wish(scored("0.9")))
    assert (row.state, row.last_status) == (State.WAITING, 409)

    graded.lms.academy.store.run("UPDATE grades SET graded_at = ?", future - 7200)
    make_due(row)
    assert deliver(row).state == State.SENT
    assert graded.grade() == 90.0


def test_after_a_week_it_is_given_up(graded: Graded) -> None:
    graded.lms.fail("scores", "500")
    row = graded.wish()
    Passback.objects.update(updated_at=timezone.now() - LONGEST_WAIT)

    assert deliver(row).state == State.FAILED
    assert row.last_answer


def test_a_token_never_accepted_is_given_up_after_some_hours(graded: Graded) -> None:
    graded.lms.fail("scores", "401")
    row = graded.wish()
    Passback.objects.update(tries=MOST_UNAUTHORIZED_TRIES - 2)

    assert deliver(row).state == State.WAITING
    make_due(row)
    assert deliver(row).state == State.FAILED


def test_a_suspended_platform_is_sent_nothing(graded: Graded) -> None:
    Platform.objects.update(status=Platform.Status.SUSPENDED)

    row = deliver(graded.wish())

    assert (row.state, row.last_status) == (State.WAITING, None)
    assert graded.lms.requests == []


def test_the_verdict_is_told_to_who_asked(graded: Graded) -> None:
    delivery = passbacks.deliver(graded.wish().pk)

    assert delivery is not None
    assert (delivery.verdict.kind, delivery.is_due_again) == (Kind.SENT, False)
    assert delivery.passback.state == State.SENT
