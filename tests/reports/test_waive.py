"""Tomas waives a part for Lena; nobody else can, and not for anybody else."""

import pytest

from courses.models import Attempt, Edition
from lti_provider.models import LaunchSession, Passback, ResourceLink
from tests import cast
from tests.launching import refusal_code
from tests.reports.class_scene import ask, body, leos, open_session
from tests.xapi.cmi5_scene import QUIZ, READ, WATCH, Learner, put_in_store, told
from xapi.cmi5 import vocabulary as words

PAGE = "/reports/waive/"


@pytest.fixture
def tomas(resource_link: ResourceLink, edition: Edition) -> LaunchSession:
    put_in_store(edition)
    return open_session(cast.TOMAS, resource_link)


def test_he_chooses_a_part_and_a_reason(tomas: LaunchSession, attempt: Attempt) -> None:
    Learner(attempt).begin(READ.index).say(words.COMPLETED)
    learner = attempt.learner.pseudonym
    assert "to-waive" in body(ask("/reports/learner/", learner=learner))
    page = body(ask(PAGE, learner=learner))
    assert f'value="{QUIZ.index}"' in page
    assert f'name="au" value="{READ.index}"' not in page

    done = body(ask(PAGE, learner=learner, au=QUIZ.index, reason="Tested Out"))
    assert 'data-testid="done"' in done
    [statement] = told(words.WAIVED)
    assert statement["actor"]["account"]["name"] == str(learner)

    again = body(ask(PAGE, learner=learner, au=QUIZ.index, reason="Tested Out"))
    assert "This part was waived before." in again
    ask(PAGE, learner=learner, au=WATCH.index, reason="Administrative")
    attempt.refresh_from_db()
    assert attempt.completion == "completed"
    assert Passback.objects.get().attempt == attempt
    assert 'data-testid="nothing"' in body(ask(PAGE, learner=learner))


@pytest.mark.parametrize(
    "fields",
    [{"au": "9", "reason": "Tested Out"}, {"au": "x"}, {"au": "0"}, {"au": "0", "reason": "Mine"}],
)
def test_what_he_cannot_have_meant_is_said(
    tomas: LaunchSession, attempt: Attempt, fields: dict[str, str]
) -> None:
    page = body(ask(PAGE, learner=attempt.learner.pseudonym, **fields))
    assert 'data-testid="problem"' in page
    assert told() == []


def test_a_learner_waives_nothing(
    tomas: LaunchSession, attempt: Attempt, resource_link: ResourceLink
) -> None:
    lenas = attempt.learner.pseudonym
    open_session(cast.LENA, resource_link, token="hers", is_trainer=False)
    answer = ask(PAGE, token="hers", learner=lenas, au=0, reason="Tested Out")
    assert refusal_code(answer)
    assert refusal_code(ask(PAGE, token="made-up", learner=lenas, au=0, reason="Tested Out"))
    assert told() == []


def test_a_trainer_of_another_academy_waives_nothing(
    tomas: LaunchSession, attempt: Attempt, edition: Edition
) -> None:
    southmere = cast.make_academy("southmere")
    offering = cast.make_offering(southmere, edition.module)
    deployment = cast.make_deployment(cast.make_platform(southmere))
    open_session(cast.TESSA, cast.make_resource_link(deployment, offering), token="hers")
    page = ask(PAGE, token="hers", learner=attempt.learner.pseudonym, au=0, reason="Tested Out")
    assert str(attempt.learner.pseudonym)[:8] not in body(page)
    assert told() == []


def test_of_a_scorm_module_nothing_can_be_waived(
    resource_link: ResourceLink, attempt: Attempt
) -> None:
    open_session(cast.TOMAS, resource_link)
    page = body(ask(PAGE, learner=attempt.learner.pseudonym, au=0, reason="Tested Out"))
    assert "Waive" not in page
    assert leos(attempt).pk
