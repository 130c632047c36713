"""Manifests held against the schema: sound ones pass in silence, breaches are named and played."""

from __future__ import annotations

import socket
import time

import pytest

from courses.packages.documents import parse_document
from scorm.manifest import ManifestWarning
from scorm.manifest.elements import Warnings
from scorm.manifest.validation import validate
from tests.conformance.cases import PLACE
from tests.scorm.manifests import (
    ITEM,
    NAMESPACES_2004,
    RESOURCE,
    VERSION_2004,
    manifest_xml,
    read,
)

RICH_12 = """
<item identifier="part" isvisible="true"><title>Part</title>
 <item identifier="a" identifierref="r1" parameters="?a=1"><title>A</title>
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>
   <adlcp:location>a.xml</adlcp:location></metadata>
  <adlcp:prerequisites type="aicc_script">part</adlcp:prerequisites>
  <adlcp:maxtimeallowed>01:00:00.5</adlcp:maxtimeallowed>
  <adlcp:timelimitaction>continue,no message</adlcp:timelimitaction>
  <adlcp:datafromlms>level=2</adlcp:datafromlms>
  <adlcp:masteryscore>80</adlcp:masteryscore></item></item>"""
RICH_2004 = """
<item identifier="a" identifierref="r1"><title>A</title>
 <adlcp:timeLimitAction>exit,message</adlcp:timeLimitAction>
 <adlcp:dataFromLMS>level=2</adlcp:dataFromLMS>
 <adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.8"/>
 <adlcp:data><adlcp:map targetID="bucket" readSharedData="true" writeSharedData="0"/></adlcp:data>
 <imsss:sequencing>
  <imsss:controlMode choice="true" flow="1"/>
  <imsss:sequencingRules><imsss:preConditionRule>
   <imsss:ruleConditions conditionCombination="any">
    <imsss:ruleCondition condition="objectiveMeasureGreaterThan" measureThreshold="-0.5"/>
   </imsss:ruleConditions><imsss:ruleAction action="skip"/></imsss:preConditionRule>
  </imsss:sequencingRules>
  <imsss:limitConditions attemptLimit="2" attemptAbsoluteDurationLimit="PT20M"/>
  <imsss:rollupRules objectiveMeasureWeight="0.5"><imsss:rollupRule childActivitySet="all">
   <imsss:rollupConditions><imsss:rollupCondition condition="completed"/></imsss:rollupConditions>
   <imsss:rollupAction action="completed"/></imsss:rollupRule></imsss:rollupRules>
  <imsss:objectives><imsss:primaryObjective objectiveID="p" satisfiedByMeasure="true">
   <imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>
   <imsss:mapInfo targetObjectiveID="g"/></imsss:primaryObjective></imsss:objectives>
  <imsss:deliveryControls tracked="true"/>
  <adlseq:constrainedChoiceConsiderations preventActivation="true"/>
  <adlseq:rollupConsiderations requiredForSatisfied="ifAttempted"/>
  <adlseq:objectives><adlseq:objective objectiveID="p">
   <adlseq:mapInfo targetObjectiveID="g" readRawScore="true"/></adlseq:objective>
  </adlseq:objectives>
 </imsss:sequencing>
 <adlnav:presentation><adlnav:navigationInterface>
  <adlnav:hideLMSUI>continue</adlnav:hideLMSUI></adlnav:navigationInterface></adlnav:presentation>
</item>"""
ALL_OF_2004 = (
    f'{NAMESPACES_2004} xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" '
    'xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"'
)
RESOURCE_2004 = RESOURCE.replace("scormtype", "scormType")


def manifest_2004(items: str = RICH_2004) -> str:
    return manifest_xml(
        items=items, metadata=VERSION_2004, namespaces=ALL_OF_2004, resources=RESOURCE_2004
    )


def breaches(xml: str) -> list[ManifestWarning]:
    return [warning for warning in read(xml).warnings if warning.code == "schema"]


@pytest.mark.parametrize(
    "xml", [manifest_xml(items=RICH_12), manifest_2004(), manifest_xml()], ids=["1.2", "2004", "-"]
)
def test_a_sound_manifest_breaks_nothing(xml: str) -> None:
    assert breaches(xml) == []


def test_none_of_adls_own_manifests_breaks_it() -> None:
    places = sorted((PLACE / "manifests").glob("*.xml"))
    if not places:
        pytest.skip(f"ADL's manifests are not in {PLACE}")
    for place in places:
        warnings = Warnings()
        validate(parse_document(place.read_bytes()), "scorm2004", warnings)
        assert warnings.found() == (), place.name


