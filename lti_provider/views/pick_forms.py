"""What a trainer may ask of the catalogue, and the options of one module."""

import zoneinfo
from functools import lru_cache
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from courses.catalogue import DURATIONS, Choices, Wanted
from courses.models import Course, Module
from lti_provider.claims import DeepLinkingSettings
from lti_provider.deep_linking import DEFAULT_POINTS, Period, takes_grades, targets
from lti_provider.services.picking import Wish

_MOST_POINTS = 100_000
_DURATION_NAMES: dict[str, Promise] = {
    "15": _("Up to 15 minutes"),
    "30": _("16 to 30 minutes"),
    "60": _("31 to 60 minutes"),
    "longer": _("More than an hour"),
}
_TARGET_NAMES: dict[str, Promise] = {
    "iframe": _("Inside the course page"),
    "window": _("In a new window"),
}


def language_name(tag: str) -> str:
    """A language (BCP 47) in the reader's own, or the tag where Django knows no name for it."""
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


class CatalogueForm(forms.Form):
    """Search and filters. A filter whose value has gone from the catalogue is left open."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "dir": "auto"}),
    )
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    audience = forms.ChoiceField(label=_("Audience"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    duration = forms.ChoiceField(label=_("Duration"), required=False)

    def __init__(self, data: QueryDict, offered: Choices) -> None:
        super().__init__(data, label_suffix="")
        levels = dict(Course.Level.choices)
        self._offer("subject", _("All subjects"), {s: s for s in offered.subjects})
        self._offer("audience", _("All audiences"), {a: a for a in offered.audiences})
        languages = {tag: language_name(tag) for tag in offered.languages}
        self._offer("language", _("All languages"), languages)
        self._offer("level", _("All levels"), {name: levels[name] for name in offered.levels})
        self._offer("duration", _("Any duration"), {d: _DURATION_NAMES[d] for d in DURATIONS})

    def wanted(self) -> Wanted:
        """What to look for; whatever is no valid value is left open."""
        self.full_clean()
        clean = self.cleaned_data
        return Wanted(
            words=clean.get("q", ""),
            subject=clean.get("subject", ""),
            audience=clean.get("audience", ""),
            language=clean.get("language", ""),
            level=clean.get("level", ""),
            duration=clean.get("duration", ""),
        )

    def filters(self) -> list[forms.BoundField]:
        """The fields beside the search."""
        return [self[name] for name in self.fields if name != "q"]

    def _offer(self, name: str, every: Promise, values: dict[str, Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # as declared above
        field.choices = [("", every), *values.items()]


class Clock(forms.DateTimeInput):
    """Date and time to the minute, as browsers ask for them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class OptionsForm(forms.Form):
    """How one module is linked. Its fields carry the module's public id as a prefix."""

    title = forms.CharField(
        label=_("Title"), max_length=255, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    graded = forms.BooleanField(label=_("Graded"), required=False)
    points = forms.FloatField(
        label=_("Points"), required=False, min_value=0.01, max_value=_MOST_POINTS
    )
    target = forms.ChoiceField(label=_("Opens"), required=False)
    available_start = forms.DateTimeField(label=_("Available from"), required=False, widget=Clock())
    available_end = forms.DateTimeField(label=_("Available until"), required=False, widget=Clock())
    submission_start = forms.DateTimeField(
        label=_("Submissions from"), required=False, widget=Clock()
    )
    submission_end = forms.DateTimeField(
        label=_("Submissions until"), required=False, widget=Clock()
    )

    def __init__(
        self, module: Module, settings: DeepLinkingSettings, data: QueryDict | None = None
    ) -> None:
        prefix = str(module.public_id)
        sent = data if data is not None and f"{prefix}-title" in data else None
        initial = {"title": _title(module, settings), "graded": True, "points": int(DEFAULT_POINTS)}
        super().__init__(
            sent, prefix=prefix, initial=initial, label_suffix="", use_required_attribute=False
        )
        self.module = module
        self._limit_to(settings)

    def clean(self) -> dict[str, Any]:
        """Times in order, and points where the module is graded."""
        cleaned = super().clean() or {}
        for name in ("available", "submission"):
            start, end = cleaned.get(f"{name}_start"), cleaned.get(f"{name}_end")
            if start and end and end <= start:
                self.add_error(f"{name}_end", _("The end has to be after the beginning."))
        if cleaned.get("graded") and "points" in cleaned and cleaned["points"] is None:
            self.add_error("points", _("A graded module needs a number of points."))
        return cleaned

    def wish(self) -> Wish:
        """The options as chosen, or the defaults where none were sent. Needs is_sound()."""
        chosen = self.cleaned_data if self.is_bound else self.initial
        graded = chosen.get("graded") and "graded" in self.fields
        return Wish(
            module=self.module,
            title=chosen["title"],
            points=chosen["points"] if graded else None,
            target=chosen.get("target", ""),
            available=Period(chosen.get("available_start"), chosen.get("available_end")),
            submission=Period(chosen.get("submission_start"), chosen.get("submission_end")),
        )

    def is_sound(self) -> bool:
        """Whether `wish` may be asked: sent and valid, or not sent."""
        return not self.is_bound or self.is_valid()

    def _limit_to(self, settings: DeepLinkingSettings) -> None:
        """Ask for nothing that the platform has said it does not take."""
        if not takes_grades(settings):
            del self.fields["graded"], self.fields["points"]
        offered = targets(settings)
        if len(offered) < 2:
            del self.fields["target"]
            return
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # as declared above
        names = [(name, _TARGET_NAMES[name]) for name in offered]
        field.choices = [("", _("As your platform does")), *names]


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The time zone that the browser named; UTC where it named none that exists."""
    return zoneinfo.ZoneInfo(name if name in _zones() else "UTC")


def in_zone(name: str) -> timezone.override:
    """Read and show times as the trainer's clock has them."""
    return timezone.override(zone_of(name))


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _title(module: Module, settings: DeepLinkingSettings) -> str:
    """DL 4.4.1: the platform's own suggestion counts where it takes one item only."""
    title = str(module.local_title)
    return title if settings.accept_multiple else settings.title or title
