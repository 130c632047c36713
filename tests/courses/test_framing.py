"""Only the launching LMS may frame a page."""

import pytest
from django.http import HttpResponse

from courses.framing import allow_framing, origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://lms.northvale.example/course?id=2", "https://lms.northvale.example"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("https://user:pass@lms.example/", "https://lms.example"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://lms.example;script-src *", ""),
        ("https://*.example", ""),
        ("https://lms.example:port/", ""),
        ("//lms.example", ""),
        ("", ""),
    ],
)
def test_the_origin_of_an_address_or_nothing(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_the_lms_may_frame_and_the_rest_of_the_policy_stays() -> None:
    response = allow_framing(HttpResponse(), ["https://lms.northvale.example/mod/lti"])

    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://lms.northvale.example" in policy
    assert "default-src 'self'" in policy


def test_without_a_platform_nobody_may_frame() -> None:
    response = allow_framing(HttpResponse(), ["javascript:x"])

    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
