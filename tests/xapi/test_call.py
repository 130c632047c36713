"""How a request is read: a body however it is framed, whole or not at all, and the form of 1.0.3
that stands for another method."""

import gzip
import io
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests import cast
from tests.xapi.talking import PHONE, Speaker, account
from xapi.views import call

PAGE = b"page 7 of 12"
STATE = {"activityId": PHONE, "stateId": "page", "agent": account(cast.LENA)}
FORM = "application/x-www-form-urlencoded"


def put_page(speaker: Speaker, body: io.BytesIO, **environ: Any) -> Any:
    """PUT a state as a server hands it on. `environ`: what the server says of the body."""
    query = urlencode({**STATE, "agent": '{"mbox":"mailto:lena@northvale.example"}'})
    return Client().request(
        **{
            "REQUEST_METHOD": "PUT",
            "PATH_INFO": "/xapi/activities/state",
            "QUERY_STRING": query,
            "CONTENT_TYPE": "text/plain",
            "HTTP_AUTHORIZATION": speaker.authorization,
            "HTTP_X_EXPERIENCE_API_VERSION": "1.0.3",
            "wsgi.input": body,
            **environ,
        }
    )


def stored_page(speaker: Speaker) -> bytes | None:
    agent = {"mbox": "mailto:lena@northvale.example"}
    answer = speaker.ask("GET", "activities/state", {**STATE, "agent": agent})
    content: bytes = answer.content
    return content if answer.status_code == 200 else None


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked"}


def test_a_body_in_chunks_is_stored_whole(speaker: Speaker) -> None:
    """It has no Content-Length; an empty document in its place would be Lena's work lost."""
    answer = put_page(speaker, io.BytesIO(PAGE), **CHUNKED, **{"wsgi.input_terminated": True})
    assert answer.status_code == 204
    assert stored_page(speaker) == PAGE


def test_a_server_that_cannot_tell_where_chunks_end_says_so(speaker: Speaker) -> None:
    assert put_page(speaker, io.BytesIO(PAGE), **CHUNKED).status_code == 411
    assert stored_page(speaker) is None


@pytest.mark.parametrize("stated", ["13", "100000"])
def test_a_body_that_broke_off_is_not_stored(speaker: Speaker, stated: str) -> None:
    answer = put_page(speaker, io.BytesIO(PAGE), CONTENT_LENGTH=stated)
    assert answer.status_code == 400
    assert "broke off" in answer.json()["error"]
    assert stored_page(speaker) is None


def test_a_compressed_body_is_not_stored_as_if_it_were_none(speaker: Speaker) -> None:
    """Whoever gets it would not be told that it is compressed."""
    squeezed = gzip.compress(PAGE)
    told = {"CONTENT_LENGTH": str(len(squeezed)), "HTTP_CONTENT_ENCODING": "gzip"}
    assert put_page(speaker, io.BytesIO(squeezed), **told).status_code == 415
    assert stored_page(speaker) is None


class BrokenOff(io.BytesIO):
    """What a server gives of a connection that was reset."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise ConnectionResetError(size)


def test_nor_one_whose_connection_was_reset(speaker: Speaker) -> None:
    assert put_page(speaker, BrokenOff(), CONTENT_LENGTH="12").status_code == 400
    assert stored_page(speaker) is None


def form(speaker: Speaker, method: str, version: str = "1.0.3", **fields: str) -> Any:
    told = {"Authorization": speaker.authorization, "X-Experience-API-Version": version, **fields}
    return Client().post(f"/xapi/statements?method={method}", urlencode(told), FORM)


def test_a_form_of_2_0_is_none(speaker: Speaker) -> None:
    """2.0 has no alternate syntax, wherever the request says its version."""
    assert form(speaker, "GET").status_code == 200
    assert form(speaker, "GET", version="2.0.0").status_code == 400


def test_a_form_stands_for_no_head(speaker: Speaker) -> None:
    """To a POST, a length without its body would have the client wait for what never comes."""
    assert form(speaker, "HEAD").status_code == 400


def test_a_large_form_is_not_taken_apart_before_its_sender_is_known(speaker: Speaker) -> None:
    bomb = b"content=" + b"%41" * (call.LARGEST_FORM // 3)
    for body in (bomb, urlencode({"Authorization": speaker.authorization}).encode() + b"&" + bomb):
        assert Client().post("/xapi/statements?method=GET", body, FORM).status_code == 413