BROKEN_12 = {
    "<resource>: The attribute 'type' is required": manifest_xml(
        resources=RESOURCE.replace(' type="webcontent"', "")
    ),
    "<item>: This element is not expected": manifest_xml(
        items=ITEM.replace("</item>", "<metadata/></item>")
        .replace('"i1"', '"i0"')
        .replace("<metadata/>", f"<metadata/>{ITEM}")
    ),
    "<item isvisible>: 'maybe'": manifest_xml(
        items=ITEM.replace(" id", ' isvisible="maybe" id', 1)
    ),
    "<item identifier>: '1 a' is used twice, or is no": manifest_xml(
        items=ITEM.replace("i1", "1 a")
    ),
    "<masteryscore>: ": manifest_xml(
        items=ITEM.replace("</item>", "<adlcp:masteryscore>150</adlcp:masteryscore></item>")
    ),
    "The elements are not in the namespace": manifest_xml(namespaces='xmlns:adlcp="urn:a"'),
}


@pytest.mark.parametrize("said", BROKEN_12)
def test_a_breach_names_its_element_and_its_line_and_is_played(said: str) -> None:
    xml = "\n\n" + BROKEN_12[said]
    (breach,) = breaches(xml)
    assert breach.message.startswith(said)
    assert breach.line == 3
    assert read(xml).organization.launchable()


@pytest.mark.parametrize(
    ("sound", "broken", "said"),
    [
        ("PT20M", "20 minutes", "<limitConditions attemptAbsoluteDurationLimit>"),
        ('action="skip"', 'action="skp"', "<ruleAction action>"),
        ('"0.8"', '"8"', "<completionThreshold minProgressMeasure>"),
        ('targetID="bucket"', "", "<map>: The attribute 'targetID' is required"),
        (">continue<", ">next<", "<hideLMSUI>"),
        ("ifAttempted", "sometimes", "<rollupConsiderations requiredForSatisfied>"),
        ("exit,message", "stop", "<timeLimitAction>"),
    ],
)
def test_the_parts_of_scorm_2004_are_looked_at(sound: str, broken: str, said: str) -> None:
    assert sound in RICH_2004
    found = [breach.message for breach in breaches(manifest_2004(RICH_2004.replace(sound, broken)))]
    assert any(message.startswith(said) for message in found), found


def test_the_threshold_of_the_third_edition_is_text() -> None:
    text = "<adlcp:completionThreshold>0.5</adlcp:completionThreshold></item>"
    assert breaches(manifest_2004(ITEM.replace("</item>", text))) == []
    broken = text.replace("0.5", "half")
    assert len(breaches(manifest_2004(ITEM.replace("</item>", broken)))) == 1


def test_a_schema_that_a_package_names_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the package nor on the network; whoever asks a server is told of here."""

    def asked(*given: object) -> None:
        raise AssertionError(f"somebody wanted to connect: {given}")

    monkeypatch.setattr("socket.socket.connect", asked)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        place = f"http://127.0.0.1:{port}/"
        named = (
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="'
            f'http://www.imsproject.org/xsd/imscp_rootv1p1p2 {place}a.xsd urn:a {place}b.xsd"'
        )
        strange = '<strange xmlns="urn:a"/>'
        xml = manifest_xml(attributes=named, extra=strange)
        assert breaches(xml) == []
        with pytest.raises(TimeoutError):
            server.accept()


def test_many_breaches_are_twenty_and_a_word() -> None:
    files = "".join(f'<file href="index.html" size{n}="1"/>' for n in range(50))
    found = breaches(manifest_xml(resources=RESOURCE.replace("<file", f"{files}<file")))
    assert len(found) == 21
    assert found[-1].message == "There is more of the same kind (schema)."


def test_a_manifest_of_nothing_but_breaches_is_done_with_in_time() -> None:
    """libxml2 needs half a minute for 40,000 of them side by side."""
    many = manifest_xml(
        resources=RESOURCE.replace("<file", '<file href="a" b=""/>' * 60_000 + "<file")
    )
    began = time.monotonic()
    assert breaches(many)
    assert time.monotonic() - began < 20
    branching = "".join(
        f'<resource identifier="x{n}" type="t">{"<file/>" * 150}</resource>' for n in range(100)
    )
    (said,) = breaches(manifest_xml(resources=RESOURCE + branching))
    assert "too large" in said.message


def test_what_a_manifest_says_is_shown_cut_and_on_one_line() -> None:
    xml = manifest_xml(items=ITEM.replace(" id", f' isvisible="&#10;\u202e{"x" * 500}" id', 1))
    (breach,) = breaches(xml)
    assert breach.message.isprintable()
    assert len(breach.message) <= 301
