"""What the picker shows: the modules found, those chosen, and the state of the whole form."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from courses import catalogue
from courses.models import Module
from lti_provider.claims import DeepLinkingSettings
from lti_provider.models import LaunchSession
from lti_provider.services.picking import thumbnail_path, today
from lti_provider.views.pick_forms import CatalogueForm, OptionsForm, language_name, zone_of

PAGE_SIZE = 12
# In one answer: more would be a mistake, and make a form that no platform takes.
MOST_CHOSEN = 50


@dataclass(frozen=True, slots=True)
class Card:
    """One module as it is shown."""

    module: Module
    options: OptionsForm
    is_chosen: bool
    text: str
    picture: str
    language: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The modules that a form names: those open to the academy, and how many are not."""

    forms: list[OptionsForm]
    missing: int


def chosen_ids(posted: QueryDict, field: str = "module") -> tuple[list[uuid.UUID], int]:
    """The public ids in a field without repetition, and how many values were no ids."""
    ids: dict[uuid.UUID, None] = {}
    malformed = 0
    for text in posted.getlist(field):
        try:
            ids[uuid.UUID(text)] = None
        except ValueError:
            malformed += 1
    return list(ids), malformed


def find_chosen(
    session: LaunchSession, settings: DeepLinkingSettings, posted: QueryDict, field: str
) -> Chosen:
    """What `field` names, judged by what the academy may open now."""
    ids, malformed = chosen_ids(posted, field)
    academy = session.platform_user.platform.academy_id
    found = catalogue.find_modules(academy, today(), ids[:MOST_CHOSEN])
    forms = [OptionsForm(module, settings, posted) for module in found]
    return Chosen(forms, missing=malformed + len(ids) - len(found))


def page_context(
    session: LaunchSession,
    settings: DeepLinkingSettings,
    posted: QueryDict,
    problem: str | Promise = "",
) -> dict[str, object]:
    """Everything that the template shows. At most four queries, whatever the catalogue's size."""
    academy, day = session.platform_user.platform.academy_id, today()
    form = CatalogueForm(posted, catalogue.choices(academy, day))
    page = _page(catalogue.search(academy, day, form.wanted()), posted)
    ids = set(chosen_ids(posted)[0][:MOST_CHOSEN]) if settings.accept_multiple else set()
    shown = list(page.object_list)
    elsewhere = ids - {module.public_id for module in shown}
    others = catalogue.find_modules(academy, day, list(elsewhere)) if elsewhere else []
    return {
        "session": session,
        "settings": settings,
        "launch_token": posted.get("launch_token", ""),
        "time_zone": zone_of(posted.get("time_zone", "")).key,
        "form": form,
        "page": page,
        "cards": _cards(shown, ids, settings, posted),
        "others": _cards(others, ids, settings, posted),
        "count": found_label(page.paginator.count),
        "problem": problem,
        "add_label": add_label(len(others) + sum(m.public_id in ids for m in shown)),
        "add_labels": [add_label(number) for number in range(MOST_CHOSEN + 1)],
    }


def found_label(count: int) -> str:
    return ngettext("%(count)d module found", "%(count)d modules found", count) % {"count": count}


def add_label(count: int) -> str:
    if not count:
        return gettext("Add modules")
    return ngettext("Add %(count)d module", "Add %(count)d modules", count) % {"count": count}


def _page(found: object, posted: QueryDict) -> Page[Module]:
    """The page asked for; a new search begins at the first, an error stays where it was."""
    number = posted.get("page") or ("1" if posted.get("do") == "search" else posted.get("on_page"))
    paginator: Paginator[Module] = Paginator(found, PAGE_SIZE)  # type: ignore[arg-type]
    return paginator.get_page(number)


def _cards(
    modules: Iterable[Module],
    ids: set[uuid.UUID],
    settings: DeepLinkingSettings,
    posted: QueryDict,
) -> list[Card]:
    return [
        Card(
            module=module,
            options=OptionsForm(module, settings, posted),
            is_chosen=module.public_id in ids,
            text=module.description or module.course.description,
            picture=thumbnail_path(module.course.subject),
            language=language_name(module.course.language),
        )
        for module in modules
    ]
