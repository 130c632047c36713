"""What is brought along from databases of before."""

from importlib import import_module

from django.apps import apps

from courses.models import Attempt, Edition
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import FREELY, Browser2004, store_2004, three

PARTS = import_module("scorm.migrations.0005_parts_of_earlier_attempts")


def counted(attempt: Attempt) -> tuple[int, int]:
    Attempt.objects.update(parts_seen=0, parts_total=0)
    PARTS.count_parts(apps, None)
    attempt.refresh_from_db()
    return attempt.parts_seen, attempt.parts_total


def test_the_parts_of_earlier_attempts_are_counted(attempt: Attempt, edition: Edition) -> None:
    three_parts(edition)
    LearnersBrowser(attempt).open("arrive")

    assert counted(attempt) == (1, 3)


def test_those_of_scorm_2004_too(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, three(FREELY))
    browser = Browser2004(attempt)
    browser.go("open")
    browser.go("choice", target="quiz")

    seen = Attempt.objects.get().parts_seen
    assert counted(attempt) == (seen, 3)
    assert seen > 0
