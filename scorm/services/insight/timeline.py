"""What was stored of an attempt, and when: the journal of commits, the newest first."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models.fields.json import KeyTextTransform
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.explaining import Moment, Timeline
from courses.models import Attempt
from scorm.manifest.structure import Standard
from scorm.models import Commit
from scorm.services.insight.visits import titles_of

# The newest ones: a module that commits every second would fill the page otherwise.
MOST_COMMITS = 100
_LONGEST = 80
# What a trainer asks the journal, and nothing else of a commit is read: it may hold as much as a
# request.
_TELLING: Mapping[Standard, Mapping[str, str | Promise]] = {
    "scorm12": {
        "cmi.core.lesson_status": _("status"),
        "cmi.core.score.raw": _("score"),
        "cmi.core.exit": _("exit"),
    },
    "scorm2004": {
        "cmi.completion_status": _("completion"),
        "cmi.success_status": _("success"),
        "cmi.score.raw": _("score"),
        "cmi.score.scaled": _("scaled score"),
        "cmi.progress_measure": _("progress"),
        "cmi.exit": _("exit"),
    },
}


def timeline(attempt: Attempt, standard: Standard) -> Timeline:
    """The newest MOST_COMMITS; four queries."""
    titles = titles_of(attempt.edition.content_digest, standard)
    journal = Commit.objects.filter(attempt=attempt)
    telling = [KeyTextTransform(element, "delta") for element in _TELLING[standard]]
    rows = journal.order_by("-received_at", "-pk").values_list(
        "received_at", "sco", "finish", *telling
    )
    names = [str(name) for name in _TELLING[standard].values()]
    moments = [
        Moment(received_at, titles.get(sco, sco), _said(names, values), finish)
        for received_at, sco, finish, *values in rows[:MOST_COMMITS]
    ]
    left_out = 0
    if len(moments) == MOST_COMMITS:
        left_out = journal.count() - MOST_COMMITS
    return Timeline(moments, left_out)


def _said(names: list[str], values: list[str | None]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value[:_LONGEST])
        for name, value in zip(names, values, strict=True)
        if value  # an exit without a word is said by `finish`
    )
