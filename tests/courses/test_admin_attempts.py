"""The staff ask why an attempt is not complete, and why a step was refused."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Attempt, Edition
from tests import cast
from tests.academies.staff import ada, olga, oscar, signed_in
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import Browser2004, store_2004, three


def see(client: Client, attempt: Attempt) -> str:
    page = client.get(reverse("admin:courses_attempt_explained", args=[attempt.pk]))
    return page.content.decode() if page.status_code == 200 else ""


def test_ada_reads_what_is_missing_and_when_what_was_stored(
    attempt: Attempt, edition: Edition
) -> None:
    three_parts(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("arrive")
    lenas.commit(core__lesson_status="incomplete")

    page = see(signed_in(ada(attempt.learner.academy)), attempt)

    assert "“\u2068Pack\u2069” was never opened." in page
    assert page.count('data-testid="part"') == 3
    assert "status: incomplete" in page
    assert "What can be asked for now" not in page, "SCORM 1.2 has no rules about steps"


def test_olga_reads_which_rule_refused_a_step(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, three())
    lenas = Browser2004(attempt)
    lenas.go("open")
    lenas.go("previous")

    page = see(signed_in(olga()), attempt)

    assert "What was asked for last" in page
    assert "NB.2.1-5" in page
    assert "imsss:controlMode forwardOnly=&quot;true&quot;" in page


def test_the_page_is_one_click_from_the_attempt(attempt: Attempt, edition: Edition) -> None:
    three_parts(edition)
    client = signed_in(olga())
    change = client.get(reverse("admin:courses_attempt_change", args=[attempt.pk]))

    assert "Why is this not complete?" in change.content.decode()
    opened = client.get(reverse("admin:courses_attempt_open_explained", args=[attempt.pk]))
    assert opened.headers["Location"].endswith(f"/{attempt.pk}/explained/")


@pytest.mark.parametrize("kind", ["of_southmere", "outsider"])
def test_of_another_academy_and_to_outsiders_nothing(
    attempt: Attempt, edition: Edition, kind: str
) -> None:
    three_parts(edition)
    stranger = ada(cast.make_academy("southmere")) if kind == "of_southmere" else oscar()

    assert see(signed_in(stranger), attempt) == ""
