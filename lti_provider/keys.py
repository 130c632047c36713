"""The tool's own key pairs, as files below `settings.KEYS_DIR`.

Three roles: `current` signs, `next` is published before it signs, so that platforms which cache our
key set know it in time, and `previous` is published after, for messages still under way.
"""

import base64
import hashlib
import os
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

ROLES = ("current", "next", "previous")
_RSA_BITS = 2048
_OTHERS_MAY_READ = stat.S_IRWXG | stat.S_IRWXO


class KeysRefused(Exception):
    """A key is missing, unreadable, or readable by others; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A parsed key: parsing PEM text for every signature would cost 60 times the signature."""

    kid: str
    private_key: rsa.RSAPrivateKey

    def public_jwk(self) -> dict[str, str]:
        """The public half as a JWK (RFC 7517) for signatures by RS256."""
        return {**_public_numbers(self.private_key), "kid": self.kid, "alg": "RS256", "use": "sig"}


def signing_key() -> SigningKey:
    """The key that signs now. Raises KeysRefused."""
    return _load(path_of("current"))


def published_keys() -> dict[str, list[dict[str, str]]]:
    """Our key set (RFC 7517, section 5): every role that has a file. Raises KeysRefused."""
    paths = [path_of(role) for role in ROLES]
    return {"keys": [_load(path).public_jwk() for path in paths if path.exists()]}


def path_of(role: str) -> Path:
    """Where the key of a role lies."""
    return Path(settings.KEYS_DIR) / f"lti-{role}.pem"


def write_new_key(path: Path) -> None:
    """Make a 2048-bit RSA key at `path`, readable by its owner only from the first byte on."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_secret(path, pem)


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file with mode 600; an existing one is never overwritten (FileExistsError)."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def refuse_readable_by_others(path: Path) -> None:
    """Raise KeysRefused when anybody but the owner has a right to `path`."""
    if path.stat().st_mode & _OTHERS_MAY_READ:
        raise KeysRefused(f"{path} can be read by others. Run: chmod 600 {path}")


def _load(path: Path) -> SigningKey:
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError as missing:
        raise KeysRefused(f"{path} is missing. Run: python manage.py make_keys") from missing
    return _parse(path, changed)


@lru_cache(maxsize=8)
def _parse(path: Path, changed: int) -> SigningKey:
    """Parsed once per process and change of the file, which is why `changed` is an argument."""
    del changed
    refuse_readable_by_others(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < _RSA_BITS:
        raise KeysRefused(f"{path} is no RSA key of at least {_RSA_BITS} bits.")
    return SigningKey(kid=_thumbprint(key), private_key=key)


def _public_numbers(key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"e": _base64url(numbers.e), "kty": "RSA", "n": _base64url(numbers.n)}


def _thumbprint(key: rsa.RSAPrivateKey) -> str:
    """RFC 7638: the sha256 of the required members, in this order and without white space."""
    numbers: dict[str, Any] = _public_numbers(key)
    text = '{{"e":"{e}","kty":"{kty}","n":"{n}"}}'.format(**numbers)
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _base64url(number: int) -> str:
    size = (number.bit_length() + 7) // 8
    return base64.urlsafe_b64encode(number.to_bytes(size, "big")).rstrip(b"=").decode()
