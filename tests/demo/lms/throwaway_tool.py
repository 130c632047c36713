"""A tool just big enough to try the pretend LMS: a key set, signatures, service calls.

Written with PyJWT and requests only, like any stranger's tool.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from demo.lms import scopes
from demo.lms.peer import PretendPlatform
from demo.lms.server import QuietHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
EVERYTHING = (
    scopes.LINEITEM,
    scopes.LINEITEM_READONLY,
    scopes.RESULT_READONLY,
    scopes.SCORE,
    scopes.MEMBERSHIP_READONLY,
)
KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]


class ThrowAwayTool:
    """Serves /jwks on a free port. `kids` are the keys it publishes, the last one signs."""

    def __init__(self) -> None:
        self.kids = {"one": KEYS[0]}
        self.kid = "one"
        self.fetches = 0
        self.publishes_alg = True
        self._server = make_server(
            "127.0.0.1", 0, self._answer, threaded=True, request_handler=QuietHandler
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._http = requests.Session()
        self._http.trust_env = False
        self.url = f"http://127.0.0.1:{self._server.port}"
        self.login_url = f"{self.url}/login"
        self.launch_url = f"{self.url}/launch"
        self.jwks_url = f"{self.url}/jwks"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._http.close()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.fetches += 1
        answer = Response(json.dumps(self.key_set()))
        return answer(environ, start_response)

    def key_set(self) -> dict[str, Any]:
        return {"keys": [self._jwk(kid) for kid in self.kids]}

    def _jwk(self, kid: str) -> dict[str, str]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.kids[kid].public_key()))
        entry = {"kty": "RSA", "e": public["e"], "n": public["n"], "kid": kid, "use": "sig"}
        return {**entry, "alg": "RS256"} if self.publishes_alg else entry

    def register(self, lms: PretendPlatform, **more: Any) -> tuple[str, str]:
        return lms.register_tool(
            self.login_url, [self.launch_url], self.launch_url, self.jwks_url, **more
        )

    def sign(self, claims: Mapping[str, Any], **header: Any) -> str:
        headers = {"kid": self.kid, **header}
        kept = {name: value for name, value in headers.items() if value is not None}
        return jwt.encode(dict(claims), self.kids[self.kid], algorithm="RS256", headers=kept)

    def assertion(self, lms: PretendPlatform, **changes: Any) -> dict[str, Any]:
        """The claims of a good client assertion (Security Framework 1.0, 4.1.1)."""
        now = int(time.time())
        client = lms.client_id
        claims = {"iss": client, "sub": client, "aud": lms.token_url, "iat": now, "exp": now + 60}
        return {**claims, "jti": str(time.monotonic_ns()), **changes}

    def token_request(
        self, lms: PretendPlatform, wanted: tuple[str, ...] = EVERYTHING, **changes: str
    ) -> requests.Response:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self.sign(self.assertion(lms)),
            "scope": " ".join(wanted),
        }
        return self._http.post(lms.token_url, data={**form, **changes}, timeout=30)

    def token(self, lms: PretendPlatform, *wanted: str) -> str:
        answer = self.token_request(lms, wanted or EVERYTHING)
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        assert isinstance(token, str)
        return token

    def call(
        self,
        method: str,
        url: str,
        token: str,
        media_type: str = "",
        body: object = None,
        params: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """One service call; the media type is the Accept of a GET, else the Content-Type."""
        name = "Accept" if method == "GET" else "Content-Type"
        headers = {"Authorization": f"Bearer {token}"}
        headers |= {name: media_type} if media_type else {}
        data = None if body is None else json.dumps(body)
        return self._http.request(
            method, url, headers=headers, data=data, params=params, timeout=30
        )

    def deep_linking_response(
        self, lms: PretendPlatform, items: list[dict[str, Any]], **changes: Any
    ) -> str:
        """A signed response with these content items (Deep Linking 2.0, 4.5)."""
        now = int(time.time())
        claims = {
            "iss": lms.client_id,
            "aud": lms.issuer,
            "iat": now,
            "exp": now + 60,
            "nonce": str(time.monotonic_ns()),
            LTI + "deployment_id": lms.deployment_id,
            LTI + "message_type": "LtiDeepLinkingResponse",
            LTI + "version": "1.3.0",
            DL + "content_items": items,
        }
        return self.sign({**claims, **changes})


def authentication_request(
    tool: ThrowAwayTool, login: Mapping[str, str], **changes: str
) -> dict[str, str]:
    """A good authentication request for these login parameters (Security 1.0, 5.1.1.2)."""
    return {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": login["client_id"],
        "redirect_uri": tool.launch_url,
        "login_hint": login["login_hint"],
        "lti_message_hint": login["lti_message_hint"],
        "state": "a state",
        "nonce": "a nonce",
        **changes,
    }


def claims_of(lms: PretendPlatform, id_token: str) -> dict[str, Any]:
    """The claims, verified with the key set the LMS publishes, as a tool does it."""
    with requests.Session() as http:
        http.trust_env = False
        jwks = jwt.PyJWKSet.from_dict(http.get(lms.jwks_url, timeout=30).json())
    kid = jwt.get_unverified_header(id_token)["kid"]
    return jwt.decode(
        id_token, jwks[kid].key, algorithms=["RS256"], audience=lms.client_id, issuer=lms.issuer
    )
