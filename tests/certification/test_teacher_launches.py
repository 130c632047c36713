"""Certification guide 6.1.2: nine launches of a teacher, all to be let in."""

import pytest

from academies.models import Academy, Learner
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession
from tests.cast import TOMAS
from tests.certification.launches import (
    CONTEXT,
    NAMES,
    ROLES,
    UNKNOWN_ROLE,
    VOCABULARY,
    assert_learns,
    assert_teaches,
    send,
)


def test_valid_instructor_launch(lms: PretendPlatform, opens: str, northvale: Academy) -> None:
    Academy.objects.update(keeps_names=True, keeps_emails=True)

    assert_teaches(send(lms, TOMAS, opens))

    assert LaunchSession.objects.get().is_trainer
    assert Learner.objects.get().display_name == TOMAS.name


def test_valid_instructor_launch_with_roles(lms: PretendPlatform, opens: str) -> None:
    institution = f"{VOCABULARY}institution/person#"
    roles = [f"{VOCABULARY}membership#Instructor", f"{institution}Staff", f"{institution}Other"]
    assert_teaches(send(lms, TOMAS, opens, changes={ROLES: roles}))


def test_valid_instructor_launch_short_role(lms: PretendPlatform, opens: str) -> None:
    assert_teaches(send(lms, TOMAS, opens, changes={ROLES: ["Instructor"]}))


def test_valid_instructor_launch_unknown_role(lms: PretendPlatform, opens: str) -> None:
    """Let in, as a learner: a role that nobody knows gives no rights over a class."""
    assert_learns(send(lms, TOMAS, opens, changes={ROLES: [UNKNOWN_ROLE]}))


@pytest.mark.parametrize("roles", [[], [""]], ids=["empty", "an empty text"])
def test_valid_instructor_launch_no_role(
    lms: PretendPlatform, opens: str, roles: list[str]
) -> None:
    """Let in, as a learner: LTI 5.3.7 allows an empty list of roles."""
    assert_learns(send(lms, TOMAS, opens, changes={ROLES: roles}))


def test_valid_instructor_launch_email_only(
    lms: PretendPlatform, opens: str, northvale: Academy
) -> None:
    Academy.objects.update(keeps_names=True, keeps_emails=True)

    assert_teaches(send(lms, TOMAS, opens, without=NAMES))

    learner = Learner.objects.get()
    assert (learner.display_name, bool(learner.email)) == ("", True)


def test_valid_instructor_launch_names_only(
    lms: PretendPlatform, opens: str, northvale: Academy
) -> None:
    Academy.objects.update(keeps_names=True, keeps_emails=True)

    assert_teaches(send(lms, TOMAS, opens, without=("email",)))

    learner = Learner.objects.get()
    assert (learner.display_name, learner.email) == (TOMAS.name, "")


def test_valid_instructor_no_pii(lms: PretendPlatform, opens: str, northvale: Academy) -> None:
    Academy.objects.update(keeps_names=True, keeps_emails=True)

    assert_teaches(send(lms, TOMAS, opens, without=(*NAMES, "email")))

    learner = Learner.objects.get()
    assert (learner.display_name, learner.email) == ("", "")


def test_valid_instructor_email_without_context(lms: PretendPlatform, opens: str) -> None:
    assert_teaches(send(lms, TOMAS, opens, without=(*NAMES, CONTEXT)))

    assert LaunchSession.objects.get().context is None
