"""`manage.py reconcile_results`: the night's work, seen by a person."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lti_provider import tasks
from lti_provider.services import passbacks
from tests.grade_scene import Graded


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("reconcile_results", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_with_nothing_delivered_it_says_so() -> None:
    assert run() == "Nothing to do: no grade has been delivered.\n"


def test_it_shows_what_it_found_and_rings_for_what_was_lost(
    graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks.deliver_passback, "apply_async", lambda args, **_: rung.append(*args))
    row = graded.wish()
    passbacks.deliver(row.pk)

    heading, line = run("--academy", "northvale").splitlines()
    assert heading.split()[:4] == ["ID", "Academy", "Activity", "Same"]
    assert line.split() == [str(graded.link.pk), "northvale", "Scene", "1", "0", "0", "0"]

    graded.lms.academy.store.run("DELETE FROM grades")
    assert run("--link", str(graded.link.pk)).splitlines()[1].split()[3:] == ["0", "0", "1", "0"]
    assert rung == [row.pk]


def test_a_platform_in_trouble_is_shown_in_words(graded: Graded) -> None:
    passbacks.deliver(graded.wish().pk)
    graded.lms.fail("results", "503")

    assert "not available at the moment" in run()


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [("--academy", "nowhere"), ("--link", "77")])
def test_what_does_not_exist_is_refused_with_what_to_do(arguments: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="Run without options"):
        run(*arguments)
