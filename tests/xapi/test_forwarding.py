"""Northvale's statements go to its own store: all of them, in order, whatever happens on the way.

The other store is this tool's own, Southmere's, over a real socket; what no store would do on
request, a small server does.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from academies.models import Academy
from academies.outbound import http
from academies.outbound.secrets_at_rest import seal
from tests import cast
from tests.lti_provider.small_server import Received, Reply, SmallServer, serving
from tests.xapi.talking import VOIDED, Speaker, about, account, new_id, statement
from tests.xapi.test_attachments import PHOTO, described, read, sent
from xapi import tasks
from xapi.auth import ours
from xapi.models import DeadLetter, Forwarding, Statement
from xapi.services import forwarding
from xapi.services.forwarding import LEASE, begin, due, forward, send_again
from xapi.services.ingest import store
from xapi.services.receiving import Batch

Answering = Callable[[Received], Reply]
LATER = dt.timedelta(hours=3)


def to(url: str, academy: Academy, **values: Any) -> Forwarding:
    """Everything that is stored, too, unless `values` say otherwise."""
    defaults = {"username": "reports", "secret": seal("whisper"), "which": Forwarding.Which.ALL}
    return Forwarding.objects.create(academy=academy, endpoint=url, **{**defaults, **values})


def told(request: Received) -> list[str]:
    return [each["id"] for each in json.loads(request.body)]


@pytest.fixture
def there(northvale: Academy) -> Iterator[Callable[[Answering], tuple[SmallServer, Forwarding]]]:
    """Starts the other store, which answers as it is told."""
    running = []

    def start(answering: Answering) -> tuple[SmallServer, Forwarding]:
        block = serving(answering)
        running.append(block)
        server = block.__enter__()
        return server, to(f"{server.url}/xapi/", northvale)

    yield start
    for block in running:
        block.__exit__(None, None, None)


Start = Callable[[Answering], tuple[SmallServer, Forwarding]]


def fine(request: Received) -> Reply:
    return Reply(parts=(json.dumps(told(request)).encode(),))


@pytest.fixture
def _hangs_up() -> Iterator[None]:
    """The thread that serves a connection keeps one to the database as long as that is open."""
    yield
    http._session().close()


@pytest.mark.usefixtures("_hangs_up")
@pytest.mark.django_db(transaction=True)
def test_another_store_gets_all_of_it_once_and_in_order(
    speaker: Speaker, southmere_speaker: Speaker, live_server: LiveServer, northvale: Academy
) -> None:
    known = southmere_speaker.tell(statement(cast.SAMI))[0]
    first = speaker.tell(statement(id=known), statement(cast.LEO), statement())
    photo = sent(speaker, statement(attachments=[described(PHOTO)]), PHOTO).json()
    last = speaker.tell(about(first[1], VOIDED), statement(cast.LEO))
    newer = {"objectType": "contextAgent", "agent": account(cast.TOMAS)}
    only_2 = Speaker(northvale, version="2.0.0").tell(statement(context={"contextAgents": [newer]}))
    row = to(
        f"{live_server.url}/xapi/",
        northvale,
        username=southmere_speaker.credential.key,
        secret=seal(southmere_speaker.secret),
    )
    assert not forward(row.pk)
    # What was voided is voided there, too; what it had under this id it keeps.
    arrived = southmere_speaker.found(ascending="true")
    assert arrived == [known, first[2], *photo, *last]
    back = southmere_speaker.ask("GET", "statements", {"statementId": known}).json()
    assert back["actor"] == account(cast.SAMI)
    asked = {"statementId": photo[0], "attachments": "true"}
    assert PHOTO in read(southmere_speaker.ask("GET", "statements", asked))
    # A store of 1.0.3 does not take what came with 2.0; the administrator changes that.
    letter = DeadLetter.objects.get()
    assert (str(letter.statement.statement_id), letter.status) == (only_2[0], 400)
    Forwarding.objects.update(version="2.0.0")
    assert send_again([letter]) == 1
    assert not forward(row.pk)
    assert not DeadLetter.objects.exists()
    assert southmere_speaker.found()[0] == only_2[0]
    # As if a worker had died before it could write down how far it came.
    Forwarding.objects.update(through=0)
    assert not forward(row.pk)
    assert southmere_speaker.found(ascending="true") == [*arrived, *only_2]
    row.refresh_from_db()
    assert (row.failures, row.last_answer, row.through) == (
        0,
        "",
        Statement.objects.filter(academy=northvale).latest("pk").pk,
    )


def test_only_what_our_courses_tell(speaker: Speaker, northvale: Academy, there: Start) -> None:
    speaker.tell(statement())
    own = new_id()
    store(ours(northvale), Batch([statement(id=own)]), "1.0.3")
    server, row = there(fine)
    Forwarding.objects.update(which=Forwarding.Which.OURS)
    forward(row.pk)
    assert [told(request) for request in server.received] == [[own]]
    speaker.tell(statement())
    assert not forward(row.pk)
    assert not due(timezone.now()).exists()
    assert len(server.received) == 1


def test_what_is_sent(speaker: Speaker, there: Start) -> None:
    ids = speaker.tell(*(statement() for _ in range(60)))
    server, row = there(fine)
    forward(row.pk)
    assert [each for request in server.received for each in told(request)] == ids
    request = server.received[0]
    assert (request.method, request.path) == ("POST", "/xapi/statements")
    assert request.headers["authorization"] == "Basic cmVwb3J0czp3aGlzcGVy"
    assert request.headers["x-experience-api-version"] == "1.0.3"
    assert {"stored", "authority"} & set(json.loads(request.body)[0]) == set()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(503, {"Retry-After": "7200"}), "not available"),
        (Reply(401), "does not know this key"),
        (Reply(302, {"Location": "http://127.0.0.1:1/"}), "elsewhere"),
        (Reply(200, parts=(b"<html>Sign in</html>",)), "page"),
    ],
)
def test_a_store_that_cannot_take_it_now_gets_it_later(
    speaker: Speaker, there: Start, reply: Reply, why: str
) -> None:
    ids = speaker.tell(statement(), statement())
    answers = [reply]
    server, row = there(lambda request: answers[0] if answers else fine(request))
    assert not forward(row.pk)
    row.refresh_from_db()
    assert why in row.last_answer
    assert (row.through, row.failures, row.lease_until) == (0, 1, None)
    if reply.status == 503:
        assert row.not_before >= timezone.now() + dt.timedelta(seconds=7100)
    assert not due(timezone.now()).exists()
    answers.clear()
    Forwarding.objects.update(not_before=timezone.now())
    assert not forward(row.pk)
    # Tried with one, and the rest once that went well.
    assert [told(request) for request in server.received[1:]] == [ids[:1], ids[1:]]


def test_one_that_is_refused_keeps_no_other_waiting(speaker: Speaker, there: Start) -> None:
    ids = speaker.tell(*(statement() for _ in range(4)))

    def picky(request: Received) -> Reply:
        if ids[1] in told(request):
            return Reply(400, parts=(b'{"error": "no\x07 such\n verb"}',))
        return Reply(409) if ids[2] in told(request) else fine(request)

    server, row = there(picky)
    assert not forward(row.pk)
    letter = DeadLetter.objects.get()
    assert str(letter.statement.statement_id) == ids[1]
    assert letter.why == 'The store refused it (400). It says: {"error": "no such verb"}'
    assert [told(request) for request in server.received[1:]] == [[each] for each in ids]
    # Sent again, and refused again.
    assert (send_again([letter]), send_again([letter])) == (1, 0)
    assert due(timezone.now()).get() == row
    forward(row.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (DeadLetter.State.REFUSED, 2)


def test_a_store_that_refuses_slowly_holds_no_worker(
    speaker: Speaker, there: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its turn ends among those that are sent one by one, and the next one goes on there."""
    ids = speaker.tell(*(statement() for _ in range(12)))
    slow = Reply(400, parts=(b"n", b"o"), pause=0.2)
    _server, row = there(lambda _request: slow)
    monkeypatch.setattr(forwarding, "TURN_SECONDS", 0.5)
    assert [forward(row.pk) for _ in range(3)] == [True] * 3
    monkeypatch.setattr(forwarding, "TURN_SECONDS", 60.0)
    assert not forward(row.pk)
    assert DeadLetter.objects.count() == len(ids)


