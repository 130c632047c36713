"""`manage.py deliver_passbacks`: the worker's work, seen by a person."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo.lms.cast import LENA as LENA_AT_LMS
from lti_provider.models import Passback
from tests.grade_scene import Graded

State = Passback.State


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("deliver_passbacks", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_with_nothing_to_do_it_says_so() -> None:
    assert run("--all-due") == run() == "Nothing to do: no grade is due.\n"


def test_every_due_grade_is_sent_and_shown(graded: Graded) -> None:
    row = graded.wish()

    heading, line = run("--all-due").splitlines()

    assert heading.split() == ["ID", "Academy", "Learner", "Grade", "Tries", "State", "Why"]
    pseudonym = str(graded.lena.learner.pseudonym)[:8]
    assert line.split() == [str(row.pk), "northvale", pseudonym, "100.00/100", "1", "sent"]
    assert graded.grade() == 100.0


def test_without_options_it_shows_and_sends_nothing(graded: Graded) -> None:
    graded.wish()

    assert "waiting" in run()
    assert graded.lms.requests == []


def test_a_dead_letter_is_sent_again_on_request_only(graded: Graded) -> None:
    graded.lms.unenrol(LENA_AT_LMS)
    row = graded.wish()
    assert "no longer enrolled" in run("--all-due")
    graded.lms.enrol(LENA_AT_LMS)
    assert "Nothing to do" in run("--all-due")

    assert "sent" in run("--resend", str(row.pk))

    assert graded.grade() == 100.0
    row.refresh_from_db()
    assert (row.state, row.revision) == (State.SENT, 2)


def test_a_grade_whose_time_has_not_come_is_left_alone(graded: Graded) -> None:
    graded.lms.fail("scores", "503", times=1, seconds=60)
    graded.wish()

    assert "not available" in run("--all-due")
    assert "Nothing to do" in run("--all-due")
    Passback.objects.update(not_before=timezone.now())
    assert "sent" in run("--all-due")


@pytest.mark.django_db
def test_an_unknown_number_is_refused_with_what_to_do() -> None:
    with pytest.raises(CommandError, match="No grade has the ID 77"):
        run("--resend", "77")
