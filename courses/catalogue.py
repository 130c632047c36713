"""The catalogue as one academy sees it: modules it may open today, searched and filtered."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Course, Edition, Module
from courses.selectors import is_open, open_courses

MOST_WORDS = 8
# Where a word of the search may stand.
_SEARCHED = (
    "title",
    "other_titles",
    "description",
    "course__title",
    "course__description",
    "course__subject",
    "course__audience",
    "course__keywords",
)
# Upper bounds in minutes of what a trainer can ask for; the last has none.
DURATIONS: dict[str, tuple[int | None, int | None]] = {
    "15": (None, 15),
    "30": (16, 30),
    "60": (31, 60),
    "longer": (61, None),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a trainer looks for; "" leaves a filter open. `duration` is a key of DURATIONS."""

    words: str = ""
    subject: str = ""
    audience: str = ""
    language: str = ""
    level: str = ""
    duration: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words narrows the catalogue."""
        return any((self.subject, self.audience, self.language, self.level, self.duration))


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that occur in the courses an academy may open, sorted, without ""."""

    subjects: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)


def open_modules(academy_id: int, day: dt.date) -> QuerySet[Module]:
    """Modules with a released edition in courses that the academy may open on `day`.

    With their courses loaded, by course and place in it.
    """
    released = Edition.objects.filter(module=OuterRef("pk"), status=Edition.Status.RELEASED)
    return (
        Module.objects.filter(is_open(academy_id, day, "course_id"), Exists(released))
        .select_related("course")
        .order_by("course__title", "course_id", "position", "pk")
    )


def search(academy_id: int, day: dt.date, wanted: Wanted) -> QuerySet[Module]:
    """The open modules that have every word somewhere and pass every filter."""
    found = open_modules(academy_id, day)
    for word in wanted.words.split()[:MOST_WORDS]:
        found = found.filter(_anywhere(word))
    for name in ("subject", "audience", "language", "level"):
        value = getattr(wanted, name)
        if value:
            found = found.filter(**{f"course__{name}": value})
    return _lasting(found, wanted.duration)


def find_modules(academy_id: int, day: dt.date, ids: Sequence[uuid.UUID]) -> list[Module]:
    """Those of the public `ids` that are open today, in the order asked for; the rest is absent."""
    by_id = {m.public_id: m for m in open_modules(academy_id, day).filter(public_id__in=ids)}
    return [by_id[one] for one in dict.fromkeys(ids) if one in by_id]


def choices(academy_id: int, day: dt.date) -> Choices:
    """What can be filtered by: one query, whatever the number of courses."""
    rows = list(
        open_courses(academy_id, day)
        .order_by()
        .values_list("subject", "audience", "language", "level")
        .distinct()
    )
    levels = {row[3] for row in rows}
    return Choices(
        subjects=_sorted(row[0] for row in rows),
        audiences=_sorted(row[1] for row in rows),
        languages=_sorted(row[2] for row in rows),
        levels=[level for level in Course.Level.values if level in levels],
    )


def _anywhere(word: str) -> Q:
    """SQLite folds the case of ASCII letters only, so that "École" has to be asked for, too."""
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    condition = Q()
    for place in _SEARCHED:
        for spelling in spellings:
            condition |= Q(**{f"{place}__icontains": spelling})
    return condition


def _lasting(modules: QuerySet[Module], duration: str) -> QuerySet[Module]:
    shortest, longest = DURATIONS.get(duration, (None, None))
    if shortest is not None:
        modules = modules.filter(duration_minutes__gte=shortest)
    if longest is not None:
        modules = modules.filter(duration_minutes__lte=longest)
    return modules


def _sorted(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value}, key=str.casefold)
