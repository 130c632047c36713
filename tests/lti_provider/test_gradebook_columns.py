"""The column a grade belongs in: told by the launch, looked up, made, or gone."""

import json

import pytest
from django.utils import timezone

from courses.models import Attempt
from demo.lms import gradebook
from demo.lms.peer import PretendPlatform
from lti_provider.models import Passback, Platform, ResourceLink
from lti_provider.services import leases, passbacks
from tests import cast
from tests.grade_scene import PASSED, Graded, set_scene
from tests.lti_provider.small_server import Received, Reply, serving

State = Passback.State


def deliver(row: Passback) -> Passback:
    """Deliver as the task does: at once again where that is said."""
    delivery = passbacks.deliver(row.pk)
    if delivery is not None and delivery.is_due_again:
        passbacks.deliver(row.pk)
    row.refresh_from_db()
    return row


def columns(graded: Graded) -> list[str]:
    return [item.label for item in gradebook.line_items(graded.lms.academy.store, 2)]


def test_a_column_the_launch_did_not_name_is_looked_up(
    db: None, grading_lms: PretendPlatform
) -> None:
    graded = set_scene(grading_lms, line_item_url="")

    assert deliver(graded.wish()).state == State.SENT

    assert graded.grade() == 100.0
    assert columns(graded) == ["Scene"]
    graded.link.refresh_from_db()
    assert "/lineitem?type_id=" in graded.link.line_item_url


def test_an_activity_without_one_gets_a_column(db: None, grading_lms: PretendPlatform) -> None:
    graded = set_scene(grading_lms, graded=None)

    assert deliver(graded.wish()).state == State.SENT
    assert graded.grade() == 100.0

    (item,) = gradebook.line_items(graded.lms.academy.store, 2)
    assert item.resource_id == str(graded.link.offering.module.public_id)
    assert (item.tag, str(item.link)) == ("grade", graded.link.resource_link_id)


def test_without_the_right_to_make_one_it_is_said(db: None, grading_lms: PretendPlatform) -> None:
    graded = set_scene(grading_lms, graded=None)
    row = graded.wish()
    ResourceLink.objects.update(ags_scopes=[f"{cast.AGS}lineitem.readonly", f"{cast.AGS}score"])

    assert deliver(row).state == State.FAILED
    assert "Give the activity a grade" in row.last_answer
    assert columns(graded) == []


def test_a_column_that_was_deleted_is_made_again(graded: Graded) -> None:
    deliver(graded.wish())
    (item,) = gradebook.line_items(graded.lms.academy.store, 2)
    gradebook.delete_item(graded.lms.academy.store, item.id)

    row = deliver(graded.wish())

    assert (row.state, row.tries) == (State.SENT, 2)
    assert graded.grade() == 100.0
    assert columns(graded) == ["Scene"]


def test_an_activity_that_was_deleted_is_a_dead_letter(graded: Graded) -> None:
    deliver(graded.wish())
    (item,) = gradebook.line_items(graded.lms.academy.store, 2)
    gradebook.delete_item(graded.lms.academy.store, item.id)
    graded.lms.academy.store.run("DELETE FROM activities")

    row = deliver(graded.wish())

    assert (row.state, row.last_status) == (State.FAILED, 403)
    assert row.last_answer


def test_a_column_gone_and_no_list_to_look_in_is_a_dead_letter(graded: Graded) -> None:
    (item,) = gradebook.line_items(graded.lms.academy.store, 2)
    gradebook.delete_item(graded.lms.academy.store, item.id)
    ResourceLink.objects.update(line_items_url="")

    row = deliver(graded.wish())

    assert (row.state, row.last_status, row.tries) == (State.FAILED, 404, 1)
    assert "gone from the gradebook" in row.last_answer


@pytest.mark.usefixtures("signing", "no_tokens")
def test_a_column_that_is_listed_and_gone_is_not_looked_for_for_ever(
    attempt: Attempt, resource_link: ResourceLink
) -> None:
    def answer(request: Received) -> Reply:
        address = f"http://{request.headers['host']}/column"
        bodies = {
            "/token": {"access_token": "t", "token_type": "Bearer"},
            "/columns": [{"id": address, "resourceLinkId": resource_link.resource_link_id}],
        }
        body = bodies.get(request.path.partition("?")[0])
        return Reply(status=200 if body else 404, parts=(json.dumps(body).encode(),))

    with serving(answer) as server:
        Platform.objects.update(token_url=f"{server.url}/token")
        ResourceLink.objects.update(
            line_item_url=f"{server.url}/old", line_items_url=f"{server.url}/columns"
        )
        (row,) = passbacks.queue(attempt, PASSED)

        assert deliver(row).state == State.FAILED

    assert (row.tries, row.last_status) == (2, 404)
    assert [r.path for r in server.received if r.path.endswith("scores")] == [
        *("/old/scores", "/column/scores")
    ]


@pytest.mark.parametrize("mode", ["500", "503", "429", "401", "html"])
def test_trouble_with_the_list_of_columns_is_for_later(
    db: None, grading_lms: PretendPlatform, mode: str
) -> None:
    graded = set_scene(grading_lms, graded=None)
    graded.lms.fail("lineitems", mode)
    row = deliver(graded.wish())
    assert (row.state, columns(graded)) == (State.WAITING, [])

    graded.lms.clear_faults()
    Passback.objects.update(not_before=timezone.now())
    assert deliver(row).state == State.SENT


def test_only_one_grade_of_an_activity_looks_for_its_column(
    db: None, grading_lms: PretendPlatform
) -> None:
    """Two columns bound to one activity make Moodle drop the claim from its launches."""
    graded = set_scene(grading_lms, graded=None)
    leo = cast.make_platform_user(cast.LEO, graded.platform)
    his = cast.make_attempt(leo.learner, graded.attempt.edition, graded.attempt.offering)
    row = graded.wish()
    (other,) = passbacks.queue(his, PASSED)
    lease = timezone.now() + leases.LEASE
    Passback.objects.filter(pk=row.pk).update(state=State.SENDING, lease_until=lease)

    assert passbacks.deliver(other.pk) is None

    Passback.objects.filter(pk=row.pk).update(lease_until=timezone.now())
    assert deliver(other).state == State.SENT
    assert deliver(row).state == State.SENT
    assert columns(graded) == ["Scene"]
    assert (graded.grade(), graded.grade(sub=cast.LEO.sub)) == (100.0, 100.0)
