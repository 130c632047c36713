"""The description of the API holds: schemathesis sends what it allows, and what it forbids."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as own
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.xapi.talking import Speaker

PLACE = Path(__file__).parents[2] / "docs" / "openapi" / "record-store.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_dict(json.loads(PLACE.read_text("utf-8")))
schema.app = get_wsgi_application()
schema.config.generation.update(modes=list(GenerationMode))


@pytest.fixture(autouse=True)
def _connection_kept() -> Iterator[None]:
    """As Django's own client does: the connection of the test is not closed by a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_is_described(case: "Case[Any]", speaker: Speaker) -> None:
    """Of the five checks, the first is: whatever comes in, it is never our mistake."""
    headers = {"Authorization": speaker.authorization}
    case.call_and_validate(base_url=f"{own.TOOL_ORIGIN}/xapi", headers=headers, checks=CHECKS)
