"""The academy's signing keys (RS256, RSA 2048, each with a `kid`) and their public JWKS.

Security Framework 1.0, 5.1.1 and 6.3. Moodle has one key and never changes it; `rotate` exists to
see what the tool does when a platform does.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from demo.lms.store import Store

_making = threading.Lock()


@lru_cache(maxsize=8)
def _rsa_key(number: int) -> rsa.RSAPrivateKey:
    """The process's n-th key: making one costs a tenth of a second, so academies share them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")


def _load(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the stored signing key is no RSA key; delete the database and start again")
    return key


class SigningKeys:
    """The keys kept in the store; the newest signs and only the newest is published."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._private: rsa.RSAPrivateKey
        self.kid = ""
        row = store.one("SELECT kid, pem FROM signing_keys ORDER BY added DESC LIMIT 1")
        if row is None:
            self.rotate()
        else:
            self.kid, self._private = row["kid"], _load(row["pem"])

    @property
    def private(self) -> rsa.RSAPrivateKey:
        return self._private

    def rotate(self) -> None:
        """Start signing with another key. The old one leaves the JWKS at once."""
        count = self._store.all("SELECT COUNT(*) AS n FROM signing_keys")[0]["n"]
        with _making:
            self._private = _rsa_key(count)
        self.kid = secrets.token_hex(8)
        self._store.add("signing_keys", kid=self.kid, pem=_pem(self._private), added=count)

    def jwks(self) -> dict[str, Any]:
        """The public key set, as RFC 7517 writes it."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._private.public_key()))
        entry = {name: public[name] for name in ("kty", "e", "n")}
        return {"keys": [{**entry, "alg": "RS256", "kid": self.kid, "use": "sig"}]}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A compact RS256 JWT of `claims` with the current `kid` in its header."""
        return jwt.encode(dict(claims), self._private, algorithm="RS256", headers={"kid": self.kid})

    def verify_own(self, token: str) -> dict[str, Any]:
        """The claims of a JWT this academy signed itself. Raises jwt.InvalidTokenError."""
        return jwt.decode(
            token, self._private.public_key(), algorithms=["RS256"], options={"verify_aud": False}
        )
