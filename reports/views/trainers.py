"""Pages about a class: for the trainer of the launch, about the launch's own activity only."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from academies.models import Learner
from courses.own_pages import only_from_own_pages
from lti_provider.models import LaunchSession, Platform, ResourceLink
from lti_provider.services.launching import find_session, frame_origins, session_over
from lti_provider.views.pages import private_page, refusal_page
from reports.people import learner_of, name_of


@dataclass(frozen=True, slots=True)
class Visit:
    """A trainer in front of the class of one activity; token: the page's launch token."""

    session: LaunchSession
    link: ResourceLink
    token: str

    @property
    def platform(self) -> Platform:
        return self.session.platform_user.platform

    @property
    def keeps_names(self) -> bool:
        return self.platform.academy.keeps_names

    def chosen(self, request: HttpRequest) -> Learner | None:
        """The learner of the class that the page has named."""
        return learner_of(self.link, request.POST.get("learner", ""))

    def name(self, learner: Learner) -> str:
        """What the learner is called on the page."""
        return name_of(self.link, learner, keeps_names=self.keeps_names)

    def page(self, request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
        """The page, framed by the trainer's platform only."""
        given = {
            "session": self.session,
            "module": self.link.offering.module,
            "launch_token": self.token,
            "keeps_names": self.keeps_names,
            **context,
        }
        return private_page(request, template, given, frame_origins(self.platform))


Show = Callable[[HttpRequest, Visit], HttpResponseBase]


def for_trainers(show: Show) -> Callable[[HttpRequest], HttpResponseBase]:
    """`show` as a view: it takes a POST of a trainer's launch token, from a page of ours.

    Anybody else, and a trainer whose time is over, is refused; so nothing but the token's own
    activity is ever asked about.
    """

    @csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
    @require_POST
    @only_from_own_pages
    @wraps(show)
    def view(request: HttpRequest) -> HttpResponse:
        token = request.POST.get("launch_token", "")
        session = find_session(token)
        link = session.resource_link if session and session.is_trainer else None
        if session is None or link is None:
            return refusal_page(request, session_over(token))
        with translation.override(session.locale or translation.get_language()):
            return show(request, Visit(session, link, token))  # type: ignore[return-value]

    return view
