"""Certification guide 6.4: line items, scores and results.

The guide leaves to the tool what it does with the service; the cases after the launch follow the
requests of its first draft, one request after the other, as we use them.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest

from demo.lms.peer import PretendPlatform
from lti_provider.models import Passback, ResourceLink
from lti_provider.services import passbacks, reconciliation
from tests.cast import LENA
from tests.certification.conftest import Seen
from tests.certification.launches import assert_learns, send
from tests.grade_scene import Graded, set_scene

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
TYPE = "application/vnd.ims.lis."
Ask = Callable[[str, str], Seen]


@pytest.fixture
def ungraded(db: None, grading_lms: PretendPlatform) -> Graded:
    """An activity whose launch named no column: the tool looks for one, and makes it."""
    del db
    return set_scene(grading_lms, graded=None)


@pytest.fixture
def asked(ungraded: Graded, seen: list[Seen]) -> Ask:
    """The one request of that method to an address with that end, after a grade went out."""
    row = ungraded.wish()
    assert passbacks.deliver(row.pk) is not None
    ungraded.link.refresh_from_db()
    reconciliation.reconcile(ungraded.link)

    def find(method: str, end: str) -> Seen:
        (found,) = [c for c in seen if c.method == method and c.path.endswith(end)]
        return found

    return find


def assert_authorised(call: Seen, scene: Graded, *scopes: str) -> None:
    """The bearer token was issued by the platform for one of the scopes and for nothing else."""
    assert call.scheme == "Bearer"
    (granted,) = call.scopes(scene.lms)
    assert granted in {AGS + scope for scope in scopes}


def test_valid_student_launch_with_the_grade_claim(
    content_lms: PretendPlatform, with_services: str
) -> None:
    assert_learns(send(content_lms, LENA, with_services))

    link = ResourceLink.objects.get()
    assert link.line_items_url == content_lms.lineitems_url()
    assert link.line_item_url.startswith(content_lms.lineitems_url().partition("?")[0])
    assert {AGS + "lineitem", AGS + "score", AGS + "result.readonly"} <= set(link.ags_scopes)


def test_line_items_are_read(asked: Ask, ungraded: Graded) -> None:
    call = asked("GET", "/lineitems")
    assert call.accept == f"{TYPE}v2.lineitemcontainer+json"
    assert_authorised(call, ungraded, "lineitem", "lineitem.readonly")


def test_a_line_item_is_created(asked: Ask, ungraded: Graded) -> None:
    call = asked("POST", "/lineitems")
    assert (call.accept, call.content_type) == (f"{TYPE}v2.lineitem+json",) * 2
    assert_authorised(call, ungraded, "lineitem")
    assert ungraded.link.line_item_url.startswith(ungraded.lms.lineitems_url().partition("?")[0])


def test_a_score_is_posted(asked: Ask, ungraded: Graded) -> None:
    call = asked("POST", "/scores")
    assert call.content_type == f"{TYPE}v1.score+json"
    assert_authorised(call, ungraded, "score")
    (score,) = ungraded.lms.score_log
    assert (score.status, score.body["userId"]) == (200, LENA.sub)
    assert score.body["activityProgress"] == "Completed"
    assert score.body["gradingProgress"] == "FullyGraded"
    assert (score.body["scoreGiven"], score.body["scoreMaximum"]) == (100, 100)
    assert score.body["timestamp"].endswith(("Z", "+00:00"))


def test_results_are_read(asked: Ask, ungraded: Graded) -> None:
    call = asked("GET", "/results")
    assert call.accept == f"{TYPE}v2.resultcontainer+json"
    assert_authorised(call, ungraded, "result.readonly")
    assert Passback.objects.get().result_score == Decimal(100)
