"""A person's browser, reduced to what the pretend LMS needs: cookies, forms, no scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self
from urllib.parse import parse_qs, urlsplit

import requests
from requests.cookies import RequestsCookieJar

from demo.lms.html_form import HtmlForm, read_forms

TIMEOUT = 30  # seconds


class Browser:
    """A cookie jar at one academy."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._session = requests.Session()
        self._session.trust_env = False

    @classmethod
    def signed_in(cls, base_url: str, sub: str) -> Self:
        """A browser in which this person has pressed their button."""
        browser = cls(base_url)
        answer = browser.post("/sign-in", {"person": sub})
        answer.raise_for_status()
        return browser

    @property
    def cookies(self) -> RequestsCookieJar:
        return self._session.cookies

    def get(self, path: str, params: Mapping[str, str] | None = None) -> requests.Response:
        return self._session.get(self._base_url + path, params=params, timeout=TIMEOUT)

    def post(self, path: str, fields: Mapping[str, str]) -> requests.Response:
        return self._session.post(self._base_url + path, data=fields, timeout=TIMEOUT)

    def forms(self, answer: requests.Response) -> list[HtmlForm]:
        """The self-submitting forms of a page (those with a name)."""
        return [form for form in read_forms(answer.text) if form.name]

    def sesskey(self) -> str:
        """The key every form of this session carries."""
        pages = read_forms(self.get("/").text)
        return next(form.fields["sesskey"] for form in pages if "sesskey" in form.fields)

    def save_selection(self, page: str) -> None:
        """Follow the page that leads on from a deep link, and press Save if there is content."""
        onward = page.partition('<p><a href="')[2].partition('"')[0]
        course = urlsplit(onward).path.removesuffix("/add")
        selection = parse_qs(urlsplit(onward).query).get("selection")
        if not selection:
            return
        fields = {"sesskey": self.sesskey(), "selection": selection[0]}
        self.post(f"{course}/add", fields).raise_for_status()

    def close(self) -> None:
        self._session.close()
