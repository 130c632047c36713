"""Which column of the gradebook a grade belongs in: named by the launch, looked up, or made.

Two columns bound to one activity make Moodle drop the `lineitem` claim from its launches, so only
one delivery of an activity may look for its column at a time.
"""

import datetime as dt

from lti_provider.ags import (
    LINE_ITEM_READ_SCOPE,
    LINE_ITEM_SCOPE,
    Column,
    GradeService,
    Score,
)
from lti_provider.models import Passback, ResourceLink
from lti_provider.quirks import quirks_of
from lti_provider.verdicts import Kind, NotSent, Verdict

_NO_COLUMN = (
    "The activity has no column in the gradebook, and the platform lets this tool make none. "
    "Give the activity a grade in its settings. Then choose “Send again”."
)
_COLUMN_GONE = (
    "The activity's column is gone from the gradebook: the activity or its course was deleted, or "
    "its grade switched off. If it is there, open it once, then choose “Send again”."
)
_COLUMN_OR_PERSON_GONE = (
    "The platform knows the column or the person no longer: the activity was deleted or its grade "
    "switched off, or this learner has left. If both are there, choose “Send again”."
)


def wants_grades(link: ResourceLink) -> bool:
    """Whether the platform offered a column, or the right to make one (AGS 3.1)."""
    may_make = bool(link.line_items_url) and LINE_ITEM_SCOPE in link.ags_scopes
    return bool(link.line_item_url) or may_make


def is_free_to_send(passback: Passback, now: dt.datetime) -> bool:
    """Whether this row may be sent now: always, unless another one looks for the same column.

    Call inside a transaction: the lock on the link makes two claims wait for each other.
    """
    if passback.resource_link.line_item_url:
        return True
    link = ResourceLink.objects.select_for_update().get(pk=passback.resource_link_id)
    if link.line_item_url:
        return True
    others = Passback.objects.filter(
        resource_link=link, state=Passback.State.SENDING, lease_until__gt=now
    )
    return not others.exclude(pk=passback.pk).exists()


class ColumnFinder:
    """The column of one claimed passback, found at the first post."""

    def __init__(self, passback: Passback, service: GradeService) -> None:
        self._link = passback.resource_link
        self._service = service
        self._maximum = passback.score_maximum
        self._was_looked_up = False

    def post(self, score: Score) -> Verdict:
        """Send `score` to the column.

        LINE_ITEM_GONE: its address is forgotten, and the next delivery looks for it. Every other
        verdict is about the score.
        """
        try:
            if not self._link.line_item_url:
                self._look_up()
            verdict = self._service.post_score(self._link.line_item_url, score)
        except NotSent as stopped:
            return stopped.verdict
        if verdict.kind is Kind.LINE_ITEM_GONE:
            return self._forget(verdict)
        return verdict

    def _look_up(self) -> None:
        """Find or make the column and remember its address. Raises NotSent."""
        link, scopes = self._link, self._link.ags_scopes
        readable = [scope for scope in (LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE) if scope in scopes]
        if not link.line_items_url or not readable:
            raise NotSent(Verdict(Kind.GIVEN_UP, _NO_COLUMN))
        column = self._column()
        address = self._service.find_line_item(link.line_items_url, readable[0], column)
        if address is None and LINE_ITEM_SCOPE in scopes:
            address = self._service.create_line_item(link.line_items_url, column)
        if address is None:
            raise NotSent(Verdict(Kind.GIVEN_UP, _NO_COLUMN))
        self._was_looked_up = True
        link.line_item_url = address
        ResourceLink.objects.filter(pk=link.pk, line_item_url="").update(line_item_url=address)

    def _column(self) -> Column:
        link = self._link
        return Column(
            label=link.title or str(link.offering),
            maximum=self._maximum,
            resource_id=str(link.offering.module.public_id),
            resource_link_id=link.resource_link_id,
        )

    def _forget(self, gone: Verdict) -> Verdict:
        """Forget the address; give up when it had been looked up a moment ago, or cannot be."""
        link = self._link
        if self._was_looked_up or not link.line_items_url:
            return Verdict(Kind.GIVEN_UP, self._why_gone(), gone.status)
        ResourceLink.objects.filter(pk=link.pk, line_item_url=link.line_item_url).update(
            line_item_url=""
        )
        return gone

    def _why_gone(self) -> str:
        family = self._link.deployment.platform.product_family
        both = quirks_of(family).unknown_person_is_404
        return _COLUMN_OR_PERSON_GONE if both else _COLUMN_GONE
