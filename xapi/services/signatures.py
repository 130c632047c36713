"""Signed statements (Data 2.6): a JSON Web Signature as attachment."""

import base64
import binascii
from typing import Any

import jwt
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from xapi.spec import strict_json
from xapi.spec.comparing import same
from xapi.spec.multipart import Part
from xapi.spec.parts import Json
from xapi.spec.refused import Refused
from xapi.spec.statements import validate

ALGORITHMS = ("RS256", "RS384", "RS512")


def check_signature(statement: Json, attachment: Json, part: Part) -> None:
    """Refuse a signature that is malformed, of another statement, or false.

    Without a certificate (`x5c`) in its header it cannot be verified, which the standard allows:
    it is kept for whoever has the key.
    """
    if attachment["contentType"] != "application/octet-stream":
        raise Refused("a signature's contentType is application/octet-stream")
    try:
        compact = part.body.decode("ascii")
        header = jwt.get_unverified_header(compact)
        payload = _payload(compact)
    except (UnicodeDecodeError, jwt.InvalidTokenError, binascii.Error) as broken:
        raise Refused("the signature is no JSON Web Signature") from broken
    if header.get("alg") not in ALGORITHMS:
        raise Refused(f"a signature's algorithm is one of {', '.join(ALGORITHMS)}")
    _compare(statement, strict_json.read(payload))
    if header.get("x5c"):
        _verify(compact, header)


def _payload(compact: str) -> bytes:
    pieces = compact.split(".")
    if len(pieces) != 3:
        raise Refused("the signature is no JSON Web Signature in compact form")
    return base64.urlsafe_b64decode(pieces[1] + "=" * (-len(pieces[1]) % 4))


def _compare(statement: Json, signed: Any) -> None:
    validate(signed, "2.0.0")
    # The attachment of the signature itself was not there yet when it was made.
    bare = {name: value for name, value in statement.items() if name != "attachments"}
    of_signed = {name: value for name, value in signed.items() if name != "attachments"}
    other_id = "id" in signed and "id" in statement and signed["id"] != statement["id"]
    if other_id or not (same(of_signed, bare) or same(bare, of_signed)):
        raise Refused("the signature was made for another statement")


def _verify(compact: str, header: dict[str, Any]) -> None:
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0]))
        key = certificate.public_key()
    except (ValueError, TypeError, LookupError, UnsupportedAlgorithm) as broken:
        raise Refused("the certificate of the signature cannot be read") from broken
    if not isinstance(key, RSAPublicKey):
        raise Refused("the certificate of the signature holds no RSA key")
    try:
        jwt.api_jws.decode(compact, key, algorithms=list(ALGORITHMS))
    except jwt.InvalidTokenError as false:
        raise Refused("the signature is false") from false
