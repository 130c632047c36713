"""Manifests that cannot be played or mean harm: each is refused, with the place and a way out."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm.manifest import ManifestRefused, decode_manifest, encode_manifest, read_manifest
from tests.scorm import amplifying_xml
from tests.scorm.hostile_xml import HostileXml, hostile_xml
from tests.scorm.manifests import FILES, RESOURCE, manifest_xml

CORPUS = list(hostile_xml())
AMPLIFYING = list(amplifying_xml.read())
# Of the processor, for a document at its limits; most take a hundredth.
SECONDS = 1.0


@pytest.mark.parametrize("hostile", CORPUS, ids=[hostile.name for hostile in CORPUS])
def test_a_hostile_manifest_is_refused_with_its_code(hostile: HostileXml) -> None:
    started = time.process_time()
    with pytest.raises(ManifestRefused) as refusal:
        read_manifest(hostile.data, hostile.files)
    assert time.process_time() - started < SECONDS
    assert refusal.value.code == hostile.code
    said = (refusal.value.what, refusal.value.why, refusal.value.to_do)
    assert all(sentence.endswith(".") for sentence in said)
    assert str(refusal.value).isprintable()
    assert "root:" not in str(refusal.value)


def test_the_corpus_is_large_and_every_case_has_a_name_of_its_own() -> None:
    assert len(CORPUS) >= 80
    assert len({hostile.name for hostile in CORPUS}) == len(CORPUS)
    assert len({hostile.code for hostile in CORPUS}) >= 20


def test_a_refusal_says_where() -> None:
    xml = manifest_xml().replace("<item ", "\n\n<item ").replace('"r1"', '"r9"', 1)
    declared = f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}'
    with pytest.raises(ManifestRefused) as refusal:
        read_manifest(declared.encode(), FILES)
    assert (refusal.value.element, refusal.value.line) == ("item", 4)
    assert "line 4" in str(refusal.value)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(ManifestRefused):
        read_manifest(data, FILES)


GOOD = manifest_xml().encode()


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.sampled_from(list(b'<>&"/ ax\0\xff')))))
def test_a_manifest_with_changed_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for position, value in changes:
        damaged[position] = value
    try:
        manifest = read_manifest(bytes(damaged), FILES)
    except ManifestRefused:
        return
    assert decode_manifest(encode_manifest(manifest)) == manifest
    assert {item.href for item in manifest.organization.launchable()} <= FILES


@given(st.text(max_size=40).filter(lambda text: text.isprintable()))
def test_whatever_an_href_says_it_leads_to_a_file_of_the_package(href: str) -> None:
    attribute = href.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    xml = manifest_xml(
        resources=f'<resource identifier="r1" adlcp:scormtype="sco" href="{attribute}"/>'
    )
    try:
        manifest = read_manifest(xml.encode(), FILES)
    except ManifestRefused:
        return
    assert manifest.organization.items[0].href in FILES


def _long_base() -> str:
    files = '<file href="a"/>' * 20_000
    return manifest_xml(
        resources=RESOURCE.replace("<file", f"{files}<file"),
        attributes=f'xml:base="{"a/" * 10**6}"',
    )


def _many_manifests() -> str:
    inner = (
        '<manifest identifier="{0}"><resources><resource identifier="{0}"/></resources></manifest>'
    )
    return manifest_xml(extra="".join(inner.format(f"x{number}") for number in range(30_000)))


SLOW = [("base", _long_base()), ("manifests", _many_manifests()), *AMPLIFYING]


@pytest.mark.parametrize("xml", [xml for _, xml in SLOW], ids=[name for name, _ in SLOW])
def test_a_manifest_made_to_keep_the_server_busy_is_done_with_in_time(xml: str) -> None:
    """Read naively, each costs the square of its length, or its length for all that refer to it."""
    started = time.process_time()
    with contextlib.suppress(ManifestRefused):
        read_manifest(xml.encode(), FILES)
    assert time.process_time() - started < 2 * SECONDS


@pytest.mark.parametrize(
    "xml", [xml for _, xml in AMPLIFYING], ids=[name for name, _ in AMPLIFYING]
)
def test_what_is_stored_of_a_small_manifest_is_not_enormous(xml: str) -> None:
    try:
        manifest = read_manifest(xml.encode(), FILES)
    except ManifestRefused:
        return
    assert len(json.dumps(encode_manifest(manifest))) < 10_000_000


def test_the_organization_that_is_played_has_the_room_first() -> None:
    """The others are left out, and said to be."""
    before = f'<organization identifier="other"><title>T</title>{amplifying_xml.items(3_000)}'
    played = f'<organization identifier="o1"><title>T</title>{amplifying_xml.items(3_000)}'
    manifest = read_manifest(
        manifest_xml(
            organizations=f'<organizations default="o1">{before}</organization>'
            f"{played}</organization></organizations>"
        ).encode(),
        FILES,
    )
    assert [found.identifier for found in manifest.organizations] == ["o1"]
    assert "organization-left-out" in [warning.code for warning in manifest.warnings]


def test_an_inner_manifest_may_be_used_by_several_organizations() -> None:
    inner = manifest_xml().replace('"m1"', '"m2"')
    outer = '<item identifier="q" identifierref="m2"><title>x</title></item>'
    organizations = amplifying_xml.organizations(2, outer)
    manifest = read_manifest(manifest_xml(organizations=organizations, extra=inner).encode(), FILES)
    assert [[item.identifier for item in found.walk()] for found in manifest.organizations] == [
        ["q", "i1"],
        ["q", "i1"],
    ]
