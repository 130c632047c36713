"""Why a navigation request came to nothing, in words for learners (SN, appendix C)."""

from __future__ import annotations

from typing import Final, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scorm.sequencing import ActivityTree, SequencingException

_THE_END: Final = gettext_lazy("You have reached the end of the module.")
_THE_BEGINNING: Final = gettext_lazy("This is the beginning of the module.")
_NO_CONTINUE: Final = gettext_lazy("There is no next part from here. Choose one in the contents.")
_NO_WAY_BACK: Final = gettext_lazy("The module does not let you go back here.")
_NOT_CHOSEN: Final = gettext_lazy("This part cannot be chosen at this point.")
_STAY: Final = gettext_lazy("Finish the part you are in before you choose another one.")
_NOT_OPEN: Final = gettext_lazy("This part is not open to you at this point.")
_NOTHING_OPEN: Final = gettext_lazy("No part is open to you at this point.")
_UNKNOWN: Final = gettext_lazy("The module does not allow this now.")

_WORDS: Final[dict[str, str | Promise]] = {
    "NB.2.1-4": _NO_CONTINUE,
    "NB.2.1-5": _NO_WAY_BACK,
    "NB.2.1-6": _THE_BEGINNING,
    "NB.2.1-8": _STAY,
    "NB.2.1-9": _NOT_CHOSEN,
    "NB.2.1-10": _NOT_CHOSEN,
    "NB.2.1-11": _NOT_CHOSEN,
    "SB.2.1-1": _THE_END,
    "SB.2.1-2": _NOTHING_OPEN,
    "SB.2.1-3": _THE_BEGINNING,
    "SB.2.1-4": _NO_WAY_BACK,
    "SB.2.2-1": _NO_CONTINUE,
    "SB.2.2-2": _NOT_OPEN,
    "SB.2.4-1": _NOT_CHOSEN,
    "SB.2.4-2": _NO_WAY_BACK,
    "SB.2.7-2": _NO_CONTINUE,
    "SB.2.8-2": _NO_WAY_BACK,
    "SB.2.9-2": _NOT_CHOSEN,
    "SB.2.9-3": _NOT_CHOSEN,
    "SB.2.9-4": _NOT_CHOSEN,
    "SB.2.9-6": _NOT_CHOSEN,
    "SB.2.9-7": _STAY,
    "SB.2.9-8": _NOT_CHOSEN,
    "SB.2.9-9": _NOTHING_OPEN,
    "DB.1.1-3": _NOT_OPEN,
}


class Refusal(TypedDict):
    """`text` for whoever asked; `detail` for who checks a package, else ""."""

    text: str
    detail: str


def words_for(code: str) -> str:
    """What a learner is told of an exception, in the active language."""
    return str(_WORDS.get(code, _UNKNOWN))


def refusal_of(exception: SequencingException, tree: ActivityTree, *, with_detail: bool) -> Refusal:
    """The words for an exception. The detail has its number, the rule, and where it arose."""
    text = words_for(exception.code)
    if not with_detail:
        return {"text": text, "detail": ""}
    activity = tree.find(exception.activity)
    detail = f"{exception.code}: {exception.message}"
    if activity is not None:
        # FSI and PDI (Unicode annex 9): a title may run another way than the page.
        detail += " " + _("(at “%(title)s”)") % {"title": f"\u2068{activity.title}\u2069"}
    return {"text": text, "detail": detail}
