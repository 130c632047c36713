"""Reading back: what the gradebook shows, what it lost, and what a teacher changed there."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from courses.outcomes import Completion, Outcome
from lti_provider import tasks
from lti_provider.models import Passback, Platform, ResourceLink
from lti_provider.services import passbacks, reconciliation
from lti_provider.services.breaker import FAILURES
from lti_provider.services.reconciliation import Report
from tests import cast
from tests.grade_scene import PASSED, Graded

State = Passback.State


def scored(score: str) -> Outcome:
    return Outcome(completion=Completion.COMPLETED, score=Decimal(score))


@pytest.fixture
def delivered(graded: Graded) -> Passback:
    """Lena's 85 points of 100, taken by the LMS half an hour ago."""
    row = graded.wish(scored("0.85"))
    passbacks.deliver(row.pk)
    let_time_pass(dt.timedelta(minutes=30))
    row.refresh_from_db()
    assert row.state == State.SENT
    return row


def let_time_pass(time: dt.timedelta) -> None:
    Passback.objects.update(
        sent_at=F("sent_at") - time, result_checked_at=F("result_checked_at") - time
    )


def teacher_sets(graded: Graded, points: float | None) -> None:
    graded.lms.academy.store.run("UPDATE grades SET final = ?", points)


def look(graded: Graded) -> Report:
    link = ResourceLink.objects.select_related("deployment__platform").get(pk=graded.link.pk)
    return reconciliation.reconcile(link)


def fresh(row: Passback) -> Passback:
    return Passback.objects.get(pk=row.pk)


def test_a_grade_that_is_there_is_confirmed(graded: Graded, delivered: Passback) -> None:
    report = look(graded)

    assert (report.confirmed, report.changed, report.lost, report.problem) == (1, 0, [], "")
    row = fresh(delivered)
    assert (row.result_score, row.result_maximum) == (Decimal(85), Decimal(100))
    assert row.result_checked_at is not None
    assert not reconciliation.is_changed(row)


def test_what_a_teacher_changed_is_shown_and_left_alone(
    graded: Graded, delivered: Passback
) -> None:
    look(graded)
    teacher_sets(graded, 60)

    report = look(graded)

    row = fresh(delivered)
    assert (report.changed, report.lost) == (1, [])
    assert reconciliation.is_changed(row)
    assert (row.state, row.revision) == (State.SENT, delivered.revision)
    assert graded.grade() == 60.0


@pytest.mark.parametrize("how", ["erased", "gone"])
def test_what_the_gradebook_lost_is_sent_again(
    graded: Graded, delivered: Passback, how: str
) -> None:
    look(graded)
    if how == "erased":
        teacher_sets(graded, None)
    else:
        graded.lms.academy.store.run("DELETE FROM grades")

    report = look(graded)

    assert [row.pk for row in report.lost] == [delivered.pk]
    assert fresh(delivered).state == State.WAITING
    passbacks.deliver(delivered.pk)
    assert graded.grade() == 85.0
    assert look(graded).confirmed == 1


def test_what_is_missing_again_is_not_sent_for_ever(graded: Graded, delivered: Passback) -> None:
    """A platform that takes a grade and never shows it."""
    reports = []
    for _ in range(3):
        teacher_sets(graded, None)
        reports.append(look(graded))
        passbacks.deliver(delivered.pk)

    assert [len(report.lost) for report in reports] == [1, 0, 0]
    assert [report.missing for report in reports] == [0, 1, 1]
    assert len(graded.lms.score_log) == 2


def test_a_teachers_grade_that_is_taken_away_is_not_replaced_by_ours(
    graded: Graded, delivered: Passback
) -> None:
    teacher_sets(graded, 60)
    look(graded)
    teacher_sets(graded, None)

    assert (look(graded).missing, fresh(delivered).state) == (1, State.SENT)


def test_a_newer_grade_begins_anew(graded: Graded, delivered: Passback) -> None:
    look(graded)

    row = graded.wish(scored("0.95"))

    assert (row.result_score, row.result_maximum, row.result_checked_at) == (None, None, None)


def test_a_newer_grade_on_its_way_is_not_judged_by_old_results(
    graded: Graded, delivered: Passback, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reconciliation._read

    def wish_meanwhile(link: ResourceLink) -> object:
        graded.lms.academy.store.run("DELETE FROM grades")
        results = read(link)
        graded.wish(scored("0.95"))
        return results

    monkeypatch.setattr(reconciliation, "_read", wish_meanwhile)

    assert look(graded).lost == []
    assert (fresh(delivered).revision, fresh(delivered).result_checked_at) == (2, None)


@pytest.mark.parametrize("mode", ["500", "503", "429", "401", "html"])
def test_trouble_with_the_results_changes_nothing(
    graded: Graded, delivered: Passback, mode: str
) -> None:
    graded.lms.fail("results", mode)

    report = look(graded)

    assert report.problem
    assert (report.lost, fresh(delivered).result_checked_at) == ([], None)


def test_without_the_right_to_read_nothing_is_asked(graded: Graded, delivered: Passback) -> None:
    ResourceLink.objects.update(ags_scopes=[f"{cast.AGS}score"])
    asked = len(graded.lms.requests)

    assert "does not let this tool read" in look(graded).problem
    assert len(graded.lms.requests) == asked


def test_a_platform_left_alone_is_not_asked(graded: Graded, delivered: Passback) -> None:
    until = timezone.now() + dt.timedelta(minutes=5)
    Platform.objects.update(service_failures=FAILURES, service_paused_until=until)
    asked = len(graded.lms.requests)

    assert "left alone" in look(graded).problem
    assert len(graded.lms.requests) == asked


def test_limit_is_never_passed(graded: Graded, delivered: Passback) -> None:
    look(graded)

    (path,) = [call.path for call in graded.lms.requests if call.endpoint == "results"]
    assert "limit" not in path


def test_a_column_is_looked_at_once_a_day(graded: Graded, delivered: Passback) -> None:
    def due() -> int:
        return reconciliation.due(timezone.now()).count()

    assert due() == 1
    look(graded)
    assert due() == 0
    let_time_pass(reconciliation.EVERY)
    assert due() == 1
    let_time_pass(reconciliation.LONGEST)
    assert due() == 0


def test_a_grade_just_sent_is_given_time_to_settle(graded: Graded) -> None:
    passbacks.deliver(graded.wish().pk)

    assert not reconciliation.due(timezone.now()).exists()


def test_the_night_rings_for_what_is_due_and_for_what_was_lost(
    graded: Graded, delivered: Passback, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[tuple[str, int]] = []
    for task in (tasks.reconcile_results, tasks.deliver_passback):
        name = task.name.rpartition(".")[2]
        monkeypatch.setattr(
            task, "apply_async", lambda args, _n=name, **_: rung.append((_n, *args))
        )
    graded.lms.academy.store.run("DELETE FROM grades")

    assert tasks.sweep_results() == 1
    tasks.reconcile_results(graded.link.pk)
    tasks.reconcile_results(graded.link.pk)

    assert rung == [("reconcile_results", graded.link.pk), ("deliver_passback", delivered.pk)]


def test_a_class_costs_one_request(
    graded: Graded, delivered: Passback, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    leo = cast.make_platform_user(cast.LEO, graded.platform)
    his = cast.make_attempt(leo.learner, graded.attempt.edition, graded.attempt.offering)
    for row in passbacks.queue(his, PASSED):
        passbacks.deliver(row.pk)

    with django_assert_max_num_queries(4):
        assert look(graded).confirmed == 2

    assert len([call for call in graded.lms.requests if call.endpoint == "results"]) == 1
