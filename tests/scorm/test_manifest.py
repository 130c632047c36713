"""Manifests as authoring tools write them."""

from __future__ import annotations

import json

import msgspec
import pytest

from scorm.manifest import (
    Item,
    ManifestWarning,
    decode_manifest,
    encode_manifest,
    read_manifest,
)
from tests.scorm.manifests import (
    FILES,
    ITEM,
    NAMESPACES_12,
    NAMESPACES_2004,
    RESOURCE,
    VERSION_12,
    VERSION_2004,
    codes,
    manifest_xml,
    read,
    sco,
)

LOM = (
    "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>"
    '<lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><general>'
    '<title><langstring xml:lang="en-GB">Phishing\n at work</langstring></title>'
    "<description><langstring>How it looks.</langstring></description></general></lom></metadata>"
)


def test_a_minimal_manifest_of_scorm_12() -> None:
    manifest = read(manifest_xml())
    assert (manifest.identifier, manifest.standard, manifest.schema_version) == (
        "m1",
        "scorm12",
        "1.2",
    )
    assert manifest.title == "Phishing, an invented course"
    assert manifest.organization.items == (
        Item(identifier="i1", title="First steps", resource="r1", kind="sco", href="index.html"),
    )
    assert manifest.warnings == ()


def test_a_whole_course_comes_back_from_a_json_column() -> None:
    items = (
        '<item identifier="part" isvisible="false"><title>Part</title>'
        '<item identifier="a" identifierref="r1"><title>A</title>'
        "<adlcp:masteryscore>80</adlcp:masteryscore>"
        "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed>"
        "<adlcp:timelimitaction>exit,no message</adlcp:timelimitaction>"
        "<adlcp:datafromlms> level=2\n</adlcp:datafromlms></item>"
        '<item identifier="b" identifierref="r1"><title>B</title>'
        '<adlcp:prerequisites type="aicc_script">a &amp; ~b</adlcp:prerequisites></item>'
        "</item>"
    )
    manifest = read(manifest_xml(items=items))
    (part,) = manifest.organization.items
    a, b = part.children
    assert (part.kind, part.href, part.visible) == ("", "", False)
    assert (a.mastery_score, a.max_time_allowed) == ("80", "00:30:00")
    assert (a.time_limit_action, a.data_from_lms) == ("exit,no message", " level=2\n")
    assert (b.prerequisites, b.visible) == ("a & ~b", True)
    assert [item.identifier for item in manifest.organization.walk()] == ["part", "a", "b"]
    assert [item.identifier for item in manifest.organization.launchable()] == ["a", "b"]
    assert manifest.warnings == ()
    column = json.loads(json.dumps(encode_manifest(manifest)))
    assert decode_manifest(column) == manifest


def test_a_json_column_of_another_shape_is_not_taken_for_a_manifest() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_manifest({"identifier": "m1"})


def test_metadata_gives_description_and_language() -> None:
    manifest = read(manifest_xml(metadata=LOM))
    assert (manifest.description, manifest.language) == ("How it looks.", "en-GB")


def test_an_organization_without_a_title_takes_that_of_the_metadata() -> None:
    xml = manifest_xml(metadata=LOM).replace("<title>Phishing, an invented course</title>", "")
    manifest = read(xml)
    assert manifest.title == "Phishing at work"
    assert codes(manifest) == ["missing-title"]


@pytest.mark.parametrize(
    "version",
    ["2004 3rd Edition", "2004 4th Edition", "CAM 1.3", "1.3", "2004"],
)
def test_scorm_2004_is_recognised_and_its_organization_read(version: str) -> None:
    metadata = VERSION_2004.replace("2004 4th Edition", version)
    items = (
        '<item identifier="i1" identifierref="r1" parameters="?a=1"><title>One</title>'
        "<adlcp:dataFromLMS>level=2</adlcp:dataFromLMS>"
        "<adlcp:timeLimitAction>exit,message</adlcp:timeLimitAction>"
        "<imsss:sequencing/></item>"
    )
    manifest = read(
        manifest_xml(
            items=items,
            metadata=metadata,
            namespaces=NAMESPACES_2004,
            resources=RESOURCE.replace("scormtype", "scormType"),
        )
    )
    (item,) = manifest.organization.items
    assert (manifest.standard, manifest.schema_version) == ("scorm2004", version)
    assert (item.kind, item.query, item.data_from_lms) == ("sco", "?a=1", "level=2")
    assert item.time_limit_action == "exit,message"
    assert manifest.warnings == ()


