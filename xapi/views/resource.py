"""What every resource does: version, authentication, methods, errors, CORS."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from xapi.auth import recognise
from xapi.cmi5.terms import Broken
from xapi.models import Session
from xapi.problems import NotAllowed, NotWithThisMethod, Problem
from xapi.selectors import settled
from xapi.spec import strict_json
from xapi.spec.refused import Refused
from xapi.spec.types import written
from xapi.spec.versions import answered_version, own_version
from xapi.views.call import Call, read_body, read_call

log = structlog.get_logger(__name__)
Handler = Callable[[Call], HttpResponseBase]
# Any page may ask: only the Authorization header counts, there are no cookies here.
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Last-Modified, Content-Length, X-Experience-API-Version, "
        "X-Experience-API-Consistent-Through, X-Request-ID"
    ),
}
_THROUGH = "X-Experience-API-Consistent-Through"
# A form of somebody's page can have the browser show a document here, in whatever media type it
# was stored (Communication 1.3): it may show, and act as none of our pages.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, PUT, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, Content-Length, If-Match, If-None-Match, Accept-Language, "
        "X-Experience-API-Version, X-Experience-API-Hash"
    ),
    "Access-Control-Max-Age": "86400",
}


def json_answer(value: object, status: int = 200) -> HttpResponse:
    # JSON is UTF-8 (RFC 8259 8.1); of a text Django would look for the charset in its media type.
    body = strict_json.write(value).encode()
    return HttpResponse(body, status=status, content_type="application/json")


def _refusal(error: Problem | Refused | Broken) -> HttpResponse:
    if isinstance(error, Refused):
        return json_answer({"error": error.why, "path": error.path}, 400)
    if isinstance(error, Broken):
        told = {"error": error.why, "path": error.path, "clause": f"cmi5 {error.clause}"}
        # As every LMS that CATAPULT tests: the credential may not store such a statement.
        return json_answer(told, 403)
    answer = json_answer({"error": str(error)}, error.status)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    if isinstance(error, NotWithThisMethod):
        answer.headers["Allow"] = error.allowed
    return answer


def resource(
    handlers: Mapping[str, Handler],
    *,
    of_sessions: Mapping[str, Handler] = MappingProxyType({}),
    public: bool = False,
    consistent: bool = False,
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A Django view of one resource. GET answers HEAD too.

    `of_sessions`: the handlers for the session of an AU, which may do nothing else. `public`:
    needs no credential. `consistent`: every answer, a refusal too, says through which moment what
    was stored can be read (Communication 2.1.3).
    """

    def view(request: HttpRequest) -> HttpResponseBase:
        through = settled()
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204, headers=_PREFLIGHT)
        else:
            response = _answer(request, handlers, of_sessions, public)
        stated = request.META.get("HTTP_X_EXPERIENCE_API_VERSION", "")
        version = own_version(stated, settings.XAPI_UNSTATED_VERSION)
        response.headers["X-Experience-API-Version"] = version
        if consistent and _THROUGH not in response.headers:
            response.headers[_THROUGH] = written(through)
        response.headers["Content-Security-Policy"] = POLICY
        # What has a Last-Modified and says nothing else, browsers give again without asking (RFC
        # 9111 4.2.2), to whichever credential: to another learner, and to an AU whose reading of
        # the preferences is waited for (cmi5 11).
        response.headers["Cache-Control"] = "no-store"
        for name, value in _CORS.items():
            response.headers[name] = value
        return response

    # The credential is in a header that no other page's form can send.
    return csrf_exempt(view)


def _answer(
    request: HttpRequest,
    handlers: Mapping[str, Handler],
    of_sessions: Mapping[str, Handler],
    public: bool,
) -> HttpResponseBase:
    try:
        call = read_call(request)
        if not public:
            _recognise(call, request)
        response = _handler(call, handlers, of_sessions)(call)
    except (Problem, Refused, Broken) as error:
        clause = error.clause if isinstance(error, Broken) else ""
        log.info("xapi_refused", kind=type(error).__name__, clause=clause, path=request.path)
        return _refusal(error)
    return _head_of(response) if call.method == "HEAD" else response


def _head_of(response: HttpResponseBase) -> HttpResponse:
    """The same without its body, of which nothing is loaded where it would have been streamed."""
    headers = dict(response.headers)
    if isinstance(response, HttpResponse):
        headers["Content-Length"] = str(len(response.content))
    return HttpResponse(status=response.status_code, headers=headers)


def _handler(
    call: Call, handlers: Mapping[str, Handler], of_sessions: Mapping[str, Handler]
) -> Handler:
    method = "GET" if call.method == "HEAD" else call.method
    if method not in handlers:
        allowed = [*handlers, *(["HEAD"] if "GET" in handlers else []), "OPTIONS"]
        raise NotWithThisMethod(f"This resource does not take {call.method}.", allowed)
    if not call.is_of_a_session:
        return handlers[method]
    if method not in of_sessions:
        raise NotAllowed(f"The session of a module may not use {call.method} here.")
    return of_sessions[method]


def _recognise(call: Call, request: HttpRequest) -> None:
    """Version and credential first; a body only from who has one."""
    call.version = answered_version(call.headers.get("x-experience-api-version"))
    speaker = recognise(call.headers.get("authorization", ""))
    if isinstance(speaker, Session):
        call.session = speaker
    else:
        call.credential = speaker
    if not call.alternate:
        call.body = read_body(request)
