"""Attachments travel beside their statements, in both directions; signatures are checked."""

import base64
import datetime as dt
import hashlib
import json
from contextlib import suppress
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from academies.models import Academy
from courses.models import Attempt, Edition
from tests import cast
from tests.xapi.cmi5_scene import READ, Learner, put_in_store
from tests.xapi.talking import Speaker, statement
from xapi import scopes, selectors
from xapi.services.receiving import SIGNATURE
from xapi.spec import multipart
from xapi.spec.refused import Refused

Json = dict[str, Any]
PHOTO = b"\r\n--a photo, with \x00 bytes \xff\r\n\r\n"
PLACE = "https://attachments.example/photo"


def described(body: bytes, usage: str = PLACE, kind: str = "image/png", **values: Any) -> Json:
    return {
        "usageType": usage,
        "display": {"en": "Photo"},
        "contentType": kind,
        "length": len(body),
        "sha2": hashlib.sha256(body).hexdigest(),
        **values,
    }


def sent(speaker: Speaker, told: Any, *bodies: bytes, kind: str = "image/png") -> Any:
    content_type, whole = multipart.written(
        json.dumps(told).encode(),
        [(kind, hashlib.sha256(body).hexdigest(), body) for body in bodies],
    )
    return speaker.ask("POST", "statements", body=whole, content_type=content_type)


def read(answer: Any) -> bytes:
    """What is streamed, as long as it said it would be."""
    body = b"".join(answer.streaming_content)
    assert answer.headers["Content-Length"] == str(len(body))
    return body


def test_an_attachment_comes_back_byte_by_byte(speaker: Speaker) -> None:
    answer = sent(speaker, statement(attachments=[described(PHOTO)]), PHOTO)
    assert answer.status_code == 200, answer.content
    asked = {"statementId": answer.json()[0], "attachments": "true"}
    back = speaker.ask("GET", "statements", asked)
    first, photo = multipart.parts(back.headers["Content-Type"], read(back))
    assert json.loads(first.body)["id"] == asked["statementId"]
    assert photo.body == PHOTO
    assert photo.headers["content-type"] == "image/png"
    assert photo.headers["x-experience-api-hash"] == hashlib.sha256(PHOTO).hexdigest()


def photos(speaker: Speaker) -> list[bytes]:
    back = speaker.ask("GET", "statements", {"attachments": "true"})
    _first, *others = multipart.parts(back.headers["Content-Type"], read(back))
    return [each.body for each in others]


def test_knowing_a_digest_is_not_having_the_photo(speaker: Speaker, northvale: Academy) -> None:
    """Who sees only its own names another's photo by its digest, and says that it is elsewhere."""
    sent(speaker, statement(attachments=[described(PHOTO)]), PHOTO)
    own = Speaker(northvale, scopes.WRITE, scopes.READ_MINE)
    own.tell(statement(cast.LEO, attachments=[described(PHOTO, fileUrl="https://files.example/1")]))
    assert photos(own) == []
    sent(own, statement(cast.LEO, attachments=[described(b"its own")]), b"its own")
    assert photos(own) == [b"its own"]
    assert sorted(photos(speaker)) == sorted([PHOTO, b"its own"])


def test_nor_is_it_for_an_au(speaker: Speaker, attempt: Attempt, edition: Edition) -> None:
    sent(speaker, statement(attachments=[described(PHOTO)]), PHOTO)
    put_in_store(edition)
    running = Learner(attempt).begin(READ.index)
    running.say("", attachments=[described(PHOTO, fileUrl="https://files.example/1")])
    headers = {
        "Authorization": f"Basic {running.token}",
        "X-Experience-API-Version": "1.0.3",
    }
    back = running.client.get("/xapi/statements?attachments=true", headers=headers)
    assert PHOTO not in read(back)


def test_southmere_does_not_get_northvale_s_photo(
    speaker: Speaker, southmere_speaker: Speaker
) -> None:
    """Though it knows the digest, and says where else the file is."""
    sent(speaker, statement(attachments=[described(PHOTO)]), PHOTO)
    elsewhere = described(PHOTO, fileUrl="https://files.example/1")
    southmere_speaker.tell(statement(cast.SAMI, attachments=[elsewhere]))
    back = southmere_speaker.ask("GET", "statements", {"attachments": "true"})
    assert len(multipart.parts(back.headers["Content-Type"], read(back))) == 1