@pytest.mark.parametrize(
    ("namespaces", "metadata", "standard", "code"),
    [
        (NAMESPACES_12, "", "scorm12", "missing-schemaversion"),
        (NAMESPACES_2004, "<metadata/>", "scorm2004", "missing-schemaversion"),
        (NAMESPACES_2004, VERSION_12, "scorm12", "version-conflict"),
        (NAMESPACES_12, VERSION_2004, "scorm2004", "version-conflict"),
        (NAMESPACES_12, VERSION_12.replace("1.2", "9"), "scorm12", "unknown-schemaversion"),
    ],
)
def test_a_version_that_is_missing_or_wrong_is_found_out(
    namespaces: str, metadata: str, standard: str, code: str
) -> None:
    manifest = read(manifest_xml(namespaces=namespaces, metadata=metadata))
    assert (manifest.standard, codes(manifest)) == (standard, [code])


def test_namespaces_that_nobody_knows_are_remarked_on_and_read_all_the_same() -> None:
    strange = 'xmlns="urn:my-tool" xmlns:adlcp="urn:my-tool:adl"'
    manifest = read(manifest_xml(namespaces=strange))
    assert codes(manifest) == ["unknown-namespace", "unknown-namespace"]
    assert manifest.organization.items[0].kind == "sco"


TOLERATED = {
    "missing-title": manifest_xml(items=ITEM.replace("<title>First steps</title>", "")),
    "wrong-case": manifest_xml(resources=sco("Index.HTML")),
    "backslash": manifest_xml(resources=sco("content\\page%20one.html")),
    "base-without-slash": manifest_xml(
        resources=sco("page%20one.html", attributes='xml:base="content"')
    ),
    "unreferenced-resource": manifest_xml(resources=RESOURCE + sco("index.html", "r2")),
    "missing-scormtype": manifest_xml(resources='<resource identifier="r1" href="index.html"/>'),
    "resource-without-identifier": manifest_xml(resources=RESOURCE + "<resource/>"),
    "listed-file-missing": manifest_xml(
        resources=RESOURCE.replace("<file", '<file href="x"/><file')
    ),
    "missing-dependency": manifest_xml(
        resources=RESOURCE.replace("<file", '<dependency identifierref="x"/><file')
    ),
    "missing-default": manifest_xml().replace(' default="o1"', ""),
    "unknown-default": manifest_xml().replace(' default="o1"', ' default="o9"'),
    "launchable-branch": manifest_xml(
        items=ITEM.replace("</item>", '<item identifier="i2"><title>T</title></item></item>')
    ),
    "bad-mastery-score": manifest_xml(
        items=ITEM.replace("</item>", "<adlcp:masteryscore>80%</adlcp:masteryscore></item>")
    ),
    "bad-max-time": manifest_xml(
        items=ITEM.replace("</item>", "<adlcp:maxtimeallowed>1 h</adlcp:maxtimeallowed></item>")
    ),
    "bad-time-limit-action": manifest_xml(
        items=ITEM.replace("</item>", "<adlcp:timelimitaction>stop</adlcp:timelimitaction></item>")
    ),
    "bad-prerequisites": manifest_xml(
        items=ITEM.replace(
            "</item>",
            '<adlcp:prerequisites type="aicc_script">a &amp;</adlcp:prerequisites></item>',
        )
    ),
    "unknown-prerequisite": manifest_xml(
        items=ITEM.replace(
            "</item>", '<adlcp:prerequisites type="aicc_script">i7</adlcp:prerequisites></item>'
        )
    ),
    "prerequisites-type": manifest_xml(
        items=ITEM.replace("</item>", "<adlcp:prerequisites>i1</adlcp:prerequisites></item>")
    ),
    "long-launch-data": manifest_xml(
        items=ITEM.replace("</item>", f"<adlcp:datafromlms>{'x' * 5000}</adlcp:datafromlms></item>")
    ),
}


