"""Which of the two hosts a request is for, however its name is written."""

import pytest
from django.test import Client

PAGES_OF_THE_TOOL = ["/lti/jwks/", "/admin/login/", "/scorm/player/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES_OF_THE_TOOL)
@pytest.mark.parametrize(
    "host",
    [
        "content.localhost:8000",
        "content.localhost",
        "content.localhost:443",
        "content.localhost.:8000",
        "CONTENT.localhost:8000",
    ],
)
def test_the_content_host_has_no_page_of_the_tool(host: str, path: str) -> None:
    assert Client(headers={"host": host}).get(path).status_code == 404
    assert Client(headers={"host": "tool.localhost:8000"}).get(path).status_code != 404


@pytest.mark.parametrize("host", ["tool.localhost:8000", "TOOL.localhost", "tool.localhost."])
def test_the_tools_host_has_no_file_of_a_package(host: str) -> None:
    digest = "a" * 64
    assert Client(headers={"host": host}).get(f"/c/token/{digest}/a.html").status_code == 404
    assert (
        Client(headers={"host": "content.localhost:8000"})
        .get(f"/c/token/{digest}/a.html")
        .status_code
        == 403
    )


def test_any_other_host_is_turned_away() -> None:
    for host in ("evil.example", "content.localhost.evil.example", "xcontent.localhost:8000"):
        assert Client(headers={"host": host}).get("/lti/jwks/").status_code == 400
