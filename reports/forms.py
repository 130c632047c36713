"""Which part of the class is shown, and in which order."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lti_provider.models import Passback
from reports.selectors import ClassRow, Standing

ROWS_A_PAGE = 1_000
_NEVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
_ORDER = list(Standing)


class Show(TextChoices):
    EVERYBODY = "", _("Everybody")
    NOT_OPENED = "not_opened", _("Not opened yet")
    IN_PROGRESS = "in_progress", _("In progress")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    GRADE_WAITING = "grade_waiting", _("Grade not sent yet")
    CHANGED = "changed", _("Grade changed in the learning platform")
    LEFT = "left", _("No longer in the class list")


class Sort(TextChoices):
    NAME = "", _("Name")
    STANDING = "standing", _("Result")
    PROGRESS = "progress", _("Progress")
    ACTIVE = "active", _("Last active")


class ClassFilterForm(forms.Form):
    """What a trainer chose. Anything else that is posted counts as not chosen."""

    show = forms.ChoiceField(label=_("State"), choices=Show.choices, required=False)
    sort = forms.ChoiceField(label=_("Sort by"), choices=Sort.choices, required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    page = forms.IntegerField(min_value=1, max_value=1_000, required=False)

    def __init__(self, posted: Any, rows: Iterable[ClassRow]) -> None:
        super().__init__(posted, auto_id="class-%s")
        self.rows = list(rows)
        groups = sorted({group for row in self.rows for group in row.groups})
        if groups:
            choices = [("", _("All groups")), *((name, name) for name in groups)]
            self.fields["group"] = forms.ChoiceField(
                label=_("Group"), choices=choices, required=False
            )
        else:
            del self.fields["group"]
        self.is_valid()

    def chosen(self) -> list[ClassRow]:
        """The rows that were asked for, in the order that was asked for."""
        show, group = self._said("show"), self._said("group")
        rows = [
            row for row in self.rows if _is_shown(row, show) and (not group or group in row.groups)
        ]
        rows.sort(key=lambda row: row.name.casefold())
        sort = self._said("sort")
        if sort == Sort.STANDING:
            rows.sort(key=lambda row: _ORDER.index(row.standing))
        elif sort == Sort.PROGRESS:
            rows.sort(key=lambda row: row.percent, reverse=True)
        elif sort == Sort.ACTIVE:
            rows.sort(key=_last_active, reverse=True)
        return rows

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1

    def _said(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")


def _is_shown(row: ClassRow, show: str) -> bool:
    if show == Show.GRADE_WAITING:
        return row.passback is not None and row.passback.state != Passback.State.SENT
    if show == Show.CHANGED:
        return row.is_changed
    if show == Show.LEFT:
        return row.has_left
    return not show or row.standing == show


def _last_active(row: ClassRow) -> dt.datetime:
    return row.attempt.last_active_at if row.attempt else _NEVER
