"""The tool's own key pairs, as files below `settings.KEYS_DIR`.

Three roles: `current` signs, `next` is published before it signs, so that platforms which cache our
key set know it in time, and `previous` is published after, for messages still under way. With
`settings.KEY_PASSPHRASE` the files are encrypted at rest (PKCS#8, RFC 5958); plain ones made before
are still read. `lti_provider.services.key_rotation` moves them from role to role.
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
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from django.conf import settings

ROLES = ("current", "next", "previous")
_RSA_BITS = 2048
_ENCRYPTED = b"BEGIN ENCRYPTED PRIVATE KEY"
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
    return key_of("current")


def key_of(role: str) -> SigningKey:
    """The key of a role. Raises KeysRefused."""
    return _load(path_of(role))


def published_keys() -> dict[str, list[dict[str, str]]]:
    """Our key set (RFC 7517, section 5): every role that has a file. Raises KeysRefused.

    A key is named once: in the middle of a rotation two roles may hold the same one.
    """
    paths = [path_of(role) for role in ROLES]
    found = [_load(path) for path in paths if path.exists()]
    return {"keys": list({key.kid: key.public_jwk() for key in found}.values())}


def path_of(role: str) -> Path:
    """Where the key of a role lies."""
    return Path(settings.KEYS_DIR) / f"lti-{role}.pem"


def write_new_key(path: Path) -> None:
    """Make a 2048-bit RSA key at `path`, readable by its owner only from the first byte on."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
    write_secret(path, _pem(key))


def is_encrypted(path: Path) -> bool:
    """Whether the key at `path` is useless without the passphrase."""
    return _ENCRYPTED in path.read_bytes()


def encrypt(path: Path) -> None:
    """Replace the plain key at `path` by the same one under the passphrase. Raises KeysRefused.

    The time of the file stays: it says since when the key is published.
    """
    if not settings.KEY_PASSPHRASE:
        raise KeysRefused("There is no passphrase. Set KEY_PASSPHRASE in the environment first.")
    made = path.stat()
    key = _load(path).private_key
    beside = path.with_suffix(".encrypted")
    beside.unlink(missing_ok=True)  # of a run that was broken off
    write_secret(beside, _pem(key))
    os.utime(beside, ns=(made.st_atime_ns, made.st_mtime_ns))
    beside.replace(path)


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
        found = path.stat()
    except FileNotFoundError as missing:
        raise KeysRefused(f"{path} is missing. Run: python manage.py make_keys") from missing
    return _parse(path, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=8)
def _parse(path: Path, changed: int, inode: int) -> SigningKey:
    """Parsed once per process and change of the file, which is why the last two are arguments."""
    del changed, inode
    refuse_readable_by_others(path)
    key = _read(path)
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < _RSA_BITS:
        raise KeysRefused(f"{path} is no RSA key of at least {_RSA_BITS} bits.")
    return SigningKey(kid=_thumbprint(key), private_key=key)


def _read(path: Path) -> PrivateKeyTypes:
    content = path.read_bytes()
    is_locked = _ENCRYPTED in content
    try:
        return serialization.load_pem_private_key(
            content, password=_passphrase() if is_locked else None
        )
    except (ValueError, TypeError) as refused:
        # The library's message would not say which of the files, and what to do.
        to_do = (
            "Set KEY_PASSPHRASE to the one it was written with."
            if is_locked
            else "Put it back from a backup, or remove it and run: python manage.py make_keys"
        )
        raise KeysRefused(f"{path} cannot be read. {to_do}") from refused


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    passphrase = _passphrase()
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else None
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        lock or serialization.NoEncryption(),
    )


def _passphrase() -> bytes | None:
    return settings.KEY_PASSPHRASE.encode() or None


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
