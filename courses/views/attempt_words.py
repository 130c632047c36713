"""What a player page says of attempts: which one this is, what counts, and starting again."""

from __future__ import annotations

from typing import Final, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.admission import Mode
from courses.attempt_policy import Counting, NewAttempts
from courses.models import Attempt, Module
from courses.services.attempts import Tries, tries_of

_COUNTS: Final[dict[Counting, Promise]] = {
    Counting.BEST: gettext_lazy("Your best attempt counts."),
    Counting.LAST: gettext_lazy("Your last attempt counts."),
    Counting.FIRST: gettext_lazy("Your first attempt counts."),
    Counting.AVERAGE: gettext_lazy("The average of your attempts counts."),
}


class AttemptWords(TypedDict):
    """`banner`: what is said above a module that is only looked at or previewed, else "";
    `count`: which attempt this is, "" where there is only one; `note`: what starting again means;
    `may_start_again`: whether the button is offered now."""

    banner: str
    count: str
    note: str
    may_start_again: bool


def attempt_words(attempt: Attempt, mode: Mode) -> AttemptWords:
    """`attempt` as courses.admission.with_rights finds it; in the active language."""
    module, tries = attempt.offering.module, tries_of(attempt)
    banner, said = _banner(attempt, mode, tries), _count(module, tries)
    if mode == "review" and not tries.may_start_again:
        # There is no button beside which it would stand.
        banner = f"{banner} {said}".rstrip()
    return {
        "banner": banner,
        "count": said,
        "note": _note(attempt, module),
        "may_start_again": tries.may_start_again,
    }


def _banner(attempt: Attempt, mode: Mode, tries: Tries) -> str:
    if mode == "browse":
        return _("Preview: nothing is recorded for a grade.")
    if mode == "normal":
        return ""
    if attempt.is_settled:
        return _("You have completed this module. Nothing you do now changes your result.")
    if tries.may_start_again:
        return _("You have not passed this module yet. You can look at it here, or start again.")
    return _(
        "You have used all your attempts. You can still look at the module; nothing you do now "
        "changes your result. If you need another attempt, ask your trainer."
    )


def _count(module: Module, tries: Tries) -> str:
    if tries.maximum is not None and module.new_attempts != NewAttempts.NEVER:
        said = {"number": tries.number, "maximum": tries.maximum}
        return _("Attempt %(number)d of %(maximum)d.") % said
    return _("Attempt %(number)d.") % {"number": tries.number} if tries.number > 1 else ""


def _note(attempt: Attempt, module: Module) -> str:
    said = _("You begin at the first page. What you have done so far stays on record.")
    if attempt.kind == Attempt.Kind.PREVIEW:
        return said
    return f"{said} {_COUNTS[Counting(module.counted_attempt)]}"
