"""One call, whichever way it came in: plainly, or by the alternate request syntax."""

from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest
from django.http.request import HttpHeaders

from xapi.models import Credential, Session
from xapi.problems import Encoded, NoLength, Problem, TooLarge
from xapi.spec.refused import Refused

# Communication 1.3: these form parameters are headers.
HEADERS = (
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
)
# Those that are read, by their names in a WSGI environment: `request.headers` would sort out all.
_READ = {name: HttpHeaders.to_wsgi_name(name) for name in (*HEADERS, "accept-language")}
METHODS = ("GET", "PUT", "POST", "DELETE")
LARGEST_FORM = 1_048_576
_BROKEN_OFF = "The body broke off before its end. Send it again."


class Readable(Protocol):
    """A body that is read up to so many bytes at once."""

    def read(self, size: int, /) -> bytes: ...


@dataclass
class Call:
    """What a resource is asked. Header names are in lower case, and only those that are read."""

    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    version: str = "1.0.3"
    alternate: bool = False
    _credential: Credential | None = field(default=None)
    _session: Session | None = field(default=None)

    @property
    def credential(self) -> Credential:
        if self._credential is None:
            raise RuntimeError("the call was not authenticated")
        return self._credential

    @credential.setter
    def credential(self, credential: Credential) -> None:
        self._credential = credential

    @property
    def session(self) -> Session:
        """The session that asks, where it is none of an academy's systems."""
        if self._session is None:
            raise RuntimeError("the call is not a session's")
        return self._session

    @session.setter
    def session(self, session: Session) -> None:
        self._session = session

    @property
    def is_of_a_session(self) -> bool:
        return self._session is not None

    @property
    def academy_id(self) -> int:
        """The tenant: the credential's or the learner's, whatever else the request says."""
        if self._session is not None:
            return self._session.registration.attempt.learner.academy_id
        return self.credential.academy_id

    def allow_only(self, *names: str) -> None:
        """Communication 2.1.3 and others: an unknown parameter is a refusal."""
        unknown = sorted(set(self.parameters) - set(names))
        if unknown:
            raise Problem(f"This resource has no parameter {unknown[0][:80]!r} (case matters).")


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("a parameter is there twice")
    if any("\0" in value for value in found.values()):
        raise Refused("a parameter contains the character NUL")
    return found


def _parsed(text: str) -> dict[str, str]:
    try:
        return _once(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100))
    except UnicodeDecodeError as broken:
        raise Refused("a parameter is not UTF-8") from broken
    except ValueError as broken:
        if isinstance(broken, Refused):
            raise
        raise Refused("there are too many parameters") from broken


def read_body(request: HttpRequest, largest: int | None = None) -> bytes:
    """The whole body, however it is framed. Raises TooLarge, NoLength, Encoded, and Problem for one
    that broke off. `largest`: XAPI_MAX_REQUEST_BYTES where nothing else is said."""
    largest = settings.XAPI_MAX_REQUEST_BYTES if largest is None else largest
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise Encoded("Send the body as it is, without a Content-Encoding.")
    try:
        body = _stream_of(request).read(largest + 1)
    except OSError as broken:
        raise Problem(_BROKEN_OFF) from broken
    if len(body) > largest:
        raise TooLarge(f"A request holds at most {largest} bytes.")
    if len(body) < _stated_length(request):
        # A part of a document would be stored as if it were all of it.
        raise Problem(_BROKEN_OFF)
    return body


def _stream_of(request: HttpRequest) -> Readable:
    """A body in chunks states no length (RFC 9112 7.1), which Django takes for no body at all."""
    if "chunked" not in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return request
    if not request.META.get("wsgi.input_terminated"):
        raise NoLength("Send the length of the body in Content-Length: this server needs it.")
    stream: Readable = request.META["wsgi.input"]
    return stream


def _stated_length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def read_call(request: HttpRequest) -> Call:
    """The call of a request, without its body, which nobody sends before they are recognised.

    The alternate syntax has the credential in the body: there it is read. Raises Refused or a
    Problem.
    """
    call = Call(
        method=str(request.method),
        path=request.path,
        parameters=_parsed(request.META.get("QUERY_STRING", "")),
        headers={name: request.META[key] for name, key in _READ.items() if key in request.META},
    )
    return _alternate(call, request) if "method" in call.parameters else call


def _alternate(call: Call, request: HttpRequest) -> Call:
    """Communication 1.3: a POST that stands for another method. 2.0 has it no more."""
    if call.method != "POST" or set(call.parameters) != {"method"}:
        raise Problem("The alternate syntax is a POST with the one query parameter `method`.")
    method = call.parameters["method"]
    if method not in METHODS:
        raise Problem(f"{method[:20]!r} is no method of this store.")
    # Whoever sends it is not recognised yet, and taking a form apart costs a multiple of its size.
    largest = min(LARGEST_FORM, settings.XAPI_MAX_REQUEST_BYTES)
    headers, parameters, content = _sorted_out(call, read_body(request, largest))
    if headers.get("x-experience-api-version", "").strip().startswith("2."):
        raise Problem("xAPI 2.0 has no alternate request syntax.")
    if method in {"PUT", "POST"} and content is None:
        raise Problem("The form has no field `content`.")
    body = (content or "").encode()
    return Call(method, call.path, parameters, headers, body, alternate=True)


def _sorted_out(call: Call, body: bytes) -> tuple[dict[str, str], dict[str, str], str | None]:
    """The headers, parameters and content that the form fields stand for."""
    try:
        form = _parsed(body.decode("utf-8"))
    except UnicodeDecodeError as broken:
        raise Refused("the form is not UTF-8") from broken
    content = form.pop("content", None)
    given = {name.lower(): value for name, value in form.items() if name.lower() in HEADERS}
    parameters = {name: value for name, value in form.items() if name.lower() not in HEADERS}
    if any(not value.isprintable() for value in given.values()):
        raise Refused("a header in the form contains a control character")
    return {**call.headers, "content-type": "application/json", **given}, parameters, content
