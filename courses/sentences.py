"""What is missing of one part, in sentences for trainers. Percentages are 0 to 100."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _


def never_opened(title: str) -> str:
    return _("“%(title)s” was never opened.") % {"title": _isolated(title)}


def locked(title: str, reason: str) -> str:
    """reason: a sentence that says what has to be done before."""
    return _("“%(title)s” is not open yet. %(reason)s") % {
        "title": _isolated(title),
        "reason": reason,
    }


def kept_closed(title: str) -> str:
    return _("“%(title)s” was never opened: the module's rules keep it closed at this point.") % {
        "title": _isolated(title)
    }


def still_open(title: str) -> str:
    said = _("“%(title)s” is open, or was closed without saying that it is complete.")
    return said % {"title": _isolated(title)}


def never_said(title: str) -> str:
    said = _("“%(title)s” was left and never said that it is complete.")
    return said % {"title": _isolated(title)}


def says_incomplete(title: str) -> str:
    return _("“%(title)s” says that it is not complete yet.") % {"title": _isolated(title)}


def full(title: str) -> str:
    said = _(
        "“%(title)s” has sent more than one part may keep: some of what it noted, such as answers "
        "or the place in it, was left out. Its results are kept."
    )
    return said % {"title": _isolated(title)}


def not_passed(title: str) -> str:
    return _("“%(title)s” was not passed.") % {"title": _isolated(title)}


def no_score(title: str) -> str:
    said = _("“%(title)s” has reported no score, and the score decides there.")
    return said % {"title": _isolated(title)}


def no_progress(title: str) -> str:
    said = _("“%(title)s” has not reported how far the learner is, which decides there.")
    return said % {"title": _isolated(title)}


def score_below(title: str, score: Decimal, needed: Decimal) -> str:
    said = _("“%(title)s”: the score of %(score)s %% is below the %(needed)s %% needed.")
    return said % {
        "title": _isolated(title),
        "score": percent(score),
        "needed": percent(needed),
    }


def progress_below(title: str, reached: Decimal, needed: Decimal) -> str:
    said = _("“%(title)s”: the progress of %(reached)s %% is below the %(needed)s %% needed.")
    return said % {
        "title": _isolated(title),
        "reached": percent(reached),
        "needed": percent(needed),
    }


def percent(number: Decimal) -> str:
    """Without decimals that say nothing: 59.5, but 60."""
    return f"{number.quantize(Decimal('0.1')):f}".removesuffix(".0")


def _isolated(title: str) -> str:
    """With FSI and PDI (Unicode annex 9) around it: a title may run another way than the page."""
    return f"\u2068{title}\u2069"
