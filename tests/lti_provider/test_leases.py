"""How many workers call a platform at once, and what waits while it does not answer."""

import datetime as dt
import json
import threading

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from lti_provider import tasks
from lti_provider.models import Passback, Platform, ResourceLink
from lti_provider.services import leases, passbacks
from lti_provider.services.breaker import FAILURES
from tests import cast
from tests.grade_scene import Graded
from tests.lti_provider.small_server import Received, Reply, serving

State = Passback.State
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def rows(resource_link: ResourceLink) -> list[Passback]:
    """Six grades of one class, all due."""
    platform, offering = resource_link.deployment.platform, resource_link.offering
    edition = offering.module.editions.get()
    made = []
    for number in range(6):
        person = cast.make_platform_user(cast.Person(str(number), "", "northvale"), platform)
        made.append(
            Passback.objects.create(
                resource_link=resource_link,
                platform_user=person,
                attempt=cast.make_attempt(person.learner, edition, offering),
                score_given=50,
                score_maximum=100,
                timestamp=timezone.now(),
            )
        )
    return made


def test_no_more_rows_of_a_platform_are_claimed_than_are_allowed(
    rows: list[Passback], settings: Settings
) -> None:
    settings.LTI_PLATFORM_CONCURRENCY = 4

    claimed = [leases.claim(row.pk) for row in rows]

    assert [claim is not None for claim in claimed] == [True] * 4 + [False] * 2
    Passback.objects.filter(pk=rows[0].pk).update(state=State.SENT, lease_until=None)
    assert leases.claim(rows[5].pk) is not None
    Passback.objects.filter(pk=rows[1].pk).update(lease_until=timezone.now())
    assert leases.claim(rows[4].pk) is not None, "a dead worker holds no place"


def test_another_academys_grades_do_not_count(rows: list[Passback], settings: Settings) -> None:
    settings.LTI_PLATFORM_CONCURRENCY = 1
    southmere = cast.make_platform(cast.make_academy("southmere"))
    offering = cast.make_offering(southmere.academy, rows[0].resource_link.offering.module)
    link = cast.make_resource_link(cast.make_deployment(southmere), offering)
    sami = cast.make_platform_user(cast.SAMI, southmere)
    attempt = cast.make_attempt(sami.learner, rows[0].attempt.edition, offering)
    his = Passback.objects.create(
        resource_link=link,
        platform_user=sami,
        attempt=attempt,
        score_given=50,
        score_maximum=100,
        timestamp=timezone.now(),
    )

    assert leases.claim(rows[0].pk) is not None
    assert leases.claim(his.pk) is not None
    assert leases.claim(rows[1].pk) is None


def test_a_claim_costs_few_queries(
    rows: list[Passback], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(7):  # savepoint, found, platform, count, take, load, release
        assert leases.claim(rows[0].pk) is not None


def test_while_a_platform_is_left_alone_its_rows_wait_and_say_why(rows: list[Passback]) -> None:
    until = timezone.now() + 10 * MINUTE
    Platform.objects.update(service_failures=FAILURES, service_paused_until=until)

    assert leases.claim(rows[0].pk) is None

    row = Passback.objects.get(pk=rows[0].pk)
    assert (row.state, row.not_before, row.tries) == (State.WAITING, until, 0)
    assert row.last_answer.startswith("The platform did not answer several times in a row.")
    assert f"after {until:%H:%M} UTC" in row.last_answer
    assert not leases.due(timezone.now()).filter(pk=row.pk).exists()


def test_a_platform_that_is_down_is_asked_five_times_and_not_for_every_grade(
    graded: Graded,
) -> None:
    Platform.objects.update(token_url="http://127.0.0.1:9/")
    first = graded.wish()
    for _ in range(FAILURES):
        Passback.objects.filter(pk=first.pk).update(not_before=timezone.now())
        assert passbacks.deliver(first.pk) is not None
    Passback.objects.filter(pk=first.pk).update(not_before=timezone.now())
    assert passbacks.deliver(first.pk) is None

    Platform.objects.update(token_url=graded.lms.token_url, service_paused_until=timezone.now())
    Passback.objects.filter(pk=first.pk).update(not_before=timezone.now())
    assert passbacks.deliver(first.pk) is not None

    platform = Platform.objects.get(pk=graded.platform.pk)
    assert (platform.service_failures, platform.service_paused_until) == (0, None)
    assert graded.grade() == 100.0


def test_who_finishes_goes_on_with_what_was_turned_away(
    rows: list[Passback], monkeypatch: pytest.MonkeyPatch, signing: None, no_tokens: None
) -> None:
    """One bell for a class of six."""
    rung: list[int] = []
    monkeypatch.setattr(tasks.deliver_passback, "apply_async", lambda args, **_: rung.append(*args))

    def answer(request: Received) -> Reply:
        token = {"access_token": "t", "token_type": "Bearer", "expires_in": 3600}
        return Reply(parts=(json.dumps(token if request.path == "/token" else []).encode(),))

    with serving(answer) as server:
        Platform.objects.update(token_url=f"{server.url}/token")
        ResourceLink.objects.update(line_item_url=f"{server.url}/column")
        tasks.deliver_passback(rows[3].pk)

    assert set(Passback.objects.values_list("state", flat=True)) == {State.SENT}
    assert rung == []


def test_after_some_rows_others_have_their_turn(
    rows: list[Passback], monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks.deliver_passback, "apply_async", lambda args, **_: rung.append(*args))
    monkeypatch.setattr(tasks, "ROWS_A_TURN", 2)
    Platform.objects.update(status=Platform.Status.SUSPENDED)

    tasks.deliver_passback(rows[0].pk)

    tried = set(Passback.objects.filter(tries=1).values_list("pk", flat=True))
    assert len(tried) == 2
    assert len(rung) == 1
    assert rung[0] not in tried


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_keep_to_the_limit(
    rows: list[Passback], settings: Settings, signing: None, no_tokens: None
) -> None:
    settings.LTI_PLATFORM_CONCURRENCY = 2
    lock, under_way, most = threading.Lock(), 0, 0

    def answer(request: Received) -> Reply:
        nonlocal under_way, most
        if request.path == "/token":
            token = {"access_token": "t", "token_type": "Bearer", "expires_in": 3600}
            return Reply(parts=(json.dumps(token).encode(),))
        with lock:
            under_way += 1
            most = max(most, under_way)
        server.stopping.wait(0.2)
        with lock:
            under_way -= 1
        return Reply(parts=(b"[]",))

    def work() -> None:
        try:
            for row in rows:
                passbacks.deliver(row.pk)
        finally:
            connection.close()

    with serving(answer) as server:
        Platform.objects.update(token_url=f"{server.url}/token")
        ResourceLink.objects.update(line_item_url=f"{server.url}/column")
        workers = [threading.Thread(target=work) for _ in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert 1 <= most <= 2
