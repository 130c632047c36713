"""Requests to platforms: strangers that may be slow, huge, or want us elsewhere."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from academies.outbound import http
from tests.lti_provider.small_server import Received, Reply, SmallServer, serving

JSON = {"Accept": "application/json"}


@pytest.fixture
def stranger() -> Iterator[Callable[[Reply], SmallServer]]:
    """A platform that gives everybody the same reply."""
    running = []

    def start(reply: Reply) -> SmallServer:
        block = serving(lambda _request: reply)
        running.append(block)
        return block.__enter__()

    yield start
    for block in running:
        block.__exit__(None, None, None)


@pytest.fixture
def impatient(settings: Settings) -> None:
    settings.LTI_HTTP_TIMEOUT_SECONDS = (0.3, 0.3)


def test_a_document_is_fetched(stranger: Callable[[Reply], SmallServer]) -> None:
    server = stranger(Reply(parts=(b'{"keys": []}',)))

    assert http.fetch_json(server.url) == {"keys": []}
    assert server.received[0].headers["accept"] == "application/json"


def test_a_redirect_is_not_followed(stranger: Callable[[Reply], SmallServer]) -> None:
    elsewhere = stranger(Reply(parts=(b"{}",)))
    server = stranger(Reply(status=302, headers={"Location": elsewhere.url}))

    assert http.send("GET", server.url, headers=JSON, bearer="secret").status == 302
    with pytest.raises(http.NoAnswer, match="302"):
        http.fetch_json(server.url)
    assert elsewhere.received == []


def test_a_cookie_is_not_kept(stranger: Callable[[Reply], SmallServer]) -> None:
    server = stranger(Reply(headers={"Set-Cookie": "MoodleSession=1; Path=/"}, parts=(b"{}",)))

    http.fetch_json(server.url)
    http.fetch_json(server.url)

    assert [("cookie" in request.headers) for request in server.received] == [False, False]


def test_the_token_is_sent_and_the_operators_netrc_is_not(
    stranger: Callable[[Reply], SmallServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login operator password private\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = stranger(Reply(parts=(b"{}",)))

    http.send("GET", server.url, headers=JSON, bearer="abc")
    http.send("GET", server.url, headers=JSON)

    assert [request.headers.get("authorization") for request in server.received] == [
        "Bearer abc",
        None,
    ]


def test_a_mapping_is_sent_as_a_form(stranger: Callable[[Reply], SmallServer]) -> None:
    server = stranger(Reply())

    http.send("POST", server.url, headers={}, body={"scope": "a b"})

    assert server.received[0].body == b"scope=a+b"


def test_an_answer_without_an_end_is_cut(stranger: Callable[[Reply], SmallServer]) -> None:
    server = stranger(Reply(parts=(b"x" * 3000,)))

    with pytest.raises(http.NoAnswer, match="larger than 2000 bytes"):
        http.send("GET", server.url, headers=JSON, largest=2000)


@pytest.mark.usefixtures("impatient")
def test_an_answer_that_drips_is_not_waited_for(stranger: Callable[[Reply], SmallServer]) -> None:
    """Each byte comes within the read timeout; all of them would take six seconds."""
    server = stranger(Reply(parts=(b"x",) * 60, pause=0.1))

    with pytest.raises(http.NoAnswer, match="in time"):
        http.send("GET", server.url, headers=JSON)


@contextmanager
def dripping(begin: bytes, drop: bytes) -> Iterator[str]:
    """A server that answers `begin`, and a drop ten times a second until the test is over."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.recv(1_000)
                connection.sendall(begin)
                while not over.wait(0.1):
                    connection.sendall(drop)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            over.set()
            thread.join()


