"""The sequencing definition model as plain values (SN 3; IMS Simple Sequencing; CAM 5.1).

What an item or an organization says about the order of its activities, about rolling up what
learners did, and about its objectives. Every default is that of the standard, so an element that
says nothing costs nothing when it is stored.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

Combination = Literal["all", "any"]
ChildActivitySet = Literal["all", "any", "none", "atLeastCount", "atLeastPercent"]
RollupAction = Literal["satisfied", "notSatisfied", "completed", "incomplete"]
Consideration = Literal["always", "ifNotSuspended", "ifAttempted", "ifNotSkipped"]
Timing = Literal["never", "once", "onEachNewAttempt"]


class ControlMode(msgspec.Struct, frozen=True, omit_defaults=True):
    """Sequencing control modes (SM.1)."""

    choice: bool = True
    choice_exit: bool = True
    flow: bool = False
    forward_only: bool = False
    use_current_attempt_objective_info: bool = True
    use_current_attempt_progress_info: bool = True


class Condition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One condition of a rule; ``objective`` "" is the objective that rolls up (SM.2, SM.5)."""

    condition: str
    negated: bool = False
    objective: str = ""
    threshold: Decimal = Decimal(0)


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """A precondition, post condition or exit rule: when ``conditions`` hold, ``action`` (SM.2)."""

    action: str
    conditions: tuple[Condition, ...] = ()
    combination: Combination = "all"


class Rules(msgspec.Struct, frozen=True, omit_defaults=True):
    """The sequencing rules of an activity, each kind in the order of the manifest (SM.2)."""

    pre: tuple[Rule, ...] = ()
    post: tuple[Rule, ...] = ()
    exit: tuple[Rule, ...] = ()


class LimitConditions(msgspec.Struct, frozen=True, omit_defaults=True):
    """SM.3: attempts allowed (None: any number) and the longest attempt (an ISO 8601 duration)."""

    attempts: int | None = None
    attempt_duration: str = ""


class RollupRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """SM.5: which of the children must meet ``conditions`` for ``action`` to be taken."""

    action: RollupAction
    conditions: tuple[Condition, ...] = ()
    combination: Combination = "any"
    children: ChildActivitySet = "all"
    minimum_count: int = 0
    minimum_percent: Decimal = Decimal(0)


class Rollup(msgspec.Struct, frozen=True, omit_defaults=True):
    """SM.5, SM.8 and adlseq:rollupConsiderations (SN 3.8, 3.9)."""

    rules: tuple[RollupRule, ...] = ()
    objective_satisfied: bool = True
    progress_completion: bool = True
    objective_measure_weight: Decimal = Decimal(1)
    required_for_satisfied: Consideration = "always"
    required_for_not_satisfied: Consideration = "always"
    required_for_completed: Consideration = "always"
    required_for_incomplete: Consideration = "always"
    measure_satisfaction_if_active: bool = True


class ObjectiveMap(msgspec.Struct, frozen=True, omit_defaults=True):
    """SM.7: what an objective reads from, and writes to, the global objective ``target``."""

    target: str
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()


class Objective(msgspec.Struct, frozen=True, omit_defaults=True):
    """SM.6. ``identifier`` may be "" for the primary objective, the one that rolls up."""

    identifier: str = ""
    satisfied_by_measure: bool = False
    minimum_measure: Decimal = Decimal(1)
    maps: tuple[ObjectiveMap, ...] = ()


class Randomization(msgspec.Struct, frozen=True, omit_defaults=True):
    """SM.9 and SM.10: ``select_count`` None is all of the children."""

    selection: Timing = "never"
    select_count: int | None = None
    randomization: Timing = "never"
    reorder: bool = False


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """SM.11."""

    tracked: bool = True
    completion_set_by_content: bool = False
    objective_set_by_content: bool = False


class ConstrainedChoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """adlseq:constrainedChoiceConsiderations (SN 3.3)."""

    prevent_activation: bool = False
    constrain: bool = False


class CompletionThreshold(msgspec.Struct, frozen=True, omit_defaults=True):
    """adlcp:completionThreshold (CAM 3.4; SN 3.14)."""

    by_measure: bool = False
    minimum: Decimal = Decimal(1)
    weight: Decimal = Decimal(1)


class SharedData(msgspec.Struct, frozen=True, omit_defaults=True):
    """One adlcp:map of adlcp:data: a bucket of adl.data (RTE 4.3)."""

    target: str
    read: bool = True
    write: bool = True


class Sequencing(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything SCORM 2004 adds to an item or an organization.

    ``objectives`` has the primary objective first. ``hidden_ui`` are the words of
    adlnav:hideLMSUI, the controls that the LMS shall not show. The two ``…_to_system`` are of an
    organization only: whether the global objectives and the shared data outlive an attempt on it.
    """

    control: ControlMode = ControlMode()
    rules: Rules = Rules()
    limits: LimitConditions = LimitConditions()
    rollup: Rollup = Rollup()
    objectives: tuple[Objective, ...] = (Objective(),)
    randomization: Randomization = Randomization()
    delivery: Delivery = Delivery()
    choice: ConstrainedChoice = ConstrainedChoice()
    completion: CompletionThreshold = CompletionThreshold()
    data: tuple[SharedData, ...] = ()
    hidden_ui: tuple[str, ...] = ()
    objectives_to_system: bool = True
    data_to_system: bool = True

    @property
    def primary(self) -> Objective:
        """The objective that contributes to rollup (SM.6)."""
        return self.objectives[0]
