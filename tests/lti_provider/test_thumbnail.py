"""A picture for every subject, drawn here and never fetched."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from lti_provider import thumbnails


@given(st.text())
def test_every_subject_has_a_picture_that_says_nothing_of_it(subject: str) -> None:
    picture = thumbnails.draw(thumbnails.key_of(subject))

    root = etree.fromstring(picture.encode())
    assert root.get("width") == str(thumbnails.WIDTH)
    assert not [node for node in root.iter() if etree.QName(node).localname in {"text", "script"}]


def test_two_subjects_look_different_and_one_looks_the_same() -> None:
    assert thumbnails.key_of(" Online Fraud") == thumbnails.key_of("online fraud")
    first, second = (thumbnails.draw(thumbnails.key_of(s)) for s in ("Fraud", "Forensics"))
    assert first != second


def test_it_is_sent_as_a_picture_that_never_changes(client: Client) -> None:
    answer = client.get(f"/lti/thumbnail/{thumbnails.key_of('Fraud')}.svg")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.post("/lti/thumbnail/0123456789ab.svg").status_code == 405


@pytest.mark.parametrize("key", ["0", "0123456789AB", "0123456789ab0", '"onload="', "../../etc"])
def test_what_is_no_key_is_no_picture(client: Client, key: str) -> None:
    assert client.get(f"/lti/thumbnail/{key}.svg").status_code == 404
