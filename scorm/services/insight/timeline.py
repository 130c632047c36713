"""What was stored of an attempt, and when: the journal of commits, the newest first."""

from __future__ import annotations

from collections.abc import Mapping

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
# What a trainer asks the journal, in SCORM 1.2's words and in SCORM 2004's.
_TELLING: dict[str, str | Promise] = {
    "cmi.core.lesson_status": _("status"),
    "cmi.completion_status": _("completion"),
    "cmi.success_status": _("success"),
    "cmi.core.score.raw": _("score"),
    "cmi.score.raw": _("score"),
    "cmi.score.scaled": _("scaled score"),
    "cmi.progress_measure": _("progress"),
    "cmi.core.exit": _("exit"),
    "cmi.exit": _("exit"),
}


def timeline(attempt: Attempt, standard: Standard) -> Timeline:
    """The newest MOST_COMMITS; four queries."""
    titles = titles_of(attempt.edition.content_digest, standard)
    journal = Commit.objects.filter(attempt=attempt).order_by("-received_at", "-pk")
    moments = [_moment(commit, titles) for commit in journal[:MOST_COMMITS]]
    left_out = 0
    if len(moments) == MOST_COMMITS:
        left_out = journal.count() - MOST_COMMITS
    return Timeline(moments, left_out)


def _moment(commit: Commit, titles: Mapping[str, str]) -> Moment:
    said = tuple(
        (str(name), str(commit.delta[element])[:_LONGEST])
        for element, name in _TELLING.items()
        if element in commit.delta
    )
    return Moment(commit.received_at, titles.get(commit.sco, commit.sco), said, commit.finish)
