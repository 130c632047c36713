"""A platform that does not answer is left alone, and tried again by one call at a time."""

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lti_provider.models import Platform
from lti_provider.services import breaker
from lti_provider.services.breaker import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, TRIAL
from lti_provider.verdicts import Kind, Verdict
from tests import cast

AWAY = Verdict(Kind.LATER, no_answer=True)
SENT = Verdict(Kind.SENT, status=200)
REFUSED = Verdict(Kind.GIVEN_UP, status=400)
NOTHING = Verdict(Kind.LATER, "The platform is too slow at the moment.")


def fresh(platform: Platform) -> Platform:
    return Platform.objects.get(pk=platform.pk)


def call(platform: Platform, verdict: Verdict) -> None:
    permit = breaker.admit(fresh(platform), timezone.now())
    assert permit is not None
    breaker.report(permit, verdict)


def fail(platform: Platform, times: int) -> None:
    for _ in range(times):
        call(platform, AWAY)


def let_the_pause_pass(platform: Platform) -> None:
    Platform.objects.filter(pk=platform.pk).update(service_paused_until=timezone.now())


def pause_of(platform: Platform) -> dt.timedelta | None:
    until = fresh(platform).service_paused_until
    return until - timezone.now() if until else None


def about(pause: dt.timedelta | None, wanted: dt.timedelta) -> bool:
    return pause is not None and wanted - dt.timedelta(seconds=30) < pause <= wanted


def test_five_calls_without_an_answer_and_it_is_left_alone(platform: Platform) -> None:
    fail(platform, FAILURES - 1)
    assert pause_of(platform) is None

    fail(platform, 1)

    assert about(pause_of(platform), FIRST_PAUSE)
    assert breaker.admit(fresh(platform), timezone.now()) is None


@pytest.mark.parametrize("answer", [SENT, REFUSED])
def test_any_answer_in_between_begins_the_count_anew(platform: Platform, answer: Verdict) -> None:
    fail(platform, FAILURES - 1)
    call(platform, answer)
    fail(platform, FAILURES - 1)

    assert pause_of(platform) is None


def test_what_was_never_sent_says_nothing(platform: Platform) -> None:
    fail(platform, FAILURES - 1)
    call(platform, NOTHING)

    assert fresh(platform).service_failures == FAILURES - 1


def test_one_call_tries_it_and_the_others_wait_for_what_it_finds(platform: Platform) -> None:
    fail(platform, FAILURES)
    let_the_pause_pass(platform)
    seen_by_two = fresh(platform), fresh(platform)
    now = timezone.now()

    permits = [breaker.admit(seen, now) for seen in seen_by_two]

    (trial,) = [permit for permit in permits if permit]
    assert about(pause_of(platform), TRIAL)
    breaker.report(trial, SENT)
    well = fresh(platform)
    assert (well.service_failures, well.service_paused_until) == (0, None)


def test_a_trial_that_fails_doubles_the_pause_up_to_a_quarter_of_an_hour(
    platform: Platform,
) -> None:
    fail(platform, FAILURES)
    pauses = [pause_of(platform)]
    for _ in range(5):
        let_the_pause_pass(platform)
        fail(platform, 1)
        pauses.append(pause_of(platform))

    expected = [dt.timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 15)]
    assert [about(p, e) for p, e in zip(pauses, expected, strict=True)] == [True] * 6
    assert expected[-1] == LONGEST_PAUSE


def test_a_trial_that_is_lost_is_followed_by_another(platform: Platform) -> None:
    fail(platform, FAILURES)
    let_the_pause_pass(platform)
    now = timezone.now()
    assert breaker.admit(fresh(platform), now) is not None

    assert breaker.admit(fresh(platform), now + TRIAL / 2) is None
    assert breaker.admit(fresh(platform), now + TRIAL) is not None


def test_calls_under_way_that_fail_together_count_once(platform: Platform) -> None:
    fail(platform, FAILURES - 1)
    together = [breaker.admit(fresh(platform), timezone.now()) for _ in range(4)]

    for permit in together:
        assert permit is not None
        breaker.report(permit, AWAY)

    assert fresh(platform).service_failures == FAILURES
    assert about(pause_of(platform), FIRST_PAUSE)


@pytest.mark.parametrize(("verdict", "queries"), [(SENT, 0), (REFUSED, 0), (AWAY, 1)])
def test_while_it_is_well_it_costs_nothing(
    platform: Platform,
    verdict: Verdict,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(queries):
        permit = breaker.admit(platform, timezone.now())
        assert permit is not None
        breaker.report(permit, verdict)


def test_another_platform_is_not_held_up(platform: Platform) -> None:
    other = cast.make_platform(cast.make_academy("southmere"))
    fail(platform, FAILURES)

    assert breaker.admit(fresh(other), timezone.now()) is not None
