"""The launch: the platform's answer arrives by the browser (security framework 5.1.1.3)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.own_pages import is_posted_from_elsewhere
from lti_provider import cookies, refusals, tasks
from lti_provider.models import LaunchState
from lti_provider.refusals import LaunchRefused
from lti_provider.services import rosters
from lti_provider.services.launching import Arrival, arrive, frame_origins, open_for_learning
from lti_provider.services.logins import spend_login, storage_origin
from lti_provider.services.status import note_refused_launch
from lti_provider.views.pages import check_page, hand_over_page, refusal_page

_LONGEST_STATE = 64
# As `check.js` says that this browser holds no secret.
_NONE = "none"


@csrf_exempt  # posted by the platform's page; state and binding are the protection
@require_http_methods(["GET", "POST"])
def launch(request: HttpRequest) -> HttpResponse:
    """Let the person in and hand over to the player, or say why not."""
    try:
        state, id_token = _answer(request)
    except LaunchRefused as refused:
        return refusal_page(request, refused, _origins(request.POST.get("state", "")))
    secret = _secret(request, state)
    if not secret:
        return _check(request, state, id_token)
    response = _arrive(request, state, secret, id_token)
    cookies.drop_binding(response, state)
    return response


def _answer(request: HttpRequest) -> tuple[str, str]:
    """State and id_token of the form. Raises LaunchRefused for anything else that comes here."""
    if request.method == "GET":
        # Moodle asks the activity's address when a teacher saves it, and people bookmark it.
        raise _opened_directly()
    state, id_token = request.POST.get("state", ""), request.POST.get("id_token", "")
    if "error" in request.POST:
        # OIDC core 3.1.2.6: for instance login_required, when the LMS session has ended.
        raise refusals.stale_login("platform_error", request.POST["error"][:60])
    if id_token and not state:
        raise _mobile_app()
    if not id_token or not _may_be_ours(state):
        raise refusals.not_understood("state or id_token is missing")
    return state, id_token


def _secret(request: HttpRequest, state: str) -> str:
    """What binds the login to this browser: what our own page found in it, or the cookie.

    Whoever began the login has the secret too. A stranger who posted it with an answer of theirs
    would have this browser come in as the stranger, so the page that posts it has to be ours.
    """
    found = request.POST.get("binding", "")
    if found and is_posted_from_elsewhere(request):
        return _NONE
    return found or cookies.read_binding(request, state)


def _arrive(request: HttpRequest, state: str, secret: str, id_token: str) -> HttpResponse:
    try:
        spent = spend_login(state, secret)
    except LaunchRefused as refused:
        # Back and reload in the frame come here, where no page at all would help nobody.
        return refusal_page(request, refused, _origins(state))
    origins = frame_origins(spent.platform)
    try:
        arrival = arrive(spent, id_token)
        _ring_for_class_list(arrival)
        if arrival.wants_notices:
            tasks.ring_notices(arrival.platform.pk)
        return _hand_over(request, arrival, origins)
    except LaunchRefused as refused:
        note_refused_launch(spent.platform, refused)
        return refusal_page(request, refused, origins)


def _ring_for_class_list(arrival: Arrival) -> None:
    """A trainer will want to see who is missing."""
    context = arrival.session.context if arrival.session.is_trainer else None
    if context is not None and rosters.is_due(context, timezone.now()):
        tasks.ring_roster(context.pk)


def _hand_over(request: HttpRequest, arrival: Arrival, origins: tuple[str, ...]) -> HttpResponse:
    if arrival.session.attempt is None:
        url, field, value = reverse(arrival.landing), "launch_token", arrival.token
    else:
        url, value = open_for_learning(arrival)
        field = "ticket"
    return hand_over_page(
        request, url=url, field=field, value=value, origins=origins, locale=arrival.session.locale
    )


def _check(request: HttpRequest, state: str, id_token: str) -> HttpResponse:
    """The platform of the login may frame the page and keep its secret; neither needs a proof."""
    row = _login(state)
    origins = frame_origins(row.platform) if row else ()
    storage = (row.storage_target, storage_origin(row.platform)) if row else ("", "")
    return check_page(request, state=state, id_token=id_token, origins=origins, storage=storage)


def _origins(state: str) -> tuple[str, ...]:
    """Who may frame a refusal: the platform of the login, also of one that is over."""
    row = _login(state)
    return frame_origins(row.platform) if row else ()


def _login(state: str) -> LaunchState | None:
    if not _may_be_ours(state):
        return None
    return LaunchState.objects.select_related("platform").filter(state=state).first()


def _may_be_ours(state: str) -> bool:
    """Nothing else is asked of a database: PostgreSQL takes no NUL."""
    return 0 < len(state) <= _LONGEST_STATE and state.isprintable()


def _opened_directly() -> LaunchRefused:
    return LaunchRefused(
        "opened_directly",
        what=_("This page opens from your learning platform only."),
        why=_("It has to say who you are and which module you want."),
        to_do=refusals.AGAIN_FROM_LMS,
        status=405,
    )


def _mobile_app() -> LaunchRefused:
    return LaunchRefused(
        "no_state",
        what=_("Please open this activity in a browser."),
        why=_("The app you are using cannot sign you in to this module safely."),
        to_do=_(
            "Open your learning platform in the device's browser and start the activity there."
        ),
    )
