"""imsss:sequencingRules and imsss:rollupRules (CAM 5.1.3, 5.1.5; SN 3.4, 3.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, cast, get_args

from lxml import etree

from scorm.manifest.elements import child, children
from scorm.manifest.sequencing import (
    ChildActivitySet,
    Combination,
    Condition,
    Consideration,
    Rollup,
    RollupAction,
    RollupRule,
    Rule,
    Rules,
)
from scorm.manifest.values import Values, objective_identifier

RuleCondition = Literal[
    "satisfied",
    "objectiveStatusKnown",
    "objectiveMeasureKnown",
    "objectiveMeasureGreaterThan",
    "objectiveMeasureLessThan",
    "completed",
    "activityProgressKnown",
    "attempted",
    "attemptLimitExceeded",
    "timeLimitExceeded",
    "outsideAvailableTimeRange",
    "always",
]
RollupCondition = Literal[
    "satisfied",
    "objectiveStatusKnown",
    "objectiveMeasureKnown",
    "completed",
    "activityProgressKnown",
    "attempted",
    "attemptLimitExceeded",
    "timeLimitExceeded",
    "outsideAvailableTimeRange",
    "never",
]
PreAction = Literal["skip", "disabled", "hiddenFromChoice", "stopForwardTraversal"]
PostAction = Literal["exitParent", "exitAll", "retry", "retryAll", "continue", "previous"]
ExitAction = Literal["exit"]
Operator = Literal["noOp", "not"]


def read_rules(element: etree._Element | None, values: Values) -> Rules:
    """The three kinds of sequencing rules; a rule whose action cannot be read is left out."""
    if element is None:
        return Rules()
    return Rules(
        pre=_rules(element, "preConditionRule", PreAction, values),
        post=_rules(element, "postConditionRule", PostAction, values),
        exit=_rules(element, "exitConditionRule", ExitAction, values),
    )


def _rules(parent: etree._Element, name: str, actions: object, values: Values) -> tuple[Rule, ...]:
    found = []
    for element in children(parent, name):
        action = values.word(child(element, "ruleAction"), "action", actions, "")
        group = child(element, "ruleConditions")
        if action and group is not None:
            found.append(
                Rule(
                    action=action,
                    conditions=_conditions(group, "ruleCondition", RuleCondition, values),
                    combination=_combination(group, "all", values),
                )
            )
    return tuple(found)


def _conditions(
    group: etree._Element, name: str, known: object, values: Values
) -> tuple[Condition, ...]:
    conditions = []
    for element in children(group, name):
        condition = values.word(element, "condition", known, "")
        if condition:
            conditions.append(
                Condition(
                    condition=condition,
                    negated=values.word(element, "operator", Operator, "noOp") == "not",
                    objective=objective_identifier(element, "referencedObjective"),
                    threshold=values.decimal(element, "measureThreshold", Decimal(0), (-1, 1)),
                )
            )
    return tuple(conditions)


def _combination(group: etree._Element, default: Combination, values: Values) -> Combination:
    found = values.word(group, "conditionCombination", Combination, default)
    return cast(Combination, found)


def read_rollup(
    element: etree._Element | None, considerations: etree._Element | None, values: Values
) -> Rollup:
    """imsss:rollupRules together with adlseq:rollupConsiderations."""
    return Rollup(
        rules=() if element is None else _rollup_rules(element, values),
        objective_satisfied=values.boolean(element, "rollupObjectiveSatisfied", True),
        progress_completion=values.boolean(element, "rollupProgressCompletion", True),
        objective_measure_weight=values.decimal(element, "objectiveMeasureWeight", Decimal(1)),
        required_for_satisfied=_required(considerations, "requiredForSatisfied", values),
        required_for_not_satisfied=_required(considerations, "requiredForNotSatisfied", values),
        required_for_completed=_required(considerations, "requiredForCompleted", values),
        required_for_incomplete=_required(considerations, "requiredForIncomplete", values),
        measure_satisfaction_if_active=values.boolean(
            considerations, "measureSatisfactionIfActive", True
        ),
    )


def _rollup_rules(parent: etree._Element, values: Values) -> tuple[RollupRule, ...]:
    rules = []
    for element in children(parent, "rollupRule"):
        action = values.word(child(element, "rollupAction"), "action", RollupAction, "")
        group = child(element, "rollupConditions")
        if action in get_args(RollupAction) and group is not None:
            rules.append(
                RollupRule(
                    action=cast(RollupAction, action),
                    conditions=_conditions(group, "rollupCondition", RollupCondition, values),
                    combination=_combination(group, "any", values),
                    children=cast(
                        ChildActivitySet,
                        values.word(element, "childActivitySet", ChildActivitySet, "all"),
                    ),
                    minimum_count=values.count(element, "minimumCount") or 0,
                    minimum_percent=values.decimal(element, "minimumPercent", Decimal(0)),
                )
            )
    return tuple(rules)


def _required(element: etree._Element | None, name: str, values: Values) -> Consideration:
    return cast(Consideration, values.word(element, name, Consideration, "always"))
