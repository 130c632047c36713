"""Requests to systems of academies. Every one of them is a stranger.

Over https only (unless `settings.ALLOW_INSECURE_PLATFORMS`), never following a redirect, never
keeping a cookie, never waiting or reading without a limit, and never to an address inside a network
that is not allowed (`addresses.py`; checked on the address that is really connected to).
"""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from django.conf import settings
from requests.auth import AuthBase

from academies.outbound.addresses import AddressNotAllowed, check_literal
from academies.outbound.pinning import PinnedAdapter
from academies.outbound.watch import OutOfTime, at_most

LARGEST_ANSWER = 1_048_576
_CHUNK = 16_384
# Bytes a second that a large body may be sent with.
_SLOWEST = 262_144
# RFC 3986, 2: printable ASCII. Without the backslash, which parsers take for different things.
_URL = re.compile(r"[!-\[\]-~]+")
# A name (international ones as punycode) or an IP address; no escapes, no IPv6 zone.
_HOST = re.compile(r"[A-Za-z0-9._:-]+")
_LOCAL = threading.local()


class HttpFailed(Exception):
    """No usable answer came; the message says why, without secrets or anybody's data."""


class AddressRefused(HttpFailed):
    """We do not send anything to such an address: asking again will not help."""


class NoAnswer(HttpFailed):
    """It did not answer, or not in full: it may do so later."""


class NotJson(HttpFailed):
    """The answer is no JSON: a login or maintenance page, most of the time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response of any status. headers: names in lower case; body: at most the limit."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises NotJson."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as broken:
            raise NotJson(f"the answer ({self.status}) is no JSON") from broken


class _Authorization(AuthBase):
    """One Authorization header (RFC 9110, 11.6.2), or no credentials at all.

    Without an explicit choice, requests sends what the operator's `.netrc` has for the host.
    """

    def __init__(self, value: str) -> None:
        self.value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.value:
            request.headers["Authorization"] = self.value
        return request


def fetch_json(url: str) -> Any:
    """GET a JSON document. Raises HttpFailed, also for any status but 200."""
    answer = send("GET", url, headers={"Accept": "application/json"})
    if answer.status != 200:
        raise NoAnswer(f"the answer is {answer.status} instead of a document")
    return answer.json()


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | Mapping[str, str] | None = None,
    bearer: str = "",
    authorization: str = "",
    largest: int = LARGEST_ANSWER,
) -> Answer:
    """Send one request; a mapping as `body` is sent as a form. A redirect is an answer like any.

    bearer: a token (RFC 6750, 2.1); authorization: or a whole Authorization header.
    Raises AddressRefused, NoAnswer.
    """
    check_address(url)
    connect, read = settings.LTI_HTTP_TIMEOUT_SECONDS
    size = len(body) if isinstance(body, bytes) else 0
    try:
        with (
            at_most(connect + read + size / _SLOWEST),
            _session().request(
                method,
                url,
                headers=dict(headers),
                data=body,
                auth=_Authorization(f"Bearer {bearer}" if bearer else authorization),
                timeout=(connect, read),
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            content = _read(response, largest)
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, names, content)
    except OutOfTime as late:
        raise NoAnswer("it did not answer in time") from late
    except AddressNotAllowed as inside:
        raise AddressRefused(f"the address is not allowed: {inside}") from inside
    except (requests.exceptions.InvalidURL, UnicodeError) as refused:
        raise AddressRefused("the address is malformed") from refused
    except (requests.RequestException, urllib3.exceptions.HTTPError) as failed:
        raise NoAnswer(_why(failed)) from failed


def check_address(url: str) -> None:
    """Raise AddressRefused unless `url` is one that we may send a token to."""
    if not _URL.fullmatch(url):
        raise AddressRefused("the address is malformed")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as malformed:
        raise AddressRefused("the address is malformed") from malformed
    if parts.scheme != "https" and not (parts.scheme == "http" and _allows_plain_http()):
        raise AddressRefused("the address does not begin with https://")
    if not _HOST.fullmatch(host or "") or "@" in parts.netloc:
        raise AddressRefused("the address has no plain host, or a user name in it")
    try:
        check_literal(host or "")
    except AddressNotAllowed as inside:
        raise AddressRefused(f"the address is not allowed: {inside}") from inside


def _allows_plain_http() -> bool:
    return bool(settings.ALLOW_INSECURE_PLATFORMS)


def _session() -> requests.Session:
    """One per thread: requests does not promise that threads may share a session."""
    session: requests.Session | None = getattr(_LOCAL, "session", None)
    if session is None:
        session = requests.Session()
        session.headers["User-Agent"] = "lti-course-provider"
        # What is read is what was sent: nothing small unpacks into something huge.
        session.headers["Accept-Encoding"] = "identity"
        for scheme in ("https://", "http://"):
            session.mount(scheme, PinnedAdapter())
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        _LOCAL.session = session
    return session


def _read(response: requests.Response, largest: int) -> bytes:
    """The body, unless it is too large."""
    parts: list[bytes] = []
    size = 0
    while part := response.raw.read1(_CHUNK):
        size += len(part)
        if size > largest:
            raise NoAnswer(f"the answer is larger than {largest} bytes")
        parts.append(part)
    return b"".join(parts)


def _why(failed: Exception) -> str:
    """In words: the library's own messages quote addresses with their queries."""
    if isinstance(failed, requests.exceptions.SSLError):
        return "its certificate could not be verified"
    if isinstance(failed, requests.Timeout):
        return "it did not answer in time"
    if isinstance(failed, requests.ConnectionError):
        return "it could not be reached, or broke the connection off"
    return "its answer could not be read"
