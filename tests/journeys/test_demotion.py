"""Tomas comes back as a learner: every page that he had as a trainer is closed, not only one."""

from collections.abc import Callable

import pytest
from django.test import Client

from courses.models import Edition
from demo.lms.peer import PretendPlatform
from tests import cast
from tests.launching import Page, hand_over, launch, refusal_code
from tests.lti_provider.test_people import as_tomas
from tests.picking import select_content
from tests.reports.test_review import open_review
from tests.scorm.playing import one_part

Hold = Callable[[PretendPlatform, str], tuple[str, dict[str, str]]]


def class_page(lms: PretendPlatform, link: str) -> tuple[str, dict[str, str]]:
    return hand_over(launch(Client(), lms, cast.TOMAS, link))


def preview(lms: PretendPlatform, link: str) -> tuple[str, dict[str, str]]:
    return "/lti/preview/", class_page(lms, link)[1]


def roster(lms: PretendPlatform, link: str) -> tuple[str, dict[str, str]]:
    return "/lti/roster/", class_page(lms, link)[1]


def questions(lms: PretendPlatform, link: str) -> tuple[str, dict[str, str]]:
    return "/reports/questions/", class_page(lms, link)[1]


def learner(lms: PretendPlatform, link: str) -> tuple[str, dict[str, str]]:
    return "/reports/learner/", class_page(lms, link)[1]


def resend(lms: PretendPlatform, link: str) -> tuple[str, dict[str, str]]:
    return "/lti/resend/", class_page(lms, link)[1]


def review(lms: PretendPlatform, link: str) -> tuple[str, dict[str, str]]:
    return hand_over(open_review(lms, cast.TOMAS, link, cast.LENA))


def picker(lms: PretendPlatform, link: str) -> tuple[str, dict[str, str]]:
    del link
    return hand_over(select_content(Client(), lms, cast.TOMAS))


@pytest.mark.parametrize(
    "hold",
    [class_page, questions, learner, resend, preview, roster, review, picker],
    ids=lambda hold: hold.__name__,
)
def test_what_he_held_as_a_trainer_is_worth_nothing(
    lms: PretendPlatform, activity: str, edition: Edition, hold: Hold
) -> None:
    one_part(edition)
    launch(Client(), lms, cast.LENA, activity)
    path, fields = hold(lms, activity)

    def ask() -> Page:
        return Client().post(path, fields)

    assert ask().status_code == 200
    as_tomas(lms, activity, "Learner")

    refused = ask()
    assert refusal_code(refused) == "session_over"
    assert 400 <= refused.status_code < 500
