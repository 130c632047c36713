"""Reads JSON from the tool's server. Connections stay on this machine's idea of `localhost`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

TIMEOUT = (5, 10)  # seconds to connect, to read; Moodle waits 20 and 300


class FetchError(Exception):
    """The URL gave no JSON object; the message says why, without the answer's content."""


def fetch_json(url: str) -> dict[str, Any]:
    """GET `url` and return the JSON object it answers. Raises FetchError.

    A name ending in .localhost means loopback (RFC 6761, 6.3). Browsers know that, the resolver
    Python uses may not, so the address is written into the URL and the name into Host.
    """
    try:
        address, headers = loopback(url)
    except ValueError as error:
        raise FetchError(f"{url!r} is no URL") from error
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.get(address, headers=headers, timeout=TIMEOUT, allow_redirects=False)
            body = answer.json()
        except requests.RequestException as error:
            raise FetchError(f"{url} gave no JSON ({type(error).__name__})") from error
    if answer.status_code != 200 or not isinstance(body, dict):
        raise FetchError(f"{url} answered {answer.status_code} instead of a JSON object")
    return body


def loopback(url: str) -> tuple[str, dict[str, str]]:
    """Where to connect, and the headers that name the host. Raises ValueError."""
    parts = urlsplit(url)
    headers = {"Accept": "application/json"}
    if not (parts.hostname or "").endswith(".localhost"):
        return url, headers
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"127.0.0.1{port}")), {**headers, "Host": parts.netloc}
