"""What SCORM 2004 manifests say about sequencing, read without trusting a word of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scorm.manifest import decode_manifest, encode_manifest
from scorm.manifest.imsss import is_duration
from scorm.manifest.sequencing import (
    CompletionThreshold,
    Condition,
    ConstrainedChoice,
    ControlMode,
    Delivery,
    LimitConditions,
    Objective,
    ObjectiveMap,
    Randomization,
    Rollup,
    RollupRule,
    Rule,
    Sequencing,
    SharedData,
)
from tests.scorm.manifests import (
    NAMESPACES_2004,
    VERSION_12,
    VERSION_2004,
    codes,
    manifest_xml,
    read,
    sco,
)

NAMESPACES = (
    f'{NAMESPACES_2004} xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" '
    'xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"'
)


def xml(sequencing: str = "", *, beside: str = "", collection: str = "", of_root: str = "") -> str:
    """A course of one item with that ``sequencing``, and adlcp elements ``beside`` it."""
    said = f"<imsss:sequencing {sequencing}</imsss:sequencing>" if sequencing else ""
    item = f'<item identifier="i1" identifierref="r1"><title>One</title>{beside}{said}</item>'
    organizations = (
        f'<organizations default="o1"><organization identifier="o1" {of_root}><title>Course</title>'
        f"{item}<imsss:sequencing><imsss:controlMode flow='true'/></imsss:sequencing>"
        "</organization></organizations>"
    )
    extra = f"<imsss:sequencingCollection>{collection}</imsss:sequencingCollection>"
    return manifest_xml(
        organizations=organizations,
        resources=sco("index.html"),
        metadata=VERSION_2004,
        namespaces=NAMESPACES,
        extra=extra if collection else "",
    )


def read_item(sequencing: str = "", *, beside: str = "", collection: str = "") -> Sequencing | None:
    return (
        read(xml(sequencing, beside=beside, collection=collection)).organization.items[0].sequencing
    )


def item(sequencing: str, **more: str) -> Sequencing:
    found = read_item(sequencing, **more)
    assert found is not None
    return found


def test_an_item_that_says_nothing_has_nothing() -> None:
    assert read_item() is None
    assert read_item("><imsss:controlMode choice='true'/>") is None
    assert Sequencing().primary == Objective()


def test_the_organization_is_the_root() -> None:
    manifest = read(
        xml(of_root='adlseq:objectivesGlobalToSystem="false" adlcp:sharedDataGlobalToSystem="0"')
    )
    root = manifest.organization.sequencing
    assert root == Sequencing(
        control=ControlMode(flow=True), objectives_to_system=False, data_to_system=False
    )
    assert decode_manifest(encode_manifest(manifest)) == manifest


def test_control_limits_delivery_and_order() -> None:
    found = item(
        "><imsss:controlMode choice='false' choiceExit='0' flow='1' forwardOnly='true' "
        "useCurrentAttemptObjectiveInfo='false' useCurrentAttemptProgressInfo='false'/>"
        "<imsss:limitConditions attemptLimit='2' attemptAbsoluteDurationLimit='PT1H30M'/>"
        "<imsss:randomizationControls randomizationTiming='onEachNewAttempt' selectCount='3' "
        "reorderChildren='true' selectionTiming='once'/>"
        "<imsss:deliveryControls tracked='false' completionSetByContent='true' "
        "objectiveSetByContent='true'/>"
        "<adlseq:constrainedChoiceConsiderations preventActivation='true' constrainChoice='true'/>"
    )
    assert found == Sequencing(
        control=ControlMode(False, False, True, True, False, False),
        limits=LimitConditions(2, "PT1H30M"),
        randomization=Randomization("once", 3, "onEachNewAttempt", True),
        delivery=Delivery(False, True, True),
        choice=ConstrainedChoice(True, True),
    )


def test_rules() -> None:
    found = item(
        "><imsss:sequencingRules>"
        "<imsss:preConditionRule><imsss:ruleConditions conditionCombination='any'>"
        "<imsss:ruleCondition referencedObjective='o' measureThreshold='-0.5' operator='not' "
        "condition='objectiveMeasureLessThan'/><imsss:ruleCondition condition='attempted'/>"
        "</imsss:ruleConditions><imsss:ruleAction action='skip'/></imsss:preConditionRule>"
        "<imsss:exitConditionRule><imsss:ruleConditions><imsss:ruleCondition condition='always'/>"
        "</imsss:ruleConditions><imsss:ruleAction action='exit'/></imsss:exitConditionRule>"
        "<imsss:postConditionRule><imsss:ruleConditions><imsss:ruleCondition condition='always'/>"
        "</imsss:ruleConditions><imsss:ruleAction action='retryAll'/></imsss:postConditionRule>"
        "</imsss:sequencingRules>"
    ).rules
    below = Condition("objectiveMeasureLessThan", True, "o", Decimal("-0.5"))
    assert found.pre == (Rule("skip", (below, Condition("attempted")), "any"),)
    assert found.exit == (Rule("exit", (Condition("always"),)),)
    assert found.post == (Rule("retryAll", (Condition("always"),)),)


def test_rollup() -> None:
    found = item(
        "><imsss:rollupRules rollupObjectiveSatisfied='false' rollupProgressCompletion='false' "
        "objectiveMeasureWeight='0.25'><imsss:rollupRule childActivitySet='atLeastPercent' "
        "minimumPercent='.5'><imsss:rollupConditions><imsss:rollupCondition condition='completed' "
        "operator='not'/></imsss:rollupConditions><imsss:rollupAction action='incomplete'/>"
        "</imsss:rollupRule></imsss:rollupRules>"
        "<adlseq:rollupConsiderations requiredForSatisfied='ifAttempted' "
        "requiredForIncomplete='ifNotSkipped' measureSatisfactionIfActive='false'/>"
    ).rollup
    rule = RollupRule(
        "incomplete",
        (Condition("completed", True),),
        children="atLeastPercent",
        minimum_percent=Decimal("0.5"),
    )
    assert found == Rollup(
        rules=(rule,),
        objective_satisfied=False,
        progress_completion=False,
        objective_measure_weight=Decimal("0.25"),
        required_for_satisfied="ifAttempted",
        required_for_incomplete="ifNotSkipped",
        measure_satisfaction_if_active=False,
    )


def test_objectives_and_both_kinds_of_maps() -> None:
    found = item(
        "><imsss:objectives><imsss:primaryObjective objectiveID='main' satisfiedByMeasure='true'>"
        "<imsss:minNormalizedMeasure> 0.600 </imsss:minNormalizedMeasure>"
        "<imsss:mapInfo targetObjectiveID='g' readNormalizedMeasure='false' "
        "writeSatisfiedStatus='true'/></imsss:primaryObjective>"
        "<imsss:objective objectiveID='more'/><imsss:objective objectiveID='more'/>"
        "</imsss:objectives><adlseq:objectives><adlseq:objective objectiveID='more'>"
        "<adlseq:mapInfo targetObjectiveID='h' readRawScore='false' readMinScore='false' "
        "readMaxScore='false' readCompletionStatus='false' writeProgressMeasure='true'/>"
        "</adlseq:objective></adlseq:objectives>"
    ).objectives
    assert found == (
        Objective(
            "main", True, Decimal("0.600"), (ObjectiveMap("g", ("satisfied",), ("satisfied",)),)
        ),
        Objective("more", maps=(ObjectiveMap("h", ("progress",), ("progress",)),)),
    )


def test_two_ways_of_writing_one_name() -> None:
    found = item(
        "><imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions>"
        "<imsss:ruleCondition referencedObjective='  %20obj%20%201 ' condition='satisfied'/>"
        "</imsss:ruleConditions><imsss:ruleAction action='skip'/></imsss:preConditionRule>"
        "</imsss:sequencingRules><imsss:objectives><imsss:primaryObjective/>"
        "<imsss:objective objectiveID='obj%201'/></imsss:objectives>"
    )
    assert found.objectives[1].identifier == "obj 1"
    assert found.rules.pre[0].conditions[0].objective == "obj 1"


def test_what_stands_beside_the_sequencing() -> None:
    found = item(
        "",
        beside=(
            "<adlcp:completionThreshold completedByMeasure='true' minProgressMeasure='0.75' "
            "progressWeight='0.5'/><adlcp:data><adlcp:map targetID='notes'/>"
            "<adlcp:map targetID='seen' writeSharedData='false'/><adlcp:map targetID='notes'/>"
            "</adlcp:data><adlnav:presentation><adlnav:navigationInterface>"
            "<adlnav:hideLMSUI>suspendAll</adlnav:hideLMSUI>"
            "<adlnav:hideLMSUI>continue</adlnav:hideLMSUI><adlnav:hideLMSUI>me</adlnav:hideLMSUI>"
            "</adlnav:navigationInterface></adlnav:presentation>"
        ),
    )
    assert found.completion == CompletionThreshold(True, Decimal("0.75"), Decimal("0.5"))
    assert found.data == (SharedData("notes"), SharedData("seen", True, False))
    assert found.hidden_ui == ("continue", "suspendAll")


def test_the_threshold_of_the_third_edition_is_a_text() -> None:
    found = item("", beside="<adlcp:completionThreshold>0.8</adlcp:completionThreshold>")
    assert found.completion == CompletionThreshold(True, Decimal("0.8"))


COLLECTION = (
    "<imsss:sequencing ID=' s1 '><imsss:controlMode flow='true' choice='false'/>"
    "<imsss:deliveryControls tracked='false'/></imsss:sequencing>"
)


def test_an_item_takes_from_the_collection_what_it_does_not_say_itself() -> None:
    found = item("IDRef='s1'><imsss:deliveryControls tracked='true'/>", collection=COLLECTION)
    assert found == Sequencing(control=ControlMode(choice=False, flow=True))


def test_a_reference_to_nothing_is_remarked_on() -> None:
    manifest = read(xml("IDRef='nowhere'><imsss:controlMode flow='true'/>", collection=COLLECTION))
    assert "missing-sequencing" in codes(manifest)
    assert manifest.organization.items[0].sequencing == Sequencing(control=ControlMode(flow=True))


GOAL_OF_TWO = (
    "><imsss:objectives><imsss:primaryObjective><imsss:minNormalizedMeasure>2"
    "</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives>"
)
RULE_TO_FLY = (
    "><imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions>"
    "<imsss:ruleCondition condition='always'/></imsss:ruleConditions>"
    "<imsss:ruleAction action='fly'/></imsss:preConditionRule></imsss:sequencingRules>"
)


@pytest.mark.parametrize(
    "said",
    [
        "><imsss:controlMode flow='perhaps'/>",
        "><imsss:limitConditions attemptLimit='-1'/>",
        "><imsss:limitConditions attemptAbsoluteDurationLimit='an hour'/>",
        "><imsss:rollupRules objectiveMeasureWeight='7'/>",
        "><imsss:rollupRules objectiveMeasureWeight='1e9999999'/>",
        "><imsss:randomizationControls selectionTiming='sometimes'/>",
        GOAL_OF_TWO,
        RULE_TO_FLY,
    ],
)
def test_what_cannot_be_read_is_remarked_on_and_left_at_the_default(said: str) -> None:
    manifest = read(xml(said))
    assert "bad-sequencing-value" in codes(manifest)
    assert manifest.organization.items[0].sequencing is None


def test_what_no_database_keeps_is_in_no_name() -> None:
    """Where "%20" is a space, "%00" would be NUL, which PostgreSQL refuses."""
    objective = "<imsss:primaryObjective objectiveID='a%20b%00'/>"
    manifest = read(xml(f"><imsss:objectives>{objective}</imsss:objectives>"))
    sequencing = manifest.organization.items[0].sequencing
    assert sequencing is not None
    assert sequencing.primary.identifier == "a b%00"


def test_scorm_12_has_no_sequencing() -> None:
    text = xml("><imsss:controlMode flow='true'/>").replace(VERSION_2004, VERSION_12)
    organization = read(text).organization
    assert organization.sequencing is None
    assert organization.items[0].sequencing is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("PT1H", True), ("P5Y6M4DT12H30M58.55S", True), ("P", False), ("PT", False), ("1H", False)],
)
def test_durations(text: str, expected: bool) -> None:
    assert is_duration(text) is expected