def test_a_worker_that_is_killed_loses_nothing(
    speaker: Speaker, there: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = speaker.tell(statement(), statement())
    server, row = there(fine)

    def killed(*_: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(forwarding, "_settled", killed)
        with pytest.raises(KeyboardInterrupt):
            forward(row.pk)
    # Nobody else while the lease lasts; then it is sent again.
    assert (forward(row.pk), len(server.received)) == (False, 1)
    Forwarding.objects.update(lease_until=timezone.now() - LEASE)
    assert due(timezone.now()).get() == row
    forward(row.pk)
    assert [told(request) for request in server.received] == [ids, ids]


def test_an_error_of_our_own_is_shown_with_its_reference(
    speaker: Speaker, there: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker.tell(statement())
    _server, row = there(fine)
    monkeypatch.setattr(forwarding, "_next", lambda *_: 1 / 0)
    assert not forward(row.pk)
    row.refresh_from_db()
    assert "internal error (reference" in row.last_answer


def test_a_suspended_academys_statements_stay_here(
    speaker: Speaker, there: Start, northvale: Academy
) -> None:
    speaker.tell(statement())
    server, row = there(fine)
    northvale.status = Academy.Status.SUSPENDED
    northvale.save()
    assert not forward(row.pk)
    northvale.status = Academy.Status.APPROVED
    northvale.save()
    Forwarding.objects.update(is_active=False)
    assert not forward(row.pk)
    assert server.received == []
    Forwarding.objects.update(is_active=True)
    forward(row.pk)
    assert len(server.received) == 1


def test_no_address_inside_is_called(speaker: Speaker, there: Start, settings: Settings) -> None:
    """Whoever may set the endpoint cannot have us call what only we can reach."""
    speaker.tell(statement())
    server, row = there(fine)
    settings.ALLOW_PRIVATE_PLATFORMS = []
    assert not forward(row.pk)
    assert server.received == []
    row.refresh_from_db()
    assert "not allowed" in row.last_answer


def test_a_new_one_begins_where_the_store_stands(speaker: Speaker, northvale: Academy) -> None:
    speaker.tell(statement())
    row = Forwarding(academy=northvale, endpoint="https://lrs.northvale.example/")
    begin(row, from_beginning=True)
    assert row.through == 0
    begin(row, from_beginning=False)
    assert row.through == Statement.objects.get().pk


def test_the_clock_finds_what_is_due(
    speaker: Speaker, there: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []

    def ring(pk: int) -> bool:
        rung.append(pk)
        return True

    monkeypatch.setattr(tasks, "ring_forwarding", ring)
    _server, row = there(fine)
    assert tasks.sweep_forwarding() == 0
    speaker.tell(statement())
    assert tasks.sweep_forwarding() == 1
    assert rung == [row.pk]
    tasks.forward_statements(row.pk)
    assert tasks.sweep_forwarding() == 0