# Each byte comes within the read timeout, and there is no end to them.
DRIPS = {
    "the status": (b"", b"H"),
    "answers that are none": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a header": (b"HTTP/1.1 200 OK\r\nX-Name: ", b"x"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-Name: x\r\n"),
    "the size of a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a body without an end": (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("drip", DRIPS)
def test_whatever_drips_is_cut(drip: str) -> None:
    with dripping(*DRIPS[drip]) as url:
        began = time.monotonic()
        with pytest.raises(http.NoAnswer, match="did not answer in time"):
            http.send("GET", url, headers=JSON)
        assert time.monotonic() - began < 3


@pytest.mark.usefixtures("impatient")
def test_after_one_was_cut_the_next_is_answered(stranger: Callable[[Reply], SmallServer]) -> None:
    server = stranger(Reply(parts=(b"[1]",)))
    with dripping(*DRIPS["a header"]) as url, pytest.raises(http.NoAnswer):
        http.send("GET", url, headers=JSON)
    time.sleep(0.7)
    assert [http.fetch_json(server.url) for _ in range(3)] == [[1]] * 3


@pytest.mark.usefixtures("impatient")
def test_silence_is_not_waited_for() -> None:
    def think(request: Received) -> Reply:
        server.stopping.wait(2)
        return Reply()

    with serving(think) as server:
        with pytest.raises(http.NoAnswer, match="did not answer in time"):
            http.send("GET", server.url, headers=JSON)
        server.stopping.set()


def test_nobody_there_is_said_without_the_address() -> None:
    with serving(lambda _request: Reply()) as server:
        gone = server.url
    with pytest.raises(http.NoAnswer, match="could not be reached") as failed:
        http.send("GET", f"{gone}/?token=secret", headers=JSON)
    assert "secret" not in str(failed.value)


def test_a_page_is_no_document(stranger: Callable[[Reply], SmallServer]) -> None:
    server = stranger(Reply(parts=(b"<html>Maintenance</html>",)))

    with pytest.raises(http.NotJson):
        http.fetch_json(server.url)


@pytest.mark.parametrize(
    "address",
    [
        "http://lms.northvale.example/",
        "ftp://lms.northvale.example/",
        "file:///etc/passwd",
        "https://operator:secret@lms.northvale.example/",
        "https:///no-host",
        "https://[half",
        "https://lms.example\\@elsewhere.example/",
        "https://%6cms.example/",
        "https://[fe80::1%25eth0]/",
        "https://lms.example:99999/",
        "lms.northvale.example",
        "",
    ],
)
def test_a_real_service_sends_nothing_to_such_an_address(address: str, settings: Settings) -> None:
    settings.ALLOW_INSECURE_PLATFORMS = False

    with pytest.raises(http.AddressRefused):
        http.send("GET", address, headers=JSON)


def test_plain_http_is_for_demonstrations(settings: Settings) -> None:
    settings.ALLOW_INSECURE_PLATFORMS = True
    http.check_address("http://127.0.0.1:8001/mod/lti/token.php")

    settings.ALLOW_INSECURE_PLATFORMS = False
    http.check_address("https://lms.northvale.example/")
    with pytest.raises(http.AddressRefused, match="https"):
        http.check_address("http://127.0.0.1:8001/mod/lti/token.php")


@contextmanager
def raw_answer(raw: bytes) -> Iterator[str]:
    """A server that sends these bytes to whoever comes, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(raw)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join()


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[1]",
        b"HTTP/1.0 200 OK\r\n\r\n[1]",
    ],
)
def test_every_way_to_end_a_body_is_understood(raw: bytes) -> None:
    with raw_answer(raw) as url:
        assert http.fetch_json(url) == [1]


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[1]\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n[1]",
        b"HTTP/1.1 4OO Bad\r\n\r\n",
        b"",
    ],
)
def test_half_an_answer_is_none(raw: bytes) -> None:
    with raw_answer(raw) as url, pytest.raises(http.NoAnswer):
        http.fetch_json(url)


@given(
    st.text(max_size=60)
    | st.text("htps:/@[]%.?#\\ 0a", max_size=30)
    | st.text("lms.example@:[]%?#\\/ 08", min_size=1, max_size=30).map("https://{}".format)
)
def test_what_is_checked_is_what_is_called(address: str) -> None:
    """The host that was looked at is the one that requests would connect to."""
    try:
        http.check_address(address)
        prepared = requests.Request("GET", address).prepare()
    except (http.AddressRefused, requests.exceptions.InvalidURL, UnicodeError):
        return
    assert urlsplit(prepared.url or "").hostname == urlsplit(address).hostname


@given(st.binary(max_size=200))
def test_any_body_is_json_or_refused(body: bytes) -> None:
    try:
        document = http.Answer(200, {}, body).json()
    except http.NotJson:
        return
    assert json.dumps(document)


def test_a_body_nested_without_end_is_refused() -> None:
    with pytest.raises(http.NotJson):
        http.Answer(200, {}, b"[" * 200_000).json()
