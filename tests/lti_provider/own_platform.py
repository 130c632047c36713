"""A platform of somebody's own making: it says of itself what its owner likes, and answers so."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lti_provider.registration.configuration import PLATFORM_CONFIGURATION
from lti_provider.registration.request import TOOL_CONFIGURATION
from tests.lti_provider.small_server import Received, Reply, SmallServer, serving

Said = dict[str, Any]


@dataclass(frozen=True)
class OwnPlatform:
    """configuration: the address of its openid-configuration."""

    server: SmallServer

    @property
    def configuration(self) -> str:
        return f"{self.server.url}/openid-configuration"

    @property
    def registrations(self) -> list[Received]:
        return [call for call in self.server.received if call.method == "POST"]

    @property
    def looked_at(self) -> list[str]:
        return [call.path for call in self.server.received]


def as_json(document: Any, status: int = 200) -> Reply:
    return Reply(status=status, parts=(json.dumps(document).encode(),))


@contextmanager
def own_platform(
    *,
    client_id: str = "client-of-anton",
    deployment_id: str | None = "1",
    answer: Callable[[], Reply] | None = None,
    document: Callable[[], Reply] | None = None,
    **said: Any,
) -> Iterator[OwnPlatform]:
    """Serve it. `said` replaces members of the configuration (None removes one).

    answer, document: what it answers to the registration and to a look at the configuration.
    """

    def answering(call: Received) -> Reply:
        if call.path.startswith("/openid-configuration"):
            return document() if document else as_json(_document(server.url, said))
        if call.path == "/register":
            return answer() if answer else as_json(_answer(client_id, deployment_id), 201)
        return Reply(status=404)

    with serving(answering) as server:
        yield OwnPlatform(server)


def _document(url: str, said: Said) -> Said:
    whole = {
        "issuer": url,
        "authorization_endpoint": f"{url}/auth",
        "token_endpoint": f"{url}/token",
        "jwks_uri": f"{url}/keys",
        "registration_endpoint": f"{url}/register",
        PLATFORM_CONFIGURATION: {"product_family_code": "own"},
        **said,
    }
    return {name: value for name, value in whole.items() if value is not None}


def _answer(client_id: str, deployment_id: str | None) -> Said:
    configuration = {} if deployment_id is None else {"deployment_id": deployment_id}
    return {"client_id": client_id, TOOL_CONFIGURATION: configuration}
