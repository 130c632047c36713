"""The page for authors beside a preview: a learner gets none, and nobody without a ticket."""

import pytest
from django.test import Client

from courses.models import Attempt, Edition
from tests.scorm.playing import one_part, ticket_for
from tests.scorm.playing2004 import Browser2004, store_2004, three

TOOL = Client(headers={"host": "tool.localhost:8000"})


def see(attempt: Attempt, **ticket: object) -> tuple[int, str]:
    response = TOOL.post("/scorm/trace/", {"ticket": ticket_for(attempt, **ticket)})
    return response.status_code, response.content.decode()


@pytest.fixture
def preview(attempt: Attempt, edition: Edition) -> Attempt:
    store_2004(edition, three())
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    return attempt


def test_a_trainer_reads_rules_numbers_and_decisions(preview: Attempt) -> None:
    tomas = Browser2004(preview)
    tomas.go("open")
    tomas.go("previous")

    status, page = see(preview)

    assert status == 200
    assert "NB.2.1-5" in page
    assert "Going back is not allowed where the learner is." in page
    assert "The module does not let you go back here." in page
    assert "Decisions on the way" in page
    assert 'data-request="continue"' in page
    assert TOOL.get("/scorm/trace/").status_code == 405


def test_it_speaks_the_readers_language(preview: Attempt) -> None:
    status, page = see(preview, locale="ar")

    assert status == 200
    assert '<html lang="ar" dir="rtl">' in page


def test_a_learner_is_told_in_words_only(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, three())

    status, page = see(attempt)

    assert status == 403
    assert "This page is for those who check the module." in page
    assert "NB." not in page


def test_oscar_and_another_sites_page_get_nothing(preview: Attempt) -> None:
    forged = TOOL.post("/scorm/trace/", {"ticket": "forged"})
    theirs = {"sec-fetch-site": "cross-site"}
    stolen = TOOL.post("/scorm/trace/", {"ticket": ticket_for(preview)}, headers=theirs)

    assert (forged.status_code, stolen.status_code) == (403, 403)


def test_scorm_12_has_no_such_page(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)

    assert see(attempt)[0] == 409
