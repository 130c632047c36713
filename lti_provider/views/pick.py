"""The picker: a trainer chooses modules for a course of the LMS (Deep Linking 2.0).

Every step is a form that posts the launch token in its body, so that the page works without
JavaScript and the token stands in no address.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses import catalogue
from courses.own_pages import only_from_own_pages
from courses.services.attempts import NothingReleased
from lti_provider import presentation, refusals
from lti_provider.claims import DeepLinkingSettings
from lti_provider.deep_linking import RESOURCE_LINK, Answer, takes_modules
from lti_provider.keys import KeysRefused
from lti_provider.models import LaunchSession
from lti_provider.refusals import LaunchRefused
from lti_provider.services import picking
from lti_provider.services.launching import (
    find_session,
    frame_origins,
    open_player,
    session_over,
)
from lti_provider.views.pages import hand_over_page, private_page, refusal_page
from lti_provider.views.pick_forms import in_zone
from lti_provider.views.pick_page import MOST_CHOSEN, chosen_ids, find_chosen, page_context


@dataclass(frozen=True, slots=True)
class _Choosing:
    """One request of a trainer who chooses."""

    request: HttpRequest
    session: LaunchSession
    settings: DeepLinkingSettings

    @property
    def origins(self) -> tuple[str, ...]:
        return frame_origins(self.session.platform_user.platform)


class _NotYet(Exception):
    """The choice cannot be sent as it is; the message tells the trainer why."""


@csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
@require_POST
@only_from_own_pages
def pick(request: HttpRequest) -> HttpResponse:
    """Show the catalogue, or send the platform what was chosen."""
    choosing = _choosing(request)
    if choosing is None:
        return refusal_page(request, session_over(request.POST.get("launch_token", "")))
    with _as_the_trainer_reads(choosing):
        try:
            return _step(choosing)
        except KeysRefused as missing:
            return refusal_page(request, _cannot_sign(str(missing)), choosing.origins)


@csrf_exempt  # as above
@require_POST
@only_from_own_pages
def look_inside(request: HttpRequest) -> HttpResponse:
    """Open a preview attempt of one module in the player."""
    choosing = _choosing(request)
    if choosing is None:
        return refusal_page(request, session_over(request.POST.get("launch_token", "")))
    session = choosing.session
    platform, learner = session.platform_user.platform, session.platform_user.learner
    ids, _malformed = chosen_ids(request.POST, "look")
    found = catalogue.find_modules(platform.academy_id, picking.today(), ids[:1])
    try:
        if not found:
            raise refusals.module_gone("not_entitled")
        session.attempt = picking.open_preview(learner, found[0])
        url, ticket = open_player(session, platform)
    except NothingReleased:
        return _refused(choosing, refusals.module_gone("nothing_released"))
    except LaunchRefused as refused:
        return _refused(choosing, refused)
    return hand_over_page(
        request,
        url=url,
        field="ticket",
        value=ticket,
        origins=choosing.origins,
        locale=session.locale,
    )


def _choosing(request: HttpRequest) -> _Choosing | None:
    """The live session of a trainer who came to choose, or None."""
    session = find_session(request.POST.get("launch_token", ""))
    settings = picking.settings_of(session)
    if session is None or settings is None:
        return None
    return _Choosing(request, session, settings)


def _refused(choosing: _Choosing, refused: LaunchRefused) -> HttpResponse:
    with _as_the_trainer_reads(choosing):
        return refusal_page(choosing.request, refused, choosing.origins)


def _as_the_trainer_reads(choosing: _Choosing) -> translation.override:
    academy = choosing.session.platform_user.platform.academy
    return translation.override(presentation.language(choosing.session.locale, academy.language))


def _step(choosing: _Choosing) -> HttpResponse:
    posted = choosing.request.POST
    if not takes_modules(choosing.settings):
        return _send(choosing, _nothing_to_give(), failed=True)
    if posted.get("do") == "cancel":
        return _send(choosing, Answer(msg=_("No module was added."), log="cancelled"))
    field = _chosen_field(choosing)
    with in_zone(posted.get("time_zone", "")):
        if field:
            try:
                return _send_chosen(choosing, field)
            except _NotYet as why:
                return _show(choosing, str(why))
        return _show(choosing)


def _chosen_field(choosing: _Choosing) -> str:
    """The field whose modules are to be sent: of one module's own button, or of the boxes."""
    posted = choosing.request.POST
    if "one" in posted:
        return "one"
    return "module" if posted.get("do") == "add" else ""


def _show(choosing: _Choosing, problem: str = "") -> HttpResponse:
    context = page_context(choosing.session, choosing.settings, choosing.request.POST, problem)
    template = "lti_provider/pick/page.html"
    response = private_page(choosing.request, template, context, choosing.origins)
    response.status_code = 422 if problem else 200
    return response


def _send_chosen(choosing: _Choosing, field: str) -> HttpResponse:
    """Raises _NotYet. What the academy may open is asked again here: it may have changed."""
    session, settings, posted = choosing.session, choosing.settings, choosing.request.POST
    number = len(posted.getlist(field))
    if not number:
        raise _NotYet(_("Choose at least one module."))
    if number > 1 and not settings.accept_multiple:
        raise _NotYet(_("Your learning platform takes one module at a time."))
    if number > MOST_CHOSEN:
        raise _NotYet(_too_many(MOST_CHOSEN))
    chosen = find_chosen(session, settings, posted, field)
    if chosen.missing:
        raise _NotYet(_("A module that you chose is no longer open to your academy. Choose again."))
    if not all(form.is_sound() for form in chosen.forms):
        raise _NotYet(_("Some options need your attention. They are marked below."))
    wishes = [form.wish() for form in chosen.forms]
    return _post_back(choosing, picking.answer_with(session, settings, wishes))


def _too_many(most: int) -> str:
    said = ngettext(
        "Choose at most %(most)d module at a time.",
        "Choose at most %(most)d modules at a time.",
        most,
    )
    return said % {"most": most}


def _send(choosing: _Choosing, answer: Answer, *, failed: bool = False) -> HttpResponse:
    token = picking.sign_answer(choosing.session, choosing.settings, answer)
    return _post_back(choosing, token, answer.errormsg if failed else "")


def _post_back(choosing: _Choosing, token: str, said: str = "") -> HttpResponse:
    """A page that posts the answer to the platform by itself (DL 4.5, form parameter JWT)."""
    url = choosing.settings.return_url
    context: dict[str, object] = {"url": url, "token": token, "said": said}
    return private_page(
        choosing.request, "lti_provider/pick/answer.html", context, choosing.origins, posts_to=url
    )


def _nothing_to_give() -> Answer:
    return Answer(
        errormsg=_(
            "There is nothing to choose here: your learning platform asked for content of "
            "another kind than modules."
        ),
        errorlog=f"accept_types does not contain {RESOURCE_LINK}",
    )


def _cannot_sign(detail: str) -> LaunchRefused:
    return LaunchRefused(
        "no_signing_key",
        what=_("Your choice cannot be sent to your learning platform."),
        why=_("This service cannot sign messages at the moment."),
        to_do=_("Try again later. If it stays like this, tell us the number below."),
        status=503,
        detail=detail,
    )
