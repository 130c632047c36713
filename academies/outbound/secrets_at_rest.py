"""Other people's secrets in our database, encrypted: a copy of the database alone opens none.

Fernet (AES-128-CBC and HMAC-SHA256) under a key derived by HKDF (RFC 5869) from KEY_PASSPHRASE,
else from SECRET_KEY. What was written under the other one, or under a SECRET_KEY of
SECRET_KEY_FALLBACKS, is still read.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

_MARK = "sealed:"
# Where it once stood: under another name, what was sealed before could not be read.
_PURPOSE = b"lti_provider.secrets_at_rest"


class SecretLost(Exception):
    """The value cannot be read with the keys of this installation."""


def seal(secret: str) -> str:
    """`secret` as it may be stored; "" stays "". A sealed value is left as it is."""
    if not secret or is_sealed(secret):
        return secret
    return _MARK + _locks().encrypt(secret.encode()).decode()


def unseal(stored: str) -> str:
    """The secret of a stored value; one that was never sealed is itself. Raises SecretLost."""
    if not is_sealed(stored):
        return stored
    try:
        return _locks().decrypt(stored.removeprefix(_MARK)).decode()
    except InvalidToken as lost:
        raise SecretLost(
            "A stored secret was encrypted with another KEY_PASSPHRASE or SECRET_KEY. "
            "Put that one back, or enter the secret again."
        ) from lost


def is_sealed(stored: str) -> bool:
    """Whether the value is one that `seal` wrote."""
    return stored.startswith(_MARK)


def _locks() -> MultiFernet:
    """The first one writes, all of them read."""
    sources = [settings.KEY_PASSPHRASE, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(source)) for source in sources if source])


def _key(source: str | bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    derived = kdf.derive(force_bytes(source))
    return base64.urlsafe_b64encode(derived)
