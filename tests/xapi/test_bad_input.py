"""Bad input of every kind: refused with a reason, and nothing of it is stored."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.xapi.talking import PHONE, VOIDED, Speaker, about, account, new_id, statement
from xapi.models import Attachment, Document, Reference, Statement, Usage

Json = dict[str, Any]
EXTENSION = "https://courses.example/extension"
DEEP = 10_000
PHOTO = b"a photo"
SHA2 = hashlib.sha256(PHOTO).hexdigest()
JSON_TYPE = "application/json"
MIXED = "multipart/mixed; boundary=edge"


def raw(inside: str) -> bytes:
    """A statement that is right but for `inside`, which stands as the value of an extension."""
    told = statement(result={"extensions": {EXTENSION: "here"}})
    return json.dumps(told).replace('"here"', inside).encode("utf-8", "surrogatepass")


def changed(**values: Any) -> bytes:
    return json.dumps(statement(**values)).encode()


def attached(**values: Any) -> bytes:
    described = {
        "usageType": PHONE, "display": {"en": "Photo"}, "contentType": "image/png",
        "length": len(PHOTO), "sha2": SHA2, **values,
    }  # fmt: skip
    return changed(attachments=[described])


def part(body: bytes = PHOTO, sha2: str = SHA2, extra: bytes = b"") -> bytes:
    head = b"Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n"
    return head + extra + b"X-Experience-API-Hash: " + sha2.encode() + b"\r\n\r\n" + body


def mixed(*parts: bytes, first: bytes | None = None, end: bytes = b"\r\n--edge--\r\n") -> bytes:
    told = b"Content-Type: application/json\r\n\r\n" + (attached() if first is None else first)
    return b"".join(b"\r\n--edge\r\n" + each for each in (told, *parts)) + end


TEXTS: dict[str, bytes] = {
    "lists 10,000 deep": raw("[" * DEEP + "]" * DEEP),
    "objects 10,000 deep": raw('{"a":' * DEEP + "1" + "}" * DEEP),
    "65 deep": raw("[" * 65 + "]" * 65),
    "deep, and never closed": b"[" * DEEP,
    "cut off": changed()[:-1],
    "two values": changed() + changed(),
    "empty": b"",
    "a byte order mark": b"\xef\xbb\xbf" + changed(),
    "UTF-16": changed().decode().encode("utf-16"),
    "a byte that is no UTF-8": raw('"\\xff"').replace(b"\\xff", b"\xff"),
    "an overlong slash": raw('"~"').replace(b"~", b"\xc0\xaf"),
    "a surrogate in UTF-8": raw('"\ud800"'),
    "half a surrogate pair, escaped": raw('"\\ud83d"'),
    "the other half": raw('"\\udc00\\ud83d"'),
    "half a pair as a key": raw('{"\\ud83d": 1}'),
    "NUL, escaped": raw('"\\u0000"'),
    "NUL as a key": raw('{"\\u0000": 1}'),
    "NUL itself": raw('"\0"'),
    "a control character": raw('"\x01"'),
    "a key twice": raw('{"a": 1, "a": 2}'),
    "a key twice, once escaped": raw('{"a": 1, "\\u0061": 2}'),
    "two actors": b'{"actor":{"mbox":"mailto:a@b.example"},' + changed()[1:],
    "NaN": raw("NaN"),
    "Infinity": raw("-Infinity"),
    "a number that is infinite": raw("1e999"),
    "5,000 digits": raw("1" * 5_000),
    "a score that no float holds": raw("0").replace(
        b'"result": {', b'"result": {"score": {"raw": 1' + b"0" * 400 + b"}, "
    ),
    "a single quote": raw("'a'"),
    "a comment": raw("1 /* one */"),
    "a number as a statement": b"1",
    "a list in a list": b"[" + b"[" + changed() + b"]]",
    "null as a statement": b"[null]",
    "an IRI of 5,000 characters": changed(object={"id": PHONE + "x" * 5_000}),
    "a verb of 1 MB": changed(verb={"id": PHONE + "x" * 1_000_000}),
    "an account at a home page of 5,000": changed(
        actor={"account": {"homePage": PHONE + "x" * 5_000, "name": "4"}}
    ),
    "no IRI": changed(object={"id": "courses.example/phone"}),
    "an IRI with a new line": changed(object={"id": f"{PHONE}\n"}),
    "an id with a new line": changed(id=new_id() + "\n"),
    "an id in Arabic digits": changed(id="\u0661" * 8 + "-1111-1111-1111-" + "1" * 12),
    "a duration in Arabic digits": changed(result={"duration": "PT\u0661S"}),
    "a duration of 5,000 digits": changed(result={"duration": f"PT{'9' * 5_000}S"}),
    "a timestamp in Arabic digits": changed(timestamp="\u0662\u0660\u0662\u0666-11-24T09:00:00Z"),
    "a media type with other letters": attached(fileUrl=PHONE, contentType="\u0131mage/png"),
    "a verb in 600 languages": changed(
        verb={"id": PHONE, "display": {f"en-x-{number}": "saw" for number in range(600)}}
    ),
    "a million lists": raw("[" + "[]," * 1_000_000 + "1]"),
    "an answer of 2 MB": changed(result={"response": "a" * 2_000_000}),
    "voiding a list of statements": changed(verb={"id": VOIDED}, object={"id": PHONE}),
    "an unknown property": changed(academy="southmere"),
    "a property in other letters": changed(Actor=account(cast.LENA)),
    "an attachment that is nowhere": attached(),
    "a negative length": attached(fileUrl=PHONE, length=-1),
    "no digest": attached(fileUrl=PHONE, sha2="z" * 64),
}  # fmt: skip
PARTS: dict[str, tuple[str, bytes]] = {
    "a digest that lies": (MIXED, mixed(part(b"another photo"))),
    "a digest of no length": (MIXED, mixed(part(sha2="00"))),
    "the digest of another attachment": (
        MIXED, mixed(part(b"x", hashlib.sha256(b"x").hexdigest())),
    ),
    "a part too many": (MIXED, mixed(part(), part(b"x", hashlib.sha256(b"x").hexdigest()))),
    "no boundary": ("multipart/mixed", mixed(part())),
    "an empty boundary": ('multipart/mixed; boundary=""', mixed(part())),
    "a boundary of 500 characters": (f"multipart/mixed; boundary={'e' * 500}", mixed(part())),
    "another boundary": ("multipart/mixed; boundary=edg", mixed(part()).replace(b"--edge", b"--e")),
    "no end": (MIXED, mixed(part(), end=b"")),
    "nothing but the end": (MIXED, b"--edge--\r\n"),
    "no JSON first": (MIXED, mixed(first=b"").replace(b"application/json", b"text/plain")),
    "a boundary inside the JSON": (MIXED, mixed(part(), first=b'{"a":"\r\n--edge\r\n"}')),
    "a header with a control character": (MIXED, mixed(part(extra=b"X-Name: a\rb\r\n"))),
    "a header without a colon": (MIXED, mixed(part(extra=b"X-Name\r\n"))),
    "300 parts": (MIXED, mixed(*[part()] * 300)),
    "a part after the end": (MIXED, mixed(end=b"\r\n--edge--\r\n" + part() + b"\r\n--edge--")),
    "a boundary that goes on": (MIXED, mixed(part()).replace(b"--edge\r", b"--edge of it\r")),
    "deep JSON in the first part": (MIXED, mixed(part(), first=b"[" * DEEP)),
}  # fmt: skip
BODIES = {name: (JSON_TYPE, body) for name, body in TEXTS.items()} | PARTS


def refused(answer: Any) -> Json:
    """The refusal, which says what is wrong and gives nothing away."""
    assert 400 <= answer.status_code < 500, answer.content
    told: Json = answer.json()
    assert told["error"]
    assert "Traceback" not in told["error"]
    return told


def nothing_is_stored() -> bool:
    models = (Statement, Usage, Reference, Attachment, Document)
    return not any(model.objects.exists() for model in models)


def test_it_is_refused_with_a_reason_and_nothing_is_stored(
    speaker: Speaker, subtests: pytest.Subtests
) -> None:
    good = json.dumps(statement()).encode()
    for name, (content_type, body) in BODIES.items():
        with subtests.test(name):
            refused(speaker.ask("POST", "statements", body=body, content_type=content_type))
            if content_type == JSON_TYPE:
                refused(speaker.ask("POST", "statements", body=b"[" + good + b"," + body + b"]"))
            assert nothing_is_stored()


def test_the_table_would_notice_if_the_good_ones_were_refused(speaker: Speaker) -> None:
    assert speaker.ask("POST", "statements", body=raw('"\\ud83d\\ude00"')).status_code == 200
    whole = mixed(part())
    assert speaker.ask("POST", "statements", body=whole, content_type=MIXED).status_code == 200


def test_100_mb_are_not_read(speaker: Speaker) -> None:
    answer = speaker.ask("POST", "statements", body=b'"' + b"a" * (100 * 1024 * 1024) + b'"')
    assert answer.status_code == 413
    assert "bytes" in refused(answer)["error"]
    assert nothing_is_stored()


STATE: Json = {"activityId": PHONE, "stateId": "page", "agent": account(cast.LENA)}
AGENT = json.dumps(account(cast.LENA))


@pytest.mark.parametrize(
    ("resource", "values"),
    [
        ("activities/state", {"agent": "[" * DEEP}),
        (
            "activities/state",
            {"agent": '{"mbox":"mailto:a@b.example","mbox":"mailto:c@d.example"}'},
        ),
        ("activities/state", {"agent": AGENT.replace('"4"', "NaN")}),
        ("activities/state", {"agent": AGENT.replace('"4"', '"\\ud800"')}),
        ("activities/state", {"agent": "4"}),
        ("activities/state", {"activityId": "phone"}),
        ("activities/state", {"activityId": PHONE + "x" * 5_000}),
        ("activities/state", {"stateId": "x" * 100_000}),
        ("activities/state", {"registration": "' OR 1=1 --"}),
        ("statements", {"statementId": "../about"}),
    ],
)
def test_parameters_are_refused_like_bodies(speaker: Speaker, resource: str, values: Json) -> None:
    base = STATE if resource == "activities/state" else {}
    refused(speaker.ask("PUT", resource, {**base, **values}, b"{}", if_none_match="*"))
    assert nothing_is_stored()


@pytest.mark.parametrize("body", [raw("[" * DEEP), b"\xff", b'{"a":1,"a":2}', b"NaN", b"[1]"])
def test_a_document_is_not_merged_with_what_is_no_object(speaker: Speaker, body: bytes) -> None:
    speaker.ask("PUT", "activities/state", STATE, {"page": 1})
    refused(speaker.ask("POST", "activities/state", STATE, body))
    assert speaker.ask("GET", "activities/state", STATE).json() == {"page": 1}


def test_nobody_speaks_for_another_academy_or_system(
    speaker: Speaker, southmere_speaker: Speaker
) -> None:
    """The authority is ours whatever is stated; ids of others void nothing."""
    [own] = speaker.tell(statement(authority=account(cast.SAMI)))
    southmere_speaker.tell(about(own, VOIDED))
    back = speaker.ask("GET", "statements", {"statementId": own}).json()
    assert back["authority"]["account"]["name"] == speaker.credential.key
    refused(southmere_speaker.ask("GET", "statements", {"statementId": own}))
    refused(speaker.ask("PUT", "statements", {"statementId": own}, statement(cast.LEO)))
    pair = {"Authorization": "Basic !!!", "X-Experience-API-Version": "1.0.3"}
    refused(Client().get("/xapi/statements", headers=pair))
    assert Statement.objects.filter(academy=speaker.credential.academy).count() == 1
