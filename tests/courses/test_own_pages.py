"""Whether a page of ours posted this, or one of somebody else's."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from courses.own_pages import is_posted_from_elsewhere, only_from_own_pages

OURS = "http://tool.localhost:8000"


def posted(**headers: str) -> HttpRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().post("/", headers=named)


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({"sec_fetch_site": "same-origin"}, False),
        ({"sec_fetch_site": "same-origin", "origin": "null"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"sec_fetch_site": "same-site"}, True),
        ({"sec_fetch_site": "cross-site"}, True),
        ({"sec_fetch_site": "cross-site", "origin": OURS}, True),
        ({"sec_fetch_site": ""}, True),
        # Without the header of newer browsers
        ({}, False),
        ({"origin": "null"}, False),
        ({"origin": OURS}, False),
        ({"origin": "http://content.localhost:8000"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": f"{OURS}.evil.example"}, True),
    ],
)
def test_the_browser_says_whose_page_it_was(headers: dict[str, str], elsewhere: bool) -> None:
    assert is_posted_from_elsewhere(posted(**headers)) is elsewhere


def test_looking_changes_nothing_and_may_come_from_anywhere() -> None:
    request = RequestFactory().get("/", headers={"sec-fetch-site": "cross-site"})
    assert not is_posted_from_elsewhere(request)


def test_a_guarded_view_is_not_even_asked() -> None:
    asked: list[HttpRequest] = []

    @only_from_own_pages
    def view(request: HttpRequest) -> HttpResponse:
        asked.append(request)
        return HttpResponse("in")

    with pytest.raises(PermissionDenied):
        view(posted(sec_fetch_site="cross-site"))
    assert asked == []
    assert view(posted(sec_fetch_site="same-origin")).content == b"in"