def test_large_attachments_are_never_together_in_memory(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = [bytes([number]) * 1000 for number in range(3)]
    for body in bodies:
        sent(speaker, statement(attachments=[described(body)]), body)
    loaded: list[int] = []
    real = selectors._bytes_of

    def counted(pk: int) -> bytes:
        loaded.append(pk)
        return real(pk)

    monkeypatch.setattr(selectors, "_bytes_of", counted)
    head = speaker.ask("HEAD", "statements", {"attachments": "true"})
    assert (head.status_code, head.content, loaded) == (200, b"", [])
    pieces = iter(speaker.ask("GET", "statements", {"attachments": "true"}).streaming_content)
    whole = b""
    for number in range(3):
        while len(loaded) <= number:
            whole += next(pieces)
        assert len(loaded) == number + 1
    whole += b"".join(pieces)
    assert all(body in whole for body in bodies)
    assert head.headers["Content-Length"] == str(len(whole))


@pytest.mark.parametrize(
    ("told", "bodies"),
    [
        (statement(attachments=[described(PHOTO)]), []),
        (statement(), [PHOTO]),
        (statement(attachments=[described(PHOTO)]), [PHOTO, b"another"]),
    ],
)
def test_every_part_has_its_attachment_and_the_other_way_round(
    speaker: Speaker, told: Json, bodies: list[bytes]
) -> None:
    assert sent(speaker, told, *bodies).status_code == 400
    assert speaker.found() == []


def test_a_false_digest_is_refused(speaker: Speaker) -> None:
    content_type, whole = multipart.written(
        json.dumps(statement(attachments=[described(PHOTO)])).encode(),
        [("image/png", hashlib.sha256(PHOTO).hexdigest(), b"another photo")],
    )
    answer = speaker.ask("POST", "statements", body=whole, content_type=content_type)
    assert answer.status_code == 400


def signed(payload: Json, algorithm: str = "RS256") -> bytes:
    key: Any = (
        "a secret that both sides know, " * 2
        if algorithm.startswith("HS")
        else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    return jwt.encode(payload, key, algorithm=algorithm).encode()


@pytest.mark.parametrize(
    ("payload", "algorithm", "status"),
    [
        (statement(), "RS256", 200),
        (statement(), "RS512", 200),
        (statement(), "HS256", 400),
        (statement(cast.LEO), "RS256", 400),
    ],
)
def test_a_signature_is_of_this_statement_and_by_a_key(
    speaker: Speaker, payload: Json, algorithm: str, status: int
) -> None:
    signature = signed(payload, algorithm)
    attachment = described(signature, SIGNATURE, "application/octet-stream")
    answer = sent(
        speaker, statement(attachments=[attachment]), signature, kind="application/octet-stream"
    )
    assert answer.status_code == status, answer.content


def test_what_is_no_signature_is_refused(speaker: Speaker) -> None:
    for body in (b"a.b.c", b"\xff", b"nothing"):
        attachment = described(body, SIGNATURE, "application/octet-stream")
        answer = sent(speaker, statement(attachments=[attachment]), body)
        assert answer.status_code == 400


@given(st.binary(max_size=40), st.lists(st.binary(max_size=40), max_size=3))
def test_what_is_written_can_be_read(first: bytes, others: list[bytes]) -> None:
    content_type, whole = multipart.written(first, [("a/b", "00", body) for body in others])
    assert [part.body for part in multipart.parts(content_type, whole)] == [first, *others]


PIECES = [b"--x", b"--x--", b"\r\n", b"\n", b":", b"a", b"\xff"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_any_other_bytes_are_taken_apart_or_refused(body: bytes) -> None:
    with suppress(Refused):
        for part in multipart.parts("multipart/mixed; boundary=x", body):
            assert part.body in body
            assert all(value.isprintable() for value in part.headers.values())


# The identifier of RSA keys (RFC 8017 A.1), and one of no kind of key.
RSA_KEY, NO_KEY = bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d010163")


def certified(payload: Json, kind: bytes = RSA_KEY) -> bytes:
    """Signed, with the certificate of the key in the header, which says of what kind it is."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Northvale")])
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin.replace(year=2036))
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
        .replace(RSA_KEY, kind)
    )
    chain = [base64.b64encode(certificate).decode()]
    return jwt.encode(payload, key, algorithm="RS256", headers={"x5c": chain}).encode()


@pytest.mark.parametrize(("forged", "status"), [(False, 200), (True, 400)])
def test_with_a_certificate_the_signature_is_verified(
    speaker: Speaker, forged: bool, status: int
) -> None:
    signature = certified(statement())
    if forged:
        head, payload, _own = signature.split(b".")
        signature = b".".join([head, payload, certified(statement()).split(b".")[2]])
    attachment = described(signature, SIGNATURE, "application/octet-stream")
    answer = sent(speaker, statement(attachments=[attachment]), signature)
    assert answer.status_code == status, answer.content


def test_a_certificate_of_a_strange_key_is_refused(speaker: Speaker) -> None:
    signature = certified(statement(), kind=NO_KEY)
    attachment = described(signature, SIGNATURE, "application/octet-stream")
    answer = sent(speaker, statement(attachments=[attachment]), signature)
    assert answer.status_code == 400, answer.content
    assert "certificate" in answer.json()["error"]
