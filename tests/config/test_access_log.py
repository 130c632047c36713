"""What the access log must not say."""

import datetime as dt
from types import SimpleNamespace

from gunicorn.config import Config

from config.access_log import AccessLog


def line_for(path: str, query: str) -> str:
    """The line that gunicorn writes for a request by its default format."""
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"{path}?{query}",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://tool.example{path}?{query}",
    }
    config = Config()
    response = SimpleNamespace(status="200 OK", sent=12, headers=[])
    request = SimpleNamespace(headers=[("REFERER", environ["HTTP_REFERER"])])
    atoms = AccessLog(config).atoms(response, request, environ, dt.timedelta(seconds=1))
    return str(config.access_log_format % AccessLog.atoms_wrapper_class(atoms))


def test_neither_an_invitation_nor_a_registration_token_is_written() -> None:
    line = line_for("/lti/register/secret-invitation/", "registration_token=secret-of-the-lms")

    assert '"GET /lti/register/…/ HTTP/1.1" 200' in line
    assert "secret" not in line


def test_neither_is_the_token_of_a_packages_file() -> None:
    line = line_for("/c/secret-token/abc/index.html", "")

    assert '"GET /c/…/abc/index.html HTTP/1.1" 200' in line
    assert "secret" not in line
