"""Which words of the manifest stand behind a refusal, as the manifest writes them (SN 3; CAM 5.1).

For authors, who look for the element to change; so none of it is translated.
"""

from __future__ import annotations

from collections.abc import Iterator

from scorm.manifest.sequencing import Condition, Rule
from scorm.sequencing import Activity, ActivityTree, SequencingException
from scorm.sequencing.checks import limit_conditions_check, rule_holds
from scorm.sequencing.run import Run

# What each exception of appendix C looks at: a precondition action, or a control mode of the group
# that the activity is in.
_ACTIONS = {
    "SB.2.2-2": "disabled",
    "DB.1.1-3": "disabled",
    "SB.2.4-1": "stopForwardTraversal",
    "SB.2.9-3": "hiddenFromChoice",
}
_OF_THE_GROUP = {
    "NB.2.1-4": 'imsss:controlMode flow="false"',
    "NB.2.1-10": 'imsss:controlMode choice="false"',
    "SB.2.2-1": 'imsss:controlMode flow="false"',
    "SB.2.4-2": 'imsss:controlMode forwardOnly="true"',
    "SB.2.7-2": 'imsss:controlMode flow="false"',
    "SB.2.8-2": 'imsss:controlMode flow="false"',
    "SB.2.9-4": 'imsss:controlMode choice="false"',
}
_OF_ITSELF = {
    "NB.2.1-8": 'imsss:controlMode choiceExit="false"',
    "SB.2.1-2": "imsss:randomizationControls selectCount",
    "SB.2.1-4": 'imsss:controlMode forwardOnly="true"',
    "SB.2.9-6": 'adlseq:constrainedChoiceConsiderations preventActivation="true"',
    "SB.2.9-7": 'imsss:controlMode choiceExit="false"',
    "SB.2.9-8": 'adlseq:constrainedChoiceConsiderations constrainChoice="true"',
}


def reasons_for(run: Run, tree: ActivityTree, exception: SequencingException) -> Iterator[str]:
    """The elements that refuse, each with the title of the item or organization it stands in."""
    activity = tree.find(exception.activity)
    if activity is None:
        return
    code = exception.code
    if code in _ACTIONS:
        yield from _rules(run, activity, _ACTIONS[code])
    elif code == "NB.2.1-5" and activity.parent is not None:
        control = activity.parent.definition.control
        word = 'forwardOnly="true"' if control.flow else 'flow="false"'
        yield _at(activity.parent, f"imsss:controlMode {word}")
    elif code in _OF_THE_GROUP and activity.parent is not None:
        yield _at(activity.parent, _OF_THE_GROUP[code])
    elif code in _OF_ITSELF:
        yield _at(activity, _OF_ITSELF[code])


def _rules(run: Run, activity: Activity, action: str) -> Iterator[str]:
    """The precondition rules that hold on the way to the activity, and the limits reached."""
    for one in activity.path():
        for number, rule in enumerate(one.definition.rules.pre, start=1):
            if rule.action == action and rule_holds(run, one, rule):
                yield _at(one, f"imsss:preConditionRule {number}: {rule_in_words(rule)}")
        if action == "disabled" and limit_conditions_check(run, one):
            limit = one.definition.limits.attempts
            yield _at(one, f'imsss:limitConditions attemptLimit="{limit}"')


def rule_in_words(rule: Rule) -> str:
    """Such as: disabled if all of (satisfied of “knows”, not attempted)."""
    conditions = ", ".join(map(_condition, rule.conditions))
    return f"{rule.action} if {rule.combination} of ({conditions})"


def _condition(condition: Condition) -> str:
    words = f"{'not ' if condition.negated else ''}{condition.condition}"
    if condition.condition.endswith(("GreaterThan", "LessThan")):
        words += f" {condition.threshold:f}"
    return f"{words} of “{condition.objective}”" if condition.objective else words


def _at(activity: Activity, words: str) -> str:
    # FSI and PDI (Unicode annex 9): a title may run another way than the page.
    return f"{words} (“\u2068{activity.title}\u2069”)"
