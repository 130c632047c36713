"""What the import report says will decide completion, success and score."""

import pytest

from scorm.manifest import Manifest
from scorm.services.completion_report import Decides, module_decides, part_decides
from tests.scorm.manifests import NAMESPACES_2004, VERSION_2004, manifest_xml, read

ASSET = (
    '<resource identifier="r1" type="webcontent" adlcp:scormtype="asset" href="index.html">'
    '<file href="index.html"/></resource>'
)


def scorm12(inside: str = "", **manifest: str) -> Manifest:
    item = f'<item identifier="i1" identifierref="r1"><title>One</title>{inside}</item>'
    return read(manifest_xml(items=item, **manifest))


def scorm2004(inside: str = "", root: str = "", **manifest: str) -> Manifest:
    """One item; `inside` and `root` are what stands in imsss:sequencing, or beside it."""
    item = f'<item identifier="i1" identifierref="r1"><title>One</title>{inside}</item>'
    return read(
        manifest_xml(
            items=item + root, metadata=VERSION_2004, namespaces=NAMESPACES_2004, **manifest
        )
    )


def the_part(manifest: Manifest) -> Decides:
    (item,) = manifest.organization.launchable()
    return part_decides(item, manifest)


def test_a_sco_of_scorm_12_speaks_for_itself_unless_it_has_a_mastery_score() -> None:
    assert the_part(scorm12()) == {
        "completion": "what the part says; completed at its end when it says nothing",
        "success": "what the part says",
        "score": "what the part reports",
    }
    judged = the_part(scorm12("<adlcp:masteryscore>70</adlcp:masteryscore>"))
    assert judged["success"] == "passed from a score of 70 on, else failed"
    assert module_decides(scorm12())[0] == (
        "The module is completed when every part is through, with whatever result."
    )


def test_an_asset_is_done_by_being_opened() -> None:
    assert the_part(scorm12(resources=ASSET))["completion"] == "by being opened"


def sequencing(inside: str) -> str:
    return f"<imsss:sequencing>{inside}</imsss:sequencing>"


MEASURED = (
    "<imsss:objectives><imsss:primaryObjective satisfiedByMeasure='true'>"
    "<imsss:minNormalizedMeasure>0.85</imsss:minNormalizedMeasure>"
    "</imsss:primaryObjective></imsss:objectives>"
)


@pytest.mark.parametrize(
    ("inside", "completion", "success", "score"),
    [
        (
            "",
            "what the part says; completed at its end without a word",
            "what the part says; passed at its end without a word",
            "what the part reports",
        ),
        (
            sequencing("<imsss:deliveryControls tracked='false'/>"),
            *["not tracked"] * 3,
        ),
        (
            sequencing(
                "<imsss:deliveryControls completionSetByContent='true' "
                "objectiveSetByContent='true'/>"
            ),
            "what the part says; not completed when it says nothing",
            "what the part says",
            "what the part reports",
        ),
        (
            sequencing(MEASURED),
            "what the part says; completed at its end without a word",
            "passed from a score of 85 % on, else failed",
            "what the part reports",
        ),
        (
            sequencing(
                "<imsss:rollupRules rollupObjectiveSatisfied='false' "
                "rollupProgressCompletion='false' objectiveMeasureWeight='0'/>"
            ),
            "what the part says; completed at its end without a word; not counted in the whole",
            "what the part says; passed at its end without a word; not counted in the whole",
            "what the part reports; not counted in the whole",
        ),
        (
            "<adlcp:completionThreshold completedByMeasure='true' minProgressMeasure='0.6'/>",
            "completed from a progress of 60 % on",
            "what the part says; passed at its end without a word",
            "what the part reports",
        ),
    ],
)
def test_a_sco_of_scorm_2004(inside: str, completion: str, success: str, score: str) -> None:
    found = the_part(scorm2004(inside))
    assert (found["completion"], found["success"], found["score"]) == (completion, success, score)


def test_the_whole_of_scorm_2004_is_what_the_root_comes_to() -> None:
    assert module_decides(scorm2004())[:2] == [
        "The module is completed when every part that counts is completed.",
        "It is passed when every part that counts is passed.",
    ]
    own_rule = (
        "<imsss:rollupRules><imsss:rollupRule childActivitySet='any'><imsss:rollupConditions>"
        "<imsss:rollupCondition condition='completed'/></imsss:rollupConditions>"
        "<imsss:rollupAction action='completed'/></imsss:rollupRule></imsss:rollupRules>"
    )
    found = module_decides(scorm2004(root=sequencing(own_rule + MEASURED)))
    assert found[:2] == [
        "The module is completed as the package's own roll-up rules say.",
        "It is passed from a score of 85 % on, over all parts.",
    ]