@pytest.mark.parametrize("code", TOLERATED)
def test_what_players_tolerate_is_played_with_a_remark(code: str) -> None:
    manifest = read(TOLERATED[code])
    assert codes(manifest) == [code]
    assert manifest.warnings[0].line == 1
    assert manifest.organization.items[0].href in FILES


def test_identifiers_that_are_missing_are_made_up_or_remarked_on() -> None:
    xml = manifest_xml().replace('identifier="m1" ', "").replace('"o1"><title>', '""><title>')
    manifest = read(xml)
    assert (manifest.identifier, manifest.default) == ("", "organization-1")
    assert "missing-identifier" in codes(manifest)


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        ('<resource identifier="r2" adlcp:scormtype="asset"/>', "asset-empty"),
        (
            '<resource identifier="r2" adlcp:scormtype="asset" href="https://a.example/"/>',
            "asset-external",
        ),
    ],
)
def test_an_asset_with_nothing_to_open_is_only_a_heading(resource: str, code: str) -> None:
    second = ITEM.replace("i1", "i2").replace("r1", "r2")
    manifest = read(manifest_xml(items=ITEM + second, resources=RESOURCE + resource))
    assert (manifest.organization.items[1].kind, codes(manifest)) == ("", [code])


def test_a_broken_organization_that_is_not_played_is_left_out() -> None:
    broken = '<organization identifier="o2"><title>Old</title><item/></organization>'
    manifest = read(manifest_xml().replace("</organizations>", f"{broken}</organizations>"))
    assert [found.identifier for found in manifest.organizations] == ["o1"]
    assert codes(manifest) == ["organization-left-out"]


def test_an_item_may_stand_for_a_manifest_within_the_manifest() -> None:
    inner = manifest_xml(
        items='<item identifier="inner-1" identifierref="r5"><title>Inner</title></item>',
        resources=sco("page%20one.html", "r5"),
        attributes='xml:base="content/"',
    ).replace('identifier="m1"', 'identifier="m2"')
    inner = inner.replace('"o1"', '"o2"')
    items = ITEM + '<item identifier="i2" identifierref="m2"><title>Second part</title></item>'
    manifest = read(manifest_xml(items=items, extra=inner))
    second = manifest.organization.items[1]
    assert (second.kind, second.children[0].href) == ("", "content/page one.html")
    assert manifest.warnings == ()


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", ""),
        ("utf-16-be", "utf-16"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-8", "utf-16"),
    ],
)
def test_manifests_come_in_many_encodings(encoding: str, declared: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}" standalone="no"?>\n'
    xml = manifest_xml(items=ITEM.replace("First", "Première"))
    data = ((declaration if declared else "") + xml).encode(encoding)
    assert read_manifest(data, FILES).organization.items[0].title == "Première steps"


def test_a_title_about_document_types_is_no_document_type() -> None:
    title = "<![CDATA[<!DOCTYPE html> explained]]>"
    manifest = read(manifest_xml(items=ITEM.replace("First steps", title)))
    assert manifest.organization.items[0].title == "<!DOCTYPE html> explained"


def test_remarks_are_made_once_and_not_without_end() -> None:
    files = "".join(f'<file href="missing-{number}.png"/>' for number in range(500))
    manifest = read(manifest_xml(resources=RESOURCE.replace("<file", f"{files}<file")))
    assert codes(manifest) == ["listed-file-missing"] * 21
    assert manifest.warnings[20].message.startswith("There is more of the same kind")
    assert manifest.warnings[0] == ManifestWarning(
        "listed-file-missing", "The file “missing-0.png” is not there.", 1
    )
