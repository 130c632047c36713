"""What a log line must not say."""

import json
import logging

import structlog
from django.test import Client

from config.logs import LOGGING, configure_structlog


def written(message: str, *arguments: object) -> str:
    """What the JSON formatter makes of a standard library record, as Django writes them."""
    configure_structlog()
    options = dict(LOGGING["formatters"]["json"])
    formatter = options.pop("()")(**options)
    record = logging.LogRecord("django.request", 30, __file__, 1, message, arguments, None)
    assert isinstance(formatter, structlog.stdlib.ProcessorFormatter)
    return formatter.format(record)


def test_the_address_of_a_packages_file_loses_its_token() -> None:
    line = written("Not Found: %s", "/c/secret-token:of-lena/abc/index.html")

    assert "secret-token" not in line
    assert json.loads(line)["event"] == "Not Found: /c/…/abc/index.html"


def test_the_address_of_an_invitation_loses_its_token() -> None:
    line = written("Internal Server Error: %s", "/lti/register/secret-token/")

    assert json.loads(line)["event"] == "Internal Server Error: /lti/register/…/"


def test_every_answer_carries_its_correlation_id(client: Client) -> None:
    given = client.get("/lti/launch/", headers={"X-Request-ID": "from-the-proxy-1"})
    replaced = client.get("/lti/launch/", headers={"X-Request-ID": "<script>"})

    assert given.headers["X-Request-ID"] == "from-the-proxy-1"
    assert replaced.headers["X-Request-ID"].isalnum()
