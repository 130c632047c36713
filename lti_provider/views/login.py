"""Login initiation: the platform says that somebody is coming (security framework 5.1.1.1)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lti_provider import cookies
from lti_provider.refusals import LaunchRefused
from lti_provider.services.launching import frame_origins
from lti_provider.services.logins import begin_login
from lti_provider.views.pages import private_page, refusal_page

_PASSED_ON = (
    "iss",
    "login_hint",
    "target_link_uri",
    "client_id",
    "lti_message_hint",
    "lti_deployment_id",
)
_STORAGE = "lti_storage_target"


@csrf_exempt  # it comes from another site by design; the state protects what follows
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Answer with state and nonce, bound to this browser, and go on to the platform."""
    sent = request.POST if request.method == "POST" else request.GET
    parameters = {name: sent[name] for name in _PASSED_ON if name in sent}
    try:
        begun = begin_login({**parameters, _STORAGE: sent.get(_STORAGE, "")})
    except LaunchRefused as refused:
        return refusal_page(request, refused)
    # Not a redirect: the page keeps the secret in the browser's storage too, and where neither
    # cookies nor storage are allowed it offers a new window before the platform's one-shot hint
    # is spent.
    context = {"login": begun, "parameters": parameters}
    origins = frame_origins(begun.platform)
    response = private_page(request, "lti_provider/login.html", context, origins)
    cookies.set_binding(response, begun.state, begun.secret)
    return response
