"""The words of the manifest behind a refusal, for authors who look for them."""

from decimal import Decimal

import pytest

from scorm.manifest import Item, Organization
from scorm.manifest.sequencing import Condition, ControlMode, LimitConditions, Rule, Sequencing
from scorm.sequencing import Sequencer, SequencingException, build_tree, new_state
from scorm.sequencing.errors import MESSAGES
from scorm.services.playing2004.reasons import reasons_for, rule_in_words


def part(name: str, sequencing: Sequencing | None = None) -> Item:
    return Item(name, name.title(), href=f"{name}.html", sequencing=sequencing)


def reasons(code: str, activity: str, root: Sequencing, *parts: Item) -> list[str]:
    sequencer = Sequencer(build_tree(Organization("org", "Course", parts, root)), new_state())
    run = sequencer.run()
    if activity in ("a", "b"):
        run.tracking(sequencer.tree.find(activity) or sequencer.tree.root).attempts = 1
    found = reasons_for(run, sequencer.tree, SequencingException(code, activity))
    return [one.replace("\u2068", "").replace("\u2069", "") for one in found]


def test_a_control_mode_of_the_group() -> None:
    forwards = Sequencing(control=ControlMode(flow=True, forward_only=True))

    assert reasons("NB.2.1-5", "a", forwards, part("a")) == [
        'imsss:controlMode forwardOnly="true" (“Course”)'
    ]
    assert reasons("NB.2.1-5", "a", Sequencing(), part("a")) == [
        'imsss:controlMode flow="false" (“Course”)'
    ]
    assert reasons("SB.2.7-2", "a", Sequencing(), part("a")) == [
        'imsss:controlMode flow="false" (“Course”)'
    ]
    assert reasons("NB.2.1-8", "a", Sequencing(), part("a")) == [
        'imsss:controlMode choiceExit="false" (“A”)'
    ]


def test_a_limit_that_is_reached() -> None:
    once = Sequencing(limits=LimitConditions(attempts=1))

    assert reasons("DB.1.1-3", "a", Sequencing(), part("a", once)) == [
        'imsss:limitConditions attemptLimit="1" (“A”)'
    ]


def test_a_rule_in_words() -> None:
    rule = Rule(
        "skip",
        (
            Condition("satisfied", objective="knows"),
            Condition("objectiveMeasureGreaterThan", negated=True, threshold=Decimal("0.5")),
        ),
        "any",
    )

    assert rule_in_words(rule) == (
        "skip if any of (satisfied of “knows”, not objectiveMeasureGreaterThan 0.5)"
    )


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_no_exception_is_too_odd(code: str) -> None:
    for activity in ("", "a", "org", "nowhere"):
        assert isinstance(reasons(code, activity, Sequencing(), part("a")), list)
