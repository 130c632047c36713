"""Why an attempt is not complete: what its parts say, under the rule of its module."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from courses.explaining import Explanation
from courses.models import Attempt
from courses.outcomes import Completion, CompletionRule, Success


def missing_of(attempt: Attempt, explanation: Explanation) -> list[str]:
    """Whole sentences in the active language; none when the attempt is completed and not failed."""
    if attempt.is_settled:
        return []
    rule = CompletionRule(attempt.offering.module.completion_rule)
    found = list(_RULES[rule](attempt, explanation))
    if attempt.success == Success.FAILED and not any(part.missing for part in explanation.parts):
        found.append(_("The module says that it was not passed."))
    if not found and attempt.completion != Completion.COMPLETED:
        found.append(_("The module never said that it is complete."))
    return found


def rule_of(attempt: Attempt) -> str:
    """What completes the module, in words; "" where its package decides by itself."""
    module = attempt.offering.module
    words = {
        CompletionRule.SEEN: _("This module is complete when every part was opened."),
        CompletionRule.PASSED: _("This module is complete when it says that it was passed."),
        CompletionRule.SCORE: _("This module is complete when the score reaches %(percent)d %%.")
        % {"percent": module.completion_percent or 0},
    }
    return words.get(CompletionRule(module.completion_rule), "")


def _reported(attempt: Attempt, explanation: Explanation) -> Iterator[str]:
    del attempt
    for part in explanation.parts:
        yield from part.missing
    yield from explanation.missing


def _seen(attempt: Attempt, explanation: Explanation) -> Iterator[str]:
    for part in explanation.parts:
        if not part.visits:
            yield from part.missing or (_never_opened(part.title),)
    if attempt.success == Success.FAILED:
        for part in explanation.parts:
            if part.visits and part.success is Success.FAILED:
                yield from part.missing


def _passed(attempt: Attempt, explanation: Explanation) -> Iterator[str]:
    yield from _reported(attempt, explanation)
    if attempt.success == Success.UNKNOWN:
        yield _("The module has not said that it was passed, which decides here.")


def _score(attempt: Attempt, explanation: Explanation) -> Iterator[str]:
    needed = attempt.offering.module.completion_percent or 0
    if attempt.completion != Completion.COMPLETED:
        if attempt.score is None:
            yield _("No score was reported; %(needed)d %% are needed.") % {"needed": needed}
        else:
            said = _("The score of %(score)d %% is below the %(needed)d %% needed.")
            yield said % {"score": int(attempt.score * 100), "needed": needed}
    if attempt.success == Success.FAILED:
        for part in explanation.parts:
            if part.success is Success.FAILED:
                yield from part.missing


def _never_opened(title: str) -> str:
    # FSI and PDI (Unicode annex 9): a title may run another way than the page.
    return _("“%(title)s” was never opened.") % {"title": f"\u2068{title}\u2069"}


_RULES = {
    CompletionRule.REPORTED: _reported,
    CompletionRule.SEEN: _seen,
    CompletionRule.PASSED: _passed,
    CompletionRule.SCORE: _score,
}
