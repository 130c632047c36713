"""Tomas opens Lena's page: why is this not complete, and where is the grade?"""

import re

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from courses import explaining
from courses.attempt_policy import Counting
from courses.models import Attempt, Edition, Module
from courses.outcomes import Completion, CompletionRule, Success
from lti_provider.models import LaunchSession, Passback, PlatformUser, ResourceLink
from tests import cast
from tests.launching import refusal_code
from tests.reports.class_scene import ask, body, leos, open_session
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import FREELY, Browser2004, store_2004, three

PAGE = "/reports/learner/"


@pytest.fixture
def tomas(resource_link: ResourceLink, edition: Edition) -> LaunchSession:
    three_parts(edition)
    return open_session(cast.TOMAS, resource_link)


def see(attempt: Attempt) -> str:
    page = body(ask(PAGE, learner=attempt.learner.pseudonym))
    return page.replace("\u2068", "").replace("\u2069", "")


def test_he_reads_what_is_missing_in_plain_words(tomas: LaunchSession, attempt: Attempt) -> None:
    lenas = LearnersBrowser(attempt)
    lenas.open("arrive")
    lenas.commit(finish=True, core__lesson_status="completed", core__session_time="00:02:30")

    page = see(attempt)

    assert "Why is this not complete?" in page
    assert "<li>“Pack” was never opened.</li>" in page
    assert "“Arrive”" not in page
    assert page.count('data-testid="part"') == 3
    assert "3 min" in page
    assert str(attempt.learner.pseudonym)[:8] in page
    assert "Not due yet" in page


def test_of_what_is_complete_nothing_is_missing(tomas: LaunchSession, attempt: Attempt) -> None:
    Attempt.objects.update(completion=Completion.COMPLETED, success=Success.PASSED)

    assert "Why is this not complete?" not in see(attempt)


def test_scorm_2004_is_explained_on_the_same_page(
    resource_link: ResourceLink, attempt: Attempt, edition: Edition
) -> None:
    open_session(cast.TOMAS, resource_link)
    store_2004(edition, three(FREELY))
    lenas = Browser2004(attempt)
    lenas.go("open")
    lenas.go("choice", target="quiz")
    lenas.send(score__scaled="0.5")

    page = see(attempt)

    assert "“Quiz”: the score of 50 % is below the 60 % needed." in page
    assert "50 %" in page


def test_a_standard_that_nobody_explains_shows_the_outcome(
    tomas: LaunchSession, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(explaining._explainers, attempt.edition.standard)

    page = see(attempt)

    assert "The module never said that it is complete." in page
    assert "No part of the module has been opened in this attempt." in page


def test_the_owners_rule_is_named(tomas: LaunchSession, attempt: Attempt) -> None:
    Module.objects.update(completion_rule=CompletionRule.SCORE, completion_percent=80)
    Attempt.objects.update(score="0.605", completion=Completion.INCOMPLETE)

    page = see(attempt)

    assert "This module is complete when the score reaches 80 %." in page
    assert "The score of 60 % is below the 80 % needed." in page


def make_grade(attempt: Attempt, link: ResourceLink, user: PlatformUser, **values: object) -> None:
    defaults: dict[str, object] = {"score_given": 85, "score_maximum": 100}
    Passback.objects.create(
        resource_link=link,
        platform_user=user,
        attempt=attempt,
        timestamp=timezone.now(),
        **{**defaults, **values},
    )


def test_a_grade_that_was_given_up_says_why_and_can_be_sent_again(
    tomas: LaunchSession,
    attempt: Attempt,
    resource_link: ResourceLink,
    lena_at_platform: PlatformUser,
) -> None:
    why = "The platform says this person cannot be graded."
    state = Passback.State.FAILED
    make_grade(attempt, resource_link, lena_at_platform, state=state, last_answer=why)

    page = see(attempt)

    assert why in page
    assert 'action="/lti/resend/"' in page


def test_a_grade_that_was_sent_is_not_sent_again(
    tomas: LaunchSession,
    attempt: Attempt,
    resource_link: ResourceLink,
    lena_at_platform: PlatformUser,
) -> None:
    state = Passback.State.SENT
    make_grade(attempt, resource_link, lena_at_platform, state=state, sent_at=timezone.now())

    page = see(attempt)

    assert "Grade sent" in page
    assert "/lti/resend/" not in page


def test_every_attempt_has_its_section_the_newest_first(
    tomas: LaunchSession, attempt: Attempt
) -> None:
    cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, number=2)
    preview = Attempt.Kind.PREVIEW
    cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, kind=preview)

    page = see(attempt)

    assert page.count('data-testid="attempt"') == 2
    assert page.index("Attempt 2") < page.index("Attempt 1")
    assert '<dd data-testid="attempts">2</dd>' in page


@pytest.mark.parametrize(
    ("counting", "before"),
    [(Counting.BEST, "Attempt 1"), (Counting.LAST, "Attempt 2"), (Counting.AVERAGE, "")],
)
def test_of_several_attempts_the_one_that_counts_is_marked(
    tomas: LaunchSession, attempt: Attempt, counting: Counting, before: str
) -> None:
    Module.objects.update(counted_attempt=counting)
    cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, number=2)
    Attempt.objects.update(completion=Completion.COMPLETED, score="0.5")
    Attempt.objects.filter(number=1).update(score="0.9")

    headings = re.findall(r"<h2[^>]*>([^<]*)<span[^>]*counts", see(attempt))

    assert headings == ([f"{before} "] if before else [])


def test_it_costs_the_same_whatever_the_size_of_the_class(
    tomas: LaunchSession, attempt: Attempt, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    leos(attempt)
    see(attempt)

    with django_assert_num_queries(13):
        see(attempt)


@pytest.mark.parametrize("named", ["", "x", "00000000-0000-0000-0000-000000000000", "1 OR 1=1"])
def test_somebody_who_is_not_in_the_class_leads_back_to_it(
    tomas: LaunchSession, attempt: Attempt, named: str
) -> None:
    page = body(ask(PAGE, learner=named))

    assert 'data-testid="class-row"' in page


def test_tessa_does_not_see_lena_and_lena_and_oscar_see_nobody(
    resource_link: ResourceLink, attempt: Attempt
) -> None:
    southmere = cast.make_academy("southmere")
    deployment = cast.make_deployment(cast.make_platform(southmere))
    offering = cast.make_offering(southmere, attempt.edition.module)
    theirs = cast.make_resource_link(deployment, offering)
    open_session(cast.TESSA, theirs, "tessas")
    open_session(cast.LENA, resource_link, "lenas", is_trainer=False)
    lena = attempt.learner.pseudonym

    for path in (PAGE, "/reports/answers/"):
        tessas = ask(path, "tessas", learner=lena)
        assert str(lena)[:8] not in body(tessas)
        for token in ("lenas", "oscars", ""):
            assert refusal_code(ask(path, token, learner=lena)) == "session_over"


def test_tomas_of_another_class_of_the_academy_does_not_see_her(
    resource_link: ResourceLink, attempt: Attempt
) -> None:
    offering = cast.make_offering(attempt.learner.academy, attempt.edition.module)
    other = cast.make_resource_link(resource_link.deployment, offering, "2")
    open_session(cast.TOMAS, other)

    assert str(attempt.learner.pseudonym)[:8] not in see(attempt)
