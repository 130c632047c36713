"""Certification guide 6.1.3: nine launches of a student, all to be let in."""

import pytest

from academies.models import Academy, Learner
from courses.models import Attempt
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession
from tests.cast import LENA
from tests.certification.launches import (
    CONTEXT,
    NAMES,
    ROLES,
    UNKNOWN_ROLE,
    VOCABULARY,
    assert_learns,
    send,
)


def test_valid_student_launch(lms: PretendPlatform, opens: str, northvale: Academy) -> None:
    Academy.objects.update(keeps_names=True, keeps_emails=True)

    assert_learns(send(lms, LENA, opens))

    assert not LaunchSession.objects.get().is_trainer
    assert Attempt.objects.get().learner.display_name == LENA.name


def test_valid_student_launch_with_roles(lms: PretendPlatform, opens: str) -> None:
    institution = f"{VOCABULARY}institution/person#"
    roles = [f"{VOCABULARY}membership#Learner", f"{institution}Student", f"{institution}Other"]
    assert_learns(send(lms, LENA, opens, changes={ROLES: roles}))


def test_valid_student_launch_short_role(lms: PretendPlatform, opens: str) -> None:
    assert_learns(send(lms, LENA, opens, changes={ROLES: ["Learner"]}))


def test_valid_student_launch_unknown_role(lms: PretendPlatform, opens: str) -> None:
    assert_learns(send(lms, LENA, opens, changes={ROLES: [UNKNOWN_ROLE]}))


@pytest.mark.parametrize("roles", [[], [""]], ids=["empty", "an empty text"])
def test_valid_student_launch_no_role(lms: PretendPlatform, opens: str, roles: list[str]) -> None:
    assert_learns(send(lms, LENA, opens, changes={ROLES: roles}))


def test_valid_student_launch_email_only(
    lms: PretendPlatform, opens: str, northvale: Academy
) -> None:
    Academy.objects.update(keeps_names=True, keeps_emails=True)

    assert_learns(send(lms, LENA, opens, without=NAMES))

    learner = Learner.objects.get()
    assert (learner.display_name, bool(learner.email)) == ("", True)


def test_valid_student_launch_names_only(
    lms: PretendPlatform, opens: str, northvale: Academy
) -> None:
    Academy.objects.update(keeps_names=True, keeps_emails=True)

    assert_learns(send(lms, LENA, opens, without=("email",)))

    learner = Learner.objects.get()
    assert (learner.display_name, learner.email) == (LENA.name, "")


def test_valid_student_no_pii(lms: PretendPlatform, opens: str, northvale: Academy) -> None:
    Academy.objects.update(keeps_names=True, keeps_emails=True)

    assert_learns(send(lms, LENA, opens, without=(*NAMES, "email")))

    learner = Learner.objects.get()
    assert (learner.display_name, learner.email) == ("", "")


def test_valid_student_email_without_context(lms: PretendPlatform, opens: str) -> None:
    assert_learns(send(lms, LENA, opens, without=(*NAMES, CONTEXT)))

    assert LaunchSession.objects.get().context is None
