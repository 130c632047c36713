"""Tomas has Lena's grade sent again; nobody else does, and nothing is sent twice for nothing."""

import pytest
from django.test import Client
from django.utils import timezone

from academies.models import AuditEntry
from courses.models import Attempt
from lti_provider.models import LaunchSession, Passback, PlatformUser, ResourceLink
from lti_provider.services.resending import may_send_again
from tests import cast
from tests.launching import hand_over, refusal_code
from tests.reports.class_scene import TOKEN, ask, open_session

PAGE = "/lti/resend/"


@pytest.fixture
def given_up(
    attempt: Attempt, resource_link: ResourceLink, lena_at_platform: PlatformUser
) -> Passback:
    return Passback.objects.create(
        resource_link=resource_link,
        platform_user=lena_at_platform,
        attempt=attempt,
        score_given=85,
        score_maximum=100,
        timestamp=timezone.now(),
        state=Passback.State.FAILED,
        last_answer="The platform says this person cannot be graded.",
    )


@pytest.fixture
def tomas(resource_link: ResourceLink) -> LaunchSession:
    return open_session(cast.TOMAS, resource_link)


def test_it_waits_again_is_on_record_and_leads_back(
    given_up: Passback, tomas: LaunchSession, attempt: Attempt
) -> None:
    path, fields = hand_over(ask(PAGE, learner=attempt.learner.pseudonym))

    given_up.refresh_from_db()
    assert (given_up.state, given_up.last_answer) == (Passback.State.WAITING, "")
    assert path == "/reports/learner/"
    assert fields == {"launch_token": TOKEN, "learner": str(attempt.learner.pseudonym)}
    entry = AuditEntry.objects.get(action="passback.sent_again")
    assert entry.after == {"trainer": str(tomas.platform_user.learner.pseudonym)}
    assert entry.academy == attempt.learner.academy


@pytest.mark.parametrize(
    ("state", "tries", "may"),
    [
        (Passback.State.FAILED, 1, True),
        (Passback.State.WAITING, 3, True),
        (Passback.State.WAITING, 0, False),
        (Passback.State.SENDING, 1, False),
        (Passback.State.SENT, 1, False),
    ],
)
def test_only_what_was_tried_in_vain(state: str, tries: int, may: bool) -> None:
    assert may_send_again(Passback(state=state, tries=tries)) is may


@pytest.mark.parametrize("named", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nobody_in_particular_changes_nothing(
    given_up: Passback, tomas: LaunchSession, named: str
) -> None:
    ask(PAGE, learner=named)

    given_up.refresh_from_db()
    assert given_up.state == Passback.State.FAILED


def test_tessa_lena_and_oscar_send_nothing(
    given_up: Passback, resource_link: ResourceLink, attempt: Attempt
) -> None:
    southmere = cast.make_academy("southmere")
    deployment = cast.make_deployment(cast.make_platform(southmere))
    offering = cast.make_offering(southmere, attempt.edition.module)
    open_session(cast.TESSA, cast.make_resource_link(deployment, offering), "tessas")
    open_session(cast.LENA, resource_link, "lenas", is_trainer=False)
    lena = attempt.learner.pseudonym

    ask(PAGE, "tessas", learner=lena)
    for token in ("lenas", "oscars"):
        assert refusal_code(ask(PAGE, token, learner=lena)) == "session_over"
    fields = {"launch_token": TOKEN, "learner": lena}
    assert Client().post(PAGE, fields, headers={"sec-fetch-site": "cross-site"}).status_code == 403

    given_up.refresh_from_db()
    assert given_up.state == Passback.State.FAILED
    assert AuditEntry.objects.count() == 0
